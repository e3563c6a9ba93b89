/*
 * Columns: every column of an open deal that leaves the program as data, one
 * line each. From this table are made risk_report.csv (header and rows), the
 * sheets Data and Deals of the workbook and the letters in its formulas, in
 * the history store the table `observation`, its INSERT and the view
 * `risk_report`, and the flat members of a deal in the JSON API, whose schemas
 * a test holds to it. A new column is a new line, at the end:
 *
 *     X(name, TYPE, value, where, where, …)
 *
 * name   as machines know it in every output; the enumerator is DEAL_name.
 * TYPE   decides how each output writes it: see enum column_type.
 * value  text(…), number(…) or date(…) of `r`, the report, `d`, the deal, `s`,
 *        its score, and `a`, an arena for text that has to be put together.
 * where  CSV(place)         column of risk_report.csv, from 1. Readers count
 *                           on the order: only append.
 *        BOOK(place, width, head)
 *                           column of Deals, the rules' columns aside
 *                           (workbook_deals.c). Width in characters.
 *        JSON(place)        member of a deal, flat; JSON_AT("path") is a
 *                           member that api_deal.c writes itself.
 *        SQL                in `observation` and `risk_report`; SQL_APART: in
 *                           the table alone; OF_RUN, OF_DEAL: in the view,
 *                           from another table. A new one needs a step of the
 *                           ladder too (cmd/io/store/store_schema.c).
 *        KNOWN              never empty: NOT NULL, and no null in JSON.
 *
 * Two columns at one place fail a test (columns_test.c), and so does a schema
 * that says otherwise.
 */
#ifndef RENDER_REPORT_COLUMNS_H
#define RENDER_REPORT_COLUMNS_H

#include "render/report/report.h"

/* clang-format off */
#define DEAL_COLUMNS_LIST(X) \
X(deal_id, TEXT, text(d->id), CSV(1), BOOK(15, 14, "Deal ID"), JSON(1), OF_DEAL, KNOWN) \
X(account, TEXT, text(d->account), CSV(2), BOOK(14, 22, "Account"), JSON(5), SQL) \
X(owner, TEXT, text(d->owner), CSV(3), BOOK(13, 16, "Owner"), JSON(6), SQL) \
X(amount, AMOUNT, number(d->amount), CSV(4), BOOK(2, 12, "Amount"), JSON(8), SQL) \
X(stage, TEXT, text(d->stage), CSV(5), BOOK(16, 14, "Stage"), JSON(9), SQL) \
X(age_days, COUNT, number(s->age), CSV(6), BOOK(22, 9, "Age in Days"), JSON(10), SQL) \
X(days_in_stage, COUNT, number(s->days_in_stage), CSV(7), BOOK(23, 9, "Days in Stage"), JSON(11), SQL) \
X(risk_score, SCORE, number(s->shown), CSV(8), BOOK(9, 8, "Score"), JSON(12), SQL, KNOWN) \
X(risk_level, TEXT, name(level_name(s->level)), CSV(9), BOOK(3, 12, "Level"), JSON(13), SQL, KNOWN) \
X(p_loss, SHARE, number(s->p_loss), CSV(10), BOOK(10, 9, "Chance of Loss"), JSON(14), SQL) \
X(rule_points, SCORE, number(s->rule_points), CSV(11), BOOK(32, 8, "Rule Points"), JSON(15), SQL, KNOWN) \
X(ml_points, SCORE, number(s->ml_points), CSV(12), BOOK(33, 8, "Model Points"), JSON(16), SQL) \
X(mode, TEXT, name(mode_name(r->scores->mode)), CSV(13), JSON(17), OF_RUN, KNOWN) \
X(factor_1, TEXT, factor(d, 0, a), CSV(14), BOOK(29, 40, "First Reason"), SQL) \
X(factor_1_points, POINTS, factor_points(s, 0), CSV(15), SQL) \
X(factor_2, TEXT, factor(d, 1, a), CSV(16), BOOK(30, 40, "Second Reason"), SQL) \
X(factor_2_points, POINTS, factor_points(s, 1), CSV(17), SQL) \
X(factor_3, TEXT, factor(d, 2, a), CSV(18), BOOK(31, 40, "Third Reason"), SQL) \
X(factor_3_points, POINTS, factor_points(s, 2), CSV(19), SQL) \
X(action, TEXT, text(d->action.text), CSV(20), BOOK(5, 34, "Action"), SQL, JSON_AT("action.text")) \
X(action_owner, TEXT, text(d->action.owner), CSV(21), BOOK(7, 15, "Who Acts"), SQL, JSON_AT("action.owner")) \
X(action_due, DATE, date(d->action.due), CSV(22), BOOK(6, 11, "Due"), SQL, JSON_AT("action.due")) \
X(as_of, DATE, date(r->as_of), CSV(23), OF_RUN, KNOWN) \
X(expected_loss, MONEY, number(s->expected_loss), CSV(24), BOOK(11, 13, "Expected Loss"), JSON(18), SQL) \
X(name, TEXT, text(d->name), CSV(25), JSON(4), SQL) \
X(expected_close, DATE, date(d->expected), CSV(26), BOOK(17, 12, "Expected Close"), JSON(20), SQL) \
X(manager, TEXT, text(d->manager), CSV(27), BOOK(21, 16, "Manager"), JSON(7), SQL) \
X(industry, TEXT, text(d->industry), CSV(28), JSON(23), SQL) \
X(region, TEXT, text(d->region), CSV(29), JSON(24), SQL) \
X(product, TEXT, text(d->product), CSV(30), JSON(25), SQL) \
X(lead_source, TEXT, text(d->lead_source), CSV(31), JSON(26), SQL) \
X(note, TEXT, text(d->note), CSV(32), BOOK(28, 34, "Note"), JSON(29), SQL) \
X(page, TEXT, page(d, a), CSV(33), SQL) \
/* Of this deal, or of deals of its age: outlook_of says which (outlook.h). */ \
X(days_to_close, DAYS, number(d->outlook ? d->outlook->days_to_close : NAN), CSV(34), SQL, JSON_AT("outlook.days_to_close")) \
X(win_30, SHARE, number(d->outlook ? d->outlook->won[0] : NAN), CSV(35), SQL, JSON_AT("outlook.win_30")) \
X(win_60, SHARE, number(d->outlook ? d->outlook->won[1] : NAN), CSV(36), SQL, JSON_AT("outlook.win_60")) \
X(win_90, SHARE, number(d->outlook ? d->outlook->won[2] : NAN), CSV(37), SQL, JSON_AT("outlook.win_90")) \
X(deals_this_age, COUNT, number(d->outlook ? outlook_deals(d->outlook) : NAN), CSV(38), SQL, JSON_AT("outlook.deals")) \
/* The one change after which the score would fall most, with the label that \
 * it is an association; where none was found, the label says that. */ \
X(one_change, TEXT, text(d->change_words[0]), CSV(39), SQL) \
X(one_change_score, SCORE, number(change(d)->score), CSV(40), SQL) \
X(one_change_training_rows, COUNT, number(change(d)->rows ? (double)change(d)->rows : NAN), CSV(41), SQL) \
X(one_change_label, TEXT, change_label(d), CSV(42), SQL, JSON_AT("counterfactuals.label")) \
X(created, DATE, date(d->created), JSON(19), SQL_APART) \
X(next_step, TEXT, text(d->next_step), BOOK(26, 30, "Next Step"), JSON(27)) \
X(file_id, TEXT, text(d->file_id), JSON(2), KNOWN) \
X(has_page, BOOL, number(d->has_page), JSON(3), KNOWN) \
X(last_activity, DATE, date(d->last_activity), BOOK(24, 12, "Last Activity"), JSON(21), SQL_APART) \
X(push_count, COUNT, number(d->push_count), BOOK(25, 9, "Times Pushed"), JSON(22), SQL_APART) \
X(crm_url, TEXT, text(d->crm_url), BOOK(27, 12, "CRM"), JSON(28)) \
X(rank, COUNT, number((double)(d - r->deals + 1)), SQL_APART, KNOWN) \
X(stage_entered, DATE, given_date(r->quality->stage_entered, s), SQL_APART) \
/* As the CRM had them on the day: recorded, because they cannot be had later. */ \
X(forecast_category, TEXT, label(&r->quality->forecast_category, s), CSV(44), BOOK(19, 13, "Forecast Category"), JSON(30), SQL) \
X(probability, SHARE, given_number(r->quality->probability, s), BOOK(20, 12, "CRM Probability"), SQL) \
X(modified, DATE, given_date(r->quality->modified, s), SQL) \
/* The facts beside the score, by name (score/warnings.h). */ \
X(flags, TEXT, flags(d, a), CSV(43), BOOK(12, 22, "Flags"), SQL) \
X(title, TEXT, text(d->title), BOOK(1, 34, "Deal")) \
X(why, TEXT, text(d->why), BOOK(4, 34, "Why")) \
X(overdue_days, COUNT, number(overdue_days(s)), BOOK(8, 9, "Days Overdue")) \
X(closes_in, TEXT, closes_in(r, s, a), BOOK(18, 11, "Closes In")) \
/* Chances as the landing and the outlook had them on the day (landing.h). */ \
X(won_by_quarter_end, SHARE, won_by(d, THIS_QUARTER), CSV(45), BOOK(34, 12, "Won This Quarter"), JSON(31), SQL) \
X(won_by_next_quarter_end, SHARE, won_by(d, NEXT_QUARTER), CSV(46), BOOK(35, 12, "Won by Next Quarter"), JSON(32), SQL) \
X(loss_30, SHARE, number(d->outlook ? d->outlook->lost[0] : NAN), CSV(47), BOOK(36, 11, "Lost in 30 Days"), SQL, JSON_AT("outlook.loss_30")) \
X(loss_60, SHARE, number(d->outlook ? d->outlook->lost[1] : NAN), CSV(48), BOOK(37, 11, "Lost in 60 Days"), SQL, JSON_AT("outlook.loss_60")) \
X(loss_90, SHARE, number(d->outlook ? d->outlook->lost[2] : NAN), CSV(49), BOOK(38, 11, "Lost in 90 Days"), SQL, JSON_AT("outlook.loss_90"))
/* clang-format on */

enum deal_column {
#define X(name, ...) DEAL_##name,
    DEAL_COLUMNS_LIST(X)
#undef X
        DEAL_COLUMNS
};

/* Decimals are those of CSV, SQL and JSON; the workbook keeps the figure and
 * formats the cell. */
enum column_type {
    TYPE_TEXT,
    TYPE_AMOUNT, /* money of the CRM, exact as it came */
    TYPE_MONEY,  /* money of ours, two decimals */
    TYPE_COUNT,  /* whole */
    TYPE_SCORE,  /* one decimal */
    TYPE_POINTS, /* of a score, signed, one decimal */
    TYPE_DAYS,   /* one decimal */
    TYPE_SHARE,  /* 0 … 1, four decimals */
    TYPE_DATE,
    TYPE_BOOL,
    TYPE_COUNT_OF
};
/* −1: exact, or no number. */
extern const int TYPE_DECIMALS[TYPE_COUNT_OF];

enum column_sql {
    COLUMN_SQL_NONE,
    COLUMN_SQL_APART, /* in observation */
    COLUMN_SQL_BOTH,  /* in observation and risk_report */
    COLUMN_SQL_RUN,   /* in risk_report, from run */
    COLUMN_SQL_DEAL   /* in risk_report, from deal */
};

enum column_output { OUTPUT_CSV, OUTPUT_BOOK, OUTPUT_JSON, OUTPUTS };

struct deal_column_def {
    const char *name;
    enum column_type type;
    uint8_t place[OUTPUTS]; /* 0: not there */
    uint8_t width;          /* on Deals */
    const char *head;       /* on Deals: "Chance of Loss" */
    const char *json_at;    /* NULL: `name`, if anywhere */
    enum column_sql sql;
    bool known;
};
extern const struct deal_column_def DEAL_COLUMN_DEFS[DEAL_COLUMNS];

/* One of them is set, by the type; the others say "not known". */
struct deal_value {
    struct sv text; /* lives as long as the report and `scratch` */
    double number;  /* TYPE_BOOL: 0 or 1 */
    int32_t date;
};

struct deal_value deal_value(const struct report *r,
                             const struct report_deal *d, enum deal_column c,
                             struct arena *scratch);

/* The columns of an output in its order; returns how many. */
size_t deal_columns_of(enum deal_column out[DEAL_COLUMNS],
                       enum column_output output);

#endif
