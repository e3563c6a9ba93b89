/* risk_report.csv: one line a deal, the riskiest first. */
#include "render/data/data.h"
#include "render/base/resources.h"
#include "render/base/sink.h"

#include <math.h>

#include "render/base/escape.h"
#include "render/words/format.h"

static const char HEADER[] =
    "deal_id,account,owner,amount,stage,age_days,days_in_stage,risk_score,"
    "risk_level,p_loss,rule_points,ml_points,mode,factor_1,factor_1_points,"
    "factor_2,factor_2_points,factor_3,factor_3_points,action,action_owner,"
    "action_due,as_of,expected_loss,name,expected_close,manager,industry,"
    "region,product,lead_source,note,page,"
    "days_to_close,win_30,win_60,win_90,deals_this_age,"
    "one_change,one_change_score,one_change_training_rows,"
    "one_change_label\n";

static void add_text(struct buf *b, struct sv text)
{
    escape_csv(b, text);
    buf_add_char(b, ',');
}

static void add_exact(struct buf *b, double x)
{
    char text[FORMAT_TEXT];

    buf_add_str(b, number_exact(text, x));
    buf_add_char(b, ',');
}

static void add_rounded(struct buf *b, double x, int decimals)
{
    if (x == x) /* + 0.0: no "-0.0" */
        buf_printf(b, "%.*f", decimals, number_round(x, decimals) + 0.0);
    buf_add_char(b, ',');
}

static void add_date(struct buf *b, int32_t date)
{
    char text[DATE_TEXT];

    buf_add_str(b, date_iso(text, date));
    buf_add_char(b, ',');
}

static void add_factors(struct buf *b, const struct score *s)
{
    for (size_t i = 0; i < FACTORS; i++) {
        if (i >= s->n_factors) {
            buf_add_str(b, ",,");
            continue;
        }
        struct buf text;
        buf_init(&text);
        buf_printf(&text, "%s: ", subject_name(s->factors[i].subject));
        buf_add_sv(&text, s->factors[i].evidence);
        add_text(b, buf_sv(&text));
        buf_release(&text);
        add_rounded(b, s->factors[i].shown, 1);
    }
}

static void add_count(struct buf *b, size_t n)
{
    buf_printf(b, "%zu,", n);
}

/* Of deals of this age, not of this deal's own merits (outlook.h). */
static void add_outlook(struct buf *b, const struct outlook *o)
{
    add_rounded(b, o ? o->days_to_close : NAN, 1);
    for (int h = 0; h < OUTLOOK_HORIZONS; h++)
        add_rounded(b, o ? o->won[h] : NAN, 4);
    if (o)
        add_count(b, o->at_risk);
    else
        buf_add_char(b, ',');
}

/* The one change after which the score would fall most, with the label that
 * it is an association; where none was found, the label says that. */
static void add_change(struct buf *b, const struct counterfactuals *c)
{
    if (c && c->n) {
        add_text(b, c->list[0].text);
        add_rounded(b, c->list[0].score, 1);
        add_count(b, c->list[0].rows);
    } else {
        buf_add_str(b, ",,,");
    }
    if (c) /* the last column: no comma */
        escape_csv(b,
                   sv_from(c->n ? COUNTERFACTUAL_LABEL : COUNTERFACTUAL_NONE));
}

static void add_row(struct buf *b, const struct report *r,
                    const struct report_deal *d)
{
    const struct score *s = d->score;

    add_text(b, d->id);
    add_text(b, d->account);
    add_text(b, d->owner);
    add_exact(b, d->amount);
    add_text(b, d->stage);
    add_exact(b, s->age);
    add_exact(b, s->days_in_stage);
    add_rounded(b, s->shown, 1);
    add_text(b, sv_from(level_name(s->level)));
    add_rounded(b, s->p_loss, 4);
    add_rounded(b, s->rule_points, 1);
    add_rounded(b, s->ml_points, 1);
    add_text(b, sv_from(mode_name(r->scores->mode)));
    add_factors(b, s);
    add_text(b, s->action.text);
    add_text(b, s->action.owner);
    add_date(b, s->action.due);
    add_date(b, r->as_of);
    add_rounded(b, s->expected_loss, 2);
    add_text(b, d->name);
    add_date(b, d->expected);
    add_text(b, d->manager);
    add_text(b, d->industry);
    add_text(b, d->region);
    add_text(b, d->product);
    add_text(b, d->lead_source);
    add_text(b, s->note);
    if (d->has_page)
        buf_printf(b, "dashboard/deal/%.*s.html", SV_ARG(d->file_id));
    buf_add_char(b, ',');
    add_outlook(b, d->outlook);
    add_change(b, d->changes);
    buf_add_char(b, '\n');
}

void csv_text(struct buf *out, const struct report *r)
{
    buf_add_str(out, HEADER);
    for (size_t i = 0; i < r->n_deals; i++)
        add_row(out, r, &r->deals[i]);
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
