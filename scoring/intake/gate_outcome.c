#include "scoring/base/encoding.h"
#include "scoring/intake/gate_parts.h"
#include "scoring/intake/stage_names.h"
#include "scoring/settings/settings.h"

/* What could tell the outcome, in the order in which it is asked. */
struct sources {
    int outcome, is_won, is_closed, stage;
    bool statecode; /* 0 open, 1 won, 2 lost */
};

/* Dynamics' own codes and its word for lost are not those of others. */
static bool statecode(enum outcome *out, struct sv cell)
{
    if (cell.len != 1 || cell.ptr[0] < '0' || cell.ptr[0] > '2')
        return false;
    *out = (enum outcome)(cell.ptr[0] - '0');
    return true;
}

static bool by_outcome(enum outcome *out, const struct gate *g,
                       const struct sources *from, struct sv cell)
{
    if (from->statecode && statecode(out, cell))
        return true;
    return outcome_word(out, cell, g->settings);
}

static bool by_truths(enum outcome *out, const struct gate *g,
                      const struct sources *from, size_t i)
{
    bool won, closed;

    if (!truth_word(&won, gate_cell(g, i, from->is_won)) ||
        !truth_word(&closed, gate_cell(g, i, from->is_closed)))
        return false;
    *out = won ? OUTCOME_WON : closed ? OUTCOME_LOST : OUTCOME_OPEN;
    return true;
}

static bool by_stage(enum outcome *out, const struct gate *g,
                     const struct sources *from, size_t i)
{
    enum stage_kind kind =
        stage_kind(gate_cell(g, i, from->stage), g->settings);

    if (kind == STAGE_CLOSED)
        return false;
    *out = kind == STAGE_WON    ? OUTCOME_WON
           : kind == STAGE_LOST ? OUTCOME_LOST
                                : OUTCOME_OPEN;
    return true;
}

/* A source that says nothing in any row is none. */
static void sources_find(struct sources *from, const struct gate *g)
{
    bool outcome = false, truths = false, stage = false;
    const int *column = g->dialect.column;

    *from =
        (struct sources){column[COLUMN_OUTCOME], column[COLUMN_IS_WON],
                         column[COLUMN_IS_CLOSED], column[COLUMN_STAGE], false};
    from->statecode = from->outcome >= 0 &&
                      header_same(g->headers[from->outcome], SV("statecode"));
    for (size_t i = 0; i < g->n; i++) {
        enum outcome o;
        struct sv cell = gate_cell(g, i, from->outcome);
        outcome = outcome || (cell.len && by_outcome(&o, g, from, cell));
        truths = truths || by_truths(&o, g, from, i);
        stage = stage || (by_stage(&o, g, from, i) && o != OUTCOME_OPEN);
        if (outcome && truths && stage)
            break;
    }
    if (!outcome)
        from->outcome = -1;
    if (!truths)
        from->is_won = from->is_closed = -1;
    /* With [stages] the company has said which stages end a deal. */
    if (!stage && !g->settings->n_won_stages && !g->settings->n_lost_stages)
        from->stage = -1;
}

static bool unknowable(const struct gate *g, struct err *err)
{
    struct sv listed = headers_listed(g->headers, g->n_headers, g->scratch);

    return err_set(err, EXIT_INPUT,
                   "%s:1: nothing says which deals were won or lost; name "
                   "the column as outcome under [columns], or the stages as "
                   "won and lost under [stages] (columns: %.*s)",
                   g->path, SV_ARG(listed));
}

/* False: the row cannot be used, and that has been told. */
static bool decide(enum outcome *out, const struct gate *g,
                   const struct sources *from, size_t i)
{
    struct sv cell = gate_cell(g, i, from->outcome);
    int column = from->outcome;

    if (cell.len) {
        if (by_outcome(out, g, from, cell))
            return true;
    } else {
        if (by_truths(out, g, from, i))
            return true;
        if (from->stage >= 0 && by_stage(out, g, from, i))
            return true;
        if (from->outcome >= 0) { /* not filled yet: not closed yet */
            *out = OUTCOME_OPEN;
            return true;
        }
        column = from->stage >= 0 ? from->stage : from->is_won;
        cell = gate_cell(g, i, column);
    }
    cell = text_clean(g->scratch, cell);
    diags_add(g->diags, "unknown outcome", true, g->file, gate_line(g, i),
              (size_t)(column + 1),
              "\"%.*s\" is not known to mean open, won or lost: list it under "
              "[stages]; row left out",
              SV_ARG(cell));
    return false;
}

bool gate_outcomes(struct gate *g, struct deals *d, struct err *err)
{
    struct sources from;
    size_t kept = 0;

    sources_find(&from, g);
    if (g->n && from.outcome < 0 && from.is_won < 0 && from.stage < 0)
        return unknowable(g, err);
    d->outcome = ARENA_ARRAY(g->run, g->n, uint8_t);
    for (size_t i = 0; i < g->n; i++) {
        enum outcome outcome;
        if (!decide(&outcome, g, &from, i))
            continue;
        g->rows[kept] = g->rows[i];
        g->ids[kept] = g->ids[i];
        d->outcome[kept++] = (uint8_t)outcome;
    }
    g->n = kept;
    return true;
}
