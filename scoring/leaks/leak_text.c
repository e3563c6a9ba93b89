#include "scoring/leaks/leak_text.h"

#include <math.h>

#include "scoring/base/intern.h"
#include "scoring/stats/stats.h"

enum { LEAST = 20, LEAST_UNSEEN = 30, WORD_BYTES = 64, WORDS_A_TEXT = 200 };

static const double PURE = 0.95, PURE_UNSEEN = 0.99, LEVEL = 0.01,
                    LEVEL_UNSEEN = 0.001, RARELY = 0.2, APART = 4;

struct words {
    struct intern seen;
    size_t room;
    uint32_t *won, *lost; /* seen.n; closed deals that hold the word */
    uint32_t *last;       /* deal counted last, + 1: each counts once */
};

static bool is_letter(unsigned char c)
{
    return c >= 0x80 || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_digit(unsigned char c)
{
    return c >= '0' && c <= '9';
}

/* The next word of *rest, folded into `room`; empty at the end. */
static struct sv next_word(struct sv *rest, char room[WORD_BYTES])
{
    for (;;) {
        size_t from = 0, n = 0;
        bool letters = false;

        while (from < rest->len && !is_letter((unsigned char)rest->ptr[from]) &&
               !is_digit((unsigned char)rest->ptr[from]))
            from++;
        for (; from < rest->len; from++) {
            unsigned char c = (unsigned char)rest->ptr[from];

            if (!is_letter(c) && !is_digit(c))
                break;
            letters |= is_letter(c);
            if (n < WORD_BYTES)
                room[n++] = (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
        }
        *rest = sv_skip(*rest, from);
        if (n == 0)
            return (struct sv){0};
        if (letters && n > 1)
            return (struct sv){room, n};
    }
}

static struct sv text_of(const struct field *f, size_t i)
{
    if (f->text)
        return f->text[i];
    if (!f->category)
        return (struct sv){0};
    return category_label(f->category, i);
}

static void make_room(struct words *w)
{
    size_t room = w->room ? 2 * w->room : 1024;

    if (w->seen.n <= w->room)
        return;
    w->won = mem_resize(w->won, room, sizeof *w->won);
    w->lost = mem_resize(w->lost, room, sizeof *w->lost);
    w->last = mem_resize(w->last, room, sizeof *w->last);
    w->room = room;
}

static void count_words(struct words *w, const struct bench *b,
                        const struct field *f)
{
    for (size_t k = 0; k < b->n_closed; k++) {
        struct sv rest = text_of(f, b->closed[k]), word;
        char room[WORD_BYTES];

        for (size_t n = 0; n < WORDS_A_TEXT; n++) {
            size_t before = w->seen.n, code;

            word = next_word(&rest, room);
            if (word.len == 0)
                break;
            code = (size_t)intern_add(&w->seen, word);
            make_room(w);
            if (w->seen.n > before)
                w->won[code] = w->lost[code] = w->last[code] = 0;
            if (w->last[code] == k + 1)
                continue;
            w->last[code] = (uint32_t)k + 1;
            w->lost[code] += b->is_lost[k];
            w->won[code] += !b->is_lost[k];
        }
    }
}

static bool holds(const struct field *f, size_t i, struct sv word)
{
    struct sv rest = text_of(f, i), next;
    char room[WORD_BYTES];

    for (size_t n = 0; n < WORDS_A_TEXT; n++) {
        next = next_word(&rest, room);
        if (next.len == 0)
            return false;
        if (sv_eq(next, word))
            return true;
    }
    return false;
}

/* Shares of closed and open deals, of the same ages, without the word. */
static struct shares shares_without(const struct bench *b,
                                    const struct field *f, struct sv word)
{
    struct arena work;
    struct shares s;
    struct category with = {.n_labels = 1};
    struct field presence = {.category = &with};

    arena_init(&work);
    with.code = ARENA_ARRAY(&work, b->d->n, int32_t);
    for (size_t i = 0; i < b->d->n; i++)
        with.code[i] = holds(f, i, word) ? 0 : -1;
    s = leak_empty_shares(b, &presence);
    arena_release(&work);
    return s;
}

/* Did nearly all deals with the word end alike, beyond chance? */
static bool is_pure(const struct words *w, size_t code, const struct bench *b,
                    size_t tests)
{
    bool unseen = b->n_open == 0;
    size_t n = (size_t)w->won[code] + w->lost[code];
    size_t most = w->won[code] > w->lost[code] ? w->won[code] : w->lost[code];
    double base = (double)b->lost / (double)b->n_closed;

    if (n < (unseen ? LEAST_UNSEEN : LEAST) ||
        (double)most < (unseen ? PURE_UNSEEN : PURE) * (double)n)
        return false;
    return binomial_exact(w->lost[code], n, base) * (double)tests <
           (unseen ? LEVEL_UNSEEN : LEVEL);
}

static void judge_words(struct leak_word *out, const struct words *w,
                        const struct bench *b, const struct field *f,
                        struct arena *a)
{
    for (size_t k = 0; k < w->seen.n; k++)
        out->words += (size_t)w->won[k] + w->lost[k] >= LEAST;
    for (size_t k = 0; k < w->seen.n; k++) {
        struct shares s = {.open = NAN};
        size_t n = (size_t)w->won[k] + w->lost[k];

        if (n <= out->won + out->lost || !is_pure(w, k, b, out->words))
            continue;
        if (b->n_open > 0) {
            s = shares_without(b, f, w->seen.labels[k]);
            if (!(1 - s.open <= RARELY * (1 - s.closed)) || !(s.z > APART))
                continue;
        }
        out->word = sv_copy(a, w->seen.labels[k]);
        out->won = w->won[k];
        out->lost = w->lost[k];
        out->open = 1 - s.open;
    }
}

void leak_text(struct leak_word *out, const struct bench *b,
               const struct field *f, struct arena *a, struct arena *scratch)
{
    struct words w = {0};

    *out = (struct leak_word){.open = NAN};
    if (b->won < LEAK_ENOUGH || b->lost < LEAK_ENOUGH)
        return;
    intern_init(&w.seen, scratch);
    count_words(&w, b, f);
    judge_words(out, &w, b, f, a);
    intern_release(&w.seen);
    free(w.won);
    free(w.lost);
    free(w.last);
}
