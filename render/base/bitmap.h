/* Bitmap: the pixels of a small image, opaque, as a PDF takes them. */
#ifndef RENDER_BASE_BITMAP_H
#define RENDER_BASE_BITMAP_H

#include "scoring/base/sv.h"

struct bitmap {
    struct sv rgb; /* width × height × 3 bytes */
    unsigned width, height;
};

#endif
