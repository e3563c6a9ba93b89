/*
 * Pack view: a published pack as clients read it. DIR/latest is looked at for
 * each request; its folder is opened once, and all that one answer is made of
 * comes from that one open folder, whatever `run` exchanges meanwhile. Only
 * what manifest.json lists can be opened, by exactly the name that stands
 * there, and no link is followed: there is no path to leave the pack by.
 *
 * Views are counted: pack_views_get() gives one out, pack_view_put() takes it
 * back. Both may be called by several threads.
 */
#ifndef CMD_IO_SERVER_PACK_VIEW_H
#define CMD_IO_SERVER_PACK_VIEW_H

#include "render/pack/manifest.h"

struct pack_view;
struct pack_views; /* of one folder of packs, the newest view kept */

/* `dir` holds packs and `latest`; it need not be there yet. Copied. */
struct pack_views *pack_views_new(const char *dir);
void pack_views_free(struct pack_views *v); /* accepts NULL */

/* The pack that `latest` names; NULL: there is none that can be read. */
struct pack_view *pack_views_get(struct pack_views *v);
void pack_view_put(struct pack_view *v); /* accepts NULL */

/* The key of what it was made from (manifest.json, inputs_key), its day, its
 * audience's folder ("" of the CRO's). */
const struct manifest *pack_view_manifest(const struct pack_view *v);

/* The file of this name, open, or −1; *of is what the manifest says of it. */
int pack_view_open(const struct pack_view *v, struct sv name,
                   const struct sink_file **of);

#endif
