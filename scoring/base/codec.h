/*
 * Codec: little-endian fields of a binary file. One walk over the fields
 * serves both ways, so that what is written and what is read cannot part:
 * writing appends *value and leaves it alone, so that others may read it at
 * the same time; reading sets it. Reading never leaves the bytes it was
 * given; once `ok` is false everything reads as zero.
 */
#ifndef SCORING_BASE_CODEC_H
#define SCORING_BASE_CODEC_H

#include <stdbool.h>
#include <stdint.h>

#include "scoring/base/buf.h"

enum { TEXT_MOST = 4096 }; /* bytes; a longer text is cut when written */

struct codec {
    struct buf *out;   /* NULL: reading */
    struct sv in;      /* what is left to read */
    bool ok;           /* start with true */
    struct arena *run; /* texts that are read are copied to it */
};

void code_bits(struct codec *c, uint64_t *value, size_t bytes); /* 1 … 8 */
void code_f64(struct codec *c, double *value); /* NAN has one form */
void code_f32(struct codec *c, float *value);
void code_i32(struct codec *c, int32_t *value);
/* 8 bytes; more than `most` is not ok. */
void code_size(struct codec *c, size_t *value, size_t most);
void code_flag(struct codec *c, bool *value);     /* a byte, 0 or 1 */
void code_text(struct codec *c, struct sv *text); /* u32 length, bytes */

#endif
