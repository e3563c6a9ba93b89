/* When closed deals closed, and which day is the newest of the export. */
#include "scoring/intake/gate_parts.h"
#include "scoring/intake/stage_names.h"
#include "scoring/stats/stats.h"

/* How long the expected date that a lost deal keeps may lie ahead and still
 * count as the day on which it was lost. */
enum { LOST_AHEAD = 31 };

static int32_t earlier(int32_t a, int32_t b)
{
    if (a == DATE_NONE || b == DATE_NONE)
        return a == DATE_NONE ? b : a;
    return a < b ? a : b;
}

static int32_t date_of(const int32_t *dates, size_t i)
{
    return dates ? dates[i] : DATE_NONE;
}

static bool stage_ends(const struct deals *d, int32_t code)
{
    return code >= 0 && reading_ends((enum reading)d->stage_reading[code]);
}

/* When the deal entered the closing stage in which its history ends. */
static int32_t entered_closing(const struct deals *d, size_t i)
{
    int32_t entered = DATE_NONE;

    if (!d->has_history)
        return DATE_NONE;
    for (size_t k = d->event_start[i + 1];
         k > d->event_start[i] && stage_ends(d, d->events[k - 1].stage); k--)
        entered = d->events[k - 1].date;
    return entered;
}

/*
 * A deal closed no later than it entered the closing stage in which it stands,
 * and than its row was last edited: a close date behind these is the one that
 * was expected. The last change of stage says nothing of a deal that keeps its
 * stage when it ends.
 */
static int32_t latest_close(const struct deals *d, size_t i)
{
    int32_t created = date_of(d->created, i);
    int32_t latest = earlier(entered_closing(d, i), date_of(d->modified, i));

    if (stage_ends(d, d->stage.code[i]))
        latest = earlier(latest, date_of(d->stage_entered, i));
    /* Such dates contradict the row, and tell nothing. */
    return latest != DATE_NONE && created != DATE_NONE && latest < created
               ? DATE_NONE
               : latest;
}

static void bound_closes(struct deals *d, const struct gate *g)
{
    char closed[DATE_TEXT], latest[DATE_TEXT];

    for (size_t i = 0; i < d->n; i++) {
        int32_t bound;
        if (d->outcome[i] == OUTCOME_OPEN)
            continue;
        bound = latest_close(d, i);
        if (d->closed[i] == DATE_NONE && bound == DATE_NONE) {
            diags_add(g->diags, "no close date", ROW_STAYS, g->file, d->line[i],
                      0, "closed, but not when: counted in no figure");
        } else if (d->closed[i] == DATE_NONE) {
            diags_add(g->diags, "close date inferred", ROW_STAYS, g->file,
                      d->line[i], 0,
                      "closed, but not when: taken as %s, when it entered its "
                      "stage or was last edited",
                      date_iso(latest, bound));
            d->closed[i] = bound;
        } else if (bound != DATE_NONE && bound < d->closed[i]) {
            /* A day is the difference of time zones and not worth a word. */
            if (bound < d->closed[i] - 1)
                diags_add(g->diags, "close date too late", ROW_STAYS, g->file,
                          d->line[i], 0,
                          "closed %s, but it entered its stage or was last "
                          "edited %s, which counts",
                          date_iso(closed, d->closed[i]),
                          date_iso(latest, bound));
            d->closed[i] = bound;
        }
    }
}

static void raise(struct deals *d, int32_t date, enum newest_from from)
{
    if (date > d->newest) { /* DATE_NONE is below every date */
        d->newest = date;
        d->newest_from = from;
    }
}

static void raise_all(struct deals *d, const int32_t *dates,
                      enum newest_from from)
{
    for (size_t i = 0; dates && i < d->n; i++)
        raise(d, dates[i], from);
}

static void raise_closed(struct deals *d, enum outcome outcome, int32_t latest,
                         enum newest_from from)
{
    for (size_t i = 0; i < d->n; i++)
        if (d->outcome[i] == outcome && d->closed[i] <= latest)
            raise(d, d->closed[i], from);
}

static bool some_dated(const int32_t *dates, size_t n)
{
    for (size_t i = 0; dates && i < n; i++)
        if (dates[i] != DATE_NONE)
            return true;
    return false;
}

/*
 * The newest creation, stage, edit or won date. A lost deal often keeps the
 * date on which it was expected to close, so its own counts only a little past
 * the newest of those, and not at all where stages or edits are dated: then
 * they would say when it was lost. Where nothing else is dated it must do.
 */
static void find_newest(struct deals *d)
{
    bool dated = d->has_history || some_dated(d->stage_entered, d->n) ||
                 some_dated(d->modified, d->n);

    d->newest = DATE_NONE;
    raise_all(d, d->created, NEWEST_CREATED);
    raise_closed(d, OUTCOME_WON, INT32_MAX, NEWEST_WON);
    raise_all(d, d->stage_entered, NEWEST_STAGE);
    raise_all(d, d->modified, NEWEST_MODIFIED);
    if (d->has_history)
        for (size_t k = 0; k < d->event_start[d->n]; k++)
            raise(d, d->events[k].date, NEWEST_HISTORY);
    if (d->newest == DATE_NONE)
        raise_closed(d, OUTCOME_LOST, INT32_MAX, NEWEST_LOST);
    else if (!dated)
        raise_closed(d, OUTCOME_LOST, d->newest + LOST_AHEAD, NEWEST_LOST);
}

/* The export says that it is lost, so it was by the day of the export. */
static void end_by_newest(struct deals *d, const struct gate *g)
{
    char closed[DATE_TEXT], newest[DATE_TEXT];

    for (size_t i = 0; i < d->n; i++) {
        if (d->outcome[i] == OUTCOME_OPEN || d->closed[i] <= d->newest)
            continue;
        diags_add(g->diags, "close date ahead", ROW_STAYS, g->file, d->line[i],
                  0,
                  "closed, with a close date that lies ahead (%s): taken as "
                  "closed by %s, the newest date of the export",
                  date_iso(closed, d->closed[i]), date_iso(newest, d->newest));
        d->closed[i] = d->newest;
    }
}

/*
 * A share of won deals is one of all deals that closed. An export of won deals
 * alone would give 100%, and one in which most lost deals have no close date,
 * and so count nowhere, nearly that.
 */
static void find_rate_gap(struct deals *d)
{
    const double CHANCE = 0.01;
    struct closed_side *won = &d->won_side, *lost = &d->lost_side;

    for (size_t i = 0; i < d->n; i++) {
        struct closed_side *side = d->outcome[i] == OUTCOME_WON ? won : lost;
        if (d->outcome[i] == OUTCOME_OPEN)
            continue;
        side->deals++;
        side->undated += d->closed[i] == DATE_NONE;
    }
    if (!won->deals != !lost->deals)
        d->rate_gap = won->deals ? RATE_NONE_LOST : RATE_NONE_WON;
    else if (fisher_exact(won->undated, won->deals, lost->undated,
                          lost->deals) < CHANCE)
        d->rate_gap = RATE_UNDATED;
}

/* Deals of a stage that nobody knows, and of all others that are open. */
struct past {
    size_t deals, dated, past;
};

static void count_past(struct past *stages, struct past *all,
                       const struct deals *d)
{
    for (size_t i = 0; i < d->n; i++) {
        int32_t code = d->stage.code[i];
        if (d->outcome[i] != OUTCOME_OPEN || code < 0)
            continue;
        bool dated = d->expected[i] != DATE_NONE;
        bool past = dated && d->expected[i] <= d->newest;
        struct past *both[] = {&stages[code], all};
        for (size_t k = 0; k < 2; k++) {
            both[k]->deals++;
            both[k]->dated += dated;
            both[k]->past += past;
        }
    }
}

/* Have all its deals dates that are past, and most others not? */
static bool seems_to_end(const struct past *stage, const struct past *all,
                         size_t n)
{
    enum { FEW = 2, ONE_IN = 100 };
    size_t others = all->dated - stage->dated;

    return stage->deals >= FEW && stage->deals * ONE_IN > n &&
           stage->past == stage->deals && others &&
           (all->past - stage->past) * 2 < others;
}

static bool refuse_side(const struct deals *d, const struct gate *g,
                        const char *missing, int32_t stage, struct err *err)
{
    size_t deals = 0, first = 0;

    for (size_t i = d->n; i-- > 0;)
        if (d->stage.code[i] == stage) {
            deals++;
            first = i;
        }
    return err_set(err, EXIT_INPUT,
                   "%s:%u: no deal is %s, and the %zu deals in stage \"%.*s\" "
                   "of column %.*s all have a close date that is past; list it "
                   "under [stages] as won, lost or open",
                   g->path, d->line[first], missing, deals,
                   SV_ARG(d->stage.labels[stage]),
                   SV_ARG(d->headers[COLUMN_STAGE]));
}

/* They are open without a word that says so. */
static void tell_past(struct deals *d, const struct gate *g, size_t stage,
                      size_t deals)
{
    size_t first = 0;

    while (d->stage.code[first] != (int32_t)stage)
        first++;
    d->doubts.past += deals;
    diags_add(g->diags, "stage not known", ROW_STAYS, g->file, d->line[first],
              (size_t)g->dialect.column[COLUMN_STAGE] + 1,
              "the %zu deals in stage \"%.*s\" are taken as open, but all have "
              "a close date that is past; list it under [stages] as won, lost "
              "or open",
              deals, SV_ARG(d->stage.labels[stage]));
}

/*
 * Where stages alone tell how deals end, and not one is won (or lost), a stage
 * that no vocabulary knows may be the one that says so: its deals would be
 * open without a word. With deals of both sides it may be one more; that is
 * told.
 */
static bool both_sides(struct deals *d, const struct gate *g,
                       struct err *err)
{
    const size_t *by = d->outcome_read.by_source;
    struct past all = {0}, *stages;
    size_t won = 0, lost = 0;

    for (size_t i = 0; i < d->n; i++) {
        won += d->outcome[i] == OUTCOME_WON;
        lost += d->outcome[i] == OUTCOME_LOST;
    }
    if ((!won && !lost) || by[SOURCE_FLAGS] || by[SOURCE_OUTCOME] ||
        by[SOURCE_STATUS])
        return true;
    if (by[SOURCE_STAGE] && by[SOURCE_NONE] * 100 > d->n)
        d->doubts.empty = by[SOURCE_NONE];
    stages = ARENA_ARRAY(g->scratch, d->stage.n_labels, struct past);
    count_past(stages, &all, d);
    for (size_t k = 0; k < d->stage.n_labels; k++)
        if (d->stage_reading[k] != READ_UNKNOWN ||
            !seems_to_end(&stages[k], &all, d->n))
            continue;
        else if (won && lost)
            tell_past(d, g, k, stages[k].deals);
        else
            return refuse_side(d, g, won ? "lost" : "won", (int32_t)k, err);
    return true;
}

bool deals_closing(struct deals *d, const struct gate *g, struct err *err)
{
    bound_closes(d, g);
    find_newest(d);
    end_by_newest(d, g);
    find_rate_gap(d);
    return both_sides(d, g, err);
}
