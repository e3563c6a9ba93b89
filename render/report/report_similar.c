/* The closed deals that were like each open one, with names and words. */
#include <math.h>

#include "render/words/format.h"
#include "render/report/report_parts.h"
#include "render/words/names.h"
#include "render/words/phrase.h"

/* "5 of 8 similar deals were lost (63%); the chance of such a deal is between
 * 38% and 77% (95% interval)". */
static struct sv sentence(const struct similar *s, struct style style,
                          struct arena *run)
{
    char share[FORMAT_TEXT], low[FORMAT_TEXT], high[FORMAT_TEXT];

    return sv_printf(
        run,
        "%zu of %zu similar deals %s lost (%s; chance of loss of such a "
        "deal %s to %s, 95%% interval)",
        s->lost, s->n, phrase_plural(s->lost, "was", "were"),
        format_percent(share, (double)s->lost / (double)s->n, 0, style),
        format_percent(low, s->lost95.lower, 0, style),
        format_percent(high, s->lost95.upper, 0, style));
}

static struct sv note(const struct similars *s, struct style style,
                      struct arena *run)
{
    char share[FORMAT_TEXT], deals[FORMAT_TEXT], rows[FORMAT_TEXT];
    char from[FORMAT_TEXT], to[FORMAT_TEXT];

    return sv_printf(
        run,
        "The nearest of %s closed deals as they stood at %s moments from %s "
        "to %s, while they were open; %s of those deals were lost. Distance: "
        "difference of ranks in each feature of the model, %s; 0 is alike in "
        "all, 1 as far apart as can be. Precedents, not a forecast.",
        format_count(deals, (double)s->deals, style),
        format_count(rows, (double)s->rows, style), format_date(from, s->from),
        format_date(to, s->to),
        format_percent(share, (double)s->lost / (double)s->deals, 0, style),
        s->weighted ? "weighted by how much it moves the model"
                    : "each subject weighted alike, as no model is in use");
}

void report_similar(struct report *out, const struct report_inputs *in,
                    struct arena *run)
{
    const struct similars *all = in->similars;
    const struct deals *d = in->deals;

    if (!all || !all->deals)
        return;
    out->similar_note = note(all, out->style, run);
    out->similar_lost = (double)all->lost / (double)all->deals;
    for (size_t i = 0; i < out->n_deals; i++) {
        const struct similar *s = &all->of[i];
        struct report_deal *deal = &out->deals[i];
        if (!s->n)
            continue;
        deal->alike = s;
        deal->similar_sentence = sentence(s, out->style, run);
        deal->similar = ARENA_ARRAY(run, s->n, struct report_similar);
        for (size_t k = 0; k < s->n; k++) {
            size_t at = s->list[k].deal;
            deal->similar[k] = (struct report_similar){
                .id = d->id[at],
                .title = words_title(d, at),
                .owner = category_label(&d->groups[GROUP_OWNER], at),
                .stage = s->list[k].stage >= 0
                             ? d->stage.labels[s->list[k].stage]
                             : SV(""),
                .amount = d->amount ? d->amount[at] : (double)NAN,
                .closed = d->closed[at],
                .of = &s->list[k],
            };
        }
    }
}
