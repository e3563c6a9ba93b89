/* Pack: publication in one step, `latest`, prune, and what a fault leaves. */
#include "tests/test.h"

#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "render/pack/pack.h"
#include "render/base/tree_dir.h"
#include "tests/render/fixture.h"

struct world {
    char dir[32];
    struct arena a;
    struct report r;
};

static int set_up(void **state)
{
    struct world *w = mem_alloc(1, sizeof *w);

    alarm(60); /* a lock that is never freed must fail, not hang */
    snprintf(w->dir, sizeof w->dir, "/tmp/pack.XXXXXX");
    arena_init(&w->a);
    fixture_report(&w->r, &w->a);
    *state = w;
    return !mkdtemp(w->dir);
}

static int tear_down(void **state)
{
    struct world *w = *state;

    dir_remove(w->dir);
    arena_release(&w->a);
    free(w);
    return 0;
}

static const char *at(struct world *w, const char *name)
{
    return sv_printf(&w->a, "%s/%s", w->dir, name).ptr;
}

/* Publishes a pack of that day with one file in it. */
static bool publish(struct world *w, const char *out, const char *day,
                    struct sv text, int keep, struct err *err)
{
    struct pack p;
    struct sv path;

    assert_true(date_parse_iso(&w->r.as_of, sv_from(day)));
    if (!pack_begin(&p, out, w->r.as_of, &w->a, err))
        return false;
    if (sink_put(&p.sink, "dashboard/a.txt", text, err) &&
        pack_publish(&p, &w->r, keep, &path, err))
        return true;
    pack_abandon(&p);
    pack_abandon(&p); /* twice does no harm */
    return false;
}

static bool holds(struct world *w, const char *name, const char *text)
{
    struct file f;
    struct err err;

    if (!file_open(&f, at(w, name), &err))
        return false;
    bool same = sv_eq(f.bytes, sv_from(text));
    file_close(&f);
    return same;
}

static bool exists(struct world *w, const char *name)
{
    struct stat st;

    return lstat(at(w, name), &st) == 0;
}

static const char *latest(struct world *w)
{
    char *out = ARENA_ARRAY(&w->a, 64, char);

    return readlink(at(w, "latest"), out, 63) > 0 ? out : "";
}

/* Nothing of ours is left but the lock. */
static void assert_tidy(struct world *w)
{
    struct dir_names names;
    struct err err;

    assert_true(dir_list(&names, w->dir, &w->a, &err));
    for (size_t i = 0; i < names.n; i++)
        assert_true(names.names[i].ptr[0] != '.' ||
                    sv_eq(names.names[i], SV(".lock")));
}

static void publishes_and_replaces(void **state)
{
    struct world *w = *state;
    struct err err = {0};

    assert_true(publish(w, w->dir, "2024-01-01", SV("one"), 0, &err));
    assert_true(holds(w, "2024-01-01/dashboard/a.txt", "one"));
    assert_string_equal(latest(w), "2024-01-01"); /* relative */
    assert_true(publish(w, w->dir, "2024-01-01", SV("two"), 0, &err));
    assert_true(holds(w, "2024-01-01/dashboard/a.txt", "two"));
    assert_true(exists(w, "2024-01-01/manifest.json"));
    assert_tidy(w);
}

static void latest_never_goes_back(void **state)
{
    struct world *w = *state;
    struct err err = {0};

    assert_true(publish(w, w->dir, "2024-01-08", SV("b"), 0, &err));
    assert_true(publish(w, w->dir, "2024-01-01", SV("a"), 0, &err));
    assert_string_equal(latest(w), "2024-01-08");
    assert_true(publish(w, w->dir, "2024-01-15", SV("c"), 0, &err));
    assert_string_equal(latest(w), "2024-01-15");
    /* A link to a pack that is gone binds nobody. */
    dir_remove(at(w, "2024-01-15"));
    assert_true(publish(w, w->dir, "2024-01-08", SV("d"), 0, &err));
    assert_string_equal(latest(w), "2024-01-08");
    assert_tidy(w);
}

static void prunes_the_oldest(void **state)
{
    struct world *w = *state;
    struct err err = {0};

    assert_true(dir_make(at(w, "2020-01-01"), &err)); /* no pack: stays */
    assert_true(publish(w, w->dir, "2024-01-01", SV("a"), 0, &err));
    assert_true(publish(w, w->dir, "2024-01-08", SV("b"), 0, &err));
    assert_true(publish(w, w->dir, "2024-01-15", SV("c"), 2, &err));
    assert_false(exists(w, "2024-01-01"));
    assert_true(exists(w, "2024-01-08"));
    assert_true(exists(w, "2024-01-15"));
    assert_true(exists(w, "2020-01-01"));
    /* The one just published stays, however old. */
    assert_true(publish(w, w->dir, "2023-01-01", SV("z"), 1, &err));
    assert_true(exists(w, "2023-01-01"));
    assert_true(exists(w, "2024-01-15"));
    assert_false(exists(w, "2024-01-08"));
    assert_tidy(w);
}

static void a_relative_folder_will_do(void **state)
{
    struct world *w = *state;
    struct err err = {0};
    char *cwd = getcwd(NULL, 0);

    assert_int_equal(chdir(w->dir), 0);
    assert_true(publish(w, "new/deep", "2024-01-01", SV("x"), 0, &err));
    assert_int_equal(chdir(cwd), 0);
    free(cwd);
    assert_true(holds(w, "new/deep/2024-01-01/dashboard/a.txt", "x"));
}

static void refuses_what_is_no_pack(void **state)
{
    struct world *w = *state;
    struct err err = {0};

    assert_true(dir_make(at(w, "2024-01-01"), &err));
    assert_true(file_write(at(w, "2024-01-01/mine.txt"), SV("mine"), &err));
    assert_false(publish(w, w->dir, "2024-01-01", SV("x"), 0, &err));
    assert_true(holds(w, "2024-01-01/mine.txt", "mine"));
    assert_non_null(strstr(err.text, "no pack"));
    assert_true(file_write(at(w, "2024-01-08"), SV("file"), &err));
    assert_false(publish(w, w->dir, "2024-01-08", SV("x"), 0, &err));
    assert_true(holds(w, "2024-01-08", "file"));
    assert_true(file_write(at(w, "latest"), SV("file"), &err));
    assert_false(publish(w, w->dir, "2024-01-15", SV("x"), 0, &err));
    assert_true(holds(w, "latest", "file"));
    assert_false(publish(w, at(w, "latest"), "2024-01-15", SV("x"), 0, &err));
    assert_int_equal(err.code, EXIT_SYSTEM);
    assert_tidy(w);
}

static void a_full_disk_leaves_the_old_pack(void **state)
{
    struct world *w = *state;
    struct err err = {0};
    struct rlimit old, small;
    static char big[200000];

    assert_true(publish(w, w->dir, "2024-01-01", SV("old"), 0, &err));
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
    /* Once in a writer's file, once in the manifest. */
    small = (struct rlimit){50000, old.rlim_max};
    setrlimit(RLIMIT_FSIZE, &small);
    assert_false(publish(w, w->dir, "2024-01-01", (struct sv){big, sizeof big},
                         0, &err));
    small.rlim_cur = 100;
    setrlimit(RLIMIT_FSIZE, &small);
    assert_false(publish(w, w->dir, "2024-01-01", SV("new"), 0, &err));
    setrlimit(RLIMIT_FSIZE, &old);
    assert_int_equal(err.code, EXIT_SYSTEM);
    assert_non_null(strstr(err.text, "manifest.json"));
    assert_true(holds(w, "2024-01-01/dashboard/a.txt", "old"));
    assert_string_equal(latest(w), "2024-01-01");
    assert_tidy(w);
}

/* A process that dies while building, as by kill −9 or a power cut. */
static void a_crash_leaves_the_old_pack(void **state)
{
    struct world *w = *state;
    struct err err = {0};
    int status;

    assert_true(publish(w, w->dir, "2024-01-01", SV("old"), 0, &err));
    pid_t child = fork();
    assert_true(child >= 0);
    if (!child) {
        struct pack p;
        if (pack_begin(&p, w->dir, w->r.as_of, &w->a, &err) &&
            sink_put(&p.sink, "dashboard/a.txt", SV("half"), &err))
            raise(SIGKILL);
        _exit(1);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status));
    assert_true(exists(w, ".building-2024-01-01"));
    assert_true(holds(w, "2024-01-01/dashboard/a.txt", "old"));
    assert_true(publish(w, w->dir, "2024-01-08", SV("next"), 0, &err));
    assert_true(holds(w, "2024-01-01/dashboard/a.txt", "old"));
    assert_tidy(w); /* and the next run has swept */
    /* A file system without exchange, killed between its two renames. */
    assert_int_equal(rename(at(w, "2024-01-08"), at(w, ".retired-2024-01-08")),
                     0);
    assert_true(publish(w, w->dir, "2024-01-01", SV("new"), 0, &err));
    assert_true(holds(w, "2024-01-08/dashboard/a.txt", "next"));
    assert_tidy(w);
}

static void runs_take_turns(void **state)
{
    struct world *w = *state;
    struct err err = {0};
    struct pack p;
    int status;

    w->r.as_of = date_from_civil(2024, 1, 1);
    assert_true(pack_begin(&p, w->dir, w->r.as_of, &w->a, &err));
    pid_t child = fork();
    if (!child) {
        close(p.lock); /* inherited: it would keep the lock it waits for */
        _exit(!publish(w, w->dir, "2024-01-01", SV("second"), 0, &err));
    }
    usleep(100000);
    assert_int_equal(waitpid(child, &status, WNOHANG), 0); /* it waits */
    assert_true(sink_put(&p.sink, "dashboard/a.txt", SV("first"), &err));
    struct sv path;
    assert_true(pack_publish(&p, &w->r, 0, &path, &err));
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    assert_true(holds(w, "2024-01-01/dashboard/a.txt", "second"));
    assert_tidy(w);
}

static void the_key_knows_an_unchanged_pack(void **state)
{
    struct world *w = *state;
    struct err err = {0};
    char key[SHA256_TEXT], other[SHA256_TEXT];
    struct settings s = *w->r.settings;
    struct pack_identity id = {.version = "1",
                               .input_sha256 = "ab",
                               .settings = &s,
                               .as_of = w->r.as_of,
                               .seed = 1};

    pack_key(key, &id);
    memcpy(w->r.inputs_key, key, sizeof key);
    assert_false(pack_unchanged(w->dir, id.as_of, key, &w->a));
    assert_true(publish(w, w->dir, "2024-01-01", SV("x"), 0, &err));
    assert_true(pack_unchanged(w->dir, id.as_of, key, &w->a));
    id.seed = 2;
    pack_key(other, &id);
    assert_string_not_equal(key, other);
    assert_false(pack_unchanged(w->dir, id.as_of, other, &w->a));
    id.seed = 1;
    s.levels.critical = 80;
    pack_key(other, &id);
    assert_string_not_equal(key, other);
    s.levels.critical = 75;
    id.templates_key = "cd";
    pack_key(other, &id);
    assert_string_not_equal(key, other);
}

int main(void)
{
#define IN_A_FOLDER(test)                                                      \
    cmocka_unit_test_setup_teardown(test, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        IN_A_FOLDER(publishes_and_replaces),
        IN_A_FOLDER(latest_never_goes_back),
        IN_A_FOLDER(prunes_the_oldest),
        IN_A_FOLDER(a_relative_folder_will_do),
        IN_A_FOLDER(refuses_what_is_no_pack),
        IN_A_FOLDER(a_full_disk_leaves_the_old_pack),
        IN_A_FOLDER(a_crash_leaves_the_old_pack),
        IN_A_FOLDER(runs_take_turns),
        IN_A_FOLDER(the_key_knows_an_unchanged_pack),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
