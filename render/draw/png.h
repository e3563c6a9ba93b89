/*
 * PNG: a drawn picture with a palette of at most 256 colours. A chart has few
 * colours and the shades between them; with a palette it takes a fifth of the
 * bytes and of the time of three channels. Where there are more shades, the
 * last bits of each channel go, as few as will do.
 */
#ifndef RENDER_DRAW_PNG_H
#define RENDER_DRAW_PNG_H

#include <stdint.h>

#include "scoring/base/buf.h"
#include "scoring/base/err.h"

/* rows: height × stride pixels 0x00RRGGBB, of which width count. The bytes
 * are added to `out` and are the same for the same picture. */
bool png_write(struct buf *out, const uint32_t *rows, int width, int height,
               size_t stride, struct err *err);

#endif
