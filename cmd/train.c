/* dealsense train: the model file alone, for `run --model` and `score`. */
#include <stdio.h>

#include "cmd/commands.h"
#include "cmd/inputs.h"
#include "cmd/progress.h"
#include "scoring/base/buf.h"
#include "scoring/base/file.h"
#include "scoring/leaks/linter.h"

static bool train(struct inputs *in, const struct options *o, struct err *err)
{
    struct progress_line line;
    struct progress progress = {progress_step, &line};
    struct model model = {0};
    struct leaks leaks;
    struct buf bytes;
    bool ok;

    progress_init(&line, o);
    inputs_lint(&leaks, in);
    model_train(&model, &in->deals, in->as_of, &leaks, &in->settings, o->seed,
                (int)o->threads, &progress, &in->run, &in->scratch);
    progress_end(&line);
    buf_init(&bytes);
    model_write(&bytes, &model);
    ok = file_replace(o->model, buf_sv(&bytes), err);
    if (ok)
        printf("Mode %s: %.*s\nModel: %s\n", mode_name(model.mode),
               SV_ARG(model_why(&model)), o->model);
    buf_release(&bytes);
    model_release(&model);
    return ok;
}

int cmd_train(const struct options *o)
{
    struct inputs in;
    struct err err;
    bool ok;

    if (!o->model) {
        err_set(&err, EXIT_USAGE, "train needs --model FILE to write to");
        return cmd_fail(o, &err);
    }
    if (!inputs_read(&in, o, &err))
        return cmd_fail(o, &err);
    ok = train(&in, o, &err);
    inputs_release(&in);
    return ok ? EXIT_DONE : cmd_fail(o, &err);
}
