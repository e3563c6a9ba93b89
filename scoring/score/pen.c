#include "scoring/score/pen.h"

#include "render/words/phrase.h"

const struct receipt_line *pen_strongest(const struct pen *p,
                                         enum line_kind kind)
{
    const struct receipt_line *best = NULL;

    for (size_t k = 0; k < p->score->n_lines; k++) {
        const struct receipt_line *line = &p->score->lines[k];
        if (line->kind == kind && line->subject == p->subject &&
            line->points > 0 && (best == NULL || line->points > best->points))
            best = line;
    }
    return best;
}

struct sv pen_forest(const struct pen *p)
{
    const struct receipt_line *line = pen_strongest(p, LINE_FOREST);

    if (line == NULL || p->v->features == NULL)
        return SV("");
    struct sv label =
        phrase_name(p->v->features->columns[line->index].label, p->a);
    return sv_printf(p->a, "; the forest adds points for %.*s", SV_ARG(label));
}

struct sv pen_join(const struct pen *p, struct sv counts, struct sv clause)
{
    if (clause.len == 0)
        return counts;
    return sv_printf(p->a, "%.*s%.*s", SV_ARG(counts), SV_ARG(clause));
}

struct sv pen_not_known(const struct pen *p, const char *what)
{
    return pen_join(p, sv_printf(p->a, "No %s recorded", what), pen_forest(p));
}

const struct feature *pen_feature(const struct pen *p)
{
    const struct receipt_line *line = pen_strongest(p, LINE_FOREST);

    if (line == NULL || p->v->features == NULL)
        return NULL;
    return p->v->features->columns[line->index].feature;
}

bool pen_backed(const struct pen *p, const char *const *names, size_t n)
{
    const struct feature *f = pen_feature(p);

    if (f == NULL || pen_strongest(p, LINE_RULE) != NULL)
        return true;
    for (size_t k = 0; k < n; k++)
        if (sv_eq(sv_from(f->name), sv_from(names[k])))
            return true;
    return false;
}

struct sv pen_days(const struct pen *p, double days)
{
    return sv_printf(p->a, "%.*s day%s",
                     SV_ARG(phrase_fixed(days, 0, p->v->deals->style, p->a)),
                     days == 1 ? "" : "s");
}
