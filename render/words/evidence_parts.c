#include "render/words/evidence_parts.h"

#include "render/words/features.h"
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

/* What the learners make of a column together. */
static double learnt_points(const struct evidence *e, size_t column)
{
    double sum = 0;

    for (size_t k = 0; k < e->score->n_lines; k++) {
        const struct receipt_line *line = &e->score->lines[k];
        if (line_is_learnt(line->kind) && line->index == column)
            sum += line->points;
    }
    return sum;
}

const struct feature_column *evidence_column(const struct evidence *e)
{
    const struct feature_column *best = NULL;
    double most = 0;

    for (size_t k = 0; e->features && k < e->score->n_lines; k++) {
        const struct receipt_line *line = &e->score->lines[k];
        double points;
        if (!line_is_learnt(line->kind) || line->subject != e->subject)
            continue;
        points = learnt_points(e, line->index);
        if (points > most) {
            most = points;
            best = &e->features->columns[line->index];
        }
    }
    return best;
}

struct sv evidence_model(const struct evidence *e)
{
    const struct feature_column *column = evidence_column(e);

    if (column == NULL)
        return SV("");
    struct sv label = phrase_name(words_feature(e->w, column), e->w->a);
    return sv_printf(e->w->a, "; the model adds points for %.*s",
                     SV_ARG(label));
}

struct sv evidence_yet(const struct evidence *e)
{
    struct sv model = evidence_model(e);

    if (model.len == 0)
        return model;
    return sv_printf(e->w->a, "; no concern by itself, yet%.*s",
                     SV_ARG(sv_skip(model, 1)));
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
                         evidence_model(e));
}

const struct feature_column *evidence_pair(const struct evidence *e)
{
    const struct feature_column *column = evidence_column(e);
    const struct receipt_line *rule = evidence_strongest(e, LINE_RULE);

    if (column == NULL || !column->is_pair ||
        (rule != NULL &&
         rule->points >
             learnt_points(e, (size_t)(column - e->features->columns))))
        return NULL;
    return column;
}

const struct feature *evidence_feature(const struct evidence *e)
{
    const struct feature_column *column = evidence_column(e);

    return column == NULL ? NULL : column->feature;
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
