/* Addresses of the configuration: nothing but an address gets through. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "scoring/settings/address.h"
#include "scoring/settings/settings.h"

static void takes_addresses(void **state)
{
    static const struct {
        const char *text, *name, *mailbox, *domain;
    } CASES[] = {
        {"a@b", "", "a@b", "b"},
        {" cro@example.com ", "", "cro@example.com", "example.com"},
        {"<cro@example.com>", "", "cro@example.com", "example.com"},
        {"Anna M\xc3\xbcller <anna.m+x@xn--mller-kva.example>",
         "Anna M\xc3\xbcller", "anna.m+x@xn--mller-kva.example",
         "xn--mller-kva.example"},
        {"\"Smith, Anna\" <a@b.example>", "Smith, Anna", "a@b.example",
         "b.example"},
    };

    (void)state;
    for (size_t k = 0; k < sizeof CASES / sizeof CASES[0]; k++) {
        struct address a;
        assert_true(address_parse(&a, sv_from(CASES[k].text)));
        assert_true(sv_eq(a.name, sv_from(CASES[k].name)));
        assert_true(sv_eq(a.mailbox, sv_from(CASES[k].mailbox)));
        assert_true(sv_eq(a.domain, sv_from(CASES[k].domain)));
    }
}

static void refuses_the_rest(void **state)
{
    static const char *const CASES[] = {
        "",
        "a",
        "@b",
        "a@",
        "a b@c",
        "a@b c",
        "a@b>",
        "x <a@b",
        "a@b, c@d",
        "a@b\r\nBcc: c@d",
        "x\n <a@b>",
        "a@b\n",
        ".a@b",
        "a.@b",
        "a..b@c",
        "a@-b",
        "a@b-",
        "a@b..c",
        "a@b.",
        "a@@b",
        "\"a b\"@c",
        "m\xc3\xbcller@b",
        "a@m\xc3\xbcller.example",
        "a@[1.2.3.4]",
        "x <a@b> y",
        "a\x7f@b",
        "x\x7f <a@b>",
    };

    (void)state;
    for (size_t k = 0; k < sizeof CASES / sizeof CASES[0]; k++) {
        struct address a;
        bool trimmed = k == 11; /* blanks at the end are no part of it */
        if (address_parse(&a, sv_from(CASES[k])) != trimmed)
            fail_msg("%s", CASES[k]);
    }
}

static void settings_are_checked(void **state)
{
    static const struct {
        const char *text;
        bool good;
    } CASES[] = {
        {"[email]\nhost = h\nfrom = a@b\nto = c@d, \"E, F <g@h>\"\n", true},
        {"[email]\nhost = h\nfrom = a@b\n", false},
        {"[email]\nhost = h\nto = a@b\n", false},
        {"[email]\nhost = h\nfrom = a@b\nto = c\n", false},
        {"[email]\nhost = h/x\nfrom = a@b\nto = c@d\n", false},
        {"[email]\nhost = h\nfrom = a@b\nto = c@d\nreply_to = e f@g\n", false},
        {"[email]\nhost = h\nfrom = a@b\nto = c@d\ntls = none\n", true},
        {"[email]\nhost = h\nfrom = a@b\nto = c@d\ntls = none\nuser = u\n",
         false},
        {"[email]\nattach = brief, workbook\n", true},
        {"[email]\nattach = none\n", true},
        {"[email]\nattach = none, brief\n", false},
        {"[email]\nattach = everything\n", false},
    };

    (void)state;
    for (size_t k = 0; k < sizeof CASES / sizeof CASES[0]; k++) {
        struct settings s;
        struct arena run;
        struct err err;
        arena_init(&run);
        settings_default(&s);
        assert_true(settings_read(&s, sv_from(CASES[k].text), "x", &run, &err));
        if ((settings_check(&s) == NULL) != CASES[k].good)
            fail_msg("%s", CASES[k].text);
        arena_release(&run);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(takes_addresses),
        cmocka_unit_test(refuses_the_rest),
        cmocka_unit_test(settings_are_checked),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
