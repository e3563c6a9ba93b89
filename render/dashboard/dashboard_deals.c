/* deals.html: the riskiest deals as HTML, the rest in risk_report.csv and,
 * for the script, in data/deals.js. */
#include "render/dashboard/dashboard_parts.h"

bool dashboard_deals(struct dashboard *d, struct err *err)
{
    const struct report *r = d->r;
    const struct money *money = &r->portfolio->money;
    struct arena *a = &d->page;
    struct value *v = dashboard_page(d, "deals.html", "Deals", ""), *list;
    size_t n = r->n_deals < DASHBOARD_ROWS ? r->n_deals : DASHBOARD_ROWS;

    put_deal_columns(d, v);
    value_bool(a, v, "by_chance", r->scores->order == ORDER_P_LOST);
    put_count(d, v, "shown", (double)n);
    put_counted(d, v, "all_deals", d->r->n_deals, "deal");
    value_bool(a, v, "more", n < r->n_deals);
    put_money_full(d, v, "pipeline", money->pipeline);
    put_money_full(d, v, "expected_loss", money->expected_loss);
    if (money->without_amount)
        put_count(d, v, "unpriced", (double)money->without_amount);
    else
        value_bool(a, v, "unpriced", false);
    list = value_add(a, v, "deals", VALUE_LIST);
    for (size_t i = 0; i < n; i++)
        put_deal_row(d, list, &r->deals[i]);
    list = value_add(a, v, "scripts", VALUE_LIST);
    value_text(a, value_add(a, list, NULL, VALUE_OBJECT), "src",
               SV("data/deals.js"));
    value_text(a, value_add(a, list, NULL, VALUE_OBJECT), "src",
               SV("assets/deals.js"));
    return dashboard_put(d, PAGE_DEALS, v, "deals.html", err);
}
