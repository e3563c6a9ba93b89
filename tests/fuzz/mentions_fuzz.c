/*
 * A name, and after a byte 0x1e any text: hidden, the name is found in the
 * text that holds it whole between blanks, whatever letters it has; and
 * looking for it in any other text reads within the text.
 */
#include "tests/fuzz/fuzz.h"

#include "scoring/base/buf.h"
#include "scoring/intake/deals.h"
#include "scoring/intake/mentions.h"

/* A word of at least three letters of ASCII, and no team's name: what every
 * mention is known by. */
static bool is_plain_name(struct sv s)
{
    size_t letters = 0;

    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i] | 0x20;
        if ((c < 'a' || c > 'z') && s.ptr[i] != ' ')
            return false;
        letters += c >= 'a' && c <= 'z';
    }
    return letters >= 3 && s.len == letters;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct sv text = {(const char *)data, size}, name;
    struct mentions m;
    struct arena a;
    struct buf b;

    if (size > 400 || !fuzz_is_utf8(text))
        return 0;
    arena_init(&a);
    text = (struct sv){fuzz_copy(text, false), size};
    char *held = (char *)text.ptr;
    name = sv_cut(&text, 0x1e);
    mentions_init(&m, &a);
    mentions_hide(&m, name);
    mentions_hide_whole(&m, text);
    mentions_any(&m, text);
    mentions_whole(&m, text);
    mentions_inside(&m, text);
    if (is_plain_name(name)) {
        buf_init(&b);
        buf_printf(&b, "before %.*s, after", SV_ARG(name));
        assert(mentions_whole(&m, buf_sv(&b)));
        buf_release(&b);
    }
    mentions_release(&m);
    arena_release(&a);
    free(held);
    return 0;
}
