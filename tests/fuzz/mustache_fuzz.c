/* Any bytes as a template, which is also each of its own partials. */
#include <stdint.h>

#include "render/base/mustache.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool itself(void *ctx, struct sv name, struct sv *out)
{
    *out = *(const struct sv *)ctx;
    return name.len < 4;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct sv text = {(const char *)data, size};
    struct mustache m = {
        .text = text, .name = "fuzz", .partial = itself, .ctx = &text};
    struct arena a;
    struct buf out;
    struct err err = {0};
    struct value *v, *list, *item;

    if (size > 4096)
        return 0;
    arena_init(&a);
    buf_init(&out);
    v = value_object(&a);
    value_text(&a, v, "x", SV("<&\">"));
    value_bool(&a, v, "no", false);
    item = value_add(&a, v, "o", VALUE_OBJECT);
    value_text(&a, item, "y", SV("deep"));
    list = value_add(&a, v, "l", VALUE_LIST);
    for (int i = 0; i < 2; i++) {
        item = value_add(&a, list, NULL, VALUE_OBJECT);
        value_format(&a, item, "x", "%d", i);
    }
    if (!mustache_render(&out, &m, v, &err) && !err.text[0])
        __builtin_trap(); /* a failure must say why */
    buf_release(&out);
    arena_release(&a);
    return 0;
}
