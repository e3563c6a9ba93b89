#include "cmd/io/store/store.h"

#include <assert.h>
#include <math.h>
#include <sqlite3.h>

#include "cmd/io/store/store_parts.h"
#include "cmd/io/store/store_closings.h"
#include "cmd/io/store/store_row.h"

static bool forget(sqlite3 *db, int run)
{
    static const char *const SQL[] = {
        "DELETE FROM feature_value WHERE run = ?1",
        "DELETE FROM observation WHERE run = ?1",
        "DELETE FROM closing WHERE run = ?1",
        "DELETE FROM landing WHERE run = ?1",
        "DELETE FROM run WHERE run = ?1"};

    for (size_t k = 0; k < sizeof SQL / sizeof SQL[0]; k++) {
        struct row r = row_prepare(db, SQL[k]);
        row_count(&r, (size_t)run);
        row_insert(&r);
        if (!row_done(&r))
            return false;
    }
    return true;
}

/* A column of a row and its value. */
struct cell {
    const char *column;
    enum { CELL_COUNT, CELL_NUMBER, CELL_TEXT, CELL_NAME, CELL_DATE } kind;
    size_t count;
    double number;
    struct sv text; /* a TEXT that is empty is NULL, a NAME is not */
    int32_t date;
};
#define COUNT(n) .kind = CELL_COUNT, .count = (n)
#define NUMBER(x) .kind = CELL_NUMBER, .number = (x)
#define TEXT(t) .kind = CELL_TEXT, .text = (t)
#define NAME(t) .kind = CELL_NAME, .text = (t)
#define DAY(d) .kind = CELL_DATE, .date = (d)

static void put_cell(struct row *row, const struct cell *c)
{
    switch (c->kind) {
    case CELL_COUNT:
        row_count(row, c->count);
        break;
    case CELL_NUMBER:
        row_number(row, c->number);
        break;
    case CELL_TEXT:
        row_text(row, c->text);
        break;
    case CELL_NAME:
        row_name(row, c->text);
        break;
    case CELL_DATE:
        row_date(row, c->date);
        break;
    }
}

static bool insert_cells(sqlite3 *db, const char *table,
                         const struct cell *cells, size_t n)
{
    enum { MOST = 64 };
    const char *columns[MOST];
    struct row row;

    assert(n <= MOST);
    for (size_t k = 0; k < n; k++)
        columns[k] = cells[k].column;
    row = row_prepare_insert(db, table, columns, n);
    for (size_t k = 0; k < n; k++)
        put_cell(&row, &cells[k]);
    row_insert(&row);
    return row_done(&row);
}

static bool write_run(sqlite3 *db, int run, const struct report *r,
                      const struct scoring_identity *identity)
{
    const struct holdout *h = &r->model->holdout;
    const struct portfolio *p = r->portfolio;
    const struct auc *hybrid = &h->figures[SCORER_HYBRID].auc;
    const struct cell cells[] = {
        {"run", COUNT((size_t)run)},
        {"as_of", DAY(r->as_of)},
        {"version", NAME(sv_from(r->version))},
        {"inputs_key", NAME(sv_from(r->inputs_key))},
        {"input_file", NAME(r->input_file)},
        {"input_sha256", NAME(sv_from(r->input_sha256))},
        {"seed", COUNT((size_t)r->seed)},
        {"currency", TEXT(r->style.code)},
        {"mode", NAME(sv_from(mode_name(identity->mode)))},
        {"reason", NAME(r->reason)},
        {"settings_sha256", NAME(identity->settings)},
        {"forest_fields", NAME(identity->features)},
        {"model", NAME(identity->model)},
        {"training_rows", COUNT(r->model->training_rows)},
        {"holdout_deals", COUNT(h->deals)},
        {"auc_hybrid", NUMBER(hybrid->auc)},
        {"auc_hybrid_lower95", NUMBER(hybrid->lower95)},
        {"auc_hybrid_upper95", NUMBER(hybrid->upper95)},
        {"auc_forest", NUMBER(h->figures[SCORER_ML].auc.auc)},
        {"auc_rules", NUMBER(h->figures[SCORER_RULES].auc.auc)},
        {"brier", NUMBER(h->figures[SCORER_ML].brier)},
        {"base_brier", NUMBER(h->base_brier)},
        {"calibration_error", NUMBER(h->calibration_error)},
        {"open_deals", COUNT(p->open)},
        {"won_deals", COUNT(p->won)},
        {"lost_deals", COUNT(p->lost)},
        {"pipeline", NUMBER(p->money.pipeline)},
        {"at_risk", NUMBER(p->money.at_risk)},
        {"expected_loss", NUMBER(p->money.expected_loss)},
        {"closings", COUNT(p->won + p->lost)},
    };

    return insert_cells(db, "run", cells, sizeof cells / sizeof cells[0]);
}

static struct sv scope_name(const struct deals *d,
                            const struct landing_scope *scope)
{
    if (scope->of == LANDING_COMPANY)
        return (struct sv){0};
    return d->groups[scope->of == LANDING_MANAGER ? GROUP_MANAGER : GROUP_OWNER]
        .labels[scope->code];
}

/* Of one scope and quarter. */
static bool write_landing(sqlite3 *db, int run, const struct report *r,
                          const struct landing_scope *scope,
                          const struct landing_quarter *q)
{
    const struct landing_money *won = &q->money[ENDING_WON];
    const struct cell cells[] = {
        {"run", COUNT((size_t)run)},
        {"quarter_end", DAY(q->end)},
        {"scope", NAME(sv_from(landing_of_name(scope->of)))},
        {"who", NAME(scope_name(r->quality, scope))},
        {"target", NUMBER(q->target.amount)},
        {"won", NUMBER(won->so_far)},
        {"open", NUMBER(won->open)},
        {"created", NUMBER(won->created)},
        {"ratio", NUMBER(landing_rate(won))},
        {"landing", NUMBER(won->landing)},
        {"low", NUMBER(won->range.lower)},
        {"high", NUMBER(won->range.upper)},
        {"method", TEXT(isnan(won->landing)
                            ? (struct sv){0}
                            : sv_from(landing_method_name(won->method)))},
        {"lost_landing", NUMBER(q->money[ENDING_LOST].landing)},
    };

    return insert_cells(db, "landing", cells, sizeof cells / sizeof cells[0]);
}

static bool write_landings(sqlite3 *db, int run, const struct report *r)
{
    size_t n = r->landing ? r->landing->n_scopes : 0;
    bool ok = true;

    for (size_t k = 0; ok && k < n; k++)
        for (int q = 0; ok && q < LANDING_WHENS; q++)
            ok = write_landing(db, run, r, &r->landing->scopes[k],
                               &r->landing->scopes[k].quarter[q]);
    return ok;
}

static void put_value(struct row *row, const struct deal_column_def *c,
                      const struct deal_value *v)
{
    int decimals = TYPE_DECIMALS[c->type];

    if (c->type == TYPE_DATE)
        row_date(row, v->date);
    else if (c->type == TYPE_TEXT && c->known)
        row_name(row, v->text);
    else if (c->type == TYPE_TEXT)
        row_text(row, v->text);
    else if (decimals < 0)
        row_number(row, v->number);
    else
        row_rounded(row, v->number, decimals);
}

/* Keys of the deals by rank, for the features. */
static bool write_observations(sqlite3 *db, int run, const struct report *r,
                               int64_t *keys)
{
    enum deal_column columns[DEAL_COLUMNS];
    size_t n = store_columns(columns);
    const char *heads[2 + DEAL_COLUMNS] = {"run", "deal"};
    struct names names = store_deal_names(db);
    struct arena work; /* texts of one row, bound until it is inserted */
    struct row row;
    bool ok;

    for (size_t c = 0; c < n; c++)
        heads[2 + c] = DEAL_COLUMN_DEFS[columns[c]].name;
    row = row_prepare_insert(db, "observation", heads, 2 + n);
    arena_init(&work);
    for (size_t k = 0; row.ok && k < r->n_deals; k++) {
        keys[k] = names_key(&names, r->deals[k].id);
        row_count(&row, (size_t)run);
        row_count(&row, (size_t)keys[k]);
        for (size_t c = 0; c < n; c++) {
            struct deal_value v =
                deal_value(r, &r->deals[k], columns[c], &work);
            put_value(&row, &DEAL_COLUMN_DEFS[columns[c]], &v);
        }
        row_insert(&row);
        arena_reset(&work);
    }
    arena_release(&work);
    ok = row_done(&row);
    return names_done(&names) && ok;
}

/* Every feature that the export can give, not only the forest's. */
static struct feature_column *all_features(const struct deals *d, size_t *count,
                                           struct arena *a)
{
    size_t n = 0;
    struct feature_column *c =
        ARENA_ARRAY(a, FEATURES_N + d->n_own_categories + d->n_own_numerics,
                    struct feature_column);

    for (size_t k = 0; k < FEATURES_N; k++)
        if (feature_available(&FEATURES[k], d))
            c[n++] = (struct feature_column){.feature = &FEATURES[k],
                                             .own_category = -1,
                                             .own_numeric = -1,
                                             .name = sv_from(FEATURES[k].name)};
    for (size_t k = 0; k < d->n_own_categories; k++)
        c[n++] = (struct feature_column){
            .own_category = (int)k,
            .own_numeric = -1,
            .name = sv_printf(a, "own:%.*s", SV_ARG(d->own_category_names[k]))};
    for (size_t k = 0; k < d->n_own_numerics; k++)
        c[n++] = (struct feature_column){
            .own_category = -1,
            .own_numeric = (int)k,
            .name = sv_printf(a, "own:%.*s", SV_ARG(d->own_numeric_names[k]))};
    *count = n;
    return c;
}

static bool write_features(sqlite3 *db, int run, const struct report *r,
                           const int64_t *keys, struct arena *scratch)
{
    const struct deals *d = r->quality;
    size_t n;
    struct feature_column *columns = all_features(d, &n, scratch);
    int64_t *feature = ARENA_ARRAY(scratch, n, int64_t);
    struct names names = {
        row_prepare(db, "INSERT INTO feature (name) VALUES (?1) "
                        "ON CONFLICT DO NOTHING"),
        row_prepare(db, "SELECT feature FROM feature WHERE name = ?1")};
    struct row row =
        row_prepare(db, "INSERT INTO feature_value VALUES (?,?,?,?)");
    struct snapshot now;
    bool ok;

    snapshot_at(&now, d, r->as_of, scratch);
    for (size_t c = 0; c < n; c++)
        feature[c] = names_key(&names, columns[c].name);
    for (size_t k = 0; row.ok && k < r->n_deals; k++)
        for (size_t c = 0; c < n; c++) {
            double x =
                feature_value(&columns[c], d, &now, r->deals[k].score->deal);
            if (!isfinite(x))
                continue;
            row_count(&row, (size_t)run);
            row_count(&row, (size_t)keys[k]);
            row_count(&row, (size_t)feature[c]);
            row_number(&row, x);
            row_insert(&row);
        }
    ok = row_done(&row);
    return names_done(&names) && ok;
}

/* A deal that was closed and is open again has no outcome. */
static bool forget_reopened(sqlite3 *db, int run)
{
    struct row row =
        row_prepare(db, "DELETE FROM outcome WHERE as_of <= (SELECT as_of FROM "
                        "run WHERE run = ?1) AND deal IN (SELECT deal FROM "
                        "observation WHERE run = ?1)");

    row_count(&row, (size_t)run);
    row_insert(&row);
    return row_done(&row);
}

/* Written where it is new or has changed, by the newest run that knows; as_of
 * is the first run that said so, in whatever order the runs came. */
static bool write_outcomes(sqlite3 *db, int run, const struct report *r)
{
    const struct deals *d = r->quality;
    struct names names = store_deal_names(db);
    struct row row = row_prepare(
        db, "INSERT INTO outcome VALUES (?1, ?2, ?3, ?4, ?5) "
            "ON CONFLICT (deal) DO UPDATE SET outcome = excluded.outcome, "
            "closed = excluded.closed, amount = excluded.amount, "
            "as_of = excluded.as_of WHERE CASE WHEN (excluded.outcome, "
            "excluded.closed, excluded.amount) IS (outcome.outcome, "
            "outcome.closed, outcome.amount) THEN excluded.as_of < "
            "outcome.as_of ELSE excluded.as_of >= outcome.as_of END");
    bool ok;

    for (size_t i = 0; row.ok && i < d->n; i++) {
        enum state state = deals_state(d, i, r->as_of);

        if (state != STATE_WON && state != STATE_LOST)
            continue;
        row_count(&row, (size_t)names_key(&names, d->id[i]));
        row_name(&row, state == STATE_WON ? SV("Won") : SV("Lost"));
        row_date(&row, d->closed[i]);
        row_number(&row, d->amount ? d->amount[i] : (double)NAN);
        row_date(&row, r->as_of);
        row_insert(&row);
    }
    ok = row_done(&row);
    return names_done(&names) && ok && forget_reopened(db, run);
}

bool store_write(const char *path, const struct report *r,
                 const struct scoring_identity *identity, struct arena *scratch,
                 struct err *err)
{
    int run = store_run_key(r->as_of);
    int64_t *keys = ARENA_ARRAY(scratch, r->n_deals, int64_t);
    enum store_state state =
        store_look_at_file(path, STORE_APPLICATION, STORE_NOT_OURS, err);
    sqlite3 *db = NULL;
    bool ok = false;

    if (state != STORE_OURS && state != STORE_ABSENT)
        return false;
    if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE,
                        NULL) != SQLITE_OK)
        goto failed;
    sqlite3_busy_timeout(db, STORE_WAIT_MS);
    if (sqlite3_exec(db, "PRAGMA trusted_schema = OFF; BEGIN IMMEDIATE", NULL,
                     NULL, NULL) != SQLITE_OK)
        goto failed;
    state = store_look(db, path, err);
    if (state != STORE_OURS && state != STORE_ABSENT)
        goto done;
    ok = (state == STORE_OURS ? store_upgrade(db) : store_make(db)) &&
         closings_keep_later(db, run) && forget(db, run) &&
         write_run(db, run, r, identity) && write_landings(db, run, r) &&
         write_observations(db, run, r, keys) &&
         write_features(db, run, r, keys, scratch) &&
         write_outcomes(db, run, r) && closings_write(db, run, r) &&
         sqlite3_exec(db, "COMMIT", NULL, NULL, NULL) == SQLITE_OK;
failed:
    if (!ok)
        store_fail(err, path, db);
done:
    sqlite3_close(db); /* rolls back what was not committed */
    return ok;
}
