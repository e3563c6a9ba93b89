#include "render/words/news.h"

#include <math.h>

#include "render/words/format.h"
#include "render/words/names.h"
#include "render/words/phrase.h"

enum { NAMED = 2 }; /* deals that a line names */

struct lines {
    const struct words *w;
    const struct scores *scores;
    const struct variance *totals;
    size_t n;
    struct text_line *list;
};

static void line(struct lines *l, const char *label, struct sv text)
{
    l->list[l->n++] = (struct text_line){sv_from(label), text};
}

/* "1 deal", "124 deals". */
static struct sv deals(const struct words *w, size_t n)
{
    return sv_printf(w->a, "%.*s %s", SV_ARG(phrase_count(n, w->style, w->a)),
                     n == 1 ? "deal" : "deals");
}

/* ", $1.2M", or nothing where no amount is known. */
static struct sv worth(const struct lines *l, double amount)
{
    char money[FORMAT_TEXT];

    if (!(amount > 0))
        return (struct sv){0};
    return sv_printf(l->w->a, ", %s",
                     format_money_short(money, amount, l->w->style));
}

/* Adds "; Acme (from → to)" to a list that names the first few. */
static void name_deal(struct sv *list, size_t k, size_t n,
                      const struct lines *l, uint32_t deal, struct sv change)
{
    struct sv title = phrase_name(words_title(l->w->deals, deal), l->w->a);

    if (k == NAMED)
        *list =
            sv_printf(l->w->a, "%.*s and %.*s more", SV_ARG(*list),
                      SV_ARG(phrase_count(n - NAMED, l->w->style, l->w->a)));
    if (k < NAMED)
        *list = sv_printf(l->w->a, "%.*s%s%.*s%.*s", SV_ARG(*list),
                          k ? ", " : ": ", SV_ARG(title), SV_ARG(change));
}

/* The same of an open deal, by its rank. */
static void name(struct sv *list, size_t k, size_t n, const struct lines *l,
                 uint32_t rank, struct sv change)
{
    name_deal(list, k, n, l, l->scores->list[rank].deal, change);
}

static double amount_of(const struct lines *l, uint32_t rank)
{
    const struct deals *d = l->w->deals;

    return d->amount ? d->amount[l->scores->list[rank].deal] : (double)NAN;
}

/* "$3.9M → $4.8M (+$900K, worse)": the last run's and this one's; this one's
 * alone where they are not compared. */
static struct sv from_to(const struct words *w, const struct variance *totals,
                         enum total total, const struct trend_point *now)
{
    double x = words_total(&now[-1], total), y = words_total(now, total);
    char a[FORMAT_TEXT], b[FORMAT_TEXT];

    if (!totals[total].change.len)
        return sv_copy(w->a, sv_from(format_money_short(b, y, w->style)));
    return sv_printf(
        w->a, "%s \xe2\x86\x92 %s (%.*s)", format_money_short(a, x, w->style),
        format_money_short(b, y, w->style), SV_ARG(totals[total].change));
}

/* "2 → 5 (+3)". */
static struct sv count_from_to(const struct words *w, size_t before, size_t now)
{
    return sv_printf(w->a, "%.*s \xe2\x86\x92 %.*s (%.*s)",
                     SV_ARG(phrase_count(before, w->style, w->a)),
                     SV_ARG(phrase_count(now, w->style, w->a)),
                     SV_ARG(words_count_change(w, before, now)));
}

/* What the last run said of the whole, and this one; without the levels where
 * they were not made alike. */
static void totals(struct lines *l, const struct followup *c)
{
    const struct words *w = l->w;
    const struct trend_point *now = &c->trend[c->n_trend - 1];
    const struct trend_point *last = now - 1;

    if (c->comparable)
        line(l, "At risk",
             sv_printf(w->a, "%.*s; critical %.*s, high %.*s",
                       SV_ARG(from_to(w, l->totals, TOTAL_AT_RISK, now)),
                       SV_ARG(count_from_to(w, last->critical, now->critical)),
                       SV_ARG(count_from_to(w, last->high, now->high))));
    line(l, "Pipeline",
         sv_printf(w->a, "%.*s; open deals %.*s",
                   SV_ARG(from_to(w, l->totals, TOTAL_PIPELINE, now)),
                   SV_ARG(count_from_to(w, last->open, now->open))));
}

static void new_deals(struct lines *l, const struct followup *c)
{
    struct sv list = {0};
    double amount = 0;

    for (size_t k = 0; k < c->n_new; k++) {
        double x = amount_of(l, c->new_deals[k]);
        amount += isnan(x) ? 0 : x;
        name(&list, k, c->n_new, l, c->new_deals[k], (struct sv){0});
    }
    line(l, "New",
         sv_printf(l->w->a, "%.*s%.*s%.*s", SV_ARG(deals(l->w, c->n_new)),
                   SV_ARG(worth(l, amount)), SV_ARG(list)));
}

static void slips(struct lines *l, const struct followup *c)
{
    char from[FORMAT_TEXT], to[FORMAT_TEXT];
    struct sv list = {0};

    for (size_t k = 0; k < c->n_slips && k <= NAMED; k++)
        name(&list, k, c->n_slips, l, c->slips[k].rank,
             sv_printf(l->w->a, " (%s \xe2\x86\x92 %s)",
                       format_date(from, c->slips[k].before),
                       format_date(to, c->slips[k].after)));
    line(l, "Slipped",
         sv_printf(l->w->a, "%.*s to a later expected close%.*s",
                   SV_ARG(deals(l->w, c->n_slips)), SV_ARG(list)));
}

static void amounts(struct lines *l, const struct followup *c)
{
    char from[FORMAT_TEXT], to[FORMAT_TEXT];
    struct sv list = {0};

    for (size_t k = 0; k < c->n_amounts && k <= NAMED; k++)
        name(&list, k, c->n_amounts, l, c->amounts[k].rank,
             sv_printf(
                 l->w->a, " (%s \xe2\x86\x92 %s)",
                 format_money_short(from, c->amounts[k].before, l->w->style),
                 format_money_short(to, c->amounts[k].after, l->w->style)));
    line(l, "Amount changed",
         sv_printf(l->w->a, "%.*s%.*s", SV_ARG(deals(l->w, c->n_amounts)),
                   SV_ARG(list)));
}

/* ": +6.1 own changes, +2.0 time passed"; empty where it was not split. */
static struct sv moved(const struct words *w, const struct mover *m)
{
    const struct {
        double points;
        const char *of;
    } parts[] = {{m->own, "own changes"},
                 {m->time, "time passed"},
                 {m->learnt, "model learnt"}};
    char text[FORMAT_TEXT];
    struct sv list = {0};

    for (size_t k = 0; k < sizeof parts / sizeof parts[0]; k++)
        if (fabs(parts[k].points) >= 0.05)
            list = sv_printf(
                w->a, "%.*s%s %s %s", SV_ARG(list), list.len ? "," : ":",
                format_signed(text, parts[k].points, 1, w->style), parts[k].of);
    return list;
}

struct sv words_former(const struct words *w, const struct followup *c,
                       uint32_t rank, double now, const struct mover *m)
{
    double before = c->comparable ? c->former[rank] : (double)NAN;
    char change[FORMAT_TEXT], was[FORMAT_TEXT], day[FORMAT_TEXT];

    if (!isfinite(before))
        return (struct sv){0};
    format_date_near(day, c->last, w->as_of);
    if (fabs(now - before) < 0.05)
        return sv_printf(w->a, "Its score is that of %s.", day);
    return sv_printf(w->a, "Its score moved by %s since %s (was %s)%s%.*s.",
                     format_signed(change, now - before, 1, w->style), day,
                     format_fixed(was, before, 1, w->style),
                     !m             ? ""
                     : now > before ? ", worse"
                                    : ", better",
                     SV_ARG(m ? moved(w, m) : (struct sv){0}));
}

static void movers(struct lines *l, const struct followup *c,
                   struct sv break_reason)
{
    char from[FORMAT_TEXT], to[FORMAT_TEXT];
    struct sv list = {0};

    if (!c->comparable) {
        line(l, "Scores", break_reason);
        return;
    }
    for (size_t k = 0; k < c->n_movers && k <= NAMED; k++)
        name(&list, k, c->n_movers, l, c->movers[k].rank,
             sv_printf(l->w->a, " (%s \xe2\x86\x92 %s%.*s)",
                       format_fixed(from, c->movers[k].before, 1, l->w->style),
                       format_fixed(to, c->movers[k].after, 1, l->w->style),
                       SV_ARG(moved(l->w, &c->movers[k]))));
    line(l, "Scores",
         sv_printf(l->w->a, "%.*s moved by 5 points or more%.*s",
                   SV_ARG(deals(l->w, c->n_movers)), SV_ARG(list)));
}

/* Those won, or those lost, the largest first, by name. */
static void closed(struct lines *l, const char *label, const struct followup *c,
                   bool won)
{
    size_t n = won ? c->won : c->lost, named = 0;
    double amount = won ? c->won_amount : c->lost_amount;
    char money[FORMAT_TEXT];
    struct sv list = {0};

    for (size_t k = 0; k < c->won + c->lost && named <= NAMED; k++) {
        const struct closed_since *x = &c->closed[k];
        if (x->won != won)
            continue;
        struct sv change = {0};
        if (!isnan(x->amount))
            change =
                sv_printf(l->w->a, " (%s)",
                          format_money_short(money, x->amount, l->w->style));
        name_deal(&list, named++, n, l, x->deal, change);
    }
    line(l, label,
         sv_printf(l->w->a, "%.*s%.*s%.*s", SV_ARG(deals(l->w, n)),
                   SV_ARG(worth(l, amount)), SV_ARG(list)));
}

static void add_list(struct news *out, const struct words *w,
                     const struct scores *scores, const struct followup *c,
                     struct sv landing)
{
    struct lines l = {w, scores, out->totals, 0,
                      ARENA_ARRAY(w->a, 11, struct text_line)};

    if (landing.len)
        line(&l, "Quarter", landing);
    totals(&l, c);
    new_deals(&l, c);
    closed(&l, "Won", c, true);
    closed(&l, "Lost", c, false);
    if (c->gone)
        line(&l, "Gone",
             sv_printf(w->a, "%.*s no longer in the export",
                       SV_ARG(deals(w, c->gone))));
    if (c->n_slips)
        slips(&l, c);
    if (c->n_amounts)
        amounts(&l, c);
    movers(&l, c, out->break_reason);
    out->n = l.n;
    out->list = l.list;
}

/* What became of some deals; an amount of 0 is not told. */
struct fate {
    size_t lost, won, open, gone;
    double lost_amount, won_amount;
};

/* "30 lost ($1.2M), 50 won, 163 still open". */
static struct sv fate(const struct words *w, const struct fate *f)
{
    struct arena *a = w->a;
    struct sv end = {0};

    if (f->gone)
        end = sv_printf(a, ", %.*s no longer in the export",
                        SV_ARG(phrase_count(f->gone, w->style, a)));
    return sv_printf(a, "%.*s lost%.*s, %.*s won%.*s, %.*s still open%.*s",
                     SV_ARG(phrase_count(f->lost, w->style, a)),
                     SV_ARG(phrase_in_brackets(f->lost_amount, w->style, w->a)),
                     SV_ARG(phrase_count(f->won, w->style, a)),
                     SV_ARG(phrase_in_brackets(f->won_amount, w->style, w->a)),
                     SV_ARG(phrase_count(f->open, w->style, a)), SV_ARG(end));
}

static void add_flags(struct news *out, const struct words *w,
                      const struct followup *c)
{
    char day[FORMAT_TEXT];

    out->flags = ARENA_ARRAY(w->a, FOLLOWUP_LOOKS, struct text_line);
    for (int k = 0; k < FOLLOWUP_LOOKS; k++) {
        const struct flagged_then *t = &c->then[k];
        const struct fate flagged = {t->lost, t->won,         t->open,
                                     t->gone, t->lost_amount, t->won_amount};
        const struct fate other = {
            t->other_lost, t->other_won, t->other_open, t->other_gone, 0, 0};

        if (t->day == DATE_NONE)
            continue;
        out->flags[out->n_flags++] = (struct text_line){
            sv_printf(w->a, "%d weeks ago, %s", t->weeks,
                      format_date(day, t->day)),
            sv_printf(w->a,
                      "%.*s flagged HIGH or CRITICAL: %.*s. %.*s not flagged: "
                      "%.*s.",
                      SV_ARG(deals(w, t->flagged)), SV_ARG(fate(w, &flagged)),
                      SV_ARG(deals(w, t->other)), SV_ARG(fate(w, &other)))};
    }
}

/* "1 new, 2 won, 3 slipped", or "nothing changed". */
static struct sv summary(const struct words *w, const struct variance *totals,
                         const struct followup *c)
{
    const struct {
        size_t n;
        const char *what;
    } parts[] = {
        {c->n_new, "new"},
        {c->won, "won"},
        {c->lost, "lost"},
        {c->n_slips, "slipped"},
        {c->n_amounts, "with another amount"},
        {c->n_movers, "moved by 5 points or more"},
        {c->gone, "no longer in the export"},
    };
    const struct trend_point *now = &c->trend[c->n_trend - 1];
    struct sv list = {0};

    if (totals[TOTAL_AT_RISK].change.len && now->at_risk != now[-1].at_risk)
        list = sv_printf(w->a, "at risk %.*s",
                         SV_ARG(from_to(w, totals, TOTAL_AT_RISK, now)));
    for (size_t k = 0; k < sizeof parts / sizeof parts[0]; k++)
        if (parts[k].n)
            list = sv_printf(w->a, "%.*s%s%.*s %s", SV_ARG(list),
                             list.len ? ", " : "",
                             SV_ARG(phrase_count(parts[k].n, w->style, w->a)),
                             parts[k].what);
    return list.len ? list : SV("nothing changed");
}

static const char *mode_words(enum mode mode)
{
    return mode == MODE_HYBRID ? "hybrid" : "rules only";
}

static struct sv break_reason(const struct words *w, const struct followup *c)
{
    static const char *const WHAT[] = {
        [BREAK_SETTINGS] = "the settings that make them have changed",
        [BREAK_MODEL] = "another model makes them now",
        [BREAK_FEATURES] = "the model learns from other fields now",
    };
    char day[FORMAT_TEXT];

    format_date(day, c->last);
    if (c->comparable)
        return (struct sv){0};
    if (c->broken_by == BREAK_MODE)
        return sv_printf(w->a,
                         "Scores are not compared with those of %s: the mode "
                         "was %s then and is %s now.",
                         day, mode_words(c->mode_then),
                         mode_words(c->mode_now));
    return sv_printf(w->a, "Scores are not compared with those of %s: %s.", day,
                     WHAT[c->broken_by]);
}

void words_news(struct news *out, const struct words *w,
                const struct scores *scores, const struct followup *c,
                struct sv landing)
{
    char day[FORMAT_TEXT];
    struct sv changes;

    *out = (struct news){0};
    if (!c || c->last == DATE_NONE)
        return;
    words_variances(out->totals, w, c);
    changes = summary(w, out->totals, c);
    out->title = sv_printf(w->a, "Since %s", format_date(day, c->last));
    out->line =
        sv_printf(w->a, "%.*s: %.*s", SV_ARG(out->title), SV_ARG(changes));
    out->plain = sv_printf(w->a, "Since %s: %.*s", date_iso(day, c->last),
                           SV_ARG(changes));
    out->break_reason = break_reason(w, c);
    add_list(out, w, scores, c, landing);
    add_flags(out, w, c);
}
