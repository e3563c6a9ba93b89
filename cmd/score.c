/* dealsense score: the CSV of every open deal on standard output. */
#include <stdio.h>

#include "cmd/commands.h"
#include "cmd/log.h"
#include "cmd/pipeline.h"
#include "render/data/data.h"

int cmd_score(const struct options *o)
{
    struct pipeline p;
    struct buf text;
    struct err err;
    int code = EXIT_DONE;

    buf_init(&text);
    if (!pipeline_read(&p, o, &err)) {
        code = cmd_fail(o, &err);
        goto done;
    }
    pipeline_model(&p, o->model);
    pipeline_score(&p);
    pipeline_report(&p, NULL, "");
    progress_end(&p.line);
    csv_text(&text, &p.report);
    fwrite(text.ptr, 1, text.len, stdout); /* main checks the stream */
    inputs_warn(&p.in, o);
    pipeline_say_store(&p);
    if (p.model.mode == MODE_RULES_ONLY)
        log_warn(o, p.report.reason);
done:
    buf_release(&text);
    pipeline_release(&p);
    return code;
}
