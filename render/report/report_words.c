/* The words of each deal, from its figures and this reader's labels. */
#include "render/report/report_parts.h"
#include "render/words/deal.h"
#include "render/words/evidence.h"

static void add_evidence(struct report_deal *d, const struct report *r,
                         const struct words *w, struct arena *parts)
{
    struct words part = *w;

    part.a = parts;
    for (size_t k = 0; k < d->score->n_factors; k++)
        d->evidence[k] =
            sv_copy(w->a, words_evidence(&part, r->scores, &r->model->features,
                                         d->score,
                                         d->score->factors[k].subject));
    arena_reset(parts);
}

void report_deal_words(struct report *out, const struct words *w)
{
    struct arena parts; /* of one deal's sentences */

    arena_init(&parts);
    for (size_t i = 0; i < out->n_deals; i++) {
        struct report_deal *d = &out->deals[i];
        add_evidence(d, out, w, &parts);
        d->action = words_action(w, d->score);
        d->note = words_deal_note(w, d->score);
        for (size_t k = 0; d->changes && k < d->changes->n; k++)
            d->change_words[k] = words_change(w, &d->changes->list[k]);
    }
    arena_release(&parts);
}
