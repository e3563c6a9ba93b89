#include "cmd/publish.h"

#include "cmd/scope.h"
#include "cmd/writing.h"
#include "render/pack/pack.h"
#include "render/report/redact.h"

void publish_plan(struct publications *out, const struct pack_identity *id,
                  struct inputs *in, const struct options *o)
{
    const struct settings *s = &in->settings;

    out->n = s->n_audiences ? s->n_audiences : 1;
    for (size_t k = 0; k < out->n; k++) {
        struct publication *p = &out->list[k];
        struct pack_identity mine = *id;
        struct sv folder;

        *p = (struct publication){.dir = o->out};
        if (s->n_audiences) /* settings_check() has passed them */
            audience_parse(&p->audience, s->audiences[k]);
        folder = audience_folder(&p->audience, &in->run);
        if (folder.len)
            p->dir = sv_printf(&in->run, "%s/%.*s", o->out, SV_ARG(folder)).ptr;
        mine.audience = sv_cstr(&in->run, folder);
        pack_key(p->key, &mine);
    }
}

bool publish_unchanged(const struct publications *p, struct inputs *in)
{
    for (size_t k = 0; k < p->n; k++)
        if (!pack_unchanged(p->list[k].dir, in->as_of, p->list[k].key,
                            &in->scratch))
            return false;
    return true;
}

static bool write_pack(struct publication *out, const struct report *report,
                       struct pipeline *p, struct err *err)
{
    struct arena *run = &p->in.run;
    struct pack pack;
    bool ok = pack_begin(&pack, out->dir, p->in.as_of, run, err);

    if (!ok)
        return false;
    pack.today = p->in.today;
    ok = writing_all(&pack.sink, report, p->o->templates, p->o, &p->line, err);
    progress_stage(&p->line, "publishing the pack");
    out->remark = sv_copy(run, pack.sink.remark);
    ok = ok && pack_publish(&pack, report, (int)p->o->keep, &out->path, err);
    memcpy(out->stays, pack.stays, sizeof out->stays);
    if (!ok)
        pack_abandon(&pack);
    return ok;
}

static bool publish(struct publication *out, struct pipeline *p,
                    struct err *err)
{
    struct arena *run = &p->in.run, *scratch = &p->in.scratch;
    struct report_inputs theirs, masked;
    struct report report;
    bool ok;

    if (out->audience.profile == PROFILE_CRO)
        return write_pack(out, &p->report, p, err);
    theirs = p->figures;
    if (out->audience.profile == PROFILE_MANAGER)
        scope_manager(&theirs, p, out->audience.manager);
    ok = redact(&masked, &theirs, &out->audience, run, scratch, err);
    arena_reset(scratch);
    if (!ok)
        return false;
    masked.inputs_key = out->key;
    report_build(&report, &masked, run, scratch);
    arena_reset(scratch);
    return write_pack(out, &report, p, err);
}

bool publish_all(struct publications *packs, struct pipeline *p,
                 struct err *err)
{
    for (size_t k = 0; k < packs->n; k++) {
        if (publish(&packs->list[k], p, err))
            continue;
        return k == 0 ? false
                      : err_context(err, "%zu of %zu packs are published", k,
                                    packs->n);
    }
    return true;
}
