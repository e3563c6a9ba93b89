#include "cmd/io/server/compress.h"

#include <stdint.h>
#include <string.h>
#include <strings.h>
#include <zlib.h>

bool accepts_gzip(struct sv accept)
{
    while (accept.len) {
        struct sv item = sv_trim(sv_cut(&accept, ','));
        struct sv name = sv_trim(sv_cut(&item, ';'));
        if (name.len != 4 || strncasecmp(name.ptr, "gzip", 4) != 0)
            continue;
        item = sv_trim(item);
        if (!sv_starts(item, SV("q=0")))
            return true;
        for (size_t i = 3; i < item.len; i++) /* q=0.3 does */
            if (item.ptr[i] >= '1' && item.ptr[i] <= '9')
                return true;
        return false;
    }
    return false;
}

bool gzip_bytes(struct buf *out, struct sv bytes)
{
    enum { GZIP_WINDOW = 15 + 16, LEVEL = 4 };
    z_stream z = {0};
    size_t before = out->len;
    unsigned char piece[1 << 14];
    int code;

    if (bytes.len > UINT32_MAX / 2 ||
        deflateInit2(&z, LEVEL, Z_DEFLATED, GZIP_WINDOW, 8,
                     Z_DEFAULT_STRATEGY) != Z_OK)
        return false;
    z.next_in = (unsigned char *)(uintptr_t)bytes.ptr;
    z.avail_in = (unsigned)bytes.len;
    do {
        z.next_out = piece;
        z.avail_out = sizeof piece;
        code = deflate(&z, Z_FINISH);
        buf_add(out, piece, sizeof piece - z.avail_out);
    } while (code == Z_OK);
    deflateEnd(&z);
    if (code != Z_STREAM_END)
        out->len = before;
    return code == Z_STREAM_END;
}
