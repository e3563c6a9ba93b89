#include "render/messages/slack_alert.h"

#include <math.h>

#include "render/words/format.h"
#include "render/messages/slack.h"
#include "render/messages/slack_parts.h"
#include "render/base/theme.h"

/* What makes a deal news, in front of what it is. */
static void add_why(struct buf *b, const struct alarm *m, int32_t last,
                    struct style style)
{
    const struct theme_level *level = &THEME_LEVELS[m->level_before];
    char day[FORMAT_TEXT], score[FORMAT_TEXT];

    format_date(day, last);
    if (m->kind == ALARM_NEW && last == DATE_NONE)
        buf_add_str(b, "_In the first run_\n");
    else if (m->kind == ALARM_NEW)
        buf_printf(b, "_New since %s_\n", day);
    else
        buf_printf(b, "_Was %s %s %s on %s_\n", level->shape, level->word,
                   format_fixed(score, m->before, 1, style), day);
}

static void add_volume(struct buf *b, const struct volume *v, int32_t last,
                       struct style style)
{
    char now[FORMAT_TEXT], before[FORMAT_TEXT], day[FORMAT_TEXT];
    char entered[FORMAT_TEXT], left[FORMAT_TEXT], p[FORMAT_TEXT];

    buf_printf(b,
               "*High-risk volume up*: %s deals are CRITICAL or HIGH, %s were "
               "on %s. %s came and %s left since",
               format_count(now, (double)v->now, style),
               format_count(before, (double)v->before, style),
               format_date(day, last),
               format_count(entered, (double)v->entered, style),
               format_count(left, (double)v->left, style));
    buf_printf(b, "; beyond chance (%s).", format_p(p, v->p, style));
}

static void add_title(struct buf *b, const struct report *r,
                      const struct slack_alert *alert)
{
    char n[FORMAT_TEXT], money[FORMAT_TEXT];

    if (!alert->n) {
        buf_add_str(b, "High-risk volume up");
        return;
    }
    buf_printf(b, "%s CRITICAL %s new or worse",
               format_count(n, (double)alert->n, r->style),
               alert->n == 1 ? "deal is" : "deals are");
    if (isfinite(alert->amount))
        buf_printf(b, ", %s",
                   format_money_short(money, alert->amount, r->style));
}

static void build(struct buf *out, const struct report *r,
                  const struct slack_alert *alert, size_t limit,
                  struct arena *a)
{
    struct json_doc *root = json_doc_object(), *blocks;
    char text[FORMAT_TEXT], n[2][FORMAT_TEXT];
    struct buf b = {0};
    size_t shown = alert->n < limit ? alert->n : limit;

    add_title(&b, r, alert);
    json_doc_text(root, "text", buf_sv(&b));
    blocks = json_doc_add_list(root, "blocks");
    slack_text(slack_block(blocks, "header"), "text", "plain_text", buf_sv(&b));
    if (alert->volume) {
        buf_clear(&b);
        add_volume(&b, alert->volume, alert->last, r->style);
        slack_section(blocks, buf_sv(&b));
    }
    for (size_t i = 0; i < shown; i++) {
        buf_clear(&b);
        add_why(&b, &alert->alarms[i], alert->last, r->style);
        slack_deal(&b, r, &r->deals[alert->alarms[i].rank], a);
        slack_section(blocks, buf_sv(&b));
    }
    buf_clear(&b);
    if (shown < alert->n)
        buf_printf(&b, "%s of %s shown. ",
                   format_count(n[0], (double)shown, r->style),
                   format_count(n[1], (double)alert->n, r->style));
    buf_printf(&b, "As of %s. %s.", format_date(text, r->as_of),
               r->scores->mode == MODE_HYBRID ? "Hybrid score" : "Rules only");
    slack_context(blocks, r, &b);
    json_doc_dump(out, root, true);
    json_doc_release(root);
    buf_release(&b);
}

void slack_alert(struct buf *out, const struct report *r,
                 const struct slack_alert *alert, struct arena *a)
{
    for (size_t limit = SLACK_DEALS;; limit--) {
        buf_clear(out);
        build(out, r, alert, limit, a);
        if (out->len <= SLACK_BYTES || !limit)
            return;
    }
}

void slack_notice(struct buf *out, struct sv title, struct sv text,
                  struct arena *a)
{
    struct json_doc *root = json_doc_object(), *blocks;
    struct buf b = {0};

    slack_fitting(&b, title, 150, a);
    json_doc_text(root, "text", buf_sv(&b));
    blocks = json_doc_add_list(root, "blocks");
    slack_text(slack_block(blocks, "header"), "text", "plain_text", buf_sv(&b));
    buf_clear(&b);
    slack_fitting(&b, text, 2000, a);
    slack_section(blocks, buf_sv(&b));
    json_doc_dump(out, root, true);
    json_doc_release(root);
    buf_release(&b);
}
