#include "render/words/actions.h"

#include "render/words/warnings.h"
#include "scoring/base/buf.h"
#include "scoring/base/intern.h"

enum { BY_LEVEL = -1, FRIDAY = 4 }; /* date_weekday() */

struct action_line {
    const char *text, *owner;
    int due_days; /* BY_LEVEL: as DUE has it */
};

#define SPONSOR "Exec sponsor call"
#define AUTHORITY "Verify buyer authority"
#define DEEP_DIVE "Solutions engineer deep-dive"
#define COACH "Coach the rep on this deal"
#define ESCALATE "Escalate to VP Sales"
#define NEXT_STEP "Agree the next step and its date with the buyer"
#define ENGINEERS "Solutions engineering"

/* Days from as-of. */
static const int DUE[LEVEL_COUNT] = {[LEVEL_CRITICAL] = 0,
                                     [LEVEL_HIGH] = 3,
                                     [LEVEL_MEDIUM] = 7,
                                     [LEVEL_LOW] = 7};

static const struct action_line OF_WARNINGS[WARNING_COUNT] = {
    [WARNING_OVERDUE] = {"Agree a new close date with the buyer, or close the "
                         "deal",
                         "owner", BY_LEVEL},
    [WARNING_QUIET] = {"Call the buyer", "owner", BY_LEVEL},
    [WARNING_PUSHED] = {"Agree a close date that the buyer commits to", "owner",
                        BY_LEVEL},
    [WARNING_STEP_PAST] = {"Set a next step", "owner", BY_LEVEL},
    [WARNING_NO_STEP] = {"Set a next step", "owner", BY_LEVEL},
    [WARNING_STAGE] = {NEXT_STEP, "owner", BY_LEVEL},
    [WARNING_AGE] = {"Ask the buyer for a decision, or close the deal", "owner",
                     BY_LEVEL},
};

/* These the score speaks of as well: its own line, where there is one, knows
 * more of how serious they are. */
static bool is_of_score(enum warning w)
{
    return w == WARNING_STAGE || w == WARNING_AGE;
}

/* Index SUBJECT_COUNT: no factor raises the score. */
static const struct action_line DEFAULTS[SUBJECT_COUNT + 1][LEVEL_COUNT] =
    {
        [SUBJECT_REP] =
            {
                [LEVEL_CRITICAL] = {COACH, "manager", 0},
                [LEVEL_HIGH] = {COACH, "manager", 3},
                [LEVEL_MEDIUM] = {COACH, "manager", 7},
            },
        [SUBJECT_AGE] =
            {
                [LEVEL_CRITICAL] = {ESCALATE, "VP Sales", 0},
                [LEVEL_HIGH] = {SPONSOR, "owner", 3},
                [LEVEL_MEDIUM] = {NEXT_STEP, "owner", 7},
            },
        [SUBJECT_STAGE] =
            {
                [LEVEL_CRITICAL] = {SPONSOR, "VP Sales", 0},
                [LEVEL_HIGH] = {DEEP_DIVE, ENGINEERS, 3},
                [LEVEL_MEDIUM] = {NEXT_STEP, "owner", 7},
            },
        [SUBJECT_AMOUNT] =
            {
                [LEVEL_CRITICAL] = {SPONSOR, "VP Sales", 0},
                [LEVEL_HIGH] = {AUTHORITY, "owner", 3},
                [LEVEL_MEDIUM] = {AUTHORITY, "owner", 7},
            },
        [SUBJECT_SOURCE] =
            {
                [LEVEL_CRITICAL] = {AUTHORITY, "owner", 0},
                [LEVEL_HIGH] = {AUTHORITY, "owner", 3},
                [LEVEL_MEDIUM] = {AUTHORITY, "owner", 7},
            },
        [SUBJECT_INDUSTRY] =
            {
                [LEVEL_CRITICAL] = {DEEP_DIVE, ENGINEERS, 0},
                [LEVEL_HIGH] = {DEEP_DIVE, ENGINEERS, 3},
                [LEVEL_MEDIUM] = {NEXT_STEP, "owner", 7},
            },
        [SUBJECT_REGION] =
            {
                [LEVEL_CRITICAL] = {ESCALATE, "VP Sales", 0},
                [LEVEL_HIGH] = {SPONSOR, "owner", 3},
                [LEVEL_MEDIUM] = {NEXT_STEP, "owner", 7},
            },
        [SUBJECT_PRODUCT] =
            {
                [LEVEL_CRITICAL] = {DEEP_DIVE, ENGINEERS, 0},
                [LEVEL_HIGH] = {DEEP_DIVE, ENGINEERS, 3},
                [LEVEL_MEDIUM] = {DEEP_DIVE, ENGINEERS, 7},
            },
        [SUBJECT_ACCOUNT] =
            {
                [LEVEL_CRITICAL] = {SPONSOR, "VP Sales", 0},
                [LEVEL_HIGH] = {SPONSOR, "owner", 3},
                [LEVEL_MEDIUM] = {AUTHORITY, "owner", 7},
            },
        [SUBJECT_ACTIVITY] =
            {
                [LEVEL_CRITICAL] = {"Call the buyer", "owner", 0},
                [LEVEL_HIGH] = {"Call the buyer", "owner", 3},
                [LEVEL_MEDIUM] = {NEXT_STEP, "owner", 7},
            },
        [SUBJECT_OWN] =
            {
                [LEVEL_CRITICAL] = {"Review the deal with its owner", "manager",
                                    0},
                [LEVEL_HIGH] = {"Review the deal with its owner", "manager", 3},
                [LEVEL_MEDIUM] = {NEXT_STEP, "owner", 7},
            },
        [SUBJECT_COUNT] =
            {
                [LEVEL_CRITICAL] = {ESCALATE, "VP Sales", 0},
                [LEVEL_HIGH] = {NEXT_STEP, "owner", 3},
                [LEVEL_MEDIUM] = {NEXT_STEP, "owner", 7},
            },
};

void words_actions_listed(struct buf *out)
{
    static const struct {
        const char *key;
        enum level level;
    } LEVELS[] = {{"critical", LEVEL_CRITICAL},
                  {"high", LEVEL_HIGH},
                  {"medium", LEVEL_MEDIUM}};

    for (int k = 0; k < WARNING_COUNT; k++)
        buf_printf(out, "# %s = %s | %s\n", warning_name((enum warning)k),
                   OF_WARNINGS[k].text, OF_WARNINGS[k].owner);
    for (int s = 0; s < SUBJECT_COUNT; s++)
        for (size_t l = 0; l < sizeof LEVELS / sizeof LEVELS[0]; l++) {
            const struct action_line *line = &DEFAULTS[s][LEVELS[l].level];
            if (line->text)
                buf_printf(
                    out, "# %s.%s = %s | %s | %d\n",
                    s == SUBJECT_OWN ? "own" : subject_name((enum subject)s),
                    LEVELS[l].key, line->text, line->owner, line->due_days);
        }
}

/* "owner" and "manager" are the deal's own people. */
static struct sv person(const struct deals *d, size_t i, struct sv who)
{
    struct sv rep = category_label(&d->groups[GROUP_OWNER], i);
    struct sv manager = category_label(&d->groups[GROUP_MANAGER], i);

    if (sv_eq_fold(who, SV("owner")) || who.len == 0)
        return rep.len > 0 ? rep : SV("Deal owner");
    if (sv_eq_fold(who, SV("manager")))
        return manager.len > 0 ? manager : SV("Sales manager");
    return who;
}

/* The line of this warning. */
static void plan_warning(struct planned *out, const struct settings *s,
                         enum warning which)
{
    *out = (struct planned){.own = -1, .about = which};
    for (size_t k = 0; k < s->n_actions && out->own < 0; k++)
        if (s->actions[k].warning == which)
            out->own = (int)k;
    out->line = &OF_WARNINGS[which];
}

/* The line of this subject; false: nothing is to be done. */
static bool plan_subject(struct planned *out, const struct settings *s,
                         enum subject subject, enum level level)
{
    *out = (struct planned){.own = -1, .about = WARNING_COUNT};
    for (size_t k = 0; k < s->n_actions && out->own < 0; k++)
        if (s->actions[k].warning == WARNING_COUNT &&
            s->actions[k].subject == subject && s->actions[k].level == level)
            out->own = (int)k;
    out->line = &DEFAULTS[subject][level];
    return out->own >= 0 || out->line->text;
}

/* The first factor that may be acted on: a rep is coached only where the test
 * says that it is not chance. */
static enum subject subject_of(const struct score *score, bool rep_flagged)
{
    for (size_t k = 0; k < score->n_factors; k++)
        if (score->factors[k].subject != SUBJECT_REP || rep_flagged)
            return score->factors[k].subject;
    return SUBJECT_COUNT;
}

/* What this deal asks for; out->line NULL: nothing. */
static void choose(struct planned *out, const struct settings *s,
                   const struct score *score, bool rep_flagged)
{
    enum warning first = warning_first(&score->warnings);
    enum subject subject = subject_of(score, rep_flagged);

    if (first < WARNING_COUNT && !is_of_score(first))
        plan_warning(out, s, first);
    else if (plan_subject(out, s, subject, score->level))
        return;
    else if (first < WARNING_COUNT)
        plan_warning(out, s, first);
    else
        *out = (struct planned){.own = -1, .about = WARNING_COUNT};
}

static int due_days(const struct planned *p, const struct settings *s,
                    enum level level)
{
    int days = p->own >= 0 ? s->actions[p->own].due_days : p->line->due_days;

    return days == BY_LEVEL ? DUE[level] : days;
}

static struct sv who_of(const struct planned *p, const struct words *w,
                        size_t i)
{
    return person(w->deals, i,
                  p->own >= 0 ? w->settings->actions[p->own].owner
                              : sv_from(p->line->owner));
}

/* So many days later, or the Monday after that; the day itself stays. */
static int32_t workday_from(int32_t day, int days)
{
    int32_t due = day + days;

    while (days && date_weekday(due) > FRIDAY)
        due++;
    return due;
}

/* The n-th working day after a day; 0: the day itself. */
static int32_t working_day(int32_t day, size_t n)
{
    for (; n; n--)
        do
            day++;
        while (date_weekday(day) > FRIDAY);
    return day;
}

/* Each person keeps most_today, the largest money first; what is more goes to
 * the following working days, as many on each. */
static void spread(struct planned *plan, const struct words *w,
                   const struct scores *scores, const struct today *today)
{
    size_t most = (size_t)w->settings->most_today, *given;
    struct intern people;

    intern_init_fold(&people, w->a);
    given = ARENA_ARRAY(w->a, today->n + 1, size_t);
    for (size_t k = 0; k < today->n; k++) {
        struct planned *p = &plan[today->ranks[k]];
        if (!p->line || (p->due != w->as_of && k >= TODAY_FIRST))
            continue;
        struct sv who = who_of(p, w, scores->list[today->ranks[k]].deal);
        size_t nth = given[intern_add(&people, who)]++;
        p->due = working_day(w->as_of, nth / most);
        p->today = nth < most;
    }
    intern_release(&people);
}

struct planned *words_actions_plan(const struct words *w,
                                   const struct scores *scores,
                                   const struct portfolio *p)
{
    const struct category *owner = &w->deals->groups[GROUP_OWNER];
    struct planned *plan = ARENA_ARRAY(w->a, scores->n, struct planned);
    bool *flagged = ARENA_ARRAY(w->a, owner->n_labels + 1, bool);

    for (size_t k = 0; k < p->n_reps; k++)
        if (p->reps[k].flagged)
            flagged[p->reps[k].code] = true;
    for (size_t k = 0; k < scores->n; k++) {
        const struct score *score = &scores->list[k];
        int32_t code = owner->n_labels ? owner->code[score->deal] : -1;
        struct planned *out = &plan[k];

        choose(out, w->settings, score, code >= 0 && flagged[code]);
        out->due = DATE_NONE;
        if (out->line)
            out->due = workday_from(w->as_of, due_days(out, w->settings,
                                                       score->level));
        out->today = out->due == w->as_of;
    }
    spread(plan, w, scores, &p->today);
    return plan;
}

struct action words_action(const struct words *w, const struct planned *p,
                           const struct score *score)
{
    struct action out = {.due = p->due, .today = p->today};
    struct sv fact;

    if (!p->line)
        return out;
    out.text = p->own >= 0 ? w->settings->actions[p->own].text
                           : sv_from(p->line->text);
    out.owner = who_of(p, w, score->deal);
    if (p->about < WARNING_COUNT) {
        fact = words_warning_short(w, score, p->about);
        out.text =
            sv_printf(w->a, "%.*s: %.*s", SV_ARG(out.text), SV_ARG(fact));
    }
    return out;
}
