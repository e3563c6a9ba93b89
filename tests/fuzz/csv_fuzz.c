/* Any bytes: a table of valid UTF-8 whose rows tile its fields, or an error
 * of one line. */
#include <assert.h>
#include <stdint.h>

#include "scoring/intake/csv.h"
#include "scoring/base/encoding.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct sv bytes = {(const char *)data, size};

    for (int e = ENCODING_AUTO; e <= ENCODING_WINDOWS_1252; e++) {
        struct arena a;
        struct table csv;
        struct err err = {0};
        size_t next = 0;
        arena_init(&a);
        if (csv_read(&csv, bytes, "x",
                     (struct table_form){.encoding = (enum encoding)e}, &a,
                     &err)) {
            for (size_t r = 0; r < csv.n_rows; r++) {
                assert(csv.rows[r].first == next);
                assert(csv.rows[r].line >= 1);
                next += csv.rows[r].fields;
            }
            assert(next <= csv.n_fields);
            for (size_t f = 0; f < csv.n_fields; f++) {
                struct sv field = table_field(&csv, f);
                assert(utf8_valid_length(field) == field.len);
            }
        } else {
            assert(err.code == EXIT_INPUT && !strchr(err.text, '\n'));
        }
        arena_release(&a);
    }
    return 0;
}
