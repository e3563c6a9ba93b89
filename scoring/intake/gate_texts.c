#include "scoring/base/encoding.h"
#include "scoring/intake/gate_parts.h"

/* Which column each group of win rates is read from, and its name to show. */
static const struct {
    enum group group;
    enum column column, shown;
} GROUPS[] = {
    {GROUP_OWNER, COLUMN_OWNER, COLUMN_OWNER_NAME},
    {GROUP_INDUSTRY, COLUMN_INDUSTRY, COLUMN_COUNT},
    {GROUP_REGION, COLUMN_REGION, COLUMN_COUNT},
    {GROUP_PRODUCT, COLUMN_PRODUCT, COLUMN_COUNT},
    {GROUP_SOURCE, COLUMN_LEAD_SOURCE, COLUMN_COUNT},
    {GROUP_ACCOUNT, COLUMN_ACCOUNT, COLUMN_ACCOUNT_NAME},
    {GROUP_MANAGER, COLUMN_MANAGER, COLUMN_COUNT},
};
enum { N_GROUPS = sizeof GROUPS / sizeof GROUPS[0] };

static struct sv clean_cell(const struct gate *g, size_t i, int header)
{
    return text_clean(g->scratch, gate_cell(g, i, header));
}

/* Codes of a column; the labels stay in *labels for the caller. */
static int32_t *read_codes(struct gate *g, int header, struct intern *labels)
{
    enum { CLEANED = 1 << 16 }; /* bytes of cells, not to pile up */
    int32_t *code = ARENA_ARRAY(g->run, g->n, int32_t);
    struct arena work;

    arena_init(&work);
    for (size_t i = 0; i < g->n; i++) {
        struct sv cell = text_clean(&work, gate_cell(g, i, header));
        code[i] = cell.len ? intern_add(labels, cell) : -1;
        if (work.used > CLEANED)
            arena_reset(&work);
    }
    arena_release(&work);
    return code;
}

static void read_category(struct gate *g, struct category *out, int header)
{
    struct intern labels;

    if (header < 0)
        return;
    intern_init(&labels, g->run);
    out->code = read_codes(g, header, &labels);
    out->n_labels = labels.n;
    out->labels = intern_labels(&labels, g->run);
    intern_release(&labels);
}

/* Ids group, names are shown: the last that stands beside the id. Where two
 * ids have one name, the id tells them apart. */
static void show_names(struct gate *g, struct category *c, int header)
{
    struct intern seen;
    struct sv *shown;
    int32_t *uses;

    if (header < 0 || !c->n_labels)
        return;
    shown = ARENA_ARRAY(g->scratch, c->n_labels, struct sv);
    for (size_t i = 0; i < g->n; i++) {
        struct sv name = clean_cell(g, i, header);
        if (c->code[i] >= 0 && name.len)
            shown[c->code[i]] = name;
    }
    intern_init(&seen, g->scratch);
    uses = ARENA_ARRAY(g->scratch, c->n_labels, int32_t);
    for (size_t k = 0; k < c->n_labels; k++)
        if (shown[k].len)
            uses[intern_add(&seen, shown[k])]++;
    for (size_t k = 0; k < c->n_labels; k++) {
        if (!shown[k].len)
            continue;
        bool alone = uses[intern_find(&seen, shown[k])] == 1;
        c->labels[k] = alone
                           ? sv_copy(g->run, shown[k])
                           : sv_printf(g->run, "%.*s (%.*s)", SV_ARG(shown[k]),
                                       SV_ARG(c->labels[k]));
    }
    intern_release(&seen);
}

static struct sv *read_texts(struct gate *g, int header)
{
    struct sv *texts;

    if (header < 0)
        return NULL;
    texts = ARENA_ARRAY(g->run, g->n, struct sv);
    for (size_t i = 0; i < g->n; i++) {
        struct sv cell = gate_cell(g, i, header);
        struct sv text = text_clean(g->run, cell);
        /* Cleaned, it has become a copy; whole texts are terminated. */
        bool copied =
            text.len && (text.ptr < cell.ptr || text.ptr > cell.ptr + cell.len);
        if (text.len)
            texts[i] =
                copied && !text.ptr[text.len] ? text : sv_copy(g->run, text);
    }
    return texts;
}

void gate_texts(struct gate *g, struct deals *d, struct intern *stages)
{
    const int *column = g->dialect.column;

    d->name = read_texts(g, column[COLUMN_NAME]);
    d->next_step = read_texts(g, column[COLUMN_NEXT_STEP]);
    for (size_t k = 0; k < N_GROUPS; k++) {
        struct category *c = &d->groups[GROUPS[k].group];
        read_category(g, c, column[GROUPS[k].column]);
        if (GROUPS[k].shown != COLUMN_COUNT)
            show_names(g, c, column[GROUPS[k].shown]);
    }
    for (size_t k = 0; k < d->n_own_categories; k++)
        read_category(g, &d->groups[GROUP_OWN + k], g->own_category[k]);
    read_category(g, &d->forecast_category, column[COLUMN_FORECAST_CATEGORY]);
    if (column[COLUMN_STAGE] >= 0)
        d->stage.code = read_codes(g, column[COLUMN_STAGE], stages);
}
