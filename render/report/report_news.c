/* The followup in words: what is new, and what became of the flags. */
#include <math.h>

#include "render/words/format.h"
#include "render/report/report_parts.h"
#include "render/words/phrase.h"

enum { NAMED = 3 }; /* deals that a line names */

struct lines {
    const struct report *r;
    struct arena *run;
    size_t n;
    struct report_line *list;
};

static void line(struct lines *l, const char *label, struct sv text)
{
    l->list[l->n++] = (struct report_line){sv_from(label), text};
}

static struct sv count(size_t n, const char *one, const char *many,
                       struct style style, struct arena *run)
{
    return sv_printf(run, "%.*s %s", SV_ARG(phrase_count(n, style, run)),
                     n == 1 ? one : many);
}

/* ", $1.2M", or nothing where no amount is known. */
static struct sv worth(const struct lines *l, double amount)
{
    char money[FORMAT_TEXT];

    if (!(amount > 0))
        return (struct sv){0};
    return sv_printf(l->run, ", %s",
                     format_money_short(money, amount, l->r->style));
}

/* Adds "; Acme (from → to)" to a list that names the first few. */
static void name(struct sv *list, size_t k, size_t n, const struct lines *l,
                 uint32_t rank, struct sv change)
{
    struct sv title = phrase_name(l->r->deals[rank].title, l->run);

    if (k == NAMED)
        *list = sv_printf(l->run, "%.*s and %.*s more", SV_ARG(*list),
                          SV_ARG(phrase_count(n - NAMED, l->r->style, l->run)));
    if (k < NAMED)
        *list = sv_printf(l->run, "%.*s%s%.*s%.*s", SV_ARG(*list),
                          k ? ", " : ": ", SV_ARG(title), SV_ARG(change));
}

static void new_deals(struct lines *l, const struct followup *c)
{
    struct sv list = {0};
    double amount = 0;

    for (size_t k = 0; k < c->n_new; k++) {
        double x = l->r->deals[c->new_deals[k]].amount;
        amount += isnan(x) ? 0 : x;
        name(&list, k, c->n_new, l, c->new_deals[k], (struct sv){0});
    }
    line(
        l, "New",
        sv_printf(l->run, "%.*s%.*s%.*s",
                  SV_ARG(count(c->n_new, "deal", "deals", l->r->style, l->run)),
                  SV_ARG(worth(l, amount)), SV_ARG(list)));
}

static void slips(struct lines *l, const struct followup *c)
{
    char from[FORMAT_TEXT], to[FORMAT_TEXT];
    struct sv list = {0};

    for (size_t k = 0; k < c->n_slips && k <= NAMED; k++)
        name(&list, k, c->n_slips, l, c->slips[k].rank,
             sv_printf(l->run, " (%s \xe2\x86\x92 %s)",
                       format_date(from, c->slips[k].before),
                       format_date(to, c->slips[k].after)));
    line(l, "Slipped",
         sv_printf(
             l->run, "%.*s to a later expected close%.*s",
             SV_ARG(count(c->n_slips, "deal", "deals", l->r->style, l->run)),
             SV_ARG(list)));
}

static void amounts(struct lines *l, const struct followup *c)
{
    char from[FORMAT_TEXT], to[FORMAT_TEXT];
    struct sv list = {0};

    for (size_t k = 0; k < c->n_amounts && k <= NAMED; k++)
        name(&list, k, c->n_amounts, l, c->amounts[k].rank,
             sv_printf(
                 l->run, " (%s \xe2\x86\x92 %s)",
                 format_money_short(from, c->amounts[k].before, l->r->style),
                 format_money_short(to, c->amounts[k].after, l->r->style)));
    line(l, "Amount changed",
         sv_printf(
             l->run, "%.*s%.*s",
             SV_ARG(count(c->n_amounts, "deal", "deals", l->r->style, l->run)),
             SV_ARG(list)));
}

static void movers(struct lines *l, const struct followup *c)
{
    char from[FORMAT_TEXT], to[FORMAT_TEXT];
    struct sv list = {0};

    if (!c->comparable) {
        line(l, "Scores", c->break_reason);
        return;
    }
    for (size_t k = 0; k < c->n_movers && k <= NAMED; k++)
        name(&list, k, c->n_movers, l, c->movers[k].rank,
             sv_printf(l->run, " (%s \xe2\x86\x92 %s)",
                       format_fixed(from, c->movers[k].before, 1, l->r->style),
                       format_fixed(to, c->movers[k].after, 1, l->r->style)));
    line(l, "Scores",
         sv_printf(
             l->run, "%.*s moved by 5 points or more%.*s",
             SV_ARG(count(c->n_movers, "deal", "deals", l->r->style, l->run)),
             SV_ARG(list)));
}

static void news(struct report *out, const struct followup *c,
                 struct arena *run)
{
    struct lines l = {out, run, 0, ARENA_ARRAY(run, 8, struct report_line)};
    struct sv closed;

    new_deals(&l, c);
    closed = count(c->won, "deal", "deals", out->style, run);
    line(&l, "Won",
         sv_printf(run, "%.*s%.*s", SV_ARG(closed),
                   SV_ARG(worth(&l, c->won_amount))));
    closed = count(c->lost, "deal", "deals", out->style, run);
    line(&l, "Lost",
         sv_printf(run, "%.*s%.*s", SV_ARG(closed),
                   SV_ARG(worth(&l, c->lost_amount))));
    if (c->gone)
        line(&l, "Gone",
             sv_printf(
                 run, "%.*s no longer in the export",
                 SV_ARG(count(c->gone, "deal", "deals", out->style, run))));
    slips(&l, c);
    amounts(&l, c);
    movers(&l, c);
    out->n_news = l.n;
    out->news = l.list;
}

/* "30 lost, 50 won, 163 still open". */
static struct sv fate(size_t lost, struct sv lost_amount, size_t won,
                      struct sv won_amount, size_t open, size_t gone,
                      struct style style, struct arena *run)
{
    struct sv end = {0};

    if (gone)
        end = sv_printf(run, ", %.*s no longer in the export",
                        SV_ARG(phrase_count(gone, style, run)));
    return sv_printf(run, "%.*s lost%.*s, %.*s won%.*s, %.*s still open%.*s",
                     SV_ARG(phrase_count(lost, style, run)),
                     SV_ARG(lost_amount), SV_ARG(phrase_count(won, style, run)),
                     SV_ARG(won_amount), SV_ARG(phrase_count(open, style, run)),
                     SV_ARG(end));
}

static struct sv in_brackets(const struct lines *l, double amount)
{
    char money[FORMAT_TEXT];

    if (!(amount > 0))
        return (struct sv){0};
    return sv_printf(l->run, " (%s)",
                     format_money_short(money, amount, l->r->style));
}

static void flags(struct report *out, const struct followup *c,
                  struct arena *run)
{
    struct lines l = {out, run, 0,
                      ARENA_ARRAY(run, FOLLOWUP_LOOKS, struct report_line)};
    char day[FORMAT_TEXT];

    for (int k = 0; k < FOLLOWUP_LOOKS; k++) {
        const struct flagged_then *t = &c->then[k];
        struct sv flagged, other;

        if (t->day == DATE_NONE)
            continue;
        flagged = fate(t->lost, in_brackets(&l, t->lost_amount), t->won,
                       in_brackets(&l, t->won_amount), t->open, t->gone,
                       out->style, run);
        other =
            fate(t->other_lost, (struct sv){0}, t->other_won, (struct sv){0},
                 t->other_open, t->other_gone, out->style, run);
        l.list[l.n++] = (struct report_line){
            sv_printf(run, "%d weeks ago, %s", t->weeks,
                      format_date(day, t->day)),
            sv_printf(
                run,
                "%.*s flagged HIGH or CRITICAL: %.*s. %.*s not flagged: "
                "%.*s.",
                SV_ARG(count(t->flagged, "deal", "deals", out->style, run)),
                SV_ARG(flagged),
                SV_ARG(count(t->other, "deal", "deals", out->style, run)),
                SV_ARG(other))};
    }
    out->n_flags = l.n;
    out->flags = l.list;
}

void report_news(struct report *out, struct arena *run)
{
    const struct followup *c = out->followup;
    char day[FORMAT_TEXT];

    if (!c || c->last == DATE_NONE)
        return;
    out->news_title = sv_printf(run, "Since %s", format_date(day, c->last));
    /* The sentence of the followup, with the day as people write it. */
    struct sv rest = c->sentence;
    sv_cut(&rest, ':');
    out->news_line = rest.len ? sv_printf(run, "%.*s:%.*s",
                                          SV_ARG(out->news_title), SV_ARG(rest))
                              : c->sentence;
    news(out, c, run);
    flags(out, c, run);
}
