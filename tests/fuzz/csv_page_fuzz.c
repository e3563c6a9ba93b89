/* Any bytes as a page of a pulled CSV: rows that lie within it, or an error. */
#include "tests/fuzz/fuzz.h"

#include "cmd/io/crm/csv_page.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct sv header[] = {
        {"Id", 2}, {"Name", 4}, {"StageName", 9}};
    char *copy = fuzz_copy((struct sv){(const char *)data, size}, false);
    struct csv_page page;
    struct err err = {0};

    if (csv_page_read(&page, (struct sv){copy, size}, header, 3, &err)) {
        assert(page.records <= size);
        assert(!page.rows.len ||
               (page.rows.ptr >= copy &&
                page.rows.ptr + page.rows.len <= copy + size));
    } else {
        fuzz_error(&err);
    }
    /* And as records of any form, each of which ends behind the last. */
    struct sv rest = {copy, size}, first[2];
    for (size_t left = size; csv_page_record(first, 2, &rest); left = rest.len)
        assert(rest.len < left && first[0].len <= left);
    free(copy);
    return 0;
}
