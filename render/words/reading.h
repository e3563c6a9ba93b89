/*
 * The reading of an export, told: what each value of the columns that say how
 * deals ended was taken for, with its count.
 */
#ifndef RENDER_WORDS_READING_H
#define RENDER_WORDS_READING_H

#include "render/words/words.h"

/* "won: Closed Won (131) · lost: Closed Lost (98), Disqualified (12) · open:
 * Demo (40)"; a column is named before its value where several are read. */
struct sv words_outcome_reading(const struct words *w);

/* The columns that told it: "IsWon, StageName". */
struct sv words_outcome_sources(const struct words *w);

/* "Qualified, Demo, Proposal (the order of the stage history)"; empty without
 * open stages. */
struct sv words_stage_order(const struct words *w);

/* What kind of file the export is: "UTF-8, delimiter ','", or "workbook, sheet
 * "Deals"", or "table of a web page, Shift_JIS". */
struct sv words_file_form(const struct deals *d, struct arena *a);

/* What set the newest date of the export: "on which a deal was created". */
struct sv words_newest(const struct deals *d);

#endif
