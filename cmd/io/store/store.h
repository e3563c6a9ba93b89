/*
 * Store: the history of the runs in one SQLite file (history.db): what each
 * run saw of every open deal, the features and scores it gave it, how its
 * model stood, and what became of the deals. The tables and the view
 * `risk_report` are described in store_schema.c; any SQL or BI tool may read
 * them while a run is on.
 *
 * The law of time: a run reads only what runs dated before its as-of have
 * recorded, and records only what stood on its as-of (store_may_record): a
 * replay of the past writes nothing. A second run for a day replaces that
 * day, so that repeating a run gives the same pack.
 *
 * A file that is damaged, foreign or of a newer schema is left as it is: the
 * track says so in `trouble`, and the run goes on without a comparison. One
 * that is kept from us (locked for 30 s, no permission) is the same. Where the
 * machine fails (the disk, memory, descriptors), nothing is known of the file,
 * and a pack without comparison would be a wrong one: an error.
 *
 * The file may lie on a share: a rollback journal, which any file system
 * with locks can hold, not a write-ahead log, which asks for memory shared
 * between the machines. A crash in the middle of a write rolls back when the
 * file is next opened.
 */
#ifndef CMD_IO_STORE_STORE_H
#define CMD_IO_STORE_STORE_H

#include "render/report/report.h"
#include "scoring/intake/track.h"

/* Reads what was recorded before as_of; false: the machine failed. Of what the
 * file itself lacks see `trouble`. No file yet, or one without bytes, is an
 * empty track. All text is in `run`. */
bool store_read(struct track *out, const char *path, int32_t as_of,
                struct arena *run, struct err *err);

/* Is the export what stood on as_of, and not a replay of the past? A deal or
 * two in hundreds that are dated later make it none. */
bool store_may_record(const struct deals *d, int32_t as_of);

/* Records the run, replacing what was recorded for its day: all of it or
 * nothing. Makes the file where there is none. */
bool store_write(const char *path, const struct report *r,
                 const struct scoring_identity *identity, struct arena *scratch,
                 struct err *err);

/* --if-changed: is the run with this key recorded for as_of? */
bool store_holds(const char *path, int32_t as_of, const char *inputs_key);

#endif
