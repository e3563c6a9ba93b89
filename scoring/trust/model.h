/*
 * Model: the trained forest with all that is needed to trust and apply it,
 * and the gate that decides whether it earns its 60 points. A forest that
 * has drifted (drift.h) loses them, when it is trained and whenever its file
 * is used.
 *
 * model.dsm, little-endian, floats as IEEE 754:
 *   "DSM1", u32 schema version, u64 length of the payload
 *   payload: every field of struct model in the order of model_file.c; a
 *            text is u32 length and bytes, a NAN has one form
 *   SHA-256 of all before it, as 64 hex digits; nothing follows
 * A foreign, truncated or altered file is refused, and so is a payload that
 * no training could have written (a child that is not next in line, a share
 * outside 0 … 1), so that a model in memory is always sound.
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
enum { MODEL_SCHEMA = 4 };

/* Contributions worked out in training, so that scoring the same deals need
 * not work them out again. Not part of a model file. */
struct explained {
    const struct deals *of; /* NULL: none kept */
    size_t n;               /* deals of deals_open() on trained_as_of */
    double base, *phi;      /* n × features.n; see forest_explain() */
};

struct model {
    enum mode mode;
    struct sv reason; /* why this mode, in a sentence with its figures */
    int32_t trained_as_of;
    uint64_t seed;
    struct forest_settings settings; /* that training used */
    struct feature_set features;
    struct forest forest; /* n_trees 0: none */
    double base;          /* expected value of the forest; NAN: none */
    struct calibrator calibrator;
    struct importance *importance; /* features.n: of the open deals of
                                      trained_as_of, and of the replays */
    size_t training_rows, won_deals, lost_deals;
    struct holdout holdout;
    struct drift drift; /* also of a model that it put out of use */
    struct explained explained;
};

/* Trains, replays and passes the gate. Never fails: without a forest that
 * earned it the mode is rules_only with its reason. model_release() frees
 * the forest; the rest is in `run`. */
void model_train(struct model *out, const struct deals *d, int32_t as_of,
                 const struct leaks *leaks, const struct settings *s,
                 uint64_t seed, int threads, const struct progress *progress,
                 struct arena *run, struct arena *scratch);
void model_release(struct model *m); /* accepts NULL or zeroed */

/* Measures how far the deals open on as_of have drifted from those of the
 * latest replay, and closes the gate where that tells. Training and reading
 * a model file do this; nothing to measure without a forest in use. */
void model_drift(struct model *m, const struct deals *d, int32_t as_of,
                 int threads, struct arena *run, struct arena *scratch);

/* The reason and the drift's finding, in the style of the reader: from the
 * figures, which a model file holds. Training and reading a file do this. */
void model_say(struct model *m, struct style style, struct arena *run);

/* Bytes of model.dsm; deterministic. Also written in rules_only mode. */
/* The reason without the mode that it begins with, where that stands beside
 * it: "on 995 deals of 4 replayed quarters …". */
struct sv model_why(const struct model *m);

struct buf;
void model_write(struct buf *out, const struct model *m);

/* Reads a model file and fits it to this export. What it refuses (missing,
 * foreign, damaged, another schema, columns missing or leaking, or a
 * trained_as_of after as_of: it has seen the future) becomes mode rules_only
 * with the reason, and returns true. Only memory can fail. */
bool model_read(struct model *out, const char *path, const struct deals *d,
                int32_t as_of, const struct leaks *leaks, struct arena *run,
                struct err *err);

/* The same from bytes in memory, with the words that they hold, which
 * model_read() says anew in the style of the reader. False: refused. */
bool model_parse(struct model *out, struct sv bytes, const struct deals *d,
                 int32_t as_of, const struct leaks *leaks, struct arena *run);

#endif
