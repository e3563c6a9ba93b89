#include "scoring/leaks/linter.h"

#include <math.h>

#include "scoring/leaks/leak_measure.h"
#include "scoring/leaks/leak_moved.h"
#include "scoring/leaks/leak_text.h"

static const double LEAK_AUC = 0.9;

const char *leak_kind_name(enum leak_kind kind)
{
    static const char *const names[LEAK_KINDS] = {
        [LEAK_NONE] = "none",   [LEAK_VALUE] = "value",
        [LEAK_EMPTY] = "empty", [LEAK_FILLED_LATE] = "filled_late",
        [LEAK_WORD] = "word",   [LEAK_MOVED] = "moved",
    };

    return names[kind];
}

enum leak_feeds leak_feeds(enum column column)
{
    static const enum column RULED[] = {COLUMN_CREATED,  COLUMN_OWNER,
                                        COLUMN_INDUSTRY, COLUMN_LEAD_SOURCE,
                                        COLUMN_AMOUNT,   COLUMN_REGION};

    for (size_t k = 0; k < sizeof RULED / sizeof *RULED; k++)
        if (column == RULED[k])
            return FEEDS_FOREST_AND_RULES;
    if (column == COLUMN_PRODUCT || column == COLUMN_ACCOUNT ||
        column == COLUMN_COUNT)
        return FEEDS_FOREST;
    return FEEDS_NO_SCORE;
}

/* Filled or emptied at closing, and predictive by that or by its value. */
static bool is_filled_late(struct leak *l, const struct bench *b,
                           const struct field *f, const struct value_auc *value)
{
    double lower, empty = leak_empty_auc(b, f, &lower);
    struct shares shares = leak_empty_shares(b, f);
    bool emptiness = empty > LEAK_PREDICTS && lower > 0.5;
    bool late = value->auc > LEAK_PREDICTS && value->lower > 0.5 &&
                shares.closed < shares.open;

    if (!shares.far || !(emptiness || late))
        return false;
    l->empty_auc = empty;
    l->empty_closed = shares.closed;
    l->empty_open = shares.open;
    return true;
}

static bool find_word(struct leak *l, const struct bench *b,
                      const struct field *f, struct arena *a,
                      struct arena *work)
{
    leak_text(&l->word, b, f, a, work);
    return l->word.word.len > 0;
}

static void judge(struct leak *out, const struct bench *b,
                  const struct field *field, struct arena *a)
{
    struct arena work; /* of one field; the caller's scratch is not reset */
    double lower;
    struct field f = *field;
    struct shares shares = leak_empty_shares(b, &f);
    struct value_auc value;
    struct leak l = {
        .field = f.name,
        .column = f.column,
        .own_category = f.own_category,
        .own_numeric = f.own_numeric,
        .empty_auc = leak_empty_auc(b, &f, &lower),
        .empty_closed = shares.closed,
        .empty_open = shares.open,
        .won = b->won,
        .lost = b->lost,
        .word = {.open = NAN},
        .moved = {NAN, NAN, 0, false},
        .blank_code = -1,
    };

    arena_init(&work);
    leak_value_auc(&value, b, &f, &work);
    l.auc = value.auc;
    l.naive_auc = value.naive;
    if (l.auc > LEAK_AUC)
        l.kind = LEAK_VALUE;
    else if (l.empty_auc > LEAK_AUC)
        l.kind = LEAK_EMPTY;
    else if (f.text && find_word(&l, b, &f, a, &work))
        l.kind = LEAK_WORD; /* says more than that it was filled late */
    else if (is_filled_late(&l, b, &f, &value))
        l.kind = LEAK_FILLED_LATE;
    if (l.kind == LEAK_NONE && leak_blank(&f, b, &work)) {
        leak_value_auc(&value, b, &f, &work);
        if (is_filled_late(&l, b, &f, &value)) {
            l.kind = LEAK_FILLED_LATE;
            l.has_blank = true;
            l.blank = f.blank;
            l.blank_code = f.blank_code;
        }
    }
    if (l.kind == LEAK_NONE && f.category && f.column == COLUMN_COUNT &&
        find_word(&l, b, &f, a, &work))
        l.kind = LEAK_WORD;
    arena_release(&work);
    *out = l;
}

static void judge_amount(struct leak *l, const struct context *ctx)
{
    if (l->column != COLUMN_AMOUNT || l->kind != LEAK_NONE)
        return;
    leak_moved(&l->moved, ctx);
    if (l->moved.found)
        l->kind = LEAK_MOVED;
}

/* The columns that the export has, in a table of where each lies. */
static size_t fields_list(struct field *out, const struct deals *d)
{
    const struct field canonical[] = {
        {.column = COLUMN_NAME, .text = d->name},
        {.column = COLUMN_ACCOUNT, .category = &d->groups[GROUP_ACCOUNT]},
        {.column = COLUMN_OWNER, .category = &d->groups[GROUP_OWNER]},
        {.column = COLUMN_AMOUNT, .number = d->amount},
        {.column = COLUMN_CREATED, .date = d->created},
        {.column = COLUMN_INDUSTRY, .category = &d->groups[GROUP_INDUSTRY]},
        {.column = COLUMN_REGION, .category = &d->groups[GROUP_REGION]},
        {.column = COLUMN_PRODUCT, .category = &d->groups[GROUP_PRODUCT]},
        {.column = COLUMN_LEAD_SOURCE, .category = &d->groups[GROUP_SOURCE]},
        {.column = COLUMN_STAGE_ENTERED, .date = d->stage_entered},
        {.column = COLUMN_MANAGER, .category = &d->groups[GROUP_MANAGER]},
        {.column = COLUMN_LAST_ACTIVITY, .date = d->last_activity},
        {.column = COLUMN_NEXT_STEP, .text = d->next_step},
        {.column = COLUMN_PUSH_COUNT, .number = d->push_count},
    };
    size_t n = 0;

    for (size_t k = 0; k < sizeof canonical / sizeof canonical[0]; k++) {
        struct field f = canonical[k];
        struct sv header = d->headers[f.column];

        if (f.category && f.category->n_labels == 0)
            continue;
        if (!f.category && !f.number && !f.date && !f.text)
            continue;
        f.name = header.len > 0 ? header : sv_from(column_name(f.column));
        f.own_category = f.own_numeric = -1;
        out[n++] = f;
    }
    for (size_t k = 0; k < d->n_own_categories; k++)
        out[n++] = (struct field){.name = d->own_category_names[k],
                                  .column = COLUMN_COUNT,
                                  .own_category = (int)k,
                                  .own_numeric = -1,
                                  .category = &d->groups[GROUP_OWN + k]};
    for (size_t k = 0; k < d->n_own_numerics; k++)
        out[n++] = (struct field){.name = d->own_numeric_names[k],
                                  .column = COLUMN_COUNT,
                                  .own_category = -1,
                                  .own_numeric = (int)k,
                                  .number = d->own_numeric[k]};
    return n;
}

/* The stage of closed deals, taken for what it is. */
static void count_ends(struct stage_end *out, const struct bench *b)
{
    const struct deals *d = b->d;
    struct arena work;
    uint8_t *open;

    arena_init(&work);
    open = ARENA_ARRAY(&work, d->stage.n_labels, uint8_t);
    for (size_t k = 0; k < b->n_open; k++)
        if (d->stage.code[b->open[k]] >= 0)
            open[d->stage.code[b->open[k]]] = 1;
    for (size_t k = 0; k < b->n_closed; k++) {
        size_t i = b->closed[k];

        if (d->stage.code[i] < 0)
            continue;
        out->closed++;
        out->apart += !open[d->stage.code[i]];
        out->on_closing += d->stage_entered && d->closed[i] != DATE_NONE &&
                           d->stage_entered[i] != DATE_NONE &&
                           d->stage_entered[i] >= d->closed[i];
    }
    arena_release(&work);
}

static double stage_auc(const struct bench *b)
{
    struct field stage = {.column = COLUMN_STAGE, .category = &b->d->stage};
    struct value_auc value;
    struct arena work;

    arena_init(&work);
    leak_value_auc(&value, b, &stage, &work);
    arena_release(&work);
    return value.auc;
}

static void stage_end_find(struct stage_end *out, const struct bench *b)
{
    *out = (struct stage_end){
        .auc = NAN, .open = b->n_open, .dated = b->d->has_history};
    if (b->d->stage.n_labels > 0)
        count_ends(out, b);
    out->known = out->closed > 0;
    if (out->known)
        out->auc = stage_auc(b);
}

void linter_run(struct leaks *out, const struct context *ctx)
{
    struct field *fields =
        ARENA_ARRAY(ctx->scratch, COLUMN_COUNT + 2 * OWN_FIELDS, struct field);
    size_t n = fields_list(fields, ctx->deals);
    struct leaks leaks = {.fields = ARENA_ARRAY(ctx->run, n, struct leak)};
    struct bench bench;

    bench_init(&bench, ctx->deals, ctx->as_of, ctx->scratch);
    for (size_t k = 0; k < n; k++) {
        judge(&leaks.fields[leaks.n], &bench, &fields[k], ctx->run);
        judge_amount(&leaks.fields[leaks.n], ctx);
        leaks.n_leaking += leaks.fields[leaks.n].kind != LEAK_NONE;
        leaks.n++;
    }
    stage_end_find(&leaks.stage, &bench);
    *out = leaks;
}

bool leaks_column(const struct leaks *l, enum column column)
{
    for (size_t k = 0; l && k < l->n; k++)
        if (l->fields[k].kind != LEAK_NONE && l->fields[k].column == column)
            return true;
    return false;
}

static const struct leak *own_leak(const struct leaks *l, int category,
                                   int numeric)
{
    for (size_t k = 0; l && k < l->n; k++) {
        const struct leak *f = &l->fields[k];

        if (f->kind != LEAK_NONE && f->column == COLUMN_COUNT &&
            f->own_category == category && f->own_numeric == numeric)
            return f;
    }
    return NULL;
}

bool leaks_own_category(const struct leaks *l, size_t k)
{
    return own_leak(l, (int)k, -1) != NULL;
}

bool leaks_own_numeric(const struct leaks *l, size_t k)
{
    return own_leak(l, -1, (int)k) != NULL;
}
