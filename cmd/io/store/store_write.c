#include "cmd/io/store/store.h"

#include <math.h>
#include <sqlite3.h>

#include "cmd/io/store/store_parts.h"
#include "cmd/io/store/store_row.h"
#include "scoring/score/counterfactual.h"

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
        row_count(&r, (size_t)run);
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

    row_count(&row, (size_t)run);
    row_date(&row, r->as_of);
    row_name(&row, sv_from(r->version));
    row_name(&row, sv_from(r->inputs_key));
    row_name(&row, r->input_file);
    row_name(&row, sv_from(r->input_sha256));
    row_count(&row, (size_t)r->seed);
    row_text(&row, r->style.code);
    row_name(&row, sv_from(mode_name(identity->mode)));
    row_name(&row, r->reason);
    row_name(&row, identity->settings);
    row_name(&row, identity->features);
    row_name(&row, identity->model);
    row_count(&row, r->model->training_rows);
    row_count(&row, h->deals);
    row_number(&row, hybrid->auc);
    row_number(&row, hybrid->lower95);
    row_number(&row, hybrid->upper95);
    row_number(&row, h->figures[SCORER_ML].auc.auc);
    row_number(&row, h->figures[SCORER_RULES].auc.auc);
    row_number(&row, h->figures[SCORER_ML].brier);
    row_number(&row, h->base_brier);
    row_number(&row, h->calibration_error);
    row_count(&row, p->open);
    row_count(&row, p->won);
    row_count(&row, p->lost);
    row_number(&row, p->money.pipeline);
    row_number(&row, p->money.at_risk);
    row_number(&row, p->money.expected_loss);
    row_insert(&row);
    return row_done(&row);
}

static void put_factors(struct row *row, const struct score *s,
                        struct arena *scratch)
{
    for (size_t k = 0; k < FACTORS; k++) {
        bool any = k < s->n_factors;
        const struct factor *f = &s->factors[k];

        row_text(row,
                 any ? sv_printf(scratch, "%s: %.*s", subject_name(f->subject),
                                 SV_ARG(f->evidence))
                     : SV(""));
        row_number(row, any ? f->shown : (double)NAN);
    }
}

static void put_outlook(struct row *row, const struct outlook *o)
{
    row_rounded(row, o ? o->days_to_close : (double)NAN, 1);
    for (int h = 0; h < OUTLOOK_HORIZONS; h++)
        row_rounded(row, o ? o->won[h] : (double)NAN, 4);
    if (o)
        row_count(row, o->at_risk);
    else
        row_null(row);
}

/* Where none was sought, nothing; where none was found, the label says so. */
static void put_change(struct row *row, const struct counterfactuals *c)
{
    if (c && c->n) {
        row_text(row, c->list[0].text);
        row_number(row, c->list[0].score);
        row_count(row, c->list[0].rows);
    } else {
        row_null(row);
        row_null(row);
        row_null(row);
    }
    row_text(row, sv_from(!c     ? ""
                          : c->n ? COUNTERFACTUAL_LABEL
                                 : COUNTERFACTUAL_NONE));
}

static void put_deal(struct row *row, const struct report *r, size_t rank,
                     struct arena *scratch)
{
    const struct report_deal *d = &r->deals[rank];
    const struct score *s = d->score;
    const struct deals *all = r->quality;

    row_count(row, rank + 1);
    row_text(row, d->account);
    row_text(row, d->owner);
    row_text(row, d->name);
    row_text(row, d->manager);
    row_text(row, d->industry);
    row_text(row, d->region);
    row_text(row, d->product);
    row_text(row, d->lead_source);
    row_number(row, d->amount);
    row_date(row, d->created);
    row_text(row, s->stage);
    row_date(row, all->stage_entered ? all->stage_entered[s->deal] : DATE_NONE);
    row_date(row, s->expected);
    row_date(row, d->last_activity);
    row_number(row, all->push_count ? all->push_count[s->deal] : (double)NAN);
    row_number(row, s->age);
    row_number(row, s->days_in_stage);
    row_number(row, s->shown);
    row_name(row, sv_from(level_name(s->level)));
    row_rounded(row, s->p_loss, 4);
    row_rounded(row, s->rule_points, 1);
    row_rounded(row, s->ml_points, 1);
    row_rounded(row, s->expected_loss, 2);
    put_factors(row, s, scratch);
    row_text(row, s->action.text);
    row_text(row, s->action.owner);
    row_date(row, s->action.due);
    row_text(row, s->note);
    row_text(row, d->has_page ? sv_printf(scratch, "dashboard/deal/%.*s.html",
                                          SV_ARG(d->file_id))
                              : SV(""));
    put_outlook(row, d->outlook);
    put_change(row, d->changes);
}

/* Keys of the deals by rank, for the features. */
static bool write_observations(sqlite3 *db, int run, const struct report *r,
                               int64_t *keys, struct arena *scratch)
{
    struct names names = deal_names(db);
    struct row row = row_prepare(
        db, "INSERT INTO observation VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,"
            "?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)");
    bool ok;

    for (size_t k = 0; row.ok && k < r->n_deals; k++) {
        keys[k] = names_key(&names, r->deals[k].id);
        row_count(&row, (size_t)run);
        row_count(&row, (size_t)keys[k]);
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
    struct names names = deal_names(db);
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
    enum store_state state;
    sqlite3 *db = NULL;
    bool ok = false;

    if (store_look_at_file(path, STORE_APPLICATION, STORE_NOT_OURS, err) ==
        STORE_REFUSED)
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
    ok = (state == STORE_OURS ? store_upgrade(db) : store_make(db)) &&
         forget(db, run) && write_run(db, run, r, identity) &&
         write_observations(db, run, r, keys, scratch) &&
         write_features(db, run, r, keys, scratch) &&
         write_outcomes(db, run, r) &&
         sqlite3_exec(db, "COMMIT", NULL, NULL, NULL) == SQLITE_OK;
failed:
    if (!ok)
        store_fail(err, path, db);
done:
    sqlite3_close(db); /* rolls back what was not committed */
    return ok;
}
