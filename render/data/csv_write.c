/* risk_report.csv: one line a deal, the riskiest first; its columns are those
 * of the table (render/report/columns.h). */
#include "render/data/data.h"
#include "render/base/resources.h"
#include "render/base/sink.h"

#include "render/base/escape.h"
#include "render/report/columns.h"
#include "scoring/base/number.h"

static void add_number(struct buf *b, double x, int decimals)
{
    char text[NUMBER_TEXT];

    if (decimals < 0)
        buf_add_str(b, number_exact(text, x));
    else if (x == x) /* + 0.0: no "-0.0" */
        buf_printf(b, "%.*f", decimals, number_round(x, decimals) + 0.0);
}

static void add_value(struct buf *b, const struct deal_value *v,
                      enum column_type type)
{
    char text[DATE_TEXT];

    if (type == TYPE_TEXT)
        escape_csv(b, v->text);
    else if (type == TYPE_DATE)
        buf_add_str(b, date_iso(text, v->date));
    else
        add_number(b, v->number, TYPE_DECIMALS[type]);
}

void csv_text(struct buf *out, const struct report *r)
{
    enum deal_column columns[DEAL_COLUMNS];
    size_t n = deal_columns_of(columns, OUTPUT_CSV);
    struct arena work; /* of one row */

    arena_init(&work);
    for (size_t k = 0; k < n; k++)
        buf_printf(out, "%s%s", k ? "," : "",
                   DEAL_COLUMN_DEFS[columns[k]].name);
    buf_add_char(out, '\n');
    for (size_t i = 0; i < r->n_deals; i++) {
        for (size_t k = 0; k < n; k++) {
            struct deal_value v =
                deal_value(r, &r->deals[i], columns[k], &work);
            if (k)
                buf_add_char(out, ',');
            add_value(out, &v, DEAL_COLUMN_DEFS[columns[k]].type);
        }
        buf_add_char(out, '\n');
        arena_reset(&work);
    }
    arena_release(&work);
}

bool csv_write(const struct report *r, const struct resources *h,
               struct sink *out, struct err *err)
{
    struct buf b;
    bool ok;

    (void)h;
    buf_init(&b);
    csv_text(&b, r);
    ok = sink_put(out, "risk_report.csv", buf_sv(&b), err);
    buf_release(&b);
    return ok;
}
