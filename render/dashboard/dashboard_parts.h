/*
 * Dashboard: what the pages of dashboard_write() share. Internal to
 * dashboard_*.c. A page is a tree of values in d->page, rendered with its
 * template (parsed once), put into the sink, and forgotten.
 */
#ifndef RENDER_DASHBOARD_DASHBOARD_PARTS_H
#define RENDER_DASHBOARD_DASHBOARD_PARTS_H

#include "render/base/json_doc.h"
#include "render/base/resources.h"
#include "render/base/mustache.h"
#include "render/report/report.h"
#include "render/words/quarter_page.h"
#include "render/words/quarter_paper.h"
#include "render/base/sink.h"

enum page {
    PAGE_INDEX,
    PAGE_QUARTER,
    PAGE_DEALS,
    PAGE_GROUPS, /* reps.html and segments.html */
    PAGE_CYCLE,
    PAGE_TRUST,
    PAGE_DATA,
    PAGE_METHOD,
    PAGE_DEAL,     /* deal/<file_id>.html */
    PAGE_DEAL_ANY, /* deal.html#<file_id>, from data */
    PAGE_COUNT
};

enum { DASHBOARD_ROWS = 500 };

struct dashboard {
    const struct report *r;
    const struct resources *h;
    struct sink *out;
    struct arena arena; /* templates: as long as the dashboard */
    struct arena page;  /* values of one page */
    struct buf html, svg;
    struct page_template {
        struct mustache source;
        struct mustache_template *parsed;
    } templates[PAGE_COUNT];
    struct err partial_err; /* of the callback, which cannot return one */
    bool partial_failed;
};

/* A page with what head and foot need. `file` is the file that the
 * navigation marks as current; `root` is "" or "../". */
struct value *dashboard_page(struct dashboard *d, const char *file,
                             const char *title, const char *root);
/* Renders, puts "dashboard/<file>", resets d->page. */
bool dashboard_put(struct dashboard *d, enum page page, const struct value *v,
                   const char *file, struct err *err);

/* The pages, each a file or more. */
bool dashboard_index(struct dashboard *d, struct err *err);
bool dashboard_quarter(struct dashboard *d, struct err *err);
bool dashboard_quarter_data(struct dashboard *d, struct err *err);
bool dashboard_deals(struct dashboard *d, struct err *err);
bool dashboard_deal_pages(struct dashboard *d, struct err *err);
bool dashboard_groups(struct dashboard *d, struct err *err);
bool dashboard_cycle(struct dashboard *d, struct err *err);
bool dashboard_trust(struct dashboard *d, struct err *err);
bool dashboard_quality(struct dashboard *d, struct err *err);
bool dashboard_method(struct dashboard *d, struct err *err);
bool dashboard_columns(struct dashboard *d, struct err *err);
bool dashboard_details(struct dashboard *d, struct err *err);
bool dashboard_whatif(struct dashboard *d, struct err *err);
bool dashboard_forest(struct dashboard *d, struct err *err);

/* The numbers of one deal for the what-if panel; deal->whatif is there. */
struct sv whatif_line(struct dashboard *d, const struct report_deal *deal);

/* Parts of quarter.html: the record on past quarters; and what came into the
 * quarter and left it, what slipped, the calls, why it moved, the past. */
struct quarter_deals {
    size_t n;
    const struct report_deal **of; /* n, by index in deals; NULL: not open */
};
void quarter_deals_fill(struct quarter_deals *out, struct dashboard *d);
void put_quarter_past(struct dashboard *d, struct value *v,
                      const struct landing_money *m);
void put_quarter_changes(struct dashboard *d, struct value *v,
                         const struct quarter_deals *deals);
/* Name, link and owner of a deal, open or closed, or of one that is gone. */
void put_quarter_deal(struct dashboard *d, struct value *row,
                      const struct quarter_deals *deals, uint32_t deal,
                      struct sv id);
/* What sentences of this page are written with. */
struct words dashboard_words(struct dashboard *d);
/* The reader's own scope: the company's, or in a manager's pack theirs; NULL:
 * there is no landing. Its lines of one of the two quarters. */
const struct landing_scope *quarter_scope(const struct report *r);
const struct quarter_words *quarter_lines(const struct report *r, size_t scope,
                                          enum landing_when when);
/* Can a reader try deals: is what is told made of them? */
bool quarter_can_be_tried(const struct report *r);

/* Puts head, the JSON in ASCII, and tail; takes `json` over. */
bool dashboard_put_script(struct dashboard *d, const char *file,
                          const char *head, struct json_doc *json,
                          const char *tail, struct err *err);

/* Figures into values; NAN becomes a dash. */
void put_money(struct dashboard *d, struct value *v, const char *key, double x);
void put_money_full(struct dashboard *d, struct value *v, const char *key,
                    double x);
void put_count(struct dashboard *d, struct value *v, const char *key, double x);
/* "1 deal", "4,412 deals" for the noun "deal". */
void put_counted(struct dashboard *d, struct value *v, const char *key,
                 size_t n, const char *noun);
void put_fixed(struct dashboard *d, struct value *v, const char *key, double x,
               int decimals);
void put_percent(struct dashboard *d, struct value *v, const char *key,
                 double share, int decimals);
/* For scripts (data-v): full precision, empty where not known. */
void put_exact(struct dashboard *d, struct value *v, const char *key, double x);
/* A setting as people write it: "100", "0.4". */
void put_setting(struct dashboard *d, struct value *v, const char *key,
                 double x);
void put_date(struct dashboard *d, struct value *v, const char *key,
              int32_t date);
void put_quarter(struct dashboard *d, struct value *v, const char *key,
                 int quarter);
/* "12.0 to 15.3"; percent: "12% to 15%". A dash where not known. */
void put_interval(struct dashboard *d, struct value *v, const char *key,
                  struct interval ci, bool percent, int decimals);
/* What has been drawn into d->svg, which is cleared. */
void put_svg(struct dashboard *d, struct value *v, const char *key);
/* Members word, shape, class into v. */
void put_level(struct dashboard *d, struct value *v, enum level level);
/* {label, value} appended to a list. */
struct value *put_fact(struct dashboard *d, struct value *list,
                       const char *label, const char *text);
void put_fact_sv(struct dashboard *d, struct value *list, const char *label,
                 struct sv text);
/* Figures that sentences of the templates trust and method hold. */
void put_known(struct dashboard *d, struct value *v);
void put_fact_count(struct dashboard *d, struct value *list, const char *label,
                    size_t n);

/* A list of {label, value} and, before it, has_<key>. */
void put_lines(struct dashboard *d, struct value *v, const char *key,
               const struct text_line *lines, size_t n);

/* has_owner, has_stage, …: which columns a deals table shows. */
void put_deal_columns(struct dashboard *d, struct value *v);
/* A row of a deals table (deal_row.html.mustache). */
void put_deal_row(struct dashboard *d, struct value *list,
                  const struct report_deal *deal);
/* In a list, where the action states the first warning: why beside that. */
struct sv deal_why(const struct report_deal *deal);
/* Its expected close has passed. */
bool deal_is_late(const struct report *r, const struct report_deal *deal);
/* What is known of a deal, as a list of {label, value}. */
void deal_facts(struct dashboard *d, struct value *list,
                const struct report_deal *deal);
/* "deal/<file_id>.html", or "deal.html#<file_id>" for one without a page. */
struct sv deal_href(struct arena *a, const struct report_deal *deal);
/* What made a receipt line: "rule", "forest", … */
const char *line_origin(enum line_kind kind);
/* What stands before and after an amount in a script: "$", "CHF ", " kr". */
struct json_doc;
void dashboard_sign(struct json_doc *out, const struct report *r);
/* How the score is put together, in one sentence. */
struct sv score_formula(const struct report *r, struct arena *a);
void put_cycle_charts(struct dashboard *d, struct value *v);
enum prescriptions_of {
    PRESCRIPTIONS_ALL,
    PRESCRIPTIONS_REPS,
    PRESCRIPTIONS_SEGMENTS
};
void put_prescriptions(struct dashboard *d, struct value *v,
                       enum prescriptions_of which);
/* `text` cut to what a list can show, with an ellipsis: a hostile cell of
 * 100 KB must not fill 500 rows. Whole on the deal's own page. */
struct sv clipped(struct arena *a, struct sv text);
/* With the first letter as a capital: a copy, and as a value. */
struct sv capitalised(struct arena *a, struct sv text);
void put_label(struct dashboard *d, struct value *v, const char *key,
               struct sv label);

#endif
