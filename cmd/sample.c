/* dealsense sample: a synthetic pipeline on standard output. */
#include <stdio.h>

#include "cmd/commands.h"
#include "cmd/inputs.h"
#include "sample/export.h"
#include "sample/scenarios.h"
#include "scoring/base/file.h"
#include "scoring/base/near.h"

static bool write_part(const char *path, const struct world *w, int32_t day,
                       void (*part)(struct buf *, const struct world *,
                                    int32_t),
                       struct err *err)
{
    struct buf text;
    bool ok = true;

    buf_init(&text);
    part(&text, w, day);
    if (path)
        ok = file_write(path, buf_sv(&text), err);
    else
        fwrite(text.ptr, 1, text.len, stdout); /* main checks the stream */
    buf_release(&text);
    return ok;
}

/* NULL in o: the stationary world. */
static bool find_world(const struct scenario **out, const struct options *o,
                       struct err *err)
{
    const char *name = o->world ? o->world : SCENARIOS[0].name;
    struct near near = near_to(sv_from(name));
    char hint[NEAR_TEXT];

    *out = scenario_find(name);
    for (size_t i = 0; i < SCENARIOS_N; i++)
        near_offer(&near, sv_from(SCENARIOS[i].name));
    return *out || err_set(err, EXIT_USAGE,
                           "--world %s: not known%s (`dealsense sample "
                           "--help` lists them)",
                           name, near_said(hint, &near, "", ""));
}

int cmd_sample(const struct options *o)
{
    struct world_options options = {.deals = (size_t)o->deals,
                                    .seed = o->seed,
                                    .signal = o->signal,
                                    .linger = o->linger,
                                    .weak_rep = o->weak_rep};
    const struct world *w;
    int32_t day = world_day();
    struct arena run;
    struct err err;
    bool ok = false;

    arena_init(&run);
    if (o->deals < 1 || o->deals > 20000000) {
        err_set(&err, EXIT_USAGE, "--deals: from 1 to 20000000");
        goto done;
    }
    if (o->signal < 0 || o->signal > 5 || o->linger < 0 || o->linger > 365 ||
        o->weak_rep < 0 || o->weak_rep > 1) {
        err_set(&err, EXIT_USAGE,
                "--signal is from 0 to 5, --linger from 0 to 365 days, "
                "--weak-rep from 0 to 1");
        goto done;
    }
    if (!find_world(&options.scenario, o, &err))
        goto done;
    if (o->as_of && !inputs_day(&day, "as-of", o->as_of, &err))
        goto done;
    w = world_make(&options, &run);
    if (world_count(w, day) > 40000000) {
        err_set(&err, EXIT_USAGE,
                "--as-of: so late a day needs more than 40,000,000 deals");
        goto done;
    }
    if (o->history && !write_part(o->history, w, day, sample_history, &err))
        goto done;
    if (o->truth && !write_part(o->truth, w, day, sample_truth, &err))
        goto done;
    ok = write_part(NULL, w, day, sample_deals, &err);
done:
    arena_release(&run);
    return ok ? EXIT_DONE : cmd_fail(o, &err);
}
