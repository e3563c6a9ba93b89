#include "scoring/leaks/linter.h"

#include <math.h>

#include "scoring/leaks/leak_measure.h"
#include "scoring/leaks/leak_stage.h"
#include "scoring/leaks/leak_text.h"
#include "render/words/phrase.h"

static const double LEAK_AUC = 0.9, PREDICTS_AUC = 0.55;

const char *leak_kind_name(enum leak_kind kind)
{
    static const char *const names[LEAK_KINDS] = {
        [LEAK_NONE] = "none",   [LEAK_VALUE] = "value",
        [LEAK_EMPTY] = "empty", [LEAK_FILLED_LATE] = "filled_late",
        [LEAK_WORD] = "word",
    };

    return names[kind];
}

/* What a field feeds when the linter does not object. */
static struct sv done_about(const struct leak *l)
{
    static const enum column RULED[] = {COLUMN_CREATED,  COLUMN_OWNER,
                                        COLUMN_INDUSTRY, COLUMN_LEAD_SOURCE,
                                        COLUMN_AMOUNT,   COLUMN_REGION};

    if (l->kind == LEAK_NONE)
        return (struct sv){0};
    for (size_t k = 0; k < sizeof RULED / sizeof *RULED; k++)
        if (l->column == RULED[k])
            return SV("kept out of the forest and the rules");
    if (l->column == COLUMN_PRODUCT || l->column == COLUMN_ACCOUNT ||
        l->column == COLUMN_COUNT)
        return SV("kept out of the forest");
    return SV("it feeds no score");
}

static struct sv filled_late(const struct leak *l, const struct field *f,
                             struct style style, struct arena *a)
{
    struct sv blank = {0};

    if (f->has_blank && f->number)
        blank =
            sv_printf(a, " or %.*s", SV_ARG(phrase_value(f->blank, style, a)));
    else if (f->has_blank)
        blank = sv_printf(
            a, " or “%.*s”",
            SV_ARG(phrase_name(f->category->labels[f->blank_code], a)));
    return sv_printf(
        a,
        "%.*s is empty%.*s on %.*s of closed deals but %.*s of open deals "
        "of the same age, and %s predicts the outcome (AUC %.*s)",
        SV_ARG(phrase_name(l->field, a)), SV_ARG(blank),
        SV_ARG(phrase_percent(l->empty_closed, 0, style, a)),
        SV_ARG(phrase_percent(l->empty_open, 0, style, a)),
        l->empty_auc > PREDICTS_AUC ? "that" : "what it then holds",
        SV_ARG(phrase_fixed(l->empty_auc > PREDICTS_AUC ? l->empty_auc : l->auc,
                            2, style, a)));
}

static struct sv word_found(const struct leak *l, const struct leak_word *w,
                            struct style style, struct arena *a)
{
    bool lost = w->lost > w->won;
    struct sv open = {0};

    if (!isnan(w->open))
        open = sv_printf(a, ", and %.*s of open deals of the same age",
                         SV_ARG(phrase_percent(w->open, 1, style, a)));
    return sv_printf(
        a,
        "%.*s holds the word “%.*s” on %.*s closed deals, %.*s of them %s%.*s",
        SV_ARG(phrase_name(l->field, a)), SV_ARG(phrase_name(w->word, a)),
        SV_ARG(phrase_count(w->won + w->lost, style, a)),
        SV_ARG(phrase_count(lost ? w->lost : w->won, style, a)),
        lost ? "lost" : "won", SV_ARG(open));
}

static struct sv finding_of(const struct leak *l, const struct field *f,
                            struct style style, const struct leak_word *word,
                            struct arena *a)
{
    struct sv name = phrase_name(l->field, a), naive = {0};
    struct sv won = phrase_count(l->won, style, a),
              lost = phrase_count(l->lost, style, a);

    if (!isnan(l->naive_auc))
        naive = sv_printf(a, "; in-sample it would claim %.*s",
                          SV_ARG(phrase_fixed(l->naive_auc, 2, style, a)));
    switch (l->kind) {
    case LEAK_VALUE:
        return sv_printf(a,
                         "%.*s separates won from lost (AUC %.*s on %.*s won "
                         "and %.*s lost deals)",
                         SV_ARG(name),
                         SV_ARG(phrase_fixed(l->auc, 2, style, a)), SV_ARG(won),
                         SV_ARG(lost));
    case LEAK_EMPTY:
        return sv_printf(a,
                         "whether %.*s is empty separates won from lost (AUC "
                         "%.*s on %.*s won and %.*s lost deals)",
                         SV_ARG(name),
                         SV_ARG(phrase_fixed(l->empty_auc, 2, style, a)),
                         SV_ARG(won), SV_ARG(lost));
    case LEAK_FILLED_LATE:
        return filled_late(l, f, style, a);
    case LEAK_WORD:
        return word_found(l, word, style, a);
    case LEAK_NONE:
    case LEAK_KINDS:
        break;
    }
    if (isnan(l->empty_auc))
        return sv_printf(a,
                         "%.*s: not judged, %.*s won and %.*s lost deals are "
                         "too few (%d each)",
                         SV_ARG(name), SV_ARG(won), SV_ARG(lost), LEAK_ENOUGH);
    if (isnan(l->auc))
        return sv_printf(a, "%.*s does not leak (AUC of being empty %.*s)",
                         SV_ARG(name),
                         SV_ARG(phrase_fixed(l->empty_auc, 2, style, a)));
    return sv_printf(a,
                     "%.*s does not leak (AUC %.*s by value%.*s, %.*s by being "
                     "empty)",
                     SV_ARG(name), SV_ARG(phrase_fixed(l->auc, 2, style, a)),
                     SV_ARG(naive),
                     SV_ARG(phrase_fixed(l->empty_auc, 2, style, a)));
}

/* Filled or emptied at closing, and predictive by that or by its value. */
static bool is_filled_late(struct leak *l, const struct bench *b,
                           const struct field *f, const struct value_auc *value)
{
    double lower, empty = leak_empty_auc(b, f, &lower);
    struct shares shares = leak_empty_shares(b, f);
    bool emptiness = empty > PREDICTS_AUC && lower > 0.5;
    bool late = value->auc > PREDICTS_AUC && value->lower > 0.5 &&
                shares.closed < shares.open;

    if (!shares.far || !(emptiness || late))
        return false;
    l->empty_auc = empty;
    l->empty_closed = shares.closed;
    l->empty_open = shares.open;
    return true;
}

static bool find_word(struct leak *l, struct leak_word *word,
                      const struct bench *b, const struct field *f,
                      struct arena *a, struct arena *work)
{
    leak_text(word, b, f, a, work);
    l->word = word->word;
    return word->word.len > 0;
}

static void judge(struct leak *out, const struct bench *b,
                  const struct field *field, struct arena *a)
{
    struct arena work; /* of one field; the caller's scratch is not reset */
    double lower;
    struct field f = *field;
    struct shares shares = leak_empty_shares(b, &f);
    struct value_auc value;
    struct leak_word word = {.open = NAN};
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
    };

    arena_init(&work);
    leak_value_auc(&value, b, &f, &work);
    l.auc = value.auc;
    l.naive_auc = value.naive;
    if (l.auc > LEAK_AUC)
        l.kind = LEAK_VALUE;
    else if (l.empty_auc > LEAK_AUC)
        l.kind = LEAK_EMPTY;
    else if (f.text && find_word(&l, &word, b, &f, a, &work))
        l.kind = LEAK_WORD; /* says more than that it was filled late */
    else if (is_filled_late(&l, b, &f, &value))
        l.kind = LEAK_FILLED_LATE;
    if (l.kind == LEAK_NONE && leak_blank(&f, b, &work)) {
        leak_value_auc(&value, b, &f, &work);
        if (is_filled_late(&l, b, &f, &value))
            l.kind = LEAK_FILLED_LATE;
    }
    if (l.kind == LEAK_NONE && f.category && f.column == COLUMN_COUNT &&
        find_word(&l, &word, b, &f, a, &work))
        l.kind = LEAK_WORD;
    arena_release(&work);
    l.finding = finding_of(&l, &f, b->d->style, &word, a);
    l.done = done_about(&l);
    *out = l;
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

void linter_run(struct leaks *out, const struct deals *d, int32_t as_of,
                struct arena *a, struct arena *scratch)
{
    struct field *fields =
        ARENA_ARRAY(scratch, COLUMN_COUNT + 2 * OWN_FIELDS, struct field);
    size_t n = fields_list(fields, d);
    struct leaks leaks = {.fields = ARENA_ARRAY(a, n, struct leak)};
    struct bench bench;

    bench_init(&bench, d, as_of, scratch);
    for (size_t k = 0; k < n; k++) {
        judge(&leaks.fields[leaks.n], &bench, &fields[k], a);
        leaks.n_leaking += leaks.fields[leaks.n].kind != LEAK_NONE;
        leaks.n++;
    }
    stage_end_find(&leaks.stage, &bench, a);
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
