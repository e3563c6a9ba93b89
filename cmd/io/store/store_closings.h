/*
 * Closings: what each run was told of how deals ended, in the table `closing`.
 * A row is written where that is new or has changed, so that what a run was
 * told of a deal is its last row up to the run. Runs may be recorded in any
 * order, and again: what later ones were told stays as it was.
 *
 *     closings_keep_later(db, run);    before the run is forgotten
 *     closings_write(db, run, report); after its deals are written
 *
 * Private to the store; both are steps of its one transaction.
 */
#ifndef CMD_IO_STORE_STORE_CLOSINGS_H
#define CMD_IO_STORE_STORE_CLOSINGS_H

#include "render/report/report.h"

struct sqlite3;

bool closings_keep_later(struct sqlite3 *db, int run);
bool closings_write(struct sqlite3 *db, int run, const struct report *r);

#endif
