#include "render/words/evidence_parts.h"

#include "render/words/phrase.h"

const struct receipt_line *evidence_strongest(const struct evidence *e,
                                              enum line_kind kind)
{
    const struct receipt_line *best = NULL;

    for (size_t k = 0; k < e->score->n_lines; k++) {
        const struct receipt_line *line = &e->score->lines[k];
        if (line->kind == kind && line->subject == e->subject &&
            line->points > 0 && (best == NULL || line->points > best->points))
            best = line;
    }
    return best;
}

struct sv evidence_forest(const struct evidence *e)
{
    const struct receipt_line *line = evidence_strongest(e, LINE_FOREST);

    if (line == NULL || e->features == NULL)
        return SV("");
    struct sv label =
        phrase_name(e->features->columns[line->index].label, e->w->a);
    return sv_printf(e->w->a, "; the forest adds points for %.*s",
                     SV_ARG(label));
}

struct sv evidence_join(const struct evidence *e, struct sv counts,
                        struct sv clause)
{
    if (clause.len == 0)
        return counts;
    return sv_printf(e->w->a, "%.*s%.*s", SV_ARG(counts), SV_ARG(clause));
}

struct sv evidence_not_known(const struct evidence *e, const char *what)
{
    return evidence_join(e, sv_printf(e->w->a, "No %s recorded", what),
                         evidence_forest(e));
}

const struct feature_column *evidence_pair(const struct evidence *e)
{
    const struct receipt_line *line = evidence_strongest(e, LINE_FOREST);
    const struct receipt_line *rule = evidence_strongest(e, LINE_RULE);

    if (line == NULL || e->features == NULL ||
        !e->features->columns[line->index].is_pair ||
        (rule != NULL && rule->points > line->points))
        return NULL;
    return &e->features->columns[line->index];
}

const struct feature *evidence_feature(const struct evidence *e)
{
    const struct receipt_line *line = evidence_strongest(e, LINE_FOREST);

    if (line == NULL || e->features == NULL)
        return NULL;
    return e->features->columns[line->index].feature;
}

bool evidence_backed(const struct evidence *e, enum counted counted)
{
    const struct feature *f = evidence_feature(e);

    return f == NULL || f->counted == counted ||
           evidence_strongest(e, LINE_RULE) != NULL;
}

struct sv evidence_days(const struct evidence *e, double days)
{
    return phrase_day_count(days, e->w->style, e->w->a);
}
