/*
 * A history.db that somebody else made. The input is SQL that makes the file,
 * and after a byte 0x1e patches of four bytes each (three of the place, one
 * of the value) to the file that it made; without SQL in front the rest is
 * the file itself. It is read as a run reads it: a track, or its trouble.
 */
#include <math.h>
#include <sqlite3.h>

#include "tests/fuzz/fuzz.h"
#include "tests/scoring/planted.h"

#include "cmd/io/store/store.h"

enum { WORK = 200000 }; /* virtual instructions, checked every 1000 */

static int too_long(void *left)
{
    return --*(int *)left <= 0;
}

static void make(const char *path, struct sv sql)
{
    char *text = fuzz_copy(sql, true);
    sqlite3 *db;
    int left = WORK / 1000;

    unlink(path);
    if (sqlite3_open(path, &db) != SQLITE_OK)
        abort();
    sqlite3_limit(db, SQLITE_LIMIT_ATTACHED, 0); /* no file but this one */
    sqlite3_limit(db, SQLITE_LIMIT_LENGTH, 1 << 20);
    sqlite3_progress_handler(db, 1000, too_long, &left);
    sqlite3_exec(db, "PRAGMA temp_store=memory; PRAGMA max_page_count=500;",
                 NULL, NULL, NULL);
    sqlite3_exec(db, text, NULL, NULL, NULL);
    sqlite3_close(db);
    free(text);
}

static void patch(const char *path, struct sv patches)
{
    int fd = open(path, O_RDWR | O_CLOEXEC);
    struct stat st;

    if (fd < 0)
        return;
    if (fstat(fd, &st) == 0 && st.st_size)
        for (size_t k = 0; k + 4 <= patches.len; k += 4) {
            const unsigned char *p = (const unsigned char *)patches.ptr + k;
            off_t at = (off_t)((p[0] << 16 | p[1] << 8 | p[2]) % st.st_size);
            if (pwrite(fd, p + 3, 1, at) != 1)
                abort();
        }
    close(fd);
}

static void use(const struct deals *planted, const struct track *t, int32_t day,
                struct arena *run)
{
    struct deals d = *planted;
    struct arena scratch;

    for (size_t i = 0; i < t->n; i++) {
        assert(isfinite(t->list[i].score));
        assert((int)t->list[i].level >= 0 && t->list[i].level < LEVEL_COUNT);
    }
    arena_init(&scratch);
    track_apply(&d, t, day, run, &scratch);
    arena_release(&scratch);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct sv patches = {(const char *)data, size}, sql;
    char path[FUZZ_PATH], journal[FUZZ_PATH];
    int32_t day = date_from_civil(2027, 1, 1);
    struct arena run;
    struct deals d;
    struct track t;
    struct err err;

    sql = sv_cut(&patches, 0x1e);
    fuzz_path(path, "store", "history.db");
    fuzz_path(journal, "store", "history.db-journal");
    unlink(journal);
    if (sql.len) {
        make(path, sql);
        patch(path, patches);
    } else {
        fuzz_file(path, patches);
    }
    arena_init(&run);
    planted_deals(&d, 20, 33, &run);
    assert(store_read(&t, path, day, &run, &err)); /* no fault of the disk */
    if (t.trouble.len)
        assert(!memchr(t.trouble.ptr, '\n', t.trouble.len));
    else
        use(&d, &t, day, &run);
    store_holds(path, day, "x");
    arena_release(&run);
    return 0;
}
