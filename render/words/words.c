#include "render/words/words.h"

struct style words_style(const struct settings *s, const struct deals *d)
{
    return (struct style){s->currency.len ? s->currency : d->currency,
                          s->symbol, s->symbol_after, s->numbers};
}

struct words words_of(const struct settings *s, const struct deals *d,
                      int32_t as_of, struct arena *a)
{
    return (struct words){d, s, words_style(s, d), as_of, a};
}
