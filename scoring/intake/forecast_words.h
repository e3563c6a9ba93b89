/*
 * Forecast words: what the names of forecast categories mean, in the words of
 * CRMs and of their interfaces. Salesforce shows "Commit" and calls it
 * "Forecast" in its API (developer.salesforce.com, Opportunity,
 * ForecastCategory and ForecastCategoryName); HubSpot writes BEST_CASE and
 * NOT_FORECAST (developers.hubspot.com, hs_manual_forecast_category); Dynamics
 * has Committed, Won and Lost (learn.microsoft.com, msdyn_forecastcategory).
 * Case, blanks and marks do not count.
 */
#ifndef SCORING_INTAKE_FORECAST_WORDS_H
#define SCORING_INTAKE_FORECAST_WORDS_H

#include <stdbool.h>

#include "scoring/base/sv.h"

/* In the order of forecasts, the surest first. */
enum forecast_kind {
    FORECAST_COMMIT,
    FORECAST_MOST_LIKELY,
    FORECAST_BEST_CASE,
    FORECAST_PIPELINE,
    FORECAST_OMITTED,
    FORECAST_CLOSED,
    FORECAST_OTHER /* no word of the table */
};

enum forecast_kind forecast_kind(struct sv category);

/* Do both name one category? */
bool forecast_same(struct sv a, struct sv b);

#endif
