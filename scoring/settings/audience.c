#include "scoring/settings/audience.h"

#include "scoring/base/buf.h"
#include "scoring/base/file.h"

static const char *const NAMES[] = {
    [PROFILE_CRO] = "cro",
    [PROFILE_BOARD] = "board",
    [PROFILE_MANAGER] = "manager",
};

bool audience_parse(struct audience *out, struct sv text)
{
    struct sv rest = text, word = sv_trim(sv_cut(&rest, ':'));
    struct sv name = sv_trim(rest);

    for (int k = 0; k <= PROFILE_MANAGER; k++) {
        if (!sv_eq_fold(word, sv_from(NAMES[k])))
            continue;
        *out = (struct audience){(enum profile)k, name};
        return (k == PROFILE_MANAGER) == (name.len > 0);
    }
    return false;
}

bool audience_same(const struct audience *a, const struct audience *b)
{
    return a->profile == b->profile && sv_eq_fold(a->manager, b->manager);
}

const char *audience_name(const struct audience *a)
{
    return NAMES[a->profile];
}

struct sv audience_folder(const struct audience *a, struct arena *arena)
{
    enum { LETTERS = 40, HEX = 8 };
    char slug[LETTERS + 1], digest[SHA256_TEXT];
    size_t len = 0;
    bool whole = a->manager.len <= LETTERS;

    if (a->profile != PROFILE_MANAGER)
        return a->profile == PROFILE_CRO ? SV("") : sv_from(audience_name(a));
    for (size_t i = 0; i < a->manager.len && len < LETTERS; i++) {
        char c = a->manager.ptr[i];
        bool upper = c >= 'A' && c <= 'Z';
        if (upper || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
            slug[len++] = upper ? (char)(c - 'A' + 'a') : c;
        else if (c == ' ' && len && slug[len - 1] != '-')
            slug[len++] = '-';
        else
            whole = false;
    }
    if (whole)
        return sv_printf(arena, "manager-%.*s", (int)len, slug);
    /* Spelled with other case it is the same manager, and the same folder. */
    char *folded = arena_alloc(arena, a->manager.len, 1);
    for (size_t i = 0; i < a->manager.len; i++) {
        char c = a->manager.ptr[i];
        folded[i] = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
    }
    sha256_hex(digest, (struct sv){folded, a->manager.len});
    return sv_printf(arena, "manager-%.*s%s%.*s", (int)len, slug,
                     len && slug[len - 1] != '-' ? "-" : "", (int)HEX, digest);
}
