#include "scoring/intake/stage_names.h"

#include "scoring/intake/dialect.h"
#include "scoring/settings/settings.h"

struct word {
    const char *name;
    int means;
};

static const struct word CLOSED_STAGES[] = {
    {"won", STAGE_WON},        {"closed won", STAGE_WON},
    {"deal won", STAGE_WON},   {"closed/won", STAGE_WON},
    {"lost", STAGE_LOST},      {"closed lost", STAGE_LOST},
    {"deal lost", STAGE_LOST}, {"closed/lost", STAGE_LOST},
    {"closed", STAGE_CLOSED},  {NULL, 0},
};

static const struct word OUTCOMES[] = {
    {"open", OUTCOME_OPEN},
    {"in progress", OUTCOME_OPEN},
    {"pending", OUTCOME_OPEN},
    {"active", OUTCOME_OPEN},
    {"win", OUTCOME_WON},
    {"loss", OUTCOME_LOST},
    {"abandoned", OUTCOME_LOST},
    {"disqualified", OUTCOME_LOST},
    {"canceled", OUTCOME_LOST},
    {"cancelled", OUTCOME_LOST},
    {"no decision", OUTCOME_LOST},
    {"closed no decision", OUTCOME_LOST},
    {NULL, 0},
};

static const struct word TRUTHS[] = {
    {"true", 1}, {"yes", 1}, {"1", 1}, {"y", 1}, {"t", 1},  {"false", 0},
    {"no", 0},   {"0", 0},   {"n", 0}, {"f", 0}, {NULL, 0},
};

/*
 * A part of a stage's name and its usual place. Ordered so that the first
 * part found decides: "Id. Decision Makers" before "qualif" would.
 */
static const struct word PLACES[] = {
    {"appointment", 10},    {"lead", 0},
    {"prospect", 5},        {"qualify", 20},
    {"qualified", 20},      {"qualification", 20},
    {"contact", 24},        {"engag", 26},
    {"discover", 28},       {"needs", 30},
    {"develop", 32},        {"value prop", 34},
    {"decision maker", 45}, {"perception", 48},
    {"demo", 40},           {"presentation", 40},
    {"evaluation", 44},     {"solution", 42},
    {"proof", 46},          {"poc", 46},
    {"trial", 46},          {"pilot", 46},
    {"proposal", 55},       {"propose", 55},
    {"quote", 56},          {"negotiat", 70},
    {"legal", 74},          {"procurement", 75},
    {"contract", 78},       {"verbal", 80},
    {"commit", 82},         {"signature", 85},
    {"close", 90},          {NULL, 0},
};

static const struct word *find(const struct word *words, struct sv name)
{
    for (; words->name; words++)
        if (header_same(name, sv_from(words->name)))
            return words;
    return NULL;
}

/* HubSpot writes "Closed Won (Sales Pipeline)". */
static struct sv without_pipeline(struct sv name)
{
    const char *open = name.len ? memchr(name.ptr, '(', name.len) : NULL;

    if (!open || open == name.ptr || name.ptr[name.len - 1] != ')')
        return name;
    return sv_trim((struct sv){name.ptr, (size_t)(open - name.ptr)});
}

static bool is_word(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
           (c >= 'a' && c <= 'z') || (unsigned char)c >= 0x80;
}

/* The next word off *name; *apart: more than blanks stood before it. */
static struct sv cut_word(struct sv *name, bool *apart)
{
    struct sv word;

    *apart = false;
    while (name->len && !is_word(name->ptr[0])) {
        *apart = *apart || name->ptr[0] != ' ';
        name->ptr++;
        name->len--;
    }
    word = (struct sv){name->ptr, 0};
    while (word.len < name->len && is_word(name->ptr[word.len]))
        word.len++;
    name->ptr += word.len;
    name->len -= word.len;
    return word;
}

/*
 * Names made longer: "6 - Closed Won", "Closed Lost: price", "Lost (budget)".
 * A closed stage read as open would put dead deals on the list of the week;
 * "Closed Duplicate" is closed, but not how. "Lost contact" is an open one.
 */
static enum stage_kind longer_name(struct sv name)
{
    bool apart;
    struct sv word = cut_word(&name, &apart);
    enum stage_kind kind = STAGE_OPEN;

    if (word.len && word.ptr[0] >= '0' && word.ptr[0] <= '9')
        word = cut_word(&name, &apart);
    bool closed = sv_eq_fold(word, SV("closed"));
    if (closed) {
        kind = STAGE_CLOSED;
        word = cut_word(&name, &apart);
    }
    bool won = sv_eq_fold(word, SV("won"));
    if (!won && !sv_eq_fold(word, SV("lost")))
        return kind;
    struct sv next = cut_word(&name, &apart);
    if (!closed && next.len && !apart)
        return kind;
    return won ? STAGE_WON : STAGE_LOST;
}

static bool listed(const struct sv *list, size_t n, struct sv name)
{
    for (size_t i = 0; i < n; i++)
        if (sv_eq_fold(list[i], name))
            return true;
    return false;
}

enum stage_kind stage_kind(struct sv name, const struct settings *s)
{
    const struct word *word;

    if (listed(s->won_stages, s->n_won_stages, name))
        return STAGE_WON;
    if (listed(s->lost_stages, s->n_lost_stages, name))
        return STAGE_LOST;
    if (listed(s->stages, s->n_stages, name))
        return STAGE_OPEN;
    word = find(CLOSED_STAGES, without_pipeline(name));
    return word ? (enum stage_kind)word->means : longer_name(name);
}

bool outcome_word(enum outcome *out, struct sv word, const struct settings *s)
{
    enum stage_kind kind = stage_kind(word, s);
    const struct word *found;

    if (kind == STAGE_WON || kind == STAGE_LOST) {
        *out = kind == STAGE_WON ? OUTCOME_WON : OUTCOME_LOST;
        return true;
    }
    found = find(OUTCOMES, word);
    if (!found)
        return false;
    *out = (enum outcome)found->means;
    return true;
}

bool truth_word(bool *out, struct sv word)
{
    const struct word *found = find(TRUTHS, word);

    if (!found)
        return false;
    *out = found->means != 0;
    return true;
}

static bool contains_fold(struct sv s, struct sv part)
{
    for (size_t i = 0; i + part.len <= s.len; i++)
        if (sv_eq_fold((struct sv){s.ptr + i, part.len}, part))
            return true;
    return false;
}

int stage_usual_rank(struct sv name)
{
    for (const struct word *w = PLACES; w->name; w++)
        if (contains_fold(name, sv_from(w->name)))
            return w->means;
    return -1;
}
