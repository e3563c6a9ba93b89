/* dealsense score: the CSV of every open deal on standard output. */
#include <stdio.h>

#include "cmd/commands.h"
#include "cmd/log.h"
#include "cmd/scored.h"
#include "render/data/data.h"

int cmd_score(const struct options *o)
{
    struct scored scored;
    struct buf text;
    struct err err;

    if (!scored_make(&scored, o, &err))
        return cmd_fail(o, &err);
    buf_init(&text);
    csv_text(&text, &scored.report);
    fwrite(text.ptr, 1, text.len, stdout); /* main checks the stream */
    if (scored.model.mode == MODE_RULES_ONLY)
        log_warn(o, scored.model.reason);
    buf_release(&text);
    scored_release(&scored);
    return EXIT_DONE;
}
