/* Near: slips of the hand are found, other words are not. */
#include "tests/test.h"

#include "scoring/base/near.h"

static const char *const WORDS[] = {
    "run", "check", "levels", "high", "trees", "keep", "Mündlich verloren"};

static void slips_are_found(void **state)
{
    static const struct {
        const char *written, *meant; /* "": none */
    } CASES[] = {
        {"chekc", "check"},
        {"chek", "check"},
        {"levles", "levels"},
        {"hihg", "high"},
        {"HIGH", "high"},
        {"ruun", "run"},
        {"tree", "trees"},
        {"mundlich verlorn", "Mündlich verloren"},
        {"nonsense", ""},
        {"rn", ""},
        {"", ""},
        {"low", ""},
        {"\xff\xfe broken", ""},
        {"a word that is far too long for anybody to have meant one of ours, "
         "ever",
         ""},
    };

    (void)state;
    for (size_t k = 0; k < sizeof CASES / sizeof CASES[0]; k++) {
        struct near near = near_to(sv_from(CASES[k].written));
        for (size_t w = 0; w < sizeof WORDS / sizeof WORDS[0]; w++)
            near_offer(&near, sv_from(WORDS[w]));
        if (!sv_eq(near.best, sv_from(CASES[k].meant)))
            fail_msg("%s: found %.*s", CASES[k].written, SV_ARG(near.best));
    }
}

static void the_first_of_equals_stands(void **state)
{
    struct near near = near_to(SV("deal"));
    char text[NEAR_TEXT];

    (void)state;
    assert_string_equal(near_said(text, &near, "[", "]"), "");
    near_offer(&near, SV("dial"));
    near_offer(&near, SV("real"));
    assert_string_equal(near_said(text, &near, "[", "]"),
                        "; did you mean [dial]?");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(slips_are_found),
        cmocka_unit_test(the_first_of_equals_stands),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
