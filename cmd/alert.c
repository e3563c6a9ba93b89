#include "cmd/alert.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "cmd/commands.h"
#include "cmd/io/http/secret.h"
#include "cmd/io/store/store.h"
#include "cmd/io/delivery/webhook.h"
#include "cmd/send.h"
#include "render/words/format.h"
#include "render/messages/slack_alert.h"

struct alerting {
    const struct options *o;
    struct arena a;
    bool opened, usable; /* the webhook; asked for once */
    struct secret url;
    struct http *http;
    struct sv recipient;
};

/* A message, and the news in it: the keys of its alarms go in step with them,
 * that of the volume comes last. */
struct telling {
    const char *as_of; /* of the keys */
    size_t n;
    struct delivery_key *keys;
    size_t n_due;
    struct alarm *due;
    bool volume_due;
    int resend;    /* the highest of the keys */
    size_t doubts; /* news left out, for nobody knows whether it was told */
};

bool alert_new(struct alerting **out, const struct options *o, struct err *err)
{
    *out = NULL;
    if (!o->alert)
        return true;
    if (o->no_store)
        return err_set(err, EXIT_USAGE,
                       "--alert compares with the last run; leave out "
                       "--no-store");
    *out = mem_alloc(1, sizeof **out);
    (*out)->o = o;
    arena_init(&(*out)->a);
    return true;
}

void alert_free(struct alerting *t)
{
    if (!t)
        return;
    http_free(t->http);
    secret_release(&t->url);
    arena_release(&t->a);
    free(t);
}

static bool not_told(const struct alerting *t, const char *what,
                     const char *why)
{
    struct err err;

    err_set(&err, EXIT_DELIVERY, "alert (%s): %s", what, why);
    cmd_fail(t->o, &err);
    return false;
}

/* The settings must outlive the calls; a failure is said once. */
static bool open_webhook(struct alerting *t, const struct settings *s)
{
    struct err err;

    if (t->opened)
        return t->usable;
    signal(SIGPIPE, SIG_IGN); /* a server that hangs up is an answer */
    t->opened = true;
    t->usable = slack_open(&t->http, &t->url, s, SLACK_VARIABLE, &err);
    if (!t->usable)
        return not_told(t, "slack", err.text);
    t->recipient = sv_copy(&t->a, slack_name(s, &t->url, &t->a));
    return true;
}

static bool open_ledger(struct ledger *out, struct alerting *t, struct err *err)
{
    if (mkdir(t->o->out, 0777) < 0 && errno != EEXIST)
        return err_set(err, EXIT_DELIVERY, "%s: cannot make it: %s", t->o->out,
                       strerror(errno));
    return ledger_open(out, sv_printf(&t->a, "%s/" LEDGER_NAME, t->o->out).ptr,
                       false, err);
}

/* Adds the key if its news has still to be told. */
static bool add(struct telling *m, struct alerting *t,
                const struct ledger *ledger, const struct delivery_key *key,
                struct err *err)
{
    struct delivery was;

    if (!ledger_find(&was, ledger, key, &t->a, err))
        return false;
    if (was.state == DELIVERY_DELIVERED)
        return true;
    if (was.state == DELIVERY_SENDING || was.state == DELIVERY_DOUBT) {
        if (!t->o->resend) {
            m->doubts++;
            return true;
        }
        was.resend++;
    }
    m->resend = was.resend > m->resend ? was.resend : m->resend;
    m->keys[m->n++] = *key;
    return true;
}

static bool doubtful(const struct alerting *t, const struct telling *m)
{
    char text[160];

    if (!m->doubts)
        return true;
    snprintf(text, sizeof text,
             "%zu in doubt: look whether Slack shows them, and if not run "
             "with --resend",
             m->doubts);
    return not_told(t, "slack", text);
}

static bool post(struct alerting *t, struct ledger *ledger,
                 const struct telling *m, const char *what, const char *content,
                 struct sv json)
{
    struct delivery d = {.resend = m->resend, .content = sv_from(content)};
    struct fate fate;
    struct err err;

    if (!ledger_begin(ledger, m->keys, m->n, &d, &err))
        return not_told(t, what, err.text);
    webhook_post(&fate, t->http, t->url.text, json, &t->a);
    d.state = fate.state;
    d.answer = sv_from(fate.answer);
    if (!ledger_end(ledger, m->keys, m->n, &d, &err))
        return not_told(t, what, err.text);
    if (d.state != DELIVERY_DELIVERED) {
        snprintf(err.text, sizeof err.text, "%s: %s",
                 delivery_state_name(d.state), fate.answer);
        return not_told(t, what, err.text);
    }
    if (!t->o->quiet)
        printf("Alert: %s told to %.*s: %s\n", what, SV_ARG(t->recipient),
               fate.answer);
    return true;
}

static struct delivery_key key_of(const struct alerting *t, const char *as_of,
                                  struct sv deal, const char *news)
{
    return (struct delivery_key){.as_of = as_of,
                                 .channel = "slack",
                                 .recipient = t->recipient,
                                 .deal = deal,
                                 .news = news};
}

/* One notice of its own: ledger, post, ledger. */
static bool tell_notice(struct alerting *t, const struct settings *s,
                        const char *as_of, const char *news, const char *title,
                        struct sv text)
{
    struct delivery_key key, *keys = &key;
    struct telling m = {.keys = keys};
    struct ledger ledger = {0};
    struct buf json = {0};
    struct delivery_key wanted;
    struct err err;
    bool ok = false;

    if (!open_webhook(t, s))
        return false;
    wanted = key_of(t, as_of, (struct sv){0}, news);
    if (!open_ledger(&ledger, t, &err) || !add(&m, t, &ledger, &wanted, &err)) {
        not_told(t, news, err.text);
        goto done;
    }
    slack_notice(&json, sv_from(title), text, &t->a);
    ok = !m.n || post(t, &ledger, &m, news, "", buf_sv(&json));
    ok = doubtful(t, &m) && ok;
done:
    ledger_close(&ledger);
    buf_release(&json);
    return ok;
}

/* The day of a notice: --as-of, else the clock's. */
static int32_t this_day(const struct alerting *t)
{
    int32_t day = DATE_NONE;
    struct err ignored;

    inputs_day(&day, "as-of", t->o->as_of ? t->o->as_of : "today", &ignored);
    return day;
}

/* A path of the machine is nobody's business in Slack: the folder goes. */
static struct sv without_folder(const struct options *o, const char *text)
{
    const char *const paths[] = {o->operands[0], o->history, o->targets,
                                 o->config, o->model, o->out};
    struct sv out = sv_from(text);

    for (size_t k = 0; k < sizeof paths / sizeof paths[0]; k++) {
        struct sv path = sv_from(paths[k]);
        if (!path.len || !sv_starts(out, path))
            continue;
        while (path.len && path.ptr[path.len - 1] != '/')
            path.len--;
        return sv_skip(out, path.len);
    }
    return out;
}

bool alert_failed(struct alerting *t, const struct err *err)
{
    struct settings s;
    struct err ignored;
    char day[DATE_TEXT];

    if (!t)
        return true;
    if (!inputs_settings(&s, t->o, &t->a, &ignored))
        settings_default(&s); /* the webhook may still be known */
    date_iso(day, this_day(t));
    return tell_notice(t, &s, day, "unavailable",
                       "Data unavailable: there is no new pipeline report",
                       sv_printf(&t->a, "The run of %s ended with: %.*s", day,
                                 SV_ARG(without_folder(t->o, err->text))));
}

bool alert_stale(struct alerting *t, const struct inputs *in)
{
    char iso[DATE_TEXT], newest[FORMAT_TEXT], today[FORMAT_TEXT];
    char days[FORMAT_TEXT];
    int32_t day, old;

    if (!t || in->deals.newest == DATE_NONE)
        return true;
    day = this_day(t);
    old = day == DATE_NONE ? 0 : day - in->deals.newest;
    if (old <= in->settings.alerts.stale_days)
        return true;
    return tell_notice(
        t, &in->settings, date_iso(iso, day), "stale",
        "Data unavailable: the export is stale",
        sv_printf(
            &t->a,
            "The newest date in the export is %s, %s days before %s "
            "([alerts] stale_days = %d). What the report says is as old "
            "as that.",
            format_date(newest, in->deals.newest),
            format_count(days, old, words_style(&in->settings, &in->deals)),
            format_date(today, day), in->settings.alerts.stale_days));
}

bool alert_told(struct alerting *t, const struct inputs *in, const char *key)
{
    struct delivery was;
    struct delivery_key wanted;
    struct ledger ledger = {0};
    char as_of[DATE_TEXT];
    struct err err;
    bool told;

    if (!t)
        return true;
    if (!open_webhook(t, &in->settings) || !open_ledger(&ledger, t, &err))
        return false;
    wanted = key_of(t, date_iso(as_of, in->as_of), (struct sv){0}, "all told");
    told = ledger_find(&was, &ledger, &wanted, &t->a, &err) &&
           was.state == DELIVERY_DELIVERED && sv_eq(was.content, sv_from(key));
    ledger_close(&ledger);
    return told;
}

/* What of the alarms is still to be told. */
static bool collect(struct telling *m, struct alerting *t,
                    const struct ledger *ledger, const struct alarms *alarms,
                    const struct report *r, struct err *err)
{
    for (size_t k = 0; k < alarms->n; k++) {
        const struct alarm *alarm = &alarms->list[k];
        struct delivery_key key = key_of(t, m->as_of, r->deals[alarm->rank].id,
                                         alarm_name(alarm->kind));
        size_t was = m->n;
        if (!add(m, t, ledger, &key, err))
            return false;
        if (m->n > was)
            m->due[m->n_due++] = *alarm;
    }
    if (alarms->volume.up) {
        struct delivery_key key = key_of(t, m->as_of, (struct sv){0}, "volume");
        if (!add(m, t, ledger, &key, err))
            return false;
        m->volume_due = m->n > m->n_due;
    }
    return true;
}

static bool tell_alarms(struct alerting *t, struct ledger *ledger,
                        const struct alarms *alarms, const struct report *r,
                        const char *as_of)
{
    struct telling m = {
        .as_of = as_of,
        .keys = ARENA_ARRAY(&t->a, alarms->n + 1, struct delivery_key),
        .due = ARENA_ARRAY(&t->a, alarms->n, struct alarm)};
    struct slack_alert message = {.alarms = m.due, .last = r->followup->last};
    struct buf json = {0};
    bool ok;
    struct err err;

    if (!collect(&m, t, ledger, alarms, r, &err))
        return not_told(t, "slack", err.text);
    message.n = m.n_due;
    message.volume = m.volume_due ? &alarms->volume : NULL;
    message.amount = alarms_amount(m.due, m.n_due, r->scores, r->quality);
    if (!m.n) {
        if (!t->o->quiet && !m.doubts)
            printf("Alert: nothing new to tell\n");
        return doubtful(t, &m);
    }
    slack_alert(&json, r, &message, &t->a);
    ok = post(t, ledger, &m, message.n ? "CRITICAL deals" : "volume",
              r->inputs_key, buf_sv(&json));
    buf_release(&json);
    return doubtful(t, &m) && ok;
}

/* For --if-changed: nothing of this run is left to tell. */
static bool mark_told(struct alerting *t, struct ledger *ledger,
                      const struct report *r, const char *as_of)
{
    struct delivery_key key = key_of(t, as_of, (struct sv){0}, "all told");
    struct delivery d = {.state = DELIVERY_DELIVERED,
                         .content = sv_from(r->inputs_key)};
    struct err err;

    return ledger_end(ledger, &key, 1, &d, &err) ||
           not_told(t, "slack", err.text);
}

static bool tell_empty(struct alerting *t, const struct settings *s,
                       const struct report *r, const char *as_of)
{
    char day[FORMAT_TEXT], rows[FORMAT_TEXT];

    return r->n_deals ||
           tell_notice(t, s, as_of, "empty",
                       "Data unavailable: no open deal in the export",
                       sv_printf(&t->a,
                                 "The export holds %s rows and no deal that "
                                 "is open on %s.",
                                 format_count(rows, (double)r->rows, r->style),
                                 format_date(day, r->as_of)));
}

/* Why deals are not compared; "" where they are. */
static bool tell_trouble(struct alerting *t, const struct settings *s,
                         const struct report *r, const char *as_of)
{
    return !r->followup->trouble.len ||
           tell_notice(t, s, as_of, "no comparison",
                       "Alerts unavailable: nothing to compare with",
                       r->followup->trouble);
}

bool alert_news(struct alerting *t, struct inputs *in, const struct report *r)
{
    struct context ctx;
    struct alarms alarms;
    struct ledger ledger = {0};
    char as_of[DATE_TEXT];
    struct err err;
    bool ok;

    if (!t)
        return true;
    if (!store_may_record(&in->deals, in->as_of))
        return not_told(t, "slack",
                        "the export is of a later day than --as-of; a replay "
                        "of the past has no news");
    if (!open_webhook(t, &in->settings))
        return false;
    date_iso(as_of, in->as_of);
    ok = tell_empty(t, &in->settings, r, as_of);
    ok = tell_trouble(t, &in->settings, r, as_of) && ok;
    ctx = inputs_context(in, t->o);
    alarms_compute(&alarms, &ctx, r->scores, &in->track, r->followup);
    if (!open_ledger(&ledger, t, &err))
        return not_told(t, "slack", err.text);
    ok = tell_alarms(t, &ledger, &alarms, r, as_of) && ok;
    ok = ok && mark_told(t, &ledger, r, as_of);
    ledger_close(&ledger);
    return ok;
}
