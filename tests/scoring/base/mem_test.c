/* Pieces of an arena that grow. */
#include "tests/test.h"

#include <string.h>

#include "scoring/base/mem.h"

static void a_piece_keeps_what_it_held(void **state)
{
    static const size_t SIZES[] = {1,     100,     5000,   70000,
                                   70001, 1 << 20, 1 << 22};
    struct arena a;
    unsigned char *piece = NULL, *other;
    size_t old = 0;

    (void)state;
    arena_init(&a);
    for (size_t k = 0; k < sizeof SIZES / sizeof SIZES[0]; k++) {
        piece = arena_grow(&a, piece, old, SIZES[k]);
        for (size_t i = 0; i < old; i++)
            assert_int_equal(piece[i], i * 7 % 251);
        for (size_t i = old; i < SIZES[k]; i++)
            piece[i] = (unsigned char)(i * 7 % 251);
        old = SIZES[k];
        /* Others are neither moved nor written to, and are zeroed. */
        other = arena_alloc(&a, 40000, 1);
        for (size_t i = 0; i < 40000; i++)
            assert_int_equal(other[i], 0);
        memset(other, 0xee, 40000);
    }
    assert_ptr_equal(arena_grow(&a, piece, old, old), piece);
    for (size_t i = 0; i < old; i++)
        assert_int_equal(piece[i], i * 7 % 251);
    arena_release(&a);
    assert_int_equal(a.used, 0);
}

static void a_list_grows_by_one(void **state)
{
    enum { MANY = 5000 };
    struct arena a;
    size_t *list = NULL;

    (void)state;
    arena_init(&a);
    for (size_t n = 0; n < MANY; n++) {
        list = arena_one_more(&a, list, n, sizeof *list);
        list[n] = n;
    }
    for (size_t n = 0; n < MANY; n++)
        assert_int_equal(list[n], n);
    arena_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_piece_keeps_what_it_held),
        cmocka_unit_test(a_list_grows_by_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
