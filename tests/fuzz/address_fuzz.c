/* A line of text as a mailbox: what is one can stand in an envelope and in a
 * header, and nothing else can. And the same line as an audience. */
#include "tests/fuzz/fuzz.h"

#include "scoring/settings/address.h"
#include "scoring/settings/audience.h"

static void try_address(struct sv text)
{
    struct address a;

    if (!address_parse(&a, text))
        return;
    assert(a.mailbox.len && a.domain.len && a.mailbox.len > a.domain.len + 1);
    for (size_t i = 0; i < a.mailbox.len; i++) {
        unsigned char c = (unsigned char)a.mailbox.ptr[i];
        assert(c > ' ' && c < 127 && !strchr("<>,;:\"()[]\\", c));
    }
    for (size_t i = 0; i < a.name.len; i++)
        assert((unsigned char)a.name.ptr[i] >= ' ' && a.name.ptr[i] != 127);
}

static void try_audience(struct sv text)
{
    struct audience one;
    struct arena a;

    if (!fuzz_is_utf8(text) || !audience_parse(&one, text))
        return;
    arena_init(&a);
    struct sv folder = audience_folder(&one, &a);
    for (size_t i = 0; i < folder.len; i++)
        assert((folder.ptr[i] >= 'a' && folder.ptr[i] <= 'z') ||
               (folder.ptr[i] >= '0' && folder.ptr[i] <= '9') ||
               folder.ptr[i] == '-');
    assert(folder.len < 200 && audience_same(&one, &one));
    arena_release(&a);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *copy = fuzz_copy((struct sv){(const char *)data, size}, false);

    try_address((struct sv){copy, size});
    try_audience((struct sv){copy, size});
    free(copy);
    return 0;
}
