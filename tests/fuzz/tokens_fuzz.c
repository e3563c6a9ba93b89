/* Any bytes as a file of tokens, and as an Authorization: read, or refused in
 * one line that names no token. */
#include "tests/fuzz/fuzz.h"

#include "cmd/io/server/tokens.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *copy = fuzz_copy((struct sv){(const char *)data, size}, false);
    struct sv text = {copy, size};
    char given[TOKEN_MOST + 1];
    struct tokens tokens;
    struct arena a;
    struct err err = {.text = ""};

    arena_init(&a);
    if (tokens_parse(&tokens, text, "tokens", &a, &err)) {
        assert(tokens.n);
        for (size_t k = 0; k < tokens.n; k++)
            assert(strlen(tokens.list[k].sha256) == 64);
        assert(!tokens_find(&tokens, "none of them, surely not"));
    } else {
        assert(err.text[0] && !strchr(err.text, '\n'));
    }
    if (token_given(given, text))
        assert(strlen(given) >= TOKEN_LEAST && strlen(given) <= TOKEN_MOST);
    arena_release(&a);
    free(copy);
    return 0;
}
