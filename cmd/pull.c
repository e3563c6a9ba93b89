/* dealsense pull: an export fetched from the CRM itself. */
#include <signal.h>
#include <stdio.h>

#include "cmd/commands.h"
#include "cmd/inputs.h"
#include "cmd/io/hubspot/hubspot.h"
#include "cmd/io/salesforce/salesforce.h"
#include "cmd/progress.h"
#include "scoring/base/near.h"

/* The CRMs that can be pulled from, and what each calls what comes. */
static const struct crm {
    const char *name;
    bool (*pull)(struct crm_pulled *out, const char *place,
                 const struct settings *settings,
                 const struct progress *progress, struct arena *run,
                 struct err *err);
    const char *deals, *history, *lacking;
} CRMS[] = {
    {"salesforce", salesforce_pull, "opportunities", "stage changes",
     "Not in this org, or not to be read by its user"},
    {"hubspot", hubspot_pull, "deals", "dated changes",
     "Not in this account, or not to be read by the app"},
};
enum { N_CRMS = sizeof CRMS / sizeof CRMS[0] };

static void say(const struct crm_pulled *p, const struct crm *crm)
{
    printf("%s: %llu %s (deals.csv, %zu fields) and %llu %s (history.csv) "
           "from %.*s\n",
           p->place, (unsigned long long)p->deals, crm->deals, p->fields,
           (unsigned long long)p->history, crm->history, SV_ARG(p->org));
    if (p->pages_before)
        printf("Went on from an earlier pull: %llu of %llu pages were there\n",
               (unsigned long long)p->pages_before,
               (unsigned long long)p->pages);
    if (p->lacking.len)
        printf("%s: %.*s\n", crm->lacking, SV_ARG(p->lacking));
}

static const struct crm *find(const char *name, struct err *err)
{
    struct near near = near_to(sv_from(name));
    char hint[NEAR_TEXT];

    for (size_t k = 0; k < N_CRMS; k++) {
        if (!strcmp(name, CRMS[k].name))
            return &CRMS[k];
        near_offer(&near, sv_from(CRMS[k].name));
    }
    err_set(err, EXIT_USAGE,
            "pull: `%s` is not known%s; it is `salesforce` or `hubspot`", name,
            near_said(hint, &near, "", ""));
    return NULL;
}

int cmd_pull(const struct options *o)
{
    struct progress_line line;
    struct progress progress = {progress_step, &line};
    struct crm_pulled pulled;
    struct settings settings;
    struct arena run;
    struct err err;
    const struct crm *crm = find(o->operands[0], &err);
    bool ok;

    signal(SIGPIPE, SIG_IGN); /* a server that hangs up is an answer */
    if (!crm)
        return cmd_fail(o, &err);
    arena_init(&run);
    progress_init(&line, o);
    ok = inputs_settings(&settings, o, &run, &err) &&
         crm->pull(&pulled, o->out, &settings, &progress, &run, &err);
    progress_end(&line);
    if (ok && !o->quiet)
        say(&pulled, crm);
    arena_release(&run);
    return ok ? EXIT_DONE : cmd_fail(o, &err);
}
