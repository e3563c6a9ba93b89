#include "render/messages/slack.h"

#include <math.h>

#include "render/messages/alerts.h"
#include "render/base/json_doc.h"
#include "render/base/escape.h"
#include "render/words/format.h"
#include "render/words/quarter_paper.h"
#include "render/report/links.h"
#include "render/base/shorten.h"
#include "render/messages/slack_parts.h"
#include "render/base/theme.h"

/* Escaped text of at most `max` bytes: escaping makes it longer, so the
 * source is shortened until it fits. */
void slack_fitting(struct buf *out, struct sv text, size_t max, struct arena *a)
{
    struct buf b = {0};

    for (size_t points = max; points >= 2; points = points * 3 / 4) {
        buf_clear(&b);
        escape_slack(&b, shorten(a, text, points));
        if (b.len <= max)
            break;
    }
    if (b.len <= max)
        buf_add_sv(out, buf_sv(&b));
    buf_release(&b);
}

void slack_text(struct json_doc *parent, const char *key, const char *type,
                struct sv text)
{
    struct json_doc *d = json_doc_add_object(parent, key);

    json_doc_text(d, "type", sv_from(type));
    json_doc_text(d, "text", text);
}

struct json_doc *slack_block(struct json_doc *blocks, const char *type)
{
    struct json_doc *d = json_doc_add_object(blocks, NULL);

    json_doc_text(d, "type", sv_from(type));
    return d;
}

/* Slack refuses the whole message for one section without text. */
void slack_section(struct json_doc *blocks, struct sv text)
{
    if (!text.len)
        return;
    slack_text(slack_block(blocks, "section"), "text", "mrkdwn", text);
}

static void add_field(struct json_doc *fields, struct buf *b, const char *label,
                      const char *value)
{
    buf_clear(b);
    buf_printf(b, "*%s*\n%s", label, value);
    slack_text(fields, NULL, "mrkdwn", buf_sv(b));
}

static void add_figures(struct json_doc *blocks, const struct report *r,
                        struct buf *b)
{
    struct json_doc *fields =
        json_doc_add_list(slack_block(blocks, "section"), "fields");
    const struct portfolio *p = r->portfolio;
    const struct {
        const char *label;
        double x;
        struct sv note;
    } money[] = {
        {"Pipeline", p->money.pipeline, {0}},
        {"At risk", p->money.at_risk, r->risk_note},
        {"Expected loss", p->money.expected_loss, r->loss_range},
        {r->rescue.label.ptr, r->rescue.amount, r->rescue.note},
    };
    char text[FORMAT_TEXT];

    add_field(fields, b, "Open deals",
              format_count(text, (double)p->open, r->style));
    for (size_t i = 0; i < sizeof money / sizeof money[0]; i++) {
        struct buf value = {0};
        buf_add_str(&value, format_money_short(text, money[i].x, r->style));
        if (money[i].note.len)
            buf_printf(&value, "\n%.*s", SV_ARG(money[i].note));
        add_field(fields, b, money[i].label, value.ptr);
        buf_release(&value);
    }
    struct buf rate = {0};
    buf_printf(&rate, "%s: ", format_percent(text, p->win_rate, 0, r->style));
    if (r->rate_note.len)
        buf_printf(&rate, "%.*s; ", SV_ARG(r->rate_note));
    buf_printf(&rate, "%s won, ", format_count(text, (double)p->won, r->style));
    buf_printf(&rate, "%s lost", format_count(text, (double)p->lost, r->style));
    add_field(fields, b, "Win rate", rate.ptr);
    buf_release(&rate);
    for (int level = LEVEL_CRITICAL; level >= LEVEL_LOW; level--) {
        struct buf name = {0};
        buf_printf(&name, "%s %s", THEME_LEVELS[level].shape,
                   THEME_LEVELS[level].word);
        add_field(fields, b, name.ptr,
                  format_count(text, (double)p->levels[level].deals, r->style));
        buf_release(&name);
    }
}

/* A URL may stand in <url|text> only without the marks of that form. */
static bool is_linkable(struct sv url)
{
    for (size_t i = 0; i < url.len; i++)
        if ((unsigned char)url.ptr[i] <= ' ' || strchr("<>|", url.ptr[i]))
            return false;
    return (sv_starts(url, SV("https://")) || sv_starts(url, SV("http://"))) &&
           url.len <= 500;
}

static void add_title(struct buf *b, const struct report *r,
                      const struct report_deal *d, struct arena *a)
{
    struct buf url = {0};

    link_deal(&url, r, d);
    bool linked = url.len && is_linkable(buf_sv(&url));
    if (linked)
        buf_printf(b, "<%s|", url.ptr);
    size_t at = b->len;
    slack_fitting(b, d->title, 120, a);
    for (size_t i = at; linked && i < b->len; i++)
        if (b->ptr[i] == '|') /* would end the label */
            b->ptr[i] = '/';
    if (linked)
        buf_add_char(b, '>');
    buf_release(&url);
}

void slack_deal(struct buf *b, const struct report *r,
                const struct report_deal *d, struct arena *a)
{
    const struct score *s = d->score;
    const struct theme_level *level = &THEME_LEVELS[s->level];
    char text[FORMAT_TEXT];

    buf_printf(b, "*%s %s %s*  ", level->shape, level->word,
               format_fixed(text, s->shown, 1, r->style));
    add_title(b, r, d, a);
    buf_printf(b, "  %s", format_money_short(text, d->amount, r->style));
    if (isfinite(s->expected_loss))
        buf_printf(b, ", expected loss %s",
                   format_money_short(text, s->expected_loss, r->style));
    if (d->owner.len) {
        buf_add_str(b, "  ");
        slack_fitting(b, d->owner, 80, a);
    }
    if (d->action.text.len) {
        buf_add_str(b, "\n\xe2\x86\x92 *");
        slack_fitting(b, d->action.text, 160, a);
        buf_add_str(b, "*  ");
        if (d->action.owner.len) {
            slack_fitting(b, d->action.owner, 80, a);
            buf_add_str(b, ", ");
        }
        alerts_due(b, &d->action);
    }
    for (size_t i = 0; i < s->n_factors; i++) {
        buf_printf(b, "\n\xe2\x80\xa2 %s ",
                   format_signed(text, s->factors[i].shown, 1, r->style));
        slack_fitting(b, d->evidence[i], 200, a);
    }
}

void slack_context(struct json_doc *blocks, const struct report *r,
                   struct buf *b)
{
    struct json_doc *list =
        json_doc_add_list(slack_block(blocks, "context"), "elements");
    struct buf url = {0};

    link_page(&url, r, "index.html");
    if (url.len && is_linkable(buf_sv(&url)))
        buf_printf(b, "\n<%s|Open the dashboard>", url.ptr);
    slack_text(list, NULL, "mrkdwn", buf_sv(b));
    buf_release(&url);
}

static void add_end(struct json_doc *blocks, const struct report *r,
                    size_t shown, struct buf *b, struct arena *a)
{
    char date[FORMAT_TEXT];

    buf_clear(b);
    alerts_more(b, r, shown);
    buf_add_str(b, b->len ? ". " : "");
    /* Reasons that begin with the mode say it themselves. */
    buf_printf(b, "As of %s. ", format_date(date, r->as_of));
    if (r->why.len == r->reason.len)
        buf_printf(b, "%s: ",
                   r->scores->mode == MODE_HYBRID ? "Hybrid score"
                                                  : "Rules only");
    slack_fitting(b, r->reason, 600, a);
    slack_context(blocks, r, b);
}

/* What to know before relying on it. */
static void add_caveats(struct json_doc *blocks, const struct report *r,
                        struct buf *b, struct arena *a)
{
    if (!r->n_caveats)
        return;
    buf_clear(b);
    buf_add_str(b, "*What to know before relying on it*");
    for (size_t k = 0; k < r->n_caveats; k++) {
        buf_add_str(b, "\n\xe2\x80\xa2 ");
        slack_fitting(b, r->caveats[k], 500, a);
    }
    slack_section(blocks, buf_sv(b));
}

/* The landing in bold, its target and its record below. */
static void add_landing(struct json_doc *blocks, const struct report *r,
                        struct buf *b, struct arena *a)
{
    const struct quarter_words *w = alerts_quarter(r);

    if (!r->landing)
        return;
    buf_clear(b);
    if (!w) {
        slack_fitting(b, words_landing_gap(r->landing->gap), 300, a);
        slack_section(blocks, buf_sv(b));
        return;
    }
    buf_add_char(b, '*');
    slack_fitting(b, w->landing, 300, a);
    buf_add_char(b, '*');
    const struct sv more[] = {
        words_sentences((struct sv[]){w->target, w->chance}, 2, a),
        words_sentences((struct sv[]){w->no_range, w->method, w->record}, 3,
                        a)};
    for (size_t k = 0; k < 2; k++)
        if (more[k].len) {
            buf_add_char(b, '\n');
            slack_fitting(b, more[k], 500, a);
        }
    slack_section(blocks, buf_sv(b));
}

/* The message with at most `limit` deals. */
static void build(struct buf *out, const struct report *r, size_t limit,
                  struct arena *a)
{
    struct json_doc *root = json_doc_object();
    struct buf b = {0};
    size_t shown = 0;

    slack_fitting(&b, r->subject, 2900, a);
    json_doc_text(root, "text", buf_sv(&b));
    struct json_doc *blocks = json_doc_add_list(root, "blocks");
    buf_clear(&b);
    slack_fitting(&b, r->subject, 150, a);
    slack_text(slack_block(blocks, "header"), "text", "plain_text", buf_sv(&b));
    buf_clear(&b);
    bool news = r->news.line.len && r->lead.len;
    slack_fitting(&b, news ? r->lead : r->headline, 1000, a);
    slack_section(blocks, buf_sv(&b));
    add_landing(blocks, r, &b, a);
    if (r->news.line.len) {
        buf_clear(&b);
        slack_fitting(&b, r->news.line, 700, a);
        if (r->change_words.landing.line.len) {
            buf_add_char(&b, '\n');
            slack_fitting(&b, r->change_words.landing.line, 500, a);
        }
        slack_section(blocks, buf_sv(&b));
    }
    slack_block(blocks, "divider");
    if (r->today.heading.len) {
        buf_clear(&b);
        buf_add_char(&b, '*');
        slack_fitting(&b, r->today.heading, 300, a);
        buf_add_char(&b, '*');
        slack_section(blocks, buf_sv(&b));
    }
    for (; shown < r->today.first && shown < limit; shown++) {
        buf_clear(&b);
        slack_deal(&b, r, &r->deals[r->today.deals[shown]], a);
        slack_section(blocks, buf_sv(&b));
    }
    add_caveats(blocks, r, &b, a);
    add_figures(blocks, r, &b);
    add_end(blocks, r, shown, &b, a);
    json_doc_dump(out, root, true);
    json_doc_release(root);
    buf_release(&b);
}

void slack_message(struct buf *out, const struct report *r, struct arena *a)
{
    for (size_t limit = SLACK_DEALS;; limit--) {
        buf_clear(out);
        build(out, r, limit, a);
        if (out->len <= SLACK_BYTES || !limit)
            return;
    }
}
