#include "scoring/intake/tabs.h"

#include "scoring/intake/grid.h"

enum { TABS_MOST = 1024 };

struct tab *tabs_add(struct tabs *t, const char *name, struct err *err)
{
    if (t->n == TABS_MOST) {
        err_set(err, EXIT_INPUT,
                "%s: has more than %d sheets; save the one with the deals as "
                "CSV and name that file",
                t->path, TABS_MOST);
        return NULL;
    }
    t->list = arena_one_more(t->a, t->list, t->n, sizeof *t->list);
    t->list[t->n] = (struct tab){.name = grid_sheet_name(name, t->a)};
    return &t->list[t->n++];
}

/* For an error. */
static struct sv listed(const struct tabs *t)
{
    enum { LISTED = 240 };
    struct sv out = {0};

    for (size_t k = 0; k < t->n; k++) {
        if (out.len > LISTED)
            return sv_printf(t->a, "%.*s, \u2026", SV_ARG(out));
        out = sv_printf(t->a, "%.*s%s%.*s%s", SV_ARG(out), out.len ? ", " : "",
                        SV_ARG(t->list[k].name),
                        t->list[k].hidden ? " (hidden)" : "");
    }
    return out;
}

bool tabs_named(const struct tab **out, const struct tabs *t, struct sv name,
                struct err *err)
{
    *out = NULL;
    name = sv_trim(name);
    for (size_t k = 0; k < t->n; k++)
        if (sv_eq(t->list[k].name, name))
            *out = &t->list[k];
    for (size_t k = 0; k < t->n && !*out; k++)
        if (sv_eq_fold(t->list[k].name, name))
            *out = &t->list[k];
    return *out || err_set(err, EXIT_INPUT,
                           "%s: has no sheet \"%.*s\"; its sheets: %.*s",
                           t->path, SV_ARG(name), SV_ARG(listed(t)));
}

bool tabs_best(const struct tab **out, const struct tabs *t, struct err *err)
{
    *out = NULL;
    for (size_t k = 0; k < t->n; k++)
        if (!t->list[k].hidden && (!*out || t->list[k].suits > (*out)->suits))
            *out = &t->list[k];
    return *out || err_set(err, EXIT_INPUT,
                           "%s: has no sheet that is not hidden; name one with "
                           "--sheet (its sheets: %.*s)",
                           t->path, SV_ARG(listed(t)));
}

struct sv tabs_others(const struct tabs *t, const struct tab *read)
{
    struct sv out = {0};

    for (size_t k = 0; k < t->n; k++)
        if (&t->list[k] != read && t->list[k].suits == read->suits &&
            read->suits >= TABLE_SUITS)
            out = sv_printf(t->a, "%.*s%s\"%.*s\"", SV_ARG(out),
                            out.len ? ", " : "", SV_ARG(t->list[k].name));
    return out;
}
