#include "cmd/sent.h"

#include <math.h>

#include "scoring/features/variants.h"

static const struct {
    enum column column;
    enum group group;
} GROUPS[] = {
    {COLUMN_OWNER, GROUP_OWNER},        {COLUMN_INDUSTRY, GROUP_INDUSTRY},
    {COLUMN_REGION, GROUP_REGION},      {COLUMN_PRODUCT, GROUP_PRODUCT},
    {COLUMN_LEAD_SOURCE, GROUP_SOURCE}, {COLUMN_ACCOUNT, GROUP_ACCOUNT},
    {COLUMN_MANAGER, GROUP_MANAGER},
};
enum { GROUPS_N = sizeof GROUPS / sizeof GROUPS[0] };

void sent_ids_init(struct sent_ids *out, const struct deals *d, struct arena *a)
{
    intern_init(&out->ids, a);
    for (size_t i = 0; i < d->n; i++)
        intern_add(&out->ids, d->id[i]);
}

void sent_ids_release(struct sent_ids *ids)
{
    intern_release(&ids->ids);
}

/* All that building takes. */
struct building {
    const struct score_request *request;
    const struct deals *d; /* of the export */
    const struct context *ctx;
    struct variant *list;
    struct deals *out;
    size_t first;
    struct err *err;
};

static bool wrong(const struct building *b, size_t k, const char *what,
                  struct sv value)
{
    return err_set(b->err, EXIT_INPUT, "deals[%zu].%s: `%.*s`", k, what,
                   SV_ARG(value));
}

/* The code of a label: as it stands there, else whatever its case; −1: none. */
static int32_t find_label(const struct category *c, struct sv text)
{
    for (size_t k = 0; k < c->n_labels; k++)
        if (sv_eq(c->labels[k], text))
            return (int32_t)k;
    for (size_t k = 0; k < c->n_labels; k++)
        if (sv_eq_fold(c->labels[k], text))
            return (int32_t)k;
    return -1;
}

/* The code of an open stage. */
static bool find_stage(int32_t *code, const struct building *b, size_t k)
{
    const struct deals *d = b->d;
    struct sv name = b->request->deals[k].text[COLUMN_STAGE];

    *code = -1;
    if (!name.len || !d->stage.n_labels)
        return true;
    *code = find_label(&d->stage, name);
    if (*code < 0)
        return wrong(b, k, "stage: is none of the export's", name);
    return d->stage_ordinal[*code] >= 0 ||
           wrong(b, k, "stage: ends a deal, and open ones are scored", name);
}

static bool check_dates(const struct building *b, size_t k)
{
    static const struct {
        enum column column;
        const char *what;
    } PAST[] = {
        {COLUMN_CREATED, "created: lies after the day of the pack"},
        {COLUMN_STAGE_ENTERED, "stage_entered: lies after the day of the pack"},
        {COLUMN_LAST_ACTIVITY, "last_activity: lies after the day of the pack"},
    };
    const struct sent_deal *s = &b->request->deals[k];
    char day[DATE_TEXT];

    for (size_t c = 0; c < sizeof PAST / sizeof PAST[0]; c++)
        if (sent_gives(s, PAST[c].column) &&
            s->date[PAST[c].column] != DATE_NONE &&
            s->date[PAST[c].column] > b->ctx->as_of)
            return wrong(b, k, PAST[c].what,
                         sv_from(date_iso(day, s->date[PAST[c].column])));
    return true;
}

/* How the deal differs from what the export says of it. */
static bool plan_variant(struct building *b, size_t k, int32_t of)
{
    const struct sent_deal *s = &b->request->deals[k];
    const struct deals *d = b->d;
    int32_t day = b->ctx->as_of, stage = -1, entered, given = -1;
    struct variant *v = &b->list[b->first + k];

    *v = (struct variant){.deal = of < 0 ? 0 : (uint32_t)of,
                          .stage = -1,
                          .expected = DATE_NONE,
                          .fresh = of < 0,
                          .entered = DATE_NONE};
    if (of >= 0 && deals_state(d, (size_t)of, day) != STATE_OPEN)
        return wrong(b, k, "deal_id: is not open on the day of the pack",
                     s->id);
    if (!check_dates(b, k))
        return false;
    if (sent_gives(s, COLUMN_STAGE) && !find_stage(&given, b, k))
        return false;
    if (of >= 0)
        deals_stage_at(d, (size_t)of, day, &stage, &entered);
    if (given >= 0 && given != stage)
        v->stage = given;
    if (sent_gives(s, COLUMN_CLOSED) && s->date[COLUMN_CLOSED] != DATE_NONE &&
        (of < 0 ||
         s->date[COLUMN_CLOSED] != deals_expected_at(d, (size_t)of, day)))
        v->expected = s->date[COLUMN_CLOSED];
    if (of < 0 && sent_gives(s, COLUMN_STAGE_ENTERED))
        v->entered = s->date[COLUMN_STAGE_ENTERED];
    return true;
}

/* The code of a label; one that the export lacks is the next code, with a
 * place for its text. */
static void set_label(struct building *b, enum group group, size_t at,
                      struct sv text)
{
    struct category *c = &b->out->groups[group];
    const struct category *of = &b->d->groups[group];
    size_t sent = b->request->n;

    if (!of->n_labels)
        return;
    c->code[at] = text.len ? find_label(of, text) : -1;
    if (!text.len || c->code[at] >= 0)
        return;
    if (c->labels == of->labels) {
        c->labels = ARENA_ARRAY(b->ctx->run, of->n_labels + sent, struct sv);
        memcpy(c->labels, of->labels, of->n_labels * sizeof *c->labels);
    }
    c->n_labels = of->n_labels + sent;
    c->code[at] = (int32_t)(of->n_labels + at - b->first);
    c->labels[c->code[at]] = text;
}

static bool is_empty(const struct deals *d, enum column column, size_t i)
{
    if (column == COLUMN_AMOUNT)
        return d->amount && isnan(d->amount[i]);
    if (column == COLUMN_CREATED)
        return d->created && d->created[i] == DATE_NONE;
    for (size_t k = 0; k < GROUPS_N; k++)
        if (GROUPS[k].column == column)
            return d->groups[GROUPS[k].group].n_labels &&
                   !category_label(&d->groups[GROUPS[k].group], i).len;
    return false;
}

/* Among the columns whose being empty is counted. */
static int count_empty(const struct deals *d, size_t i)
{
    int n = 0;

    for (int c = 0; c < COLUMN_COUNT; c++)
        n += d->counts_missing[c] && is_empty(d, (enum column)c, i);
    return n;
}

/* What is given, in the place of what stood there. */
static void fill(struct building *b, size_t k, int32_t of)
{
    const struct sent_deal *s = &b->request->deals[k];
    struct deals *out = b->out;
    size_t at = b->first + k;
    int before = of < 0 ? 0 : count_empty(out, at);

    out->id[at] = s->id;
    if (sent_gives(s, COLUMN_NAME) && out->name)
        out->name[at] = s->text[COLUMN_NAME];
    if (sent_gives(s, COLUMN_NEXT_STEP) && out->next_step)
        out->next_step[at] = s->text[COLUMN_NEXT_STEP];
    if (sent_gives(s, COLUMN_AMOUNT) && out->amount)
        out->amount[at] = s->number[COLUMN_AMOUNT];
    if (sent_gives(s, COLUMN_PUSH_COUNT) && out->push_count)
        out->push_count[at] = s->number[COLUMN_PUSH_COUNT];
    if (sent_gives(s, COLUMN_CREATED) && out->created)
        out->created[at] = s->date[COLUMN_CREATED];
    if (sent_gives(s, COLUMN_CLOSED))
        out->expected[at] = s->date[COLUMN_CLOSED];
    if (sent_gives(s, COLUMN_LAST_ACTIVITY) && out->last_activity)
        out->last_activity[at] = s->date[COLUMN_LAST_ACTIVITY];
    if (sent_gives(s, COLUMN_STAGE_ENTERED) && b->d->stage_entered)
        out->stage_entered[at] = s->date[COLUMN_STAGE_ENTERED];
    for (size_t g = 0; g < GROUPS_N; g++)
        if (sent_gives(s, GROUPS[g].column))
            set_label(b, GROUPS[g].group, at, s->text[GROUPS[g].column]);
    out->missing[at] = (uint8_t)((of < 0 ? 0 : out->missing[at]) - before +
                                 count_empty(out, at));
    if (of < 0)
        out->unreadable[at] = 0;
}

/* Scores of the deals that stay, as deals 0 … of the new list. */
static void keep_rest(struct sent_deals *out, struct building *b,
                      const struct scores *base, const bool *replaced)
{
    struct arena *run = b->ctx->run;
    size_t n = 0;

    out->rest = *base;
    out->rest.list = ARENA_ARRAY(run, base->n + b->request->n, struct score);
    b->list = ARENA_ARRAY(run, base->n + b->request->n, struct variant);
    for (size_t k = 0; k < base->n; k++) {
        if (replaced[base->list[k].deal])
            continue;
        out->rest.list[n] = base->list[k];
        out->rest.list[n].deal = (uint32_t)n;
        b->list[n++] = (struct variant){.deal = base->list[k].deal,
                                        .stage = -1,
                                        .expected = DATE_NONE,
                                        .entered = DATE_NONE};
    }
    out->rest.n = out->first = b->first = n;
}

bool sent_build(struct sent_deals *out, const struct score_request *request,
                const struct scores *base, const struct sent_ids *ids,
                const struct context *ctx, struct err *err)
{
    struct building b = {.request = request,
                         .d = ctx->deals,
                         .ctx = ctx,
                         .out = &out->deals,
                         .err = err};
    bool *replaced = ARENA_ARRAY(ctx->scratch, ctx->deals->n, bool);
    int32_t *of = ARENA_ARRAY(ctx->scratch, request->n, int32_t);

    for (size_t k = 0; k < request->n; k++) {
        of[k] = intern_find(&ids->ids, request->deals[k].id);
        if (of[k] >= 0)
            replaced[of[k]] = true;
    }
    keep_rest(out, &b, base, replaced);
    for (size_t k = 0; k < request->n; k++)
        if (!plan_variant(&b, k, of[k]))
            return false;
    variants_build(&out->deals, ctx->deals, b.list, b.first + request->n,
                   ctx->as_of, ctx->run);
    out->deals.rate = NULL; /* amounts are in the pack's currency */
    out->deals.stage_position = NULL;
    out->deals.event_category = NULL;
    for (size_t k = 0; k < request->n; k++)
        fill(&b, k, of[k]);
    return true;
}
