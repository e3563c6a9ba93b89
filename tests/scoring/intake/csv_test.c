/* Compares our reader with csv-spectrum, and holds the gate's own cases. */
#include "tests/shared.h"

#include <jansson.h>

#include "scoring/base/file.h"
#include "scoring/intake/csv.h"

static const char *spectrum(char *out, size_t n, const char *folder,
                            const char *name, const char *ending)
{
    snprintf(out, n, "%s/spec/csv-spectrum/%s/%s%s", shared_folder(), folder,
             name, ending);
    return out;
}

static void compare(const struct table *csv, const json_t *rows)
{
    assert_int_equal(csv->n_rows, json_array_size(rows) + 1);
    for (size_t r = 1; r < csv->n_rows; r++) {
        const json_t *row = json_array_get(rows, r - 1);
        assert_int_equal(csv->rows[r].fields, json_object_size(row));
        for (size_t f = 0; f < csv->rows[r].fields; f++) {
            struct sv key = table_field(csv, f);
            struct sv got = table_field(csv, csv->rows[r].first + f);
            const json_t *want = json_object_getn(row, key.ptr, key.len);
            assert_non_null(want);
            assert_int_equal(got.len, json_string_length(want));
            assert_memory_equal(got.ptr, json_string_value(want), got.len);
        }
    }
}

/* The copies at hand have lost the CR of the *_crlf files; give it back. */
static struct sv with_crlf(struct sv text, const char *name, struct arena *a)
{
    char *out = arena_alloc(a, 2 * text.len + 1, 1);
    size_t len = 0;

    if (!sv_ends(sv_from(name), SV("_crlf")) || memchr(text.ptr, 13, text.len))
        return text;
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '\n')
            out[len++] = '\r';
        out[len++] = text.ptr[i];
    }
    return (struct sv){out, len};
}

static void csv_spectrum(void **state)
{
    static const char *const NAMES[] = {
        "comma_in_quotes", "empty",  "empty_crlf",
        "escaped_quotes",  "json",   "newlines",
        "newlines_crlf",   "simple", "quotes_and_newlines",
        "simple_crlf",     "utf8",
    };
    char path[512];

    (void)state;
    shared_needed("spec/csv-spectrum");
    for (size_t k = 0; k < sizeof NAMES / sizeof NAMES[0]; k++) {
        struct file file;
        struct arena a;
        struct table csv;
        struct err err;
        json_error_t why;

        arena_init(&a);
        spectrum(path, sizeof path, "csvs", NAMES[k], ".csv");
        assert_true(file_open(&file, path, &err));
        assert_true(csv_read(&csv, with_crlf(file.bytes, NAMES[k], &a), path,
                             (struct table_form){0}, &a, &err));
        spectrum(path, sizeof path, "json", NAMES[k], ".json");
        json_t *rows = json_load_file(path, 0, &why);
        assert_non_null(rows);
        compare(&csv, rows);
        json_decref(rows);
        file_close(&file);
        arena_release(&a);
    }
}

/* Reads text and writes it back as a|b//c|d for comparison. */
static const char *reread(char out[512], struct sv text, struct table *csv,
                          struct err *err)
{
    struct arena a;
    size_t len = 0;

    arena_init(&a);
    out[0] = 0;
    if (!csv_read(csv, text, "x.csv", (struct table_form){0}, &a, err)) {
        arena_release(&a);
        return "error";
    }
    for (size_t r = 0; r < csv->n_rows; r++)
        for (size_t f = 0; f < csv->rows[r].fields; f++) {
            struct sv s = table_field(csv, csv->rows[r].first + f);
            len += (size_t)snprintf(out + len, 512 - len, "%s%.*s",
                                    f   ? "|"
                                    : r ? "//"
                                        : "",
                                    SV_ARG(s));
        }
    arena_release(&a);
    return out;
}

static void delimiters_and_encodings(void **state)
{
    static const struct {
        struct sv text;
        const char *want;
        char delimiter;
    } CASES[] = {
        {SV("a,b\n1,2\n"), "a|b//1|2", ','},
        {SV("a;b\n1,5;2,5\n"), "a|b//1,5|2,5", ';'},
        {SV("a\tb c\n1\t2\n"), "a|b c//1|2", '\t'},
        {SV("a|b\n1|2\n"), "a|b//1|2", '|'},
        {SV("\"x;y;z\",b\n1,2\n"), "x;y;z|b//1|2", ','},
        {SV("sep=;\na;b\n1;2\n"), "a|b//1|2", ';'},
        {SV("sep=;\ra;b\r1;2\r"), "a|b//1|2", ';'},
        {SV("sep=\t\r\na\tb\r\n1\t2\r\n"), "a|b//1|2", '\t'},
        {SV("sep=;x,b\n1,2\n"), "sep=;x|b//1|2", ','},
        {SV("\xEF\xBB\xBF\"a\",b\n1,2\n"), "a|b//1|2", ','},
        {SV("\xFF\xFE"
            "a\0,\0b\0\n\0\xe9\0,\0"
            "2\0"),
         "a|b//\u00e9|2", ','},
        {SV("a,b\n\x80 5,M\xfcller\n"), "a|b//\u20ac 5|M\u00fcller", ','},
        /* One cut character does not make a UTF-8 file another. */
        {SV("a,b\n\u05d0\u05d1\u05d2\u05d3\u05d4,"
            "\u05d5\u05d6\u05d7\u05d8\u05d9\n"
            "\xd7,2"),
         "a|b//\u05d0\u05d1\u05d2\u05d3\u05d4|\u05d5\u05d6\u05d7\u05d8\u05d9//"
         "\ufffd|2",
         ','},
        {SV("a,b\r1,2\r"), "a|b//1|2", ','},
        {SV("a,b\r\n\r\n\n1,2"), "a|b//1|2", ','},
        {SV("a, \"b,c\" ,d\n"), "a|b,c|d", ','},
        {SV(""), "", ','},
    };
    char out[512];

    (void)state;
    for (size_t k = 0; k < sizeof CASES / sizeof CASES[0]; k++) {
        struct table csv;
        struct err err;
        assert_string_equal(reread(out, CASES[k].text, &csv, &err),
                            CASES[k].want);
        assert_int_equal(csv.delimiter, CASES[k].delimiter);
    }
}

static void lines_are_counted(void **state)
{
    struct table csv;
    struct err err;
    struct arena a;

    (void)state;
    arena_init(&a);
    assert_true(csv_read(&csv, SV("a,b\r\n\r\n\"x\ny\",2\r\n3,4\n\n\n5,6"),
                         "x.csv", (struct table_form){0}, &a, &err));
    assert_int_equal(csv.n_rows, 4);
    assert_int_equal(csv.rows[0].line, 1);
    assert_int_equal(csv.rows[1].line, 3);
    assert_int_equal(csv.rows[2].line, 5);
    assert_int_equal(csv.rows[3].line, 8);
    arena_release(&a);
}

static void unusable(void **state)
{
    static const struct {
        struct sv text;
        const char *want;
    } CASES[] = {
        {SV("a,b\n1,\"open\n2,3\n4,5\n"), "x.csv:2:2: a quote opens here"},
        {SV("a,b\n\"x\ny\",\"open\n2,3\n"), "x.csv:3:2: a quote opens here"},
        {SV("a,b\n1,\0\n"), "x.csv:2: holds NUL bytes"},
        {SV("PK\003\004zzz"), "x.csv: is a zip file"},
    };
    char out[512];

    (void)state;
    for (size_t k = 0; k < sizeof CASES / sizeof CASES[0]; k++) {
        struct table csv;
        struct err err = {0};
        assert_string_equal(reread(out, CASES[k].text, &csv, &err), "error");
        assert_int_equal(err.code, EXIT_INPUT);
        assert_memory_equal(err.text, CASES[k].want, strlen(CASES[k].want));
    }
}

/* 100 MB behind one unclosed quote: told at once, by the line of the quote. */
static void unclosed_quote_in_a_large_file(void **state)
{
    enum { BYTES = 100 * 1000 * 1000 };
    char *text = mem_alloc(BYTES, 1);
    struct err err = {0};
    struct arena a;
    struct table csv;

    (void)state;
    arena_init(&a);
    for (size_t i = 0; i < BYTES; i++)
        text[i] = "D1,2024-01-01,5\n"[i % 16];
    text[16 * 1000] = '"';
    assert_false(csv_read(&csv, (struct sv){text, BYTES}, "x.csv",
                          (struct table_form){0}, &a, &err));
    assert_int_equal(err.code, EXIT_INPUT);
    assert_non_null(strstr(err.text, "x.csv:1001:1: a quote opens here"));
    arena_release(&a);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(csv_spectrum),
        cmocka_unit_test(delimiters_and_encodings),
        cmocka_unit_test(lines_are_counted),
        cmocka_unit_test(unusable),
        cmocka_unit_test(unclosed_quote_in_a_large_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
