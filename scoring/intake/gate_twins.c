#include "scoring/intake/gate_parts.h"
#include "scoring/settings/settings.h"

/* Two columns of one name. */
struct pair {
    size_t differ, deal; /* in which both are filled; the first */
    size_t filled[2];
};

static struct pair compare(const struct gate *g, int first, int second)
{
    struct pair p = {0};

    for (size_t i = 0; i < g->n; i++) {
        struct sv a = gate_cell(g, i, first), b = gate_cell(g, i, second);
        p.filled[0] += a.len > 0;
        p.filled[1] += b.len > 0;
        if (!a.len || !b.len || sv_eq(a, b))
            continue;
        if (p.differ++ == 0)
            p.deal = i;
    }
    return p;
}

/* Its place among the headers of that name, from 1. */
static size_t place(const struct gate *g, int header)
{
    size_t n = 0;

    for (int h = 0; h <= header; h++)
        n += header_same(g->headers[h], g->headers[header]);
    return n;
}

static bool refuse(const struct gate *g, enum column c, const struct pair *p,
                   int second, struct err *err)
{
    int first = g->dialect.column[c];
    struct sv a = gate_cell(g, p->deal, first);
    struct sv b = gate_cell(g, p->deal, second);

    return err_set(err, EXIT_INPUT,
                   "%s:%zu: two columns are called \"%.*s\" and differ in %zu "
                   "rows (\"%.*s\" and \"%.*s\" here); say which under "
                   "[columns]: %s = %.*s (%zu), or (%zu)",
                   g->path, gate_line(g, p->deal), SV_ARG(g->headers[first]),
                   p->differ, SV_ARG(a), SV_ARG(b), column_name(c),
                   SV_ARG(g->headers[first]), place(g, first),
                   place(g, second));
}

/* Has the configuration named this one, and not only both of them? */
static bool chosen(const struct gate *g, enum column c, int second)
{
    struct sv named = g->settings->columns[c];
    struct sv header = g->headers[g->dialect.column[c]];

    return named.len &&
           (!header_same(named, header) ||
            (sv_eq(named, header) && !sv_eq(named, g->headers[second])));
}

bool gate_twins(struct gate *g, struct deals *d, struct err *err)
{
    enum { ONE_IN = 100 };

    for (size_t c = 0; c < COLUMN_COUNT; c++) {
        for (int h = 0; h < (int)g->n_headers; h++) {
            int taken = g->dialect.column[c];
            if (taken < 0 || h == taken ||
                !header_same(g->headers[h], g->headers[taken]) ||
                chosen(g, (enum column)c, h))
                continue;
            struct pair p = compare(g, taken, h);
            if (p.differ * ONE_IN > g->n)
                return refuse(g, (enum column)c, &p, h, err);
            if (p.filled[1] <= p.filled[0])
                continue;
            g->dialect.column[c] = h;
            d->headers[c] = g->headers[h];
        }
    }
    return true;
}
