#include "render/workbook/workbook_parts.h"

static const struct sheet_column WIDTHS[] = {
    {.width = 24}, {.width = 24}, {.width = 11}, {.width = 11}, {.width = 13},
    {.width = 13}, {.width = 13}, {.width = 64}, {.width = 11}, {.width = 11}};
enum { LAST_COL = sizeof WIDTHS / sizeof WIDTHS[0] - 1 };

static uint32_t write_input(struct sheet *s, uint32_t row,
                            const struct report *r)
{
    bool of_book = r->quality->kind == TABLE_WORKBOOK;
    const struct {
        const char *name;
        struct sv text;
    } texts[] = {
        {"File", r->input_file},
        {"SHA-256", sv_from(r->input_sha256)},
        {"Stage history", r->history_file},
        {"Read as", sv_from(r->quality->dialect)},
        {of_book ? "Sheet" : "Encoding",
         of_book ? r->quality->sheet : sv_from(r->quality->encoding)},
        {"Dates", sv_from(r->quality->date_order)},
        {"Currency", r->style.code},
        {"As of", r->reading.as_of},
        {"Outcome from", r->reading.sources},
        {"Open stages", r->reading.stages},
    };
    const struct {
        const char *name;
        size_t count;
    } counts[] = {
        {"Rows in the file", r->rows},
        {"Rows left out", r->rejected},
        {"Rows filtered by the configuration", r->filtered},
        {"Closed deals without a close date, in no figure", r->undated},
        {"Deals created after the as-of date", r->later},
        {"Duplicate ids", r->duplicates},
    };

    row = workbook_section(s, row, SV("The export"));
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++, row++) {
        sheet_text(s, row, 0, sv_from(texts[i].name), CELL_LABEL);
        sheet_text(s, row, 1, texts[i].text.len ? texts[i].text : SV("none"),
                   CELL_TEXT);
    }
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++, row++) {
        sheet_text(s, row, 0, sv_from(counts[i].name), CELL_LABEL);
        sheet_number(s, row, 2, (double)counts[i].count, CELL_COUNT);
    }
    return row + 1;
}

static uint32_t write_columns(struct sheet *s, uint32_t row,
                              const struct report *r)
{
    static const struct sheet_column heads[] = {
        {"Column", 0, false, NULL},  {"Header in the Export", 0, false, NULL},
        {"Filled", 0, true, NULL},   {"Empty", 0, true, NULL},
        {"Distinct", 0, true, NULL}, {"Not Readable", 0, true, NULL},
        {"Such As", 0, false, NULL}, {"Why It Was Taken", 0, false, NULL}};
    enum { N_HEADS = sizeof heads / sizeof heads[0] };
    const struct deals *d = r->quality;

    row = workbook_section(s, row, SV("Columns used"));
    sheet_table(s, NULL, row++, d->n_profile, heads, N_HEADS);
    for (size_t i = 0; i < d->n_profile; i++, row++) {
        const struct column_profile *c = &d->profile[i];
        sheet_text(s, row, 0, c->name, CELL_TEXT);
        sheet_text(s, row, 1, c->header, CELL_TEXT);
        sheet_number(s, row, 2, (double)c->filled, CELL_COUNT);
        sheet_number(s, row, 3, (double)c->empty, CELL_COUNT);
        sheet_number(s, row, 4, (double)c->distinct, CELL_COUNT);
        sheet_number(s, row, 5, (double)c->unreadable, CELL_COUNT);
        sheet_text(s, row, 6, c->example, CELL_TEXT);
        sheet_text(s, row, 7, r->reading.why[i], CELL_TEXT);
    }
    return row + 1;
}

/* What each value was taken for. */
static uint32_t write_outcomes(struct sheet *s, uint32_t row,
                               const struct report *r)
{
    static const struct sheet_column heads[] = {{"Value", 0, false, NULL},
                                                {"Column", 0, false, NULL},
                                                {"Rows", 0, true, NULL},
                                                {"Taken For", 0, false, NULL}};
    const struct outcome_reading *read = &r->quality->outcome_read;

    row = workbook_section(s, row, SV("What says how deals ended"));
    if (r->reading.disagreed.len)
        sheet_text(s, row++, 0, r->reading.disagreed, CELL_NOTE);
    sheet_table(s, NULL, row++, read->n_values, heads, 4);
    for (size_t i = 0; i < read->n_values; i++, row++) {
        const struct outcome_value *v = &read->values[i];
        sheet_text(s, row, 0, v->value, CELL_TEXT);
        sheet_text(s, row, 1, v->header, CELL_TEXT);
        sheet_number(s, row, 2, (double)v->deals, CELL_COUNT);
        sheet_text(s, row, 3, sv_from(words_reading_name(v->reading)),
                   CELL_TEXT);
    }
    return row + 1;
}

static uint32_t write_left_out(struct sheet *s, uint32_t row,
                               const struct report *r)
{
    static const struct sheet_column heads[] = {
        {"Reason", 0, false, NULL},
        {"", 0, false, NULL},
        {"Rows", 0, true, NULL},
        {"Among the Rows", 0, false, NULL}};
    const struct deals *d = r->quality;

    if (!d->n_left_out)
        return row;
    row = workbook_section(s, row, SV("Rows that are in no figure"));
    sheet_table(s, NULL, row++, d->n_left_out, heads, 4);
    for (size_t i = 0; i < d->n_left_out; i++, row++) {
        sheet_text(s, row, 0, r->reading.reasons[i], CELL_TEXT);
        sheet_number(s, row, 2, (double)d->left_out[i].rows, CELL_COUNT);
        sheet_text(s, row, 3, d->left_out[i].counted ? SV("yes") : SV("no"),
                   CELL_TEXT);
    }
    return row + 1;
}

static uint32_t write_off(struct sheet *s, uint32_t row, const struct report *r)
{
    static const struct sheet_column heads[] = {{"Feature", 0, false, NULL},
                                                {"Why", 0, false, NULL}};

    if (!r->n_off)
        return row;
    row = workbook_section(s, row, SV("Features that are switched off"));
    sheet_table(s, NULL, row++, r->n_off, heads, 2);
    for (size_t i = 0; i < r->n_off; i++, row++) {
        sheet_text(s, row, 0, sv_from(r->off[i].label), CELL_TEXT);
        sheet_text(s, row, 1, r->off_reasons[i], CELL_TEXT);
    }
    return row + 1;
}

/* A wrapped cell does not make its row taller in every reader. */
static void finding(struct sheet *s, uint32_t row, struct sv done,
                    struct sv text)
{
    enum { DONE_BYTES = 22, LINE_BYTES = 66, LINES = 12 };
    size_t lines = 1 + text.len / LINE_BYTES;

    if (lines < 1 + done.len / DONE_BYTES)
        lines = 1 + done.len / DONE_BYTES;
    sheet_height(s, row, 14.0 * (double)(lines < LINES ? lines : LINES));
    sheet_text(s, row, 7, text, CELL_WRAP);
}

static uint32_t write_leaks(struct sheet *s, uint32_t row,
                            const struct report *r)
{
    static const struct sheet_column heads[] = {
        {"Field", 0, false, NULL},
        {"What Was Done", 0, false, NULL},
        {"AUC of Value", 0, true,
         "How well the value alone tells won from lost, out of sample: 0.5 is "
         "chance."},
        {"AUC In-Sample", 0, true, "The same on the deals it was learnt from."},
        {"AUC of Empty", 0, true,
         "How well an empty cell alone tells them apart."},
        {"Empty, Closed", 0, true, NULL},
        {"Empty, Open", 0, true, NULL},
        {"Finding", 0, false, NULL},
        {"Won Deals", 0, true, NULL},
        {"Lost Deals", 0, true, NULL}};
    const struct stage_end *end = &r->leaks->stage;

    row = workbook_section(s, row, SV("Fields that give the outcome away"));
    sheet_table(s, NULL, row++, r->leaks->n + end->known, heads, 10);
    for (size_t i = 0; i < r->leaks->n; i++, row++) {
        const struct leak *l = &r->leaks->fields[i];
        const struct leak_words *said = &r->leak_words[i];
        bool leaks = l->kind != LEAK_NONE;
        sheet_text(s, row, 0, l->field, CELL_TEXT);
        sheet_text(s, row, 1, leaks ? said->done : SV("no leak"),
                   leaks ? CELL_WARNING : CELL_TEXT);
        sheet_number(s, row, 2, l->auc, CELL_FIGURE);
        sheet_number(s, row, 3, l->naive_auc, CELL_FIGURE);
        sheet_number(s, row, 4, l->empty_auc, CELL_FIGURE);
        sheet_number(s, row, 5, l->empty_closed, CELL_PERCENT);
        sheet_number(s, row, 6, l->empty_open, CELL_PERCENT);
        finding(s, row, said->done, said->finding);
        sheet_number(s, row, 8, (double)l->won, CELL_COUNT);
        sheet_number(s, row, 9, (double)l->lost, CELL_COUNT);
    }
    if (end->known) {
        sheet_text(s, row, 0, SV("stage of closed deals"), CELL_TEXT);
        sheet_text(s, row, 1, r->stage_end.done, CELL_WRAP);
        sheet_number(s, row, 2, end->auc, CELL_FIGURE);
        finding(s, row++, r->stage_end.done, r->stage_end.finding);
    }
    return row + 1;
}

static void write_diags(struct sheet *s, uint32_t row, const struct diags *d)
{
    static const struct sheet_column kinds[] = {
        {"Finding", 0, false, NULL},
        {"", 0, false, NULL},
        {"Count", 0, true, NULL},
        {"Rows Left Out", 0, true, NULL}};
    static const struct sheet_column heads[] = {{"Finding", 0, false, NULL},
                                                {"File", 0, false, NULL},
                                                {"Line", 0, true, NULL},
                                                {"Column", 0, false, NULL},
                                                {"What", 0, false, NULL}};

    row = workbook_section(s, row, SV("What was wrong with rows"));
    sheet_table(s, NULL, row++, d->n_kinds, kinds, 4);
    for (size_t i = 0; i < d->n_kinds; i++, row++) {
        sheet_text(s, row, 0, sv_from(d->kinds[i].kind), CELL_TEXT);
        sheet_number(s, row, 2, (double)d->kinds[i].count, CELL_COUNT);
        sheet_number(s, row, 3, (double)d->kinds[i].rejected, CELL_COUNT);
    }
    row++;
    if (d->n_listed < d->total)
        sheet_text(s, row++, 0,
                   SV("Every finding is counted; the first are listed."),
                   CELL_NOTE);
    sheet_table(s, NULL, row++, d->n_listed, heads, 5);
    for (size_t i = 0; i < d->n_listed; i++, row++) {
        const struct diag *g = &d->listed[i];
        sheet_text(s, row, 0, sv_from(g->kind), CELL_TEXT);
        sheet_text(s, row, 1, g->file, CELL_TEXT);
        sheet_number(s, row, 2, (double)g->line, CELL_COUNT);
        if (g->column)
            sheet_number(s, row, 3, (double)g->column, CELL_COUNT);
        sheet_text(s, row, 4, g->text, CELL_TEXT);
    }
}

void workbook_quality(struct workbook *w)
{
    const struct report *r = w->r;
    struct sheet *s = book_sheet(w->book, "Data quality", TAB_EVIDENCE);
    uint32_t row;

    sheet_widths(s, WIDTHS, LAST_COL + 1);
    row = workbook_heading(s, LAST_COL, "Data quality", (struct sv){0});
    sheet_repeat(s, 0, 0);
    row = write_input(s, row, r);
    row = write_outcomes(s, row, r);
    row = write_left_out(s, row, r);
    row = write_leaks(s, row, r);
    row = write_off(s, row, r);
    row = write_columns(s, row, r);
    write_diags(s, row, r->diags);
}
