/*
 * Publish: one pack for each audience of the settings (audience.h): cro in
 * --out, the others in a folder of their own below it, each with its own
 * `latest`. The scores are computed once; a manager's pack is about that
 * manager's deals alone (scope.h), and what an audience may not see is taken
 * out of what its report is built from (redact.h).
 */
#ifndef CMD_PUBLISH_H
#define CMD_PUBLISH_H

#include "cmd/pipeline.h"
#include "render/pack/manifest.h"
#include "scoring/settings/audience.h"

struct publication {
    struct audience audience;
    const char *dir;       /* where its packs go */
    char key[SHA256_TEXT]; /* what decides its bytes */
    struct sv path;        /* of the pack, once it stands */
    char stays[DATE_TEXT]; /* the later day that `latest` goes on naming */
    struct sv remark;      /* what its writers have to say; may be empty */
};

struct publications {
    size_t n;
    struct publication list[AUDIENCES];
};

/* Whose packs are due, where they go, and their keys. `id` is that of the
 * run. */
void publish_plan(struct publications *out, const struct pack_identity *id,
                  struct inputs *in, const struct options *o);

/* Do all of them stand as they would be written? */
bool publish_unchanged(const struct publications *p, struct inputs *in);

/* Writes one pack after the other: cro's from the report that stands, each
 * other one from a report of its own, built of what redact() leaves. A
 * failure leaves those before it published, and says so. */
bool publish_all(struct publications *packs, struct pipeline *p,
                 struct err *err);

#endif
