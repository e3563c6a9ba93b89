/*
 * The live columns of Deals: rule points, points of the forest, score and
 * level, each a formula over its own row and the named cells of Settings.
 * They ask the layout for the letters of the columns that they name.
 */
#ifndef RENDER_WORKBOOK_WORKBOOK_LIVE_H
#define RENDER_WORKBOOK_WORKBOOK_LIVE_H

#include "render/workbook/workbook_parts.h"

/* One deal being written. */
struct row {
    const struct workbook *w;
    struct sheet *s;
    const struct report_deal *d;
    uint32_t row; /* on the sheet, from 0; formulas count from 1 */
    int tier[RULE_COUNT];
    bool live;         /* the printed score follows from the tiers */
    size_t lines;      /* of its wrapped text that takes most */
    struct arena work; /* texts of this row */
};

/* Which tier gave each rule line, and whether the score follows from them. */
void live_tiers(struct row *w);

void live_rule_points(struct row *w, uint16_t col);
void live_ml_points(struct row *w, uint16_t col);
void live_score(struct row *w, uint16_t col);
void live_level(struct row *w, uint16_t col);

#endif
