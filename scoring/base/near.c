#include "scoring/base/near.h"

#include <stdio.h>
#include <utf8proc.h>

#include "scoring/base/encoding.h"

/* Characters, lower case; 0 where the word is too long to be a slip. */
static size_t characters(int32_t out[NEAR_WORD], struct sv word)
{
    size_t n = 0;

    while (word.len) {
        int32_t c;
        if (!utf8_cut(&word, &c).len || n == NEAR_WORD)
            return 0;
        out[n++] = utf8proc_tolower(c);
    }
    return n;
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Optimal string alignment (Damerau 1964, without edits of edits). */
static size_t edits_between(struct sv from, struct sv to)
{
    int32_t a[NEAR_WORD], b[NEAR_WORD];
    size_t n = characters(a, from), m = characters(b, to);
    size_t rows[3][NEAR_WORD + 1];
    size_t *last = rows[0], *now = rows[1], *before = rows[2];

    if (!n || !m)
        return NEAR_WORD;
    for (size_t j = 0; j <= m; j++)
        last[j] = j;
    for (size_t i = 1; i <= n; i++) {
        now[0] = i;
        for (size_t j = 1; j <= m; j++) {
            now[j] = least(last[j - 1] + (a[i - 1] != b[j - 1]),
                           least(last[j], now[j - 1]) + 1);
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                now[j] = least(now[j], before[j - 2] + 1);
        }
        size_t *row = before;
        before = last, last = now, now = row;
    }
    return last[m];
}

static size_t allowed(struct sv word)
{
    int32_t unused[NEAR_WORD];
    size_t n = characters(unused, word);

    return n < 3 ? 0 : n <= 4 ? 1 : n <= 8 ? 2 : 3;
}

struct near near_to(struct sv word)
{
    return (struct near){.word = word, .edits = NEAR_WORD};
}

void near_offer(struct near *n, struct sv candidate)
{
    size_t edits = edits_between(n->word, candidate);

    if (edits >= n->edits || edits > allowed(n->word))
        return;
    n->best = candidate;
    n->edits = edits;
}

const char *near_said(char out[NEAR_TEXT], const struct near *n,
                      const char *before, const char *after)
{
    out[0] = 0;
    if (n->best.len)
        snprintf(out, NEAR_TEXT, "; did you mean %s%.*s%s?", before,
                 SV_ARG(n->best), after);
    return out;
}
