#include "render/words/drift.h"

#include <math.h>

#include "render/words/features.h"
#include "render/words/format.h"
#include "render/words/phrase.h"
#include "scoring/stats/psi.h"

/* "PSI 0.41, chance level 0.12", "new values in 34% of the open deals"; both
 * where both hold. */
static struct sv measured(const struct words *w, const struct drift_row *row)
{
    struct sv text = {0};

    if (!isnan(row->psi))
        text = sv_printf(
            w->a, "PSI %.*s, chance level %.*s, ",
            SV_ARG(phrase_fixed(row->psi, 2, w->style, w->a)),
            SV_ARG(phrase_fixed(row->chance, 2, w->style, w->a)));
    if (row->unseen > DRIFT_NEW)
        text = sv_printf(
            w->a, "%.*snew values in %.*s of the open deals, ", SV_ARG(text),
            SV_ARG(phrase_percent(row->unseen, 0, w->style, w->a)));
    return text;
}

static struct sv row_words(const struct words *w, const struct drift_row *row)
{
    return sv_printf(w->a, "%.*s (%.*s%.*s of what moves the model)",
                     SV_ARG(phrase_name(words_input(w, row->input), w->a)),
                     SV_ARG(measured(w, row)),
                     SV_ARG(phrase_percent(row->share, 0, w->style, w->a)));
}

/* " New since then and not in the comparison: owner in 8% of the open deals."
 */
static struct sv unseen_words(const struct words *w, const struct drift *d)
{
    struct sv list = {0};

    for (size_t k = 0; k < d->n; k++) {
        const struct drift_row *row = &d->rows[k];
        if (row->unseen > 0 && row->unseen <= DRIFT_NEW)
            list = sv_printf(
                w->a, "%.*s%s%.*s in %.*s", SV_ARG(list), list.len ? ", " : "",
                SV_ARG(phrase_name(words_input(w, row->input), w->a)),
                SV_ARG(phrase_percent(row->unseen, 0, w->style, w->a)));
    }
    if (!list.len)
        return list;
    return sv_printf(w->a,
                     " New values since then, which the comparison leaves out "
                     "and the model has not learnt from: %.*s of the open "
                     "deals.",
                     SV_ARG(list));
}

static const char *limit_words(const struct drift *d)
{
    if (d->deals_then < DRIFT_DEALS || d->deals_now < DRIFT_DEALS)
        return " Below 100 open deals on either day drift is shown and acts "
               "on nothing.";
    return d->gates ? ""
                    : " No input that carries a tenth of what moves the "
                      "model is among them, so its say stands.";
}

/* The rows that matter most: those that act, else those that drifted. */
static struct sv drifted_words(const struct words *w, const struct drift *d)
{
    struct sv list = {0};

    for (size_t k = 0; k < d->n; k++) {
        const struct drift_row *row = &d->rows[k];
        if (d->gates ? !row->acts : !row->drifted)
            continue;
        list = list.len ? sv_printf(w->a, "%.*s; %.*s", SV_ARG(list),
                                    SV_ARG(row_words(w, row)))
                        : row_words(w, row);
    }
    return list;
}

struct sv words_drift_finding(const struct words *w, const struct drift *d)
{
    char day[2][FORMAT_TEXT], n[2][FORMAT_TEXT];
    struct sv list;

    if (d->then == DATE_NONE)
        return SV("Drift was not measured: it compares the deals open now "
                  "with those of a replayed date, for a model that has "
                  "passed the gate.");
    format_date(day[0], d->then);
    format_date(day[1], d->now);
    format_count(n[0], (double)d->deals_then, w->style);
    format_count(n[1], (double)d->deals_now, w->style);
    list = drifted_words(w, d);
    if (!list.len)
        return sv_printf(w->a,
                         "No drift shown: between the %s deals open on %s and "
                         "the %s open on %s none of %zu inputs changed by a "
                         "PSI of more than %.*s over its chance level.%.*s",
                         n[0], day[0], n[1], day[1], d->n,
                         SV_ARG(phrase_fixed(PSI_DRIFT, 2, w->style, w->a)),
                         SV_ARG(unseen_words(w, d)));
    return sv_printf(w->a,
                     "Drift between the %s deals open on %s and the %s open "
                     "on %s: %.*s.%s%.*s",
                     n[0], day[0], n[1], day[1], SV_ARG(list), limit_words(d),
                     SV_ARG(unseen_words(w, d)));
}

/* "62% of 412 deals" */
static struct sv side_words(const struct words *w, const struct outcome_side *s)
{
    return sv_printf(w->a, "%.*s of %.*s %s",
                     SV_ARG(phrase_share(s->lost, s->closed, w->style, w->a)),
                     SV_ARG(phrase_count(s->closed, w->style, w->a)),
                     phrase_plural(s->closed, "deal", "deals"));
}

struct sv words_outcome_drift(const struct words *w,
                              const struct outcome_drift *d, bool hybrid,
                              bool recalibrated)
{
    char day[FORMAT_TEXT];
    struct sv recent, before, p;

    if (isnan(d->p))
        return sv_printf(w->a,
                         "Whether outcomes moved was not tested: that takes %d "
                         "closed deals with a start date within %d days, and "
                         "as many before",
                         OUTCOME_LEAST, OUTCOME_DAYS);
    format_date(day, d->since);
    recent = side_words(w, &d->recent);
    before = side_words(w, &d->before);
    p = phrase_p(d->p, w->style, w->a);
    if (!d->moved)
        return sv_printf(w->a,
                         "No change of outcomes shown: %.*s that closed after "
                         "%s were lost, %.*s before (%.*s at equal duration)",
                         SV_ARG(recent), day, SV_ARG(before), SV_ARG(p));
    return sv_printf(
        w->a,
        "Outcomes have moved: %.*s that closed after %s were lost, %.*s before "
        "(%.*s at equal duration). The loss rate of open deals and the outlook "
        "are those of the last %d days%s",
        SV_ARG(recent), day, SV_ARG(before), SV_ARG(p), OUTCOME_DAYS,
        !hybrid        ? ""
        : recalibrated ? ", and so is the chance of loss"
                       : "; the chance of loss is not, since no replay shows "
                         "that this would help");
}
