#include "scoring/intake/mentions.h"

#include <utf8proc.h>

#include "scoring/base/buf.h"
#include "scoring/base/encoding.h"

enum { LETTERS_LEAST = 3, CODE_LEAST = 5 };
/* Bytes of a word that is found inside another: of an id, of any text. */
enum { INSIDE_ID = 4, INSIDE_TEXT = 8 };
/* What is searched for at every place of a text, so that it stays linear. */
enum { WORD_MOST = 64, NAME_WORDS = 12, NAME_MOST = 256 };
enum { UNSPACED_LEAST = 6 }; /* bytes: two characters */

/* Words in the names of teams, queues and channels. */
static const char *const TEAMS[] = {
    "account", "and",      "apac",       "channel", "emea",  "enterprise",
    "house",   "inside",   "manager",    "north",   "none",  "owner",
    "partner", "partners", "queue",      "rep",     "sales", "south",
    "team",    "the",      "unassigned", "user",    "west",  "east",
};

/* Marks that stand for an apostrophe among the letters, U+02BC foremost, part
 * words as it does. */
static bool is_letter(int32_t code)
{
    utf8proc_category_t c = utf8proc_category(code);

    return c >= UTF8PROC_CATEGORY_LU && c <= UTF8PROC_CATEGORY_NO &&
           !(code >= 0x2b0 && code <= 0x2ff);
}

enum kind { KIND_NONE, KIND_LOWER, KIND_UPPER, KIND_DIGIT, KIND_UNSEEN };

static enum kind kind_of(int32_t code)
{
    switch (utf8proc_category(code)) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LT:
        return KIND_UPPER;
    case UTF8PROC_CATEGORY_ND:
        return KIND_DIGIT;
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_ME:
    case UTF8PROC_CATEGORY_CF: /* soft hyphens, joiners */
        return KIND_UNSEEN;
    default:
        return is_letter(code) ? KIND_LOWER : KIND_NONE;
    }
}

/*
 * The text with a blank where words meet without one: "RenewalBerg7" as
 * "Renewal Berg 7", "CRMBerg" as "CRM Berg". What is not seen parts nothing.
 */
static void part(struct buf *out, struct sv text)
{
    enum kind before = KIND_NONE;
    size_t last = 0; /* in `out`: of the letter before */
    struct sv letter;
    int32_t code;

    while ((letter = utf8_cut(&text, &code)).len) {
        enum kind kind = kind_of(code);
        bool digits = (kind == KIND_DIGIT) != (before == KIND_DIGIT);
        bool words = kind != KIND_NONE && before != KIND_NONE;
        if (kind == KIND_LOWER && before == KIND_UPPER && last &&
            out->ptr[last - 1] != ' ') {
            /* the capital begins this word, not the one before */
            struct sv tail = {out->ptr + last, out->len - last};
            char capital[16];
            if (tail.len < sizeof capital) {
                memcpy(capital, tail.ptr, tail.len);
                out->len = last;
                buf_add_char(out, ' ');
                last = out->len;
                buf_add(out, capital, tail.len);
            }
        } else if (words && kind != KIND_UNSEEN &&
                   (digits || (kind == KIND_UPPER && before == KIND_LOWER))) {
            buf_add_char(out, ' ');
        }
        if (kind != KIND_UNSEEN) {
            before = kind;
            last = out->len;
        }
        buf_add_sv(out, letter);
    }
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
static void spell(struct buf *out, struct sv text, bool spelled)
{
    struct sv letter;
    int32_t code;

    while ((letter = utf8_cut(&text, &code)).len) {
        const char *as = NULL;
        for (size_t k = 0; k < sizeof LETTERS / sizeof LETTERS[0]; k++)
            if (LETTERS[k].letter == code)
                as = spelled ? LETTERS[k].spelled : LETTERS[k].plain;
        buf_add_sv(out, as ? sv_from(as) : letter);
    }
}

/* What utf8proc made of a text; a negative length: nothing. */
static struct sv mapped(const uint8_t *text, utf8proc_ssize_t len)
{
    return (struct sv){(const char *)text, len > 0 ? (size_t)len : 0};
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
    spell(&text, mapped(lower, len), spelled);
    len = 0;
    if (text.len)
        len = utf8proc_map((const uint8_t *)text.ptr,
                           (utf8proc_ssize_t)text.len, &plain, how);
    struct sv rest = mapped(plain, len), letter;
    int32_t code;
    while ((letter = utf8_cut(&rest, &code)).len) {
        if (is_letter(code))
            buf_add_sv(out, letter);
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

/* A bit for how a word begins, of MENTIONS_STARTS. */
static uint64_t *start_bit(uint64_t *starts, struct sv word, uint64_t *bit)
{
    uint32_t three = (uint32_t)(unsigned char)word.ptr[0] |
                     (uint32_t)(unsigned char)word.ptr[1] << 8 |
                     (uint32_t)(unsigned char)word.ptr[2] << 16;
    uint32_t at = three * 2654435761u >> 20; /* Knuth's multiplier */

    *bit = 1ull << (at & 63);
    return &starts[at >> 6];
}

/* May a word that is known begin here? It seldom may, and then nothing need be
 * looked up. */
static bool may_begin(const struct mentions *m, struct sv text)
{
    uint64_t bit;

    return text.len >= LETTERS_LEAST &&
           *start_bit((uint64_t *)m->starts, text, &bit) & bit;
}

static void show_words(struct mentions *m, struct sv folded)
{
    while (folded.len) {
        struct sv word = sv_cut(&folded, ' ');
        if (tells(word))
            intern_add(&m->shown, word);
    }
}

static void hide_words(struct mentions *m, struct sv folded)
{
    while (folded.len) {
        struct sv word = sv_cut(&folded, ' ');
        uint64_t bit;
        if (!tells(word) || intern_find(&m->shown, word) >= 0)
            continue;
        intern_add(&m->words, word);
        *start_bit(m->starts, word, &bit) |= bit;
        if (word.len <= WORD_MOST)
            m->lengths |= 1ull << (word.len - 1);
    }
}

/* Two letters as a name begins one: "Li", or "LI" in a name of capitals. */
static bool is_short(struct sv word, bool capitals)
{
    enum kind kinds[2];
    size_t letters = 0;
    int32_t code;

    while (letters < 2 && utf8_cut(&word, &code).len)
        kinds[letters++] = kind_of(code);
    return !word.len && letters == 2 && kinds[0] == KIND_UPPER &&
           kinds[1] == (capitals ? KIND_UPPER : KIND_LOWER);
}

/* The next word of a text that is not folded; empty at its end. */
static struct sv next_word(struct sv *rest)
{
    struct sv from = *rest, after = *rest;
    bool inside = false;
    int32_t code;

    while (utf8_cut(&after, &code).len) {
        bool letter = kind_of(code) != KIND_NONE;
        if (inside && !letter)
            break;
        *rest = after;
        if (!letter)
            from = after;
        inside = letter;
    }
    if (!inside) /* its end, or what is no UTF-8 */
        *rest = sv_skip(*rest, rest->len);
    return (struct sv){from.ptr, inside ? from.len - rest->len : 0};
}

/* Calls fn with each word of two letters that begins as a name does, folded. */
static bool short_words(struct sv text, bool capitals,
                        bool (*fn)(void *ctx, struct sv word), void *ctx)
{
    struct buf b;
    bool stopped = false;

    buf_init(&b);
    while (text.len && !stopped) {
        struct sv word = next_word(&text);
        if (!word.len || !is_short(word, capitals))
            continue;
        b.len = 0;
        fold(&b, word, false);
        stopped = b.len && !is_team(buf_sv(&b)) && fn(ctx, buf_sv(&b));
    }
    buf_release(&b);
    return stopped;
}

static bool show_short(void *ctx, struct sv word)
{
    intern_add(&((struct mentions *)ctx)->shown, word);
    return false;
}

static bool hide_short(void *ctx, struct sv word)
{
    struct mentions *m = ctx;

    if (intern_find(&m->shown, word) < 0)
        intern_add(&m->shorts, word);
    return false;
}

/* Teams and queues are called "EU" too, people by two words. */
static bool is_persons(struct sv name, bool *capitals)
{
    struct buf b;
    struct sv rest = name;
    size_t words = 0;
    bool team = false;

    *capitals = true;
    buf_init(&b);
    while (rest.len) {
        struct sv word = next_word(&rest);
        b.len = 0;
        fold(&b, word, false);
        team = team || (b.len && is_team(buf_sv(&b)));
        words += word.len > 0;
        for (size_t i = 0; i < word.len; i++)
            *capitals =
                *capitals && !(word.ptr[i] >= 'a' && word.ptr[i] <= 'z');
    }
    buf_release(&b);
    return words >= 1 && words <= 4 && !team;
}

static void add(struct mentions *m, struct sv name, bool person)
{
    struct buf b;
    bool capitals;

    if (person && is_persons(name, &capitals))
        short_words(name, capitals, hide_short, m);
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
        if (m->most > NAME_WORDS)
            m->most = NAME_WORDS;
        m->longest = b.len > m->longest ? b.len : m->longest;
        if (m->longest > WORD_MOST)
            m->longest = WORD_MOST;
        if (person)
            hide_words(m, buf_sv(&b));
    }
    buf_release(&b);
}

void mentions_init(struct mentions *m, struct arena *a)
{
    *m = (struct mentions){0};
    intern_init(&m->whole, a);
    intern_init(&m->words, a);
    intern_init(&m->shown, a);
    intern_init(&m->shorts, a);
}

void mentions_release(struct mentions *m)
{
    if (!m)
        return;
    intern_release(&m->whole);
    intern_release(&m->words);
    intern_release(&m->shown);
    intern_release(&m->shorts);
}

void mentions_show(struct mentions *m, struct sv name)
{
    struct buf b;
    bool capitals;

    if (is_persons(name, &capitals))
        short_words(name, capitals, show_short, m);
    buf_init(&b);
    for (int spelled = 0; spelled < 2; spelled++) {
        b.len = 0;
        fold(&b, name, spelled);
        show_words(m, buf_sv(&b));
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

    for (size_t n = 0; n < m->most && end <= rest.len && end < NAME_MOST; n++) {
        while (end < rest.len && rest.ptr[end] != ' ')
            end++;
        if (known(m, &m->whole, (struct sv){rest.ptr, end}))
            return true;
        end++;
    }
    return false;
}

/* Does a known word of at least so many bytes stand inside this one? */
static bool inside(const struct mentions *m, struct sv word, size_t least)
{
    for (; word.len >= least; word = sv_skip(word, 1)) {
        if (!may_begin(m, word))
            continue;
        for (size_t len = least; len <= word.len && len <= m->longest; len++)
            if (m->lengths >> (len - 1) & 1 &&
                intern_find(&m->words, (struct sv){word.ptr, len}) >= 0)
                return true;
    }
    return false;
}

/* The same where no blank would show where a name begins. */
static bool unspaced(const struct mentions *m, struct sv word)
{
    for (struct sv rest = word; word.len; word = rest) {
        int32_t code;
        if (!utf8_cut(&rest, &code).len)
            return false;
        if (!is_unspaced(code))
            continue;
        size_t most = word.len < m->longest ? word.len : m->longest;
        for (size_t n = UNSPACED_LEAST; n <= most; n++) {
            struct sv part = {word.ptr, n};
            if (intern_find(&m->whole, part) >= 0 ||
                intern_find(&m->words, part) >= 0)
                return true;
        }
    }
    return false;
}

enum depth { WHOLE, ANY_WORD, INSIDE };

static bool find_in(const struct mentions *m, struct sv folded,
                    enum depth depth)
{
    bool found = false;

    while (folded.len && !found) {
        struct sv here = folded, word = sv_cut(&folded, ' ');
        found = whole_at(m, here) || unspaced(m, word) ||
                (depth >= ANY_WORD && known(m, &m->words, word)) ||
                (depth >= ANY_WORD &&
                 inside(m, word, depth >= INSIDE ? INSIDE_ID : INSIDE_TEXT));
    }
    return found;
}

/* A name whose own words meet so, "McDonald", is parted as the text is: the
 * pieces from each place on, put together again. */
static bool find_joined(const struct mentions *m, struct sv folded)
{
    char joined[WORD_MOST];

    while (folded.len) {
        struct sv rest = folded;
        size_t len = 0, pieces = 0;
        sv_cut(&folded, ' ');
        while (rest.len) {
            struct sv piece = sv_cut(&rest, ' ');
            if (len + piece.len > sizeof joined)
                break;
            memcpy(joined + len, piece.ptr, piece.len);
            len += piece.len;
            if (len >= LETTERS_LEAST && !may_begin(m, (struct sv){joined, len}))
                break;
            if (++pieces > 1 && known(m, &m->words, (struct sv){joined, len}))
                return true;
        }
    }
    return false;
}

static bool hidden_short(void *ctx, struct sv word)
{
    return intern_find(&((const struct mentions *)ctx)->shorts, word) >= 0;
}

static bool find_short(const struct mentions *m, struct sv text)
{
    void *ctx = (void *)m;

    return m->shorts.n && (short_words(text, false, hidden_short, ctx) ||
                           short_words(text, true, hidden_short, ctx));
}

static bool find(const struct mentions *m, struct sv text, enum depth depth)
{
    struct buf parted, b;
    bool found;

    if (!text.len || !m->whole.n)
        return false;
    buf_init(&parted);
    buf_init(&b);
    fold(&b, text, false);
    found = find_in(m, buf_sv(&b), depth);
    if (!found) {
        part(&parted, text);
        b.len = 0;
        fold(&b, buf_sv(&parted), false);
        found = find_in(m, buf_sv(&b), depth) ||
                (depth >= ANY_WORD && (find_joined(m, buf_sv(&b)) ||
                                       find_short(m, buf_sv(&parted))));
    }
    buf_release(&parted);
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
