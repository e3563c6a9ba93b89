#include "render/report/report.h"

struct sv report_line_label(const struct report *r,
                            const struct receipt_line *line)
{
    switch (line->kind) {
    case LINE_BASE:
        return SV("Average open deal");
    case LINE_RULE:
        return sv_from(RULES[line->index].label);
    case LINE_CAP:
        return SV("Cap of the rule points");
    case LINE_FOREST:
        return r->model->features.columns[line->index].label;
    case LINE_ROUNDING:
        return SV("Rounding");
    }
    return (struct sv){0};
}

struct sv report_line_name(const struct report *r,
                           const struct receipt_line *line, struct arena *a)
{
    switch (line->kind) {
    case LINE_BASE:
        return SV("base");
    case LINE_RULE:
        return sv_printf(a, "rule:%s", RULES[line->index].name);
    case LINE_CAP:
        return SV("cap");
    case LINE_FOREST:
        return sv_printf(a, "forest:%.*s",
                         SV_ARG(r->model->features.columns[line->index].name));
    case LINE_ROUNDING:
        return SV("rounding");
    }
    return (struct sv){0};
}
