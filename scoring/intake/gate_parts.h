/*
 * The gate's own workings, private to this room: the table that is being
 * read and the rows of it that have passed so far.
 */
#ifndef SCORING_INTAKE_GATE_PARTS_H
#define SCORING_INTAKE_GATE_PARTS_H

#include "scoring/intake/date_column.h"
#include "scoring/intake/deals.h"
#include "scoring/intake/dialect.h"
#include "scoring/intake/table.h"
#include "scoring/base/intern.h"

/* Filled cells of a column that could not be read. */
struct unreadable {
    size_t filled, cells;
    size_t first; /* the first of them: its deal */
};

/* Kinds of diagnostics that gate_left_out.c tells value by value. */
#define DIAG_NO_DEAL "no deal"
#define DIAG_UNKNOWN_OUTCOME "unknown outcome"

/* What the flags of the export say of a stage, whatever it is called. */
struct stage_rule {
    struct sv stage;
    enum reading reading;
};

struct gate {
    const struct settings *settings;
    const char *path; /* for errors */
    struct sv file;   /* base name, for diagnostics */
    struct table table;
    size_t n_titles;
    const struct table_row *titles; /* n_titles; rows above the header */
    size_t n_headers;
    struct sv *headers; /* cleaned, in `run` */
    struct dialect dialect;
    int own_category[OWN_FIELDS], own_numeric[OWN_FIELDS]; /* headers */
    size_t n;                                              /* deals so far */
    size_t *rows; /* n; their rows in the table */
    struct sv *ids;
    size_t n_ragged, ragged_row; /* rows left out for that; the first */
    /* By column, then the own numbers. */
    struct unreadable unreadable[COLUMN_COUNT + OWN_FIELDS];
    size_t n_filtered; /* distinct values that [filter] left out */
    struct left_out *filtered;
    size_t n_stage_rules;
    struct stage_rule *stage_rules;
    struct arena *run, *scratch;
    struct diags *diags;
    bool mixed_ok; /* deals_read_mixed() */
};

/* One cell, trimmed; "NULL", "None", "N/A", "(No value)", "Unassigned", lone
 * dashes and the like are empty. */
struct sv table_cell(const struct table *table, size_t row, int column);
/* The same for deal i. */
struct sv gate_cell(const struct gate *g, size_t i, int column);
size_t gate_line(const struct gate *g, size_t i);

/* First row of the footer of a report; n_rows when there is none. */
size_t footer_start(const struct table *table);
bool row_blank(const struct table *table, size_t row);

/* How many of the cells are headers of deals; `gate` is a struct gate: what
 * struct table_form asks (gate_header.c). */
size_t gate_knows(const void *gate, const struct sv *cells, size_t n);
/* Drops the lines of a title that stand above the header, which is the row
 * that names most; how many there were (gate_header.c). known(): how many
 * columns the cells of a row name; *has_id: also the one that a header cannot
 * lack. `named`: the configuration names some, so that one is enough. Where no
 * row names any, the first that is as full as the table is. */
size_t table_titles(struct table *table,
                    size_t (*known)(const void *context, const struct sv *cells,
                                    size_t n, bool *has_id),
                    const void *context, bool named, struct arena *scratch);
/* The same for an export; the lines are kept in g->titles. */
void gate_header(struct gate *g);
/* Half of what is filled repeats its header, and two cells do. */
bool row_repeats(const struct table *table, const struct sv *headers,
                 size_t n_headers, size_t row);
/* The header row of the export. */
struct headers gate_headers(const struct gate *g);
/* The header row again, though not in every cell. */
bool row_header_again(const struct gate *g, size_t row);
/* By row of the table up to `footer`: is it no deal, but a sum or a heading?
 * NULL: none is (gate_sums.c). */
const bool *gate_sums(struct gate *g, size_t footer);
/* Of a column that stands twice the one that is filled is read; where both
 * are and differ, that is an error (gate_twins.c). */
bool gate_twins(struct gate *g, struct deals *d, struct err *err);

/* Reads the table, its delimiter, encoding and headers (gate.c). */
bool gate_open(struct gate *g, struct deals *d, struct err *err);
/* Chooses the rows that are deals (gate_rows.c). */
bool gate_rows(struct gate *g, struct deals *d, struct err *err);
/* What a deal is known by: an id as it stands, but of a Salesforce id of 18
 * characters the 15 that its reports show (gate_ids.c). */
struct sv gate_id_key(struct sv id);
/* Refuses ids that a spreadsheet has cut (9.12E+09), and a column that is
 * none: repeats of one id that have other accounts or days of creation. */
struct id_faults {
    int nearly[2];       /* columns nearly named account, created; -1: none */
    size_t cut, cut_row; /* how many; the first of them */
    size_t others, row, before; /* repeats of something else */
};
struct id_faults gate_id_faults(const struct gate *g);
void gate_id_look(struct id_faults *f, const struct gate *g, size_t row);
void gate_id_repeat(struct id_faults *f, const struct gate *g, size_t row,
                    size_t before);
bool gate_ids_sound(const struct id_faults *f, const struct gate *g,
                    struct err *err);
/* The value of `column` on which [filter] leaves the row out: counts it. */
void gate_filtered(struct gate *g, int column, size_t row);
/* Lists the rows that are no deals by reason and value (gate_left_out.c). */
void gate_left_out(struct gate *g, struct deals *d);
/* Puts the deals in the order of their ids: all that goes by the order of
 * deals then goes by what they are, and not by the rows of the file. */
void gate_order(struct gate *g);
/* Fills outcome and its reading, and drops rows whose outcome is not
 * understood; a value of more than 1% of the rows is an error. */
bool gate_outcomes(struct gate *g, struct deals *d, struct err *err);
/* What a stage says of its deals; READ_UNKNOWN: one of the open ones. */
enum reading gate_stage(const struct gate *g, struct sv name);
/* Fills the date columns. */
bool gate_dates(struct gate *g, struct deals *d, struct err *err);
/* The latest date that is no typing error; sorts `dates`. */
int32_t dates_latest_plausible(int32_t *dates, size_t n);
/*
 * A cell of deal i that is no number or date: counts it, and says so in
 * deals.unreadable where `bit` is set. gate_readable() then refuses a column
 * of which more than one cell in twenty was such, unless the settings take
 * them as not known; `what` is "an amount" or "a date" (gate_unreadable.c).
 */
void gate_unreadable(struct unreadable *u, struct deals *d, size_t i,
                     uint8_t bit);
bool gate_readable(struct gate *g, enum column column, const char *what,
                   struct err *err);
/* The currency of an amount: of its own cell, else the `sign` beside it; a code
 * in `code`, or a name that is not known, or empty. */
struct sv amount_currency(char code[4], const struct gate *g, size_t row,
                          struct sv sign);
/* How many amounts are in each, the most frequent first; code[n], −1: none. */
struct currency_count *currencies_count(const struct intern *codes,
                                        const int32_t *code, size_t n,
                                        struct arena *a);
/*
 * What is certain in a column of probabilities: 1 where its numbers are shares,
 * else 100. They are shares where none is above 1 nor has a "%", nor does the
 * header have one; *line is then that of the first above 0, or 0.
 */
double gate_probability_whole(const struct gate *g, int header, size_t *line);
/* The cell as a share; NAN where it is no number. Not held within 0 … 1. */
double gate_probability(struct sv cell, double whole);
/* Fills amounts, currency, probabilities and numeric columns. */
bool gate_amounts(struct gate *g, struct deals *d, struct err *err);
/* Of the history, by the rates of their deals. */
void gate_history_amounts(const struct gate *g, struct deals *d);
/* Fills categories and texts; stage labels go on growing in *stages. */
void gate_texts(struct gate *g, struct deals *d, struct intern *stages);
/* Looks for headers that nearly name a column that is missing
 * (gate_likely.c). */
void gate_likely(struct gate *g, struct deals *d);
/* The first header that nearly names the column, whatever its cells hold; -1:
 * none does. */
int gate_nearly(const struct gate *g, enum column column);
/* Counts empty fields, and profiles the columns. */
void gate_profile(struct gate *g, struct deals *d);

/* Settings that match nothing (idle.h): of [filter], of [stages] in the export,
 * then without those that the history has, [input] sheet, and [report]
 * symbol. */
void idle_filters(struct deals *d, const struct gate *g);
void idle_stages(struct deals *d, const struct gate *g);
void idle_history(struct deals *d);
void idle_sheet(struct deals *d, const struct gate *g);
void idle_symbol(struct deals *d, const struct settings *s, struct arena *run);

/* Reads stage history into d, with the settings, arenas and diags of the gate
 * that read the deals; its stages join *stages (history.c). */
bool history_read(struct deals *d, const struct gate *g, struct intern *stages,
                  const char *path, struct err *err);
/* Bounds the dates on which deals closed, and finds the newest date of the
 * export (closing.c). After stages_order(). Where stages alone tell how deals
 * end and one side is missing, an unknown stage that seems to be it is an
 * error. */
bool deals_closing(struct deals *d, const struct gate *g, struct err *err);
/* What stages say, and the order of the open ones (stage_order.c). */
void stages_order(struct deals *d, const struct gate *g);

#endif
