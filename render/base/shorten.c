#include "render/base/shorten.h"

#include <utf8proc.h>

#include "scoring/base/encoding.h"

struct sv shorten(struct arena *a, struct sv text, size_t max)
{
    size_t points = 0, at = 0, keep = 0;
    utf8proc_int32_t state = 0, last = -1, point;
    struct sv rest = text;

    while (utf8_cut(&rest, &point).len) {
        /* `keep` stays where a whole character ended with room for "…". */
        if (points < max &&
            (last < 0 || utf8proc_grapheme_break_stateful(last, point, &state)))
            keep = at;
        if (++points > max)
            return sv_printf(a, "%.*s\xe2\x80\xa6", (int)keep, text.ptr);
        last = point;
        at = text.len - rest.len;
    }
    return (struct sv){text.ptr, at};
}
