/* The page of the quarter: the fan, what it says in lines, its record on past
 * quarters, the flow, and by whom. */
#include "render/brief/brief_parts.h"

#include <math.h>

#include "render/base/theme.h"
#include "render/words/format.h"
#include "render/words/quarter_paper.h"

static const double LABEL = 86;

static double fact_height(const struct brief *b, struct sv text)
{
    return canvas_block_height(b->c, &BRIEF_BODY, b->right - b->left - LABEL, 4,
                               text) +
           3.5;
}

void brief_fact(struct brief *b, struct sv label, struct sv text)
{
    double width = b->right - b->left - LABEL;

    if (!text.len)
        return;
    text = brief_plain(b, text);
    brief_need(b, fact_height(b, text));
    if (b->failed)
        return;
    brief_begin(b, TAG_ITEM);
    canvas_text_in(b->c, &BRIEF_STRONG, b->left, b->y + THEME_SIZE_BODY,
                   LABEL - 8, label);
    b->y += canvas_block(b->c, &BRIEF_BODY, b->left + LABEL, b->y, width, 4,
                         text) +
            3.5;
    brief_end(b);
}

static bool is_board(const struct brief *b)
{
    return sv_eq(b->r->audience, SV("board"));
}

static struct sv joined(struct brief *b, struct sv x, struct sv y, struct sv z)
{
    return words_sentences((struct sv[]){x, y, z}, 3, &b->words);
}

static void draw_facts(struct brief *b, const struct quarter_words *w)
{
    const struct quarter_words *next = brief_quarter_words(b, NEXT_QUARTER);
    struct sv none = {0};

    b->y += 6;
    brief_begin(b, TAG_LIST);
    brief_fact(b, SV("Made of"), joined(b, w->parts, w->amounts, none));
    brief_fact(b, SV("Target"), words_landing_target(w, &b->words));
    if (!is_board(b))
        brief_fact(b, SV("Pace"), joined(b, b->r->change_words.pace.line,
                                     b->r->change_words.pace.gap, none));
    brief_fact(b, SV("Record"), joined(b, w->no_range, w->record, none));
    brief_fact(b, SV("Beside it"), joined(b, w->method, w->baselines, w->crm));
    if (!is_board(b))
        brief_fact(b, SV("Lost"), joined(b, w->lost, none, none));
    brief_fact(b, SV("Next"), joined(b, next->landing, next->chance,
                                     next->no_range));
    brief_end(b);
}

static const struct brief_cell RECORD[] = {
    {"Quarter", 0, 0.14, false},     {"Won by then", 0.22, 0.12, true},
    {"Told", 0.32, 0.10, true},      {"80% range", 0.52, 0.20, true},
    {"Came in", 0.62, 0.10, true},   {"Told against it", 0.78, 0.16, true},
    {"Average told", 0.9, 0.12, true}, {"CRM said", 1, 0.1, true}};
enum { RECORD_N = sizeof RECORD / sizeof RECORD[0] };

/* What this method told on the same day of past quarters, and what came. */
static void draw_record(struct brief *b, const struct landing_money *m)
{
    size_t n = m->n_past < b->plan.owners ? m->n_past : b->plan.owners;
    struct past_row row;

    if (!n || b->failed)
        return;
    brief_section(b, SV("Past quarters, as they were told on the same day"),
                  (struct sv){0}, brief_table_height(n));
    if (b->failed)
        return;
    brief_begin(b, TAG_TABLE);
    brief_table_heads(b, RECORD, RECORD_N, false);
    for (size_t k = 0; k < n && !b->failed; k++) {
        words_landing_past(&row, m, k, &b->r->style, b->r->fiscal_month,
                           &b->words);
        struct sv off = row.held.len ? sv_printf(&b->words, "%.*s, %.*s",
                                                 SV_ARG(row.off),
                                                 SV_ARG(row.held))
                                     : row.off;
        brief_table_row(b, RECORD, RECORD_N,
                        (struct sv[]){row.quarter, row.so_far, row.told,
                                      row.range, row.truth, off, row.average,
                                      row.crm},
                        NULL);
    }
    brief_end(b);
}

static const struct brief_cell WHO[] = {
    {"Manager or owner", 0, 0.3, false}, {"Won so far", 0.42, 0.12, true},
    {"Landing", 0.54, 0.12, true},       {"80% range", 0.76, 0.22, true},
    {"Target", 0.88, 0.12, true},        {"Chance", 1, 0.12, true}};
enum { WHO_N = sizeof WHO / sizeof WHO[0] };

static struct sv short_money(struct brief *b, double x)
{
    char text[FORMAT_TEXT];

    return sv_copy(&b->words,
                   sv_from(format_money_short(text, x, b->r->style)));
}

static struct sv range_words(struct brief *b, const struct interval *range)
{
    if (!isfinite(range->lower) || !isfinite(range->upper))
        return SV("\xe2\x80\x93");
    return sv_printf(&b->words, "%.*s to %.*s",
                     SV_ARG(short_money(b, range->lower)),
                     SV_ARG(short_money(b, range->upper)));
}

static void draw_who(struct brief *b)
{
    const struct landing *l = b->r->landing;
    size_t n = 0, shown = 0;
    char text[FORMAT_TEXT];

    for (size_t k = 1; k < l->n_scopes; k++)
        n += l->scopes[k].enough;
    n = n < b->plan.owners ? n : b->plan.owners;
    if (!n || b->failed)
        return;
    size_t left = l->n_scopes - 1 - n;
    brief_section(b, SV("By manager and owner"),
                  left ? sv_printf(&b->words,
                                   "%zu more %s on the Quarter page of the "
                                   "dashboard.",
                                   left, left == 1 ? "is" : "are")
                       : (struct sv){0},
                  brief_table_height(n));
    if (b->failed)
        return;
    brief_begin(b, TAG_TABLE);
    brief_table_heads(b, WHO, WHO_N, false);
    for (size_t k = 1; k < l->n_scopes && shown < n && !b->failed; k++) {
        const struct landing_scope *s = &l->scopes[k];
        const struct landing_quarter *q = &s->quarter[THIS_QUARTER];
        const struct landing_money *m = &q->money[ENDING_WON];
        if (!s->enough)
            continue;
        shown++;
        b->bold = s->of == LANDING_MANAGER;
        brief_table_row(
            b, WHO, WHO_N,
            (struct sv[]){
                brief_named(b, b->r->quarter_words[k * LANDING_WHENS].whose,
                            SV("Name without a font for it")),
                short_money(b, m->so_far), short_money(b, m->landing),
                range_words(b, &m->range), short_money(b, q->target.amount),
                sv_copy(&b->words, sv_from(format_chance(
                                       text, q->target.chance, 0,
                                       b->r->style)))},
            NULL);
    }
    b->bold = false;
    brief_end(b);
}

static void draw_flow(struct brief *b)
{
    const struct flow_words *w = &b->r->change_words.since_start;

    if (b->failed || !w->line.len)
        return;
    brief_chart(b, CHART_FLOW, SV("The flow of the quarter"));
    if (b->failed || !w->gap.len)
        return;
    b->y += canvas_block(b->c, &BRIEF_SMALL, b->left, b->y, b->right - b->left,
                         3, words_sentences(&w->gap, 1, &b->words));
}

/* What cannot be told at all, and what would change that. */
static void draw_gaps(struct brief *b)
{
    const struct report_changes *c = &b->r->change_words;
    const struct {
        struct sv label, line, gap;
    } parts[] = {{SV("Flow"), c->since_start.line, c->since_start.gap},
                 {SV("Slip"), c->slip.line, c->slip.gap},
                 {SV("Calls"), c->calls.n ? SV(" ") : (struct sv){0},
                  c->calls.gap},
                 {SV("Why it moved"), c->landing.line, c->landing.gap},
                 {SV("The past"), c->restated.line, c->restated.gap}};
    bool any = false;

    for (size_t k = 0; k < sizeof parts / sizeof parts[0] && !b->failed; k++) {
        if (parts[k].line.len || !parts[k].gap.len)
            continue;
        if (!any) {
            brief_section(b, SV("What cannot be told of the quarter, and why"),
                          (struct sv){0}, 30);
            brief_begin(b, TAG_LIST);
        }
        any = true;
        if (!b->failed)
            brief_fact(b, parts[k].label,
                       words_sentences(&parts[k].gap, 1, &b->words));
    }
    if (any)
        brief_end(b);
}

void brief_quarter(struct brief *b)
{
    const struct quarter_words *w = brief_quarter_words(b, THIS_QUARTER);

    if (!w || b->failed)
        return;
    brief_chart(b, CHART_LANDING, SV("The quarter"));
    if (!b->failed)
        draw_facts(b, w);
    if (!b->failed)
        draw_record(
            b, &b->r->landing->scopes[0].quarter[THIS_QUARTER].money[ENDING_WON]);
    if (is_board(b))
        return;
    draw_flow(b);
    draw_who(b);
    brief_quarter_deals(b);
    brief_quarter_past(b);
    draw_gaps(b);
}
