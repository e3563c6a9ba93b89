/*
 * Verify: a whole pack passes; one changed byte of any file, one file more or
 * less, and one changed total under repaired hashes do not.
 */
#include "tests/test.h"

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "render/base/resources.h"
#include "render/pack/pack.h"
#include "render/base/tree_dir.h"
#include "render/data/data.h"
#include "render/workbook/workbook.h"
#include "tests/render/fixture.h"

struct world {
    char dir[32];
    struct arena a;
    struct report r;
    struct sv pack;
};

static void make_pack(struct world *w)
{
    struct err err = {0};
    struct resources h = {NULL, &w->a};
    struct pack p;

    assert_true(pack_begin(&p, w->dir, w->r.as_of, &w->a, &err));
    assert_true(csv_write(&w->r, &h, &p.sink, &err));
    assert_true(api_write(&w->r, &h, &p.sink, &err));
    assert_true(workbook_write(&w->r, &h, &p.sink, &err));
    assert_true(pack_publish(&p, &w->r, 0, &w->pack, &err));
}

static int set_up(void **state)
{
    struct world *w = mem_alloc(1, sizeof *w);

    snprintf(w->dir, sizeof w->dir, "/tmp/verify.XXXXXX");
    arena_init(&w->a);
    fixture_report(&w->r, &w->a);
    *state = w;
    if (!mkdtemp(w->dir))
        return 1;
    make_pack(w);
    return 0;
}

static int tear_down(void **state)
{
    struct world *w = *state;

    dir_remove(w->dir);
    arena_release(&w->a);
    free(w);
    return 0;
}

static bool verify(struct world *w, struct err *err)
{
    size_t files;

    return pack_verify(w->pack.ptr, &files, &w->a, err);
}

static const char *at(struct world *w, const char *name)
{
    return sv_printf(&w->a, "%s/%s", w->pack.ptr, name).ptr;
}

static void whole_packs_pass(void **state)
{
    static void (*const fixtures[])(struct report *, struct arena *) = {
        fixture_report, fixture_report_rules_only, fixture_report_empty};
    struct world *w = *state;
    struct err err = {0};
    size_t files;

    for (size_t i = 0; i < 3; i++) {
        fixtures[i](&w->r, &w->a);
        make_pack(w);
        bool ok = pack_verify(w->pack.ptr, &files, &w->a, &err);
        if (!ok)
            print_error("%s\n", err.text);
        assert_true(ok);
        assert_int_equal(files, 7 + API_DESCRIPTIONS + w->r.n_pages);
        /* The folder of packs stands for its latest. */
        assert_true(pack_verify(w->dir, &files, &w->a, &err));
    }
}

static void a_changed_byte_fails(void **state)
{
    struct world *w = *state;
    struct dir_names all;
    struct err err = {0};
    struct file f;

    assert_true(dir_walk(&all, w->pack.ptr, &w->a, &err));
    assert_int_equal(all.n, 7 + API_DESCRIPTIONS + w->r.n_pages);
    for (size_t i = 0; i < all.n; i++) {
        const char *path = at(w, all.names[i].ptr);
        assert_true(file_open(&f, path, &err));
        char *bytes = ARENA_ARRAY(&w->a, f.bytes.len, char);
        memcpy(bytes, f.bytes.ptr, f.bytes.len);
        const size_t places[] = {0, f.bytes.len / 3, f.bytes.len - 1};
        for (size_t k = 0; k < 3; k++) {
            bytes[places[k]] ^= 1;
            assert_true(
                file_write(path, (struct sv){bytes, f.bytes.len}, &err));
            err.text[0] = 0;
            assert_false(verify(w, &err));
            assert_non_null(strstr(err.text, all.names[i].ptr));
            bytes[places[k]] ^= 1;
        }
        assert_true(file_write(path, f.bytes, &err));
        file_close(&f);
    }
    assert_true(verify(w, &err));
}

static void every_byte_of_the_manifest_counts(void **state)
{
    struct world *w = *state;
    struct manifest m;
    struct err err;
    struct file f;

    assert_true(file_open(&f, at(w, MANIFEST_NAME), &err));
    char *bytes = ARENA_ARRAY(&w->a, f.bytes.len, char);
    memcpy(bytes, f.bytes.ptr, f.bytes.len);
    struct sv text = {bytes, f.bytes.len};
    struct arena scratch;
    arena_init(&scratch);
    assert_true(manifest_read(&m, text, "m", &scratch, &err));
    assert_string_equal(m.as_of, "2024-01-01");
    for (size_t i = 0; i < text.len; i += 7) {
        bytes[i] ^= 1;
        assert_false(manifest_read(&m, text, "m", &scratch, &err));
        bytes[i] ^= 1;
        text.len = i; /* cut off there */
        assert_false(manifest_read(&m, text, "m", &scratch, &err));
        text.len = f.bytes.len;
        arena_reset(&scratch);
    }
    arena_release(&scratch);
    file_close(&f);
}

static void a_file_more_or_less_fails(void **state)
{
    struct world *w = *state;
    struct err err = {0};
    const char *csv = at(w, "risk_report.csv"), *kept = at(w, "../kept");

    assert_true(file_write(at(w, "dashboard/more.html"), SV("x"), &err));
    assert_false(verify(w, &err));
    assert_non_null(strstr(err.text, "more.html"));
    unlink(at(w, "dashboard/more.html"));
    assert_int_equal(symlink("/etc/passwd", at(w, "link")), 0);
    assert_false(verify(w, &err));
    unlink(at(w, "link"));
    assert_true(verify(w, &err));
    assert_int_equal(rename(csv, kept), 0);
    assert_false(verify(w, &err));
    assert_non_null(strstr(err.text, "missing"));
    assert_int_equal(symlink(kept, csv), 0);
    assert_false(verify(w, &err)); /* the same bytes, but by a link */
    assert_non_null(strstr(err.text, "no ordinary file"));
}

/* Edits one file where it stands and writes a manifest with the right hashes:
 * what a careful forger would do. (Publishing would refuse it.) */
static void forge(struct world *w, const char *name, struct sv bytes)
{
    struct dir_names all;
    struct err err = {0};
    struct sink sink;
    struct buf manifest;

    assert_true(dir_walk(&all, w->pack.ptr, &w->a, &err));
    sink_init(&sink, w->pack.ptr, &w->a);
    for (size_t i = 0; i < all.n; i++) {
        struct file f;
        if (sv_eq(all.names[i], SV(MANIFEST_NAME)))
            continue;
        assert_true(file_open(&f, at(w, all.names[i].ptr), &err));
        struct sv copy = sv_copy(&w->a, f.bytes);
        file_close(&f);
        assert_true(sink_put(&sink, all.names[i].ptr,
                             strcmp(all.names[i].ptr, name) ? copy : bytes,
                             &err));
    }
    buf_init(&manifest);
    manifest_write(&manifest, &w->r, &sink, &w->a);
    assert_true(file_write(at(w, MANIFEST_NAME), buf_sv(&manifest), &err));
    buf_release(&manifest);
    sink_release(&sink);
}

/* What would be told of is not published in the first place. */
static void what_differs_is_not_published(void **state)
{
    struct world *w = *state;
    struct resources h = {NULL, &w->a};
    struct portfolio other = *w->r.portfolio;
    struct report another = w->r;
    struct err err = {0};
    struct pack p;

    other.money.pipeline += 1;
    another.portfolio = &other;
    assert_true(pack_begin(&p, w->dir, w->r.as_of, &w->a, &err));
    assert_true(csv_write(&w->r, &h, &p.sink, &err));
    assert_true(api_write(&w->r, &h, &p.sink, &err));
    assert_true(workbook_write(&w->r, &h, &p.sink, &err));
    assert_false(pack_publish(&p, &another, 0, &w->pack, &err));
    pack_abandon(&p);
    assert_int_equal(err.code, EXIT_SYSTEM);
    assert_non_null(strstr(err.text, "the report says pipeline"));
    assert_true(verify(w, &err)); /* the last one stands */
}

/* A byte of each file lost where it lies, between writing and publishing. */
static void what_is_damaged_is_not_published(void **state)
{
    static const char *const NAMES[] = {"risk_report.csv", "risk_workbook.xlsx",
                                        "dashboard/api/v1/deals.json"};
    struct world *w = *state;
    struct resources h = {NULL, &w->a};

    for (size_t k = 0; k < sizeof NAMES / sizeof NAMES[0]; k++) {
        struct err err = {0};
        struct pack p;
        struct stat st;
        assert_true(pack_begin(&p, w->dir, w->r.as_of, &w->a, &err));
        assert_true(csv_write(&w->r, &h, &p.sink, &err));
        assert_true(api_write(&w->r, &h, &p.sink, &err));
        assert_true(workbook_write(&w->r, &h, &p.sink, &err));
        const char *path =
            sv_printf(&w->a, "%s/%s", p.work_dir.ptr, NAMES[k]).ptr;
        assert_int_equal(stat(path, &st), 0);
        assert_int_equal(truncate(path, st.st_size - 1), 0);
        assert_false(pack_publish(&p, &w->r, 0, &w->pack, &err));
        pack_abandon(&p);
        assert_int_equal(err.code, EXIT_SYSTEM);
        assert_non_null(strstr(err.text, NAMES[k]));
        assert_true(verify(w, &err));
    }
}

/* `text` with the first `from` after `after` turned into `to`. */
static struct sv edit(struct world *w, struct sv text, const char *after,
                      const char *from, const char *to)
{
    const char *start = strstr(sv_cstr(&w->a, text), after);
    assert_non_null(start);
    const char *found = strstr(start, from);
    assert_non_null(found);
    size_t at_byte = text.len - strlen(found);
    return sv_printf(&w->a, "%.*s%s%s", (int)at_byte, text.ptr, to,
                     found + strlen(from));
}

static void forged_totals_fail(void **state)
{
    static const struct {
        const char *file, *after, *from, *to;
    } edits[] = {
        {"risk_report.csv", "OPP-1001", "1250000", "1250001"},
        {"risk_report.csv", "OPP-1002", "CRITICAL", "HIGH"},
        {"risk_report.csv", "OPP-1009", ",0.6600,", ",0.6700,"},
        {"risk_report.csv", "OPP-1024", "\n", "\n\n"}, /* no change: below */
        {"dashboard/api/v1/summary.json", "\"total\"", "24", "25"},
        {"dashboard/api/v1/summary.json", "\"critical\"",
         "\"deals\": ", "\"deals\": 1"},
        {"dashboard/api/v1/summary.json", "\"critical\"",
         "\"amount\": ", "\"amount\": 1"},
        {"dashboard/api/v1/summary.json", "\"money\"", "\"pipeline\": 1",
         "\"pipeline\": 2"},
        {"dashboard/api/v1/summary.json", "\"money\"", "\"at_risk\": 1",
         "\"at_risk\": 2"},
        {"dashboard/api/v1/summary.json", "\"money\"",
         "\"expected_loss\": ", "\"expected_loss\": 1"},
        {"dashboard/api/v1/summary.json", "\"money\"",
         "\"protection_potential\": ", "\"protection_potential\": 1"},
        {"dashboard/api/v1/deals.json", "OPP-1003", "46500.5", "46500.6"},
        {"dashboard/api/v1/deals.json", "OPP-1003",
         "\"receipt\":[{\"line\":\"base\",\"points\":",
         "\"receipt\":[{\"line\":\"base\",\"points\":1"},
        {"dashboard/api/v1/deals/OPP-1003.json", "amount", "46500.5",
         "46500.6"},
    };
    struct world *w = *state;

    for (size_t i = 0; i < sizeof edits / sizeof edits[0]; i++) {
        struct err err = {0};
        struct file f;
        make_pack(w);
        assert_true(file_open(&f, at(w, edits[i].file), &err));
        struct sv bytes =
            edit(w, f.bytes, edits[i].after, edits[i].from, edits[i].to);
        assert_int_equal(bytes.len, f.bytes.len + strlen(edits[i].to) -
                                        strlen(edits[i].from));
        file_close(&f);
        forge(w, edits[i].file, bytes);
        if (!strcmp(edits[i].to, "\n\n")) { /* the control: nothing said */
            assert_true(verify(w, &err));
            continue;
        }
        if (verify(w, &err))
            fail_msg("edit %zu of %s was not found", i, edits[i].file);
        assert_non_null(strstr(err.text, edits[i].file));
    }
}

/* Cells of the workbook, changed by Python, hashes repaired. */
static void forged_cells_fail(void **state)
{
    static const char *const names[] = {"",
                                        "open_deals",
                                        "critical_deals",
                                        "high_deals",
                                        "medium_deals",
                                        "low_deals",
                                        "pipeline",
                                        "at_risk",
                                        "expected_loss",
                                        "Deals!Amount",
                                        "Deals!Score",
                                        "Deals!Expected Loss",
                                        "Data!amount",
                                        "Data!risk_score"};
    struct world *w = *state;
    const char *script =
        sv_printf(&w->a, "%s/tests/render/workbook/edit_cell.py",
                  getenv("DEALSENSE_SOURCE"))
            .ptr;

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        struct err err = {0};
        struct file f;
        make_pack(w);
        const char *out = at(w, "../edited.xlsx");
        struct sv command =
            sv_printf(&w->a, "/usr/bin/python3 '%s' '%s' '%s' '%s'", script,
                      at(w, "risk_workbook.xlsx"), out, names[i]);
        assert_int_equal(system(command.ptr), 0);
        assert_true(file_open(&f, out, &err));
        forge(w, "risk_workbook.xlsx", f.bytes);
        file_close(&f);
        unlink(out);
        if (verify(w, &err) != !names[i][0])
            fail_msg("workbook edit \"%s\": %s", names[i], err.text);
    }
}

int main(void)
{
#define IN_A_FOLDER(test)                                                      \
    cmocka_unit_test_setup_teardown(test, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        IN_A_FOLDER(whole_packs_pass),
        IN_A_FOLDER(a_changed_byte_fails),
        IN_A_FOLDER(every_byte_of_the_manifest_counts),
        IN_A_FOLDER(a_file_more_or_less_fails),
        IN_A_FOLDER(what_differs_is_not_published),
        IN_A_FOLDER(what_is_damaged_is_not_published),
        IN_A_FOLDER(forged_totals_fail),
        IN_A_FOLDER(forged_cells_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
