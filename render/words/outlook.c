#include "render/words/outlook.h"

#include <math.h>

#include "render/words/format.h"
#include "render/words/phrase.h"

/* "14% within 30 days, 32% within 60, 40% within 90"; as far as it is known */
static struct sv within(const struct words *w, const double *chance)
{
    char x[FORMAT_TEXT];
    struct sv text = {0};

    for (int h = 0; h < OUTLOOK_HORIZONS && isfinite(chance[h]); h++)
        text =
            sv_printf(w->a, "%.*s%s%s within %d%s", SV_ARG(text), h ? ", " : "",
                      format_chance(x, chance[h], 0, w->style), OUTLOOK_DAYS[h],
                      h ? "" : " days");
    return text;
}

static void add(struct outlook_words *out, struct sv label, struct sv text)
{
    if (text.len)
        out->line[out->n++] = (struct outlook_line){label, text};
}

static struct sv days(const struct words *w, double n)
{
    return isfinite(n) ? phrase_day_count(round(n), w->style, w->a)
                       : (struct sv){0};
}

static void of_age(struct outlook_words *out, const struct words *w,
                   const struct outlook *o)
{
    struct sv n = phrase_count(o->at_risk, w->style, w->a), text;

    add(out, SV("Half of deals this old close within"),
        days(w, o->days_to_close));
    text = within(w, o->won);
    if (text.len)
        add(out, sv_printf(w->a, "All %.*s deals this old", SV_ARG(n)),
            sv_printf(w->a, "won: %.*s", SV_ARG(text)));
}

void words_outlook(struct outlook_words *out, const struct words *w,
                   const struct outlook *o)
{
    *out = (struct outlook_words){0};
    if (!o || o->of == OUTLOOK_NONE)
        return;
    if (o->of == OUTLOOK_BEYOND) {
        add(out, SV("When it will end"),
            SV("nobody can tell: no deal has ever closed at this age"));
        return;
    }
    if (o->of == OUTLOOK_AGE) {
        of_age(out, w, o);
        return;
    }
    add(out, SV("Even chance to have ended within"), days(w, o->days_to_close));
    add(out, SV("Chance to be won"), within(w, o->won));
    add(out, SV("Chance to be lost"), within(w, o->lost));
}

/* Has a past day come to its end that was told of? */
static bool any_judged(const struct horizons *h)
{
    for (size_t k = 0; k < h->days.n; k++)
        if (h->record[ENDING_WON][k].rows || h->record[ENDING_LOST][k].rows)
            return true;
    return false;
}

struct sv words_horizons(const struct words *w, const struct horizons *h)
{
    if (!h || !h->days.n)
        return (struct sv){0};
    struct sv rows = phrase_count(h->training_rows, w->style, w->a);
    if (!any_judged(h))
        return sv_printf(
            w->a,
            "When a deal will be won or lost is learnt from %.*s rows (a deal "
            "on a past day); how well that works cannot be told yet, as too "
            "few past days have shown it",
            SV_ARG(rows));
    return sv_printf(
        w->a,
        "When a deal will be won or lost is learnt from %.*s rows (a deal on a "
        "past day); these chances, not the score, were tried on %zu past %s, "
        "each time with what was known then, and are held to the chance of loss",
        SV_ARG(rows), h->n_replays,
        phrase_plural(h->n_replays, "day", "days"));
}

struct sv words_horizon(const struct words *w, enum ending ending, int days)
{
    return sv_printf(w->a, "%s within %d days",
                     ending == ENDING_WON ? "Won" : "Lost", days);
}

struct sv words_horizon_method(const struct horizon_record *r)
{
    return r->own ? SV("by deal") : SV("one figure");
}
