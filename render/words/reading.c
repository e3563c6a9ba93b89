#include "render/words/reading.h"

#include "render/words/format.h"
#include "render/words/phrase.h"
#include "scoring/base/buf.h"

enum { LISTED = 12 };

/* In the order in which they are told. */
static const struct {
    enum reading reading;
    const char *word;
} SIDES[] = {
    {READ_WON, "won"},
    {READ_LOST, "lost"},
    {READ_OPEN, "open"},
    {READ_NO_DEAL, "no deals"},
    {READ_CLOSED, "closed, not known how"},
    {READ_UNKNOWN, "not understood"},
};
enum { N_SIDES = sizeof SIDES / sizeof SIDES[0] };

static bool several_columns(const struct outcome_reading *r)
{
    for (size_t k = 1; k < r->n_values; k++)
        if (!sv_eq(r->values[k].header, r->values[0].header))
            return true;
    return false;
}

static void add_value(struct buf *out, const struct words *w,
                      const struct outcome_value *v, bool named)
{
    char n[FORMAT_TEXT];
    struct sv value = phrase_name(v->value, w->a);

    if (!v->header.len)
        buf_add_str(out, "nothing filled");
    else if (named || v->source == SOURCE_FLAGS || v->source == SOURCE_EVIDENCE)
        buf_printf(out, "%.*s = %.*s", SV_ARG(phrase_name(v->header, w->a)),
                   SV_ARG(value));
    else
        buf_add_sv(out, value);
    buf_printf(out, " (%s)", format_count(n, (double)v->deals, w->style));
}

static void add_side(struct buf *out, const struct words *w, size_t side)
{
    const struct outcome_reading *r = &w->deals->outcome_read;
    bool named = several_columns(r);
    size_t listed = 0, all = 0;
    char n[FORMAT_TEXT];

    for (size_t k = 0; k < r->n_values; k++) {
        if (r->values[k].reading != SIDES[side].reading || all++ >= LISTED)
            continue;
        if (!listed++)
            buf_printf(out, "%s%s: ", out->len ? " · " : "", SIDES[side].word);
        else
            buf_add_str(out, ", ");
        add_value(out, w, &r->values[k], named);
    }
    if (all > listed)
        buf_printf(out, " and %s more",
                   format_count(n, (double)(all - listed), w->style));
}

static struct sv told_outcome(const struct words *w)
{
    struct buf text;
    struct sv out;

    buf_init(&text);
    for (size_t k = 0; k < N_SIDES; k++)
        add_side(&text, w, k);
    out = sv_copy(w->a, buf_sv(&text));
    buf_release(&text);
    return out;
}

static struct sv told_sources(const struct words *w)
{
    const struct outcome_reading *r = &w->deals->outcome_read;
    struct buf text;
    struct sv out;

    buf_init(&text);
    for (size_t k = 0; k < r->n_values; k++) {
        struct sv header = r->values[k].header;
        bool again = !header.len;
        for (size_t j = 0; j < k; j++)
            again = again || sv_eq(r->values[j].header, header);
        if (!again)
            buf_printf(&text, "%s%.*s", text.len ? ", " : "",
                       SV_ARG(phrase_name(header, w->a)));
    }
    out = sv_copy(w->a, buf_sv(&text));
    buf_release(&text);
    return out;
}

struct sv words_file_form(const struct deals *d, struct arena *a)
{
    switch (d->kind) {
    case TABLE_WORKBOOK:
        return d->sheet.len ? sv_printf(a, "workbook, sheet \"%.*s\"",
                                        SV_ARG(phrase_name(d->sheet, a)))
                            : SV("workbook");
    case TABLE_HTML:
        return sv_printf(a, "table of a web page, %s", d->encoding);
    case TABLE_TEXT:
        break;
    }
    if (d->delimiter == '\t')
        return sv_printf(a, "%s, delimiter TAB", d->encoding);
    return sv_printf(a, "%s, delimiter '%c'", d->encoding, d->delimiter);
}

struct sv words_newest(const struct deals *d)
{
    static const char *const WORDS[] = {
        [NEWEST_CREATED] = "on which a deal was created",
        [NEWEST_WON] = "on which a deal was won",
        [NEWEST_LOST] = "the close date of a lost deal",
        [NEWEST_STAGE] = "on which a deal changed its stage",
        [NEWEST_MODIFIED] = "on which a deal was edited",
        [NEWEST_HISTORY] = "of the stage history",
    };

    return d->newest == DATE_NONE ? SV("none") : sv_from(WORDS[d->newest_from]);
}

static struct sv told_stages(const struct words *w)
{
    static const char *const FROM[] = {
        [ORDER_USUAL] = "the usual order of these names",
        [ORDER_CONFIGURED] = "the order of [stages]",
        [ORDER_POSITION] = "by the number of each",
        [ORDER_HISTORY] = "the order of the stage history",
        [ORDER_PROBABILITY] = "by their probability",
        [ORDER_UNKNOWN] = ("in no order: nothing tells it, list them as order "
                           "under [stages]"),
    };
    const struct deals *d = w->deals;
    struct buf text;
    struct sv out;

    if (!d->n_open_stages)
        return (struct sv){0};
    buf_init(&text);
    const int32_t *code = deals_open_stages(d, w->a);
    for (size_t place = 0; place < d->n_open_stages; place++)
        buf_printf(&text, "%s%.*s", place ? ", " : "",
                   SV_ARG(phrase_name(d->stage.labels[code[place]], w->a)));
    out = sv_printf(w->a, "%.*s (%s)", SV_ARG(buf_sv(&text)),
                    FROM[d->stage_order_from]);
    buf_release(&text);
    return out;
}

static struct sv told_as_of(const struct words *w)
{
    const struct deals *d = w->deals;
    char day[DATE_TEXT], newest[DATE_TEXT];

    date_iso(day, w->as_of);
    date_iso(newest, d->newest);
    if (d->newest == DATE_NONE)
        return sv_printf(w->a, "%s, as asked for", day);
    if (d->newest == w->as_of)
        return sv_printf(w->a, "%s, the newest date of the export: %.*s", day,
                         SV_ARG(words_newest(d)));
    return sv_printf(w->a,
                     "%s, as asked for; the newest date of the export is %s, "
                     "%.*s",
                     day, newest, SV_ARG(words_newest(d)));
}

static const char *crm(const struct words *w)
{
    return w->deals->dialect ? w->deals->dialect : "generic";
}

static struct sv told_why(const struct words *w, enum column_why why)
{
    static const char *const WORDS[] = {
        [WHY_CONFIGURED] = "the configuration names it",
        [WHY_CANONICAL] = "our own name for it",
        [WHY_WORD] = "a plain word for it",
        [WHY_OTHER_CRM] = "the name that a CRM has for it",
    };

    return why == WHY_CRM
               ? sv_printf(w->a, "the name that %s has for it", crm(w))
               : sv_from(WORDS[why]);
}

const char *words_reading_name(enum reading reading)
{
    for (size_t k = 0; k < N_SIDES; k++)
        if (SIDES[k].reading == reading)
            return SIDES[k].word;
    return "";
}

static struct sv told_left_out(const struct words *w, const struct left_out *l)
{
    if (!l->column.len)
        return sv_from(l->reason);
    return sv_printf(
        w->a, "%s: %.*s = %.*s", l->reason,
        SV_ARG(phrase_name(l->column, w->a)),
        SV_ARG(l->value.len ? phrase_name(l->value, w->a) : SV("(empty)")));
}

/* Those that are deals, or those that are none. */
static void add_left_out(struct buf *out, const struct words *w, bool counted)
{
    const struct deals *d = w->deals;
    size_t all = 0, listed = 0;

    for (size_t k = 0; k < d->n_left_out; k++)
        if (d->left_out[k].counted == counted)
            all += d->left_out[k].rows;
    if (!all)
        return;
    buf_printf(out, "%s%.*s %s: ", out->len ? "; " : "",
               SV_ARG(phrase_count(all, w->style, w->a)),
               counted ? phrase_plural(all, "row left out", "rows left out")
                       : phrase_plural(all, "row that is no deal",
                                       "rows that are no deals"));
    for (size_t k = 0; k < d->n_left_out; k++) {
        const struct left_out *l = &d->left_out[k];
        if (l->counted != counted || listed++ >= LISTED)
            continue;
        buf_printf(out, "%s%.*s (%.*s)", listed > 1 ? ", " : "",
                   SV_ARG(told_left_out(w, l)),
                   SV_ARG(phrase_count(l->rows, w->style, w->a)));
    }
    if (listed > LISTED)
        buf_printf(out, " and %.*s more",
                   SV_ARG(phrase_count(listed - LISTED, w->style, w->a)));
}

static struct sv told_rows_left_out(const struct words *w)
{
    struct buf text;
    struct sv out;

    buf_init(&text);
    add_left_out(&text, w, true);
    add_left_out(&text, w, false);
    out = sv_copy(w->a, buf_sv(&text));
    buf_release(&text);
    return out;
}

static void add_lines(struct reading_words *said, const struct words *w)
{
    said->lines[0] =
        sv_printf(w->a, "Read as %s; outcome from %.*s: %.*s", crm(w),
                  SV_ARG(said->sources), SV_ARG(said->outcome));
    said->lines[1] = sv_printf(
        w->a, "As of %.*s%s%.*s%s%.*s", SV_ARG(said->as_of),
        said->stages.len ? "; open stages: " : "", SV_ARG(said->stages),
        said->left_out.len ? "; " : "", SV_ARG(said->left_out));
}

struct reading_words words_reading(const struct words *w)
{
    const struct deals *d = w->deals;
    size_t disagreed = d->outcome_read.disagreed;
    struct reading_words out = {
        .outcome = told_outcome(w),
        .sources = told_sources(w),
        .stages = told_stages(w),
        .as_of = told_as_of(w),
        .left_out = told_rows_left_out(w),
        .why = ARENA_ARRAY(w->a, d->n_profile, struct sv),
        .reasons = ARENA_ARRAY(w->a, d->n_left_out, struct sv),
    };

    if (disagreed)
        out.disagreed = sv_printf(
            w->a, "another column says otherwise of %.*s of these deals",
            SV_ARG(phrase_count(disagreed, w->style, w->a)));
    for (size_t k = 0; k < d->n_profile; k++)
        out.why[k] = told_why(w, d->profile[k].why);
    for (size_t k = 0; k < d->n_left_out; k++)
        out.reasons[k] = told_left_out(w, &d->left_out[k]);
    out.n_open_stages = d->n_open_stages;
    out.open_stages = ARENA_ARRAY(w->a, d->n_open_stages, struct sv);
    const int32_t *code = deals_open_stages(d, w->a);
    for (size_t k = 0; k < d->n_open_stages; k++)
        out.open_stages[k] = d->stage.labels[code[k]];
    add_lines(&out, w);
    return out;
}
