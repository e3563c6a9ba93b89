/*
 * The reading of an export, told: from which header each column was read and
 * why, what each value of the columns that say how deals ended was taken for,
 * what order the stages have, which day is today, and which rows were left
 * out. The figures are those of struct deals.
 */
#ifndef RENDER_WORDS_READING_H
#define RENDER_WORDS_READING_H

#include "render/words/words.h"

/* What kind of file the export is: [UTF-8, delimiter ','], [workbook, sheet
 * "Deals"] or [table of a web page, shift_jis]. */
struct sv words_file_form(const struct deals *d, struct arena *a);

/* What set the newest date of the export: "on which a deal was created". */
struct sv words_newest(const struct deals *d);

/* What a value was taken for: "won", "closed, not known how". */
const char *words_reading_name(enum reading reading);

/* All of it that is said in words, for a report. */
struct reading_words {
    /* "won: Closed Won (131) · lost: Closed Lost (98), Disqualified (12) ·
     * open: Demo (40)"; a column is named before its value where several are
     * read. */
    struct sv outcome;
    struct sv sources;   /* the columns that told it: "IsWon, StageName" */
    struct sv disagreed; /* "another column says otherwise of 3 …" */
    /* "Qualified, Demo, Proposal (the order of the stage history)"; empty
     * without open stages. */
    struct sv stages;
    /* "2024-06-30, the newest date of the export: on which a deal was created",
     * or "2024-01-01, as asked for; …". */
    struct sv as_of;
    /* "12 rows left out: filter: Type = Test (8), ragged row (4); 1 row that
     * is no deal: footer (1)"; empty where no row was. */
    struct sv left_out;
    /* Of deals.n_profile: "the configuration names it", "the name that
     * salesforce has for it", …: why a column is read from its header. */
    struct sv *why;
    /* Of deals.n_left_out: "filter: Type = Test", "ragged row". */
    struct sv *reasons;
    struct sv lines[2]; /* for a terminal: what told the outcomes; the rest */
    size_t n_open_stages;
    struct sv *open_stages; /* their names, in the order of the pipeline */
};
struct reading_words words_reading(const struct words *w);

#endif
