#include "scoring/intake/mentions.h"

#include <utf8proc.h>

#include "scoring/base/buf.h"

enum { LETTERS_LEAST = 3, CODE_LEAST = 5, INSIDE_LEAST = 4 };
enum { UNSPACED_LEAST = 6 }; /* bytes: two characters */

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

    return c >= UTF8PROC_CATEGORY_LU && c <= UTF8PROC_CATEGORY_NO;
}

/* Letters that Unicode does not take apart, and how they are typed without:
 * on any keyboard, and as German and the Nordic languages spell them. */
static const struct {
    int32_t letter;
    const char *plain, *spelled;
} LETTERS[] = {
    {0xe4, NULL, "ae"},  {0xf6, NULL, "oe"}, {0xfc, NULL, "ue"},
    {0xe5, NULL, "aa"},  {0xf8, "o", "oe"},  {0xe6, "ae", "ae"},
    {0x153, "oe", "oe"}, {0x142, "l", "l"},  {0x111, "d", "d"},
    {0xf0, "d", "d"},    {0xfe, "th", "th"}, {0x131, "i", "i"},
    {0x127, "h", "h"},   {0x18f, "e", "e"},  {0x259, "e", "e"},
};

/* `text` is composed, lower case. */
static void spell(struct buf *out, const uint8_t *text, utf8proc_ssize_t len,
                  bool spelled)
{
    for (utf8proc_ssize_t i = 0, got; i < len; i += got) {
        const char *as = NULL;
        int32_t code;
        got = utf8proc_iterate(text + i, len - i, &code);
        if (got <= 0)
            return;
        for (size_t k = 0; k < sizeof LETTERS / sizeof LETTERS[0]; k++)
            if (LETTERS[k].letter == code)
                as = spelled ? LETTERS[k].spelled : LETTERS[k].plain;
        if (as)
            buf_add_sv(out, sv_from(as));
        else
            buf_add(out, text + i, (size_t)got);
    }
}

/* Lower case, no accents, one blank for all that is no letter or digit;
 * `spelled`: "ue" for a u with two dots. */
static void fold(struct buf *out, struct sv name, bool spelled)
{
    const utf8proc_option_t whole =
        UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_CASEFOLD;
    const utf8proc_option_t how = UTF8PROC_STABLE | UTF8PROC_DECOMPOSE |
                                  UTF8PROC_COMPAT | UTF8PROC_CASEFOLD |
                                  UTF8PROC_STRIPMARK | UTF8PROC_IGNORE;
    uint8_t *lower = NULL, *plain = NULL;
    struct buf text;
    utf8proc_ssize_t len = 0;

    buf_init(&text);
    if (name.len)
        len = utf8proc_map((const uint8_t *)name.ptr,
                           (utf8proc_ssize_t)name.len, &lower, whole);
    spell(&text, lower, len, spelled);
    len = 0;
    if (text.len)
        len = utf8proc_map((const uint8_t *)text.ptr,
                           (utf8proc_ssize_t)text.len, &plain, how);

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
    buf_release(&text);
    free(lower);
    free(plain);
}

/* Scripts that put no blank between words: Thai to Burmese, Khmer, and from
 * kana to Hangul. (Hangul comes in letters, "jamo".) */
static bool is_unspaced(int32_t code)
{
    return (code >= 0xe00 && code <= 0xeff) ||
           (code >= 0x1000 && code <= 0x11ff) ||
           (code >= 0x1780 && code <= 0x17ff) ||
           (code >= 0x3040 && code <= 0x9fff) ||
           (code >= 0xac00 && code <= 0xd7ff) ||
           (code >= 0xf900 && code <= 0xfaff) ||
           (code >= 0x20000 && code <= 0x3ffff);
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

    buf_init(&b);
    for (int spelled = 0; spelled < 2; spelled++) {
        size_t n = 1;
        b.len = 0;
        fold(&b, name, spelled);
        for (size_t i = 0; i < b.len; i++)
            n += b.ptr[i] == ' ';
        if (!b.len)
            continue;
        intern_add(&m->whole, buf_sv(&b));
        m->most = n > m->most ? n : m->most;
        m->longest = b.len > m->longest ? b.len : m->longest;
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
    for (int spelled = 0; spelled < 2; spelled++) {
        b.len = 0;
        fold(&b, name, spelled);
        add_words(&m->shown, buf_sv(&b), NULL);
    }
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

/* As it stands, or with the s of a genitive: "Bergs" is of Berg, unless
 * somebody who may be named is called Bergs. */
static bool known(const struct mentions *m, const struct intern *in,
                  struct sv text)
{
    struct sv rest = text, last = {0};

    if (intern_find(in, text) >= 0)
        return true;
    while (rest.len)
        last = sv_cut(&rest, ' ');
    return sv_ends(text, SV("s")) && intern_find(&m->shown, last) < 0 &&
           intern_find(in, (struct sv){text.ptr, text.len - 1}) >= 0;
}

/* Does a run of whole words from here on make up a name? */
static bool whole_at(const struct mentions *m, struct sv rest)
{
    size_t end = 0;

    for (size_t n = 0; n < m->most && end <= rest.len; n++) {
        while (end < rest.len && rest.ptr[end] != ' ')
            end++;
        if (known(m, &m->whole, (struct sv){rest.ptr, end}))
            return true;
        end++;
    }
    return false;
}

static bool inside(const struct mentions *m, struct sv word)
{
    for (size_t from = 0; from + INSIDE_LEAST <= word.len; from++)
        for (size_t len = INSIDE_LEAST;
             from + len <= word.len && len <= m->longest; len++)
            if (intern_find(&m->words, (struct sv){word.ptr + from, len}) >= 0)
                return true;
    return false;
}

/* The same where no blank would show where a name begins. */
static bool unspaced(const struct mentions *m, struct sv word)
{
    const uint8_t *text = (const uint8_t *)word.ptr;
    utf8proc_ssize_t len = (utf8proc_ssize_t)word.len;

    for (utf8proc_ssize_t i = 0, got; i < len; i += got) {
        int32_t code;
        got = utf8proc_iterate(text + i, len - i, &code);
        if (got <= 0)
            return false;
        if (!is_unspaced(code))
            continue;
        size_t most = word.len - (size_t)i;
        most = most < m->longest ? most : m->longest;
        for (size_t n = UNSPACED_LEAST; n <= most; n++) {
            struct sv part = {word.ptr + i, n};
            if (intern_find(&m->whole, part) >= 0 ||
                intern_find(&m->words, part) >= 0)
                return true;
        }
    }
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
    fold(&b, text, false);
    struct sv rest = buf_sv(&b);
    while (rest.len && !found) {
        struct sv here = rest, word = sv_cut(&rest, ' ');
        found = whole_at(m, here) || unspaced(m, word) ||
                (depth >= ANY_WORD && known(m, &m->words, word)) ||
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
