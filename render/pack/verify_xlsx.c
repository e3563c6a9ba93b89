#include <math.h>
#include <stdint.h>

#include "render/pack/verify.h"
#include "render/pack/xlsx_read.h"
#include "render/report/columns.h"

/* The sheets Deals and Data: a row of headers, below it a deal a row. */
enum { AMOUNT, SCORE, LEVEL, P_LOSS, LOSS, COLUMNS };
static const enum deal_column READ[COLUMNS] = {DEAL_amount, DEAL_risk_score,
                                               DEAL_risk_level, DEAL_p_loss,
                                               DEAL_expected_loss};

struct deals_sheet {
    struct verify_deals *out;
    const char *heads[COLUMNS];
    size_t head_row; /* SIZE_MAX: not seen yet */
    size_t at[COLUMNS];
    size_t row; /* the row being read; SIZE_MAX: none */
    struct verify_row now;
};

static const struct verify_row NO_ROW = {NAN, NAN, NAN, NAN, -1};

static void finish_row(struct deals_sheet *s)
{
    if (s->row != SIZE_MAX)
        verify_row_add(s->out, s->now);
    s->row = SIZE_MAX;
}

static bool on_deal_cell(void *ctx, size_t row, size_t col, struct sv value,
                         struct err *err)
{
    struct deals_sheet *s = ctx;

    (void)err;
    if (s->head_row == SIZE_MAX)
        s->head_row = row;
    if (row == s->head_row) {
        for (size_t k = 0; k < COLUMNS; k++)
            if (sv_eq(value, sv_from(s->heads[k])))
                s->at[k] = col;
        return true;
    }
    if (row != s->row) {
        finish_row(s);
        s->row = row;
        s->now = NO_ROW;
    }
    if (col == s->at[AMOUNT])
        s->now.amount = verify_number(value);
    else if (col == s->at[SCORE])
        s->now.score = verify_number(value);
    else if (col == s->at[LEVEL])
        s->now.level = verify_level(value);
    else if (col == s->at[P_LOSS])
        s->now.p_loss = verify_number(value);
    else if (col == s->at[LOSS])
        s->now.expected_loss = verify_number(value);
    return true;
}

/* `sheet` is Data, whose heads are names for machines, or Deals. */
static bool read_deals(struct verify_deals *out, const struct xlsx *x,
                       const char *sheet, bool names, struct err *err)
{
    struct deals_sheet s = {.out = out, .head_row = SIZE_MAX, .row = SIZE_MAX};

    for (size_t k = 0; k < COLUMNS; k++) {
        const struct deal_column_def *def = &DEAL_COLUMN_DEFS[READ[k]];
        s.heads[k] = names ? def->name : def->head;
        s.at[k] = SIZE_MAX;
    }
    if (!xlsx_cells(x, sv_from(sheet), on_deal_cell, &s, err))
        return false;
    finish_row(&s);
    for (size_t k = 0; k < COLUMNS; k++)
        if (s.at[k] == SIZE_MAX)
            return err_set(err, EXIT_INPUT, "%s: sheet %s has no column %s",
                           x->path, sheet, s.heads[k]);
    return true;
}

/* The cells that carry a defined name, found as their sheet is read. */
struct named_cells {
    const struct xlsx *x;
    struct {
        const char *name;
        double *value;
    } want[8];
};

static bool on_summary_cell(void *ctx, size_t row, size_t col, struct sv value,
                            struct err *err)
{
    struct named_cells *n = ctx;

    (void)err;
    for (size_t i = 0; i < n->x->n_names; i++) {
        const struct xlsx_name *name = &n->x->names[i];
        if (name->row != row || name->col != col ||
            !sv_eq(name->sheet, SV("Summary")))
            continue;
        for (size_t k = 0; k < sizeof n->want / sizeof n->want[0]; k++)
            if (sv_eq(name->name, sv_from(n->want[k].name)))
                *n->want[k].value = verify_number(value);
    }
    return true;
}

bool verify_read_xlsx(struct verify_deals *out, struct verify_deals *data,
                      struct verify_claims *claims, const char *pack,
                      struct arena *a, struct err *err)
{
    enum { COUNTS = 5 }; /* of names.want, the first */
    const char *path = sv_printf(a, "%s/%s", pack, out->file).ptr;
    struct xlsx x;
    struct named_cells names = {
        &x,
        {{"open_deals", &claims->open},
         {"critical_deals", &claims->levels[LEVEL_CRITICAL]},
         {"high_deals", &claims->levels[LEVEL_HIGH]},
         {"medium_deals", &claims->levels[LEVEL_MEDIUM]},
         {"low_deals", &claims->levels[LEVEL_LOW]},
         {"pipeline", &claims->pipeline},
         {"at_risk", &claims->at_risk},
         {"expected_loss", &claims->expected_loss}}};

    for (size_t k = 0; k < sizeof names.want / sizeof names.want[0]; k++)
        *names.want[k].value = NAN;
    for (int i = 0; i < LEVEL_COUNT; i++)
        claims->amounts[i] = NAN; /* the sheet has no names for them */
    if (!xlsx_open(&x, path, a, err) ||
        !xlsx_cells(&x, SV("Summary"), on_summary_cell, &names, err))
        return false;
    for (size_t k = 0; k < sizeof names.want / sizeof names.want[0]; k++)
        /* A sum that is not known is blank; a count is always known. */
        if (isnan(*names.want[k].value) && k < COUNTS)
            return err_set(err, EXIT_INPUT,
                           "%s: sheet Summary has no number named %s", path,
                           names.want[k].name);
    return read_deals(out, &x, "Deals", false, err) &&
           read_deals(data, &x, "Data", true, err);
}
