#include "scoring/base/subject.h"

const char *level_name(enum level level)
{
    static const char *const names[LEVEL_COUNT] = {"LOW", "MEDIUM", "HIGH",
                                                   "CRITICAL"};
    return names[level];
}

const char *subject_name(enum subject subject)
{
    static const char *const names[SUBJECT_COUNT] = {
        [SUBJECT_REP] = "rep",         [SUBJECT_AGE] = "age",
        [SUBJECT_STAGE] = "stage",     [SUBJECT_AMOUNT] = "amount",
        [SUBJECT_SOURCE] = "source",   [SUBJECT_INDUSTRY] = "industry",
        [SUBJECT_REGION] = "region",   [SUBJECT_PRODUCT] = "product",
        [SUBJECT_ACCOUNT] = "account", [SUBJECT_ACTIVITY] = "activity",
        [SUBJECT_OWN] = "own field",
    };
    return names[subject];
}

const char *warning_name(enum warning w)
{
    static const char *const names[WARNING_COUNT] = {
        [WARNING_OVERDUE] = "overdue",
        [WARNING_QUIET] = "quiet",
        [WARNING_PUSHED] = "pushed",
        [WARNING_STEP_PAST] = "next step past",
        [WARNING_NO_STEP] = "no next step",
        [WARNING_STAGE] = "long in stage",
        [WARNING_AGE] = "old",
    };
    return names[w];
}

const char *mode_name(enum mode mode)
{
    return mode == MODE_HYBRID ? "hybrid" : "rules_only";
}
