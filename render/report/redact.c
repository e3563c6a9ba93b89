#include "render/report/redact.h"

#include <assert.h>

#include "render/report/redact_parts.h"

/* The name of a file, where no blank need stand before a person's. */
static struct sv file_name(const struct redaction *r, struct sv name)
{
    return mentions_inside(&r->mentions, name) ? SV("(not shown)") : name;
}

/* Left out where it mentions somebody. */
static struct sv unless_named(const struct redaction *r, struct sv text)
{
    return mentions_any(&r->mentions, text) ? (struct sv){0} : text;
}

/* Whatever else is named: also in a setting that nobody thought of here. */
static void mask_setting(struct sv *text, const void *redaction)
{
    *text = redact_header(redaction, *text);
}

/*
 * Each audience has a dashboard of its own: {audience} in the address stands
 * for its folder. Without it the address is that of cro's, where a link from
 * another pack must not lead.
 */
static struct sv base_url(struct sv url, const struct audience *audience,
                          struct arena *run)
{
    static const struct sv slot = {"{audience}", 10};
    struct sv folder = audience_folder(audience, run);

    for (size_t i = 0; i + slot.len <= url.len; i++)
        if (!memcmp(url.ptr + i, slot.ptr, slot.len))
            return sv_printf(run, "%.*s%.*s%.*s", (int)i, url.ptr,
                             SV_ARG(folder.len ? folder : SV("cro")),
                             (int)(url.len - i - slot.len),
                             url.ptr + i + slot.len);
    return audience->profile == PROFILE_CRO ? url : SV("");
}

/*
 * Who does what: "owner" and "manager" stand for the deal's own people, which
 * are masked with it. Anybody else in [actions] may be a person or a role,
 * and only a person would know which.
 */
static struct settings *redact_settings(const struct redaction *r)
{
    struct settings *s = ARENA_NEW(r->run, struct settings);

    *s = *r->in->settings;
    for (size_t k = 0; k < s->n_filters; k++)
        s->filters[k].value = SV("(not shown)");
    for (size_t k = 0; k < s->n_actions; k++) {
        struct action_setting *a = &s->actions[k];
        if (!sv_eq_fold(a->owner, SV("owner")) &&
            !sv_eq_fold(a->owner, SV("manager")) && a->owner.len)
            a->owner = SV("As agreed");
        if (mentions_any(&r->mentions, a->text))
            a->text = SV("Act as agreed");
    }
    s->logo = file_name(r, s->logo);
    s->company = unless_named(r, s->company);
    s->crm_url = r->own ? unless_named(r, s->crm_url) : SV("");
    s->base_url = base_url(unless_named(r, s->base_url), r->audience, r->run);
    settings_change_texts(s, mask_setting, r);
    s->n_audiences = 1;
    s->audiences[0] =
        sv_printf(r->run, r->own ? "%s: %.*s" : "%s",
                  audience_name(r->audience), SV_ARG(r->audience->manager));
    /* Where the pack is sent is written in no pack; now it cannot be. */
    s->email = (struct email_settings){.n_attach = s->email.n_attach};
    for (size_t k = 0; k < s->email.n_attach; k++)
        s->email.attach[k] = r->in->settings->email.attach[k];
    s->slack = (struct slack_settings){0};
    return s;
}

/* What was found in a row is the row's own text: its kind is enough. */
static struct diags *redact_diags(const struct redaction *r,
                                  const struct deals *d)
{
    struct diags *out = ARENA_NEW(r->run, struct diags);

    *out = *r->in->diags;
    out->listed = ARENA_ARRAY(r->run, out->n_listed, struct diag);
    for (size_t k = 0; k < out->n_listed; k++) {
        struct diag *diag = &out->listed[k];
        *diag = r->in->diags->listed[k];
        diag->text = SV("not shown to this audience");
        if (sv_eq(diag->file, r->in->deals->file))
            diag->file = d->file;
        else
            diag->file = d->history_file;
    }
    return out;
}

/* The words that leak are the reps' own. */
static struct leaks *redact_leaks(const struct redaction *r)
{
    struct leaks *out = ARENA_NEW(r->run, struct leaks);

    *out = *r->in->leaks;
    out->fields = ARENA_ARRAY(r->run, out->n, struct leak);
    for (size_t k = 0; k < out->n; k++) {
        out->fields[k] = r->in->leaks->fields[k];
        out->fields[k].field = redact_header(r, out->fields[k].field);
        out->fields[k].word.word = (struct sv){0};
    }
    return out;
}

/* Names of files, and headers of the export, that mention somebody. */
static struct model *redact_model(const struct redaction *r)
{
    struct model *out = ARENA_NEW(r->run, struct model);
    struct feature_set *set = &out->features;
    struct drift *drift = &out->drift;

    *out = *r->in->model;
    out->refused.file = file_name(r, out->refused.file);
    out->refused.feature = redact_header(r, out->refused.feature);
    set->columns = ARENA_ARRAY(r->run, set->n, struct feature_column);
    for (size_t k = 0; k < set->n; k++) {
        struct feature_column *c = &set->columns[k];
        *c = r->in->model->features.columns[k];
        if (c->is_pair) {
            c->fields[0] = redact_header(r, c->fields[0]);
            c->fields[1] = redact_header(r, c->fields[1]);
            feature_pair_name(c, r->run);
        } else if (!c->feature) {
            feature_column_name(c, redact_header(r, c->source), r->run);
        }
        c->source = redact_header(r, c->source);
    }
    drift->rows = ARENA_ARRAY(r->run, drift->n, struct drift_row);
    for (size_t k = 0; k < drift->n; k++) {
        drift->rows[k] = r->in->model->drift.rows[k];
        drift->rows[k].input = redact_header(r, drift->rows[k].input);
    }
    return out;
}

/* What the store's file is called stands in brackets. */
static struct followup *redact_followup(const struct redaction *r)
{
    struct followup *out;

    if (!r->in->followup)
        return NULL;
    out = ARENA_NEW(r->run, struct followup);
    *out = *r->in->followup;
    struct sv rest = out->trouble;
    out->trouble = sv_trim(sv_cut(&rest, '('));
    return out;
}

static bool is_label(const struct category *c, struct sv name)
{
    for (size_t k = 0; k < c->n_labels; k++)
        if (sv_eq_fold(c->labels[k], name))
            return true;
    return false;
}

/* The company's targets for the board; for a manager those of the people that
 * are shown, and not the company's, whose landing is not shown either. */
static void redact_targets(const struct redaction *r, struct settings *s,
                           const struct deals *d)
{
    size_t n = 0;

    for (size_t k = 0; k < s->n_targets; k++) {
        struct sv who = s->targets[k].who;
        bool shown = who.len ? r->own && (is_label(&d->groups[GROUP_OWNER],
                                                   who) ||
                                          is_label(&d->groups[GROUP_MANAGER],
                                                   who))
                             : !r->own;
        if (shown)
            s->targets[n++] = s->targets[k];
    }
    s->n_targets = n;
}

/* Whom targets were given for is no figure. */
static struct landing *redact_landing(const struct redaction *r)
{
    static const struct targets NONE = {0};
    struct landing *out;

    if (!r->in->landing)
        return NULL;
    out = ARENA_NEW(r->run, struct landing);
    *out = *r->in->landing;
    out->targets = &NONE;
    return out;
}

void redact_nothing(struct report_inputs *out, const struct report_inputs *in,
                    struct arena *run)
{
    static const struct audience CRO = {.profile = PROFILE_CRO};
    struct settings *own = ARENA_NEW(run, struct settings);

    *own = *in->settings;
    own->base_url = base_url(own->base_url, &CRO, run);
    *out = *in;
    out->audience = &CRO;
    out->settings = own;
}

bool redact(struct report_inputs *out, const struct report_inputs *in,
            const struct audience *audience, struct arena *run,
            struct arena *scratch, struct err *err)
{
    struct redaction r = {
        .in = in, .audience = audience, .run = run, .scratch = scratch};
    bool ok = false;

    assert(audience->profile != PROFILE_CRO);
    *out = *in;
    out->audience = audience;
    mentions_init(&r.mentions, scratch);
    if (!redact_people(&r, err))
        goto done;
    struct deals *d = redact_deals(&r);
    struct settings *s = redact_settings(&r);
    struct leaks *leaks = redact_leaks(&r);
    out->deals = d;
    out->settings = s;
    out->leaks = leaks;
    out->diags = redact_diags(&r, d);
    out->model = redact_model(&r);
    out->followup = redact_followup(&r);
    redact_targets(&r, s, d);
    out->landing = redact_landing(&r);
    out->changes = redact_changes(&r);
    ok = true;
done:
    mentions_release(&r.mentions);
    return ok;
}
