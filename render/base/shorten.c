#include "render/base/shorten.h"

#include <utf8proc.h>

struct sv shorten(struct arena *a, struct sv text, size_t max)
{
    const utf8proc_uint8_t *p = (const utf8proc_uint8_t *)text.ptr;
    size_t points = 0, at = 0, keep = 0;
    utf8proc_int32_t state = 0, last = -1, point;

    while (at < text.len) {
        utf8proc_ssize_t n =
            utf8proc_iterate(p + at, (utf8proc_ssize_t)(text.len - at), &point);
        if (n <= 0)
            break;
        /* `keep` stays where a whole character ended with room for "…". */
        if (points < max &&
            (last < 0 || utf8proc_grapheme_break_stateful(last, point, &state)))
            keep = at;
        if (++points > max)
            return sv_printf(a, "%.*s\xe2\x80\xa6", (int)keep, text.ptr);
        last = point;
        at += (size_t)n;
    }
    return (struct sv){text.ptr, at};
}
