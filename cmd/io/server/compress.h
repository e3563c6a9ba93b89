/* Compress: the gzip form of what is sent (zlib). */
#ifndef CMD_IO_SERVER_COMPRESS_H
#define CMD_IO_SERVER_COMPRESS_H

#include "scoring/base/buf.h"

/* Does an Accept-Encoding take gzip? "gzip;q=0" does not. */
bool accepts_gzip(struct sv accept_encoding);

/* Appends; false: it cannot be had, and `out` is as it was. */
bool gzip_bytes(struct buf *out, struct sv bytes);

#endif
