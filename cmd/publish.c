#include "cmd/publish.h"

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

static bool write_pack(struct publication *p, const struct report *report,
                       struct inputs *in, const struct options *o,
                       struct progress_line *line, struct err *err)
{
    struct pack pack;
    bool ok = pack_begin(&pack, p->dir, in->as_of, &in->run, err);

    if (!ok)
        return false;
    ok = writing_all(&pack.sink, report, o->templates, o, line, err);
    progress_stage(line, "publishing the pack");
    p->remark = sv_copy(&in->run, pack.sink.remark);
    ok = ok && pack_publish(&pack, report, (int)o->keep, &p->path, err);
    if (!ok)
        pack_abandon(&pack);
    return ok;
}

static bool publish(struct publication *p, const struct report_inputs *full,
                    struct inputs *in, const struct options *o,
                    struct progress_line *line, struct err *err)
{
    struct report_inputs inputs;
    struct report report;
    bool ok = redact(&inputs, full, &p->audience, &in->run, &in->scratch, err);

    arena_reset(&in->scratch);
    if (!ok)
        return false;
    inputs.inputs_key = p->key;
    report_build(&report, &inputs, &in->run, &in->scratch);
    arena_reset(&in->scratch);
    return write_pack(p, &report, in, o, line, err);
}

bool publish_all(struct publications *p, const struct report_inputs *full,
                 struct inputs *in, const struct options *o,
                 struct progress_line *line, struct err *err)
{
    for (size_t k = 0; k < p->n; k++) {
        if (publish(&p->list[k], full, in, o, line, err))
            continue;
        return k == 0 ? false
                      : err_context(err, "%zu of %zu packs are published", k,
                                    p->n);
    }
    return true;
}
