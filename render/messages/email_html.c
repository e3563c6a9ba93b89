#include <math.h>

#include "render/messages/alerts.h"
#include "render/messages/email.h"
#include "render/words/format.h"
#include "render/words/quarter_paper.h"
#include "render/report/links.h"
#include "render/base/mustache.h"
#include "render/base/shorten.h"
#include "render/base/theme.h"
#include "render/base/values.h"

enum { TITLE = 90, NAME = 60, SENTENCE = 170, NOTES = 8, OWNERS = 6 };

static void put_colours(struct arena *a, struct value *v, enum level level)
{
    const struct theme_level *t = &THEME_LEVELS[level];

    value_format(a, v, "n", "%d", (int)level);
    value_text(a, v, "word", sv_from(t->word));
    value_text(a, v, "shape", sv_from(t->shape));
    value_format(a, v, "fill", "#%06x", t->fill);
    value_format(a, v, "ink", "#%06x", t->ink);
    value_format(a, v, "tint", "#%06x", t->tint);
}

/* Rules of dark mode: style sheets cannot read what stands inline. */
static void put_shades(struct arena *a, struct value *root)
{
    struct value *list = value_add(a, root, "shades", VALUE_LIST);

    for (int level = LEVEL_CRITICAL; level >= LEVEL_LOW; level--) {
        const struct theme_shade *t = &THEME_LEVELS[level].dark;
        struct value *v = value_add(a, list, NULL, VALUE_OBJECT);
        value_format(a, v, "n", "%d", level);
        value_format(a, v, "fill_dark", "#%06x", t->fill);
        value_format(a, v, "ink_dark", "#%06x", t->ink);
        value_format(a, v, "tint_dark", "#%06x", t->tint);
    }
    value_format(a, root, "rest_dark", "#%06x", theme_dark(THEME_TRACK));
}

/* A figure with what it counts, three in a row. */
static struct value *put_figure(struct arena *a, struct value *rows, size_t at,
                                struct sv label, const char *text)
{
    struct value *row =
        at % 3 ? rows->last : value_add(a, rows, NULL, VALUE_OBJECT);
    struct value *list =
        at % 3 ? row->first : value_add(a, row, "figures", VALUE_LIST);
    struct value *v = value_add(a, list, NULL, VALUE_OBJECT);

    value_text(a, v, "label", label);
    value_copy(a, v, "value", text);
    return v;
}

static void put_figures(struct arena *a, struct value *root,
                        const struct report *r)
{
    const struct portfolio *p = r->portfolio;
    const struct {
        const char *label;
        double x;
        struct sv sub;
    } money[] = {{"Pipeline", p->money.pipeline, {0}},
                 {"At risk", p->money.at_risk, r->risk_note},
                 {"Expected loss", p->money.expected_loss, r->loss_range},
                 {r->rescue.label.ptr, r->rescue.amount, r->rescue.note}};
    struct value *rows = value_add(a, root, "rows", VALUE_LIST), *v;
    char x[FORMAT_TEXT], y[FORMAT_TEXT];
    size_t n = 0;

    put_figure(a, rows, n++, SV("Open deals"),
               format_count(x, (double)p->open, r->style));
    for (size_t i = 0; i < sizeof money / sizeof money[0]; i++) {
        v = put_figure(a, rows, n++, sv_from(money[i].label),
                       format_money_short(x, money[i].x, r->style));
        if (money[i].sub.len)
            value_text(a, v, "sub", money[i].sub);
    }
    v = put_figure(a, rows, n, SV("Win rate"),
                   format_percent(x, p->win_rate, 0, r->style));
    if (r->rate_note.len)
        value_text(a, v, "sub", r->rate_note);
    else
        value_format(a, v, "sub", "%s won, %s lost",
                     format_count(x, (double)p->won, r->style),
                     format_count(y, (double)p->lost, r->style));
}

static void put_levels(struct arena *a, struct value *root,
                       const struct report *r)
{
    struct value *list = value_add(a, root, "levels", VALUE_LIST);
    char text[FORMAT_TEXT];

    for (int level = LEVEL_CRITICAL; level >= LEVEL_LOW; level--) {
        const struct level_total *t = &r->portfolio->levels[level];
        struct value *v = value_add(a, list, NULL, VALUE_OBJECT);
        put_colours(a, v, (enum level)level);
        value_copy(a, v, "deals",
                   format_count(text, (double)t->deals, r->style));
        value_copy(a, v, "amount",
                   format_money_short(text, t->amount, r->style));
    }
}

/* Account, owner and stage, those that are known; each keeps its own
 * direction of writing. */
static void put_where(struct arena *a, struct value *v,
                      const struct report_deal *d)
{
    const struct sv parts[] = {sv_starts(d->title, d->account) ? (struct sv){0}
                                                               : d->account,
                               d->owner, d->stage};
    struct value *list = value_add(a, v, "where", VALUE_LIST);

    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        if (!parts[i].len)
            continue;
        bool first = !list->first;
        struct value *o = value_add(a, list, NULL, VALUE_OBJECT);
        value_bool(a, o, "more", !first);
        value_text(a, o, "part", shorten(a, parts[i], NAME));
    }
}

static void put_action(struct arena *a, struct value *v, const struct action *x)
{
    struct buf due = {0};

    if (!x->text.len)
        return;
    struct value *o = value_add(a, v, "action", VALUE_OBJECT);
    alerts_due(&due, x);
    value_text(a, o, "what", shorten(a, x->text, SENTENCE));
    value_text(a, o, "who", shorten(a, x->owner, NAME));
    value_text(a, o, "due", sv_copy(a, buf_sv(&due)));
    buf_release(&due);
}

static void put_deal(struct arena *a, struct value *list,
                     const struct report *r, const struct report_deal *d)
{
    struct value *v = value_add(a, list, NULL, VALUE_OBJECT);
    const struct score *s = d->score;
    struct buf url = {0};
    char text[FORMAT_TEXT];

    put_colours(a, v, s->level);
    value_text(a, v, "title", shorten(a, d->title, TITLE));
    put_where(a, v, d);
    value_copy(a, v, "amount", format_money_short(text, d->amount, r->style));
    value_copy(a, v, "score", format_fixed(text, s->shown, 1, r->style));
    if (isfinite(s->p_loss))
        value_copy(a, v, "p_loss",
                   format_chance(text, s->p_loss, 0, r->style));
    link_deal(&url, r, d);
    if (url.len <= 500)
        value_text(a, v, "url", sv_copy(a, buf_sv(&url)));
    buf_release(&url);
    value_text(a, v, "due", d->due_words);
    value_bool(a, v, "overdue",
               warning_holds(&s->warnings, WARNING_OVERDUE));
    if (isfinite(s->expected_loss))
        value_copy(a, v, "loss",
                   format_money_short(text, s->expected_loss, r->style));
    struct value *factors = value_add(a, v, "factors", VALUE_LIST);
    for (size_t i = 0; i < s->n_factors; i++) {
        struct value *f = value_add(a, factors, NULL, VALUE_OBJECT);
        value_copy(a, f, "points",
                   format_signed(text, s->factors[i].shown, 1, r->style));
        value_text(a, f, "evidence", shorten(a, d->evidence[i], SENTENCE));
    }
    put_action(a, v, &d->action);
}

static void put_deals(struct arena *a, struct value *root,
                      const struct report *r, size_t limit)
{
    struct value *list = value_add(a, root, "deals", VALUE_LIST);
    size_t shown = r->today.first < limit ? r->today.first : limit;
    struct buf more = {0};

    for (size_t k = 0; k < shown; k++)
        put_deal(a, list, r, &r->deals[r->today.deals[k]]);
    value_text(a, root, "today", r->today.heading);
    alerts_more(&more, r, shown);
    if (more.len)
        value_format(a, root, "more", "%s.", more.ptr);
    buf_release(&more);
}

/* The accent towards the paper: part k of the bar, from 0, of PARTS. */
enum { PARTS = 3 };
static unsigned part_fill(unsigned accent, unsigned paper, int k)
{
    unsigned mixed = 0;

    for (int shift = 0; shift < 24; shift += 8) {
        int from = (int)(accent >> shift & 255);
        int to = (int)(paper >> shift & 255);
        mixed |= (unsigned)(from + (to - from) * k / PARTS) << shift;
    }
    return mixed;
}

/* In e-mail the dark accent has long been a shade lighter than on pages. */
static unsigned dark_accent(const struct brand *b)
{
    return b->own_accent ? b->accent_dark : 0x8cc2f5;
}

static void put_dark_parts(struct arena *a, struct value *root,
                           const struct brand *b)
{
    struct value *list = value_add(a, root, "parts_dark", VALUE_LIST);

    for (int k = 0; k < PARTS; k++) {
        struct value *v = value_add(a, list, NULL, VALUE_OBJECT);
        value_format(a, v, "n", "%d", k);
        value_format(a, v, "fill", "#%06x",
                     part_fill(dark_accent(b), theme_dark(THEME_PAPER), k));
    }
}

/* Won so far, open deals, deals not yet created; to the end of the range or the
 * target. In whole percent of the width: so it shrinks on a phone, and every
 * mail reader takes it. */
static void put_bar(struct arena *a, struct value *v, const struct report *r)
{
    const struct landing_quarter *q =
        &r->landing->scopes[0].quarter[THIS_QUARTER];
    const struct landing_money *m = &q->money[ENDING_WON];
    const bool model = m->method == METHOD_MODEL;
    const double parts[PARTS] = {m->so_far, model ? m->open : 0,
                            model ? m->created : m->landing - m->so_far};
    static const char *const names[PARTS] = {"won so far", "from open deals",
                                             "not yet created"};
    struct value *list = value_add(a, v, "parts", VALUE_LIST);
    double most = fmax(m->landing, m->so_far);
    int left = 100;
    char text[FORMAT_TEXT];

    most = isfinite(m->range.upper) ? fmax(most, m->range.upper) : most;
    most = isfinite(q->target.amount) ? fmax(most, q->target.amount) : most;
    for (int k = 0; k < PARTS; k++) {
        double share = most > 0 ? fmax(parts[k], 0) / most : 0;
        int wide = (int)fmin(ceil(100 * share - 0.5), left);
        if (share > 0)
            wide = wide < 1 ? 1 : wide;
        if (wide < 1 || left < 1)
            continue;
        struct value *part = value_add(a, list, NULL, VALUE_OBJECT);
        value_format(a, part, "n", "%d", k);
        value_format(a, part, "fill", "#%06x",
                     part_fill(r->brand->accent, THEME_PAPER, k));
        value_format(a, part, "width", "%d", wide);
        value_format(a, part, "label", "%s %s",
                     format_money_short(text, parts[k], r->style),
                     model || !k ? names[k]
                                  : "more, as in past quarters on "
                                    "average");
        left -= wide;
    }
    value_bool(a, v, "any_parts", list->first != NULL);
    if (left > 0)
        value_format(a, v, "rest", "%d", left);
}

static void put_landing(struct arena *a, struct value *root,
                        const struct report *r)
{
    const struct quarter_words *w = alerts_quarter(r);
    struct value *v;

    if (!r->landing)
        return;
    v = value_add(a, root, "landing", VALUE_OBJECT);
    value_text(a, v, "line",
               w ? w->landing : words_landing_gap(r->landing->gap));
    if (!w)
        return;
    value_text(a, v, "target",
               words_sentences((struct sv[]){w->target, w->chance}, 2, a));
    value_text(a, v, "record",
               words_sentences((struct sv[]){w->no_range, w->method, w->record},
                               3, a));
    put_bar(a, v, r);
}

static void put_first(struct arena *a, struct value *root,
                      const struct report *r)
{
    struct value *list = value_add(a, root, "moved", VALUE_LIST);

    value_text(a, root, "news", r->news.title);
    for (size_t k = 0; k < r->news.n; k++) {
        struct value *v = value_add(a, list, NULL, VALUE_OBJECT);
        value_text(a, v, "label", r->news.list[k].label);
        value_text(a, v, "text", shorten(a, r->news.list[k].text,
                                         2 * SENTENCE));
    }
    list = value_add(a, root, "caveats", VALUE_LIST);
    for (size_t k = 0; k < r->n_caveats; k++) {
        struct value *v = value_add(a, list, NULL, VALUE_OBJECT);
        value_text(a, v, "text", shorten(a, r->caveats[k], 2 * SENTENCE));
    }
    value_bool(a, root, "any_caveats", r->n_caveats > 0);
}

static void put_owners(struct arena *a, struct value *root,
                       const struct report *r)
{
    struct value *list = value_add(a, root, "owners", VALUE_LIST);
    char text[FORMAT_TEXT];

    for (size_t i = 0; i < r->n_owners && i < OWNERS; i++) {
        const struct report_owner_week *o = &r->owners[i];
        struct value *v = value_add(a, list, NULL, VALUE_OBJECT);
        value_text(a, v, "owner",
                   o->owner.len ? shorten(a, o->owner, NAME) : SV("No owner"));
        value_copy(a, v, "critical",
                   format_count(text, (double)o->critical, r->style));
        value_copy(a, v, "high", format_count(text, (double)o->high, r->style));
        value_copy(a, v, "at_risk",
                   format_money_short(text, o->at_risk, r->style));
    }
    value_bool(a, root, "any_owners", r->n_owners > 0);
    if (r->n_owners > OWNERS)
        value_format(a, root, "more_owners",
                     "%s more %s such deals; the dashboard lists them",
                     format_count(text, (double)(r->n_owners - OWNERS),
                                  r->style),
                     r->n_owners - OWNERS == 1 ? "owner has" : "owners have");
}

static void put_note(struct arena *a, struct value *list, struct sv text,
                     bool warning)
{
    struct value *v;

    if (!text.len)
        return;
    v = value_add(a, list, NULL, VALUE_OBJECT);
    value_text(a, v, "text", shorten(a, text, 2 * SENTENCE));
    value_bool(a, v, "warning", warning);
}

static void put_notes(struct arena *a, struct value *root,
                      const struct report *r)
{
    struct value *list = value_add(a, root, "notes", VALUE_LIST);

    if (!report_is_caveat(r, r->reason))
        put_note(a, list, r->reason, r->scores->mode != MODE_HYBRID);
    put_note(a, list, r->blame_verdict, false);
    for (size_t i = 0, n = 0; i < r->notes.n && n < NOTES; i++)
        if (alerts_note(r, &r->notes.list[i])) {
            put_note(a, list, r->notes.list[i].text, r->notes.list[i].warning);
            n++;
        }
}

/* Links to what is not attached. */
static void put_files(struct arena *a, struct value *root,
                      const struct report *r,
                      const struct email_files *attached)
{
    struct buf url = {0};

    if (!attached->brief) {
        link_file(&url, r, "brief.pdf");
        value_text(a, root, "brief", sv_copy(a, buf_sv(&url)));
    }
    buf_clear(&url);
    if (!attached->workbook) {
        link_file(&url, r, "risk_workbook.xlsx");
        value_text(a, root, "workbook", sv_copy(a, buf_sv(&url)));
    }
    buf_release(&url);
}

static void put_brand(struct arena *a, struct value *root,
                      const struct report *r)
{
    enum { HIGH = 36, WIDE = 200 };
    const struct brand *b = r->brand;
    double height = HIGH;

    value_format(a, root, "accent", "#%06x", b->accent);
    value_format(a, root, "accent_dark", "#%06x", dark_accent(b));
    value_bool(a, root, "logo", b->logo.len > 0);
    if (!b->logo.len)
        return;
    if (height * b->picture.width > (double)WIDE * b->picture.height)
        height = (double)WIDE * b->picture.height / b->picture.width;
    value_format(a, root, "logo_width", "%.0f",
                 fmax(1, height * b->picture.width / b->picture.height));
    value_format(a, root, "logo_height", "%.0f", fmax(1, height));
}

static struct value *build(struct arena *a, const struct report *r,
                           const struct email_files *attached, size_t limit)
{
    struct value *root = value_object(a);
    char text[FORMAT_TEXT];
    struct buf url = {0};

    value_text(a, root, "title", shorten(a, r->title, TITLE));
    value_text(a, root, "company", shorten(a, r->company, NAME));
    bool news = r->news.line.len && r->lead.len;
    value_text(a, root, "preview", shorten(a, r->headline, 2 * SENTENCE));
    value_text(a, root, "headline",
               shorten(a, news ? r->lead : r->headline, 2 * SENTENCE));
    value_text(a, root, "subject", shorten(a, r->subject, SENTENCE));
    value_text(a, root, "scored",
               r->scores->mode == MODE_HYBRID
                   ? SV("scored by rules and a model")
                   : SV("scored by rules alone"));
    put_brand(a, root, r);
    put_shades(a, root);
    put_dark_parts(a, root, r->brand);
    value_text(a, root, "version", sv_from(r->version));
    value_copy(a, root, "as_of", format_date_long(text, r->as_of));
    value_text(a, root, "verdict", shorten(a, r->cycle_verdict, 4 * SENTENCE));
    value_text(a, root, "attached", sv_from(email_attached(attached)));
    put_files(a, root, r, attached);
    link_page(&url, r, "index.html");
    if (url.len <= 500)
        value_text(a, root, "dashboard", sv_copy(a, buf_sv(&url)));
    buf_release(&url);
    put_landing(a, root, r);
    put_first(a, root, r);
    put_figures(a, root, r);
    put_levels(a, root, r);
    put_deals(a, root, r, limit);
    put_owners(a, root, r);
    put_notes(a, root, r);
    return root;
}

bool email_html(struct buf *out, const struct report *r,
                const struct resources *h, const struct email_files *attached,
                struct arena *a, struct err *err)
{
    struct mustache m = {.name = "email.html.mustache"};

    if (!resources_get(&m.text, h, "templates/email.html.mustache", err))
        return false;
    /* Mail readers clip long messages: fewer deals, until it fits. */
    for (size_t limit = EMAIL_DEALS;; limit /= 2) {
        buf_clear(out);
        if (!mustache_render(out, &m, build(a, r, attached, limit), err))
            return resources_blame(h, err);
        if (out->len < EMAIL_HTML_BYTES || !limit)
            return true;
    }
}
