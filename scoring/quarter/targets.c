#include "scoring/quarter/targets.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "scoring/base/encoding.h"
#include "scoring/base/file.h"
#include "scoring/intake/amount.h"
#include "scoring/intake/dialect.h"
#include "scoring/intake/table.h"
#include "scoring/settings/settings.h"

enum target_column { TARGET_QUARTER, TARGET_WHO, TARGET_AMOUNT, TARGET_COLUMNS };

/* Headers, the one to write first. */
static const char *const HEADERS[TARGET_COLUMNS][6] = {
    {"quarter", "fiscal quarter", "period"},
    {"owner", "owner or all", "rep", "name", "manager", "who"},
    {"amount", "target", "quota"},
};

/* Lines that are being read, from the section or from the file. */
struct reading_targets {
    struct targets *out;
    const struct settings *s;
    const struct deals *d;
    enum decimal_mark mark;
    struct sv source; /* for errors: "targets.csv", "[targets]" */
    struct arena *run;
    struct err *err;
};

static int column_of(struct sv header)
{
    for (int c = 0; c < TARGET_COLUMNS; c++)
        for (size_t k = 0; k < 6 && HEADERS[c][k]; k++)
            if (header_same(header, sv_from(HEADERS[c][k])))
                return c;
    return -1;
}

static size_t known_headers(const void *ctx, const struct sv *cells, size_t n)
{
    size_t known = 0;

    (void)ctx;
    for (size_t k = 0; k < n; k++)
        known += column_of(cells[k]) >= 0;
    return known;
}

static bool amount_read(double *out, const struct reading_targets *r,
                        struct sv text, const char *where)
{
    struct sv currency, own = r->d->currency;
    double rate;

    if (!amount_parse(out, &currency, text, r->mark) || !isfinite(*out) ||
        !(*out > 0))
        return err_set(r->err, EXIT_INPUT,
                       "%.*s%s: \"%.*s\" is no amount above 0",
                       SV_ARG(r->source), where, SV_ARG(text));
    if (!currency.len)
        return true;
    if (!currency_rate(&rate, r->s, own, currency)) {
        struct sv said = currency_said(currency, r->run);
        return err_set(r->err, EXIT_INPUT,
                       "%.*s%s: the target is in %.*s, the report in %.*s; "
                       "write it in that, or add its value under [rates]",
                       SV_ARG(r->source), where, SV_ARG(said),
                       SV_ARG(own.len ? own : SV("a currency not known")));
    }
    *out *= rate;
    return true;
}

static struct target *target_find(const struct targets *t, int quarter,
                                  struct sv who)
{
    for (size_t k = 0; k < t->n; k++)
        if (t->list[k].quarter == quarter && sv_eq_fold(t->list[k].who, who))
            return &t->list[k];
    return NULL;
}

static void target_add(struct targets *out, struct target target,
                       struct arena *run)
{
    out->list = arena_one_more(run, out->list, out->n, sizeof *out->list);
    out->list[out->n++] = target;
}

static bool section_read(struct reading_targets *r)
{
    struct amount_evidence evidence = {0};
    const struct settings *s = r->s;
    bool guessed;

    r->source = SV("[targets] ");
    for (size_t k = 0; k < s->n_targets; k++)
        amount_evidence_add(&evidence, s->targets[k].amount, k + 1);
    r->mark = amount_mark(&evidence, &guessed);
    for (size_t k = 0; k < s->n_targets; k++) {
        const struct target_setting *line = &s->targets[k];
        struct target target = {line->quarter, line->who, NAN};
        char quarter[DATE_TEXT];

        if (!amount_read(&target.amount, r, line->amount,
                         quarter_name(quarter, line->quarter)))
            return false;
        target_add(r->out, target, r->run);
    }
    return true;
}

/* One row of the file; `from_file` are the targets that it gave before. */
static bool row_read(struct reading_targets *r, struct targets *from_file,
                     const struct sv cell[TARGET_COLUMNS], size_t line)
{
    struct sv rest = cell[TARGET_QUARTER];
    struct sv who = sv_trim(text_clean(r->run, cell[TARGET_WHO]));
    struct target target = {0, who, NAN};
    char where[32];

    snprintf(where, sizeof where, ":%zu", line);
    if (!quarter_take(&target.quarter, &rest) || rest.len)
        return err_set(r->err, EXIT_INPUT,
                       "%.*s%s: \"%.*s\" is no quarter; write 2026Q3",
                       SV_ARG(r->source), where, SV_ARG(cell[TARGET_QUARTER]));
    if (sv_eq_fold(who, SV("all")))
        target.who = (struct sv){0};
    if (!amount_read(&target.amount, r, cell[TARGET_AMOUNT], where))
        return false;
    if (target_find(from_file, target.quarter, target.who))
        return err_set(r->err, EXIT_INPUT,
                       "%.*s%s: a second target of %.*s for %.*s; keep one",
                       SV_ARG(r->source), where, SV_ARG(cell[TARGET_QUARTER]),
                       SV_ARG(target.who.len ? target.who : SV("all")));
    target_add(from_file, target, r->run);
    return true;
}

static bool table_rows(struct reading_targets *r, const struct table *t,
                       const int at[TARGET_COLUMNS])
{
    struct amount_evidence evidence = {0};
    struct targets from_file = {0};
    bool guessed;

    for (size_t k = 1; k < t->n_rows; k++)
        if ((uint32_t)at[TARGET_AMOUNT] < t->rows[k].fields)
            amount_evidence_add(
                &evidence,
                table_field(t, t->rows[k].first + (size_t)at[TARGET_AMOUNT]),
                t->rows[k].line);
    r->mark = amount_mark(&evidence, &guessed);
    for (size_t k = 1; k < t->n_rows; k++) {
        const struct table_row *row = &t->rows[k];
        struct sv cell[TARGET_COLUMNS] = {{0}};
        bool filled = false;

        for (int c = 0; c < TARGET_COLUMNS; c++)
            if (at[c] >= 0 && (uint32_t)at[c] < row->fields) {
                cell[c] = sv_trim(table_field(t, row->first + (size_t)at[c]));
                filled = filled || cell[c].len;
            }
        if (filled && !row_read(r, &from_file, cell, row->line))
            return false;
    }
    if (!from_file.n)
        return err_set(r->err, EXIT_INPUT,
                       "%.*s: holds no target; a line is quarter, owner or "
                       "all, amount",
                       SV_ARG(r->source));
    for (size_t k = 0; k < from_file.n; k++) {
        const struct target *target = &from_file.list[k];
        struct target *old =
            target_find(r->out, target->quarter, target->who);
        if (old)
            *old = *target;
        else
            target_add(r->out, *target, r->run);
    }
    return true;
}

static bool file_read(struct reading_targets *r, const char *path)
{
    const struct table_form form = {.encoding = r->s->encoding,
                                    .known = known_headers};
    int at[TARGET_COLUMNS] = {-1, -1, -1};
    struct file file;
    struct table t;
    bool ok;

    if (!file_open(&file, path, r->err))
        return false;
    sha256_hex(r->out->sha256, file.bytes);
    ok = table_read(&t, file.bytes, path, &form, r->run, r->err);
    file_close(&file);
    if (!ok)
        return false;
    r->source = sv_from(path);
    for (uint32_t k = 0; t.n_rows && k < t.rows[0].fields; k++) {
        int c = column_of(table_field(&t, t.rows[0].first + k));
        if (c >= 0 && at[c] < 0)
            at[c] = (int)k;
    }
    if (at[TARGET_QUARTER] < 0 || at[TARGET_AMOUNT] < 0)
        return err_set(r->err, EXIT_INPUT,
                       "%s:%zu: has no column %s; write the headers quarter, "
                       "owner, amount",
                       path, t.n_rows ? t.rows[0].line : 1,
                       HEADERS[at[TARGET_QUARTER] < 0 ? TARGET_QUARTER
                                                      : TARGET_AMOUNT][0]);
    return table_rows(r, &t, at);
}

static bool has_label(const struct category *c, struct sv name)
{
    for (size_t k = 0; k < c->n_labels; k++)
        if (sv_eq_fold(c->labels[k], name))
            return true;
    return false;
}

static void find_unknown(struct targets *out, const struct deals *d,
                         struct arena *run)
{
    out->unknown = ARENA_ARRAY(run, out->n, struct sv);
    for (size_t k = 0; k < out->n; k++) {
        struct sv who = out->list[k].who;
        bool known = !who.len || has_label(&d->groups[GROUP_OWNER], who) ||
                     has_label(&d->groups[GROUP_MANAGER], who);

        for (size_t j = 0; j < out->n_unknown && !known; j++)
            known = sv_eq_fold(out->unknown[j], who);
        if (!known)
            out->unknown[out->n_unknown++] = who;
    }
}

static int by_quarter(const void *x, const void *y)
{
    const struct target *a = x, *b = y;

    if (a->quarter != b->quarter)
        return a->quarter < b->quarter ? -1 : 1;
    return sv_cmp(a->who, b->who);
}

bool targets_read(struct targets *out, const struct settings *s,
                  const struct deals *d, const char *path, struct arena *run,
                  struct err *err)
{
    struct reading_targets r = {
        .out = out, .s = s, .d = d, .run = run, .err = err};

    *out = (struct targets){0};
    if (!section_read(&r) || (path && !file_read(&r, path)))
        return false;
    if (out->n)
        qsort(out->list, out->n, sizeof *out->list, by_quarter);
    find_unknown(out, d, run);
    return true;
}

double targets_amount(const struct targets *t, int quarter, struct sv who)
{
    const struct target *target = target_find(t, quarter, who);

    return target ? target->amount : (double)NAN;
}
