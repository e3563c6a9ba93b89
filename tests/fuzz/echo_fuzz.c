/*
 * A secret, and after a byte 0x1e an answer: looking for the one in the other
 * reads within both, and a secret of four letters or digits is found in an
 * answer that repeats it, as it is and percent-encoded.
 */
#include "tests/fuzz/fuzz.h"

#include "cmd/io/http/secret_echo.h"
#include "scoring/base/buf.h"

static bool is_word(struct sv s)
{
    for (size_t i = 0; i < s.len; i++)
        if (!ascii_letter(s.ptr[i]) && !ascii_digit(s.ptr[i]))
            return false;
    return s.len >= 4;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct sv text = {(const char *)data, size}, secret;
    struct buf b;

    if (size > 2000)
        return 0;
    text = (struct sv){fuzz_copy(text, false), size};
    char *held = (char *)text.ptr;
    secret = sv_cut(&text, 0x1e);
    secret_echoed(text, secret);
    assert(!secret_echoed(text, (struct sv){0}));
    if (is_word(secret)) {
        buf_init(&b);
        buf_printf(&b, "no \"%.*s\"", SV_ARG(secret));
        assert(secret_echoed(buf_sv(&b), secret));
        buf_clear(&b);
        for (size_t i = 0; i < secret.len; i++)
            buf_printf(&b, "%%%02x", (unsigned char)secret.ptr[i]);
        assert(secret_echoed(buf_sv(&b), secret));
        buf_release(&b);
    }
    free(held);
    return 0;
}
