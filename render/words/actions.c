#include "render/words/actions.h"

#include "scoring/base/buf.h"

struct action_line {
    const char *text, *owner;
    int due_days;
};

#define SPONSOR "Exec sponsor call"
#define AUTHORITY "Verify buyer authority"
#define DEEP_DIVE "Solutions engineer deep-dive"
#define COACH "Coach the rep on this deal"
#define ESCALATE "Escalate to VP Sales"
#define NEXT_STEP "Agree the next step and its date with the buyer"
#define ENGINEERS "Solutions engineering"

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

struct action words_action(const struct words *w, const struct score *score)
{
    struct action out = {.due = DATE_NONE};
    enum subject subject =
        score->n_factors > 0 ? score->factors[0].subject : SUBJECT_COUNT;
    const struct action_line *line = &DEFAULTS[subject][score->level];
    struct sv text = sv_from(line->text), owner = sv_from(line->owner);
    int due_days = line->due_days;

    for (size_t i = 0; i < w->settings->n_actions; i++) {
        const struct action_setting *own = &w->settings->actions[i];
        if (own->subject == subject && own->level == score->level) {
            text = own->text;
            owner = own->owner;
            due_days = own->due_days;
            break;
        }
    }
    if (text.len == 0)
        return out;
    if (due_days < 0 || due_days > 3650)
        due_days = 0;

    out.text = text;
    out.owner = person(w->deals, score->deal, owner);
    out.due = w->as_of + due_days;
    out.today = due_days == 0;
    return out;
}
