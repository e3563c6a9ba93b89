#include <stdint.h>

#include <zlib.h>

#include "render/pack/verify_parts.h"

static uint32_t number(const char *at)
{
    const unsigned char *p = (const unsigned char *)at;

    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 |
           p[3];
}

bool verify_png(const char *path, struct sv bytes, struct arena *a,
                struct err *err)
{
    enum { HEAD = 8, FRAME = 12, KIND = 4 }; /* a chunk: length, kind, …, CRC */
    struct sv rest = bytes, kind = {0};

    (void)a;
    if (!sv_starts(rest, SV("\x89PNG\r\n\x1a\n")))
        return err_set(err, EXIT_INPUT, "%s: is no PNG", path);
    rest = sv_skip(rest, HEAD);
    for (size_t n = 0; rest.len; n++) {
        size_t len = rest.len < FRAME ? SIZE_MAX : number(rest.ptr);
        if (len > rest.len - FRAME)
            return err_set(err, EXIT_INPUT, "%s: ends too early", path);
        kind = (struct sv){rest.ptr + KIND, KIND};
        struct sv covered = {kind.ptr, KIND + len};
        if (crc32(0, (const Bytef *)covered.ptr, (uInt)covered.len) !=
                number(covered.ptr + covered.len) ||
            (n == 0 && !sv_eq(kind, SV("IHDR"))))
            return err_set(err, EXIT_INPUT, "%s: is damaged", path);
        rest = sv_skip(rest, FRAME + len);
    }
    return sv_eq(kind, SV("IEND")) ||
           err_set(err, EXIT_INPUT, "%s: ends too early", path);
}
