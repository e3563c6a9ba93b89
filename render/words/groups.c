#include "render/words/groups.h"

static int by_closed_name(const void *left, const void *right)
{
    const struct named_group *a = left, *b = right;

    if (a->of->closed != b->of->closed)
        return a->of->closed > b->of->closed ? -1 : 1;
    return sv_cmp(a->name, b->name); /* labels are distinct */
}

struct named_group *words_groups(const struct words *w,
                                 const struct group_row *rows, size_t n)
{
    struct named_group *out = ARENA_ARRAY(w->a, n, struct named_group);

    for (size_t k = 0; k < n; k++)
        out[k] = (struct named_group){
            &rows[k], w->deals->groups[rows[k].group].labels[rows[k].code]};
    for (size_t from = 0, to = 0; from < n; from = to) {
        while (to < n && rows[to].group == rows[from].group)
            to++;
        qsort(out + from, to - from, sizeof *out, by_closed_name);
    }
    return out;
}

struct sv words_group_noun(const struct words *w, enum group group)
{
    static const char *const nouns[GROUP_OWN] = {
        [GROUP_OWNER] = "rep",          [GROUP_INDUSTRY] = "industry",
        [GROUP_REGION] = "region",      [GROUP_PRODUCT] = "product",
        [GROUP_SOURCE] = "lead source", [GROUP_ACCOUNT] = "account",
        [GROUP_MANAGER] = "manager",
    };

    if (group < GROUP_OWN)
        return sv_from(nouns[group]);
    return w->deals->own_category_names[group - GROUP_OWN];
}
