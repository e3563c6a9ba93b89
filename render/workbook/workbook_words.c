/*
 * Sentences that follow the yellow cells: the headline and the title of the
 * chart of levels, from the patterns of the words (headline.h). A figure in
 * them is reckoned by a formula that holds in every language of a
 * spreadsheet: TEXT() would read a pattern as the reader's own.
 *
 * As long as no figure has changed the headline is the one that the run
 * printed.
 */
#include <math.h>
#include <stdio.h>

#include "render/words/format.h"
#include "render/workbook/workbook_parts.h"

/* "…" as a formula has it. */
static void add_literal(struct buf *out, struct sv text)
{
    buf_add_char(out, '"');
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '"')
            buf_add_char(out, '"');
        buf_add_char(out, text.ptr[i]);
    }
    buf_add_char(out, '"');
}

/* What a name in braces gives; `cells` is an expression of named cells. */
static const struct {
    const char *name, *cells;
    enum { COUNTED, MONEY_TEXT, SETTING, VERB } as;
} FIGURES[] = {
    {"at_risk_deals", "(critical_deals+high_deals)", COUNTED},
    {"critical_deals", "critical_deals", COUNTED},
    {"high_deals", "high_deals", COUNTED},
    {"at_risk", "said_at_risk", MONEY_TEXT},
    {"critical_amount", "said_critical", MONEY_TEXT},
    {"level_high", "level_high", SETTING},
    {"is_at_risk", "critical_deals+high_deals", VERB},
    {"is_critical", "critical_deals", VERB},
};

static void add_figure(struct buf *out, struct sv name, struct style style)
{
    const char *group = number_marks(style.numbers)->group;

    for (size_t k = 0; k < sizeof FIGURES / sizeof FIGURES[0]; k++) {
        const char *x = FIGURES[k].cells;
        if (!sv_eq(name, sv_from(FIGURES[k].name)))
            continue;
        if (FIGURES[k].as == COUNTED)
            buf_printf(out,
                       "IF(%s<1000,%s,INT(%s/1000)&\"%s\"&"
                       "RIGHT(1000+MOD(%s,1000),3))",
                       x, x, x, group, x);
        else if (FIGURES[k].as == VERB)
            buf_printf(out, "IF(%s=1,\"is\",\"are\")", x);
        else
            buf_add_str(out, x);
    }
}

void workbook_sentence(struct buf *out, const struct workbook *w,
                       struct sv pattern)
{
    const char *join = "";

    while (pattern.len) {
        struct sv text = sv_cut(&pattern, '{');
        if (text.len) {
            buf_add_str(out, join);
            add_literal(out, text);
            join = "&";
        }
        text = sv_cut(&pattern, '}');
        if (text.len) {
            buf_add_str(out, join);
            add_figure(out, text, w->r->style);
            join = "&";
        }
    }
}

/* "$7.1M" of a named cell, as format_money_short() writes it. */
static void money_formula(struct buf *out, const struct workbook *w,
                          const char *cell)
{
    const struct money_unit *units = format_money_units(w->r->style);
    const char *decimal = number_marks(w->r->style.numbers)->decimal;
    struct money_marks marks;

    money_marks(&marks, w->r->style);
    buf_add_char(out, '=');
    add_literal(out, sv_from(marks.before));
    buf_add_char(out, '&');
    for (size_t k = 0; k < MONEY_UNITS; k++)
        buf_printf(out,
                   "IF(%s>=%.0f,IF(%s<%.0f,INT(ROUND(%s/%.0f,0)/10)&\"%s\"&"
                   "MOD(ROUND(%s/%.0f,0),10),ROUND(%s/%.0f,0))&\"%s\",",
                   cell, 0.9995 * units[k].from, cell, 99.95 * units[k].from,
                   cell, units[k].from / 10, decimal, cell, units[k].from / 10,
                   cell, units[k].from, units[k].unit);
    buf_printf(out, "ROUND(%s,0)))))&", cell);
    add_literal(out, sv_from(marks.after));
}

/* The news stand on Changes. */
static struct sv printed(const struct report *r)
{
    return r->lead.len ? r->lead : r->headline;
}

bool workbook_lives(const struct workbook *w)
{
    return w->rows && w->rows == w->r->n_deals && w->r->live.above.len;
}

uint32_t workbook_said(struct workbook *w, struct sheet *s, uint32_t row)
{
    const struct portfolio *p = w->r->portfolio;
    const struct {
        const char *label, *name, *cell;
        double x;
    } lines[] = {
        {"At risk, in short", "said_at_risk", "at_risk", p->money.at_risk},
        {"CRITICAL, in short", "said_critical", "critical_amount",
         p->levels[LEVEL_CRITICAL].amount},
    };
    struct buf formula = {0};
    char text[FORMAT_TEXT];

    if (!workbook_lives(w))
        return row;
    row = workbook_section(s, row, SV("Words of the headline"));
    for (size_t k = 0; k < sizeof lines / sizeof lines[0]; k++, row++) {
        buf_clear(&formula);
        sheet_text(s, row, 0, sv_from(lines[k].label), CELL_LABEL);
        if (isfinite(lines[k].x)) {
            money_formula(&formula, w, lines[k].cell);
            sheet_formula_text(
                s, row, 1, formula.ptr,
                format_money_short(text, lines[k].x, w->r->style), CELL_TEXT);
        }
        book_define(w->book, lines[k].name, s, row, 1);
        sheet_text(s, row, 2, sv_from(lines[k].name), CELL_NOTE);
    }
    sheet_text(s, row, 0, SV("As the run printed it"), CELL_LABEL);
    sheet_text(s, row, 1, printed(w->r), CELL_TEXT);
    book_define(w->book, "headline_as_run", s, row, 1);
    buf_release(&formula);
    return row + 2;
}

void workbook_headline(const struct workbook *w, struct sheet *s, uint32_t row,
                       uint16_t last_col)
{
    const struct report *r = w->r;
    const struct level_total *of = r->portfolio->levels;
    struct buf formula = {0};
    struct buf text = {0};

    if (!workbook_lives(w)) {
        sheet_merge(s, row, 0, last_col, printed(r), CELL_LEAD);
        return;
    }
    buf_add_sv(&text, printed(r));
    buf_printf(&formula, "=IF(AND(critical_deals=%zu,high_deals=%zu",
               of[LEVEL_CRITICAL].deals, of[LEVEL_HIGH].deals);
    if (isfinite(r->portfolio->money.at_risk))
        buf_printf(&formula,
                   ",ROUND(at_risk-%.2f,0)=0,ROUND(critical_amount-%.2f,0)=0",
                   r->portfolio->money.at_risk, of[LEVEL_CRITICAL].amount);
    buf_add_str(&formula, "),headline_as_run,IF(critical_deals+high_deals=0,");
    workbook_sentence(&formula, w, r->live.below);
    buf_add_char(&formula, ',');
    workbook_sentence(&formula, w, r->live.above);
    buf_add_str(&formula, "&IF(critical_deals=0,\"\",");
    workbook_sentence(&formula, w, r->live.critical);
    buf_add_str(&formula, ")))");
    sheet_merge_formula(s, row, last_col, formula.ptr, text.ptr, CELL_LEAD);
    buf_release(&formula);
    buf_release(&text);
}
