/*
 * Pipeline: the steps from an export to the report, once for all commands,
 * so that no two of them can disagree about a deal.
 *
 *   pipeline_read    configuration, export, stage history, history store
 *   pipeline_model   leaks, then the forest: read from --model, or trained
 *   pipeline_score   scores, horizons and outlook, what one change would do,
 *                    portfolio
 *   pipeline_around  similar deals, what-if, what changed since the last run
 *                    and in the quarter
 *   pipeline_report  all of it as one report, for the CRO
 *
 * `train` and `backtest` stop early, `score` and `explain` leave out what is
 * around a score, `run` takes every step. What each reads is the same: the
 * store is `history.db` in --out unless --store or --no-store says otherwise,
 * and none but `run` writes it.
 *
 *     struct pipeline p;
 *     if (!pipeline_read(&p, o, &err)) …
 *     pipeline_model(&p, NULL);
 *     pipeline_score(&p);
 *     pipeline_report(&p, NULL, "");
 *     pipeline_release(&p);
 */
#ifndef CMD_PIPELINE_H
#define CMD_PIPELINE_H

#include "cmd/inputs.h"
#include "cmd/progress.h"
#include "render/report/report.h"

struct pipeline {
    const struct options *o;
    struct progress_line line;
    struct inputs in;
    struct leaks leaks;
    struct model model;
    struct scores scores;
    struct horizons horizons;
    struct landing landing;
    struct outlook *outlooks;
    struct counterfactuals *counterfactuals;
    struct portfolio portfolio;
    /* pipeline_around() */
    bool around;
    struct similars similars;
    struct whatif whatif;
    struct scoring_identity identity;
    struct followup followup;
    struct quarter_changes changes;
    /* pipeline_report() */
    struct report_inputs figures; /* what the report is built from */
    struct report report;
};

/* Each step follows the one before. After a failure, and at the end,
 * pipeline_release(); it accepts a pipeline that was only zeroed. */
bool pipeline_read(struct pipeline *p, const struct options *o,
                   struct err *err);
/* Looks for leaking fields, takes their points out of the rules of this run,
 * then reads the model file at `path`; NULL: trains one. Neither can fail: a
 * model that cannot be had is a mode, with its reason. */
void pipeline_model(struct pipeline *p, const char *path);
void pipeline_score(struct pipeline *p);
/* `model_sha256` is that of --model, or empty. */
void pipeline_around(struct pipeline *p, const char *model_sha256);
void pipeline_report(struct pipeline *p, const struct brand *brand,
                     const char *inputs_key);
void pipeline_release(struct pipeline *p);

/* For commands that print what a pack says: where no earlier run is known,
 * and the export gives no stage history either, scores are those of a first
 * run. Says so in a line on standard error. */
void pipeline_say_store(struct pipeline *p);

#endif
