/* The table of a deal's columns, and the JSON Schemas that describe them. */
#include "tests/test.h"

#include <jansson.h>
#include <math.h>

#include "render/report/columns.h"
#include "tests/render/fixture.h"

static void no_two_columns_share_a_place(void **state)
{
    (void)state;
    for (int output = 0; output < OUTPUTS; output++) {
        enum deal_column columns[DEAL_COLUMNS];
        size_t n = deal_columns_of(columns, (enum column_output)output);
        assert_true(n > 20);
        for (size_t k = 0; k < n; k++) {
            unsigned place = DEAL_COLUMN_DEFS[columns[k]].place[output];
            if (place != (unsigned)k + 1)
                fail_msg("%s has place %u where %zu is next",
                         DEAL_COLUMN_DEFS[columns[k]].name, place, k + 1);
        }
    }
}

static void every_column_is_somewhere(void **state)
{
    (void)state;
    for (int c = 0; c < DEAL_COLUMNS; c++) {
        const struct deal_column_def *def = &DEAL_COLUMN_DEFS[c];
        if (!def->place[OUTPUT_CSV] && !def->place[OUTPUT_BOOK] &&
            !def->place[OUTPUT_JSON] && !def->json_at && !def->sql)
            fail_msg("%s is in no output", def->name);
        /* The view is the CSV of all runs. */
        if (def->place[OUTPUT_CSV] && def->sql < COLUMN_SQL_BOTH)
            fail_msg("%s is in the CSV and not in risk_report", def->name);
        if (def->place[OUTPUT_BOOK])
            assert_true(def->width > 0 && def->head && def->head[0]);
        for (int other = 0; other < c; other++)
            assert_string_not_equal(def->name, DEAL_COLUMN_DEFS[other].name);
    }
}

/* The value that a column has is of its type, and KNOWN holds. */
static void values_are_of_their_type(void **state)
{
    struct arena run, work;
    struct report r;

    (void)state;
    arena_init(&run);
    arena_init(&work);
    fixture_report(&r, &run);
    for (size_t i = 0; i < r.n_deals; i++)
        for (int c = 0; c < DEAL_COLUMNS; c++) {
            const struct deal_column_def *def = &DEAL_COLUMN_DEFS[c];
            struct deal_value v =
                deal_value(&r, &r.deals[i], (enum deal_column)c, &work);
            bool text = v.text.len > 0, date = v.date != DATE_NONE,
                 number = !isnan(v.number);
            bool right = def->type == TYPE_TEXT   ? !date && !number
                         : def->type == TYPE_DATE ? !text && !number
                                                  : !text && !date;
            if (!right || (def->known && !text && !date && !number))
                fail_msg("%s of deal %zu", def->name, i);
        }
    arena_release(&work);
    arena_release(&run);
}

static json_t *schema(const char *name)
{
    char path[512];
    json_error_t why;

    snprintf(path, sizeof path, "%s/assets/api/schemas/%s.schema.json",
             getenv("DEALSENSE_SOURCE"), name);
    json_t *root = json_load_file(path, 0, &why);
    if (!root)
        fail_msg("%s: %s", path, why.text);
    return root;
}

/* The schema of a member by its path: "outlook.win_30". */
static json_t *member(json_t *object, const char *path)
{
    char name[64];

    while (object && *path) {
        size_t n = strcspn(path, ".");
        assert_true(n < sizeof name);
        memcpy(name, path, n);
        name[n] = 0;
        object = json_object_get(json_object_get(object, "properties"), name);
        path += n + (path[n] == '.');
    }
    return object;
}

static bool allows(json_t *of, const char *type)
{
    json_t *types = json_object_get(of, "type");

    if (json_is_string(types))
        return !strcmp(json_string_value(types), type);
    for (size_t k = 0; k < json_array_size(types); k++)
        if (!strcmp(json_string_value(json_array_get(types, k)), type))
            return true;
    return false;
}

static const char *type_in_json(enum column_type type)
{
    return type == TYPE_TEXT || type == TYPE_DATE ? "string"
           : type == TYPE_COUNT                   ? "integer"
           : type == TYPE_BOOL                    ? "boolean"
                                                  : "number";
}

/* Of a mapped member the table does not say whether it may be null: that is
 * so for the object around it. */
static void check_member(const struct deal_column_def *def, json_t *object,
                         const char *where)
{
    const char *path = def->json_at ? def->json_at : def->name;
    json_t *of = member(object, path), *format = json_object_get(of, "format");

    if (!of)
        fail_msg("%s: %s is not in the schema", where, path);
    if (!allows(of, type_in_json(def->type)))
        fail_msg("%s: %s is no %s", where, path, type_in_json(def->type));
    if (!def->json_at && allows(of, "null") == def->known)
        fail_msg("%s: may %s be null?", where, path);
    if ((def->type == TYPE_DATE) !=
        (format && !strcmp(json_string_value(format), "date")))
        fail_msg("%s: is %s a date?", where, path);
    if (def->type == TYPE_SHARE &&
        json_integer_value(json_object_get(of, "maximum")) != 1)
        fail_msg("%s: %s is a share of 1", where, path);
}

static bool is_column(const char *name)
{
    for (int c = 0; c < DEAL_COLUMNS; c++)
        if (DEAL_COLUMN_DEFS[c].place[OUTPUT_JSON] &&
            !strcmp(DEAL_COLUMN_DEFS[c].name, name))
            return true;
    return false;
}

/* Members that are lists and objects have writers of their own; those two are
 * of the file, not of the deal. */
static void check_back(json_t *object, const char *where)
{
    const char *name;
    json_t *of;

    json_object_foreach(json_object_get(object, "properties"), name, of)
    {
        bool flat = !allows(of, "object") && !allows(of, "array");
        if (!strcmp(name, "schema_version") || !strcmp(name, "as_of"))
            continue;
        if (flat != is_column(name))
            fail_msg("%s: %s is %s the table", where, name,
                     flat ? "not in" : "flat in");
    }
}

static void the_schemas_are_the_table(void **state)
{
    json_t *deal = schema("deal"), *deals = schema("deals"), *row;

    (void)state;
    row = json_object_get(member(deals, "deals"), "items");
    for (int c = 0; c < DEAL_COLUMNS; c++) {
        const struct deal_column_def *def = &DEAL_COLUMN_DEFS[c];
        bool only_whole = def->json_at && !strncmp(def->json_at, "counter", 7);
        if (!def->place[OUTPUT_JSON] && !def->json_at)
            continue;
        check_member(def, deal, "deal");
        if (!only_whole) /* the list is the short form */
            check_member(def, row, "deals");
    }
    check_back(deal, "deal");
    check_back(row, "deals");
    json_decref(deal);
    json_decref(deals);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_two_columns_share_a_place),
        cmocka_unit_test(every_column_is_somewhere),
        cmocka_unit_test(values_are_of_their_type),
        cmocka_unit_test(the_schemas_are_the_table),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
