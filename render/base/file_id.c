#include "render/base/file_id.h"

#include "scoring/base/file.h"

enum { ID_MAX = 64, HASHED_DIGITS = 32 };

static char fold(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool is_plain(struct sv id)
{
    if (!id.len || id.len > ID_MAX)
        return false;
    for (size_t i = 0; i < id.len; i++) {
        char c = fold(id.ptr[i]);
        if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != '_' &&
            c != '-')
            return false;
    }
    return true;
}

static bool is_reserved(struct sv id)
{
    static const char *const names[] = {"con", "prn", "aux", "nul"};
    static const char *const ports[] = {"com", "lpt"};

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (sv_eq_fold(id, sv_from(names[i])))
            return true;
    for (size_t i = 0; i < sizeof ports / sizeof ports[0]; i++)
        if (id.len == 4 && id.ptr[3] >= '0' && id.ptr[3] <= '9' &&
            sv_eq_fold((struct sv){id.ptr, 3}, sv_from(ports[i])))
            return true;
    return id.len == 2 + HASHED_DIGITS && fold(id.ptr[0]) == 'x' &&
           id.ptr[1] == '-';
}

struct folded {
    struct sv text;
    size_t at;
};

static int folded_cmp(const void *a, const void *b)
{
    return sv_cmp(((const struct folded *)a)->text,
                  ((const struct folded *)b)->text);
}

/* Marks every id that equals another when case is ignored. */
static bool *find_clashes(const struct sv *ids, size_t n, struct arena *scratch)
{
    bool *clash = ARENA_ARRAY(scratch, n, bool);
    struct folded *all = ARENA_ARRAY(scratch, n, struct folded);

    for (size_t i = 0; i < n; i++) {
        char *text = ARENA_ARRAY(scratch, ids[i].len + 1, char);
        for (size_t k = 0; k < ids[i].len; k++)
            text[k] = fold(ids[i].ptr[k]);
        all[i] = (struct folded){{text, ids[i].len}, i};
    }
    if (n)
        qsort(all, n, sizeof *all, folded_cmp);
    for (size_t i = 1; i < n; i++)
        if (sv_eq(all[i - 1].text, all[i].text))
            clash[all[i - 1].at] = clash[all[i].at] = true;
    return clash;
}

struct sv *file_ids(const struct sv *ids, size_t n, struct arena *run,
                    struct arena *scratch)
{
    struct sv *out = ARENA_ARRAY(run, n, struct sv);
    bool *clash = find_clashes(ids, n, scratch);

    for (size_t i = 0; i < n; i++) {
        char hex[SHA256_TEXT];

        if (is_plain(ids[i]) && !is_reserved(ids[i]) && !clash[i]) {
            out[i] = sv_copy(run, ids[i]);
            continue;
        }
        sha256_hex(hex, ids[i]);
        out[i] = sv_printf(run, "x-%.*s", HASHED_DIGITS, hex);
    }
    return out;
}
