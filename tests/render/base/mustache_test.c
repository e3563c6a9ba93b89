/* Mustache: the official specification's tests, errors, hostile input. */
#include "tests/shared.h"

#include <dirent.h>
#include <jansson.h>

#include "render/base/mustache.h"
#include "scoring/base/file.h"

/* JSON as values: numbers become text, null an empty text. */
static void fill(struct arena *a, struct value *v, const json_t *j)
{
    const char *key;
    json_t *item;
    size_t i;

    v->kind = VALUE_TEXT;
    switch (json_typeof(j)) {
    case JSON_OBJECT:
        v->kind = VALUE_OBJECT;
        json_object_foreach((json_t *)j, key, item)
            fill(a, value_add(a, v, key, VALUE_TEXT), item);
        break;
    case JSON_ARRAY:
        v->kind = VALUE_LIST;
        json_array_foreach((json_t *)j, i, item)
            fill(a, value_add(a, v, NULL, VALUE_TEXT), item);
        break;
    case JSON_TRUE:
    case JSON_FALSE:
        v->kind = VALUE_BOOL;
        v->truth = json_is_true(j);
        break;
    case JSON_INTEGER:
        v->text = sv_printf(a, "%lld", json_integer_value(j));
        break;
    case JSON_REAL:
        v->text = sv_printf(a, "%g", json_real_value(j));
        break;
    case JSON_STRING:
        v->text = sv_from(json_string_value(j));
        break;
    case JSON_NULL:
        break;
    }
}

static bool find_partial(void *ctx, struct sv name, struct sv *out)
{
    char key[64];
    const json_t *text;

    snprintf(key, sizeof key, "%.*s", SV_ARG(name));
    text = json_object_get(ctx, key);
    if (!text)
        return false;
    *out = sv_from(json_string_value(text));
    return true;
}

static size_t run_module(const char *module)
{
    char path[512];
    json_error_t why;
    json_t *file, *tests, *test;
    size_t i;

    snprintf(path, sizeof path, "%s/spec/mustache/%s.json", shared_folder(),
             module);
    file = json_load_file(path, 0, &why);
    assert_non_null(file);
    tests = json_object_get(file, "tests");
    json_array_foreach(tests, i, test)
    {
        struct arena a;
        struct buf out;
        struct err err = {0};
        const char *name = json_string_value(json_object_get(test, "name"));
        const char *expected =
            json_string_value(json_object_get(test, "expected"));
        struct mustache m = {.text = sv_from(json_string_value(
                                 json_object_get(test, "template"))),
                             .name = name,
                             .partial = find_partial,
                             .ctx = json_object_get(test, "partials")};

        arena_init(&a);
        buf_init(&out);
        struct value *data = value_object(&a);
        fill(&a, data, json_object_get(test, "data"));
        if (!mustache_render(&out, &m, data, &err))
            fail_msg("%s: %s: %s", module, name, err.text);
        if (strcmp(out.ptr ? out.ptr : "", expected) != 0)
            fail_msg("%s: %s: \"%s\" is not \"%s\"", module, name,
                     out.ptr ? out.ptr : "", expected);
        buf_release(&out);
        arena_release(&a);
    }
    json_decref(file);
    return i;
}

static void passes_the_specification(void **state)
{
    (void)state;
    static const char *const modules[] = {"comments",      "delimiters",
                                          "interpolation", "inverted",
                                          "partials",      "sections"};
    size_t n = 0;

    shared_needed("spec/mustache");
    for (size_t i = 0; i < sizeof modules / sizeof modules[0]; i++)
        n += run_module(modules[i]);
    assert_true(n > 100); /* a folder without tests is no proof */
}

/* Renders with `self` as every partial; returns the error's text. */
static bool itself(void *ctx, struct sv name, struct sv *out)
{
    (void)name;
    *out = sv_from(ctx);
    return true;
}

static void expect(const char *text, const char *error)
{
    struct arena a;
    struct buf out;
    struct err err = {0};
    struct mustache m = {.text = sv_from(text),
                         .name = "page",
                         .partial = itself,
                         .ctx = (void *)text};

    arena_init(&a);
    buf_init(&out);
    struct value *data = value_object(&a), *list;
    list = value_add(&a, data, "many", VALUE_LIST);
    for (int i = 0; i < 1000; i++)
        value_add(&a, list, NULL, VALUE_OBJECT);
    bool ok = mustache_render(&out, &m, data, &err);
    if (error) {
        assert_false(ok);
        assert_string_equal(err.text, error);
    } else {
        assert_true(ok);
    }
    buf_release(&out);
    arena_release(&a);
}

static void names_template_and_line(void **state)
{
    (void)state;
    expect("a\n\n{{#x}}\n", "page:3: a section is not closed: x");
    expect("a\n{{/x}}", "page:2: closes a section that is not open: x");
    expect("{{#x}}\n{{/y}}",
           "page:2: closes another section than the open one: y");
    expect("a\n{{x", "page:2: a tag is not closed: {{x");
    expect("\n{{}}", "page:2: a tag has no name");
    expect("{{=x=}}", "page:1: delimiters are not two words: x");
    expect("{{{x}}", "page:1: a tag is not closed: {{{x}}");
    expect("{{! a\nb }}\n{{x}}", NULL);
}

static void ends_hostile_templates(void **state)
{
    (void)state;
    expect("{{>self}}", "self:1: sections and partials nest too deep: self");
    expect("x\n  {{>self}}\n", "self:2: sections and partials nest too deep");
    expect("{{#many}}{{#many}}{{#many}}{{#many}}x{{/many}}{{/many}}{{/many}}"
           "{{/many}}",
           "page:1: too much to render");

    struct buf deep;
    struct err err = {0};
    struct mustache m = {.name = "deep"};
    struct arena a;
    struct mustache_template *t;

    buf_init(&deep);
    arena_init(&a);
    for (int i = 0; i < 200; i++)
        buf_add_str(&deep, "{{#a}}");
    for (int i = 0; i < 200; i++)
        buf_add_str(&deep, "{{/a}}");
    m.text = buf_sv(&deep);
    assert_false(mustache_parse(&t, &m, &a, &err));
    assert_string_equal(err.text, "deep:1: sections are nested too deep: a");
    arena_release(&a);
    buf_release(&deep);
}

static void applies_one_template_many_times(void **state)
{
    (void)state;
    struct arena a;
    struct buf out;
    struct err err = {0};
    struct mustache_template *t;
    struct mustache m = {.text = SV("{{x}}{{^none}};{{/none}}"), .name = "m"};

    arena_init(&a);
    buf_init(&out);
    assert_true(mustache_parse(&t, &m, &a, &err));
    for (int i = 0; i < 3; i++) {
        struct value *v = value_object(&a);
        value_format(&a, v, "x", "<%d", i);
        value_text(&a, v, "none", SV(""));
        assert_true(mustache_apply(&out, t, v, &err));
    }
    assert_string_equal(out.ptr, "&lt;0;&lt;1;&lt;2;");
    buf_release(&out);
    arena_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(passes_the_specification),
        cmocka_unit_test(names_template_and_line),
        cmocka_unit_test(ends_hostile_templates),
        cmocka_unit_test(applies_one_template_many_times),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
