/* The sheet Quarter: what this quarter and the next will close at, its record,
 * by whom, what it hinges on. Sums follow the cells that they are of. */
#include <math.h>

#include "render/base/theme.h"
#include "render/report/links.h"
#include "render/words/quarter_paper.h"
#include "render/workbook/workbook_parts.h"

static const struct sheet_column WIDTHS[] = {
    {.width = 30}, {.width = 15}, {.width = 15}, {.width = 15}, {.width = 15},
    {.width = 14}, {.width = 14}, {.width = 14}, {.width = 14}, {.width = 12},
    {.width = 12}};
enum { LAST_COL = sizeof WIDTHS / sizeof WIDTHS[0] - 1, TEXT_BYTES = 200 };

/* Live where it gives what the report says, else the plain number. */
static void put_sum(struct sheet *s, uint32_t row, uint16_t col,
                    const char *formula, double value, enum cell cell)
{
    if (isfinite(value))
        sheet_formula(s, row, col, formula, value, cell);
    else
        sheet_number(s, row, col, value, cell);
}

/* Does Deals add up to what open deals bring? */
static bool adds_up(const struct workbook *w, const struct landing_money *m,
                    enum landing_when when)
{
    double sum = 0;

    for (size_t i = 0; i < w->r->n_deals; i++) {
        const struct landing_deal *d = w->r->deals[i].landing;
        const double *by = d ? d->by[ENDING_WON] : NULL;
        double p = !by                     ? 0
                   : when == THIS_QUARTER ? by[THIS_QUARTER]
                                          : by[NEXT_QUARTER] - by[THIS_QUARTER];
        double amount = w->r->deals[i].amount;
        sum += isfinite(p) && isfinite(amount) ? p * amount : 0;
    }
    return w->rows == w->r->n_deals &&
           fabs(sum * landing_rate(m) - m->open) <= 0.005 + 1e-9 * fabs(m->open);
}

static void put_open(const struct workbook *w, struct sheet *s, uint32_t row,
                     const struct landing_money *m, enum landing_when when)
{
    const char *amount = workbook_letters(w, DEAL_amount);
    const char *now = workbook_letters(w, DEAL_won_by_quarter_end);
    const char *next = workbook_letters(w, DEAL_won_by_next_quarter_end);
    unsigned last = (unsigned)w->rows + 1;
    struct buf f = {0};

    if (!w->rows || !adds_up(w, m, when)) {
        sheet_number(s, row, (uint16_t)(1 + when), m->open, CELL_MONEY);
        return;
    }
    if (when == THIS_QUARTER)
        buf_printf(&f, "=%.17g*SUMPRODUCT(Deals!$%s$2:$%s$%u,Deals!$%s$2:$%s$%u)",
                   landing_rate(m), amount, amount, last, now, now, last);
    else
        buf_printf(&f,
                   "=%.17g*SUMPRODUCT(Deals!$%s$2:$%s$%u,Deals!$%s$2:$%s$%u-"
                   "Deals!$%s$2:$%s$%u)",
                   landing_rate(m), amount, amount, last, next, next, last, now, now,
                   last);
    put_sum(s, row, (uint16_t)(1 + when), f.ptr, m->open, CELL_MONEY);
    buf_release(&f);
}

/* The rows of the first table. */
enum part {
    PART_SO_FAR,
    PART_OPEN,
    PART_CREATED,
    PART_MODEL,
    PART_AVERAGE,
    PART_CRM,
    PART_LANDING,
    PART_LOW,
    PART_HIGH,
    PART_TARGET,
    PART_ATTAINED,
    PART_GAP,
    PART_CHANCE,
    PART_DUE,
    PART_COVER,
    PARTS
};

static const struct {
    const char *label, *name, *note;
    enum cell cell;
} PART_ROWS[PARTS] = {
    [PART_SO_FAR] = {"Won so far", "quarter_won", NULL, CELL_MONEY},
    [PART_OPEN] = {"From open deals", "quarter_open",
                   "Amount \xc3\x97 chance to be won, summed over Deals, at "
                   "past rates",
                   CELL_MONEY},
    [PART_CREATED] = {"From deals not yet created", "quarter_created", NULL,
                      CELL_MONEY},
    [PART_MODEL] = {"Adding up the deals' chances", "landing_model",
                    "The sum of the three", CELL_MONEY},
    [PART_AVERAGE] = {"By the average of past quarters", "landing_average",
                      NULL, CELL_MONEY},
    [PART_CRM] = {"By the CRM's expected closes", "landing_crm", NULL,
                  CELL_MONEY},
    [PART_LANDING] = {"Landing", "landing", NULL, CELL_KPI_MONEY},
    [PART_LOW] = {"Range from", "landing_low", NULL, CELL_MONEY},
    [PART_HIGH] = {"Range to", "landing_high", NULL, CELL_MONEY},
    [PART_TARGET] = {"Target", "landing_target", NULL, CELL_MONEY},
    [PART_ATTAINED] = {"Attained", "target_attained", "Won so far \xc3\xb7 target",
                       CELL_PERCENT},
    [PART_GAP] = {"To go", "target_gap", NULL, CELL_MONEY},
    [PART_CHANCE] = {"Chance to reach it", "target_chance", NULL, CELL_PERCENT},
    [PART_DUE] = {"Open and due", "quarter_due", NULL, CELL_MONEY},
    [PART_COVER] = {"Open and due \xc3\xb7 to go", "quarter_cover", NULL,
                    CELL_DAYS},
};

static double part_value(const struct landing_quarter *q, enum part part)
{
    const struct landing_money *m = &q->money[ENDING_WON];
    const struct landing_target *t = &q->target;

    switch (part) {
    case PART_SO_FAR:
        return m->so_far;
    case PART_OPEN:
        return m->open;
    case PART_CREATED:
        return m->created;
    case PART_MODEL:
        return m->told[METHOD_MODEL];
    case PART_AVERAGE:
        return m->told[METHOD_AVERAGE];
    case PART_CRM:
        return m->told[METHOD_CRM];
    case PART_LANDING:
        return m->landing;
    case PART_LOW:
        return m->range.lower;
    case PART_HIGH:
        return m->range.upper;
    case PART_TARGET:
        return t->amount;
    case PART_ATTAINED:
        return t->attained;
    case PART_GAP:
        return t->gap;
    case PART_CHANCE:
        return t->chance;
    case PART_DUE:
        return t->due;
    default:
        return t->by_due.now;
    }
}

/* In terms of the rows above; false: a plain number. `first`: the row of
 * PART_SO_FAR as formulas count, `c` the letter of the column. */
static bool part_formula(char out[TEXT_BYTES], enum part part, unsigned first,
                         char c, enum landing_method method)
{
    unsigned target = first + PART_TARGET;

    if (part == PART_MODEL)
        snprintf(out, TEXT_BYTES, "=SUM(%c%u:%c%u)", c, first, c,
                 first + PART_CREATED);
    else if (part == PART_LANDING)
        snprintf(out, TEXT_BYTES, "=%c%u", c, first + PART_MODEL + method);
    else if (part == PART_ATTAINED)
        snprintf(out, TEXT_BYTES, "=%c%u/%c%u", c, first, c, target);
    else if (part == PART_GAP)
        snprintf(out, TEXT_BYTES, "=MAX(%c%u-%c%u,0)", c, target, c, first);
    else if (part == PART_COVER)
        snprintf(out, TEXT_BYTES, "=%c%u/%c%u", c, first + PART_DUE, c,
                 first + PART_GAP);
    else
        return false;
    return true;
}

static void put_part(const struct workbook *w, struct sheet *s, uint32_t row,
                     enum part part, enum landing_when when)
{
    const struct landing_quarter *q = &w->r->landing->scopes[0].quarter[when];
    const struct landing_money *m = &q->money[ENDING_WON];
    uint32_t first = row - part + 1;
    uint16_t col = (uint16_t)(1 + when);
    double value = part_value(q, part);
    enum cell cell = PART_ROWS[part].cell;
    char formula[TEXT_BYTES];

    if (part == PART_OPEN)
        put_open(w, s, row, m, when);
    else if (part_formula(formula, part, first, (char)('B' + when), m->method))
        put_sum(s, row, col, formula, value, cell);
    else
        sheet_number(s, row, col, value, cell);
    if (when == THIS_QUARTER)
        book_define(w->book, PART_ROWS[part].name, s, row, col);
}

static uint32_t write_parts(const struct workbook *w, struct sheet *s,
                            uint32_t row)
{
    const struct quarter_words *words = w->r->quarter_words;
    char *names[LANDING_WHENS];

    for (int k = 0; k < LANDING_WHENS; k++) {
        names[k] = mem_alloc(words[k].name.len + 1, 1);
        memcpy(names[k], words[k].name.ptr, words[k].name.len);
    }
    const struct sheet_column heads[] = {{"Won", 0, false, NULL},
                                         {names[0], 0, true, NULL},
                                         {names[1], 0, true, NULL}};
    sheet_table(s, NULL, row++, PARTS, heads, 3);
    for (int part = 0; part < PARTS; part++, row++) {
        if (part == PART_LANDING)
            sheet_height(s, row, 21);
        sheet_text(s, row, 0, sv_from(PART_ROWS[part].label), CELL_LABEL);
        for (int k = 0; k < LANDING_WHENS; k++)
            put_part(w, s, row, (enum part)part, (enum landing_when)k);
        if (PART_ROWS[part].note)
            sheet_text(s, row, 3, sv_from(PART_ROWS[part].note), CELL_NOTE);
    }
    for (int k = 0; k < LANDING_WHENS; k++)
        free(names[k]);
    return row + 1;
}

/* A sentence over the whole width, as high as it needs. */
static uint32_t put_line(struct sheet *s, uint32_t row, struct sv text)
{
    enum { WIDE = 150, LINE = 15 };

    if (!text.len)
        return row;
    sheet_height(s, row, 3 + LINE * (double)sheet_lines(text, WIDE));
    sheet_merge(s, row, 0, LAST_COL, text, CELL_WRAP);
    return row + 1;
}

static uint32_t write_lines(struct sheet *s, uint32_t row,
                            const struct quarter_words *w)
{
    const struct sv lines[] = {w->no_range, w->method, w->record, w->baselines,
                               w->crm, w->cover, w->amounts};

    for (size_t k = 0; k < sizeof lines / sizeof lines[0]; k++)
        row = put_line(s, row, lines[k]);
    return row + 1;
}

/* Columns of the record. */
enum { QUARTER, DAY, THEN, TOLD, FROM, TO, CAME, OFF, HELD, AVERAGE, CRM };

static void put_past(struct sheet *s, uint32_t row,
                     const struct landing_money *m,
                     const struct landing_past *p, int fiscal_month)
{
    const struct interval *range = &p->range[m->method];
    bool known = isfinite(range->lower) && isfinite(range->upper);
    char name[DATE_TEXT], f[TEXT_BYTES];
    unsigned at = row + 1;
    double told = p->told[m->method];

    sheet_text(s, row, QUARTER,
               sv_from(quarter_label(name, p->quarter, fiscal_month)),
               CELL_TEXT);
    sheet_date(s, row, DAY, p->day, CELL_DATE);
    sheet_number(s, row, THEN, p->so_far, CELL_MONEY);
    sheet_number(s, row, TOLD, told, CELL_MONEY);
    sheet_number(s, row, FROM, range->lower, CELL_MONEY);
    sheet_number(s, row, TO, range->upper, CELL_MONEY);
    sheet_number(s, row, CAME, p->truth, CELL_MONEY);
    sheet_number(s, row, AVERAGE, p->told[METHOD_AVERAGE], CELL_MONEY);
    sheet_number(s, row, CRM, p->told[METHOD_CRM], CELL_MONEY);
    if (p->truth > 0 && landing_foresaw(p, m->method)) {
        snprintf(f, sizeof f, "=D%u/G%u-1", at, at);
        sheet_formula(s, row, OFF, f, told / p->truth - 1, CELL_PERCENT);
    }
    if (!known)
        return;
    snprintf(f, sizeof f, "=IF(AND(G%u>=E%u,G%u<=F%u),\"held\",\"missed\")", at,
             at, at, at);
    sheet_formula_text(s, row, HELD, f,
                       p->truth >= range->lower && p->truth <= range->upper
                           ? "held"
                           : "missed",
                       CELL_TEXT);
}

/* How far off on average, and how often within the range. */
static uint32_t write_record_sums(const struct workbook *w, struct sheet *s,
                                  uint32_t row, const struct landing_money *m)
{
    const struct landing_record *r = &m->record[m->method];
    unsigned last = row, first = row - (unsigned)m->n_past + 1;
    char f[TEXT_BYTES];

    if (r->n != m->n_past || !r->tells)
        return row;
    sheet_text(s, row, 0, SV("All of them"), CELL_LABEL);
    snprintf(f, sizeof f, "=SUMPRODUCT(ABS(D%u:D%u-G%u:G%u))/SUM(G%u:G%u)",
             first, last, first, last, first, last);
    put_sum(s, row, OFF, f, r->share, CELL_PERCENT);
    snprintf(f, sizeof f, "=COUNTIF(I%u:I%u,\"held\")", first, last);
    if (r->judged)
        put_sum(s, row, HELD, f, (double)r->held, CELL_COUNT);
    book_define(w->book, "landing_error", s, row, OFF);
    book_define(w->book, "landing_held", s, row, HELD);
    return row + 1;
}

/* Beside the first table; `end`: the row after the record. */
static void draw_record(const struct workbook *w, struct sheet *s, uint32_t end,
                        const struct landing_money *m)
{
    static const struct sheet_series series[] = {
        {"Expected on the same day", TOLD, THEME_QUIET, NULL, NULL},
        {"Came in", CAME, THEME_ACCENT, NULL, NULL}};
    struct buf format = {0};
    double most = 0;

    for (size_t k = 0; k < m->n_past; k++) {
        const struct landing_past *p = &m->past[k];
        most = isfinite(p->truth) ? fmax(most, p->truth) : most;
        most = isfinite(p->told[m->method]) ? fmax(most, p->told[m->method])
                                            : most;
    }
    if (m->n_past < 2 || !(most > 0))
        return;
    book_money_short(&format, w->book, most);
    sheet_chart(s, &(struct sheet_chart){
                       .kind = CHART_COLUMNS,
                       .title = "What past quarters were expected to bring, and "
                                "brought",
                       .format = format.ptr,
                       .labels = m->n_past < 5,
                       .first = end - (uint32_t)m->n_past,
                       .last = end - 1,
                       .n_series = 2,
                       .series = series,
                       .legend = true,
                       .row = 3,
                       .col = 6,
                       .width = 480,
                       .height = 300,
                       .description = "The landing as it was expected on the "
                                      "same day of past quarters, beside what "
                                      "came in, as in the table of past "
                                      "quarters."});
    buf_release(&format);
}

static uint32_t write_record(const struct workbook *w, struct sheet *s,
                             uint32_t row, const struct landing_money *m)
{
    static const struct sheet_column heads[] = {
        {"Quarter", 0, false, NULL},
        {"Same Day", 0, true, "The day with as many days left."},
        {"Won by Then", 0, true, NULL},
        {"Expected Then", 0, true,
         "The landing, from what was known on that day."},
        {"Range From", 0, true, NULL},
        {"Range To", 0, true, NULL},
        {"Came In", 0, true, "What the quarter closed at."},
        {"Off By", 0, true, "What was expected, against what came in."},
        {"Range", 0, false, NULL},
        {"By Average", 0, true,
         "What the average of the quarters before would have been."},
        {"By CRM", 0, true, "What expected closes summed up to."}};
    struct buf title = {0};

    if (!landing_is_judged(m))
        return row;
    buf_printf(&title, "What was expected %.*s of past quarters, and what came in",
               SV_ARG(w->r->quarter_words[THIS_QUARTER].then));
    row = workbook_section(s, row, buf_sv(&title));
    buf_release(&title);
    sheet_table(s, NULL, row++, m->n_past, heads, 11);
    for (size_t k = m->n_past; k-- > 0; row++) /* the oldest first */
        put_past(s, row, m, &m->past[k], w->r->fiscal_month);
    draw_record(w, s, row, m);
    return write_record_sums(w, s, row, m) + 1;
}

static uint32_t write_who(const struct workbook *w, struct sheet *s,
                          uint32_t row)
{
    static const struct sheet_column heads[] = {
        {"Manager or Owner", 0, false, NULL}, {"Open Deals", 0, true, NULL},
        {"Won So Far", 0, true, NULL},        {"From Open", 0, true, NULL},
        {"Not Yet Created", 0, true, NULL},   {"Landing", 0, true, NULL},
        {"Range From", 0, true, NULL},        {"Range To", 0, true, NULL},
        {"Target", 0, true, NULL},            {"Chance", 0, true, NULL},
        {"Is", 0, false, NULL}};
    const struct landing *l = w->r->landing;

    if (l->n_scopes < 2)
        return row;
    row = workbook_section(s, row, SV("By manager and owner"));
    sheet_table(s, NULL, row++, l->n_scopes - 1, heads, 11);
    for (size_t k = 1; k < l->n_scopes; k++, row++) {
        const struct landing_scope *scope = &l->scopes[k];
        const struct landing_quarter *q = &scope->quarter[THIS_QUARTER];
        const struct landing_money *m = &q->money[ENDING_WON];
        const double sums[] = {m->so_far, m->open, m->created, m->landing,
                               m->range.lower, m->range.upper,
                               q->target.amount};
        sheet_text(s, row, 0, w->r->quarter_words[k * LANDING_WHENS].whose,
                   CELL_TEXT);
        sheet_number(s, row, 1, (double)scope->open, CELL_COUNT);
        for (uint16_t c = 0; c < 7; c++)
            if (scope->enough || !c || c == 6)
                sheet_number(s, row, (uint16_t)(2 + c), sums[c], CELL_MONEY);
        sheet_number(s, row, 9, q->target.chance, CELL_PERCENT);
        sheet_text(s, row, 10,
                   scope->of == LANDING_MANAGER ? SV("manager") : SV("owner"),
                   CELL_TEXT);
    }
    return row + 1;
}

static uint32_t write_hinges(const struct workbook *w, struct sheet *s,
                             uint32_t row)
{
    const struct quarter_words *words = &w->r->quarter_words[THIS_QUARTER];
    const struct sheet_column heads[] = {
        {"Deal", 0, false, NULL},
        {"Owner", 0, false, NULL},
        {"Amount", 0, true, "As it stands; the landing takes it times what past "
                            "amounts and chances came to."},
        {words->won_by.ptr, 0, true,
         "The chance of it, also of a deal expected to close later."},
        {"Expected", 0, true, "Amount \xc3\x97 chance."},
        {"Of the Doubt", 0, true,
         "p(1 \xe2\x88\x92 p) \xc3\x97 amount\xc2\xb2, as a share of the whole "
         "variance."}};
    const struct landing_quarter *q =
        &w->r->landing->scopes[0].quarter[THIS_QUARTER];
    struct buf url = {0};
    char f[TEXT_BYTES];

    if (!q->n_hinges)
        return row;
    row = workbook_section(s, row, words->hinges_title);
    row = put_line(s, row, words->hinges);
    if (!q->hinges_decide)
        return row + 1;
    sheet_table(s, NULL, row++, q->n_hinges, heads, 6);
    for (size_t k = 0; k < q->n_hinges; k++, row++) {
        const struct landing_hinge *h = &q->hinge[k];
        const struct report_deal *d = report_deal_of(w->r, h->deal);
        if (!d)
            continue;
        buf_clear(&url);
        link_deal_page(&url, w->r, d);
        sheet_link(s, row, 0, buf_sv(&url), d->title);
        sheet_text(s, row, 1, d->owner, CELL_TEXT);
        sheet_number(s, row, 2, h->amount, CELL_MONEY);
        sheet_number(s, row, 3, h->p, CELL_PERCENT);
        snprintf(f, sizeof f, "=C%u*D%u", row + 1, row + 1);
        put_sum(s, row, 4, f, h->amount * h->p, CELL_MONEY);
        sheet_number(s, row, 5, h->share, CELL_PERCENT);
    }
    buf_release(&url);
    return row + 1;
}

void workbook_quarter(struct workbook *w)
{
    const struct report *r = w->r;
    bool told = r->landing && r->landing->n_scopes && r->quarter_words;
    struct sheet *s = book_sheet(w->book, "Quarter", TAB_READ);
    uint32_t row;

    sheet_widths(s, WIDTHS, LAST_COL + 1);
    row = workbook_heading(
        s, LAST_COL, "The quarter",
        told         ? r->quarter_words[THIS_QUARTER].landing
        : r->landing ? words_landing_gap(r->landing->gap)
                     : SV("The landing of the quarter is not computed."));
    sheet_repeat(s, 0, 0);
    if (told) {
        const struct landing_money *m =
            &r->landing->scopes[0].quarter[THIS_QUARTER].money[ENDING_WON];
        row = write_parts(w, s, row);
        row = write_lines(s, row, &r->quarter_words[THIS_QUARTER]);
        row = write_record(w, s, row, m);
        row = write_who(w, s, row);
        row = write_hinges(w, s, row);
    }
    if (r->changes)
        workbook_quarter_changes(w, s, row, LAST_COL);
}
