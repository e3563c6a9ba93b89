#include <math.h>

#include "render/base/escape.h"
#include "render/base/file_id.h"
#include "render/words/format.h"
#include "render/report/report_parts.h"
#include "scoring/base/intern.h"
#include "render/words/names.h"

enum { PAGES_FOR_ALL = 5000, OWNER_DEALS = 10 };

/* The CRM's address with {id} filled in; only what a browser may open. */
static struct sv crm_url(struct sv pattern, struct sv id, struct arena *run)
{
    static const struct sv slot = {"{id}", 4};
    struct buf b;
    struct sv out = {0};

    if (!sv_starts(pattern, SV("https://")) &&
        !sv_starts(pattern, SV("http://")))
        return out;
    buf_init(&b);
    for (size_t i = 0; i < pattern.len;) {
        struct sv rest = sv_skip(pattern, i);
        if (sv_starts(rest, slot)) {
            escape_url(&b, id);
            i += slot.len;
        } else {
            buf_add_char(&b, pattern.ptr[i++]);
        }
    }
    out = sv_copy(run, buf_sv(&b));
    buf_release(&b);
    return out;
}

static struct report_event *event_add(struct report_deal *deal,
                                      enum event_kind kind, int32_t date,
                                      struct sv text)
{
    struct report_event *e = &deal->events[deal->n_events++];

    *e = (struct report_event){.kind = kind, .date = date, .text = text};
    return e;
}

/* A stage, and when it was entered where a track of snapshots knows it. */
static void add_stage(struct report_deal *deal, const struct deals *d,
                      const struct stage_event *e, struct arena *run)
{
    int32_t date = e->date;
    const char *verb = "Entered";

    if (e->stage < 0)
        return;
    if (d->sightings) {
        date = d->sightings[e - d->events].entered;
        if (date == DATE_NONE) {
            date = e->date;
            verb = "Seen in";
        }
    }
    event_add(
        deal, EVENT_STAGE, date,
        sv_printf(run, "%s %.*s", verb, SV_ARG(d->stage.labels[e->stage])))
        ->stage = d->stage.labels[e->stage];
}

/* A stage event, and what it says of amount and expected close. */
static void add_stage_event(struct report_deal *deal, const struct deals *d,
                            const struct stage_event *e,
                            const struct stage_event *before,
                            struct style money, struct arena *run)
{
    char text[FORMAT_TEXT];

    if (!before || before->stage != e->stage)
        add_stage(deal, d, e, run);
    if (before && !isnan(e->amount) && !isnan(before->amount) &&
        e->amount != before->amount)
        event_add(deal, EVENT_AMOUNT, e->date,
                  sv_printf(run, "Amount changed to %s",
                            format_money_full(text, e->amount, money)));
    if (before && e->expected != DATE_NONE && before->expected != DATE_NONE &&
        e->expected != before->expected)
        event_add(deal, EVENT_EXPECTED, e->date,
                  sv_printf(run, "Expected close moved to %s",
                            format_date(text, e->expected)));
}

static void sort_events(struct report_deal *deal)
{
    /* Insertion: short lists, nearly in order, equal dates keep theirs. */
    for (size_t i = 1; i < deal->n_events; i++) {
        struct report_event e = deal->events[i];
        size_t k = i;
        for (; k && deal->events[k - 1].date > e.date; k--)
            deal->events[k] = deal->events[k - 1];
        deal->events[k] = e;
    }
}

/* Days of the stays so far of one deal, by stage. A deal of many stages must
 * not cost the square of their number. */
struct stays {
    struct intern stages;
    double *days; /* by code of `stages`; 0 between two deals */
};

static void stays_init(struct stays *out, size_t n_stages,
                       struct arena *scratch)
{
    intern_init(&out->stages, scratch);
    out->days = ARENA_ARRAY(scratch, n_stages, double);
}

static void stays_release(struct stays *stays)
{
    intern_release(&stays->stages);
}

/* When each stage was left, and how long the deal was in it in all. */
static void end_stays(struct report_deal *deal, struct stays *stays,
                      int32_t as_of)
{
    int32_t until = as_of;

    for (size_t i = deal->n_events; i-- > 0;)
        if (deal->events[i].kind == EVENT_STAGE) {
            deal->events[i].until = until;
            until = deal->events[i].date;
        }
    for (size_t i = 0; i < deal->n_events; i++) {
        struct report_event *e = &deal->events[i];
        if (e->kind != EVENT_STAGE)
            continue;
        double *days = &stays->days[intern_add(&stays->stages, e->stage)];
        e->total_days = *days += (double)e->until - e->date;
    }
    for (size_t i = 0; i < deal->n_events; i++)
        if (deal->events[i].kind == EVENT_STAGE)
            stays->days[intern_find(&stays->stages, deal->events[i].stage)] = 0;
}

static void add_events(struct report_deal *deal, const struct deals *d,
                       size_t i, int32_t as_of, struct style money,
                       struct arena *run)
{
    size_t first = d->event_start ? d->event_start[i] : 0;
    size_t end = d->event_start ? d->event_start[i + 1] : 0;
    int32_t stage, entered;

    deal->events = ARENA_ARRAY(run, 3 * (end - first) + 3, struct report_event);
    if (deal->created != DATE_NONE)
        event_add(deal, EVENT_CREATED, deal->created, SV("Created"));
    for (size_t k = first; k < end && d->events[k].date <= as_of; k++)
        add_stage_event(deal, d, &d->events[k],
                        k > first ? &d->events[k - 1] : NULL, money, run);
    if (first == end) {
        deals_stage_at(d, i, as_of, &stage, &entered);
        if (stage >= 0 && entered != DATE_NONE && entered <= as_of)
            event_add(
                deal, EVENT_STAGE, entered,
                sv_printf(run, "Entered %.*s", SV_ARG(d->stage.labels[stage])))
                ->stage = d->stage.labels[stage];
    }
    if (deal->last_activity != DATE_NONE)
        event_add(deal, EVENT_ACTIVITY, deal->last_activity,
                  SV("Last activity"));
    sort_events(deal);
}

/* What only the export's present state holds, where that is still true of
 * the as-of date (the law of time). */
static void add_current(struct report_deal *deal, const struct deals *d,
                        size_t i, int32_t as_of)
{
    deal->last_activity = DATE_NONE;
    deal->push_count = NAN;
    if (!deals_current_known(d, i, as_of))
        return;
    if (d->last_activity && d->last_activity[i] != DATE_NONE &&
        d->last_activity[i] <= as_of)
        deal->last_activity = d->last_activity[i];
    if (d->push_count)
        deal->push_count = d->push_count[i];
    if (d->next_step)
        deal->next_step = d->next_step[i];
    deal->category = category_label(&d->forecast_category, i);
}

static void fill_deal(struct report_deal *deal, const struct score *score,
                      const struct report *r, const struct report_inputs *in,
                      struct stays *stays, struct arena *run)
{
    const struct deals *d = in->deals;
    size_t i = score->deal;

    deal->id = d->id[i];
    deal->name = d->name ? d->name[i] : (struct sv){0};
    deal->account = category_label(&d->groups[GROUP_ACCOUNT], i);
    deal->title = words_title(d, i);
    deal->owner = category_label(&d->groups[GROUP_OWNER], i);
    deal->manager = category_label(&d->groups[GROUP_MANAGER], i);
    deal->industry = category_label(&d->groups[GROUP_INDUSTRY], i);
    deal->region = category_label(&d->groups[GROUP_REGION], i);
    deal->product = category_label(&d->groups[GROUP_PRODUCT], i);
    deal->lead_source = category_label(&d->groups[GROUP_SOURCE], i);
    deal->stage =
        score->stage >= 0 ? d->stage.labels[score->stage] : (struct sv){0};
    deal->crm_url = crm_url(in->settings->crm_url, deal->id, run);
    deal->amount = d->amount ? d->amount[i] : NAN;
    deal->created = d->created ? d->created[i] : DATE_NONE;
    deal->expected = score->expected;
    deal->score = score;
    add_current(deal, d, i, in->as_of);
    add_events(deal, d, i, in->as_of, r->style, run);
    end_stays(deal, stays, in->as_of);
}

void report_deals(struct report *out, const struct report_inputs *in,
                  struct arena *run, struct arena *scratch)
{
    size_t n = in->scores->n;
    struct sv *ids = ARENA_ARRAY(scratch, n, struct sv), *names;
    struct stays stays;

    stays_init(&stays, in->deals->stage.n_labels, scratch);
    out->n_deals = n;
    out->deals = ARENA_ARRAY(run, n, struct report_deal);
    for (size_t i = 0; i < n; i++) {
        fill_deal(&out->deals[i], &in->scores->list[i], out, in, &stays, run);
        out->deals[i].outlook = in->outlooks ? &in->outlooks[i] : NULL;
        out->deals[i].landing =
            in->landing ? landing_deal_of(in->landing, in->scores->list[i].deal)
                        : NULL;
        if (in->counterfactuals && in->scores->list[i].level >= LEVEL_HIGH)
            out->deals[i].changes = &in->counterfactuals[i];
        if (in->whatif && in->whatif->offered)
            out->deals[i].whatif = &in->whatif->deals[i];
        ids[i] = out->deals[i].id;
    }
    stays_release(&stays);
    names = file_ids(ids, n, run, scratch);
    for (size_t i = 0; i < n; i++) {
        out->deals[i].file_id = names[i];
        out->deals[i].has_page =
            n <= PAGES_FOR_ALL || out->deals[i].score->level >= LEVEL_HIGH;
        out->n_pages += out->deals[i].has_page;
    }
}

static int owner_cmp(const void *x, const void *y)
{
    const struct report_owner_week *a = x, *b = y;

    if (a->at_risk != b->at_risk)
        return a->at_risk > b->at_risk ? -1 : 1;
    return sv_cmp(a->owner, b->owner);
}

void report_owners(struct report *out, const struct report_inputs *in,
                   struct arena *run, struct arena *scratch)
{
    const struct category *owners = &in->deals->groups[GROUP_OWNER];
    size_t n = owners->n_labels + 1; /* the last: deals without an owner */
    uint32_t *slot = ARENA_ARRAY(scratch, n, uint32_t); /* + 1; 0: none yet */

    out->owners = ARENA_ARRAY(run, n, struct report_owner_week);
    for (size_t i = 0; i < out->n_deals; i++) {
        const struct report_deal *d = &out->deals[i];
        int32_t code = owners->n_labels ? owners->code[d->score->deal] : -1;
        size_t at = code < 0 ? n - 1 : (size_t)code;

        if (d->score->level < LEVEL_HIGH)
            continue;
        if (!slot[at]) {
            slot[at] = (uint32_t)++out->n_owners;
            out->owners[slot[at] - 1] = (struct report_owner_week){
                .owner = d->owner,
                .deals = ARENA_ARRAY(run, OWNER_DEALS, uint32_t)};
        }
        struct report_owner_week *o = &out->owners[slot[at] - 1];
        *(d->score->level == LEVEL_CRITICAL ? &o->critical : &o->high) += 1;
        o->at_risk += isnan(d->amount) ? 0 : d->amount;
        if (o->n_deals < OWNER_DEALS)
            o->deals[o->n_deals++] = (uint32_t)i;
    }
    if (out->n_owners)
        qsort(out->owners, out->n_owners, sizeof *out->owners, owner_cmp);
}

const struct report_deal *report_deal_of(const struct report *r, uint32_t deal)
{
    for (size_t i = 0; i < r->n_deals; i++)
        if (r->deals[i].score->deal == deal)
            return &r->deals[i];
    return NULL;
}
