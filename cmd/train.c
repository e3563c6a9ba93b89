/* dealsense train: the model file alone, for `run --model` and `score`. */
#include <stdio.h>

#include "cmd/commands.h"
#include "cmd/pipeline.h"
#include "render/words/model.h"
#include "scoring/base/buf.h"
#include "scoring/base/file.h"

static bool write_model(struct pipeline *p, const char *path, struct err *err)
{
    const struct model *m = &p->model;
    const struct words w =
        words_of(&p->in.settings, &p->in.deals, p->in.as_of, &p->in.run);
    struct buf bytes;
    bool ok;

    buf_init(&bytes);
    model_write(&bytes, m);
    ok = file_replace(path, buf_sv(&bytes), err);
    if (ok)
        printf("Mode %s: %.*s\nModel: %s\n", mode_name(m->mode),
               SV_ARG(words_model_why(&w, m)), path);
    buf_release(&bytes);
    return ok;
}

int cmd_train(const struct options *o)
{
    struct pipeline p;
    struct err err;
    bool ok;

    if (!o->model) {
        err_set(&err, EXIT_USAGE, "train needs --model FILE to write to");
        return cmd_fail(o, &err);
    }
    ok = pipeline_read(&p, o, &err);
    if (ok)
        pipeline_model(&p, NULL);
    progress_end(&p.line);
    ok = ok && write_model(&p, o->model, &err);
    if (ok)
        inputs_warn(&p.in, o);
    pipeline_release(&p);
    return ok ? EXIT_DONE : cmd_fail(o, &err);
}
