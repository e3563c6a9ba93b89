/* Win rates of groups in SQL: counts, and the shrinkage of snapshot.h. */
#include <stdio.h>

#include "render/export/export_parts.h"

/* The canonical column of a category, COLUMN_COUNT: one of the company's. */
static enum column column_of(int field)
{
    static const enum column columns[] = {
        [GROUP_OWNER] = COLUMN_OWNER,        [GROUP_INDUSTRY] = COLUMN_INDUSTRY,
        [GROUP_REGION] = COLUMN_REGION,      [GROUP_PRODUCT] = COLUMN_PRODUCT,
        [GROUP_SOURCE] = COLUMN_LEAD_SOURCE, [GROUP_ACCOUNT] = COLUMN_ACCOUNT,
        [GROUP_MANAGER] = COLUMN_MANAGER,
    };

    return field < GROUP_OWN ? columns[field] : COLUMN_COUNT;
}

static void put_label(char out[EXPORT_NAME], int field)
{
    enum column column;

    if (field == PAIR_SIZE) {
        snprintf(out, EXPORT_NAME, "size_half");
        return;
    }
    column = column_of(field);
    if (column == COLUMN_COUNT)
        snprintf(out, EXPORT_NAME, "category_%d", field - GROUP_OWN + 1);
    else
        snprintf(out, EXPORT_NAME, "%s", column_name(column));
}

bool export_group(struct export_group *out, const struct export_model *e,
                  size_t k)
{
    const struct feature_column *c = &e->model->features.columns[k];

    *out = (struct export_group){0};
    export_name(out->kind, &e->model->features, k);
    if (c->is_pair) {
        put_label(out->label[0], c->both.field[0]);
        put_label(out->label[1], c->both.field[1]);
        out->sized = c->both.field[1] == PAIR_SIZE;
        return true;
    }
    snprintf(out->label[1], EXPORT_NAME, "''");
    if (c->own_category >= 0) {
        put_label(out->label[0], GROUP_OWN + c->own_category);
        return true;
    }
    if (!c->feature || feature_group(c->feature) == GROUP_COUNT ||
        !strcmp(c->feature->name, "rep_open_deals"))
        return false;
    put_label(out->label[0], (int)feature_group(c->feature));
    return true;
}

static void add_members(struct buf *out, const struct export_model *e)
{
    bool first = true;

    buf_add_str(out, "members AS (");
    for (size_t k = 0; k < e->model->features.n; k++) {
        struct export_group g;
        if (!export_group(&g, e, k))
            continue;
        buf_printf(out,
                   "%s\n    SELECT '%s' AS kind, d.%s AS label, %s%s AS label2,"
                   " d.won\n    FROM closed_deals AS d WHERE d.%s IS NOT NULL",
                   first ? "" : "\n    UNION ALL", g.kind, g.label[0],
                   g.label[1][0] == '\'' ? "" : "d.", g.label[1], g.label[0]);
        if (g.label[1][0] != '\'')
            buf_printf(out, " AND d.%s IS NOT NULL", g.label[1]);
        if (!strcmp(g.kind, "rep_recent_winrate"))
            buf_add_str(out, "\n        AND d.as_of - d.closed < 90");
        first = false;
    }
    buf_add_str(out, "\n),\n");
}

void export_groups(struct buf *out, const struct export_model *e,
                   const struct export_needs *needs)
{
    buf_add_str(
        out,
        "-- Win rates: m of snapshot.h in group_priors, NULL where the spread "
        "is\n"
        "-- no more than chance and every group has the rate of all.\n"
        "overall AS (\n"
        "    SELECT CAST(SUM(won) AS DOUBLE PRECISION) / COUNT(*) AS rate,\n"
        "        CAST(SUM(CASE WHEN as_of - closed < 90 THEN won END) AS "
        "DOUBLE "
        "PRECISION)\n"
        "        / NULLIF(SUM(CASE WHEN as_of - closed < 90 THEN 1 ELSE 0 "
        "END), "
        "0) AS recent\n"
        "    FROM closed_deals\n),\n");
    if (!needs->groups)
        return;
    add_members(out, e);
    buf_add_str(
        out,
        "group_counts AS (\n"
        "    SELECT kind, label, label2,\n"
        "        CAST(SUM(won) AS DOUBLE PRECISION) AS won,\n"
        "        CAST(COUNT(*) AS DOUBLE PRECISION) AS closed\n"
        "    FROM members GROUP BY kind, label, label2\n),\n"
        "moments AS (\n"
        "    SELECT kind, SUM(closed) AS n, SUM(won) / SUM(closed) AS p,\n"
        "        SUM(closed * closed) AS squares, COUNT(*) - 1 AS freedom\n"
        "    FROM group_counts GROUP BY kind\n),\n"
        "spreads AS (\n"
        "    SELECT c.kind, SUM(c.closed * (c.won / c.closed - m.p)\n"
        "        * (c.won / c.closed - m.p)) AS spread\n"
        "    FROM group_counts AS c JOIN moments AS m ON m.kind = c.kind\n"
        "    GROUP BY c.kind\n),\n"
        "rhos AS (\n"
        "    SELECT m.kind, CASE WHEN m.freedom > 0 AND m.p > 0 AND m.p < 1\n"
        "            AND m.n - m.squares / m.n - m.freedom > 0\n"
        "        THEN (s.spread / (m.p * (1 - m.p)) - m.freedom)\n"
        "            / (m.n - m.squares / m.n - m.freedom) END AS rho\n"
        "    FROM moments AS m JOIN spreads AS s ON s.kind = m.kind\n),\n"
        "group_priors AS (\n"
        "    SELECT kind, CASE WHEN rho > 0 AND rho < 0.5 THEN 1 / rho - 1\n"
        "        WHEN rho > 0 THEN 1 END AS m\n"
        "    FROM rhos\n),\n");
}
