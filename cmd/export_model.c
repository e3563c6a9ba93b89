/* dealsense export-model: the model for others to compute with. */
#include <stdio.h>

#include "cmd/commands.h"
#include "cmd/log.h"
#include "cmd/pipeline.h"
#include "render/base/tree_dir.h"
#include "render/export/export.h"
#include "render/words/model.h"
#include "scoring/base/encoding.h"
#include "scoring/base/file.h"

/* What each format writes; of_deals: only where DEALS.csv is given. */
static const struct {
    const char *format, *name;
    void (*fn)(struct buf *out, const struct export_model *e);
    bool of_deals;
} FILES[] = {
    {"onnx", "model.onnx", export_onnx, false},
    {"sql", "tables.sql", export_tables, false},
    {"sql", "nodes.csv", export_nodes, false},
    {"sql", "score.sql", export_score, false},
    {"sql", "score_inline.sql", export_score_inline, false},
    {"sql", "features.sql", export_features, true},
    {"sql", "stages.csv", export_stages, true},
};
enum { N_FILES = sizeof FILES / sizeof FILES[0] };

static bool is_format(const char *format)
{
    for (size_t k = 0; k < N_FILES; k++)
        if (!strcmp(FILES[k].format, format))
            return true;
    return false;
}

static bool write_file(const struct options *o, const struct export_model *e,
                       size_t k, struct err *err)
{
    struct buf path, bytes;
    bool ok;

    buf_init(&path);
    buf_init(&bytes);
    buf_printf(&path, "%s/model", o->out);
    ok = dir_make(path.ptr, err);
    buf_printf(&path, "/%s", FILES[k].name);
    if (ok) {
        FILES[k].fn(&bytes, e);
        ok = file_replace(path.ptr, buf_sv(&bytes), err);
    }
    if (ok && !o->quiet)
        printf("%s\n", path.ptr);
    buf_release(&path);
    buf_release(&bytes);
    return ok;
}

static bool write_files(const struct options *o, const struct export_model *e,
                        struct err *err)
{
    const char *not = e->deals ? export_features_not(e) : NULL;

    for (size_t k = 0; k < N_FILES; k++) {
        if (strcmp(FILES[k].format, o->format) != 0 ||
            (FILES[k].of_deals && (!e->deals || not )))
            continue;
        if (!write_file(o, e, k, err))
            return false;
    }
    if (not )
        log_warn(o, sv_from(not ));
    return true;
}

/* One line, why there is nothing to export. */
static bool has_no_model(const char *path, const struct inputs *in,
                         const struct model *m, struct arena *a,
                         struct err *err)
{
    const struct words w =
        words_of(&in->settings, &in->deals, m->trained_as_of, a);

    return err_set(err, EXIT_INPUT, "%s: no model to export: %.*s", path,
                   SV_ARG(words_model_why(&w, m)));
}

/* The model file by itself, or fitted to the export as `score` would. */
static bool open_model(struct pipeline *p, const struct options *o,
                       const char *path, struct sv bytes, struct err *err)
{
    if (o->n_operands) {
        if (!pipeline_read(p, o, err))
            return false;
        pipeline_model(p, path);
        progress_end(&p->line);
        inputs_warn(&p->in, o);
    } else {
        arena_init(&p->in.run);
        arena_init(&p->in.scratch);
        if (!inputs_settings(&p->in.settings, o, &p->in.run, err))
            return false;
        model_open(&p->model, bytes, &p->in.run);
        p->model.refused.file = file_name_of(sv_from(path), &p->in.run);
    }
    if (p->model.mode != MODE_HYBRID)
        return has_no_model(path, &p->in, &p->model, &p->in.run, err);
    return true;
}

int cmd_export_model(const struct options *o)
{
    struct pipeline p = {.o = o};
    struct export_model e = {.model = &p.model};
    char sha256[SHA256_TEXT];
    struct file file = {0};
    struct buf path;
    struct err err;
    bool ok;

    buf_init(&path);
    if (o->model)
        buf_add_str(&path, o->model);
    else
        buf_printf(&path, "%s/latest/model.dsm", o->out);
    if (!o->format || !is_format(o->format))
        ok = err_set(&err, EXIT_USAGE,
                     o->format ? "--format: `%s` is not onnx or sql"
                               : "export-model needs --format onnx or sql",
                     o->format);
    else
        ok = file_open(&file, path.ptr, &err);
    ok = ok && open_model(&p, o, path.ptr, file.bytes, &err);
    if (ok) {
        sha256_hex(sha256, file.bytes);
        e.sha256 = sha256;
        e.deals = o->n_operands ? &p.in.deals : NULL;
        e.as_of = p.in.as_of;
        ok = write_files(o, &e, &err);
    }
    file_close(&file);
    buf_release(&path);
    pipeline_release(&p);
    return ok ? EXIT_DONE : cmd_fail(o, &err);
}
