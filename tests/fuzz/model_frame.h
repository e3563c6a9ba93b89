/* The frame of model.dsm around a payload, with a checksum that fits. The
 * corpus holds payloads only, so that a mutation reaches the reader. */
#ifndef TESTS_FUZZ_MODEL_FRAME_H
#define TESTS_FUZZ_MODEL_FRAME_H

#include "scoring/base/buf.h"
#include "scoring/base/file.h"
#include "scoring/trust/model.h"

enum { FRAME_HEAD = 16, FRAME_HEX = 64 };

static inline void frame(struct buf *out, const void *data, size_t size)
{
    unsigned char head[FRAME_HEAD] = {'D', 'S', 'M', '1', MODEL_SCHEMA};
    char digest[SHA256_TEXT];

    for (size_t i = 0; i < 8; i++)
        head[8 + i] = (unsigned char)((uint64_t)size >> 8 * i);
    buf_add(out, head, sizeof head);
    buf_add(out, data, size);
    sha256_hex(digest, buf_sv(out));
    buf_add(out, digest, FRAME_HEX);
}

#endif
