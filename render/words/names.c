#include "render/words/names.h"

struct sv words_label(const struct category *c, size_t i)
{
    return c->n_labels && c->code[i] >= 0 ? c->labels[c->code[i]]
                                          : (struct sv){0};
}

struct sv words_title(const struct deals *d, size_t i)
{
    struct sv account = words_label(&d->groups[GROUP_ACCOUNT], i);

    if (d->name && d->name[i].len)
        return d->name[i];
    return account.len ? account : d->id[i];
}
