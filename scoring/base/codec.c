#include "scoring/base/codec.h"

#include <math.h>

void code_bits(struct codec *c, uint64_t *value, size_t bytes)
{
    unsigned char piece[8];

    if (c->out) {
        for (size_t i = 0; i < bytes; i++)
            piece[i] = (unsigned char)(*value >> 8 * i);
        buf_add(c->out, piece, bytes);
        return;
    }
    *value = 0;
    if (!c->ok || c->in.len < bytes) {
        c->ok = false;
        return;
    }
    memcpy(piece, c->in.ptr, bytes);
    for (size_t i = 0; i < bytes; i++)
        *value |= (uint64_t)piece[i] << 8 * i;
    c->in.ptr += bytes;
    c->in.len -= bytes;
}

void code_f64(struct codec *c, double *value)
{
    static const uint64_t nan_bits = 0x7ff8000000000000u; /* its one form */
    uint64_t bits = nan_bits;

    if (!isnan(*value))
        memcpy(&bits, value, sizeof bits);
    code_bits(c, &bits, 8);
    if (c->out)
        return;
    memcpy(value, &bits, sizeof bits);
    if (isnan(*value) && bits != nan_bits)
        c->ok = false;
}

void code_f32(struct codec *c, float *value)
{
    uint32_t narrow;
    uint64_t bits;

    memcpy(&narrow, value, sizeof narrow);
    bits = narrow;
    code_bits(c, &bits, 4);
    if (c->out)
        return;
    narrow = (uint32_t)bits;
    memcpy(value, &narrow, sizeof narrow);
}

void code_i32(struct codec *c, int32_t *value)
{
    uint64_t bits = (uint32_t)*value;

    code_bits(c, &bits, 4);
    if (!c->out)
        *value = (int32_t)(uint32_t)bits;
}

void code_size(struct codec *c, size_t *value, size_t most)
{
    uint64_t bits = *value;

    code_bits(c, &bits, 8);
    if (bits > most)
        c->ok = false;
    if (!c->out)
        *value = c->ok ? (size_t)bits : 0;
}

void code_flag(struct codec *c, bool *value)
{
    uint64_t bits = *value;

    code_bits(c, &bits, 1);
    if (bits > 1)
        c->ok = false;
    if (!c->out)
        *value = bits == 1;
}

void code_text(struct codec *c, struct sv *text)
{
    uint64_t len = text->len < TEXT_MOST ? text->len : TEXT_MOST;

    code_bits(c, &len, 4);
    if (c->out) {
        buf_add(c->out, text->ptr, (size_t)len);
        return;
    }
    *text = (struct sv){NULL, 0};
    if (!c->ok || len > TEXT_MOST || c->in.len < len) {
        c->ok = false;
        return;
    }
    *text = sv_copy(c->run, (struct sv){c->in.ptr, (size_t)len});
    c->in.ptr += len;
    c->in.len -= (size_t)len;
}
