/*
 * An export of any format: a table of valid UTF-8 whose rows tile its fields,
 * or an error of one line. An input that begins with 0x1e holds the parts of a
 * workbook between such bytes, in the order of PARTS, which are zipped here, so
 * that a mutation reaches the readers of XML; one that begins with 0x1d the
 * same, of which the share of its second byte is kept.
 */
#include "tests/fuzz/fuzz.h"

#include "scoring/intake/table.h"
#include "tests/zip.h"

static const char *const PARTS[] = {
    "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/sharedStrings.xml",
    "xl/styles.xml",   "xl/worksheets/sheet1.xml",   "xl/worksheets/sheet2.xml",
    "_rels/.rels",
};
enum { N_PARTS = sizeof PARTS / sizeof PARTS[0] };

static struct sv zipped(struct sv rest, struct arena *a)
{
    struct zip_part parts[N_PARTS];

    for (size_t k = 0; k < N_PARTS; k++)
        parts[k] = (struct zip_part){PARTS[k], sv_cut(&rest, 0x1e)};
    return zip_of(parts, N_PARTS, "compression=store", a);
}

/* Cells that begin with a capital are headers. */
static size_t known(const void *ctx, const struct sv *cells, size_t n)
{
    size_t found = 0;

    (void)ctx;
    for (size_t k = 0; k < n; k++)
        found +=
            cells[k].len && cells[k].ptr[0] >= 'A' && cells[k].ptr[0] <= 'Z';
    return found;
}

static void check(const struct table *t)
{
    size_t next = 0;

    for (size_t r = 0; r < t->n_rows; r++) {
        assert(t->rows[r].first == next && t->rows[r].line >= 1);
        next += t->rows[r].fields;
    }
    assert(next <= t->n_fields && t->encoding);
    for (size_t f = 0; f < t->n_fields; f++)
        assert(fuzz_is_utf8(table_field(t, f)));
    assert(fuzz_is_utf8(t->sheet));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct table_form FORMS[] = {
        {.known = known}, {.sheet = SV("Two"), .known = known}};
    struct sv bytes = {(const char *)data, size};

    for (size_t k = 0; k < sizeof FORMS / sizeof FORMS[0]; k++) {
        struct err err = {0};
        struct table t;
        struct arena a;
        struct sv input = bytes;

        arena_init(&a);
        if (size > 2 && data[0] == 0x1e)
            input = zipped((struct sv){bytes.ptr + 1, size - 1}, &a);
        if (size > 2 && data[0] == 0x1d) {
            input = zipped((struct sv){bytes.ptr + 2, size - 2}, &a);
            input.len = input.len * data[1] / 256;
        }
        char *copy = fuzz_copy(input, false);
        if (table_read(&t, (struct sv){copy, input.len}, "x", &FORMS[k], &a,
                       &err)) {
            check(&t);
        } else {
            assert(err.code == EXIT_INPUT);
            fuzz_error(&err);
        }
        free(copy);
        arena_release(&a);
    }
    return 0;
}
