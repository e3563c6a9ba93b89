/* The two public exports: counts taken from the files by awk. */
#include "tests/shared.h"

#include <math.h>

#include "scoring/intake/deals.h"
#include "scoring/settings/settings.h"

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

    shared_needed("data");
    *r = (struct read){0};
    arena_init(&r->run);
    arena_init(&r->scratch);
    diags_init(&r->diags, &r->run);
    settings_default(&settings);
    snprintf(path, sizeof path, "%s/data/%s", shared_folder(), name);
    const struct export_paths paths = {path, NULL};
    r->ok =
        deals_read(&r->deals, &paths, &settings, &r->run, &r->diags, &r->err);
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

/* Sums of all known values, against those that Python's csv module gives. */
static void check_sums(const struct deals *d, double amounts, int64_t created,
                       int64_t closed)
{
    double amount = 0;
    int64_t days[2] = {0};

    for (size_t i = 0; i < d->n; i++) {
        amount += isnan(d->amount[i]) ? 0 : d->amount[i];
        days[0] += d->created[i] == DATE_NONE ? 0 : d->created[i];
        days[1] += d->closed[i] == DATE_NONE ? 0 : d->closed[i];
    }
    assert_true(amount == amounts);
    assert_int_equal(days[0], created);
    assert_int_equal(days[1], closed);
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
    check_sums(d, 131432464, 97916288, 98235047);
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
    check_sums(d, 10005534, 143850269, 116631459);
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
