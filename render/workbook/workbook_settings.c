#include "render/workbook/workbook_parts.h"

static const struct sheet_column WIDTHS[] = {
    {.width = 36}, {.width = 14}, {.width = 18}, {.width = 52}};
enum { LAST_COL = sizeof WIDTHS / sizeof WIDTHS[0] - 1 };

struct named {
    const char *label, *name;
    double x;
    const char *note;                /* NULL: none */
    const struct sheet_limit *limit; /* of a cell that may be changed */
};

/* What may be entered; as the configuration has it (settings_keys.c). */
static const struct sheet_limit
    WEIGHT = {"0", "1", "A number from 0 to 1 is expected."},
    POINTS = {"0", "100", "A number from 0 to 100 is expected."},
    SHARE = {"0", "1", "A share is expected: from 0 to 1, as 0.2 for 20%."},
    CRITICAL = {"level_high", "100",
                "A number from the HIGH cut to 100 is expected."},
    HIGH = {"level_medium", "level_critical",
            "A number from the MEDIUM cut to the CRITICAL cut is expected."},
    MEDIUM = {"0", "level_high",
              "A number from 0 to the HIGH cut is expected."};

static uint32_t write_named(struct workbook *w, struct sheet *s, uint32_t row,
                            const struct named *list, size_t n, enum cell cell)
{
    for (size_t i = 0; i < n; i++, row++) {
        sheet_text(s, row, 0, sv_from(list[i].label), CELL_LABEL);
        sheet_number(s, row, 1, list[i].x, cell);
        sheet_text(s, row, 3, sv_from(list[i].note), CELL_NOTE);
        if (list[i].limit)
            sheet_limit(s, row, 1, list[i].limit);
        if (!list[i].name)
            continue;
        book_define(w->book, list[i].name, s, row, 1);
        sheet_text(s, row, 2, sv_from(list[i].name), CELL_NOTE);
    }
    return row;
}

static uint32_t write_weights(struct workbook *w, struct sheet *s, uint32_t row)
{
    const struct settings *set = w->r->settings;
    const struct level_cuts *cuts = &w->r->scores->cuts;
    bool hybrid = w->r->scores->mode == MODE_HYBRID;
    const struct named list[] = {
        {"Points a rule point gives", "rule_weight",
         hybrid ? set->rule_weight : 1,
         hybrid ? NULL : "Rules only: each rule point counts in full.",
         &WEIGHT},
        {"Points at a chance of loss of 100%", "forest_weight",
         hybrid ? set->forest_weight : 0,
         hybrid ? NULL : w->r->model_finding.ptr,
         &POINTS},
        {"CRITICAL from", "level_critical", cuts->critical, NULL, &CRITICAL},
        {"HIGH from", "level_high", cuts->high, NULL, &HIGH},
        {"MEDIUM from", "level_medium", cuts->medium, NULL, &MEDIUM},
        {"Save rate", "save_rate", w->r->portfolio->money.save_rate,
         "An assumption: the share of what is at risk that action saves.",
         &SHARE},
    };

    row = workbook_section(s, row, SV("Weights, levels and assumptions"));
    return write_named(w, s, row, list, sizeof list / sizeof list[0],
                       CELL_INPUT);
}

/* "pts_region" of a rule with one number of points, "pts_rep_2" of more. */
static const char *points_name(enum rule rule, size_t tier, struct arena *a)
{
    struct sv key = sv_from(RULES[rule].key);

    return sv_cstr(a,
                   RULES[rule].n_points == 1
                       ? sv_printf(a, "pts_%.*s", SV_ARG(key))
                       : sv_printf(a, "pts_%.*s_%zu", SV_ARG(key), tier + 1));
}

static uint32_t write_points(struct workbook *w, struct sheet *s, uint32_t row)
{
    const struct rule_settings *p = &w->r->settings->rules;
    struct named list[RULE_COUNT * RULE_TIERS + 1];
    struct arena names;
    size_t n = 0;

    arena_init(&names);
    for (enum rule k = 0; k < RULE_COUNT; k++)
        for (size_t i = 0; i < RULES[k].n_points; i++)
            list[n++] =
                (struct named){RULES[k].points[i], points_name(k, i, &names),
                               rule_points_of(p, k)[i], NULL, &POINTS};
    list[n++] =
        (struct named){"Cap on their sum", "rule_cap", p->cap, NULL, &POINTS};
    row = workbook_section(s, row, SV("Points of the rules"));
    row = write_named(w, s, row, list, n, CELL_INPUT);
    arena_release(&names);
    return row;
}

static uint32_t write_limits(struct workbook *w, struct sheet *s, uint32_t row)
{
    static const enum cell CELLS[] = {[RULE_DAYS] = CELL_DAYS,
                                      [RULE_RATE] = CELL_PERCENT,
                                      [RULE_MONEY] = CELL_MONEY};

    row = workbook_section(s, row, SV("Thresholds in force"));
    for (enum rule_unit unit = RULE_DAYS; unit <= RULE_MONEY; unit++) {
        struct named list[RULE_COUNT * RULE_TIERS];
        size_t n = 0;
        for (enum rule k = 0; k < RULE_COUNT; k++)
            for (size_t i = 0; RULES[k].unit == unit && i < RULES[k].n_limits;
                 i++)
                list[n++] =
                    (struct named){RULES[k].limits[i], NULL,
                                   rule_limits_of(&w->r->scores->limits, k)[i],
                                   RULES[k].limits_note, NULL};
        row = write_named(w, s, row, list, n, CELLS[unit]);
    }
    return row;
}

/* Each setting that affects the result, as the configuration spells it. */
static void write_all(struct workbook *w, struct sheet *s, uint32_t row)
{
    struct buf text = {0};
    struct sv rest;

    row = workbook_section(s, row, SV("All settings that affect the result"));
    settings_describe(&text, w->r->settings);
    rest = buf_sv(&text);
    while (rest.len) {
        struct sv value = sv_cut(&rest, '\n');
        struct sv key = sv_trim(sv_cut(&value, '='));
        sheet_text(s, row, 0, key, CELL_TEXT);
        sheet_text(s, row++, 1, sv_trim(value), CELL_TEXT);
    }
    buf_release(&text);
}

void workbook_settings(struct workbook *w)
{
    struct sheet *s = book_sheet(w->book, "Settings", TAB_CHANGE);
    uint32_t row;

    sheet_portrait(s);
    sheet_widths(s, WIDTHS, LAST_COL + 1);
    row = workbook_heading(
        s, LAST_COL, "Settings",
        SV("Change a yellow cell: scores and levels on Deals, the headline and "
           "the figures of Summary follow. All other sheets stay as the run "
           "printed them."));
    sheet_repeat(s, 0, 0);
    row = write_weights(w, s, row) + 1;
    row = write_points(w, s, row) + 1;
    row = write_limits(w, s, row) + 1;
    row = workbook_said(w, s, row);
    write_all(w, s, row);
}
