/* dealsense pull: an export fetched from the CRM itself. */
#include <signal.h>
#include <stdio.h>

#include "cmd/commands.h"
#include "cmd/inputs.h"
#include "cmd/io/salesforce/salesforce.h"
#include "cmd/progress.h"

static void say(const struct crm_pulled *p)
{
    printf("%s: %llu opportunities (deals.csv, %zu fields) and %llu stage "
           "changes (history.csv) from %.*s\n",
           p->place, (unsigned long long)p->deals, p->fields,
           (unsigned long long)p->history, SV_ARG(p->org));
    if (p->pages_before)
        printf("Went on from an earlier pull: %llu of %llu pages were there\n",
               (unsigned long long)p->pages_before,
               (unsigned long long)p->pages);
    if (p->lacking.len)
        printf("Not in this org, or not to be read by its user: %.*s\n",
               SV_ARG(p->lacking));
}

int cmd_pull(const struct options *o)
{
    struct progress_line line;
    struct progress progress = {progress_step, &line};
    struct crm_pulled pulled;
    struct settings settings;
    struct arena run;
    struct err err;
    bool ok;

    signal(SIGPIPE, SIG_IGN); /* a server that hangs up is an answer */
    if (strcmp(o->operands[0], "salesforce") != 0) {
        err_set(&err, EXIT_USAGE, "pull: `%s` is not known; it is `salesforce`",
                o->operands[0]);
        return cmd_fail(o, &err);
    }
    arena_init(&run);
    progress_init(&line, o);
    ok = inputs_settings(&settings, o, &run, &err) &&
         salesforce_pull(&pulled, o->out, &settings, &progress, &run, &err);
    progress_end(&line);
    if (ok && !o->quiet)
        say(&pulled);
    arena_release(&run);
    return ok ? EXIT_DONE : cmd_fail(o, &err);
}
