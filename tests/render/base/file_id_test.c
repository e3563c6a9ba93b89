/* File ids: what may be a file name, and what is hashed. */
#include "tests/test.h"

#include "render/base/file_id.h"
#include "scoring/base/file.h"

static struct sv one(struct arena *a, const char *id)
{
    struct sv text = sv_from(id);

    return file_ids(&text, 1, a, a)[0];
}

static void keeps_plain_ids(void **state)
{
    static const char *const plain[] = {
        "OPP-1001", "a", "_", "com", "com10", "0065g00000AbCdE", "x-1"};
    struct arena a;

    (void)state;
    arena_init(&a);
    for (size_t i = 0; i < sizeof plain / sizeof plain[0]; i++)
        assert_true(sv_eq(one(&a, plain[i]), sv_from(plain[i])));
    arena_release(&a);
}

static void hashes_what_no_file_may_be_called(void **state)
{
    static const char *const bad[] = {
        "",
        "../../x",
        "a.b",
        "a/b",
        "a b",
        "CON",
        "nul",
        "Com1",
        "LPT9",
        "\xe6\xa0\xaa",
        "x-0123456789abcdef0123456789abcdef",
        "12345678901234567890123456789012345678901234567890123456789012345"};
    struct arena a;

    (void)state;
    arena_init(&a);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        char hex[SHA256_TEXT];
        struct sv id = one(&a, bad[i]);
        sha256_hex(hex, sv_from(bad[i]));
        assert_int_equal(id.len, 34);
        assert_memory_equal(id.ptr, "x-", 2);
        assert_memory_equal(id.ptr + 2, hex, 32);
    }
    arena_release(&a);
}

static void tells_apart_ids_that_differ_in_case(void **state)
{
    struct sv ids[] = {SV("0065g00000AbCdE"), SV("OPP-1"),
                       SV("0065g00000aBcDe")};
    struct arena a;

    (void)state;
    arena_init(&a);
    struct sv *out = file_ids(ids, 3, &a, &a);
    assert_int_equal(out[0].len, 34);
    assert_int_equal(out[2].len, 34);
    assert_false(sv_eq_fold(out[0], out[2]));
    assert_true(sv_eq(out[1], ids[1]));
    /* The order in which the export lists them changes nothing. */
    struct sv swapped[] = {ids[2], ids[1], ids[0]};
    struct sv *again = file_ids(swapped, 3, &a, &a);
    assert_true(sv_eq(out[0], again[2]));
    assert_true(sv_eq(out[2], again[0]));
    arena_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keeps_plain_ids),
        cmocka_unit_test(hashes_what_no_file_may_be_called),
        cmocka_unit_test(tells_apart_ids_that_differ_in_case),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
