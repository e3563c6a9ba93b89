/*
 * Model: the two learners (a forest and an additive model) with the shares by
 * which they are put together (stack.h), all that is needed to trust and apply
 * them, and the gate that decides whether the model earns its 60 points. A
 * model that has drifted (drift.h) loses them, when it is trained and whenever
 * its file is used.
 *
 *   z = Σ share × logit of the learner;  raw = 1 ÷ (1 + exp(−z));
 *   P(lost) = g(raw), g the calibrator (calibrate.h), which works on z
 *
 * model.dsm, little-endian, floats as IEEE 754:
 *   "DSM1", u32 schema version, u64 length of the payload
 *   payload: every field of struct model in the order of model_file.c; a
 *            text is u32 length and bytes, a NAN has one form
 *   SHA-256 of all before it, as 64 hex digits; nothing follows
 * A foreign, truncated or altered file is refused, and so is a payload that
 * no training could have written (a child that is not next in line, a share
 * outside 0 … 1), so that a model in memory is always sound.
 *
 * The file holds figures and no sentence: render/words/model.h says the
 * reason from them, for its reader and in its reader's style of numbers.
 * Files of before schema 5 held sentences; they are refused like any other
 * schema.
 */
#ifndef SCORING_TRUST_MODEL_H
#define SCORING_TRUST_MODEL_H

#include "scoring/base/progress.h"
#include "scoring/trust/drift.h"
#include "scoring/forest/forest.h"
#include "scoring/trust/holdout.h"
#include "scoring/forest/importance.h"
#include "scoring/leaks/linter.h"

/* Of model.dsm: goes up with every change of its payload. */
enum { MODEL_SCHEMA = 9 };

/* Contributions worked out in training, so that scoring the same deals need
 * not work them out again. Not part of a model file. */
struct explained {
    const struct deals *of; /* NULL: none kept */
    size_t n;               /* deals of deals_open() on trained_as_of */
    /* n × features.n: of the forest its SHAP values, of the additive model its
     * terms; NULL: it has no share. */
    double *parts[LEARNERS];
};

/* Why the mode is what it is; the figures are in struct model. */
enum mode_reason {
    REASON_NONE,         /* no model was asked for */
    REASON_EARNED,       /* hybrid: the model ranks better than chance */
    REASON_ONE_SIDED,    /* deals.rate_gap: closed deals are missing */
    REASON_FEW_CLOSED,   /* fewer won or lost deals than model_asks() */
    REASON_NO_FEATURE,   /* no column to learn from */
    REASON_NO_REPLAY,    /* no day of a past quarter counts */
    REASON_FEW_REPLAYED, /* too few wins or losses in them for an AUC */
    REASON_CHANCE,       /* ranks no better than chance */
    REASON_WORSE,        /* ranks worse than chance */
    REASON_DRIFTED,      /* drift.gates */
    /* A model file that was refused. */
    REASON_FILE_MISSING, /* refused.file cannot be read */
    REASON_FILE_FOREIGN, /* not of dealsense */
    REASON_FILE_SHORT,   /* shorter than any model */
    REASON_FILE_SCHEMA,  /* of another schema */
    REASON_FILE_LENGTH,  /* not as long as it says */
    REASON_FILE_DAMAGED, /* its SHA-256 does not fit */
    REASON_FILE_UNSOUND, /* no training could have written it */
    REASON_FILE_AHEAD,   /* refused.trained_as_of is after as-of */
    REASON_FILE_LACKS,   /* the export lacks refused.feature, or it leaks */
    REASON_COUNT
};

/* Of a model file that was refused, what its reason speaks of. */
struct model_refusal {
    struct sv file;        /* base name */
    struct sv feature;     /* name in the feature set of the file */
    int32_t trained_as_of; /* DATE_NONE: not known */
};

struct model {
    enum mode mode;
    enum mode_reason reason; /* EARNED: hybrid; any other: rules only */
    struct model_refusal refused;
    int32_t trained_as_of; /* of a refused file: as-of */
    uint64_t seed;
    struct forest_settings settings; /* that training used */
    struct feature_set features;
    struct forest forest; /* n_trees 0: no model */
    double base;          /* expected value of the forest; NAN: none */
    struct additive additive;
    struct stack stack;
    struct calibrator calibrator;
    struct importance *importance; /* features.n: of the open deals of
                                      trained_as_of, and of the replays */
    size_t training_rows, won_deals, lost_deals;
    struct holdout holdout;
    struct drift drift; /* also of a model that it put out of use */
    struct explained explained;
};

/* Of P(lost) of the open deals, on average: from there on the forest gets more
 * trees than its settings ask for, MODEL_TREES_MOST times as many at most. */
#define MODEL_ERROR 0.01
enum { MODEL_TREES_MOST = 3 };

/* Trains, replays and passes the gate. Never fails: without a model that
 * earned it the mode is rules_only with its reason. model_release() frees
 * the learners; the rest is in `run`. */
void model_train(struct model *out, const struct context *ctx,
                 const struct leaks *leaks, const struct progress *progress);
void model_release(struct model *m); /* accepts NULL or zeroed */

/* No learner, no chance: what rules_only has. */
void model_no_learners(struct model *m);

/* The raw chance of every row of its features into out[x->rows]. */
void model_predict(double *out, const struct model *m, const struct matrix *x,
                   int threads);

/* What each learner makes of every row, by column: parts[m][row × features.n +
 * column], SHAP values and terms. A learner without a share is left alone; of
 * one that has, parts[m] is not NULL. */
void model_explain(double *const parts[LEARNERS], const struct model *m,
                   const struct matrix *x, int threads);

/* How far another draw of the forest's trees moves P(lost) of a row, one standard
 * deviation: what its error (forest_error()) does to the logit, by the forest's
 * share and the slope of the calibrator. `forest` and `raw` are what the forest
 * and the model make of the row. */
double model_error(const struct model *m, double forest, double raw,
                   double error);

/* How much of the logit z one part of each learner is: the factor of a SHAP
 * value, by whose own logit its chance `forest` moves it, and of a term. */
void model_scales(double scale[LEARNERS], const struct model *m, double forest);

/* z of a row without any part: of the expected values alone. */
double model_base(const struct model *m);

/* Measures how far the deals open on as_of have drifted from those of the
 * latest replay, and closes the gate where that tells. Training and reading
 * a model file do this; nothing to measure without a forest in use. */
void model_drift(struct model *m, const struct context *ctx);

/* The reason that the figures of training give; never that of a refusal. */
enum mode_reason model_reason(const struct model *m);

/* The won and lost deals that the settings ask for; at least one of each. */
void model_asks(size_t *won, size_t *lost, const struct model *m);

struct buf;
/* Bytes of model.dsm; deterministic. Also written in rules_only mode. */
void model_write(struct buf *out, const struct model *m);

/* Reads a model file and fits it to this export. What it refuses (missing,
 * foreign, damaged, another schema, columns missing or leaking, or a
 * trained_as_of after as_of: it has seen the future) becomes mode rules_only
 * with the reason. Only memory can fail. Of the context it looks at deals and
 * as_of, and what the model holds lives in `run`. */
void model_read(struct model *out, const struct context *ctx, const char *path,
                const struct leaks *leaks);

/* The file by itself, for one who has no export: its features are known by
 * their names alone. False: refused, and out->reason says why. */
bool model_open(struct model *out, struct sv bytes, struct arena *run);

/* The same as model_read() from bytes in memory. False: refused. */
bool model_parse(struct model *out, const struct context *ctx, struct sv bytes,
                 const struct leaks *leaks);

#endif
