/* Any bytes as the body of POST /api/v1/score: deals within their bounds, or
 * one clear line. */
#include <math.h>

#include "tests/fuzz/fuzz.h"

#include "cmd/io/server/score_request.h"

static void look(const struct sent_deal *d)
{
    assert(d->id.len && fuzz_is_utf8(d->id));
    for (int c = 0; c < COLUMN_COUNT; c++) {
        if (!sent_gives(d, (enum column)c)) {
            assert(!d->text[c].len);
            continue;
        }
        assert(fuzz_is_utf8(d->text[c]));
        for (size_t i = 0; i < d->text[c].len; i++)
            assert((unsigned char)d->text[c].ptr[i] >= ' ');
        assert(isnan(d->number[c]) ||
               (d->number[c] >= 0 && d->number[c] <= 1e15));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *copy = fuzz_copy((struct sv){(const char *)data, size}, false);
    struct score_request request;
    struct arena a;
    struct err err = {.text = ""};

    arena_init(&a);
    if (score_request_parse(&request, (struct sv){copy, size}, &a, &err)) {
        assert(request.n && request.n <= SCORE_DEALS);
        for (size_t k = 0; k < request.n; k++)
            look(&request.deals[k]);
    } else {
        assert(err.text[0] && !strchr(err.text, '\n'));
        assert(fuzz_is_utf8(sv_from(err.text)));
    }
    arena_release(&a);
    free(copy);
    return 0;
}
