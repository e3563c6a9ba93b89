#include "render/base/json_out.h"

#include <jansson.h>
#include <math.h>
#include <stdio.h>

#include "render/words/format.h"
#include "scoring/base/date.h"

/* `struct doc` is never defined: a pointer to one is a json_t. */
static json_t *as_json(const struct doc *d)
{
    return (json_t *)(uintptr_t)d;
}

static struct doc *as_doc(json_t *j)
{
    return (struct doc *)j;
}

static json_t *checked(json_t *j)
{
    if (!j)
        mem_fail();
    return j;
}

static struct doc *add(struct doc *parent, const char *key, json_t *value)
{
    json_t *to = as_json(parent);

    checked(value);
    /* Keys are literals of ours: nothing to check. */
    if (key ? json_object_set_new_nocheck(to, key, value)
            : json_array_append_new(to, value))
        mem_fail();
    return as_doc(value);
}

struct doc *doc_object(void)
{
    return as_doc(checked(json_object()));
}

struct doc *doc_list(void)
{
    return as_doc(checked(json_array()));
}

void doc_release(struct doc *root)
{
    json_decref(as_json(root));
}

struct doc *doc_add_object(struct doc *parent, const char *key)
{
    return add(parent, key, json_object());
}

struct doc *doc_add_list(struct doc *parent, const char *key)
{
    return add(parent, key, json_array());
}

/* Text from a configuration has not passed the gate and may be no UTF-8. */
static json_t *ascii_only(struct sv text)
{
    char *copy = mem_alloc(text.len, 1);
    json_t *out;

    for (size_t i = 0; i < text.len; i++)
        copy[i] = (unsigned char)text.ptr[i] < 0x80 ? text.ptr[i] : '?';
    out = json_stringn(copy, text.len);
    free(copy);
    return out;
}

void doc_text(struct doc *parent, const char *key, struct sv text)
{
    json_t *value;

    if (!text.len) {
        add(parent, key, json_null());
        return;
    }
    value = json_stringn(text.ptr, text.len);
    add(parent, key, value ? value : ascii_only(text));
}

void doc_exact(struct doc *parent, const char *key, double x)
{
    if (!isfinite(x))
        add(parent, key, json_null());
    else if (x == floor(x) && fabs(x) < 9007199254740992.0) /* 2^53 */
        add(parent, key, json_integer((json_int_t)x));
    else
        add(parent, key, json_real(x));
}

void doc_number(struct doc *parent, const char *key, double x, int decimals)
{
    doc_exact(parent, key, isfinite(x) ? format_round(x, decimals) : x);
}

void doc_count(struct doc *parent, const char *key, size_t n)
{
    add(parent, key, json_integer((json_int_t)n));
}

void doc_bool(struct doc *parent, const char *key, bool truth)
{
    add(parent, key, json_boolean(truth));
}

void doc_date(struct doc *parent, const char *key, int32_t date)
{
    char text[DATE_TEXT];

    doc_text(parent, key, sv_from(date_iso(text, date)));
}

static int append(const char *bytes, size_t len, void *out)
{
    buf_add(out, bytes, len);
    return 0;
}

void doc_dump(struct buf *out, const struct doc *root, bool pretty)
{
    /* 15 digits are exact for every number rounded for people, where 17
     * would print 0.1 as 0.10000000000000001. */
    size_t flags = JSON_ENSURE_ASCII | JSON_REAL_PRECISION(15) |
                   (pretty ? JSON_INDENT(1) : JSON_COMPACT);

    if (json_dump_callback(as_json(root), append, out, flags))
        mem_fail();
}

struct doc *doc_parse(struct sv text, char *why, size_t why_size)
{
    json_error_t e;
    json_t *j = json_loadb(text.len ? text.ptr : "", text.len,
                           JSON_REJECT_DUPLICATES, &e);

    if (!j && why_size)
        snprintf(why, why_size, "line %d: %s", e.line, e.text);
    return as_doc(j);
}

const struct doc *doc_find(const struct doc *object, const char *key)
{
    return as_doc(json_object_get(as_json(object), key));
}

const struct doc *doc_path(const struct doc *object, const char *dotted)
{
    struct sv rest = sv_from(dotted);

    while (object && rest.len) {
        struct sv key = sv_cut(&rest, '.');
        object = as_doc(json_object_getn(as_json(object), key.ptr, key.len));
    }
    return object;
}

size_t doc_items(const struct doc *list)
{
    return json_array_size(as_json(list));
}

const struct doc *doc_item(const struct doc *list, size_t i)
{
    return as_doc(json_array_get(as_json(list), i));
}

struct sv doc_get_text(const struct doc *value)
{
    json_t *j = as_json(value);

    if (!json_is_string(j))
        return (struct sv){0};
    return (struct sv){json_string_value(j), json_string_length(j)};
}

double doc_get_number(const struct doc *value)
{
    return json_is_number(as_json(value)) ? json_number_value(as_json(value))
                                          : (double)NAN;
}

bool doc_is_true(const struct doc *value)
{
    return json_is_true(as_json(value));
}
