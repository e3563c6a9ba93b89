#include "scoring/intake/forecast_words.h"

#include "scoring/intake/dialect.h"

static const struct {
    const char *word;
    enum forecast_kind kind;
} WORDS[] = {
    {"Commit", FORECAST_COMMIT},
    {"Committed", FORECAST_COMMIT},
    {"Forecast", FORECAST_COMMIT},
    {"Most Likely", FORECAST_MOST_LIKELY},
    {"Best Case", FORECAST_BEST_CASE},
    {"Upside", FORECAST_BEST_CASE},
    {"Pipeline", FORECAST_PIPELINE},
    {"Omitted", FORECAST_OMITTED},
    {"Not forecast", FORECAST_OMITTED},
    {"Not forecasted", FORECAST_OMITTED},
    {"Lost", FORECAST_OMITTED},
    {"Closed", FORECAST_CLOSED},
    {"Closed won", FORECAST_CLOSED},
    {"Won", FORECAST_CLOSED},
    /* German, French, Spanish, Portuguese, Italian, Dutch, Japanese, as
     * Salesforce's own translations show them. */
    {"Zusage", FORECAST_COMMIT},
    {"Zugesagt", FORECAST_COMMIT},
    {"Engagement", FORECAST_COMMIT},
    {"Compromiso", FORECAST_COMMIT},
    {"Compromisso", FORECAST_COMMIT},
    {"Impegno", FORECAST_COMMIT},
    {"Bester Fall", FORECAST_BEST_CASE},
    {"Meilleur des cas", FORECAST_BEST_CASE},
    {"Mejor caso", FORECAST_BEST_CASE},
    {"Melhor caso", FORECAST_BEST_CASE},
    {"Caso migliore", FORECAST_BEST_CASE},
    {"Ausgelassen", FORECAST_OMITTED},
    {"Omis", FORECAST_OMITTED},
    {"Omitido", FORECAST_OMITTED},
    {"Omesso", FORECAST_OMITTED},
    {"Geschlossen", FORECAST_CLOSED},
    {"Cerrado", FORECAST_CLOSED},
};

enum forecast_kind forecast_kind(struct sv category)
{
    for (size_t k = 0; k < sizeof WORDS / sizeof WORDS[0]; k++)
        if (header_same(category, sv_from(WORDS[k].word)))
            return WORDS[k].kind;
    return FORECAST_OTHER;
}

bool forecast_same(struct sv a, struct sv b)
{
    enum forecast_kind kind = forecast_kind(a);

    return header_same(a, b) ||
           (kind != FORECAST_OTHER && kind == forecast_kind(b));
}
