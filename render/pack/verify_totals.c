#include <math.h>
#include <stdio.h>

#include "render/pack/verify.h"

void verify_row_add(struct verify_deals *d, struct verify_row row)
{
    if (d->n == d->capacity) {
        d->capacity = d->capacity ? 2 * d->capacity : 256;
        d->rows = mem_resize(d->rows, d->capacity, sizeof *d->rows);
    }
    d->rows[d->n++] = row;
}

int verify_level(struct sv word)
{
    for (int i = 0; i < LEVEL_COUNT; i++)
        if (sv_eq(word, sv_from(level_name((enum level)i))))
            return i;
    return -1;
}

double verify_number(struct sv text)
{
    char copy[64], *end;
    double x;

    if (!text.len || text.len >= sizeof copy)
        return NAN;
    memcpy(copy, text.ptr, text.len);
    copy[text.len] = 0;
    x = strtod(copy, &end);
    return *end || !isfinite(x) ? (double)NAN : x;
}

static bool near(double a, double b, double tolerance)
{
    if (isnan(a) || isnan(b))
        return isnan(a) && isnan(b);
    return fabs(a - b) <= tolerance + 1e-9 * fmax(fabs(a), fabs(b));
}

/* Half a cent where one side is rounded to cents, and so on. */
static bool rows_agree(const struct verify_deals *a,
                       const struct verify_deals *b, struct err *err)
{
    if (a->n != b->n)
        return err_set(err, EXIT_INPUT, "%s has %zu deals, %s has %zu", a->file,
                       a->n, b->file, b->n);
    for (size_t i = 0; i < a->n; i++) {
        const struct verify_row *x = &a->rows[i], *y = &b->rows[i];
        const struct {
            const char *what;
            double x, y, tolerance;
        } checks[] = {
            {"risk_score", x->score, y->score, 1e-6},
            {"risk_level", x->level, y->level, 0},
            {"amount", x->amount, y->amount, 1e-6},
            {"p_loss", x->p_loss, y->p_loss, 0.000051},
            {"expected_loss", x->expected_loss, y->expected_loss, 0.0051},
        };
        for (size_t k = 0; k < sizeof checks / sizeof checks[0]; k++)
            if (!near(checks[k].x, checks[k].y, checks[k].tolerance))
                return err_set(err, EXIT_INPUT,
                               "%s and %s differ in deal %zu: %s %.10g and "
                               "%.10g",
                               a->file, b->file, i + 1, checks[k].what,
                               checks[k].x, checks[k].y);
    }
    return true;
}

static void sum(struct verify_claims *out, const struct verify_deals *d)
{
    *out = (struct verify_claims){.file = d->file, .open = (double)d->n};
    for (size_t i = 0; i < d->n; i++) {
        const struct verify_row *r = &d->rows[i];
        double amount = isnan(r->amount) ? 0 : r->amount;
        if (r->level >= 0) {
            out->levels[r->level]++;
            out->amounts[r->level] += amount;
        }
        out->pipeline += amount;
        out->at_risk += r->level >= LEVEL_HIGH ? amount : 0;
        out->expected_loss += isnan(r->expected_loss) ? 0 : r->expected_loss;
    }
}

/* A claim may be blank where there is nothing to sum. */
static double claimed(double claim, double sum)
{
    return isnan(claim) && sum <= 0 ? 0 : claim;
}

/* `sums` come from exact values, so a claim in cents is half a cent off. */
static bool claims_hold(const struct verify_claims *c,
                        const struct verify_claims *sums, struct err *err)
{
    char name[64];

    for (int i = 0; i < LEVEL_COUNT; i++) {
        snprintf(name, sizeof name, "%s", level_name((enum level)i));
        if (!near(c->levels[i], sums->levels[i], 0))
            return err_set(err, EXIT_INPUT,
                           "%s says %.0f %s deals, %s lists %.0f", c->file,
                           c->levels[i], name, sums->file, sums->levels[i]);
        if (!isnan(c->amounts[i]) &&
            !near(c->amounts[i], sums->amounts[i], 0.0051))
            return err_set(err, EXIT_INPUT,
                           "%s says amount %.2f of %s, %s lists %.2f", c->file,
                           c->amounts[i], name, sums->file, sums->amounts[i]);
    }
    const struct {
        const char *what;
        double claim, sum;
    } checks[] = {
        {"open deals", c->open, sums->open},
        {"pipeline", claimed(c->pipeline, sums->pipeline), sums->pipeline},
        {"at risk", claimed(c->at_risk, sums->at_risk), sums->at_risk},
        {"expected loss", claimed(c->expected_loss, sums->expected_loss),
         sums->expected_loss},
    };
    for (size_t k = 0; k < sizeof checks / sizeof checks[0]; k++)
        if (!near(checks[k].claim, checks[k].sum, 0.0051))
            return err_set(err, EXIT_INPUT, "%s says %s %.2f, %s sums to %.2f",
                           c->file, checks[k].what, checks[k].claim, sums->file,
                           checks[k].sum);
    return true;
}

bool verify_totals(const char *pack, const struct verify_claims *meant,
                   struct arena *a, struct err *err)
{
    struct verify_deals csv = {.file = "risk_report.csv"};
    struct verify_deals json = {.file = "dashboard/api/v1/deals.json"};
    struct verify_deals xlsx = {.file = "risk_workbook.xlsx"};
    struct verify_deals data = {.file = "risk_workbook.xlsx, Data"};
    struct verify_claims summary = {.file = "dashboard/api/v1/summary.json"};
    struct verify_claims sheet = {.file = "risk_workbook.xlsx, Summary"};
    struct verify_claims sums;
    bool ok;

    ok = verify_read_csv(&csv, pack, a, err) &&
         verify_read_json(&json, &summary, pack, a, err) &&
         verify_read_xlsx(&xlsx, &data, &sheet, pack, a, err) &&
         rows_agree(&csv, &json, err) && rows_agree(&csv, &xlsx, err) &&
         rows_agree(&csv, &data, err);
    sum(&sums, &xlsx); /* its expected losses are not rounded */
    ok = ok && claims_hold(&summary, &sums, err) &&
         claims_hold(&sheet, &sums, err) &&
         (!meant || claims_hold(meant, &sums, err)) &&
         verify_quarter(pack, a, err) && verify_update(pack, a, err);
    free(csv.rows);
    free(json.rows);
    free(xlsx.rows);
    free(data.rows);
    return ok;
}
