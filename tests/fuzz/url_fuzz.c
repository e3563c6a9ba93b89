/* Any text as a URL: where a request may go is https, or a loopback address,
 * and holds nothing that would end a line. */
#include "tests/fuzz/fuzz.h"

#include "cmd/io/http/http.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *url = fuzz_copy((struct sv){(const char *)data, size}, true);
    struct arena a;
    struct err err = {0};

    arena_init(&a);
    struct sv host = http_host(url, &a);
    assert(host.len);
    if (http_url_check(url, "x", &err)) {
        for (const char *p = url; *p; p++)
            assert((unsigned char)*p > ' ' && (unsigned char)*p < 127);
        assert(!strncasecmp(url, "https:", 6) ||
               !strncmp(host.ptr, "127.", 4) || !strncmp(host.ptr, "[::1]", 5));
    } else {
        assert(err.code == EXIT_INPUT);
        fuzz_error(&err);
    }
    arena_release(&a);
    free(url);
    return 0;
}
