#include "scoring/intake/idle.h"

#include "scoring/base/encoding.h"
#include "scoring/base/near.h"
#include "scoring/intake/amount.h"
#include "scoring/intake/gate_parts.h"
#include "scoring/settings/settings.h"

/* Values of a column that a setting is compared with. */
enum { VALUES_MOST = 5000 };

static void add(struct deals *d, struct arena *run, struct idle idle)
{
    enum { MOST = FILTERS + 4 * STAGES_NAMED + 2 };

    if (!d->idle)
        d->idle = ARENA_ARRAY(run, MOST, struct idle);
    d->idle[d->n_idle++] = idle;
}

/* The distinct values of a column, over all rows. */
static void values_of(struct intern *out, const struct gate *g, int column)
{
    size_t footer = footer_start(&g->table);

    for (size_t row = 1; row < footer && column >= 0; row++) {
        struct sv cell = table_cell(&g->table, row, column);
        if (cell.len && out->n < VALUES_MOST)
            intern_add(out, cell);
    }
}

static struct sv nearest(const struct intern *values, struct sv to,
                         struct arena *run)
{
    struct near near = near_to(to);

    for (size_t k = 0; k < values->n; k++)
        near_offer(&near, values->labels[k]);
    return sv_copy(run, text_clean(run, near.best));
}

/* Is there a row with this value? Not by the values: they may be too many. */
static bool row_has(const struct gate *g, int column, struct sv value)
{
    size_t footer = footer_start(&g->table);

    for (size_t row = 1; row < footer; row++)
        if (sv_eq_fold(table_cell(&g->table, row, column), value))
            return true;
    return false;
}

void idle_filters(struct deals *d, const struct gate *g)
{
    const struct settings *s = g->settings;

    for (size_t k = 0; k < s->n_filters; k++) {
        const struct filter_setting *f = &s->filters[k];
        int column = header_find(g->headers, g->n_headers, f->column);
        struct intern values;
        if (column < 0 || row_has(g, column, f->value))
            continue;
        intern_init_fold(&values, g->scratch);
        values_of(&values, g, column);
        add(d, g->run,
            (struct idle){.kind = IDLE_FILTER,
                          .key = f->keep ? "keep" : "exclude",
                          .column = f->column,
                          .value = f->value,
                          .near = nearest(&values, f->value, g->run)});
        intern_release(&values);
    }
}

void idle_stages(struct deals *d, const struct gate *g)
{
    const struct settings *s = g->settings;
    const struct {
        const char *key;
        const struct sv *list;
        size_t n;
    } lists[] = {{"order", s->stages, s->n_stages},
                 {"won", s->won_stages, s->n_won_stages},
                 {"lost", s->lost_stages, s->n_lost_stages},
                 {"open", s->open_stages, s->n_open_stages}};
    struct intern values;

    if (!s->n_stages && !s->n_won_stages && !s->n_lost_stages &&
        !s->n_open_stages)
        return;
    intern_init_fold(&values, g->scratch);
    values_of(&values, g, g->dialect.column[COLUMN_STAGE]);
    values_of(&values, g, g->dialect.column[COLUMN_OUTCOME]);
    for (size_t l = 0; l < sizeof lists / sizeof lists[0]; l++)
        for (size_t k = 0; k < lists[l].n; k++)
            if (intern_find(&values, lists[l].list[k]) < 0)
                add(d, g->run,
                    (struct idle){
                        .kind = IDLE_STAGE,
                        .key = lists[l].key,
                        .value = lists[l].list[k],
                        .near = nearest(&values, lists[l].list[k], g->run)});
    intern_release(&values);
}

void idle_history(struct deals *d)
{
    size_t kept = 0;

    for (size_t k = 0; k < d->n_idle; k++) {
        bool known = false;
        for (size_t j = 0;
             d->idle[k].kind == IDLE_STAGE && j < d->stage.n_labels && !known;
             j++)
            known = sv_eq_fold(d->stage.labels[j], d->idle[k].value);
        if (!known)
            d->idle[kept++] = d->idle[k];
    }
    d->n_idle = kept;
}

void idle_sheet(struct deals *d, const struct gate *g)
{
    struct sv sheet = g->settings->sheet;

    if (sheet.len && g->table.kind != TABLE_WORKBOOK)
        add(d, g->run,
            (struct idle){.kind = IDLE_SHEET, .key = "sheet", .value = sheet});
}

/* Signs that several currencies write. */
static const struct {
    const char *sign, *codes;
} SHARED[] = {
    {"$", "USD,AUD,CAD,NZD,SGD,HKD,TWD,MXN,ARS,CLP,COP,UYU,BRL,BSD,BBD,BMD,"
          "BZD,FJD,GYD,JMD,KYD,LRD,NAD,SBD,SRD,TTD,XCD"},
    {"\u00a3", "GBP,EGP,FKP,GIP,LBP,SDG,SHP,SSP,SYP"},
    {"\u00a5", "JPY,CNY"},
};

static bool shares_sign(struct sv sign, struct sv code)
{
    for (size_t k = 0; k < sizeof SHARED / sizeof SHARED[0]; k++) {
        struct sv codes = sv_from(SHARED[k].codes);
        while (sv_eq(sign, sv_from(SHARED[k].sign)) && codes.len)
            if (sv_eq_fold(sv_cut(&codes, ','), code))
                return true;
    }
    return false;
}

void idle_symbol(struct deals *d, const struct settings *s, struct arena *run)
{
    char text[4];
    struct sv code = currency_code(text, s->symbol);

    if (!code.len || d->currency.len != 3 || !d->amount ||
        sv_eq_fold(code, d->currency) || shares_sign(s->symbol, d->currency))
        return;
    add(d, run,
        (struct idle){.kind = IDLE_SYMBOL,
                      .key = "symbol",
                      .value = s->symbol,
                      .code = sv_copy(run, code)});
}
