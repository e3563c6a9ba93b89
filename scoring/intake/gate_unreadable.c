#include "scoring/base/encoding.h"
#include "scoring/intake/gate_parts.h"
#include "scoring/settings/settings.h"

void gate_unreadable(struct unreadable *u, struct deals *d, size_t i,
                     uint8_t bit)
{
    if (u->cells++ == 0)
        u->first = i;
    d->unreadable[i] |= bit;
}

/* How often the cell stands in the column. */
static size_t count_like(const struct gate *g, int header, struct sv cell)
{
    size_t n = 0;

    for (size_t i = 0; i < g->n; i++)
        n += sv_eq(gate_cell(g, i, header), cell);
    return n;
}

/* One cell alone is a slip of the hand, whatever its share of a few. */
bool gate_readable(struct gate *g, enum column column, const char *what,
                   struct err *err)
{
    enum { ONE_IN = 20 };
    const struct unreadable *u = &g->unreadable[column];
    int header = g->dialect.column[column];

    if (u->cells < 2 || u->cells * ONE_IN <= u->filled ||
        g->settings->unreadable_empty)
        return true;
    struct sv cell = gate_cell(g, u->first, header);
    struct sv shown = text_clean(g->scratch, cell);
    return err_set(
        err, EXIT_INPUT,
        "%s:%zu: %zu of %zu filled cells of column \"%.*s\" cannot be read as "
        "%s, such as \"%.*s\" (%zu of them); correct them, name another column "
        "as %s under [columns], or set unreadable = empty under [input] to "
        "take them as not known",
        g->path, gate_line(g, u->first), u->cells, u->filled,
        SV_ARG(g->headers[header]), what, SV_ARG(shown),
        count_like(g, header, cell), column_name(column));
}
