#include "render/base/json_doc.h"

#include <jansson.h>
#include <math.h>
#include <stdio.h>

#include "scoring/base/number.h"
#include "scoring/base/date.h"

/* `struct json_doc` is never defined: a pointer to one is a json_t. */
static json_t *as_json(const struct json_doc *d)
{
    return (json_t *)(uintptr_t)d;
}

static struct json_doc *as_doc(json_t *j)
{
    return (struct json_doc *)j;
}

static json_t *checked(json_t *j)
{
    if (!j)
        mem_fail();
    return j;
}

static struct json_doc *add(struct json_doc *parent, const char *key,
                            json_t *value)
{
    json_t *to = as_json(parent);

    checked(value);
    /* Keys are literals of ours: nothing to check. */
    if (key ? json_object_set_new_nocheck(to, key, value)
            : json_array_append_new(to, value))
        mem_fail();
    return as_doc(value);
}

struct json_doc *json_doc_object(void)
{
    return as_doc(checked(json_object()));
}

struct json_doc *json_doc_list(void)
{
    return as_doc(checked(json_array()));
}

void json_doc_release(struct json_doc *root)
{
    json_decref(as_json(root));
}

struct json_doc *json_doc_add_object(struct json_doc *parent, const char *key)
{
    return add(parent, key, json_object());
}

struct json_doc *json_doc_add_list(struct json_doc *parent, const char *key)
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

void json_doc_text(struct json_doc *parent, const char *key, struct sv text)
{
    json_t *value;

    if (!text.len) {
        add(parent, key, json_null());
        return;
    }
    value = json_stringn(text.ptr, text.len);
    add(parent, key, value ? value : ascii_only(text));
}

void json_doc_exact(struct json_doc *parent, const char *key, double x)
{
    if (!isfinite(x))
        add(parent, key, json_null());
    else if (x == floor(x) && fabs(x) < 9007199254740992.0) /* 2^53 */
        add(parent, key, json_integer((json_int_t)x));
    else
        add(parent, key, json_real(x));
}

void json_doc_number(struct json_doc *parent, const char *key, double x,
                     int decimals)
{
    json_doc_exact(parent, key, isfinite(x) ? number_round(x, decimals) : x);
}

void json_doc_count(struct json_doc *parent, const char *key, size_t n)
{
    add(parent, key, json_integer((json_int_t)n));
}

void json_doc_bool(struct json_doc *parent, const char *key, bool truth)
{
    add(parent, key, json_boolean(truth));
}

void json_doc_date(struct json_doc *parent, const char *key, int32_t date)
{
    char text[DATE_TEXT];

    json_doc_text(parent, key, sv_from(date_iso(text, date)));
}

static int append(const char *bytes, size_t len, void *out)
{
    buf_add(out, bytes, len);
    return 0;
}

void json_doc_dump(struct buf *out, const struct json_doc *root, bool pretty)
{
    /* 15 digits are exact for every number rounded for people, where 17
     * would print 0.1 as 0.10000000000000001. */
    size_t flags = JSON_ENSURE_ASCII | JSON_REAL_PRECISION(15) |
                   (pretty ? JSON_INDENT(1) : JSON_COMPACT);

    if (json_dump_callback(as_json(root), append, out, flags))
        mem_fail();
}

struct json_doc *json_doc_parse(struct sv text, char *why, size_t why_size)
{
    json_error_t e;
    json_t *j = json_loadb(text.len ? text.ptr : "", text.len,
                           JSON_REJECT_DUPLICATES, &e);

    if (!j && why_size) { /* without its quotation, which has line ends */
        const char *near = strstr(e.text, " near '");
        int len = near ? (int)(near - e.text) : (int)strlen(e.text);
        snprintf(why, why_size, "line %d: %.*s", e.line, len, e.text);
    }
    return as_doc(j);
}

const struct json_doc *json_doc_find(const struct json_doc *object,
                                     const char *key)
{
    return as_doc(json_object_get(as_json(object), key));
}

const struct json_doc *json_doc_path(const struct json_doc *object,
                                     const char *dotted)
{
    struct sv rest = sv_from(dotted);

    while (object && rest.len) {
        struct sv key = sv_cut(&rest, '.');
        object = as_doc(json_object_getn(as_json(object), key.ptr, key.len));
    }
    return object;
}

size_t json_doc_items(const struct json_doc *list)
{
    return json_array_size(as_json(list));
}

const struct json_doc *json_doc_item(const struct json_doc *list, size_t i)
{
    return as_doc(json_array_get(as_json(list), i));
}

struct sv json_doc_get_text(const struct json_doc *value)
{
    json_t *j = as_json(value);

    if (!json_is_string(j))
        return (struct sv){0};
    return (struct sv){json_string_value(j), json_string_length(j)};
}

double json_doc_get_number(const struct json_doc *value)
{
    return json_is_number(as_json(value)) ? json_number_value(as_json(value))
                                          : (double)NAN;
}

bool json_doc_is_true(const struct json_doc *value)
{
    return json_is_true(as_json(value));
}

enum json_kind json_doc_kind(const struct json_doc *value)
{
    const json_t *j = as_json(value);

    if (json_is_string(j))
        return JSON_KIND_TEXT;
    if (json_is_number(j))
        return JSON_KIND_NUMBER;
    if (json_is_boolean(j))
        return JSON_KIND_BOOL;
    if (json_is_array(j))
        return JSON_KIND_LIST;
    return json_is_object(j) ? JSON_KIND_OBJECT : JSON_KIND_NULL;
}

bool json_doc_each(const struct json_doc *object,
                   bool (*fn)(void *ctx, const char *key,
                              const struct json_doc *value),
                   void *ctx)
{
    json_t *j = as_json(object), *value;
    const char *key;

    json_object_foreach (j, key, value)
        if (!fn(ctx, key, as_doc(value)))
            return false;
    return true;
}
