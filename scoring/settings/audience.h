/*
 * Audience: for whom a pack is written. One run writes one pack for each
 * that is listed ([report] audience, or --audience):
 *
 *   cro            everything
 *   board          no rep, manager or deal owner by name, no text that a rep
 *                  wrote
 *   manager: NAME  that manager's reps and deals in full, those of others
 *                  under numbers
 *
 * render/report/redact.h takes out what an audience may not see.
 */
#ifndef SCORING_SETTINGS_AUDIENCE_H
#define SCORING_SETTINGS_AUDIENCE_H

#include "scoring/base/sv.h"

enum profile { PROFILE_CRO, PROFILE_BOARD, PROFILE_MANAGER };

struct audience {
    enum profile profile;
    struct sv manager; /* of PROFILE_MANAGER, as the export names them */
};

/* "board", "manager: Anna Berg"; case and blanks around it do not count. */
bool audience_parse(struct audience *out, struct sv text);

/* The same reader, however a name's case is spelled. */
bool audience_same(const struct audience *a, const struct audience *b);

/* "cro", "board", "manager". */
const char *audience_name(const struct audience *a);

/* The folder below --out that takes its packs: "" for cro, "board",
 * "manager-anna-berg"; with a piece of the name's SHA-256 where letters had
 * to be left out, so that no two managers share one. */
struct sv audience_folder(const struct audience *a, struct arena *arena);

#endif
