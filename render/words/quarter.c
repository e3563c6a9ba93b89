#include "render/words/quarter.h"

#include <math.h>

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
    static const char *const METHODS[] = {"model", "average of past quarters",
                                          "sum of what the CRM says closes"};

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

static struct sv landing(const struct telling *t, enum ending ending,
                         struct sv name)
{
    const struct landing_money *m = &t->q->money[ending];
    const char *how = ending == ENDING_WON ? "won" : "lost";
    struct sv range = in_range(t->w, m);
    struct sv at = quarter_money(t->w, m->landing);

    if (isnan(m->landing))
        return ending == ENDING_WON ? no_landing(t, name) : (struct sv){0};
    if (m->gap == LANDING_OVER)
        return sv_printf(t->w->a, "%.*s closes today at %.*s %s", SV_ARG(name),
                         SV_ARG(at), how);
    if (ending == ENDING_WON)
        return sv_printf(t->w->a, "%.*s is expected to close at %.*s %s%.*s",
                         SV_ARG(name), SV_ARG(at), how, SV_ARG(range));
    return sv_printf(t->w->a, "%.*s %s%.*s", SV_ARG(at), how, SV_ARG(range));
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
        return sv_printf(w->a, "%.*s%.*s as past quarters brought on average%s",
                         SV_ARG(so_far),
                         SV_ARG(quarter_money(w, m->landing - m->so_far)),
                         t->when == THIS_QUARTER
                             ? " from the same day of the quarter on"
                             : "");
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
        return SV("No range: no past quarter can be replayed, so nobody knows "
                  "how far off this is");
    return sv_printf(t->w->a,
                     "No range: only %zu past %s could be replayed, and %d are "
                     "needed to know how far off this may be",
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
    return sv_printf(w->a, ", %s too %s in the mean",
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

    if (isnan(m->landing) || m->gap == LANDING_OVER || !r->n ||
        isnan(r->share))
        return (struct sv){0};
    if (r->judged && m->gap == LANDING_KNOWN)
        held = sv_printf(w->a, "The range held in %zu of the last %zu quarters; ",
                         r->held, r->judged);
    over = r->judged == r->n && held.len
               ? (struct sv){0}
               : sv_printf(w->a, " over %zu %s", r->n,
                           phrase_plural(r->n, "quarter", "quarters"));
    return sv_printf(w->a, "%.*s%s landing was off by %s on average (%.*s)%.*s%.*s",
                     SV_ARG(held), held.len ? "the" : "The",
                     format_percent(share, r->share, 0, w->style),
                     SV_ARG(quarter_money(w, r->error)), SV_ARG(over),
                     SV_ARG(lean));
}

/* "the average of past quarters was off by 14%", behind another "the average of
 * past quarters by 14%"; empty: it was never told. */
static struct sv baseline(const struct words *w, const struct landing_money *m,
                          enum landing_method by, bool first)
{
    const struct landing_record *r = &m->record[by];
    char share[FORMAT_TEXT];

    if (!r->n || isnan(r->share) || by == m->method)
        return (struct sv){0};
    return sv_printf(w->a, "the %s %sby %s", words_method(by),
                     first ? "was off " : "",
                     format_percent(share, r->share, 0, w->style));
}

static struct sv baselines(const struct telling *t)
{
    const struct words *w = t->w;
    const struct landing_money *m = &t->q->money[ENDING_WON];
    struct sv out = {0};

    if (isnan(m->landing) || m->gap == LANDING_OVER)
        return out;
    for (int by = 0; by < METHOD_COUNT; by++) {
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
        return SV("This is the average of past quarters: there are too few "
                  "past deals to learn the chance of each open one");
    return SV("This is the average of past quarters: on the same day of these "
              "it was at least as close as the chances of the open deals");
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
    char share[FORMAT_TEXT];

    if (!t->q->n_hinges || isnan(t->q->hinges_share))
        return (struct sv){0};
    format_chance(share, t->q->hinges_share, 0, w->style);
    if (t->q->n_hinges == 1)
        return sv_printf(w->a, "One deal holds %s of what is uncertain", share);
    return sv_printf(w->a, "%zu deals hold %s of what is uncertain",
                     t->q->n_hinges, share);
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
    out->landing = landing(&t, ENDING_WON, out->name);
    out->lost = landing(&t, ENDING_LOST, out->name);
    out->parts = parts(&t);
    out->no_range = no_range(&t);
    out->record = record(&t);
    out->baselines = baselines(&t);
    out->method = method(&t);
    out->crm = crm(&t);
    out->hinges = hinges(&t);
    out->amounts = amounts(&t);
    quarter_target(out, w, l, t.q);
}
