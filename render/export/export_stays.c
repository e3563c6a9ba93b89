/* Stages in SQL: a deal's stays in them, out of the history. */
#include "render/export/export_parts.h"

static const char STAYS[] =
    "-- A stay begins where another stage is entered; events that repeat the\n"
    "-- stage do not end it. left_on is NULL of the stay that it is in.\n"
    "marks AS (\n"
    "    SELECT deal_id, day, seq, stage, CASE WHEN stage = LAG(stage) OVER (\n"
    "        PARTITION BY deal_id ORDER BY day, seq) THEN 0 ELSE 1 END AS "
    "begins\n"
    "    FROM events\n),\n"
    "numbered AS (\n"
    "    SELECT deal_id, day, stage, SUM(begins) OVER (\n"
    "        PARTITION BY deal_id ORDER BY day, seq) AS stay\n"
    "    FROM marks\n),\n"
    "begun AS (\n"
    "    SELECT deal_id, stay, MIN(stage) AS stage, MIN(day) AS entered\n"
    "    FROM numbered GROUP BY deal_id, stay\n),\n"
    "stays AS (\n"
    "    SELECT b.deal_id, b.stage, b.entered, s.place, LEAD(b.entered) OVER "
    "(\n"
    "        PARTITION BY b.deal_id ORDER BY b.stay) AS left_on\n"
    "    FROM begun AS b LEFT JOIN dealsense_stages AS s ON s.stage = b.stage\n"
    "),\n"
    "stay_days AS (\n"
    "    SELECT stage, left_on - entered AS days FROM stays\n"
    "    WHERE place IS NOT NULL AND left_on >= entered\n"
    "    UNION ALL\n"
    "    SELECT s.stage, d.closed - s.entered FROM stays AS s\n"
    "    JOIN closed_deals AS d ON d.deal_id = s.deal_id\n"
    "    WHERE s.place IS NOT NULL AND s.left_on IS NULL\n"
    "        AND d.closed >= s.entered\n),\n"
    "current_stays AS (\n"
    "    SELECT s.deal_id, s.stage, s.place, d.as_of - s.entered AS days\n"
    "    FROM stays AS s JOIN open_deals AS d ON d.deal_id = s.deal_id\n"
    "    WHERE s.left_on IS NULL\n),\n"
    "stage_values AS (\n"
    "    SELECT stage, days, SUM(n) AS n\n"
    "    FROM (SELECT stage, days, 1 AS n FROM stay_days\n"
    "        UNION ALL SELECT stage, days, 0 FROM current_stays) AS all_days\n"
    "    GROUP BY stage, days\n),\n"
    "stage_ranks AS (\n"
    "    SELECT stage, days,\n"
    "        CAST(SUM(n) OVER (PARTITION BY stage ORDER BY days) AS DOUBLE "
    "PRECISION)\n"
    "        / NULLIF(SUM(n) OVER (PARTITION BY stage), 0) AS share\n"
    "    FROM stage_values\n),\n"
    "passed AS (\n"
    "    SELECT deal_id";
static const char MOVES[] =
    "\n    FROM stays WHERE place IS NOT NULL AND left_on >= entered\n"
    "    GROUP BY deal_id\n),\n"
    "placed AS (\n"
    "    SELECT e.deal_id, s.place, LAG(s.place) OVER (\n"
    "        PARTITION BY e.deal_id ORDER BY e.day, e.seq) AS before_it\n"
    "    FROM events AS e JOIN dealsense_stages AS s ON s.stage = e.stage\n),\n"
    "moves_back AS (\n"
    "    SELECT deal_id, SUM(CASE WHEN place < before_it THEN 1 ELSE 0 END) AS "
    "n\n"
    "    FROM placed GROUP BY deal_id\n),\n";
static const char EXPECTED[] =
    "expectations AS (\n"
    "    SELECT deal_id, expected, LAG(expected) OVER (\n"
    "        PARTITION BY deal_id ORDER BY day, seq) AS before_it,\n"
    "        ROW_NUMBER() OVER (\n"
    "        PARTITION BY deal_id ORDER BY day DESC, seq DESC) AS back\n"
    "    FROM events WHERE expected IS NOT NULL\n),\n"
    "pushes AS (\n"
    "    SELECT deal_id,\n"
    "        SUM(CASE WHEN expected > before_it THEN 1 ELSE 0 END) AS n,\n"
    "        MAX(CASE WHEN back = 1 THEN expected END) AS expected\n"
    "    FROM expectations GROUP BY deal_id\n),\n";

enum { PLACES = 8 };

void export_stays(struct buf *out, const struct export_needs *needs)
{
    if (!needs->stages && !needs->expected)
        return;
    buf_add_str(out, "events AS (\n"
                     "    SELECT h.deal_id, h.day, h.seq, h.stage, h.expected\n"
                     "    FROM dealsense_history AS h\n"
                     "    JOIN living AS d ON d.deal_id = h.deal_id\n"
                     "    WHERE h.day <= d.as_of\n),\n");
    if (needs->stages) {
        buf_add_str(out, STAYS);
        for (int place = 1; place <= PLACES; place++)
            buf_printf(out,
                       ",\n        SUM(CASE WHEN place = %d THEN left_on - "
                       "entered END) AS days_%d",
                       place, place);
        buf_add_str(out, MOVES);
    }
    if (needs->expected)
        buf_add_str(out, EXPECTED);
}
