/*
 * Model: the trained forest with all that is needed to trust and apply it,
 * and the gate that decides whether it earns its 60 points.
 *
 * model.dsm: "DSM1", schema version, lengths, little-endian payload,
 * SHA-256 of all before it. A foreign, truncated or altered file is refused.
 */
#ifndef SCORING_MODEL_H
#define SCORING_MODEL_H

#include "scoring/forest.h"
#include "scoring/holdout.h"
#include "scoring/linter.h"

struct model {
    enum mode mode;
    struct sv reason; /* why this mode, in a sentence with its figures */
    int32_t trained_as_of;
    uint64_t seed;
    struct feature_set features;
    struct forest forest; /* n_trees 0: none */
    double base;          /* expected value of the forest */
    struct calibrator calibrator;
    double *importance; /* features.n: mean |SHAP| of the open deals */
    size_t training_rows, won_deals, lost_deals;
    struct holdout holdout;
};

/* Reports what a long stage is at; may be NULL. stage is a literal. */
struct progress {
    void (*fn)(void *ctx, const char *stage, size_t done, size_t total);
    void *ctx;
};

/* Trains, replays and passes the gate. Never fails: without a forest that
 * earned it the mode is rules_only with its reason. model_release() frees
 * the forest; the rest is in `run`. */
void model_train(struct model *out, const struct deals *d, int32_t as_of,
                 const struct leaks *leaks, const struct settings *s,
                 uint64_t seed, int threads, const struct progress *progress,
                 struct arena *run, struct arena *scratch);
void model_release(struct model *m); /* accepts NULL or zeroed */

/* Bytes of model.dsm; deterministic. Also written in rules_only mode. */
struct buf;
void model_write(struct buf *out, const struct model *m);

/* Reads a model file and fits it to this export. What it refuses (foreign,
 * damaged, another schema, columns missing) becomes mode rules_only with
 * the reason, and returns true; only an unreadable path is an error. A
 * trained_as_of after as_of is refused too: it has seen the future. */
bool model_read(struct model *out, const char *path, const struct deals *d,
                int32_t as_of, const struct leaks *leaks, struct arena *run,
                struct err *err);

#endif
