#include "scoring/intake/stage_names.h"

#include "scoring/intake/dialect.h"
#include "scoring/intake/outcome_words.h"
#include "scoring/settings/settings.h"

struct word {
    const char *name;
    int means;
};

/* Also as spreadsheets write them in eight languages, and in Russian. */
static const struct word TRUTHS[] = {
    {"true", 1},
    {"yes", 1},
    {"1", 1},
    {"y", 1},
    {"t", 1},
    {"wahr", 1},
    {"ja", 1},
    {"vrai", 1},
    {"oui", 1},
    {"verdadero", 1},
    {"si", 1},
    {"s\u00ed", 1},
    {"verdadeiro", 1},
    {"sim", 1},
    {"vero", 1},
    {"s\u00ec", 1},
    {"waar", 1},
    {"\u306f\u3044", 1},
    {"\u0414\u0430", 1},
    {"false", 0},
    {"no", 0},
    {"0", 0},
    {"n", 0},
    {"f", 0},
    {"falsch", 0},
    {"nein", 0},
    {"faux", 0},
    {"non", 0},
    {"falso", 0},
    {"n\u00e3o", 0},
    {"nao", 0},
    {"onwaar", 0},
    {"nee", 0},
    {"\u3044\u3044\u3048", 0},
    {"\u041d\u0435\u0442", 0},
    {NULL, 0},
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

static bool listed(const struct sv *list, size_t n, struct sv name)
{
    for (size_t i = 0; i < n; i++)
        if (sv_eq_fold(list[i], name))
            return true;
    return false;
}

enum reading reading_configured(struct sv value, const struct settings *s)
{
    if (listed(s->won_stages, s->n_won_stages, value))
        return READ_WON;
    if (listed(s->lost_stages, s->n_lost_stages, value))
        return READ_LOST;
    if (listed(s->open_stages, s->n_open_stages, value) ||
        listed(s->stages, s->n_stages, value))
        return READ_OPEN;
    return READ_UNKNOWN;
}

enum reading reading_of(struct sv value, const struct settings *s)
{
    enum reading configured = reading_configured(value, s);

    return configured ? configured : outcome_words(value);
}

bool reading_ends(enum reading reading)
{
    return reading != READ_UNKNOWN && reading != READ_OPEN;
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
