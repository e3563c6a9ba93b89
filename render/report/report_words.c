/* The words of each deal, from its figures and this reader's labels. */
#include "render/report/report_parts.h"
#include "render/words/deal.h"
#include "render/words/evidence.h"
#include "render/words/format.h"
#include "render/words/warnings.h"
#include "scoring/base/number.h"

#include <math.h>

static void add_evidence(struct report_deal *d, const struct report *r,
                         const struct words *w, struct arena *parts)
{
    struct words part = *w;

    part.a = parts;
    for (size_t k = 0; k < d->score->n_factors; k++)
        d->evidence[k] = sv_copy(
            w->a, words_evidence(&part, r->scores, &r->model->features,
                                 d->score, d->score->factors[k].subject));
    arena_reset(parts);
}

static void add_warnings(struct report_deal *d, const struct report *r,
                         const struct words *w,
                         const struct sv records[WARNING_COUNT])
{
    size_t n = 0;

    for (int k = 0; k < WARNING_COUNT; k++)
        n += warning_holds(&d->score->warnings, (enum warning)k);
    d->warnings = n ? ARENA_ARRAY(w->a, n, struct report_warning) : NULL;
    for (int k = 0; k < WARNING_COUNT; k++)
        if (warning_holds(&d->score->warnings, (enum warning)k))
            d->warnings[d->n_warnings++] = (struct report_warning){
                (enum warning)k,
                words_warning(w, r->scores, d->score, (enum warning)k),
                records[k]};
}

/* "110 days old; …" twice, measured by two things; "close date pushed 3
 * times" as a flag and as a factor. */
static bool same_fact(struct sv a, struct sv b)
{
    struct sv from_a = a, from_b = b;

    return sv_eq_fold(sv_cut(&from_a, ';'), sv_cut(&from_b, ';'));
}

/* Behind a flag: why it is lost, in the first factor that says more. */
static struct sv reason_of(const struct report_deal *d)
{
    static const enum subject SAID[WARNING_COUNT] = {
        [WARNING_AGE] = SUBJECT_AGE, [WARNING_STAGE] = SUBJECT_STAGE};

    for (size_t k = 0; d->n_warnings && k < d->score->n_factors; k++) {
        enum warning first = d->warnings[0].kind;
        bool said = (first == WARNING_AGE || first == WARNING_STAGE) &&
                    d->score->factors[k].subject == SAID[first];
        if (!said && !same_fact(d->evidence[k], d->why))
            return d->evidence[k];
    }
    return (struct sv){0};
}

void report_deal_words(struct report *out, const struct words *w,
                       const struct planned *plan)
{
    struct sv records[WARNING_COUNT];
    struct arena parts; /* of one deal's sentences */

    for (int k = 0; k < WARNING_COUNT; k++)
        records[k] = words_warning_record(w, out->scores, (enum warning)k);
    arena_init(&parts);
    for (size_t i = 0; i < out->n_deals; i++) {
        struct report_deal *d = &out->deals[i];
        add_evidence(d, out, w, &parts);
        add_warnings(d, out, w, records);
        d->action = words_action(w, &plan[i], d->score);
        d->due_words = words_due(w, d->score);
        d->why = d->n_warnings ? d->warnings[0].text : d->evidence[0];
        d->reason = reason_of(d);
        d->note = words_deal_note(w, d->score);
        words_outlook(&d->outlook_words, w, d->outlook);
        for (size_t k = 0; d->changes && k < d->changes->n; k++)
            d->change_words[k] = words_change(w, &d->changes->list[k]);
    }
    arena_release(&parts);
}

/* Does the last run's record say anything else of what crm_update.csv holds?
 * Scores have one decimal there, chances four. */
static bool told_otherwise(const struct report_deal *d,
                           const struct observation *then)
{
    const struct score *s = d->score;

    return !then || fabs(s->shown - then->score) > 0.05 ||
           s->level != then->level || isnan(s->p_loss) != isnan(then->p_loss) ||
           fabs(number_round(s->p_loss, 4) - then->p_loss) > 0.00005 ||
           !sv_eq(d->action.text, then->action);
}

void report_update(struct report *out)
{
    const struct followup *c = out->followup;
    struct report_update *update = &out->update;

    update->written = !sv_eq(out->audience, SV("board"));
    update->first = !c || !c->sighted;
    for (size_t i = 0; i < out->n_deals; i++) {
        struct report_deal *d = &out->deals[i];
        d->changed = update->first || told_otherwise(d, c->sighted[i]);
        update->deals += update->written && d->changed;
    }
}

void report_movers(struct report *out, const struct words *w)
{
    const struct followup *c = out->followup;

    if (!c || c->last == DATE_NONE)
        return;
    for (size_t i = 0; i < out->n_deals; i++)
        out->deals[i].former =
            words_former(w, c, (uint32_t)i, out->deals[i].score->shown, NULL);
    for (size_t k = 0; k < c->n_movers; k++) {
        const struct mover *m = &c->movers[k];
        out->deals[m->rank].former = words_former(w, c, m->rank, m->after, m);
    }
}
