/* The two public exports: counts from DESIGN.md and from the files by awk. */
#include "tests/test.h"

#include <math.h>

#include "scoring/deals.h"

struct read {
    struct arena run, scratch;
    struct diags diags;
    struct deals deals;
    struct err err;
    bool ok;
};

static void read_shared(struct read *r, const char *name)
{
    struct settings settings;
    char path[512];

    *r = (struct read){0};
    arena_init(&r->run);
    arena_init(&r->scratch);
    diags_init(&r->diags, &r->run);
    settings_default(&settings);
    snprintf(path, sizeof path, "%s/data/%s", getenv("DEALSENSE_SHARED"), name);
    r->ok = deals_read(&r->deals, path, NULL, &settings, &r->run, &r->scratch,
                       &r->diags, &r->err);
    arena_reset(&r->scratch);
}

static void read_release(struct read *r)
{
    arena_release(&r->run);
    arena_release(&r->scratch);
}

static size_t count(const struct deals *d, int32_t day, enum state state)
{
    size_t n = 0;

    for (size_t i = 0; i < d->n; i++)
        n += deals_state(d, i, day) == state;
    return n;
}

static void skygeni(void **state)
{
    struct read r;
    const struct deals *d = &r.deals;
    int32_t day = date_from_civil(2024, 1, 1);
    char text[DATE_TEXT];
    size_t open;

    (void)state;
    read_shared(&r, "skygeni/skygeni_sales_data.csv");
    assert_true(r.ok);
    assert_int_equal(d->n, 5000);
    assert_int_equal(d->rows, 5000);
    assert_int_equal(d->rejected, 0);
    assert_string_equal(d->dialect, "skygeni");
    assert_string_equal(d->date_order, "ISO");
    assert_int_equal(count(d, day, STATE_OPEN), 691);
    assert_int_equal(count(d, day, STATE_WON) + count(d, day, STATE_LOST),
                     3355);
    deals_open(d, day, &open, &r.scratch);
    assert_int_equal(open, 691);
    assert_int_equal(count(d, d->newest, STATE_OPEN), 0);
    assert_int_equal(count(d, d->newest, STATE_UNBORN), 0);
    assert_string_equal(date_iso(text, d->newest), "2024-07-20");
    assert_true(d->groups[GROUP_OWNER].n_labels == 25);
    assert_int_equal(r.diags.total, 0);
    read_release(&r);
}

static void maven(void **state)
{
    struct read r;
    const struct deals *d = &r.deals;
    size_t open, unknown = 0;
    uint32_t *list;

    (void)state;
    read_shared(&r, "maven/sales_pipeline.csv");
    assert_true(r.ok);
    assert_int_equal(d->n, 8800);
    assert_string_equal(d->dialect, "maven");
    assert_string_equal(d->date_order, "M/D/Y");
    assert_int_equal(count(d, d->newest, STATE_WON), 4238);
    assert_int_equal(count(d, d->newest, STATE_LOST), 2473);
    list = deals_open(d, d->newest, &open, &r.scratch);
    assert_int_equal(open, 2089);
    for (size_t k = 0; k < open; k++) {
        unknown += d->created[list[k]] == DATE_NONE;
        assert_true(isnan(d->amount[list[k]]));
    }
    assert_int_equal(unknown, 500);
    assert_int_equal(d->newest, date_from_civil(2017, 12, 31));
    assert_int_equal(d->n_open_stages, 2);
    read_release(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(skygeni),
        cmocka_unit_test(maven),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
