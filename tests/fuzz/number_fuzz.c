/* Any text as a pattern of numbers: one of the list, or none. */
#include "tests/fuzz/fuzz.h"

#include "scoring/base/number.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *copy = fuzz_copy((struct sv){(const char *)data, size}, false);
    enum numbers found;
    struct arena a;

    arena_init(&a);
    assert(number_patterns(&a).len);
    if (number_find(&found, (struct sv){copy, size}))
        assert((int)found >= 0 && found < NUMBERS_COUNT);
    arena_release(&a);
    free(copy);
    return 0;
}
