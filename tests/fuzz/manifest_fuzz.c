/* Any bytes as a manifest, as they are and with the digest that fits: every
 * name that it accepts stays inside the pack. */
#include "tests/fuzz/fuzz.h"

#include "render/pack/manifest.h"

static void try_manifest(struct sv text)
{
    struct manifest m;
    struct arena a;
    struct err err = {0};

    arena_init(&a);
    if (manifest_read(&m, text, "x", &a, &err)) {
        assert(m.as_of[0]);
        for (size_t i = 0; i < m.n_files; i++) {
            struct sv name = m.files[i].name, rest = name;
            assert(name.len && name.ptr[0] != '/');
            while (rest.len) {
                struct sv part = sv_cut(&rest, '/');
                assert(!sv_eq(part, SV("..")));
            }
        }
    } else {
        assert(err.code == EXIT_INPUT);
        fuzz_error(&err);
    }
    arena_release(&a);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char digest[SHA256_TEXT];
    struct buf b;

    buf_init(&b);
    buf_add(&b, (const char *)data, size);
    try_manifest(buf_sv(&b));
    sha256_hex(digest, buf_sv(&b));
    buf_printf(&b, ",\n \"digest\": \"%s\"\n}\n", digest);
    try_manifest(buf_sv(&b));
    buf_release(&b);
    return 0;
}
