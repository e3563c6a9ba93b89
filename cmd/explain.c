/* dealsense explain: the receipt of one deal, as it adds up. */
#include <math.h>
#include <stdio.h>

#include "cmd/column.h"
#include "cmd/commands.h"
#include "cmd/pipeline.h"
#include "render/words/format.h"

/* "    +4.2  " */
static void print_points(double points, struct style style)
{
    char text[FORMAT_TEXT];

    format_signed(text, points, 1, style);
    printf("  %*s  ", column_bytes(8, text), text);
}

static void print_facts(const struct report *r, const struct report_deal *d)
{
    const struct score *s = d->score;
    char amount[FORMAT_TEXT], score[FORMAT_TEXT], p[FORMAT_TEXT];
    char day[FORMAT_TEXT], loss[FORMAT_TEXT];

    printf("%.*s\n", SV_ARG(d->title));
    printf("  deal %.*s, %s, owner %.*s, stage %.*s\n", SV_ARG(d->id),
           format_money_full(amount, d->amount, r->style),
           SV_ARG(d->owner.len ? d->owner : SV("not known")),
           SV_ARG(d->stage.len ? d->stage : SV("not known")));
    printf("  score %s  %s  on %s\n",
           format_fixed(score, s->shown, 1, r->style), level_name(s->level),
           format_date(day, r->as_of));
    if (r->scores->mode == MODE_HYBRID)
        printf("  Chance of loss %s, expected loss %s\n",
               format_chance(p, s->p_loss, 1, r->style),
               format_money_full(loss, s->expected_loss, r->style));
    if (d->note.len)
        printf("  note: %.*s\n", SV_ARG(d->note));
}

static void print_outlook(const struct outlook_words *o)
{
    for (size_t k = 0; k < o->n; k++)
        printf("  %.*s: %.*s\n", SV_ARG(o->line[k].label),
               SV_ARG(o->line[k].text));
}

static void print_receipt(const struct report *r, const struct score *s)
{
    printf("\nReceipt\n");
    for (size_t i = 0; i < s->n_lines; i++) {
        struct sv label = report_line_label(r, &s->lines[i]);
        print_points(s->lines[i].shown, r->style);
        printf("%.*s%s\n", SV_ARG(label),
               s->lines[i].kind == LINE_RULE ? " \xc2\xb7 rule" : "");
    }
    char total[FORMAT_TEXT];
    format_fixed(total, s->shown, 1, r->style);
    printf("  %*s  score\n", column_bytes(8, total), total);
}

static void print_factors(const struct report *r, const struct report_deal *d)
{
    const struct score *s = d->score;
    char day[DATE_TEXT];

    printf("\nWhy\n");
    for (size_t i = 0; i < s->n_factors; i++) {
        print_points(s->factors[i].shown, r->style);
        printf("%s: %.*s\n", subject_name(s->factors[i].subject),
               SV_ARG(d->evidence[i]));
    }
    if (!s->n_factors)
        printf("  no factor of the score raises it\n");
    if (d->n_warnings)
        printf("\nBeside the score\n");
    for (size_t i = 0; i < d->n_warnings; i++)
        printf("  %.*s%s%.*s\n", SV_ARG(d->warnings[i].text),
               d->warnings[i].record.len ? ". " : "",
               SV_ARG(d->warnings[i].record));
    if (d->action.text.len)
        printf("\nDo\n  %.*s: %.*s, %s\n", SV_ARG(d->action.text),
               SV_ARG(d->action.owner),
               d->action.today ? "TODAY" : date_iso(day, d->action.due));
}

static void print_changes(const struct report_deal *d, struct style style)
{
    const struct counterfactuals *c = d->changes;
    char then[FORMAT_TEXT], rows[FORMAT_TEXT];

    if (!c)
        return;
    printf("\nWhat one change would do\n");
    for (size_t i = 0; i < c->n; i++) {
        print_points(-c->list[i].fall, style);
        printf("%.*s: %s (%s training rows hold such a value)\n",
               SV_ARG(d->change_words[i]),
               format_fixed(then, c->list[i].score, 1, style),
               format_count(rows, (double)c->list[i].rows, style));
    }
    printf("  %s\n", c->n ? COUNTERFACTUAL_LABEL : COUNTERFACTUAL_NONE);
}

static void print_deal(const struct report *r, const struct report_deal *d)
{
    print_facts(r, d);
    print_outlook(&d->outlook_words);
    print_receipt(r, d->score);
    print_factors(r, d);
    print_changes(d, r->style);
    printf("\nMode %s: %.*s\n", mode_name(r->model->mode), SV_ARG(r->why));
}

static const struct report_deal *find_deal(const struct report *r, struct sv id)
{
    for (size_t i = 0; i < r->n_deals; i++)
        if (sv_eq(r->deals[i].id, id))
            return &r->deals[i];
    return NULL;
}

/* The deal as the pack has it, or why there is none. */
static bool explain(struct pipeline *p, struct err *err)
{
    struct sv id = sv_from(p->o->operands[1]);
    const struct report_deal *d;
    char day[DATE_TEXT];

    pipeline_model(p, p->o->model);
    pipeline_score(p);
    pipeline_report(p, NULL, "");
    progress_end(&p->line);
    d = find_deal(&p->report, id);
    if (!d)
        return err_set(
            err, EXIT_INPUT,
            "%s: no deal `%.*s` is open on %s; see `dealsense score`",
            p->o->operands[0], SV_ARG(id), date_iso(day, p->report.as_of));
    print_deal(&p->report, d);
    inputs_warn(&p->in, p->o);
    pipeline_say_store(p);
    return true;
}

int cmd_explain(const struct options *o)
{
    struct pipeline p;
    struct err err;
    bool ok = pipeline_read(&p, o, &err) && explain(&p, &err);

    progress_end(&p.line);
    pipeline_release(&p);
    return ok ? EXIT_DONE : cmd_fail(o, &err);
}
