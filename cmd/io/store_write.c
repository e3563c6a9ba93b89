#include "cmd/io/store.h"

#include <math.h>
#include <sqlite3.h>
#include <stdio.h>

#include "cmd/io/store_parts.h"
#include "render/format.h"

/* A prepared statement whose parameters are bound in order. */
struct row {
    sqlite3 *db;
    sqlite3_stmt *stmt;
    int at; /* the next parameter, from 1 */
    bool ok;
};

static struct row row_prepare(sqlite3 *db, const char *sql)
{
    struct row r = {.db = db, .at = 1};

    r.ok = sqlite3_prepare_v2(db, sql, -1, &r.stmt, NULL) == SQLITE_OK;
    return r;
}

static void put(struct row *r, int result)
{
    r->ok = r->ok && result == SQLITE_OK;
    r->at++;
}

/* Text lives until the statement is stepped: no copy is made. */
static void put_text(struct row *r, struct sv text)
{
    put(r, text.len ? sqlite3_bind_text(r->stmt, r->at, text.ptr, (int)text.len,
                                        SQLITE_STATIC)
                    : sqlite3_bind_null(r->stmt, r->at));
}

static void put_name(struct row *r, struct sv text) /* never NULL */
{
    put(r, sqlite3_bind_text(r->stmt, r->at, text.ptr ? text.ptr : "",
                             (int)text.len, SQLITE_STATIC));
}

static void put_date(struct row *r, int32_t date)
{
    char text[DATE_TEXT];

    put(r, date == DATE_NONE
               ? sqlite3_bind_null(r->stmt, r->at)
               : sqlite3_bind_text(r->stmt, r->at, date_iso(text, date), -1,
                                   SQLITE_TRANSIENT));
}

static void put_number(struct row *r, double x)
{
    put(r, isfinite(x) ? sqlite3_bind_double(r->stmt, r->at, x)
                       : sqlite3_bind_null(r->stmt, r->at));
}

static void put_count(struct row *r, size_t n)
{
    put(r, sqlite3_bind_int64(r->stmt, r->at, (sqlite3_int64)n));
}

static void row_insert(struct row *r)
{
    r->ok = r->ok && sqlite3_step(r->stmt) == SQLITE_DONE;
    sqlite3_reset(r->stmt);
    r->at = 1;
}

static bool row_done(struct row *r)
{
    return sqlite3_finalize(r->stmt) == SQLITE_OK && r->ok;
}

/* The number of a name in a table of names, made if it is new. */
struct names {
    struct row add, find;
};

static sqlite3_int64 names_key(struct names *n, struct sv name)
{
    sqlite3_int64 key = 0;

    put_name(&n->add, name);
    row_insert(&n->add);
    put_name(&n->find, name);
    n->find.ok = n->find.ok && sqlite3_step(n->find.stmt) == SQLITE_ROW;
    if (n->find.ok)
        key = sqlite3_column_int64(n->find.stmt, 0);
    sqlite3_reset(n->find.stmt);
    n->find.at = 1;
    return key;
}

static bool names_done(struct names *n)
{
    bool added = row_done(&n->add), found = row_done(&n->find);

    return added && found;
}

static struct names deal_names(sqlite3 *db)
{
    return (struct names){
        row_prepare(db, "INSERT INTO deal (deal_id) VALUES (?1) "
                        "ON CONFLICT DO NOTHING"),
        row_prepare(db, "SELECT deal FROM deal WHERE deal_id = ?1")};
}

static bool forget(sqlite3 *db, int run)
{
    static const char *const SQL[] = {
        "DELETE FROM feature_value WHERE run = ?1",
        "DELETE FROM observation WHERE run = ?1",
        "DELETE FROM run WHERE run = ?1"};

    for (size_t k = 0; k < sizeof SQL / sizeof SQL[0]; k++) {
        struct row r = row_prepare(db, SQL[k]);
        put_count(&r, (size_t)run);
        row_insert(&r);
        if (!row_done(&r))
            return false;
    }
    return true;
}

static bool write_run(sqlite3 *db, int run, const struct report *r,
                      const struct scoring_identity *identity)
{
    const struct holdout *h = &r->model->holdout;
    const struct portfolio *p = r->portfolio;
    const struct auc *hybrid = &h->figures[SCORER_HYBRID].auc;
    struct row row =
        row_prepare(db, "INSERT INTO run VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,"
                        "?,?,?,?,?,?,?,?,?,?,?,?,?,?)");

    put_count(&row, (size_t)run);
    put_date(&row, r->as_of);
    put_name(&row, sv_from(r->version));
    put_name(&row, sv_from(r->inputs_key));
    put_name(&row, r->input_file);
    put_name(&row, sv_from(r->input_sha256));
    put_count(&row, (size_t)r->seed);
    put_text(&row, r->currency);
    put_name(&row, sv_from(mode_name(identity->mode)));
    put_name(&row, r->model->reason);
    put_name(&row, identity->settings);
    put_name(&row, identity->features);
    put_name(&row, identity->model);
    put_count(&row, r->model->training_rows);
    put_count(&row, h->deals);
    put_number(&row, hybrid->auc);
    put_number(&row, hybrid->lower95);
    put_number(&row, hybrid->upper95);
    put_number(&row, h->figures[SCORER_ML].auc.auc);
    put_number(&row, h->figures[SCORER_RULES].auc.auc);
    put_number(&row, h->figures[SCORER_ML].brier);
    put_number(&row, h->base_brier);
    put_number(&row, h->calibration_error);
    put_count(&row, p->open);
    put_count(&row, p->won);
    put_count(&row, p->lost);
    put_number(&row, p->money.pipeline);
    put_number(&row, p->money.at_risk);
    put_number(&row, p->money.expected_loss);
    row_insert(&row);
    return row_done(&row);
}

static void put_factors(struct row *row, const struct score *s,
                        struct arena *scratch)
{
    for (size_t k = 0; k < FACTORS; k++) {
        bool any = k < s->n_factors;
        const struct factor *f = &s->factors[k];

        put_text(row,
                 any ? sv_printf(scratch, "%s: %.*s", subject_name(f->subject),
                                 SV_ARG(f->evidence))
                     : SV(""));
        put_number(row, any ? f->shown : (double)NAN);
    }
}

static void put_deal(struct row *row, const struct report *r, size_t rank,
                     struct arena *scratch)
{
    const struct report_deal *d = &r->deals[rank];
    const struct score *s = d->score;
    const struct deals *all = r->quality;

    put_count(row, rank + 1);
    put_text(row, d->account);
    put_text(row, d->owner);
    put_text(row, d->name);
    put_text(row, d->manager);
    put_text(row, d->industry);
    put_text(row, d->region);
    put_text(row, d->product);
    put_text(row, d->lead_source);
    put_number(row, d->amount);
    put_date(row, d->created);
    put_text(row, s->stage);
    put_date(row, all->stage_entered ? all->stage_entered[s->deal] : DATE_NONE);
    put_date(row, s->expected);
    put_date(row, d->last_activity);
    put_number(row, all->push_count ? all->push_count[s->deal] : (double)NAN);
    put_number(row, s->age);
    put_number(row, s->days_in_stage);
    put_number(row, s->shown);
    put_name(row, sv_from(level_name(s->level)));
    put_number(row, s->p_loss);
    put_number(row, format_round(s->rule_points, 1));
    put_number(row, format_round(s->ml_points, 1));
    put_number(row, s->expected_loss);
    put_factors(row, s, scratch);
    put_text(row, s->action.text);
    put_text(row, s->action.owner);
    put_date(row, s->action.due);
    put_text(row, s->note);
    put_text(row, d->has_page ? sv_printf(scratch, "dashboard/deal/%.*s.html",
                                          SV_ARG(d->file_id))
                              : SV(""));
    put_number(row, d->outlook ? d->outlook->days_to_close : (double)NAN);
    for (int h = 0; h < OUTLOOK_HORIZONS; h++)
        put_number(row, d->outlook ? d->outlook->won[h] : (double)NAN);
}

/* Keys of the deals by rank, for the features. */
static bool write_observations(sqlite3 *db, int run, const struct report *r,
                               sqlite3_int64 *keys, struct arena *scratch)
{
    struct names names = deal_names(db);
    struct row row = row_prepare(
        db, "INSERT INTO observation VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,"
            "?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)");
    bool ok;

    for (size_t k = 0; row.ok && k < r->n_deals; k++) {
        keys[k] = names_key(&names, r->deals[k].id);
        put_count(&row, (size_t)run);
        put_count(&row, (size_t)keys[k]);
        put_deal(&row, r, k, scratch);
        row_insert(&row);
    }
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
                           const sqlite3_int64 *keys, struct arena *scratch)
{
    const struct deals *d = r->quality;
    size_t n;
    struct feature_column *columns = all_features(d, &n, scratch);
    sqlite3_int64 *feature = ARENA_ARRAY(scratch, n, sqlite3_int64);
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
            put_count(&row, (size_t)run);
            put_count(&row, (size_t)keys[k]);
            put_count(&row, (size_t)feature[c]);
            put_number(&row, x);
            row_insert(&row);
        }
    ok = row_done(&row);
    return names_done(&names) && ok;
}

/* Written where it is new or has changed, by the newest run that knows. */
static bool write_outcomes(sqlite3 *db, const struct report *r)
{
    const struct deals *d = r->quality;
    struct names names = deal_names(db);
    struct row row = row_prepare(
        db, "INSERT INTO outcome VALUES (?1, ?2, ?3, ?4, ?5) "
            "ON CONFLICT (deal) DO UPDATE SET outcome = excluded.outcome, "
            "closed = excluded.closed, amount = excluded.amount, "
            "as_of = excluded.as_of WHERE excluded.as_of >= outcome.as_of AND "
            "(excluded.outcome, excluded.closed, excluded.amount) IS NOT "
            "(outcome.outcome, outcome.closed, outcome.amount)");
    bool ok;

    for (size_t i = 0; row.ok && i < d->n; i++) {
        enum state state = deals_state(d, i, r->as_of);

        if (state != STATE_WON && state != STATE_LOST)
            continue;
        put_count(&row, (size_t)names_key(&names, d->id[i]));
        put_name(&row, state == STATE_WON ? SV("Won") : SV("Lost"));
        put_date(&row, d->closed[i]);
        put_number(&row, d->amount ? d->amount[i] : (double)NAN);
        put_date(&row, r->as_of);
        row_insert(&row);
    }
    ok = row_done(&row);
    return names_done(&names) && ok;
}

static bool make(sqlite3 *db)
{
    char sql[96];

    snprintf(sql, sizeof sql,
             "PRAGMA application_id = %d; PRAGMA user_version = %d",
             STORE_APPLICATION, STORE_SCHEMA);
    return sqlite3_exec(db, STORE_SQL, NULL, NULL, NULL) == SQLITE_OK &&
           sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK;
}

bool store_write(const char *path, const struct report *r,
                 const struct scoring_identity *identity, struct arena *scratch,
                 struct err *err)
{
    int run = store_run_key(r->as_of);
    sqlite3_int64 *keys = ARENA_ARRAY(scratch, r->n_deals, sqlite3_int64);
    enum store_state state;
    sqlite3 *db = NULL;
    bool ok = false;

    if (store_look_at_file(path, err) == STORE_REFUSED)
        return false;
    if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE,
                        NULL) != SQLITE_OK)
        goto failed;
    sqlite3_busy_timeout(db, STORE_WAIT_MS);
    if (sqlite3_exec(db, "PRAGMA trusted_schema = OFF; BEGIN IMMEDIATE", NULL,
                     NULL, NULL) != SQLITE_OK)
        goto failed;
    state = store_look(db, path, err);
    if (state == STORE_REFUSED)
        goto done;
    ok = (state == STORE_OURS || make(db)) && forget(db, run) &&
         write_run(db, run, r, identity) &&
         write_observations(db, run, r, keys, scratch) &&
         write_features(db, run, r, keys, scratch) && write_outcomes(db, r) &&
         sqlite3_exec(db, "COMMIT", NULL, NULL, NULL) == SQLITE_OK;
failed:
    if (!ok)
        store_fail(err, path, db);
done:
    sqlite3_close(db); /* rolls back what was not committed */
    return ok;
}
