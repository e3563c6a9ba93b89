#include "scoring/base/encoding.h"
#include "scoring/intake/outcome_columns.h"
#include "scoring/intake/outcome_words.h"
#include "scoring/intake/stage_names.h"
#include "scoring/settings/settings.h"

#include <stdlib.h>

/* How a deal was read, and the column that decided. */
struct verdict {
    const struct outcome_column *by;
    enum reading reading;
    bool weak; /* open for want of a word that says otherwise */
};

enum reading gate_stage(const struct gate *g, struct sv name)
{
    for (size_t k = 0; k < g->n_stage_rules; k++)
        if (sv_eq_fold(g->stage_rules[k].stage, name))
            return g->stage_rules[k].reading;
    return reading_of(name, g->settings);
}

static bool settled(enum reading reading)
{
    return reading == READ_OPEN || reading == READ_WON ||
           reading == READ_LOST || reading == READ_NO_DEAL;
}

/* Deals of a stage by what the flags say of them. */
struct stage_flags {
    size_t open, won, lost, closed;
};

static struct stage_flags *count_flags(const struct outcome_columns *c,
                                       const struct gate *g)
{
    struct stage_flags *at =
        ARENA_ARRAY(g->scratch, c->stage.n + 1, struct stage_flags);

    for (size_t i = 0; i < g->n; i++) {
        const struct outcome_column *by;
        enum reading flags = outcome_flags(&by, c, i);
        if (c->stage.code[i] < 0)
            continue;
        struct stage_flags *f = &at[c->stage.code[i]];
        f->open += flags == READ_OPEN;
        f->won += flags == READ_WON;
        f->lost += flags == READ_LOST;
        f->closed += flags == READ_CLOSED;
    }
    return at;
}

static size_t ended(const struct stage_flags *f)
{
    return f->won + f->lost + f->closed;
}

static enum reading flagged(const struct stage_flags *f)
{
    if (f->open >= ended(f))
        return READ_OPEN;
    return f->won == ended(f)    ? READ_WON
           : f->lost == ended(f) ? READ_LOST
                                 : READ_CLOSED;
}

/*
 * IsClosed knows which stages end a deal, also those that are numbers or go
 * by the company's own words. What it says counts above the name, unless
 * lost deals keep the stage in which they stood: then stages hold both.
 */
static void learn_stages(struct outcome_columns *c, struct gate *g)
{
    struct stage_flags *at;
    size_t mixed = 0, all = 0;

    if (!c->is_closed.speaks)
        return;
    at = count_flags(c, g);
    for (size_t k = 0; k < c->stage.n; k++) {
        size_t closed = ended(&at[k]);
        mixed += closed < at[k].open ? closed : at[k].open;
        all += closed + at[k].open;
    }
    g->stage_rules = ARENA_ARRAY(g->run, c->stage.n, struct stage_rule);
    for (size_t k = 0; k < c->stage.n; k++) {
        enum reading named = (enum reading)c->stage.reading[k];
        enum reading says = flagged(&at[k]);
        if (!(at[k].open + ended(&at[k])) || says == named ||
            (says == READ_OPEN && !reading_ends(named)) ||
            (says != READ_OPEN && (reading_ends(named) || 50 * mixed > all)))
            continue;
        c->stage.reading[k] = (uint8_t)says;
        g->stage_rules[g->n_stage_rules++] = (struct stage_rule){
            sv_copy(g->run, text_clean(g->scratch, c->stage.value[k])), says};
    }
}

/* Does the column, which nobody reads, say of some deals that they were won, or
 * (both) and of others that they were lost? *end: a deal of these. */
static bool tells_ends(size_t *end, const struct gate *g, int header, bool both)
{
    enum { LOOKED_AT = 1000, ONE_IN = 10 };
    size_t n = g->n < LOOKED_AT ? g->n : LOOKED_AT;
    size_t count[READ_COUNT] = {0}, filled = 0;

    for (size_t i = 0; i < n; i++) {
        struct sv cell = gate_cell(g, i, header);
        enum reading reading = outcome_words(text_clean(g->scratch, cell));
        filled += cell.len > 0;
        count[reading]++;
        if (reading == READ_LOST || (reading == READ_WON && !count[READ_LOST]))
            *end = i;
    }
    size_t ends = count[READ_WON] + count[READ_LOST];
    return ends && ends * ONE_IN >= filled &&
           (!both || (count[READ_WON] && count[READ_LOST]));
}

/* The column that tells them best, −1: none. */
static int find_ends(size_t *end, const struct gate *g)
{
    for (int both = 1; both >= 0; both--)
        for (int h = 0; h < (int)g->n_headers; h++)
            if (!dialect_takes(&g->dialect, h) && tells_ends(end, g, h, both))
                return h;
    return -1;
}

static bool unknowable(const struct gate *g, const struct outcome_column *word,
                       struct err *err)
{
    struct sv listed = headers_listed(g->headers, g->n_headers, g->scratch);
    bool staged = g->dialect.column[COLUMN_STAGE] >= 0;
    size_t end = 0;
    int h = find_ends(&end, g);

    if (h >= 0) {
        struct sv value = text_clean(g->scratch, gate_cell(g, end, h));
        return err_set(err, EXIT_INPUT,
                       "%s:%zu: nothing says which deals were won or lost, "
                       "but column \"%.*s\" holds \"%.*s\": name it as %s "
                       "under [columns]",
                       g->path, gate_line(g, end), SV_ARG(g->headers[h]),
                       SV_ARG(value), staged ? "outcome" : "stage");
    }
    if (word->n > 0)
        return err_set(
            err, EXIT_INPUT,
            "%s:%zu: nothing says which deals were won or lost: "
            "column %.*s holds no word that is known (such as "
            "\"%.*s\"); list its values under [stages] as open, won "
            "or lost, or name another column as outcome under "
            "[columns] (columns: %.*s)",
            g->path, g->table.rows[0].line, SV_ARG(g->headers[word->header]),
            SV_ARG(text_clean(g->scratch, word->value[0])), SV_ARG(listed));
    if (g->table.others.len)
        return err_set(err, EXIT_INPUT,
                       "%s:%zu: nothing on sheet \"%.*s\" says which deals "
                       "were won or lost, and it is read alone (others: "
                       "%.*s); put all deals on one sheet, with a column that "
                       "says how each stands, or name another sheet with "
                       "--sheet",
                       g->path, g->table.rows[0].line, SV_ARG(g->table.sheet),
                       SV_ARG(g->table.others));
    return err_set(err, EXIT_INPUT,
                   "%s:%zu: nothing says which deals were won or lost; name "
                   "the column as outcome under [columns], or those that are "
                   "filled when a deal is won and lost as won_time and "
                   "lost_time, or the stages as won and lost under [stages] "
                   "(columns: %.*s)",
                   g->path, g->table.rows[0].line, SV_ARG(listed));
}

/* Takes what the column says, unless that has been said by a stronger one. */
static void ask(struct verdict *v, const struct outcome_column *c, size_t i)
{
    enum reading says = outcome_column_says(c, i);

    if (settled(v->reading) || !says)
        return;
    if (v->reading == READ_CLOSED && (says == READ_OPEN || says == READ_CLOSED))
        return;
    *v = (struct verdict){c, says, false};
}

/* No deal goes on in a stage that ends deals; of a stage that does not, its
 * name says nothing of deals that keep it when they end. */
static void ask_stage(struct verdict *v, const struct outcome_column *c,
                      size_t i)
{
    enum reading says = outcome_column_says(c, i);

    if (!reading_ends(says))
        return;
    if (v->reading == READ_OPEN)
        v->reading = READ_UNKNOWN;
    ask(v, c, i);
}

/* A status says closed, and IsWon that it was not won. */
static void ask_not_won(struct verdict *v, const struct outcome_column *c,
                        size_t i)
{
    bool truth;

    if (c->speaks && c->code[i] >= 0 &&
        truth_word(&truth, c->value[c->code[i]]) && !truth)
        *v = (struct verdict){c, READ_LOST, false};
}

/* Closed, but not how. */
static void ask_evidence(struct verdict *v, const struct outcome_columns *c,
                         size_t i)
{
    const struct outcome_column *const columns[] = {&c->probability,
                                                    &c->forecast, &c->archived};

    for (size_t k = 0; k < 3 && v->reading == READ_CLOSED; k++)
        ask(v, columns[k], i);
}

/* Nothing has settled it. */
static void open_or_unknown(struct verdict *v, const struct outcome_columns *c,
                            const struct gate *g, size_t i)
{
    bool staged = c->stage.speaks && c->stage.code[i] >= 0;
    bool word = c->outcome.speaks && c->outcome.code[i] >= 0;
    bool not_won = c->is_won.speaks && c->is_won.code[i] >= 0;

    if (word && !(staged && c->outcome.source == SOURCE_STATUS))
        *v = (struct verdict){&c->outcome, READ_UNKNOWN, false};
    else if (staged)
        *v = (struct verdict){&c->stage, READ_OPEN, true};
    else if (not_won && c->by_date)
        *v = (struct verdict){
            &c->is_won,
            gate_cell(g, i, g->dialect.column[COLUMN_CLOSED]).len ? READ_LOST
                                                                  : READ_OPEN,
            false};
    else if (not_won)
        *v = (struct verdict){&c->is_won, READ_UNKNOWN, false};
    else /* not filled yet: not closed yet */
        *v = (struct verdict){&c->none, READ_OPEN, true};
}

/* No word says that it ended; that it is filled when it did is one. */
static void ask_ends(struct verdict *v, const struct outcome_columns *c,
                     size_t i)
{
    const struct outcome_column *const ends[] = {&c->won_time, &c->lost_time};

    for (size_t k = 0; k < 2 && (v->weak || !settled(v->reading)); k++)
        if (outcome_column_says(ends[k], i))
            *v = (struct verdict){ends[k], outcome_column_says(ends[k], i),
                                  false};
}

static struct verdict decide(const struct outcome_columns *c,
                             const struct gate *g, size_t i)
{
    struct verdict v = {.weak = false};
    bool configured = c->outcome.source == SOURCE_OUTCOME;

    v.reading = outcome_flags(&v.by, c, i);
    if (configured)
        ask(&v, &c->outcome, i);
    ask_stage(&v, &c->stage, i);
    if (!configured)
        ask(&v, &c->outcome, i);
    if (v.reading == READ_CLOSED)
        ask_not_won(&v, &c->is_won, i);
    if (v.reading == READ_CLOSED)
        ask_evidence(&v, c, i);
    else if (!v.reading)
        open_or_unknown(&v, c, g, i);
    ask_ends(&v, c, i);
    if (v.weak && outcome_column_says(&c->archived, i) == READ_LOST)
        v = (struct verdict){&c->archived, READ_LOST, false};
    return v;
}

/*
 * An export that has not one lost (or won) deal may say so beside the stage:
 * a probability of 0 where others of the stage stand higher, a forecast
 * category that leaves the deal out.
 */
static void ask_beside(struct verdict *v, const struct outcome_columns *c,
                       const struct gate *g, enum reading side)
{
    bool *higher = ARENA_ARRAY(g->scratch, c->stage.n + 1, bool);

    for (size_t i = 0; i < g->n; i++)
        if (v[i].reading == side)
            return;
    for (size_t i = 0; i < g->n; i++)
        if (outcome_column_says(&c->probability, i) == READ_OPEN)
            higher[c->stage.code[i] + 1] = true;
    for (size_t i = 0; i < g->n; i++) {
        if (!v[i].weak)
            continue;
        if (outcome_column_says(&c->forecast, i) == side)
            v[i] = (struct verdict){&c->forecast, side, false};
        else if (higher[c->stage.code[i] + 1] &&
                 outcome_column_says(&c->probability, i) == side)
            v[i] = (struct verdict){&c->probability, side, false};
    }
}

static struct sv value_of(const struct gate *g, const struct outcome_column *c,
                          int32_t code)
{
    return code < 0 ? (struct sv){0} : text_clean(g->scratch, c->value[code]);
}

/* "Status says open (Active)", for a message. */
static const char *said(enum reading reading)
{
    static const char *const WORDS[READ_COUNT] = {
        [READ_OPEN] = "open",       [READ_WON] = "won",
        [READ_LOST] = "lost",       [READ_CLOSED] = "closed",
        [READ_NO_DEAL] = "no deal", [READ_UNKNOWN] = "nothing",
    };

    return WORDS[reading];
}

static bool contradicts(enum reading a, enum reading b)
{
    if (!a || !b || a == b || a == READ_NO_DEAL || b == READ_NO_DEAL)
        return false;
    if (a == READ_CLOSED || b == READ_CLOSED)
        return a == READ_OPEN || b == READ_OPEN;
    return true;
}

/* A source that says otherwise than the one that stands. */
static void tell_disagreement(struct gate *g, struct outcome_reading *out,
                              const struct outcome_columns *c,
                              const struct verdict *v, size_t i)
{
    const struct outcome_column *flag, *other = NULL;
    enum reading flags = outcome_flags(&flag, c, i), says = flags;
    enum reading stage = outcome_column_says(&c->stage, i);

    if (contradicts(v->reading, flags)) {
        other = flag;
    } else if (contradicts(v->reading, outcome_column_says(&c->outcome, i))) {
        other = &c->outcome;
        says = outcome_column_says(other, i);
    } else if (reading_ends(stage) && contradicts(v->reading, stage)) {
        other = &c->stage;
        says = stage;
    }
    if (!other || v->by->header < 0)
        return;
    struct sv value = value_of(g, other, other->code[i]);
    out->disagreed++;
    diags_add(g->diags, "sources disagree", ROW_STAYS, g->file, gate_line(g, i),
              (size_t)other->header + 1,
              "%.*s says %s (%.*s), but %.*s says %s, which counts",
              SV_ARG(g->headers[other->header]), said(says), SV_ARG(value),
              SV_ARG(g->headers[v->by->header]), said(v->reading));
}

/* What a value that stands too often to be left out is asked about. */
static bool refuse(const struct gate *g, const struct outcome_column *by,
                   size_t first, size_t count, struct err *err)
{
    bool closed = outcome_column_says(by, first) == READ_CLOSED;
    struct sv value = value_of(g, by, by->code[first]);
    struct sv header = g->headers[by->header];
    struct err what;

    if (by->source != SOURCE_FLAGS)
        err_set(&what, EXIT_INPUT,
                closed ? "says that a deal has ended, but not how; list it "
                         "under [stages] as won or lost"
                       : "is not known to mean open, won or lost; list it "
                         "under [stages] as open, won or lost");
    else
        err_set(&what, EXIT_INPUT,
                closed ? "says that a deal has ended, but not how; name the "
                         "column that says won as is_won under [columns], or "
                         "list the stages as won and lost under [stages]"
                       : "may mean lost or still open; name the column that "
                         "says closed as is_closed under [columns], or list "
                         "it under [stages] as open or lost");
    return err_set(err, EXIT_INPUT,
                   "%s:%zu:%d: \"%.*s\" in column %.*s (%zu of %zu rows) %s",
                   g->path, gate_line(g, first), by->header + 1, SV_ARG(value),
                   SV_ARG(header), count, g->n, what.text);
}

/* A value that decides nothing on more than one row of a hundred is no typing
 * error: leaving it out would leave out a side. */
static bool check_unknown(const struct gate *g, const struct verdict *v,
                          const struct outcome_columns *c, struct err *err)
{
    const struct outcome_column *const columns[] = {&c->is_closed, &c->is_won,
                                                    &c->outcome, &c->stage};

    for (size_t k = 0; k < 4; k++) {
        const struct outcome_column *by = columns[k];
        size_t *first = ARENA_ARRAY(g->scratch, by->n, size_t);
        size_t most = 0, worst = 0;
        for (size_t i = g->n; i-- > 0;)
            if (v[i].by == by && !settled(v[i].reading))
                first[by->code[i]] = i;
        for (size_t j = 0; j < by->n; j++) {
            size_t count =
                by->deals[j][READ_UNKNOWN] + by->deals[j][READ_CLOSED];
            if (count > most || (count == most && count &&
                                 sv_cmp(by->value[j], by->value[worst]) < 0)) {
                most = count;
                worst = j;
            }
        }
        if (100 * most > g->n)
            return refuse(g, by, first[worst], most, err);
    }
    return true;
}

static void tell_left_out(struct gate *g, const struct verdict *v, size_t i)
{
    struct sv value = value_of(g, v->by, v->by->code[i]);
    size_t column = (size_t)(v->by->header + 1);

    if (v->reading == READ_NO_DEAL)
        diags_add(g->diags, DIAG_NO_DEAL, ROW_LEFT_OUT, g->file,
                  gate_line(g, i), column,
                  "\"%.*s\" is no deal that went on, was won or lost; row left "
                  "out",
                  SV_ARG(value));
    else
        diags_add(g->diags, DIAG_UNKNOWN_OUTCOME, ROW_LEFT_OUT, g->file,
                  gate_line(g, i), column,
                  "\"%.*s\" is not known to mean open, won or lost: list it "
                  "under [stages]; row left out",
                  SV_ARG(value));
}

static int compare_values(const void *a, const void *b)
{
    const struct outcome_value *x = a, *y = b;

    if (x->reading != y->reading)
        return x->reading < y->reading ? -1 : 1;
    if (x->deals != y->deals)
        return x->deals > y->deals ? -1 : 1;
    if (x->source != y->source)
        return x->source < y->source ? -1 : 1;
    return sv_cmp(x->value, y->value);
}

static void add_values(struct outcome_reading *out, const struct gate *g,
                       const struct outcome_column *c)
{
    for (size_t k = 0; k < c->n; k++)
        for (size_t r = 0; r < READ_COUNT; r++)
            if (c->deals[k][r])
                out->values[out->n_values++] = (struct outcome_value){
                    g->headers[c->header],
                    sv_copy(g->run, text_clean(g->scratch, c->value[k])),
                    c->source, (enum reading)r, c->deals[k][r]};
}

static void record(struct outcome_reading *out, const struct gate *g,
                   struct outcome_columns *c, const struct verdict *v)
{
    const struct outcome_column *const columns[] = {
        &c->is_closed,   &c->is_won,   &c->outcome,  &c->stage,    &c->archived,
        &c->probability, &c->forecast, &c->won_time, &c->lost_time};
    enum { N = sizeof columns / sizeof columns[0] };
    size_t room = 1, empty = 0;

    for (size_t i = 0; i < g->n; i++) {
        out->by_source[v[i].by->source]++;
        if (v[i].by->header >= 0 && v[i].by->code[i] >= 0)
            v[i].by->deals[v[i].by->code[i]][v[i].reading]++;
        else
            empty++;
    }
    for (size_t k = 0; k < N; k++)
        for (size_t j = 0; j < columns[k]->n; j++)
            for (size_t r = 0; r < READ_COUNT; r++)
                room += columns[k]->deals[j][r] > 0;
    out->values = ARENA_ARRAY(g->run, room, struct outcome_value);
    for (size_t k = 0; k < N; k++)
        add_values(out, g, columns[k]);
    if (empty)
        out->values[out->n_values++] = (struct outcome_value){
            .source = SOURCE_NONE, .reading = READ_OPEN, .deals = empty};
    if (out->n_values)
        qsort(out->values, out->n_values, sizeof *out->values, compare_values);
}

static enum outcome outcome_of(enum reading reading)
{
    return reading == READ_WON    ? OUTCOME_WON
           : reading == READ_LOST ? OUTCOME_LOST
                                  : OUTCOME_OPEN;
}

/* `v`: g->n. */
static bool decide_all(struct gate *g, struct deals *d,
                       struct outcome_columns *c, struct verdict *v,
                       struct err *err)
{
    size_t kept = 0;

    for (size_t i = 0; i < g->n; i++)
        v[i] = decide(c, g, i);
    ask_beside(v, c, g, READ_LOST);
    ask_beside(v, c, g, READ_WON);
    record(&d->outcome_read, g, c, v);
    if (!check_unknown(g, v, c, err))
        return false;
    d->outcome = ARENA_ARRAY(g->run, g->n, uint8_t);
    for (size_t i = 0; i < g->n; i++) {
        if (!settled(v[i].reading) || v[i].reading == READ_NO_DEAL) {
            tell_left_out(g, &v[i], i);
            continue;
        }
        tell_disagreement(g, &d->outcome_read, c, &v[i], i);
        g->rows[kept] = g->rows[i];
        g->ids[kept] = g->ids[i];
        d->outcome[kept++] = (uint8_t)outcome_of(v[i].reading);
    }
    g->n = kept;
    return true;
}

bool gate_outcomes(struct gate *g, struct deals *d, struct err *err)
{
    struct outcome_columns *c = ARENA_NEW(g->scratch, struct outcome_columns);
    struct arena work;
    bool ok;

    outcome_columns_fill(c, g);
    learn_stages(c, g);
    if (g->n && !c->outcome.speaks && !c->is_won.speaks &&
        !c->is_closed.speaks && !c->stage.speaks && !c->won_time.speaks &&
        !c->lost_time.speaks)
        return unknowable(g, &c->outcome, err);
    arena_init(&work);
    ok = decide_all(g, d, c, ARENA_ARRAY(&work, g->n, struct verdict), err);
    arena_release(&work);
    return ok;
}
