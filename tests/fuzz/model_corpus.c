/*
 * The corpus of the model file: is each of its payloads still accepted or
 * refused as it was made to be? After a change of MODEL_SCHEMA they are all
 * refused, and the fuzz target would test nothing but refusals. Then write
 * them anew and look at what changed:
 *
 *   model_corpus tests/fuzz/corpus/model bless
 */
#include <stdio.h>

#include "tests/fuzz/model_frame.h"
#include "tests/scoring/context.h"
#include "tests/scoring/planted.h"
#include "scoring/settings/settings.h"

enum { NODE_BYTES = 19, CUT = 100 }; /* of a node in the file */

enum part { WHOLE, SHORTER, ROOT_IS_ITS_CHILD };

static const struct entry {
    const char *name;
    int min_won; /* what the forest asks for */
    enum part part;
    bool accepted;
    enum mode mode;
} ENTRIES[] = {
    {"forest", 200, WHOLE, true, MODE_HYBRID},
    {"rules_only", 100000, WHOLE, true, MODE_RULES_ONLY},
    {"cut", 200, SHORTER, false, MODE_RULES_ONLY},
    {"cycle", 200, ROOT_IS_ITS_CHILD, false, MODE_RULES_ONLY},
};

static void train(struct buf *payload, const struct entry *e, struct arena *run)
{
    struct arena scratch;
    struct deals d;
    struct settings s;
    struct model m;
    struct buf file;
    struct context ctx;

    arena_init(&scratch);
    buf_init(&file);
    planted_deals(&d, 2500, 33, run);
    settings_default(&s);
    s.forest.trees = 4;
    s.forest.sample_rows = 1500;
    s.forest.max_depth = 4;
    s.forest.min_won = e->min_won;
    ctx = context_of(&d, &s, run, &scratch);
    ctx.seed = 5;
    model_train(&m, &ctx, NULL, NULL);
    model_write(&file, &m);
    buf_add(payload, file.ptr + FRAME_HEAD, file.len - FRAME_HEAD - FRAME_HEX);
    if (e->part == SHORTER)
        payload->len -= CUT;
    if (e->part == ROOT_IS_ITS_CHILD)
        memset(payload->ptr + payload->len - m.forest.n_nodes * NODE_BYTES, 0,
               4);
    model_release(&m);
    buf_release(&file);
    arena_release(&scratch);
}

static bool bless(const char *path, const struct entry *e)
{
    struct arena run;
    struct buf payload;
    FILE *out = fopen(path, "wb");
    bool ok = out != NULL;

    arena_init(&run);
    buf_init(&payload);
    train(&payload, e, &run);
    ok = ok && fwrite(payload.ptr, 1, payload.len, out) == payload.len;
    if (out)
        ok = fclose(out) == 0 && ok;
    buf_release(&payload);
    arena_release(&run);
    return ok;
}

static bool check(const char *path, const struct entry *e)
{
    struct arena run;
    struct buf framed;
    struct deals d;
    struct model m = {0};
    struct file file = {0};
    struct err err;
    struct context ctx = {.deals = &d, .as_of = INT32_MAX, .run = &run};
    bool ok, refused;

    arena_init(&run);
    buf_init(&framed);
    planted_deals(&d, 5, 33, &run); /* as the fuzz target has them */
    ok = file_open(&file, path, &err);
    if (ok) {
        frame(&framed, file.bytes.ptr, file.bytes.len);
        model_parse(&m, &ctx, buf_sv(&framed), NULL);
        refused = m.reason >= REASON_FILE_MISSING;
        printf("%s: reason %d\n", e->name, (int)m.reason);
        ok = refused != e->accepted && m.mode == e->mode;
    }
    model_release(&m);
    file_close(&file);
    buf_release(&framed);
    arena_release(&run);
    return ok;
}

int main(int argc, char **argv)
{
    int failed = argc < 2;

    for (size_t k = 0; argc > 1 && k < sizeof ENTRIES / sizeof ENTRIES[0];
         k++) {
        char path[4096];

        snprintf(path, sizeof path, "%s/%s", argv[1], ENTRIES[k].name);
        if (argc > 2 && !bless(path, &ENTRIES[k]))
            failed = 1;
        if (!check(path, &ENTRIES[k])) {
            printf("%s: not as it was made to be\n", path);
            failed = 1;
        }
    }
    return failed;
}
