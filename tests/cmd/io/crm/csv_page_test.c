#include "tests/test.h"

#include "cmd/io/crm/csv_page.h"

static const struct sv HEADER[] = {SV("Id"), SV("Account.Name")};

/* What a page of these bytes is: its records, or −1 with the error. */
static long records(struct csv_page *out, struct sv bytes, struct err *err)
{
    return csv_page_read(out, bytes, HEADER, 2, err) ? (long)out->records : -1;
}

static void records_are_not_lines(void **state)
{
    static const struct {
        struct sv bytes;
        long records;
    } CASES[] = {
        {SV(""), 0},
        {SV("Id,Account.Name"), 0},
        {SV("Id,Account.Name\n"), 0},
        {SV("\"Id\",\"Account.Name\"\n1,a\n"), 1},
        {SV("id,ACCOUNT.NAME\r\n1,a\r\n2,b\r\n"), 2},
        {SV("Id,Account.Name\n1,a\n2,b"), 2},
        {SV("Id,Account.Name\n1,\"a\nb\nc\"\n2,b\n"), 2},
        {SV("Id,Account.Name\n1,\"say \"\"no\"\", then\"\n"), 1},
        {SV("Id,Account.Name\n,\n"), 1},
        {SV("Id,Account.Name\n\"\",\"\"\n\n"), 1},
        {SV("Id,Account.Name\n1,\"\"\"\"\n"), 1},
        {SV("Id,Account.Name\n1,a \"b\" c\n"), 1},
        {SV("Id,Account.Name\n1,"), 1},
    };

    (void)state;
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        struct csv_page page;
        struct err err;
        assert_int_equal(records(&page, CASES[i].bytes, &err),
                         CASES[i].records);
        /* Rows are all that comes after the header, byte for byte. */
        if (page.rows.len)
            assert_ptr_equal(page.rows.ptr + page.rows.len,
                             CASES[i].bytes.ptr + CASES[i].bytes.len);
    }
}

static void what_is_broken_is_refused(void **state)
{
    static const struct {
        struct sv bytes;
        const char *word;
    } CASES[] = {
        {SV("Id\n1\n"), "has 1 columns, not 2"},
        {SV("Id,Account.Name,More\n"), "column 3 should be no more"},
        {SV("Account.Name,Id\n"), "column 1 should be Id"},
        {SV("<html>\n"), "column 1"},
        {SV("\"Id"), "column 1"},
        {SV("\n1,a\n"), "column 1"},
        {SV("Id,Account.Name\n1\n"), "record 1 "},
        {SV("Id,Account.Name\n1,a\n2"), "record 2 "},
        {SV("Id,Account.Name\n1,a\n2,\"b"), "record 2 "},
        {SV("Id,Account.Name\n1,a\n2,\"b\"c\n"), "record 2 "},
        {SV("Id,Account.Name\n1,a,b\n"), "record 1 "},
        {SV("Id,Account.Name\n1,a\rb\n"), "record 1 "},
        {SV("Id,Account.Name\n1,a\r,b\n"), "record 1 "},
    };

    (void)state;
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        struct csv_page page;
        struct err err = {0};
        assert_int_equal(records(&page, CASES[i].bytes, &err), -1);
        assert_int_equal(err.code, EXIT_SYSTEM);
        assert_non_null(strstr(err.text, CASES[i].word));
    }
}

static void an_open_end_is_told(void **state)
{
    struct csv_page page;
    struct err err;

    (void)state;
    assert_int_equal(records(&page, SV("Id,Account.Name\n1,a\n"), &err), 1);
    assert_true(page.ends_line);
    assert_int_equal(records(&page, SV("Id,Account.Name\n1,a"), &err), 1);
    assert_false(page.ends_line);
    assert_int_equal(records(&page, SV("Id,Account.Name"), &err), 0);
    assert_true(page.ends_line);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(records_are_not_lines),
        cmocka_unit_test(what_is_broken_is_refused),
        cmocka_unit_test(an_open_end_is_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
