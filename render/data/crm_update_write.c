/*
 * crm_update.csv: what a CRM may be told of its open deals, one line for each
 * that changed since the last run; all of them on a first run. It is written
 * for an import by hand or by the company's own tool, never sent.
 *
 * Headers are those that the import of the export's own CRM maps by itself:
 * Salesforce's Data Loader takes API names, of fields that an administrator
 * has made (help.salesforce.com, "Data Loader Guide", mapping); HubSpot's
 * import takes the labels of properties, and Record ID to find the deal
 * (knowledge.hubspot.com, "Set up your import file"). A percent field of
 * Salesforce's takes 66.12, a percentage property of HubSpot's 0.6612. For
 * others the names of risk_report.csv.
 */
#include "render/base/escape.h"
#include "render/base/resources.h"
#include "render/base/sink.h"
#include "render/data/data.h"
#include "scoring/base/number.h"

#include <math.h>

enum { U_ID, U_SCORE, U_LEVEL, U_CHANCE, U_ACTION, U_AS_OF, U_COLUMNS };

static const struct form {
    const char *crm; /* as dialect.h calls it; NULL: any other */
    const char *headers[U_COLUMNS];
    int percent; /* 1: a chance of 0.6612 is 66.12 */
} FORMS[] = {
    {"salesforce",
     {"Id", "DealSense_Score__c", "DealSense_Level__c",
      "DealSense_Chance_of_Loss__c", "DealSense_Action__c",
      "DealSense_As_Of__c"},
     1},
    {"hubspot",
     {"Record ID", "DealSense Score", "DealSense Level",
      "DealSense Chance of Loss", "DealSense Action", "DealSense As Of"},
     0},
    {NULL,
     {"deal_id", "risk_score", "risk_level", "p_loss", "action", "as_of"},
     0},
};

static const struct form *form_of(const struct report *r)
{
    const struct form *f = FORMS;

    while (f->crm && (!r->quality || !r->quality->dialect ||
                      strcmp(f->crm, r->quality->dialect) != 0))
        f++;
    return f;
}

static void add_deal(struct buf *b, const struct report *r,
                     const struct report_deal *d, const struct form *f)
{
    const struct score *s = d->score;
    char as_of[DATE_TEXT];

    escape_csv(b, d->id);
    buf_printf(b, ",%.1f,%s,", number_round(s->shown, 1) + 0.0,
               level_name(s->level));
    if (!isnan(s->p_loss) && f->percent)
        buf_printf(b, "%.2f",
                   number_round(100 * number_round(s->p_loss, 4), 2));
    else if (!isnan(s->p_loss))
        buf_printf(b, "%.4f", number_round(s->p_loss, 4) + 0.0);
    buf_add_char(b, ',');
    escape_csv(b, d->action.text);
    buf_printf(b, ",%s\n", date_iso(as_of, r->as_of));
}

bool crm_update_write(const struct report *r, const struct resources *h,
                      struct sink *out, struct err *err)
{
    const struct form *f = form_of(r);
    struct buf b;
    bool ok;

    (void)h;
    if (!r->update.written)
        return true;
    buf_init(&b);
    for (size_t k = 0; k < U_COLUMNS; k++)
        buf_printf(&b, "%s%s", k ? "," : "", f->headers[k]);
    buf_add_char(&b, '\n');
    for (size_t i = 0; i < r->n_deals; i++)
        if (r->deals[i].changed)
            add_deal(&b, r, &r->deals[i], f);
    ok = sink_put(out, CRM_UPDATE, buf_sv(&b), err);
    buf_release(&b);
    return ok;
}
