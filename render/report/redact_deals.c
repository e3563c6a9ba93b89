#include "render/report/redact_parts.h"

#include "render/words/phrase.h"
#include "scoring/intake/dialect.h"

static bool is_own(const struct redaction *r, size_t i)
{
    return r->own && r->own[i];
}

static int32_t find_manager(const struct category *c, struct sv name)
{
    for (size_t k = 0; k < c->n_labels; k++)
        if (sv_eq_fold(c->labels[k], name))
            return (int32_t)k;
    return -1;
}

/* Is the field listed under [report] private? */
static bool is_listed(const struct redaction *r, struct sv name)
{
    const struct settings *s = r->in->settings;

    for (size_t k = 0; k < s->n_private; k++)
        if (sv_eq_fold(s->private_fields[k], name))
            return true;
    return false;
}

/* Labels that some deal of the manager's has. */
static void show_own_labels(struct redaction *r, enum group group)
{
    const struct category *c = &r->in->deals->groups[group];

    r->shown[group] = ARENA_ARRAY(r->run, c->n_labels, bool);
    for (size_t i = 0; c->n_labels && i < r->in->deals->n; i++)
        if (is_own(r, i) && c->code[i] >= 0)
            r->shown[group][c->code[i]] = true;
}

bool redact_people(struct redaction *r, struct err *err)
{
    static const enum group people[] = {GROUP_OWNER, GROUP_MANAGER};
    const struct deals *d = r->in->deals;
    const struct category *managers = &d->groups[GROUP_MANAGER];
    const struct category *accounts = &d->groups[GROUP_ACCOUNT];

    r->manager = -1;
    if (r->audience->profile == PROFILE_MANAGER) {
        r->manager = find_manager(managers, r->audience->manager);
        if (r->manager < 0)
            return err_set(err, EXIT_INPUT, "audience `manager: %.*s`: %s",
                           SV_ARG(r->audience->manager),
                           managers->n_labels
                               ? "no deal in the export has this manager"
                               : "the export has no column `manager`; name "
                                 "it under [columns]");
        r->own = ARENA_ARRAY(r->run, d->n, bool);
        for (size_t i = 0; i < d->n; i++)
            r->own[i] = managers->code[i] == r->manager;
    }
    show_own_labels(r, GROUP_OWNER);
    show_own_labels(r, GROUP_MANAGER);
    show_own_labels(r, GROUP_ACCOUNT);
    for (int pass = 0; pass < 2; pass++)
        for (size_t p = 0; p < 2; p++)
            for (size_t k = 0; k < d->groups[people[p]].n_labels; k++) {
                struct sv name = d->groups[people[p]].labels[k];
                bool shown = r->shown[people[p]][k];
                if (pass == 0 && shown)
                    mentions_show(&r->mentions, name);
                else if (pass == 1 && !shown)
                    mentions_hide(&r->mentions, name);
            }
    bool all = !r->own && !is_listed(r, SV("account"));
    for (size_t k = 0; k < accounts->n_labels; k++) {
        if (all) /* the board knows the customers */
            r->shown[GROUP_ACCOUNT][k] = true;
        else if (!r->shown[GROUP_ACCOUNT][k])
            mentions_hide_whole(&r->mentions, accounts->labels[k]);
        if (r->shown[GROUP_ACCOUNT][k] &&
            mentions_any(&r->mentions, accounts->labels[k]))
            r->shown[GROUP_ACCOUNT][k] = false;
    }
    return true;
}

struct closed_label {
    int32_t code;
    size_t closed;
};

static int most_closed(const void *left, const void *right)
{
    const struct closed_label *a = left, *b = right;

    if (a->closed != b->closed)
        return a->closed > b->closed ? -1 : 1;
    return a->code < b->code ? -1 : a->code > b->code;
}

/* Codes of the labels that may not be seen, the most closed deals first:
 * what the tables show of them already, so that a number tells no more. */
static struct closed_label *hidden_labels(size_t *n, const struct redaction *r,
                                          const struct category *c,
                                          const bool *shown)
{
    const struct deals *d = r->in->deals;
    struct closed_label *all =
        ARENA_ARRAY(r->scratch, c->n_labels, struct closed_label);
    size_t kept = 0;

    for (size_t k = 0; k < c->n_labels; k++)
        all[k].code = (int32_t)k;
    for (size_t i = 0; i < d->n; i++) {
        enum state state = deals_state(d, i, r->in->as_of);
        if (c->code[i] >= 0 && (state == STATE_WON || state == STATE_LOST))
            all[c->code[i]].closed++;
    }
    for (size_t k = 0; k < c->n_labels; k++)
        if (!shown[k])
            all[kept++] = all[k];
    if (kept)
        qsort(all, kept, sizeof *all, most_closed);
    *n = kept;
    return all;
}

/* "Rep 07": of one width, so that they sort as they count. A label of the
 * export's that reads the same is passed over. */
static void number_labels(struct category *c, const struct redaction *r,
                          const bool *shown, struct sv noun)
{
    struct sv *labels = ARENA_ARRAY(r->run, c->n_labels, struct sv);
    struct intern taken;
    size_t n, number = 0;

    if (!c->n_labels) /* the export has no such column */
        return;
    struct closed_label *hidden = hidden_labels(&n, r, c, shown);
    int width = n < 10 ? 1 : n < 100 ? 2 : n < 1000 ? 3 : 5;

    intern_init_fold(&taken, r->scratch);
    for (size_t k = 0; k < c->n_labels; k++) {
        intern_add(&taken, c->labels[k]);
        labels[k] = c->labels[k];
    }
    for (size_t k = 0; k < n; k++) {
        struct sv label;
        do
            label =
                sv_printf(r->run, "%.*s %0*zu", SV_ARG(noun), width, ++number);
        while (intern_find(&taken, label) >= 0);
        labels[hidden[k].code] = label;
    }
    intern_release(&taken);
    c->labels = labels;
}

/* Labels that are nobody's name may still hold one. */
static void hide_mentions(bool *shown, const struct redaction *r,
                          const struct category *c)
{
    for (size_t k = 0; k < c->n_labels; k++)
        shown[k] = shown[k] && !mentions_any(&r->mentions, c->labels[k]);
}

/* A rep's hold of a label: found by majority vote (Boyer and Moore, 1981), then
 * counted. */
struct holder {
    int32_t rep;
    size_t votes, deals, of; /* `of`: all deals with the label and a rep */
    bool own;                /* some are the reader's own */
};

static void vote(struct holder *h, int32_t rep)
{
    if (!h->votes)
        h->rep = rep;
    if (h->rep == rep)
        h->votes++;
    else
        h->votes--;
}

/*
 * A label that nine in ten of the deals of which are one hidden rep's says who
 * "Rep 13" is, to whoever knows whose patch "Bavaria" is: a deal of a holiday
 * stand-in does not hide that. A field of free text has such labels alone.
 * Where all deals are one rep's, a label tells nothing.
 */
static void hide_one_reps(bool *shown, const struct redaction *r,
                          const struct category *c)
{
    const struct deals *d = r->in->deals;
    const struct category *owners = &d->groups[GROUP_OWNER];
    struct holder *holders =
        ARENA_ARRAY(r->scratch, c->n_labels, struct holder);

    if (owners->n_labels < 2)
        return;
    for (int pass = 0; pass < 2; pass++)
        for (size_t i = 0; c->n_labels && i < d->n; i++) {
            if (c->code[i] < 0 || owners->code[i] < 0)
                continue;
            struct holder *h = &holders[c->code[i]];
            if (pass == 0) {
                vote(h, owners->code[i]);
                h->of++;
                h->own |= is_own(r, i);
            } else {
                h->deals += h->rep == owners->code[i];
            }
        }
    for (size_t k = 0; k < c->n_labels; k++)
        if (holders[k].of && !holders[k].own &&
            10 * holders[k].deals >= 9 * holders[k].of &&
            !r->shown[GROUP_OWNER][holders[k].rep])
            shown[k] = false;
}

static void number_hidden(struct category *c, const struct redaction *r,
                          const bool *shown, struct sv noun)
{
    bool any = false;

    for (size_t k = 0; k < c->n_labels; k++)
        any = any || !shown[k];
    if (any)
        number_labels(c, r, shown, noun);
}

/* A field whose labels are no people: those that tell of some are numbered. */
static void mask_field(struct category *c, const struct redaction *r,
                       struct sv noun, bool all)
{
    bool *shown = ARENA_ARRAY(r->scratch, c->n_labels, bool);

    for (size_t k = 0; k < c->n_labels; k++)
        shown[k] = !all;
    hide_mentions(shown, r, c);
    hide_one_reps(shown, r, c);
    number_hidden(c, r, shown, noun);
}

/* Stages and forecast categories are the company's own few words, which many
 * a rep has no deal in. */
static void mask_words(struct category *c, const struct redaction *r,
                       struct sv noun)
{
    bool *shown = ARENA_ARRAY(r->scratch, c->n_labels, bool);

    for (size_t k = 0; k < c->n_labels; k++)
        shown[k] = true;
    hide_mentions(shown, r, c);
    number_hidden(c, r, shown, noun);
}

/* Is the field private, or one of people? Then all its labels are hidden. */
static bool is_private(const struct redaction *r, size_t own)
{
    const struct category *c = &r->in->deals->groups[GROUP_OWN + own];

    if (is_listed(r, r->in->deals->own_category_names[own]))
        return true;
    for (size_t k = 0; k < c->n_labels; k++)
        if (mentions_whole(&r->mentions, c->labels[k]))
            return true;
    return false;
}

static void mask_labels(struct deals *out, const struct redaction *r)
{
    static const struct {
        enum group group;
        const char *board, *manager;
    } people[] = {
        {GROUP_OWNER, "Rep", "Other rep"},
        {GROUP_MANAGER, "Manager", "Other manager"},
        {GROUP_ACCOUNT, "Account", "Other account"},
    };
    static const struct {
        enum group group;
        const char *noun;
    } segments[] = {
        {GROUP_INDUSTRY, "Industry"},
        {GROUP_REGION, "Region"},
        {GROUP_PRODUCT, "Product"},
        {GROUP_SOURCE, "Source"},
    };

    for (size_t k = 0; k < sizeof people / sizeof people[0]; k++)
        number_labels(&out->groups[people[k].group], r,
                      r->shown[people[k].group],
                      sv_from(r->own ? people[k].manager : people[k].board));
    for (size_t k = 0; k < sizeof segments / sizeof segments[0]; k++)
        mask_field(&out->groups[segments[k].group], r,
                   sv_from(segments[k].noun), false);
    for (size_t k = 0; k < out->n_own_categories; k++)
        mask_field(&out->groups[GROUP_OWN + k], r,
                   phrase_name(out->own_category_names[k], r->run),
                   is_private(r, k));
    mask_words(&out->stage, r, SV("Stage"));
    mask_words(&out->forecast_category, r, SV("Forecast"));
}

/* Ids that give somebody away are numbered, and those of deals that are not
 * the manager's, since the CRM tells the owner by them. No two deals share
 * one. */
static struct sv *mask_ids(const struct redaction *r)
{
    const struct deals *d = r->in->deals;
    struct sv *ids = ARENA_ARRAY(r->run, d->n, struct sv);
    struct intern taken;
    size_t number = 0;

    intern_init_fold(&taken, r->scratch);
    for (size_t i = 0; i < d->n; i++)
        intern_add(&taken, d->id[i]);
    for (size_t i = 0; i < d->n; i++) {
        ids[i] = d->id[i];
        if ((!r->own || r->own[i]) && !mentions_inside(&r->mentions, d->id[i]))
            continue;
        do
            ids[i] = sv_printf(r->run, "deal-%zu", ++number);
        while (intern_find(&taken, ids[i]) >= 0);
    }
    intern_release(&taken);
    return ids;
}

/* What reps wrote: shown where the deal is the reader's own. */
static struct sv *mask_texts(const struct redaction *r, const struct sv *texts,
                             bool unless_account)
{
    const struct deals *d = r->in->deals;
    const struct category *accounts = &d->groups[GROUP_ACCOUNT];
    bool customers = unless_account && !is_listed(r, SV("account"));
    struct sv *out;

    if (!texts)
        return NULL;
    out = ARENA_ARRAY(r->run, d->n, struct sv);
    for (size_t i = 0; i < d->n; i++) {
        bool named = accounts->n_labels && accounts->code[i] >= 0;
        bool may = is_own(r, i) || (!r->own && customers && !named);
        if (may && !mentions_any(&r->mentions, texts[i]))
            out[i] = texts[i];
    }
    return out;
}

static bool is_header(struct sv text, struct sv header)
{
    return header.len && header_same(text, header);
}

struct sv redact_header(const struct redaction *r, struct sv header)
{
    const struct deals *d = r->in->deals;
    size_t n = d->n_own_categories;

    if (!mentions_any(&r->mentions, header))
        return header;
    for (size_t c = 0; c < COLUMN_COUNT; c++)
        if (sv_eq(header, sv_from(column_name((enum column)c))) ||
            is_header(header, d->headers[c]))
            return sv_from(column_name((enum column)c));
    for (size_t k = 0; k < n; k++)
        if (is_header(header, d->own_category_names[k]))
            return sv_printf(r->run, "Field %zu", k + 1);
    for (size_t k = 0; k < d->n_own_numerics; k++)
        if (is_header(header, d->own_numeric_names[k]))
            return sv_printf(r->run, "Field %zu", n + k + 1);
    return SV("(not shown)");
}

static void mask_headers(struct deals *out, const struct redaction *r)
{
    const struct deals *d = r->in->deals;

    for (size_t c = 0; c < COLUMN_COUNT; c++)
        out->headers[c] = redact_header(r, d->headers[c]);
    for (size_t k = 0; k < d->n_own_categories; k++)
        out->own_category_names[k] = redact_header(r, d->own_category_names[k]);
    for (size_t k = 0; k < d->n_own_numerics; k++)
        out->own_numeric_names[k] = redact_header(r, d->own_numeric_names[k]);
    out->fields = ARENA_ARRAY(r->run, d->n_fields, struct sv);
    for (size_t k = 0; k < d->n_fields; k++)
        out->fields[k] = redact_header(r, d->fields[k]);
    out->profile = ARENA_ARRAY(r->run, d->n_profile, struct column_profile);
    for (size_t k = 0; k < d->n_profile; k++) {
        out->profile[k] = d->profile[k];
        out->profile[k].name = redact_header(r, d->profile[k].name);
        out->profile[k].header = redact_header(r, d->profile[k].header);
        out->profile[k].example = (struct sv){0}; /* a cell of a row */
    }
}

/* What values were taken for. Those of [filter] are not shown, as in the
 * settings. */
static void mask_reading(struct deals *out, const struct redaction *r)
{
    struct outcome_reading *read = &out->outcome_read;
    const struct outcome_value *values = read->values;

    read->values = ARENA_ARRAY(r->run, read->n_values, struct outcome_value);
    for (size_t k = 0; k < read->n_values; k++) {
        read->values[k] = values[k];
        read->values[k].header = redact_header(r, values[k].header);
        read->values[k].value = redact_header(r, values[k].value);
    }
    out->left_out = ARENA_ARRAY(r->run, out->n_left_out, struct left_out);
    for (size_t k = 0; k < out->n_left_out; k++) {
        struct left_out *l = &out->left_out[k];
        *l = r->in->deals->left_out[k];
        l->column = redact_header(r, l->column);
        l->value = !strcmp(l->reason, LEFT_OUT_FILTER) && l->value.len
                       ? SV("(not shown)")
                       : redact_header(r, l->value);
    }
}

struct deals *redact_deals(const struct redaction *r)
{
    struct deals *out = ARENA_NEW(r->run, struct deals);

    *out = *r->in->deals;
    mask_headers(out, r);
    mask_reading(out, r);
    out->sheet = redact_header(r, out->sheet);
    mask_labels(out, r);
    out->id = mask_ids(r);
    out->name = mask_texts(r, out->name, true);
    out->next_step = mask_texts(r, out->next_step, false);
    if (mentions_inside(&r->mentions, out->file))
        out->file = SV("export.csv");
    if (mentions_inside(&r->mentions, out->history_file))
        out->history_file = SV("history.csv");
    return out;
}
