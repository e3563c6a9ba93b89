#include "render/words/today.h"

#include <math.h>

#include "render/words/flags.h"
#include "render/words/format.h"
#include "render/words/model.h"
#include "render/words/phrase.h"
#include "render/words/rates.h"

struct sv words_today_heading(const struct words *w, const struct portfolio *p,
                              const struct scores *scores)
{
    const struct today *t = &p->today;
    char n[FORMAT_TEXT], money[FORMAT_TEXT], share[FORMAT_TEXT];
    struct sv base;

    if (!scores->n)
        return (struct sv){0};
    if (!t->n) {
        base = words_base_rate(w, p, scores);
        return sv_printf(w->a, "No deal asks for action today%s%.*s",
                         base.len ? "; " : "", SV_ARG(base));
    }
    format_count(n, (double)t->first, w->style);
    if (isnan(t->first_amount))
        return sv_printf(w->a, "What to do today: %s %s", n,
                         phrase_plural(t->first, "deal", "deals"));
    return sv_printf(w->a, "What to do today: %s %s, %s, %s of the pipeline", n,
                     phrase_plural(t->first, "deal", "deals"),
                     format_money_short(money, t->first_amount, w->style),
                     format_percent(share, t->first_share, 0, w->style));
}

struct sv words_today_more(const struct words *w, const struct today *t)
{
    char more[FORMAT_TEXT], all[FORMAT_TEXT];

    if (!t->more)
        return (struct sv){0};
    format_count(more, (double)t->more, w->style);
    if (t->silent)
        return sv_printf(w->a,
                         "The next %s by money to lose; %s of them %s neither "
                         "at risk nor flagged",
                         more, format_count(all, (double)t->silent, w->style),
                         phrase_plural(t->silent, "is", "are"));
    if (t->first + t->more == t->n)
        return sv_printf(w->a, "The other %s %s", more,
                         phrase_plural(t->more, "deal that asks for something",
                                       "deals that ask for something"));
    return sv_printf(w->a, "The next %s of %s deals that ask for something",
                     more, format_count(all, (double)t->n, w->style));
}

/* "The rules rank no better than chance on past deals (AUC 0.497, …)"; empty
 * where the interval excludes it, or nothing was replayed. */
static struct sv at_chance(const struct words *w, const struct holdout *h,
                           enum mode mode)
{
    const struct auc *a =
        &h->figures[mode == MODE_HYBRID ? SCORER_HYBRID : SCORER_RULES].auc;

    if (!h->n_replays || !(a->lower95 <= 0.5))
        return (struct sv){0};
    return sv_printf(w->a,
                     "On past deals the %s ranked %s (%.*s): take the order as "
                     "a checklist, no more",
                     mode == MODE_HYBRID ? "score" : "rules",
                     a->upper95 < 0.5 ? "worse than chance"
                                      : "no better than chance",
                     SV_ARG(words_auc(w, a)));
}

struct sv words_more_notes(const struct words *w, size_t n, const char *where)
{
    char count[FORMAT_TEXT];

    if (n == 1)
        return sv_printf(w->a, "One more note is on %s", where);
    return sv_printf(w->a, "%s more notes are on %s",
                     format_count(count, (double)n, w->style), where);
}

size_t words_caveats(struct sv out[CAVEATS], const struct words *w,
                     const struct holdout *h, enum mode mode,
                     struct sv record_sentence, const struct notes *notes)
{
    struct sv chance = at_chance(w, h, mode);
    size_t n = 0, left = 0;

    if (chance.len)
        out[n++] = chance;
    if (record_sentence.len)
        out[n++] = record_sentence;
    for (size_t k = 0; k < notes->n; k++) {
        if (!notes->list[k].warning)
            continue;
        if (n < CAVEATS - 1)
            out[n++] = notes->list[k].text;
        else
            left++;
    }
    if (left)
        out[n++] = words_more_notes(w, left, "the Data page");
    return n;
}

struct sv words_know_first(const struct words *w, const struct model *m,
                           enum mode mode, const struct notes *notes)
{
    struct sv short_record =
        words_record_short(w->style, &m->holdout, mode, w->a);

    if (at_chance(w, &m->holdout, mode).len)
        return SV("On past days this score ranked no better than chance.");
    if (short_record.len)
        return short_record;
    if (mode == MODE_RULES_ONLY)
        return words_model_short(w, m);
    for (size_t k = 0; k < notes->n; k++)
        if (notes->list[k].warning)
            return phrase_ended(notes->list[k].text, w->a);
    return (struct sv){0};
}

struct sv words_saved_label(const struct words *w)
{
    char share[FORMAT_TEXT];

    return sv_printf(w->a, "If %s were saved",
                     format_percent(share, w->settings->save_rate, 0,
                                    w->style));
}

struct sv words_risk_note(const struct words *w, const struct portfolio *p)
{
    char n[FORMAT_TEXT];
    size_t risky = portfolio_deals_at_risk(p);

    if (risky)
        return sv_printf(w->a, "%s HIGH and CRITICAL",
                         format_count(n, (double)risky, w->style));
    return p->won || p->lost ? SV("0 HIGH and CRITICAL: no all-clear")
                             : SV("not judged: nothing has closed yet");
}

void words_rescue(struct rescue_words *out, const struct words *w,
                  const struct portfolio *p)
{
    const struct today *t = &p->today;
    char n[FORMAT_TEXT];

    if (portfolio_deals_at_risk(p) && isfinite(p->money.at_risk)) {
        *out = (struct rescue_words){words_saved_label(w),
                                     SV("of what is at risk; an assumption"),
                                     p->money.protection_potential};
        return;
    }
    *out = (struct rescue_words){SV("Flagged"), SV("no deal bears a flag"),
                                 t->amount};
    if (t->n)
        out->note = sv_printf(w->a, "in %s open %s",
                              format_count(n, (double)t->n, w->style),
                              phrase_plural(t->n, "deal", "deals"));
}
