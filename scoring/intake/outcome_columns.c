#include "scoring/intake/outcome_columns.h"

#include "scoring/base/encoding.h"
#include "scoring/intake/amount.h"
#include "scoring/intake/stage_names.h"
#include "scoring/settings/settings.h"

/* Headers that every system has, whatever stands below them: what they say
 * comes after the stage. */
static const char *const MERELY_STATUS[] = {
    "Status", "Statut", "Estado", "Stato", "Situação", "ステータス",
};

/* A deal that was put away before it was won: `gone` is the value that says
 * so. Odoo archives what is lost and leaves it in its stage. */
static const struct {
    const char *header;
    bool gone;
} ARCHIVED[] = {
    {"Active", false},    {"Aktiv", false},     {"Actif", false},
    {"Activo", false},    {"Ativo", false},     {"Attivo", false},
    {"Actief", false},    {"Archived", true},   {"Is Archived", true},
    {"Archiviert", true}, {"Archivé", true},    {"Archivado", true},
    {"Arquivado", true},  {"Archiviato", true}, {"Gearchiveerd", true},
};

static const struct {
    const char *category;
    enum reading reading;
} FORECASTS[] = {
    {"Omitted", READ_LOST},    {"Ausgelassen", READ_LOST}, {"Omis", READ_LOST},
    {"Omitido", READ_LOST},    {"Omesso", READ_LOST},      {"Closed", READ_WON},
    {"Geschlossen", READ_WON}, {"Cerrado", READ_WON},
};

static void column_read(struct outcome_column *c, struct gate *g, int header,
                        enum outcome_source source)
{
    struct intern values;

    *c = (struct outcome_column){.header = header, .source = source};
    c->code = ARENA_ARRAY(g->scratch, g->n, int32_t);
    intern_init(&values, g->scratch);
    for (size_t i = 0; i < g->n; i++) {
        struct sv cell = gate_cell(g, i, header);
        c->code[i] = cell.len ? intern_add(&values, cell) : -1;
    }
    c->n = values.n;
    c->value = intern_labels(&values, g->scratch);
    intern_release(&values);
    c->reading = ARENA_ARRAY(g->scratch, c->n, uint8_t);
    c->deals = arena_alloc(g->scratch, c->n + 1, sizeof *c->deals);
}

enum reading outcome_column_says(const struct outcome_column *c, size_t i)
{
    return c->code[i] < 0 ? READ_UNKNOWN : (enum reading)c->reading[c->code[i]];
}

/* A value as it is written in the table and in the settings. */
static struct sv clean(const struct gate *g, struct sv value)
{
    return text_clean(g->scratch, value);
}

/* What a CRM's own codes mean, in its own column alone. */
static const struct {
    const char *header, *value;
    enum reading reading;
} CODES[] = {
    {"statecode", "0", READ_OPEN},        {"statecode", "1", READ_WON},
    {"statecode", "2", READ_LOST},        {"STAGE_SEMANTIC_ID", "P", READ_OPEN},
    {"STAGE_SEMANTIC_ID", "S", READ_WON}, {"STAGE_SEMANTIC_ID", "F", READ_LOST},
};
enum { N_CODES = sizeof CODES / sizeof CODES[0] };

static bool holds_codes(const struct outcome_column *c, const struct gate *g)
{
    for (size_t k = 0; k < N_CODES && c->header >= 0; k++)
        if (header_same(g->headers[c->header], sv_from(CODES[k].header)))
            return true;
    return false;
}

static enum reading code_reading(const struct outcome_column *c,
                                 const struct gate *g, struct sv value)
{
    for (size_t k = 0; k < N_CODES && c->header >= 0; k++)
        if (header_same(g->headers[c->header], sv_from(CODES[k].header)) &&
            sv_eq_fold(value, sv_from(CODES[k].value)))
            return CODES[k].reading;
    return READ_UNKNOWN;
}

/* A status may hold stages: "Negotiation" is no end. */
static enum reading status_reading(struct sv value, const struct settings *s)
{
    enum reading reading = reading_of(value, s);

    return reading || stage_usual_rank(value) < 0 ? reading : READ_OPEN;
}

static void read_outcome(struct outcome_column *c, const struct gate *g)
{
    for (size_t k = 0; k < c->n; k++) {
        struct sv value = clean(g, c->value[k]);
        enum reading reading = reading_configured(value, g->settings);
        if (!reading)
            reading = code_reading(c, g, value);
        if (!reading)
            reading = status_reading(value, g->settings);
        c->reading[k] = (uint8_t)reading;
        c->speaks = c->speaks || reading;
    }
}

/* Is the outcome a yes or no? "outcome = IsWon" is an answer too. */
static bool holds_truths(const struct outcome_column *c, const struct gate *g)
{
    bool truth;

    if (c->source != SOURCE_OUTCOME || c->header < 0 || holds_codes(c, g))
        return false;
    for (size_t k = 0; k < c->n; k++)
        if (!truth_word(&truth, c->value[k]))
            return false;
    return c->n > 0;
}

/* "lost = 0" under [stages] answers what 0 means in IsWon. */
static void read_flag(struct outcome_column *c, const struct gate *g,
                      enum reading yes, enum reading no)
{
    bool truth;

    for (size_t k = 0; k < c->n; k++) {
        struct sv value = clean(g, c->value[k]);
        enum reading reading = reading_configured(value, g->settings);
        if (!reading && truth_word(&truth, value))
            reading = truth ? yes : no;
        else if (!reading)
            continue;
        c->speaks = true;
        c->reading[k] = (uint8_t)reading;
    }
}

/* "Won" may be an amount and "Closed" a day, which say neither yes nor no. */
static bool holds_figures(const struct outcome_column *c, const struct gate *g)
{
    bool truth;
    double x;

    for (size_t k = 0; k < c->n; k++) {
        struct sv value = clean(g, c->value[k]);
        if (!truth_word(&truth, value) &&
            !reading_configured(value, g->settings) &&
            (amount_parse(&x, NULL, value, DECIMAL_UNKNOWN) ||
             raw_date_parse(value).form != DATE_FORM_BAD))
            return true;
    }
    return false;
}

static void column_read_flag(struct outcome_column *c, struct gate *g,
                             enum column column)
{
    column_read(c, g, g->dialect.column[column], SOURCE_FLAGS);
    if (!g->settings->columns[column].len && holds_figures(c, g))
        column_read(c, g, -1, SOURCE_FLAGS);
}

static bool some_empty(const struct outcome_column *c, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (c->code[i] < 0)
            return true;
    return false;
}

/*
 * IsWon = false says lost of a deal that has closed. Without IsClosed it does
 * so where open deals leave it empty; else the other columns tell, or a close
 * date that is filled for some of these deals alone.
 */
static void read_won_alone(struct outcome_columns *c, const struct gate *g)
{
    int closed = g->dialect.column[COLUMN_CLOSED];
    size_t dated = 0, undated = 0;

    read_flag(&c->is_won, g, READ_WON,
              some_empty(&c->is_won, g->n) ? READ_LOST : READ_UNKNOWN);
    if (c->outcome.speaks || c->stage.speaks)
        return;
    for (size_t i = 0; i < g->n; i++) {
        if (outcome_column_says(&c->is_won, i) || c->is_won.code[i] < 0)
            continue;
        bool filled = gate_cell(g, i, closed).len > 0;
        dated += filled;
        undated += !filled;
    }
    c->by_date = dated > 0 && undated > 0;
}

static void read_stage(struct outcome_column *c, const struct gate *g)
{
    const struct settings *s = g->settings;

    for (size_t k = 0; k < c->n; k++) {
        enum reading reading = reading_of(clean(g, c->value[k]), s);
        c->reading[k] = (uint8_t)reading;
        c->speaks = c->speaks || reading_ends(reading);
    }
    /* With [stages] the company has said which stages end a deal. */
    c->speaks = c->speaks || s->n_won_stages || s->n_lost_stages;
}

static void read_archived(struct outcome_column *c, struct gate *g)
{
    enum { N = sizeof ARCHIVED / sizeof ARCHIVED[0] };
    bool truth, still = false;

    column_read(c, g, -1, SOURCE_EVIDENCE);
    for (size_t h = 0; h < N; h++) {
        int header =
            header_find(g->headers, g->n_headers, sv_from(ARCHIVED[h].header));
        if (header < 0)
            continue;
        column_read(c, g, header, SOURCE_EVIDENCE);
        for (size_t k = 0; k < c->n; k++) {
            if (!truth_word(&truth, c->value[k]))
                continue;
            still = still || truth != ARCHIVED[h].gone;
            if (truth == ARCHIVED[h].gone)
                c->reading[k] = READ_LOST;
        }
        break;
    }
    if (!still) /* all are put away: that tells no deal from another */
        memset(c->reading, 0, c->n);
    for (size_t k = 0; k < c->n; k++)
        c->speaks = c->speaks || c->reading[k];
}

static void read_probability(struct outcome_column *c, const struct gate *g)
{
    size_t line;
    double whole = 0;

    if (c->n > 0)
        whole = gate_probability_whole(g, c->header, &line);
    for (size_t k = 0; k < c->n; k++) {
        double share = gate_probability(clean(g, c->value[k]), whole);
        if (!(share >= 0))
            continue;
        c->reading[k] = share == 0   ? READ_LOST
                        : share == 1 ? READ_WON
                                     : READ_OPEN;
    }
}

static void read_forecast(struct outcome_column *c)
{
    enum { N = sizeof FORECASTS / sizeof FORECASTS[0] };

    for (size_t k = 0; k < c->n; k++)
        for (size_t f = 0; f < N; f++)
            if (header_same(c->value[k], sv_from(FORECASTS[f].category)))
                c->reading[k] = (uint8_t)FORECASTS[f].reading;
}

/*
 * A stage whose name says nothing, but whose deals all stand at 100 where
 * others stand between, is won; at 0 lost, unless a stage is by its name, or
 * this one is where pipelines begin.
 */
static void stages_by_probability(struct outcome_columns *c,
                                  const struct gate *g)
{
    size_t(*at)[READ_COUNT] =
        arena_alloc(g->scratch, c->stage.n + 1, sizeof *at);
    bool lost = c->archived.speaks || g->settings->n_lost_stages > 0;
    bool between = false;

    for (size_t i = 0; i < g->n; i++) {
        enum reading reading = outcome_column_says(&c->probability, i);
        between = between || reading == READ_OPEN;
        if (c->stage.code[i] >= 0)
            at[c->stage.code[i]][reading]++;
    }
    for (size_t k = 0; k < c->stage.n; k++)
        lost = lost || c->stage.reading[k] == READ_LOST;
    for (size_t k = 0; between && k < c->stage.n; k++) {
        if (c->stage.reading[k] || at[k][READ_OPEN] || at[k][READ_UNKNOWN] ||
            stage_usual_rank(c->stage.value[k]) >= 0)
            continue;
        if (at[k][READ_WON] && !at[k][READ_LOST])
            c->stage.reading[k] = READ_WON;
        else if (at[k][READ_LOST] && !at[k][READ_WON] && !lost)
            c->stage.reading[k] = READ_LOST;
        c->stage.speaks = c->stage.speaks || c->stage.reading[k];
    }
}

/*
 * A column that is filled when a deal ends so: with the time, a tick or a yes.
 * One of ticks and yeses alone holds no times to read later.
 */
static void read_end(struct outcome_column *c, struct gate *g,
                     enum column column, enum reading reading)
{
    enum { TICK = 4 }; /* bytes of a sign: "x", a check mark */
    int header = g->dialect.column[column];
    bool times = false, truth;

    *c = (struct outcome_column){
        .header = header, .source = SOURCE_EVIDENCE, .n = header >= 0};
    c->code = ARENA_ARRAY(g->scratch, g->n, int32_t);
    c->value = ARENA_NEW(g->scratch, struct sv);
    c->value[0] = SV("(filled)");
    c->reading = ARENA_NEW(g->scratch, uint8_t);
    c->reading[0] = (uint8_t)reading;
    c->deals = arena_alloc(g->scratch, 2, sizeof *c->deals);
    for (size_t i = 0; i < g->n; i++) {
        struct sv cell = gate_cell(g, i, header);
        bool filled = cell.len && (!truth_word(&truth, cell) || truth);
        c->code[i] = filled ? 0 : -1;
        c->speaks = c->speaks || filled;
        times = times || (cell.len > TICK && !truth_word(&truth, cell));
    }
    if (!times)
        g->dialect.column[column] = -1;
}

static bool merely_status(const struct gate *g)
{
    int header = g->dialect.column[COLUMN_OUTCOME];

    if (header < 0 || g->settings->columns[COLUMN_OUTCOME].len)
        return false;
    for (size_t k = 0; k < sizeof MERELY_STATUS / sizeof *MERELY_STATUS; k++)
        if (header_same(g->headers[header], sv_from(MERELY_STATUS[k])))
            return true;
    return false;
}

void outcome_columns_fill(struct outcome_columns *out, struct gate *g)
{
    const int *column = g->dialect.column;
    enum outcome_source source =
        merely_status(g) ? SOURCE_STATUS : SOURCE_OUTCOME;

    *out = (struct outcome_columns){.by_date = false};
    column_read_flag(&out->is_closed, g, COLUMN_IS_CLOSED);
    column_read_flag(&out->is_won, g, COLUMN_IS_WON);
    column_read(&out->outcome, g, column[COLUMN_OUTCOME], source);
    column_read(&out->stage, g, column[COLUMN_STAGE], SOURCE_STAGE);
    column_read(&out->probability, g, column[COLUMN_PROBABILITY],
                SOURCE_EVIDENCE);
    column_read(&out->forecast, g, column[COLUMN_FORECAST_CATEGORY],
                SOURCE_EVIDENCE);
    column_read(&out->none, g, -1, SOURCE_NONE);
    if (out->is_won.header < 0 && holds_truths(&out->outcome, g)) {
        out->is_won = out->outcome;
        out->is_won.source = SOURCE_FLAGS;
        column_read(&out->outcome, g, -1, source);
    }
    read_outcome(&out->outcome, g);
    read_stage(&out->stage, g);
    read_archived(&out->archived, g);
    read_probability(&out->probability, g);
    read_forecast(&out->forecast);
    read_end(&out->won_time, g, COLUMN_WON_TIME, READ_WON);
    read_end(&out->lost_time, g, COLUMN_LOST_TIME, READ_LOST);
    read_flag(&out->is_closed, g, READ_CLOSED, READ_OPEN);
    if (out->is_closed.speaks)
        read_flag(&out->is_won, g, READ_WON, READ_UNKNOWN);
    else
        read_won_alone(out, g);
    if (!out->is_closed.speaks &&
        !(out->outcome.speaks && source == SOURCE_OUTCOME))
        stages_by_probability(out, g);
}

enum reading outcome_flags(const struct outcome_column **by,
                           const struct outcome_columns *c, size_t i)
{
    enum reading closed = outcome_column_says(&c->is_closed, i);
    enum reading won = outcome_column_says(&c->is_won, i);
    bool truth;

    *by = &c->is_closed;
    if (closed == READ_OPEN)
        return READ_OPEN;
    if (closed == READ_CLOSED && !won) {
        /* False is lost now; empty leaves the question open. */
        if (c->is_won.code[i] < 0 ||
            !truth_word(&truth, c->is_won.value[c->is_won.code[i]]))
            return READ_CLOSED;
        *by = &c->is_won;
        return READ_LOST;
    }
    *by = &c->is_won;
    return won;
}
