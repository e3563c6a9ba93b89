#include "scoring/linter.h"

static bool is_leaking(const struct leak *l)
{
    return l->kind != LEAK_NONE;
}

bool leaks_column(const struct leaks *l, enum column column)
{
    for (size_t k = 0; l && k < l->n; k++)
        if (is_leaking(&l->fields[k]) && l->fields[k].column == column)
            return true;
    return false;
}

bool leaks_own_category(const struct leaks *l, size_t k)
{
    for (size_t f = 0; l && f < l->n; f++)
        if (is_leaking(&l->fields[f]) && l->fields[f].column == COLUMN_COUNT &&
            l->fields[f].own_category == (int)k)
            return true;
    return false;
}

bool leaks_own_numeric(const struct leaks *l, size_t k)
{
    for (size_t f = 0; l && f < l->n; f++)
        if (is_leaking(&l->fields[f]) && l->fields[f].column == COLUMN_COUNT &&
            l->fields[f].own_numeric == (int)k)
            return true;
    return false;
}
