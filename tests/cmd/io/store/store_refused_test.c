/* The history store: what is not ours, or not whole, is left as it is. */
#include "tests/test.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>

#include "scoring/base/rng.h"
#include "tests/cmd/io/store/store_week.h"

static const char FOREIGN[] =
    "is no history store of dealsense; name another with --store";
static const char DAMAGED[] = "is damaged; restore it from a backup, or move "
                              "it away to begin a new one";

/* Says so in the pack, names no folder, records nothing, changes no byte. */
static void assert_refused(const struct place *p, const char *why)
{
    struct file was = {0}, is = {0};
    struct arena run;
    struct track t;
    struct week w;
    struct err err;

    arena_init(&run);
    week_init(&w, WEEK_EXPORT, week_day(6, 19), 60);
    assert_true(file_open(&was, p->store, &err));
    week_read(&t, p->store, week_day(6, 19), &run);
    assert_int_equal(t.n + t.n_runs + strlen(t.digest), 0);
    struct sv want = sv_printf(&run,
                               "The history store could not be used, so "
                               "nothing is compared with earlier runs; it was "
                               "left as it is (history.db: %s)",
                               why);
    if (!sv_eq(t.trouble, want))
        fail_msg("\"%.*s\", not \"%.*s\"", SV_ARG(t.trouble), SV_ARG(want));
    if (strcmp(why, DAMAGED)) { /* a run asks no more of such a one */
        assert_false(store_holds(p->store, week_day(6, 5), "key 1"));
        assert_false(week_write(&w, p->store));
        assert_int_equal(w.x.err.code, EXIT_INPUT);
        assert_non_null(strstr(w.x.err.text, why));
    }
    assert_true(file_open(&is, p->store, &err));
    assert_true(sv_eq(was.bytes, is.bytes));
    file_close(&was);
    file_close(&is);
    week_release(&w);
    arena_release(&run);
}

static void a_file_of_others_is_refused(void **state)
{
    struct place *p = *state;
    struct err err;

    assert_true(file_write(p->store, SV("deal_id,amount\n"), &err));
    assert_refused(p, FOREIGN);
    assert_true(file_write(p->store, sv_from(WEEK_EXPORT), &err));
    assert_refused(p, FOREIGN);
    assert_true(file_write(p->store, SV("SQLite format 3"), &err));
    assert_refused(p, FOREIGN);
    remove(p->store);
    meddle(p->store, "CREATE TABLE mine (x)");
    assert_refused(p, FOREIGN);
    meddle(p->store, "PRAGMA application_id = 1; PRAGMA user_version = 2");
    assert_refused(p, FOREIGN);
    /* Our mark on a database of others: its tables are not ours. */
    meddle(p->store, "PRAGMA application_id = 1146309715");
    assert_refused(p, DAMAGED);
}

static void a_newer_schema_is_refused(void **state)
{
    struct place *p = *state;

    week_record(p->store, week_day(6, 5), 60);
    meddle(p->store, "PRAGMA user_version = 6");
    assert_refused(p, "was written by a newer dealsense (schema 6); use that "
                      "one, or name another with --store");
    meddle(p->store, "PRAGMA user_version = 0");
    assert_refused(p, FOREIGN);
}

/* A folder, a pipe: neither is opened as a database, nor waited for. */
static void what_is_no_file_is_refused(void **state)
{
    struct place *p = *state;
    struct arena run;
    struct track t;
    struct week w;

    arena_init(&run);
    week_init(&w, WEEK_EXPORT, week_day(6, 5), 60);
    for (int k = 0; k < 2; k++) {
        int made = k ? mkfifo(p->store, 0600) : mkdir(p->store, 0700);
        assert_int_equal(made, 0);
        week_read(&t, p->store, week_day(6, 5), &run);
        assert_int_not_equal(t.trouble.len, 0);
        assert_false(week_write(&w, p->store));
        remove(p->store);
    }
    week_release(&w);
    arena_release(&run);
}

/* A place that is not there: nothing to read, and the write says why. */
static void a_missing_folder_is_an_error_of_the_write(void **state)
{
    struct arena run;
    struct track t;
    struct week w;

    (void)state;
    arena_init(&run);
    week_init(&w, WEEK_EXPORT, week_day(6, 5), 60);
    week_read(&t, "/nonexistent/history.db", week_day(6, 5), &run);
    assert_int_equal(t.trouble.len, 0);
    assert_false(week_write(&w, "/nonexistent/history.db"));
    assert_int_equal(w.x.err.code, EXIT_SYSTEM);
    assert_memory_equal(w.x.err.text, "/nonexistent/history.db: ", 25);
    week_release(&w);
    arena_release(&run);
}

/* A whole database whose words are not those that a run writes. */
static void content_that_no_run_writes_is_damage(void **state)
{
    static const struct {
        const char *break_it, *mend_it;
    } CASES[] = {
        {"UPDATE observation SET risk_level = 'PURPLE' WHERE rank = 1",
         "UPDATE observation SET risk_level = 'HIGH'"},
        {"UPDATE run SET as_of = 'last week'",
         "UPDATE run SET as_of = '2023-06-05'"},
        {"UPDATE run SET as_of = '2023-06-19'",
         "UPDATE run SET as_of = '2023-06-05'"},
        {"UPDATE observation SET expected_close = '2023-02-30' WHERE rank = 1",
         "UPDATE observation SET expected_close = NULL"},
        {"ALTER TABLE observation RENAME COLUMN stage TO step",
         "ALTER TABLE observation RENAME COLUMN step TO stage"},
    };
    struct place *p = *state;
    struct arena run;
    struct track t;

    arena_init(&run);
    week_record(p->store, week_day(6, 5), 60);
    for (size_t k = 0; k < sizeof CASES / sizeof CASES[0]; k++) {
        meddle(p->store, CASES[k].break_it);
        assert_refused(p, DAMAGED);
        meddle(p->store, CASES[k].mend_it);
        week_read(&t, p->store, week_day(6, 19), &run);
        assert_int_equal(t.trouble.len, 0);
        assert_int_equal(t.n, WEEK_DEALS);
    }
    arena_release(&run);
}

enum { NOISE = 64 };

static int used_bytes(const char *at)
{
    int n = 0;

    for (int k = 0; k < NOISE; k++)
        n += at[k] != 0;
    return n;
}

/* Cut anywhere, or with noise over any page: said, never believed, never
 * changed, never a crash. Noise in a text may pass; then the rows are there. */
static void damage_costs_the_comparison(void **state)
{
    struct place *p = *state;
    struct file whole = {0};
    struct arena run;
    struct track t;
    struct rng rng;
    struct err err;
    size_t refused = 0, tries = 0;

    week_record(p->store, week_day(6, 5), 60);
    week_record(p->store, week_day(6, 12), 60);
    assert_true(file_open(&whole, p->store, &err));
    arena_init(&run);
    for (size_t cut = whole.bytes.len - 1; cut > 0;
         cut -= cut < 4096 ? 1 + cut / 9 : 1999) {
        assert_true(
            file_write(p->store, (struct sv){whole.bytes.ptr, cut}, &err));
        week_read(&t, p->store, week_day(6, 19), &run);
        assert_int_not_equal(t.trouble.len, 0);
        assert_int_equal(t.n + t.n_runs, 0);
    }
    rng_init(&rng, 11, 0);
    char *bytes = ARENA_ARRAY(&run, whole.bytes.len, char);
    while (tries < 200) {
        size_t at = rng_below(&rng, (uint32_t)whole.bytes.len - NOISE);
        if (used_bytes(whole.bytes.ptr + at) < NOISE / 4)
            continue; /* an empty part of a page */
        memcpy(bytes, whole.bytes.ptr, whole.bytes.len);
        for (size_t k = 0; k < NOISE; k++)
            bytes[at + k] = (char)rng_below(&rng, 256);
        struct sv bad = {bytes, whole.bytes.len};
        assert_true(file_write(p->store, bad, &err));
        week_read(&t, p->store, week_day(6, 19), &run);
        tries++;
        refused += t.trouble.len > 0;
        assert_true(t.trouble.len ? t.n == 0 : t.n_runs <= 2);
        struct file is = {0};
        assert_true(file_open(&is, p->store, &err));
        assert_true(sv_eq(is.bytes, bad));
        file_close(&is);
    }
    assert_true(refused > tries / 2);
    file_close(&whole);
    arena_release(&run);
}

/* The disk is full in the middle of a write: all of the old, none of the new.
 */
static void a_write_is_all_or_nothing(void **state)
{
    struct place *p = *state;
    struct rlimit was, now;
    struct stat st;
    struct week w;
    bool wrote;

    week_record(p->store, week_day(6, 5), 60);
    week_init(&w, WEEK_EXPORT, week_day(6, 12), 33);
    assert_int_equal(stat(p->store, &st), 0);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &was), 0);
    void (*handler)(int) = signal(SIGXFSZ, SIG_IGN);
    now = was;
    now.rlim_cur = (rlim_t)st.st_size; /* no page more */
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &now), 0);
    /* Enough rows to need a page. */
    for (int day = 12; day < 30; day++) {
        w.r.as_of = week_day(6, day);
        wrote = week_write(&w, p->store);
        if (!wrote)
            break;
    }
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &was), 0);
    signal(SIGXFSZ, handler);
    assert_false(wrote);
    assert_int_equal(w.x.err.code, EXIT_SYSTEM);
    assert_asked(p->store, "PRAGMA integrity_check", "ok");
    assert_asked(p->store,
                 "SELECT count(*) FROM run WHERE (SELECT count(*) FROM "
                 "observation WHERE observation.run = run.run) <> 3",
                 "0");
    assert_asked(p->store,
                 "SELECT risk_score FROM risk_report WHERE as_of = "
                 "'2023-06-05'",
                 "60.0;59.9;59.8");
    assert_true(week_write(&w, p->store)); /* and now there is room */
    week_release(&w);
}

#define IN_A_PLACE(f)                                                          \
    cmocka_unit_test_setup_teardown(f, place_make, place_remove)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_A_PLACE(a_file_of_others_is_refused),
        IN_A_PLACE(a_newer_schema_is_refused),
        IN_A_PLACE(what_is_no_file_is_refused),
        cmocka_unit_test(a_missing_folder_is_an_error_of_the_write),
        IN_A_PLACE(content_that_no_run_writes_is_damage),
        IN_A_PLACE(damage_costs_the_comparison),
        IN_A_PLACE(a_write_is_all_or_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
