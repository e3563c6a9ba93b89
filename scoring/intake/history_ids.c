/* Which deal, and which forecast category, a row of a history is of. */
#include "scoring/intake/forecast_words.h"
#include "scoring/intake/history_parts.h"

void history_ids_init(struct history_ids *ids, const struct deals *d,
                      struct arena *scratch)
{
    intern_init(&ids->whole, scratch);
    intern_init(&ids->cut, scratch);
    ids->deal_of_cut = ARENA_ARRAY(scratch, d->n, int32_t);
    for (size_t i = 0; i < d->n; i++) {
        intern_add(&ids->whole, d->id[i]);
        if (d->id[i].len != 18)
            continue;
        size_t before = ids->cut.n;
        int32_t code = intern_add(&ids->cut, (struct sv){d->id[i].ptr, 15});
        if (ids->cut.n > before)
            ids->deal_of_cut[code] = (int32_t)i;
    }
}

/* Reports show 15 of the 18 characters of a Salesforce id; the last three
 * only repeat which of them are capitals. */
int32_t history_ids_find(const struct history_ids *ids, struct sv id)
{
    int32_t deal = intern_find(&ids->whole, id);

    if (deal < 0 && id.len == 18)
        deal = intern_find(&ids->whole, (struct sv){id.ptr, 15});
    if (deal < 0 && id.len == 15) {
        deal = intern_find(&ids->cut, id);
        deal = deal < 0 ? deal : ids->deal_of_cut[deal];
    }
    return deal;
}

void history_ids_release(struct history_ids *ids)
{
    intern_release(&ids->whole);
    intern_release(&ids->cut);
}

void history_know_categories(struct intern *out, const struct deals *d,
                             struct arena *run)
{
    intern_init(out, run);
    for (size_t k = 0; k < d->forecast_category.n_labels; k++)
        intern_add(out, d->forecast_category.labels[k]);
}

int32_t history_category(struct intern *known, struct sv name)
{
    int32_t code = name.len ? intern_find(known, name) : -1;

    if (!name.len || !known->n || code >= 0)
        return code;
    for (size_t k = 0; k < known->n; k++)
        if (forecast_same(known->labels[k], name))
            return (int32_t)k;
    return intern_add(known, name);
}

void history_keep_categories(struct deals *d, const struct intern *known,
                             const struct arrival *events, size_t n,
                             struct arena *run)
{
    bool any = false;

    for (size_t k = 0; k < n; k++)
        any = any || events[k].category >= 0;
    if (!any)
        return;
    d->event_category = ARENA_ARRAY(run, n, int32_t);
    for (size_t k = 0; k < n; k++)
        d->event_category[k] = events[k].category;
    if (known->n > d->forecast_category.n_labels) {
        d->forecast_category.labels = intern_labels(known, run);
        d->forecast_category.n_labels = known->n;
    }
}
