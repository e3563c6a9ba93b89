/*
 * features.sql: the features of features.c for all deals open on a day, out
 * of tables of deals and of their history. Days are whole numbers, 1970-01-01
 * is 0: no two databases subtract dates alike.
 */
#include <assert.h>
#include <stdio.h>

#include "render/export/export_parts.h"

/* A value of a feature in SQL, of the tables joined below. */
struct source {
    const char *name, *sql;
};
static const struct source SOURCES[] = {
    {"deal_amount", "d.worth"},
    {"amount_percentile", "amount_ranks.share"},
    {"is_large_deal", "CASE WHEN d.worth > limits.large THEN 1 WHEN d.worth <= "
                      "limits.large THEN 0 END"},
    {"deal_age_days", "d.age"},
    {"deal_age_percentile", "cycle_ranks.share"},
    {"is_long_cycle",
     "CASE WHEN d.age > limits.long_cycle THEN 1 WHEN d.age <= "
     "limits.long_cycle THEN 0 END"},
    {"age_vs_won_median",
     "d.age / CASE WHEN limits.won_median < 1 THEN CAST(1 AS DOUBLE PRECISION) "
     "ELSE limits.won_median END"},
    {"rep_open_deals", "CASE WHEN d.owner IS NOT NULL THEN "
                       "COALESCE(open_of_owner.n, 0) END"},
    {"stage_ordinal", "current_stays.place - 1"},
    {"days_in_stage",
     "CASE WHEN current_stays.place IS NOT NULL THEN current_stays.days END"},
    {"days_in_stage_percentile", "CASE WHEN current_stays.place IS NOT NULL "
                                 "THEN stage_ranks.share END"},
    {"stage_regressions", "CASE WHEN current_stays.deal_id IS NOT NULL THEN "
                          "COALESCE(moves_back.n, 0) END"},
    {"push_count", "pushes.n"},
    {"days_to_expected_close", "pushes.expected - d.as_of"},
    {"created_month", "months.month"},
};

static const char *source_of(const struct feature *f)
{
    for (size_t k = 0; k < sizeof SOURCES / sizeof *SOURCES; k++)
        if (!strcmp(SOURCES[k].name, f->name))
            return SOURCES[k].sql;
    assert(!"a feature of the model has no line in SOURCES");
    return "NULL";
}

static void need_field(struct export_needs *n, int field)
{
    static const struct {
        int group;
        enum column column;
    } list[] = {
        {GROUP_OWNER, COLUMN_OWNER},        {GROUP_INDUSTRY, COLUMN_INDUSTRY},
        {GROUP_REGION, COLUMN_REGION},      {GROUP_PRODUCT, COLUMN_PRODUCT},
        {GROUP_SOURCE, COLUMN_LEAD_SOURCE}, {GROUP_ACCOUNT, COLUMN_ACCOUNT}};

    n->amounts = n->amounts || field == PAIR_SIZE;
    for (size_t k = 0; k < sizeof list / sizeof *list; k++)
        if (list[k].group == field)
            n->fields[list[k].column] = true;
}

static void need_feature(struct export_needs *n, const struct export_model *e,
                         const struct feature *f)
{
    if (f->needs == COLUMN_AMOUNT)
        n->amounts = true;
    if (f->needs == COLUMN_CREATED)
        n->cycles = true;
    if (f->needs == COLUMN_STAGE)
        n->stages = true;
    if (f->needs_expected)
        n->expected = true;
    if (!strcmp(f->name, "created_month"))
        n->month = true;
    if (!strcmp(f->name, "rep_open_deals"))
        n->open_of_owner = true;
    if (feature_group(f) != GROUP_COUNT)
        need_field(n, (int)feature_group(f));
    if (!strcmp(f->name, "missing_fields"))
        for (size_t c = 0; c < COLUMN_COUNT; c++)
            n->fields[c] = n->fields[c] || e->deals->counts_missing[c];
}

static void find_needs(struct export_needs *n, const struct export_model *e)
{
    const struct feature_set *set = &e->model->features;

    *n = (struct export_needs){0};
    for (size_t k = 0; k < set->n; k++) {
        const struct feature_column *c = &set->columns[k];
        struct export_group g;
        if (c->feature)
            need_feature(n, e, c->feature);
        for (int side = 0; side < 2 && c->is_pair; side++)
            need_field(n, c->both.field[side]);
        n->groups = export_group(&g, e, k) || n->groups;
    }
    n->fields[COLUMN_AMOUNT] = n->fields[COLUMN_AMOUNT] || n->amounts;
    n->fields[COLUMN_CREATED] = false; /* always there */
    n->history = e->deals->has_history;
}

/* The fields of a deal that the model reads, with the company's own. */
static void add_input_tables(struct buf *out, const struct export_model *e,
                             const struct export_needs *n)
{
    const struct deals *d = e->deals;

    buf_add_str(out,
                "\n-- The day whose open deals are scored, and the newest day "
                "that the\n"
                "-- deals speak of: on and after it what they say stands.\n"
                "CREATE TABLE dealsense_day (as_of INTEGER NOT NULL, newest "
                "INTEGER NOT "
                "NULL);\n"
                "\n-- Every deal, closed or not. outcome: open, won or lost; "
                "closed: the\n"
                "-- day of a closed deal, else NULL. An empty field is NULL.\n"
                "CREATE TABLE dealsense_deals (\n"
                "    deal_id TEXT NOT NULL PRIMARY KEY,\n"
                "    created INTEGER,\n    closed INTEGER,\n"
                "    outcome TEXT NOT NULL");
    for (size_t c = 0; c < COLUMN_COUNT; c++)
        if (n->fields[c])
            buf_printf(out, ",\n    %s %s", column_name((enum column)c),
                       c == COLUMN_AMOUNT ? "DOUBLE PRECISION" : "TEXT");
    for (size_t k = 0; k < d->n_own_categories; k++)
        buf_printf(out, ",\n    category_%zu TEXT", k + 1);
    for (size_t k = 0; k < d->n_own_numerics; k++)
        buf_printf(out, ",\n    numeric_%zu DOUBLE PRECISION", k + 1);
    buf_add_str(out, "\n);\n");
    for (size_t k = 0; k < d->n_own_categories; k++) {
        buf_printf(out, "-- category_%zu: ", k + 1);
        export_comment(out, d->own_category_names[k]);
        buf_add_char(out, '\n');
    }
    for (size_t k = 0; k < d->n_own_numerics; k++) {
        buf_printf(out, "-- numeric_%zu: ", k + 1);
        export_comment(out, d->own_numeric_names[k]);
        buf_add_char(out, '\n');
    }
    if (n->history)
        buf_add_str(out,
                    "\n-- What was recorded of a deal on a day, seq in its "
                    "order: its stage, and its amount\n"
                    "-- and expected close as they were then, or NULL.\n"
                    "CREATE TABLE dealsense_history (\n"
                    "    deal_id TEXT NOT NULL,\n    seq INTEGER NOT NULL,\n"
                    "    day INTEGER NOT NULL,\n    stage TEXT NOT NULL,\n"
                    "    amount DOUBLE PRECISION,\n    expected INTEGER\n);\n");
}

void export_stages(struct buf *out, const struct export_model *e)
{
    const struct deals *d = e->deals;

    buf_add_str(out, "stage,place\n");
    for (size_t k = 0; k < d->stage.n_labels; k++) {
        struct sv label = d->stage.labels[k];
        if (d->stage_ordinal[k] < 0)
            continue;
        buf_add_char(out, '"');
        for (size_t i = 0; i < label.len; i++) {
            if (label.ptr[i] == '"')
                buf_add_char(out, '"');
            buf_add_char(out, label.ptr[i]);
        }
        buf_printf(out, "\",%d\n", d->stage_ordinal[k] + 1);
    }
}

static const char DEALS_OF_DAY[] =
    "placed_in_time AS (\n"
    "    SELECT d.*, y.as_of, CASE\n"
    "        WHEN d.outcome = 'open' AND d.created IS NULL\n"
    "            THEN CASE WHEN y.as_of >= y.newest THEN 'open' END\n"
    "        WHEN d.outcome = 'open'\n"
    "            THEN CASE WHEN d.created <= y.as_of THEN 'open' END\n"
    "        WHEN d.closed <= y.as_of THEN d.outcome\n"
    "        WHEN d.closed IS NOT NULL AND d.created <= y.as_of THEN 'open' "
    "END\n"
    "        AS state,\n"
    "        CASE WHEN d.outcome = 'open' AND y.as_of >= y.newest THEN 1\n"
    "        WHEN d.outcome <> 'open' AND d.closed <= y.as_of THEN 1\n"
    "        ELSE 0 END AS record_stands\n"
    "    FROM dealsense_deals AS d CROSS JOIN dealsense_day AS y\n),\n";
static const char WORTH_OF_HISTORY[] =
    "-- The amount of the day: as it stands, else the newest recorded by "
    "then,\n"
    "-- else the first that was recorded at all.\n"
    "recorded AS (\n"
    "    SELECT h.deal_id, h.amount, ROW_NUMBER() OVER (\n"
    "        PARTITION BY h.deal_id\n"
    "        ORDER BY CASE WHEN h.day <= y.as_of THEN 0 ELSE 1 END,\n"
    "            CASE WHEN h.day <= y.as_of THEN -h.day ELSE h.day END,\n"
    "            CASE WHEN h.day <= y.as_of THEN -h.seq ELSE h.seq END) AS "
    "choice\n"
    "    FROM dealsense_history AS h CROSS JOIN dealsense_day AS y\n"
    "    WHERE h.amount IS NOT NULL\n),\n";

static void add_half(struct buf *out, bool is)
{
    buf_add_str(out,
                is ? "living AS (\n"
                     "    SELECT l.*, CASE WHEN worth > h.half THEN 'above'\n"
                     "        WHEN worth <= h.half THEN 'below' END AS "
                     "size_half\n"
                     "    FROM valued AS l CROSS JOIN halves AS h\n),\n"
                   : "living AS (SELECT * FROM valued),\n");
}

/* Type 7 of a sample whose rows are numbered: value, place, n. */
static void add_quantile(struct buf *out, const char *share, const char *name)
{
    buf_printf(
        out,
        "    SELECT low + COALESCE(part * (high - low), 0) AS %s FROM (\n"
        "        SELECT MAX(CASE WHEN place = FLOOR(spot) + 1 THEN value END) "
        "AS "
        "low,\n"
        "            MAX(CASE WHEN place = FLOOR(spot) + 2 THEN value END) AS "
        "high,\n"
        "            MAX(spot - FLOOR(spot)) AS part\n"
        "        FROM (SELECT value, place,\n"
        "            CAST(%s AS DOUBLE PRECISION) * (n - 1) AS spot FROM ",
        name, share);
}

static void add_order(struct buf *out, const char *name, const char *value,
                      const char *from)
{
    buf_printf(out,
               "%s AS (\n"
               "    SELECT CAST(%s AS DOUBLE PRECISION) AS value,\n"
               "        ROW_NUMBER() OVER (ORDER BY %s) AS place,\n"
               "        COUNT(*) OVER () AS n\n"
               "    FROM %s\n),\n",
               name, value, value, from);
}

/* The share of the sample that is at most a value, of its values and of those
 * that are asked about. */
static void add_ranks(struct buf *out, const char *name, const char *sample,
                      const char *asked)
{
    buf_printf(out,
               "%s AS (\n"
               "    SELECT value, CAST(SUM(n) OVER (ORDER BY value) AS DOUBLE "
               "PRECISION)\n"
               "        / NULLIF(SUM(n) OVER (), 0) AS share\n"
               "    FROM (SELECT value, SUM(n) AS n\n"
               "        FROM (SELECT value, 1 AS n FROM %s\n"
               "            UNION ALL SELECT %s, 0 FROM open_deals\n"
               "            WHERE %s IS NOT NULL) AS both_kinds\n"
               "        GROUP BY value) AS steps\n),\n",
               name, sample, asked, asked);
}

static bool has_sized(const struct export_model *e)
{
    for (size_t k = 0; k < e->model->features.n; k++) {
        struct export_group g;
        if (export_group(&g, e, k) && g.sized)
            return true;
    }
    return false;
}

static void add_worth(struct buf *out, const struct export_needs *n)
{
    const char *worth = !n->amounts ? "CAST(NULL AS DOUBLE PRECISION)"
                        : n->history
                            ? "CASE WHEN d.record_stands = 1 THEN d.amount "
                              "ELSE COALESCE(r.amount, d.amount) END"
                            : "d.amount";

    if (n->amounts && n->history)
        buf_add_str(out, WORTH_OF_HISTORY);
    buf_printf(
        out,
        "valued AS (\n"
        "    SELECT d.*, %s AS worth,\n"
        "        CASE WHEN d.created <= d.as_of THEN d.as_of - d.created "
        "END AS age\n"
        "    FROM placed_in_time AS d%s\n"
        "    WHERE d.state IS NOT NULL\n),\n",
        worth,
        n->amounts && n->history
            ? "\n    LEFT JOIN recorded AS r\n"
              "        ON r.deal_id = d.deal_id AND r.choice = 1"
            : "");
    if (n->amounts)
        add_order(out, "amounts", "worth", "valued WHERE worth IS NOT NULL");
}

static void add_samples(struct buf *out, const struct export_needs *n)
{
    buf_add_str(out,
                "closed_deals AS (\n"
                "    SELECT l.*, CASE WHEN state = 'won' THEN 1 ELSE 0 END "
                "AS won\n"
                "    FROM living AS l WHERE state <> 'open'\n),\n"
                "open_deals AS (SELECT * FROM living WHERE state = "
                "'open'),\n");
    if (n->amounts)
        add_ranks(out, "amount_ranks", "amounts", "worth");
    if (n->cycles) {
        add_order(out, "cycles", "closed - created",
                  "closed_deals WHERE closed >= created");
        add_order(out, "won_cycles", "closed - created",
                  "closed_deals WHERE closed >= created AND won = 1");
        add_ranks(out, "cycle_ranks", "cycles", "age");
    }
    buf_add_str(out, "limits AS (\n    SELECT large, long_cycle, won_median "
                     "FROM\n    (");
    if (n->amounts) {
        add_quantile(out, "0.9", "large");
        buf_add_str(out, "amounts) AS p) AS q");
    } else {
        buf_add_str(out, "SELECT 0 AS large");
    }
    buf_add_str(out, ") AS a,\n    (");
    if (n->cycles) {
        add_quantile(out, "0.75", "long_cycle");
        buf_add_str(out, "cycles) AS p) AS q) AS b,\n    (");
        add_quantile(out, "0.5", "won_median");
        buf_add_str(out, "won_cycles) AS p) AS q) AS c\n),\n");
    } else {
        buf_add_str(out, "SELECT 0 AS long_cycle, 0 AS won_median) AS b\n),\n");
    }
}

/* Of a day, the month: days since 1 March of the year 0, in eras of 400 years
 * (Hinnant 2013, as in date.c). */
static const char MONTHS[] =
    "eras AS (\n"
    "    SELECT deal_id, created + 719468\n"
    "        - 146097 * FLOOR((created + 719468) / 146097.0) AS doe\n"
    "    FROM open_deals WHERE created IS NOT NULL\n),\n"
    "years AS (\n"
    "    SELECT deal_id, doe, FLOOR((doe - FLOOR(doe / 1460.0)\n"
    "        + FLOOR(doe / 36524.0) - FLOOR(doe / 146096.0)) / 365.0) AS yoe\n"
    "    FROM eras\n),\n"
    "month_places AS (\n"
    "    SELECT deal_id, FLOOR((5 * (doe - (365 * yoe + FLOOR(yoe / 4.0)\n"
    "        - FLOOR(yoe / 100.0))) + 2) / 153.0) AS mp\n"
    "    FROM years\n),\n"
    "months AS (\n"
    "    SELECT deal_id, CASE WHEN mp < 10 THEN mp + 3 ELSE mp - 9 END AS "
    "month\n"
    "    FROM month_places\n),\n";

static void add_missing(struct buf *out, const struct deals *d)
{
    bool any = false;

    for (size_t c = 0; c < COLUMN_COUNT; c++) {
        if (!d->counts_missing[c])
            continue;
        buf_printf(out, "%sCASE WHEN d.%s IS NULL THEN 1 ELSE 0 END",
                   any ? "\n        + " : "", column_name((enum column)c));
        any = true;
    }
    if (!any)
        buf_add_char(out, '0');
}

/* The rate of the group of column k, and for an account its wins. */
static void add_rate(struct buf *out, const struct export_group *g, size_t k)
{
    const char *overall = !strcmp(g->kind, "rep_recent_winrate")
                              ? "COALESCE(overall.recent, overall.rate)"
                              : "overall.rate";

    if (!strcmp(g->kind, "account_prior_wins")) {
        buf_printf(out,
                   "CASE WHEN d.account IS NOT NULL THEN COALESCE(c%zu.won, "
                   "0) END",
                   k);
        return;
    }
    buf_printf(out, "CASE WHEN d.%s IS NULL", g->label[0]);
    if (g->label[1][0] != '\'')
        buf_printf(out, " OR d.%s IS NULL", g->label[1]);
    buf_printf(out,
               " THEN NULL\n        WHEN m%zu.m IS NULL THEN %s\n"
               "        ELSE (COALESCE(c%zu.won, 0) + m%zu.m * %s) / "
               "(COALESCE(c%zu.closed, 0) + m%zu.m) END",
               k, overall, k, k, overall, k, k);
}

static void add_value(struct buf *out, const struct export_model *e, size_t k)
{
    const struct feature_column *c = &e->model->features.columns[k];
    struct export_group g;

    if (export_group(&g, e, k))
        add_rate(out, &g, k);
    else if (!c->feature)
        buf_printf(out, "d.numeric_%d", c->own_numeric + 1);
    else if (c->feature->place)
        buf_printf(out, "passed.days_%d", c->feature->place);
    else if (!strcmp(c->feature->name, "missing_fields"))
        add_missing(out, e->deals);
    else
        buf_add_str(out, source_of(c->feature));
}

static void join(struct buf *out, bool is, const char *table, const char *on)
{
    if (is)
        buf_printf(out, "\nLEFT JOIN %s ON %s", table, on);
}

static void add_select(struct buf *out, const struct export_model *e,
                       const struct export_needs *n)
{
    const struct feature_set *set = &e->model->features;
    char name[EXPORT_NAME];

    buf_add_str(out, "SELECT d.deal_id");
    for (size_t k = 0; k < set->n; k++) {
        buf_add_str(out, ",\n    ");
        add_value(out, e, k);
        buf_printf(out, " AS %s", export_name(name, set, k));
    }
    buf_add_str(out, "\nFROM open_deals AS d CROSS JOIN overall CROSS JOIN "
                     "limits");
    join(out, n->amounts, "amount_ranks", "amount_ranks.value = d.worth");
    join(out, n->cycles, "cycle_ranks", "cycle_ranks.value = d.age");
    join(out, n->month, "months", "months.deal_id = d.deal_id");
    join(out, n->open_of_owner, "open_of_owner",
         "open_of_owner.owner = d.owner");
    join(out, n->stages, "current_stays", "current_stays.deal_id = d.deal_id");
    join(out, n->stages, "stage_ranks",
         "stage_ranks.stage = current_stays.stage\n"
         "    AND stage_ranks.days = current_stays.days");
    join(out, n->stages, "passed", "passed.deal_id = d.deal_id");
    join(out, n->stages, "moves_back", "moves_back.deal_id = d.deal_id");
    join(out, n->expected, "pushes", "pushes.deal_id = d.deal_id");
    for (size_t k = 0; k < set->n; k++) {
        struct export_group g;
        if (!export_group(&g, e, k))
            continue;
        buf_printf(out,
                   "\nLEFT JOIN group_counts AS c%zu ON c%zu.kind = '%s'\n"
                   "    AND c%zu.label = d.%s AND c%zu.label2 = %s%s\n"
                   "LEFT JOIN group_priors AS m%zu ON m%zu.kind = '%s'",
                   k, k, g.kind, k, g.label[0], k,
                   g.label[1][0] == '\'' ? "" : "d.", g.label[1], k, k, g.kind);
    }
    buf_add_str(out, ";\n");
}

void export_features(struct buf *out, const struct export_model *e)
{
    struct export_needs n;
    bool sized = has_sized(e);

    find_needs(&n, e);
    export_head(out, e, "The features of every deal that is open on a day.");
    buf_add_str(
        out, "-- Days are whole numbers, of which 1970-01-01 is 0. Make the "
             "tables, fill them,\n-- put the day into dealsense_day, and run "
             "the last statement.\n");
    add_input_tables(out, e, &n);
    if (n.stages)
        buf_add_str(out, "\n-- stages.csv: the order of the stages; one that "
                         "ends deals has no place.\n"
                         "CREATE TABLE dealsense_stages (stage TEXT NOT NULL, "
                         "place INTEGER NOT NULL);\n");
    buf_add_str(out, "\n-- features\nINSERT INTO dealsense_features\nWITH\n");
    buf_add_str(out, DEALS_OF_DAY);
    add_worth(out, &n);
    if (sized) {
        buf_add_str(out, "halves AS (\n");
        add_quantile(out, "0.5", "half");
        buf_add_str(out, "amounts) AS p) AS q\n),\n");
    }
    add_half(out, sized);
    add_samples(out, &n);
    if (n.month)
        buf_add_str(out, MONTHS);
    if (n.open_of_owner)
        buf_add_str(out, "open_of_owner AS (\n"
                         "    SELECT owner, COUNT(*) AS n FROM open_deals\n"
                         "    WHERE owner IS NOT NULL GROUP BY owner\n),\n");
    export_stays(out, &n);
    export_groups(out, e, &n);
    if (out->len >= 2 && out->ptr[out->len - 2] == ',') { /* the last of them */
        out->len -= 2;
        out->ptr[out->len] = 0;
        buf_add_char(out, '\n');
    }
    add_select(out, e, &n);
}
