#include "render/words/names.h"

struct sv words_title(const struct deals *d, size_t i)
{
    struct sv account = category_label(&d->groups[GROUP_ACCOUNT], i);

    if (d->name && d->name[i].len)
        return d->name[i];
    return account.len ? account : d->id[i];
}
