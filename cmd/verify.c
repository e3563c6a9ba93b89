/* dealsense verify: is a published pack whole, and do its totals agree? */
#include <stdio.h>

#include "cmd/commands.h"
#include "render/pack/pack.h"

int cmd_verify(const struct options *o)
{
    struct arena scratch;
    struct err err;
    size_t files = 0;
    bool ok;

    arena_init(&scratch);
    ok = pack_verify(o->operands[0], &files, &scratch, &err);
    if (ok)
        printf("%s: %zu files whole; totals agree in XLSX, CSV and JSON\n",
               o->operands[0], files);
    arena_release(&scratch);
    return ok ? EXIT_DONE : cmd_fail(o, &err);
}
