/* Any bytes as JSON: a document that is written and read again as the same,
 * and whose values can be asked for as anything; or a reason. */
#include <math.h>

#include "tests/fuzz/fuzz.h"

#include "render/base/json_doc.h"

static void ask(const struct json_doc *v, int depth)
{
    struct sv text = json_doc_get_text(v);
    double x = json_doc_get_number(v);

    assert(fuzz_is_utf8(text));
    assert(isnan(x) || isfinite(x));
    json_doc_is_true(v);
    json_doc_path(v, "a.b.c");
    if (depth < 8) {
        static const char *const NAMES[] = {"a", "deals", "files", "receipt"};
        for (size_t k = 0; k < sizeof NAMES / sizeof NAMES[0]; k++)
            if (json_doc_find(v, NAMES[k]))
                ask(json_doc_find(v, NAMES[k]), depth + 1);
        for (size_t k = 0; k < json_doc_items(v) && k < 8; k++)
            ask(json_doc_item(v, k), depth + 1);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *copy = fuzz_copy((struct sv){(const char *)data, size}, false);
    char why[120] = "";
    struct json_doc *root =
        json_doc_parse((struct sv){copy, size}, why, sizeof why);

    if (root) {
        struct buf once, twice;
        buf_init(&once);
        buf_init(&twice);
        ask(root, 0);
        json_doc_dump(&once, root, false);
        struct json_doc *again = json_doc_parse(buf_sv(&once), why, sizeof why);
        assert(again);
        json_doc_dump(&twice, again, false);
        assert(sv_eq(buf_sv(&once), buf_sv(&twice)));
        json_doc_release(again);
        buf_release(&once);
        buf_release(&twice);
    } else {
        assert(!strchr(why, '\n') && fuzz_is_utf8(sv_from(why)));
    }
    json_doc_release(root);
    free(copy);
    return 0;
}
