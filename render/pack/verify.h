/*
 * Verify: do the files of a pack tell the same story? Hashes show that a
 * file was changed; this shows it even where somebody repaired the hashes.
 *
 * The deals of XLSX, CSV and JSON are compared row by row and summed anew,
 * and what the Summary sheet and summary.json claim (open deals, deals and
 * amount of each level, pipeline, at risk, expected loss) must be the sum.
 * Each receipt must add up to its score. Of the quarter, landing, range, target
 * and flow must be those of quarter.json in the workbook, the parts of the
 * landing its sum, and the flow must balance. Amounts agree to half a cent. What
 * goes back into the CRM must be what risk_report.csv says of the deal.
 */
#ifndef RENDER_PACK_VERIFY_H
#define RENDER_PACK_VERIFY_H

#include "scoring/base/err.h"
#include "scoring/base/sv.h"
#include "scoring/base/subject.h"

/* What every file says of a deal; NAN: no such number. */
struct verify_row {
    double amount, score, p_loss, expected_loss;
    int level; /* enum level; −1: no level */
};

struct verify_deals {
    const char *file; /* for messages: "risk_report.csv" */
    size_t n, capacity;
    struct verify_row *rows; /* malloc */
};

/* What a file claims the totals to be; NAN: it does not say. */
struct verify_claims {
    const char *file;
    double open, levels[LEVEL_COUNT], amounts[LEVEL_COUNT];
    double pipeline, at_risk, expected_loss;
};

/* The three readers, one a file: `pack` is the pack's folder. A file without
 * the columns it must have is an error. */
bool verify_read_csv(struct verify_deals *out, const char *pack,
                     struct arena *a, struct err *err);
bool verify_read_json(struct verify_deals *out, struct verify_claims *claims,
                      const char *pack, struct arena *a, struct err *err);
/* `out` is of the sheet Deals, `data` of Data, claims are of Summary. */
bool verify_read_xlsx(struct verify_deals *out, struct verify_deals *data,
                      struct verify_claims *claims, const char *pack,
                      struct arena *a, struct err *err);

void verify_row_add(struct verify_deals *d, struct verify_row row);
int verify_level(struct sv word); /* "HIGH" → LEVEL_HIGH, −1: no level */
double verify_number(struct sv text); /* NAN: empty or no number */

/* quarter.json against the sheets Quarter and Flow, and in itself; a pack that
 * has no quarter.json passes. */
bool verify_quarter(const char *pack, struct arena *a, struct err *err);

/* crm_update.csv: each of its rows is one of risk_report.csv; a pack that has
 * none passes. */
bool verify_update(const char *pack, struct arena *a, struct err *err);

/* All of it, for a pack with these files in it. The sums must be those that are
 * `meant`, too, where that is not NULL. */
bool verify_totals(const char *pack, const struct verify_claims *meant,
                   struct arena *a, struct err *err);

#endif
