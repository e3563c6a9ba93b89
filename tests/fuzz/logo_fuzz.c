/* Any bytes as a logo. The checksums of the chunks are made right, so that a
 * mutation reaches the decoder. */
#include <zlib.h>

#include "tests/fuzz/fuzz.h"

#include "render/report/brand.h"

static void mend(uint8_t *png, size_t size)
{
    for (size_t at = 8; at + 12 <= size;) {
        size_t len = (size_t)png[at] << 24 | (size_t)png[at + 1] << 16 |
                     (size_t)png[at + 2] << 8 | png[at + 3];
        if (len > size - at - 12)
            return;
        unsigned long crc = crc32(0, png + at + 4, (unsigned)len + 4);
        for (size_t k = 0; k < 4; k++)
            png[at + 8 + len + k] = (uint8_t)(crc >> (24 - 8 * k));
        at += 12 + len;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *copy = fuzz_copy((struct sv){(const char *)data, size}, false);
    struct brand b = BRAND_NONE;
    struct arena a;
    struct err err = {0};

    mend((uint8_t *)copy, size);
    arena_init(&a);
    if (brand_logo(&b, (struct sv){copy, size}, "x", &a, &err)) {
        assert(b.logo.len && b.picture.width && b.picture.height);
        assert(b.picture.width <= LOGO_WIDTH &&
               b.picture.height <= LOGO_HEIGHT);
    } else {
        assert(err.code == EXIT_INPUT);
        fuzz_error(&err);
    }
    arena_release(&a);
    free(copy);
    return 0;
}
