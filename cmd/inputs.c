#include "cmd/inputs.h"

#include <time.h>

#include "cmd/io/store/store.h"
#include "cmd/log.h"
#include "scoring/base/encoding.h"
#include "scoring/settings/audience.h"
#include "scoring/base/file.h"
#include "scoring/intake/dialect.h"

/* By the local clock. */
static bool read_today(int32_t *out, struct err *err)
{
    struct tm tm;
    time_t now = time(NULL);

    if (!localtime_r(&now, &tm))
        return err_set(err, EXIT_SYSTEM, "the clock cannot be read");
    *out = date_from_civil(tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday);
    return true;
}

bool inputs_day(int32_t *out, const char *flag, const char *text,
                struct err *err)
{
    if (!strcmp(text, "today"))
        return read_today(out, err);
    if (!date_parse_iso(out, sv_from(text)))
        return err_set(err, EXIT_USAGE,
                       "--%s: `%s` is not a day; write YYYY-MM-DD or `today`",
                       flag, text);
    return true;
}

static bool set_date_order(struct settings *s, const char *text,
                           struct err *err)
{
    if (!strcmp(text, "mdy"))
        s->date_order = DATE_ORDER_MDY;
    else if (!strcmp(text, "dmy"))
        s->date_order = DATE_ORDER_DMY;
    else
        return err_set(err, EXIT_USAGE,
                       "--date-order: `%s` is neither mdy nor dmy", text);
    return true;
}

static bool set_base_url(struct settings *s, const char *text, struct err *err)
{
    struct sv url = sv_from(text);
    const char *why = settings_base_url(url);

    if (why)
        return err_set(err, EXIT_USAGE, "--base-url: `%s`: %s", text,
                       why + sizeof "[report] " - 1);
    while (sv_ends(url, SV("/")))
        url.len--;
    s->base_url = url;
    return true;
}

/* --audience takes what [report] audience takes, in its place. */
static bool set_audience(struct settings *s, struct sv text, struct err *err)
{
    struct sv rest = text;
    struct audience checked;

    s->n_audiences = 0;
    while (rest.len) {
        struct sv item = settings_item(&rest);
        if (s->n_audiences == AUDIENCES || !audience_parse(&checked, item))
            return err_set(err, EXIT_USAGE,
                           "--audience: `%.*s` is none of cro, board, "
                           "manager:NAME",
                           SV_ARG(item));
        s->audiences[s->n_audiences++] = item;
    }
    return s->n_audiences ||
           err_set(err, EXIT_USAGE,
                   "--audience: names none; write cro, board or manager:NAME");
}

bool inputs_settings(struct settings *out, const struct options *o,
                     struct arena *run, struct err *err)
{
    struct file config = {0};
    const char *why;
    bool ok;

    settings_default(out);
    if (o->config) {
        if (!file_open(&config, o->config, err))
            return false;
        ok = settings_read(out, config.bytes, o->config, run, err);
        file_close(&config);
        if (!ok)
            return false;
    }
    if (o->crm)
        out->crm = sv_from(o->crm);
    if (o->sheet)
        out->sheet = text_of_bytes(sv_from(o->sheet), run);
    if (o->date_order && !set_date_order(out, o->date_order, err))
        return false;
    if (o->base_url && !set_base_url(out, o->base_url, err))
        return false;
    if (o->audience &&
        !set_audience(out, text_of_bytes(sv_from(o->audience), run), err))
        return false;
    why = settings_check(out);
    if (why)
        return err_set(err, EXIT_INPUT, "%s: %s",
                       o->config ? o->config : "command line", why);
    return true;
}

/* Deals that have all closed, nobody knows when, existed on no day. */
static bool check_dated(struct inputs *in, const char *path, struct err *err)
{
    const struct deals *d = &in->deals;

    for (size_t i = 0; i < d->n; i++)
        if (d->outcome[i] == OUTCOME_OPEN || d->closed[i] != DATE_NONE)
            return true;
    if (d->headers[COLUMN_CLOSED].len)
        return err_set(err, EXIT_INPUT,
                       "%s: all %zu deals have closed, and column %.*s says of "
                       "none when; fill it, or name another as closed under "
                       "[columns]",
                       path, d->n, SV_ARG(d->headers[COLUMN_CLOSED]));
    return err_set(
        err, EXIT_INPUT,
        "%s:1: all %zu deals have closed, and no column says when; name it as "
        "closed under [columns] (columns: %.*s)",
        path, d->n, SV_ARG(headers_listed(d->fields, d->n_fields, &in->run)));
}

/* The day must have something to show. */
static bool check_as_of(const struct inputs *in, const char *path,
                        struct err *err)
{
    char first[DATE_TEXT], day[DATE_TEXT];
    int32_t oldest = DATE_NONE;

    for (size_t i = 0; i < in->deals.n; i++) {
        int32_t created = in->deals.created ? in->deals.created[i] : DATE_NONE;
        if (deals_state(&in->deals, i, in->as_of) != STATE_UNBORN)
            return true;
        if (created != DATE_NONE && (oldest == DATE_NONE || created < oldest))
            oldest = created;
    }
    date_iso(first, oldest);
    return err_set(err, EXIT_INPUT,
                   "%s: no deal existed on %s%s%s; choose a later --as-of",
                   path, date_iso(day, in->as_of),
                   first[0] ? "; the first was created on " : "", first);
}

/* What earlier runs saw; where the CRM gives no history, it becomes one. */
static bool read_store(struct inputs *in, const struct options *o,
                       struct err *err)
{
    if (o->no_store)
        return true;
    in->store = o->store;
    if (!in->store && o->out)
        in->store = sv_printf(&in->run, "%s/history.db", o->out).ptr;
    if (!in->store)
        return true;
    if (!store_read(&in->track, in->store, in->as_of, &in->run, err))
        return false;
    track_keep_currency(&in->track, in->deals.currency);
    track_apply(&in->deals, &in->track, in->as_of, &in->run, &in->scratch);
    arena_reset(&in->scratch);
    return true;
}

/* Were there none, or none that could be read? */
static bool no_day(const struct inputs *in, const char *path, struct err *err)
{
    for (size_t k = 0; k < in->diags.n_listed; k++) {
        const struct diag *d = &in->diags.listed[k];
        if (strcmp(d->kind, "bad date"))
            continue;
        return err_set(err, EXIT_INPUT,
                       "%s:%zu:%zu: no date could be read (here: %.*s); "
                       "export dates as YYYY-MM-DD",
                       path, d->line, d->column, SV_ARG(d->text));
    }
    for (size_t k = 0; k < in->deals.n_likely; k++) {
        const struct likely_column *l = &in->deals.likely[k];
        if (l->column != COLUMN_CREATED && l->column != COLUMN_CLOSED)
            continue;
        return err_set(err, EXIT_INPUT,
                       "%s: no date in the file says which day it is, but "
                       "\"%.*s\" looks like one: add %s = %.*s under [columns]",
                       path, SV_ARG(l->header), column_name(l->column),
                       SV_ARG(l->header));
    }
    return err_set(err, EXIT_INPUT,
                   "%s: no date in the file says which day it is; give --as-of",
                   path);
}

/* Also with --quiet: cron must tell. */
void inputs_warn(const struct inputs *in, const struct options *o)
{
    if (in->track.trouble.len)
        log_warn(o, in->track.trouble);
}

bool inputs_read(struct inputs *in, const struct options *o, struct err *err)
{
    const char *path = o->operands[0];
    const struct export_paths paths = {path, o->history};
    bool reports = !strcmp(o->command, "check"); /* it sums nothing */

    *in = (struct inputs){0};
    arena_init(&in->run);
    arena_init(&in->scratch);
    diags_init(&in->diags, &in->run);
    if (!read_today(&in->today, err))
        goto fail;
    if (o->as_of && !inputs_day(&in->as_of, "as-of", o->as_of, err))
        goto fail;
    if (!inputs_settings(&in->settings, o, &in->run, err))
        goto fail;
    if (!(reports ? deals_read_mixed : deals_read)(
            &in->deals, &paths, &in->settings, &in->run, &in->diags, err))
        goto fail;
    if (!targets_read(&in->targets, &in->settings, &in->deals, o->targets,
                      &in->run, err))
        goto fail;
    if (!o->as_of)
        in->as_of = in->deals.newest;
    if (in->as_of == DATE_NONE) {
        no_day(in, path, err);
        goto fail;
    }
    if (!check_dated(in, path, err) || !check_as_of(in, path, err))
        goto fail;
    if (!read_store(in, o, err))
        goto fail;
    return true;
fail:
    inputs_release(in);
    return false;
}

struct context inputs_context(struct inputs *in, const struct options *o)
{
    return (struct context){.deals = &in->deals,
                            .settings = &in->settings,
                            .as_of = in->as_of,
                            .threads = (int)o->threads,
                            .seed = o->seed,
                            .run = &in->run,
                            .scratch = &in->scratch};
}

void inputs_release(struct inputs *in)
{
    if (!in)
        return;
    arena_release(&in->scratch);
    arena_release(&in->run);
}
