/* A secret is known in whatever way a server repeats it; other words stay. */
#include "tests/test.h"

#include "cmd/io/http/secret_echo.h"

static void in_every_disguise(void **state)
{
    /* Of "Tr0ub4dor&3x/kcd": whole, a part, in other clothes. */
    static const char *const ECHOES[] = {
        "bad password Tr0ub4dor&3x/kcd",
        "Tr0ub4dor",
        "starts with 0UB4DOR&3",
        "Tr 0u b4-do r& 3x",
        "Tr0ub4dor%263x%2Fkcd",
        "%54%72%30%75%62%34%64%6f%72",
        "%2554%2572%2530%2575%2562%2534%2564%256f%2572",
        "\\u0054r0u\\u0062 4dor",
        "&#84;r0ub&#x34;dor",
        "=54r0ub=34dor",
        "VHIwdWI0ZG9yJjN4L2tjZA==",         /* base64 of it */
        "AGFubmEAVHIwdWI0ZG9yJjN4L2tjZA==", /* AUTH PLAIN */
        "got LlRyMHViNGRvciYzeC9rY2Q, no",  /* behind another byte */
        "54723075623464 6f7226",
        "x54723075623464006f72",
        "VHIwdWI0\r\nZG9yJjN4",
    };
    static const char *const OTHERS[] = {
        "",
        "535 5.7.8 authentication failed",
        "Troubadour",
        "Tr0ub",
        "no_service",
        "invalid_payload",
        "VHJvdWJhZG91cg==",
    };
    struct sv secret = SV("Tr0ub4dor&3x/kcd");

    (void)state;
    for (size_t k = 0; k < sizeof ECHOES / sizeof ECHOES[0]; k++)
        if (!secret_echoed(sv_from(ECHOES[k]), secret))
            fail_msg("not seen: %s", ECHOES[k]);
    for (size_t k = 0; k < sizeof OTHERS / sizeof OTHERS[0]; k++)
        if (secret_echoed(sv_from(OTHERS[k]), secret))
            fail_msg("seen in vain: %s", OTHERS[k]);
    assert_true(secret_echoed(SV("tell p4ss!"), SV("p4ss")));
    assert_true(secret_echoed(SV("it is @#!$%, no"), SV("@#!$%")));
    assert_false(secret_echoed(SV("any"), SV("")));
    assert_false(secret_echoed(SV("no x"), SV("x")));
}

static void of_an_address_its_path(void **state)
{
    struct sv url =
        SV("https://hooks.slack.com/services/T0AB12CD3/B0EF45GH6/aBcDeFgHiJkL");

    (void)state;
    assert_true(secret_echoed(SV("no team T0AB12CD3"), url));
    assert_true(secret_echoed(SV("POST /services/T0AB12CD3/B0"), url));
    assert_true(secret_echoed(SV("abcdefghijkl"), url));
    assert_true(secret_echoed(SV("the key is defghijk"), url));
    assert_false(secret_echoed(SV("no_service at hooks.slack.com"), url));
    assert_false(secret_echoed(SV("services are down"), url));
    assert_true(secret_echoed(SV("hush-hush"),
                              SV("http://127.0.0.1:9/x?key=hush-hush")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(in_every_disguise),
        cmocka_unit_test(of_an_address_its_path),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
