#include "render/words/leaks.h"

#include <math.h>

#include "render/words/phrase.h"

static struct sv leak_done(const struct leak *l)
{
    if (l->kind == LEAK_NONE)
        return (struct sv){0};
    switch (leak_feeds(l->column)) {
    case FEEDS_FOREST_AND_RULES:
        return SV("kept out of the model and the rules");
    case FEEDS_FOREST:
        return SV("kept out of the model");
    case FEEDS_NO_SCORE:
        break;
    }
    return SV("it feeds no score");
}

static struct sv auc(const struct words *w, double x)
{
    return phrase_fixed(x, 2, w->style, w->a);
}

/* " or “None”": what an own field holds where it is as good as empty. */
static struct sv blank_words(const struct words *w, const struct leak *l)
{
    if (!l->has_blank)
        return (struct sv){0};
    if (l->own_category < 0)
        return sv_printf(w->a, " or %.*s",
                         SV_ARG(phrase_value(l->blank, w->style, w->a)));
    const struct category *c = &w->deals->groups[GROUP_OWN + l->own_category];
    return sv_printf(w->a, " or “%.*s”",
                     SV_ARG(phrase_name(c->labels[l->blank_code], w->a)));
}

static struct sv filled_late(const struct words *w, const struct leak *l)
{
    bool emptiness = l->empty_auc > LEAK_PREDICTS;

    return sv_printf(
        w->a,
        "%.*s is empty%.*s on %.*s of closed deals but %.*s of open deals of "
        "the same age, and %s predicts the outcome (AUC %.*s)",
        SV_ARG(phrase_name(l->field, w->a)), SV_ARG(blank_words(w, l)),
        SV_ARG(phrase_percent(l->empty_closed, 0, w->style, w->a)),
        SV_ARG(phrase_percent(l->empty_open, 0, w->style, w->a)),
        emptiness ? "that" : "what it then holds",
        SV_ARG(auc(w, emptiness ? l->empty_auc : l->auc)));
}

static struct sv word_found(const struct words *w, const struct leak *l)
{
    const struct leak_word *found = &l->word;
    bool lost = found->lost > found->won;
    struct sv open = {0};

    if (!found->word.len)
        return sv_printf(w->a,
                         "%.*s gives the outcome away (its words are not shown "
                         "to this audience)",
                         SV_ARG(l->field));
    if (!isnan(found->open))
        open =
            sv_printf(w->a, ", and %.*s of open deals of the same age",
                      SV_ARG(phrase_percent(found->open, 1, w->style, w->a)));
    return sv_printf(
        w->a,
        "%.*s holds the word “%.*s” on %.*s closed deals, %.*s of them %s%.*s",
        SV_ARG(phrase_name(l->field, w->a)),
        SV_ARG(phrase_name(found->word, w->a)),
        SV_ARG(phrase_count(found->won + found->lost, w->style, w->a)),
        SV_ARG(phrase_count(lost ? found->lost : found->won, w->style, w->a)),
        lost ? "lost" : "won", SV_ARG(open));
}

/* "25% less", "140% more": a difference of logarithms. */
static struct sv more_or_less(const struct words *w, double difference)
{
    struct sv size = phrase_percent(fabs(expm1(difference)), 0, w->style, w->a);

    return sv_printf(w->a, "%.*s %s", SV_ARG(size),
                     difference < 0 ? "less" : "more");
}

static struct sv moves_at_close(const struct words *w, const struct leak *l)
{
    return sv_printf(
        w->a,
        "%.*s moves when a deal closes: won deals have %.*s than lost ones "
        "that were open on the same days, and deals that are open now have "
        "%.*s than those, both beyond chance and at equal stage, age and kind",
        SV_ARG(phrase_name(l->field, w->a)),
        SV_ARG(more_or_less(w, l->moved.won)),
        SV_ARG(more_or_less(w, l->moved.now)));
}

/* Of an amount without dates, that was looked at. */
static struct sv stays_at_close(const struct words *w, const struct leak *l)
{
    if (!l->moved.days || isnan(l->moved.won) || isnan(l->moved.now))
        return (struct sv){0};
    return sv_printf(
        w->a,
        "; no move at the close shows: won deals have %.*s than lost ones, and "
        "deals that are open now %.*s than those of past days",
        SV_ARG(more_or_less(w, l->moved.won)),
        SV_ARG(more_or_less(w, l->moved.now)));
}

static struct sv no_leak(const struct words *w, const struct leak *l)
{
    struct sv name = phrase_name(l->field, w->a), naive = {0};

    if (isnan(l->empty_auc))
        return sv_printf(
            w->a,
            "%.*s: not judged, %.*s won and %.*s lost deals are "
            "too few (%d each)",
            SV_ARG(name), SV_ARG(phrase_count(l->won, w->style, w->a)),
            SV_ARG(phrase_count(l->lost, w->style, w->a)), LEAK_ENOUGH);
    if (isnan(l->auc))
        return sv_printf(w->a, "%.*s does not leak (AUC of being empty %.*s)",
                         SV_ARG(name), SV_ARG(auc(w, l->empty_auc)));
    if (!isnan(l->naive_auc))
        naive = sv_printf(w->a, "; in-sample it would claim %.*s",
                          SV_ARG(auc(w, l->naive_auc)));
    return sv_printf(w->a,
                     "%.*s does not leak (AUC %.*s by value%.*s, %.*s by being "
                     "empty)%.*s",
                     SV_ARG(name), SV_ARG(auc(w, l->auc)), SV_ARG(naive),
                     SV_ARG(auc(w, l->empty_auc)),
                     SV_ARG(stays_at_close(w, l)));
}

/* "(AUC 0.98 on 1,265 won and 1,554 lost deals)". */
static struct sv separates(const struct words *w, const struct leak *l,
                           double by)
{
    return sv_printf(w->a,
                     "separates won from lost (AUC %.*s on %.*s won and %.*s "
                     "lost deals)",
                     SV_ARG(auc(w, by)),
                     SV_ARG(phrase_count(l->won, w->style, w->a)),
                     SV_ARG(phrase_count(l->lost, w->style, w->a)));
}

static struct sv leak_finding(const struct words *w, const struct leak *l)
{
    struct sv name = phrase_name(l->field, w->a);

    switch (l->kind) {
    case LEAK_VALUE:
        return sv_printf(w->a, "%.*s %.*s", SV_ARG(name),
                         SV_ARG(separates(w, l, l->auc)));
    case LEAK_EMPTY:
        return sv_printf(w->a, "whether %.*s is empty %.*s", SV_ARG(name),
                         SV_ARG(separates(w, l, l->empty_auc)));
    case LEAK_FILLED_LATE:
        return filled_late(w, l);
    case LEAK_WORD:
        return word_found(w, l);
    case LEAK_MOVED:
        return moves_at_close(w, l);
    case LEAK_NONE:
    case LEAK_KINDS:
        break;
    }
    return no_leak(w, l);
}

static struct sv stage_end_finding(const struct words *w,
                                   const struct stage_end *e)
{
    struct sv apart = {0}, dated = {0}, claim = {0};

    if (!e->known)
        return (struct sv){0};
    if (e->open > 0 && e->apart > 0)
        apart =
            sv_printf(w->a, "; %.*s of them stand where no open deal stands",
                      SV_ARG(phrase_count(e->apart, w->style, w->a)));
    if (e->on_closing > 0)
        dated = sv_printf(w->a, "; %.*s entered it on the day of closing",
                          SV_ARG(phrase_count(e->on_closing, w->style, w->a)));
    if (!isnan(e->auc))
        claim =
            sv_printf(w->a, "; taken for history it would claim an AUC of %.*s",
                      SV_ARG(auc(w, e->auc)));
    return sv_printf(w->a,
                     "the stage of %.*s closed deal%s is the one %s ended "
                     "in%.*s%.*s%.*s",
                     SV_ARG(phrase_count(e->closed, w->style, w->a)),
                     e->closed == 1 ? "" : "s", e->closed == 1 ? "it" : "they",
                     SV_ARG(apart), SV_ARG(dated), SV_ARG(claim));
}

static struct sv stage_end_done(const struct stage_end *e)
{
    if (!e->known)
        return (struct sv){0};
    return e->dated ? SV("not used: the model reads stages from the stage "
                         "history alone, each with its date")
                    : SV("not used: without stage history the model sees no "
                         "stage, and rules only that of open deals");
}

struct leak_words words_leak(const struct words *w, const struct leak *l)
{
    return (struct leak_words){leak_finding(w, l), leak_done(l)};
}

struct leak_words words_stage_end(const struct words *w,
                                  const struct stage_end *e)
{
    return (struct leak_words){stage_end_finding(w, e), stage_end_done(e)};
}
