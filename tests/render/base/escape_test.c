/* One escape a context: hostile text becomes harmless, plain text stays. */
#include "tests/test.h"

#include "render/base/escape.h"

static void check(void (*escape)(struct buf *, struct sv), const char *text,
                  const char *expected)
{
    struct buf b;

    buf_init(&b);
    buf_add_str(&b, "");
    escape(&b, sv_from(text));
    assert_string_equal(b.ptr, expected);
    buf_release(&b);
}

static void html_has_no_markup(void **state)
{
    (void)state;
    check(escape_html, "<b a=\"x\" c='y'>&</b>",
          "&lt;b a=&quot;x&quot; c=&#39;y&#39;&gt;&amp;&lt;/b&gt;");
    check(escape_html, "\xe6\xa0\xaa plain", "\xe6\xa0\xaa plain");
}

static void a_page_parts_no_minus_from_its_money(void **state)
{
    (void)state;
    check(escape_page, "\xe2\x88\x92$272K <b>",
          "\xe2\x88\x92\xe2\x81\xa0$272K &lt;b&gt;");
    check(escape_page, "loss (\xe2\x88\x92\xe2\x82\xac" "9)",
          "loss (\xe2\x88\x92\xe2\x81\xa0\xe2\x82\xac" "9)");
    check(escape_page, "\xe2\x88\x92" "8% a\xe2\x88\x92$b \xe2\x88\x92",
          "\xe2\x88\x92" "8% a\xe2\x88\x92$b \xe2\x88\x92");
}

static void csv_runs_no_formula(void **state)
{
    static const char *const starts[] = {
        "=",
        "+",
        "-",
        "@",
        "\xef\xbc\x9d", /* of full width */
        "\xef\xbc\x8b",
        "\xef\xbc\x8d",
        "\xef\xbc\xa0",
        "\xef\xb9\xa6",              /* small */
        "\xe2\x88\x92",              /* minus */
        "\xc2\xa0=",                 /* behind a no-break blank, */
        "\xe3\x80\x80=",             /* an ideographic one, */
        "\xe2\x80\x8b\xe2\x80\x8d=", /* two of no width, */
        "\xef\xbb\xbf=",             /* a byte order mark */
    };

    (void)state;
    for (size_t i = 0; i < sizeof starts / sizeof starts[0]; i++) {
        char text[16], expected[24];
        for (int blank = 0; blank < 2; blank++) {
            struct buf a, b;
            buf_init(&a);
            buf_init(&b);
            buf_printf(&a, "%s%s1+1", blank ? " " : "", starts[i]);
            buf_printf(&b, "\"'%s\"", a.ptr);
            assert_true(a.len < sizeof text && b.len < sizeof expected);
            check(escape_csv, a.ptr, b.ptr);
            buf_release(&a);
            buf_release(&b);
        }
    }
    check(escape_csv, "\t=1", "\"'\t=1\"");
    check(escape_csv, "plain", "plain");
    check(escape_csv, "\xef\xbc\xa1=", "\xef\xbc\xa1=");
    check(escape_csv, "", "");
    check(escape_csv, "a,b", "\"a,b\"");
    check(escape_csv, "say \"x\"", "\"say \"\"x\"\"\"");
    check(escape_csv, "=\"x\"", "\"'=\"\"x\"\"\"");
    check(escape_csv, "two\nlines", "\"two\nlines\"");
    check(escape_csv, "1-2", "1-2");
}

static void slack_has_no_mark(void **state)
{
    (void)state;
    check(escape_slack, "<!channel> & *b*",
          "&lt;!channel&gt; &amp; \xe2\x80\x8b*b\xe2\x80\x8b*");
}

static void headers_stay_on_their_line(void **state)
{
    (void)state;
    check(escape_header, "3 CRITICAL deals", "3 CRITICAL deals");
    check(escape_header, "a\r\nBcc: x@y", "=?UTF-8?B?YQ0KQmNjOiB4QHk=?=");
    check(escape_header, "\xe2\x82\xac", "=?UTF-8?B?4oKs?=");
    /* A long one folds, and no character is split over two words. */
    struct buf in, out;
    buf_init(&in);
    buf_init(&out);
    for (int i = 0; i < 40; i++)
        buf_add_str(&in, "\xe6\xa0\xaa");
    escape_header(&out, buf_sv(&in));
    assert_non_null(strstr(out.ptr, "?=\r\n =?UTF-8?B?"));
    for (const char *p = out.ptr; *p;) {
        const char *end = strstr(p, "\r\n");
        size_t len = end ? (size_t)(end - p) : strlen(p);
        assert_true(len <= 76);
        p += len + (end ? 2 : 0);
    }
    buf_release(&in);
    buf_release(&out);
}

static void urls_are_percent_encoded(void **state)
{
    (void)state;
    check(escape_url, "a/b?c=d&e #\xc3\xa9", "a%2Fb%3Fc%3Dd%26e%20%23%C3%A9");
    check(escape_url, "Az09-._~", "Az09-._~");
}

static void cells_fit(void **state)
{
    (void)state;
    struct buf in, out;

    check(escape_cell,
          "a\xef\xbf\xbe"
          "b\xef\xbf\xbf",
          "ab");
    check(escape_cell, "_x000D_", "_x005F_x000D_");
    check(escape_cell, "a_x00e4_b", "a_x005F_x00e4_b");
    check(escape_cell, "_x005F_x000D_", "_x005F_x005F_x005F_x000D_");
    check(escape_cell, "_x000D _X000D_ _x00G0_ _x",
          "_x000D _X000D_ _x00G0_ _x");
    buf_init(&in);
    buf_init(&out);
    for (int i = 0; i < 20000; i++)
        buf_add_str(&in, "\xf0\x9f\x9a\x80"); /* two UTF-16 units */
    escape_cell(&out, buf_sv(&in));
    assert_int_equal(out.len, 4 * (32767 / 2));
    buf_release(&in);
    buf_release(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(html_has_no_markup),
        cmocka_unit_test(a_page_parts_no_minus_from_its_money),
        cmocka_unit_test(csv_runs_no_formula),
        cmocka_unit_test(slack_has_no_mark),
        cmocka_unit_test(headers_stay_on_their_line),
        cmocka_unit_test(urls_are_percent_encoded),
        cmocka_unit_test(cells_fit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
