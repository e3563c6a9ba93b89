#include "scoring/mentions.h"

#include <utf8proc.h>

#include "scoring/base/buf.h"

enum { LETTERS_LEAST = 3, CODE_LEAST = 5, INSIDE_LEAST = 4 };

/* Words in the names of teams, queues and channels. */
static const char *const TEAMS[] = {
    "account", "and",      "apac",       "channel", "emea",  "enterprise",
    "house",   "inside",   "manager",    "north",   "none",  "owner",
    "partner", "partners", "queue",      "rep",     "sales", "south",
    "team",    "the",      "unassigned", "user",    "west",  "east",
};

static bool is_letter(int32_t code)
{
    utf8proc_category_t c = utf8proc_category(code);

    return code == '_' ||
           (c >= UTF8PROC_CATEGORY_LU && c <= UTF8PROC_CATEGORY_NO);
}

/* Lower case, no accents, one blank for all that is no letter or digit. */
static void fold(struct buf *out, struct sv text)
{
    const utf8proc_option_t how = UTF8PROC_STABLE | UTF8PROC_DECOMPOSE |
                                  UTF8PROC_COMPAT | UTF8PROC_CASEFOLD |
                                  UTF8PROC_STRIPMARK | UTF8PROC_IGNORE;
    uint8_t *plain = NULL;
    utf8proc_ssize_t len =
        text.len ? utf8proc_map((const uint8_t *)text.ptr,
                                (utf8proc_ssize_t)text.len, &plain, how)
                 : 0;

    for (utf8proc_ssize_t i = 0, got; i < len; i += got) {
        int32_t code;
        got = utf8proc_iterate(plain + i, len - i, &code);
        if (got <= 0)
            break;
        if (is_letter(code))
            buf_add(out, plain + i, (size_t)got);
        else if (out->len && out->ptr[out->len - 1] != ' ')
            buf_add_char(out, ' ');
    }
    while (out->len && out->ptr[out->len - 1] == ' ')
        out->ptr[--out->len] = 0;
    free(plain);
}

static bool is_team(struct sv word)
{
    for (size_t k = 0; k < sizeof TEAMS / sizeof TEAMS[0]; k++)
        if (sv_eq(word, sv_from(TEAMS[k])))
            return true;
    return false;
}

/* Does the word say whose name it is from? */
static bool tells(struct sv word)
{
    bool code = false;

    for (size_t i = 0; i < word.len; i++)
        code = code || (word.ptr[i] >= '0' && word.ptr[i] <= '9');
    return word.len >= (code ? CODE_LEAST : LETTERS_LEAST) && !is_team(word);
}

static void add_words(struct intern *out, struct sv folded,
                      const struct intern *but)
{
    while (folded.len) {
        struct sv word = sv_cut(&folded, ' ');
        if (tells(word) && (!but || intern_find(but, word) < 0))
            intern_add(out, word);
    }
}

static void add(struct mentions *m, struct sv name, bool person)
{
    struct buf b;
    size_t n = 1;

    buf_init(&b);
    fold(&b, name);
    for (size_t i = 0; i < b.len; i++)
        n += b.ptr[i] == ' ';
    if (b.len) {
        intern_add(&m->whole, buf_sv(&b));
        m->most = n > m->most ? n : m->most;
        if (person)
            add_words(&m->words, buf_sv(&b), &m->shown);
    }
    buf_release(&b);
}

void mentions_init(struct mentions *m, struct arena *a)
{
    *m = (struct mentions){0};
    intern_init(&m->whole, a);
    intern_init(&m->words, a);
    intern_init(&m->shown, a);
}

void mentions_release(struct mentions *m)
{
    if (!m)
        return;
    intern_release(&m->whole);
    intern_release(&m->words);
    intern_release(&m->shown);
}

void mentions_show(struct mentions *m, struct sv name)
{
    struct buf b;

    buf_init(&b);
    fold(&b, name);
    add_words(&m->shown, buf_sv(&b), NULL);
    buf_release(&b);
}

void mentions_hide(struct mentions *m, struct sv name)
{
    struct sv rest = name, local = sv_cut(&rest, '@');

    add(m, local, true);
    if (rest.len) /* the host names a company, not a person */
        add(m, name, false);
}

void mentions_hide_whole(struct mentions *m, struct sv name)
{
    add(m, name, false);
}

/* Does a run of whole words from here on make up a name? */
static bool whole_at(const struct mentions *m, struct sv rest)
{
    size_t end = 0;

    for (size_t n = 0; n < m->most && end <= rest.len; n++) {
        while (end < rest.len && rest.ptr[end] != ' ')
            end++;
        if (intern_find(&m->whole, (struct sv){rest.ptr, end}) >= 0)
            return true;
        end++;
    }
    return false;
}

static bool inside(const struct mentions *m, struct sv word)
{
    for (size_t from = 0; from + INSIDE_LEAST <= word.len; from++)
        for (size_t len = INSIDE_LEAST; from + len <= word.len; len++)
            if (intern_find(&m->words, (struct sv){word.ptr + from, len}) >= 0)
                return true;
    return false;
}

enum depth { WHOLE, ANY_WORD, INSIDE };

static bool find(const struct mentions *m, struct sv text, enum depth depth)
{
    struct buf b;
    bool found = false;

    if (!text.len || !m->whole.n)
        return false;
    buf_init(&b);
    fold(&b, text);
    struct sv rest = buf_sv(&b);
    while (rest.len && !found) {
        struct sv here = rest, word = sv_cut(&rest, ' ');
        found = whole_at(m, here) ||
                (depth >= ANY_WORD && intern_find(&m->words, word) >= 0) ||
                (depth >= INSIDE && inside(m, word));
    }
    buf_release(&b);
    return found;
}

bool mentions_whole(const struct mentions *m, struct sv text)
{
    return find(m, text, WHOLE);
}

bool mentions_any(const struct mentions *m, struct sv text)
{
    return find(m, text, ANY_WORD);
}

bool mentions_inside(const struct mentions *m, struct sv id)
{
    return find(m, id, INSIDE);
}
