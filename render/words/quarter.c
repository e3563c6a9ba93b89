#include "render/words/quarter.h"

#include <math.h>
#include <string.h>

#include "render/words/flow.h"
#include "render/words/format.h"
#include "render/words/phrase.h"
#include "render/words/quarter_parts.h"

/* The sentences of one quarter of one scope. */
struct telling {
    const struct words *w;
    const struct landing *l;
    const struct landing_scope *scope;
    const struct landing_quarter *q;
    enum landing_when when;
};

const char *words_method(enum landing_method m)
{
    static const char *const METHODS[] = {
        "adding up the deals' chances", "the average of past quarters",
        "adding up what the CRM says closes"};

    return METHODS[m];
}

struct sv quarter_money(const struct words *w, double amount)
{
    char text[FORMAT_TEXT];

    return sv_copy(w->a, sv_from(format_money_short(text, amount, w->style)));
}

struct sv words_scope(const struct words *w, const struct landing_scope *s)
{
    const struct deals *d = w->deals;

    if (s->of == LANDING_COMPANY)
        return (struct sv){0};
    return phrase_name(s->of == LANDING_MANAGER
                           ? d->groups[GROUP_MANAGER].labels[s->code]
                           : d->groups[GROUP_OWNER].labels[s->code],
                       w->a);
}

static struct sv name_of(const struct telling *t)
{
    char text[DATE_TEXT];

    return sv_copy(t->w->a,
                   sv_from(quarter_label(text, t->q->quarter,
                                         t->l->fiscal_month)));
}

static struct sv heading(const struct telling *t, struct sv name)
{
    char start[FORMAT_TEXT], end[FORMAT_TEXT];
    int32_t days = t->q->end - t->q->start + 1;

    if (t->when == NEXT_QUARTER)
        return sv_printf(t->w->a, "%.*s: %s to %s", SV_ARG(name),
                         format_date(start, t->q->start),
                         format_date(end, t->q->end));
    return sv_printf(t->w->a, "%.*s: %d of %d days left, to %s", SV_ARG(name),
                     (int)t->q->days_left, (int)days,
                     format_date(end, t->q->end));
}

static struct sv no_landing(const struct telling *t, struct sv name)
{
    if (t->l->gap == LANDING_NO_AMOUNTS)
        return sv_printf(t->w->a,
                         "What %.*s will close at cannot be told: the export "
                         "has no amounts that can be summed",
                         SV_ARG(name));
    return sv_printf(t->w->a,
                     "What %.*s will close at cannot be told: the export does "
                     "not reach back over a whole past quarter to learn from",
                     SV_ARG(name));
}

/* " (80% range $1.6M to $2.2M)"; empty without one. */
static struct sv in_range(const struct words *w, const struct landing_money *m)
{
    char level[FORMAT_TEXT];

    if (isnan(m->range.lower))
        return (struct sv){0};
    return sv_printf(w->a, " (%s range %.*s to %.*s)",
                     format_percent(level, LANDING_LEVEL, 0, w->style),
                     SV_ARG(quarter_money(w, m->range.lower)),
                     SV_ARG(quarter_money(w, m->range.upper)));
}

static struct sv landing(const struct telling *t, struct sv name)
{
    const struct landing_money *m = &t->q->money[ENDING_WON];
    struct sv at = quarter_money(t->w, m->landing);

    if (isnan(m->landing))
        return no_landing(t, name);
    if (m->gap == LANDING_OVER)
        return sv_printf(t->w->a, "%.*s closes today at %.*s won", SV_ARG(name),
                         SV_ARG(at));
    return sv_printf(t->w->a, "%.*s is expected to close at %.*s won%.*s",
                     SV_ARG(name), SV_ARG(at), SV_ARG(in_range(t->w, m)));
}

/* Money where it is known, else how many. */
static struct sv lost(const struct telling *t, struct sv name)
{
    const struct landing_money *m = &t->q->money[ENDING_LOST];
    char day[FORMAT_TEXT];

    if (t->l->unpriced[ENDING_LOST] && m->ended)
        return sv_printf(t->w->a,
                         "%.*s %s lost in %.*s; the export gives no amount for "
                         "lost deals",
                         SV_ARG(phrase_count(m->ended, t->w->style, t->w->a)),
                         phrase_plural(m->ended, "deal was", "deals were"),
                         SV_ARG(name));
    if (isnan(m->landing))
        return (struct sv){0};
    if (m->gap == LANDING_OVER)
        return sv_printf(t->w->a, "Lost in %.*s: %.*s", SV_ARG(name),
                         SV_ARG(quarter_money(t->w, m->landing)));
    return sv_printf(t->w->a, "Expected to be lost in %.*s, by %s: %.*s%.*s",
                     SV_ARG(name),
                     format_date_near(day, t->q->end, t->w->as_of),
                     SV_ARG(quarter_money(t->w, m->landing)),
                     SV_ARG(in_range(t->w, m)));
}

static struct sv parts(const struct telling *t)
{
    const struct words *w = t->w;
    const struct landing_money *m = &t->q->money[ENDING_WON];
    struct sv open = phrase_count(t->scope->open, w->style, w->a);
    struct sv so_far = {0};

    if (isnan(m->landing) || m->gap == LANDING_OVER)
        return (struct sv){0};
    if (t->when == THIS_QUARTER)
        so_far = sv_printf(w->a, "%.*s won so far, ",
                           SV_ARG(quarter_money(w, m->so_far)));
    if (m->method == METHOD_AVERAGE)
        return sv_printf(w->a, "%.*s%.*s %swhat past quarters brought on "
                               "average%s",
                         SV_ARG(so_far),
                         SV_ARG(quarter_money(w, m->landing - m->so_far)),
                         t->when == THIS_QUARTER ? "still to come: " : "is ",
                         t->when == THIS_QUARTER ? " with as many days left"
                                                 : "");
    if (t->scope->open && t->scope->no_amount == t->scope->open)
        return sv_printf(w->a,
                         "%.*s%.*s from deals not yet created; the %.*s open %s "
                         "no amount and %s nothing",
                         SV_ARG(so_far), SV_ARG(quarter_money(w, m->created)),
                         SV_ARG(open),
                         phrase_plural(t->scope->open, "deal has", "deals have"),
                         phrase_plural(t->scope->open, "adds", "add"));
    return sv_printf(w->a,
                     "%.*s%.*s from %.*s open %s, %.*s from deals not yet "
                     "created",
                     SV_ARG(so_far), SV_ARG(quarter_money(w, m->open)),
                     SV_ARG(open), phrase_plural(t->scope->open, "deal", "deals"),
                     SV_ARG(quarter_money(w, m->created)));
}

/* Past quarters that the method in force was told on. */
static size_t told_on(const struct landing_money *m)
{
    return m->record[m->method].n;
}

static struct sv no_range(const struct telling *t)
{
    const struct landing_money *m = &t->q->money[ENDING_WON];
    size_t n = told_on(m);

    if (m->gap != LANDING_FEW_PAST)
        return (struct sv){0};
    if (!n)
        return SV("No range: the landing could not be tried on a past quarter, "
                  "so nobody knows how far off it is");
    return sv_printf(t->w->a,
                     "No range: the landing was tried on only %zu past %s, too "
                     "few to say how far off it is (%d are needed)",
                     n, phrase_plural(n, "quarter", "quarters"),
                     LANDING_LEAST);
}

/* "2% too high"; empty where it is less than half a percent. */
static struct sv leaning(const struct words *w, const struct landing_record *r)
{
    double share = r->error > 0 ? r->share * r->bias / r->error : 0;
    char text[FORMAT_TEXT];

    if (!(fabs(share) >= 0.005))
        return (struct sv){0};
    return sv_printf(w->a, ", %s too %s on average",
                     format_percent(text, fabs(share), 0, w->style),
                     share > 0 ? "high" : "low");
}

static struct sv record(const struct telling *t)
{
    const struct words *w = t->w;
    const struct landing_money *m = &t->q->money[ENDING_WON];
    const struct landing_record *r = &m->record[m->method];
    struct sv held = {0}, over, lean = leaning(w, r);
    char share[FORMAT_TEXT];

    if (isnan(m->landing) || m->gap == LANDING_OVER || !r->tells)
        return (struct sv){0};
    if (r->judged && m->gap == LANDING_KNOWN)
        held = sv_printf(w->a, "The range held in %zu of the last %zu quarters; ",
                         r->held, r->judged);
    over = r->judged == r->n && held.len
               ? (struct sv){0}
               : sv_printf(w->a, " over %zu %s", r->n,
                           phrase_plural(r->n, "quarter", "quarters"));
    return sv_printf(w->a, "%.*s%s landing was off by %s (%.*s)%.*s%.*s",
                     SV_ARG(held), held.len ? "the" : "The",
                     format_percent(share, r->share, 0, w->style),
                     SV_ARG(quarter_money(w, r->error)), SV_ARG(over),
                     SV_ARG(lean));
}

/* "the average of past quarters was off by 14%", behind another "the average of
 * past quarters by 14%"; empty: too few past quarters tell. */
static struct sv baseline(const struct words *w, const struct landing_money *m,
                          enum landing_method by, bool first)
{
    const struct landing_record *r = &m->record[by];
    char share[FORMAT_TEXT];

    if (!r->tells || by == m->method)
        return (struct sv){0};
    return sv_printf(w->a, "%s %sby %s", words_method(by),
                     first ? "was off " : "",
                     format_percent(share, r->share, 0, w->style));
}

/* "closer (off by 4%) than adding up the deals' chances (off by 6%)", where the
 * average is used and both are known to have been off by so much. */
static struct sv closer(const struct telling *t, const struct landing_money *m)
{
    const struct landing_record *used = &m->record[METHOD_AVERAGE];
    const struct landing_record *other = &m->record[METHOD_MODEL];
    char a[FORMAT_TEXT], b[FORMAT_TEXT];

    if (m->method != METHOD_AVERAGE || isnan(m->told[METHOD_MODEL]) ||
        !used->tells || !other->tells)
        return (struct sv){0};
    format_percent(a, used->share, 0, t->w->style);
    format_percent(b, other->share, 0, t->w->style);
    if (!strcmp(a, b))
        return sv_printf(t->w->a, "as close as %s (both off by %s)",
                         words_method(METHOD_MODEL), a);
    if (used->share > other->share && used->n != other->n)
        return (struct sv){0}; /* of other quarters than both told */
    if (used->share > other->share) /* LANDING_CLOSE */
        return sv_printf(t->w->a,
                         "nearly as close (off by %s) as %s (off by %s), too "
                         "little to tell them apart",
                         a, words_method(METHOD_MODEL), b);
    return sv_printf(t->w->a, "closer (off by %s) than %s (off by %s)", a,
                     words_method(METHOD_MODEL), b);
}

static struct sv baselines(const struct telling *t)
{
    const struct words *w = t->w;
    const struct landing_money *m = &t->q->money[ENDING_WON];
    struct sv out = {0};

    if (isnan(m->landing) || m->gap == LANDING_OVER)
        return out;
    for (int by = 0; by < METHOD_COUNT; by++) {
        if (by == METHOD_MODEL && closer(t, m).len)
            continue; /* the line of the method says so already */
        struct sv one = baseline(w, m, (enum landing_method)by, !out.len);
        if (one.len)
            out = sv_printf(w->a, "%.*s%s%.*s", SV_ARG(out),
                            out.len ? ", " : "On the same days ", SV_ARG(one));
    }
    return out;
}

static struct sv method(const struct telling *t)
{
    const struct landing_money *m = &t->q->money[ENDING_WON];

    if (isnan(m->landing) || m->gap == LANDING_OVER ||
        m->method != METHOD_AVERAGE)
        return (struct sv){0};
    if (isnan(m->told[METHOD_MODEL]))
        return SV("The average of past quarters is used: there are too few "
                  "past deals to learn the chance of each open one");
    struct sv than = closer(t, m);
    if (than.len)
        return sv_printf(t->w->a,
                         "The average of past quarters is used: it has been "
                         "%.*s",
                         SV_ARG(than));
    return sv_printf(t->w->a,
                     "The average of past quarters is used: on the past "
                     "quarters that could be tried it was not further off "
                     "than %s, or hardly so",
                     words_method(METHOD_MODEL));
}

static struct sv crm(const struct telling *t)
{
    double told = t->q->money[ENDING_WON].told[METHOD_CRM];

    if (!t->l->crm_known)
        return SV("The export has no expected close, so what the CRM says "
                  "cannot be set beside it");
    if (isnan(told))
        return (struct sv){0};
    return sv_printf(t->w->a, "By expected close dates the CRM says %.*s%s",
                     SV_ARG(quarter_money(t->w, told)),
                     t->l->crm_dated ? ""
                                     : "; how right that was cannot be told, "
                                       "for past close dates are not dated");
}

static struct sv hinges(const struct telling *t)
{
    const struct words *w = t->w;
    bool one = t->q->n_hinges == 1;
    char share[FORMAT_TEXT];
    struct sv holds;

    if (!t->q->n_hinges || isnan(t->q->hinges_share))
        return (struct sv){0};
    format_chance(share, t->q->hinges_share, 0, w->style);
    holds = sv_printf(w->a, "%zu %s %s of what is uncertain", t->q->n_hinges,
                      one ? "deal holds" : "deals hold", share);
    if (!t->q->hinges_decide)
        return sv_printf(w->a,
                         "No open deal decides the quarter: %.*s%s",
                         SV_ARG(holds),
                         t->q->hinges_share < LANDING_HINGES_SHARE
                             ? ""
                         : one ? ", with a chance below 1%"
                               : ", each with a chance below 1%");
    if (t->q->money[ENDING_WON].method == METHOD_AVERAGE)
        return sv_printf(w->a,
                         "By the deals' own chances %.*s; the average of past "
                         "quarters, which is used above, knows no single deal",
                         SV_ARG(holds));
    return holds;
}

/* Of the table of hinges, and of the column of their chances. */
static void hinge_heads(struct quarter_words *out, const struct telling *t)
{
    bool average = t->q->n_hinges &&
                   t->q->money[ENDING_WON].method == METHOD_AVERAGE;
    char day[FORMAT_TEXT];

    out->hinges_title =
        average ? SV("What the deals' own chances find uncertain (not in the "
                     "figure told above)")
                : SV("The deals that decide it");
    out->won_by = sv_printf(t->w->a, "Won by %s",
                            format_date_near(day, t->q->end, t->w->as_of));
}

static struct sv amounts(const struct telling *t)
{
    const struct landing_money *m = &t->q->money[ENDING_WON];
    char ratio[FORMAT_TEXT];

    if (isnan(m->landing) || m->method != METHOD_MODEL)
        return (struct sv){0};
    if (!t->l->amounts_dated)
        return SV("Amounts of the past are not dated: past quarters are judged "
                  "with the amounts of today");
    if (!m->ratio_deals)
        return (struct sv){0};
    return sv_printf(t->w->a,
                     "Deals closed at %s times their amount on the same day of "
                     "past quarters, which the landing allows for",
                     format_fixed(ratio, m->ratio, 2, t->w->style));
}

void words_quarter(struct quarter_words *out, const struct words *w,
                   const struct landing *l, const struct landing_scope *scope,
                   enum landing_when when)
{
    const struct telling t = {w, l, scope, &scope->quarter[when], when};

    *out = (struct quarter_words){.name = name_of(&t),
                                  .whose = words_scope(w, scope)};
    out->heading = heading(&t, out->name);
    out->then = words_then(w);
    out->landing = landing(&t, out->name);
    out->lost = lost(&t, out->name);
    out->parts = parts(&t);
    out->no_range = no_range(&t);
    out->record = record(&t);
    out->baselines = baselines(&t);
    out->method = method(&t);
    out->crm = crm(&t);
    out->hinges = hinges(&t);
    hinge_heads(out, &t);
    out->amounts = amounts(&t);
    quarter_target(out, w, l, t.q);
}
