/*
 * Parcel: what `send` takes out of a published pack: the messages, with what
 * names them in the ledger. The pack is verified first (hashes and totals);
 * a damaged one is an error (EXIT_INPUT). The messages are read once, after
 * that, and held against the manifest again, so that a `run` which exchanges
 * the pack in the meantime cannot slip half of another one in.
 */
#ifndef CMD_PARCEL_H
#define CMD_PARCEL_H

#include "render/pack/manifest.h"
#include "scoring/base/file.h"

struct parcel {
    const char *dir;     /* of the pack, links resolved */
    const char *out_dir; /* the folder that holds it */
    const char *top_dir; /* that of the CRO's packs, and of the ledger: the
                            reader of out/board sees no address */
    struct manifest manifest;
    char content[SHA256_TEXT]; /* of manifest.json: of the whole pack */
    struct file email, slack;  /* messages/email.eml, messages/slack.json */
};

/* Texts are in `a`. */
bool parcel_open(struct parcel *out, const char *path, struct arena *a,
                 struct err *err);
void parcel_close(struct parcel *p); /* accepts NULL or zeroed */

#endif
