/* crm_update.csv against risk_report.csv: what goes back into the CRM is what
 * the pack says. */
#include <math.h>
#include <stdint.h>

#include "render/pack/verify.h"
#include "render/report/report.h"
#include "scoring/base/file.h"
#include "scoring/base/intern.h"
#include "scoring/intake/csv.h"

#include <unistd.h>

/* Columns, in the order of crm_update.csv, as risk_report.csv calls them. */
enum { ID, SCORE, LEVEL, P_LOSS, ACTION, AS_OF, COLUMNS };
static const char *const NAMES[COLUMNS] = {
    "deal_id", "risk_score", "risk_level", "p_loss", "action", "as_of"};

struct sheet {
    const char *path;
    struct file file;
    struct table csv;
    size_t at[COLUMNS];
};

static bool open_sheet(struct sheet *s, const char *path, struct arena *a,
                       struct err *err)
{
    const struct table_form form = {.encoding = ENCODING_UTF8,
                                    .delimiter = ','};

    *s = (struct sheet){.path = path};
    if (!file_open(&s->file, path, err) ||
        !csv_read(&s->csv, s->file.bytes, path, form, a, err))
        return false;
    for (size_t i = 0; i < s->csv.n_rows; i++)
        if (s->csv.rows[i].fields != s->csv.rows[0].fields)
            return err_set(err, EXIT_INPUT, "%s:%zu: a column too few or many",
                           path, s->csv.rows[i].line);
    return s->csv.n_rows > 0 ||
           err_set(err, EXIT_INPUT, "%s: has no header", path);
}

static struct sv cell(const struct sheet *s, size_t row, int column)
{
    return table_field(&s->csv, s->csv.rows[row].first + s->at[column]);
}

static bool find_columns(struct sheet *s, struct err *err)
{
    for (int k = 0; k < COLUMNS; k++) {
        s->at[k] = SIZE_MAX;
        for (size_t i = 0; i < s->csv.rows[0].fields; i++)
            if (sv_eq(table_field(&s->csv, s->csv.rows[0].first + i),
                      sv_from(NAMES[k])))
                s->at[k] = i;
        if (s->at[k] == SIZE_MAX)
            return err_set(err, EXIT_INPUT, "%s: has no column %s", s->path,
                           NAMES[k]);
    }
    return true;
}

/* The same, but a chance may be one of a hundred. */
static bool same_cell(int column, struct sv update, struct sv report)
{
    double x = verify_number(update), y = verify_number(report);

    if (column != P_LOSS)
        return sv_eq(update, report);
    if (isnan(x) || isnan(y))
        return isnan(x) && isnan(y);
    return fabs(x - y) < 0.00005 || fabs(x - 100 * y) < 0.00505;
}

static bool rows_hold(const struct sheet *update, const struct sheet *report,
                      struct arena *a, struct err *err)
{
    struct intern ids, seen;
    bool ok = true;

    intern_init(&ids, a);
    intern_init(&seen, a);
    for (size_t i = 1; i < report->csv.n_rows; i++)
        intern_add(&ids, cell(report, i, ID));
    if (ids.n + 1 != report->csv.n_rows)
        ok = err_set(err, EXIT_INPUT, "%s: lists a deal twice", report->path);
    for (size_t i = 1; ok && i < update->csv.n_rows; i++) {
        struct sv id = cell(update, i, ID);
        int32_t row = intern_find(&ids, id);
        size_t before = seen.n;
        intern_add(&seen, id);
        if (row < 0 || seen.n == before)
            ok = err_set(err, EXIT_INPUT, "%s:%zu: tells of a deal %s",
                         update->path, update->csv.rows[i].line,
                         row < 0 ? "that risk_report.csv does not list"
                                 : "that it has told of");
        for (int k = SCORE; ok && k < COLUMNS; k++)
            if (!same_cell(k, cell(update, i, k),
                           cell(report, (size_t)row + 1, k)))
                ok = err_set(err, EXIT_INPUT,
                             "%s:%zu: says another %s of a deal than "
                             "risk_report.csv",
                             update->path, update->csv.rows[i].line, NAMES[k]);
    }
    intern_release(&ids);
    intern_release(&seen);
    return ok;
}

bool verify_update(const char *pack, struct arena *a, struct err *err)
{
    const char *path = sv_printf(a, "%s/" CRM_UPDATE, pack).ptr;
    struct sheet update = {0}, report = {0};
    bool ok = true;

    if (access(path, F_OK) < 0)
        return true; /* of a pack that hides names, or of an older program */
    ok = open_sheet(&update, path, a, err) &&
         open_sheet(&report, sv_printf(a, "%s/risk_report.csv", pack).ptr, a,
                    err) &&
         find_columns(&report, err);
    for (int k = 0; k < COLUMNS; k++)
        update.at[k] = (size_t)k;
    if (ok && update.csv.rows[0].fields != COLUMNS)
        ok = err_set(err, EXIT_INPUT, "%s: has not %d columns", path, COLUMNS);
    ok = ok && rows_hold(&update, &report, a, err);
    file_close(&update.file);
    file_close(&report.file);
    return ok;
}
