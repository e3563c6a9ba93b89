#include <math.h>
#include <stdint.h>

#include "render/pack/verify.h"
#include "scoring/base/file.h"
#include "scoring/intake/csv.h"

/* Columns that are compared, by header. */
enum { AMOUNT, SCORE, LEVEL, P_LOSS, LOSS, COLUMNS };
static const char *const NAMES[COLUMNS] = {"amount", "risk_score", "risk_level",
                                           "p_loss", "expected_loss"};

static bool find_columns(size_t at[COLUMNS], const struct table *csv,
                         const char *path, struct err *err)
{
    for (size_t k = 0; k < COLUMNS; k++) {
        at[k] = SIZE_MAX;
        for (size_t i = 0; csv->n_rows && i < csv->rows[0].fields; i++)
            if (sv_eq(table_field(csv, csv->rows[0].first + i),
                      sv_from(NAMES[k])))
                at[k] = i;
        if (at[k] == SIZE_MAX)
            return err_set(err, EXIT_INPUT, "%s: has no column %s", path,
                           NAMES[k]);
    }
    return true;
}

bool verify_read_csv(struct verify_deals *out, const char *pack,
                     struct arena *a, struct err *err)
{
    const char *path = sv_printf(a, "%s/%s", pack, out->file).ptr;
    const struct table_form form = {.encoding = ENCODING_UTF8,
                                    .delimiter = ','};
    struct file f = {0};
    struct table csv;
    size_t at[COLUMNS];
    bool ok;

    ok = file_open(&f, path, err) &&
         csv_read(&csv, f.bytes, path, form, a, err) &&
         find_columns(at, &csv, path, err);
    for (size_t i = 1; ok && i < csv.n_rows; i++) {
        size_t first = csv.rows[i].first;
        if (csv.rows[i].fields != csv.rows[0].fields) {
            ok = err_set(err, EXIT_INPUT, "%s:%zu: a column too few or many",
                         path, csv.rows[i].line);
            break;
        }
        verify_row_add(
            out,
            (struct verify_row){
                .amount = verify_number(table_field(&csv, first + at[AMOUNT])),
                .score = verify_number(table_field(&csv, first + at[SCORE])),
                .p_loss = verify_number(table_field(&csv, first + at[P_LOSS])),
                .expected_loss =
                    verify_number(table_field(&csv, first + at[LOSS])),
                .level = verify_level(table_field(&csv, first + at[LEVEL]))});
    }
    file_close(&f);
    return ok;
}
