/* The ledger of deliveries while another program holds it. The rest of what
 * can become of it is tested with send (tests/cmd/send_faults.py). */
#include "tests/test.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "cmd/io/store/ledger.h"

enum { WAIT_MS = 300 };

static double now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* Says so, in those words, and makes the others wait no more. */
static void locked_is_told_and_waited_for_once(void **state)
{
    const struct delivery_key key = {.as_of = "2026-06-29",
                                     .channel = "email",
                                     .recipient = SV("cro@example.com"),
                                     .deal = SV(""),
                                     .news = "pack"};
    const struct delivery d = {.content = SV("x"), .message_id = SV("y")};
    char folder[] = "/tmp/dealsense-ledger-XXXXXX", path[64], lock[64];
    struct delivery found;
    struct ledger l;
    struct arena a;
    struct err err = {0};
    sqlite3 *other;

    (void)state;
    arena_init(&a);
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/" LEDGER_NAME, folder);
    snprintf(lock, sizeof lock, "%s/.ledger.lock", folder);
    assert_true(ledger_open(&l, path, false, &err));
    sqlite3_busy_timeout(l.db, WAIT_MS);
    assert_int_equal(sqlite3_open(path, &other), SQLITE_OK);
    assert_int_equal(sqlite3_exec(other, "BEGIN EXCLUSIVE", NULL, NULL, NULL),
                     SQLITE_OK);
    double start = now();
    assert_false(ledger_begin(&l, &key, 1, &d, &err));
    assert_non_null(strstr(err.text, "database is locked"));
    assert_true(now() - start > 1e-3 * WAIT_MS / 2);
    start = now();
    for (int k = 0; k < 20; k++) {
        assert_false(ledger_find(&found, &l, &key, &a, &err));
        assert_non_null(strstr(err.text, "database is locked"));
        assert_false(ledger_end(&l, &key, 1, &d, &err));
    }
    assert_true(now() - start < 20 * 1e-3 * WAIT_MS);
    /* Nothing of it is there once the lock is gone, and all works again. */
    sqlite3_close(other);
    assert_true(ledger_find(&found, &l, &key, &a, &err));
    assert_int_equal(found.state, DELIVERY_NONE);
    assert_true(ledger_begin(&l, &key, 1, &d, &err));
    assert_true(ledger_find(&found, &l, &key, &a, &err));
    assert_int_equal(found.state, DELIVERY_SENDING);
    ledger_close(&l);
    unlink(path);
    unlink(lock);
    rmdir(folder);
    arena_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(locked_is_told_and_waited_for_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
