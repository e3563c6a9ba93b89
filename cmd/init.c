/* dealsense init: a commented configuration for one export. */
#include <stdio.h>

#include "cmd/commands.h"
#include "cmd/inputs.h"
#include "render/words/actions.h"
#include "scoring/intake/init_file.h"

int cmd_init(const struct options *o)
{
    struct arena run;
    struct settings settings;
    struct buf text, actions;
    struct err err;
    bool ok;

    arena_init(&run);
    buf_init(&text);
    buf_init(&actions);
    words_actions_listed(&actions);
    ok = inputs_settings(&settings, o, &run, &err) &&
         init_file_write(&text, o->operands[0], &settings, buf_sv(&actions),
                         &run, &err);
    if (ok)
        fwrite(text.ptr, 1, text.len, stdout); /* main checks the stream */
    buf_release(&text);
    buf_release(&actions);
    arena_release(&run);
    return ok ? EXIT_DONE : cmd_fail(o, &err);
}
