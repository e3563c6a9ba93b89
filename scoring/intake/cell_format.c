#include "scoring/intake/cell_format.h"

#include <stdio.h>
#include <stdlib.h>

#include "scoring/intake/amount.h"

enum { MOST_PLACES = 20 };

/*
 * Codes that files leave out. Of 5 to 8 and 41 to 44 the standard says nothing;
 * Excel writes their codes out, and the libraries that do not mean dollars.
 */
static const struct {
    unsigned long first, last;
    const char *code;
} BUILTIN[] = {
    {5, 8, "$#,##0"},   {9, 10, "0%"},       {14, 17, "yyyy-mm-dd"},
    {18, 21, "h:mm"},   {22, 22, "y-m-d h"}, {27, 31, "yyyy-mm-dd"},
    {32, 35, "h:mm"},   {36, 36, "y-m-d"},   {42, 42, "$#,##0"},
    {44, 44, "$#,##0"}, {45, 45, "mm:ss"},   {46, 46, "[h]:mm:ss"},
    {47, 47, "mm:ss"},  {50, 58, "y-m-d"},
};

/* The country of a sign that several have, as Windows numbers languages:
 * [$$-1009] is Canada's dollar, and so is [$$-en-CA]. */
static const struct {
    unsigned long language;
    const char *code;
} COUNTRIES[] = {
    {0x409, "USD"},  {0x1009, "CAD"}, {0xC0C, "CAD"},  {0xC09, "AUD"},
    {0x1409, "NZD"}, {0x4809, "SGD"}, {0xC04, "HKD"},  {0x404, "TWD"},
    {0x80A, "MXN"},  {0x2C0A, "ARS"}, {0x340A, "CLP"}, {0x240A, "COP"},
    {0x380A, "UYU"}, {0x809, "GBP"},  {0x411, "JPY"},  {0x804, "CNY"},
    {0x41D, "SEK"},  {0x414, "NOK"},  {0x814, "NOK"},  {0x406, "DKK"},
    {0x40F, "ISK"},  {0x4009, "INR"}, {0x439, "INR"},  {0x420, "PKR"},
};

/* What the first section of a code shows. */
struct shown {
    bool years, months, days, hours, seconds, era, elapsed, percent, scientific;
    int zeros, others; /* places for digits */
    char literal[CELL_SIGN * 2];
    size_t literal_len;
    unsigned long language;
    struct sv region; /* "CA" of [$$-en-CA] */
    bool too_long;
};

static void keep_literal(struct shown *s, struct sv text)
{
    if (s->literal_len + text.len >= sizeof s->literal) {
        s->too_long = true;
        return;
    }
    memcpy(s->literal + s->literal_len, text.ptr, text.len);
    s->literal_len += text.len;
}

/* What stands in [ ]: a currency, hours that go on, else a colour or a
 * condition. */
static void see_bracket(struct shown *s, struct sv inside)
{
    struct sv rest = inside;
    char c = inside.len ? (char)(inside.ptr[0] | 0x20) : 0;
    bool alike = c == 'h' || c == 'm' || c == 's';

    if (sv_starts(inside, SV("$"))) {
        rest = sv_skip(inside, 1);
        keep_literal(s, sv_cut(&rest, '-'));
        char text[16];
        snprintf(text, sizeof text, "%.*s", SV_ARG(rest));
        s->language = strtoul(text, NULL, 16) & 0xFFFF;
        if (rest.len >= 5 && rest.ptr[rest.len - 3] == '-')
            s->region = (struct sv){rest.ptr + rest.len - 2, 2};
        return;
    }
    for (size_t i = 0; i < inside.len; i++)
        alike = alike && (inside.ptr[i] | 0x20) == c;
    s->elapsed = s->elapsed || alike;
}

/* A word that is no letters of a date: its length, else 0. */
static size_t see_word(struct shown *s, struct sv rest)
{
    static const struct {
        struct sv word;
        bool hours;
    } WORDS[] = {{SV("General"), false},
                 {SV("Standard"), false},
                 {SV("AM/PM"), true},
                 {SV("A/P"), true}};

    for (size_t k = 0; k < sizeof WORDS / sizeof WORDS[0]; k++)
        if (sv_starts_fold(rest, WORDS[k].word)) {
            s->hours = s->hours || WORDS[k].hours;
            return WORDS[k].word.len;
        }
    if (sv_starts_fold(rest, SV("E+")) || sv_starts_fold(rest, SV("E-"))) {
        s->scientific = true;
        return 2;
    }
    return 0;
}

static void see_char(struct shown *s, struct sv at)
{
    switch (at.ptr[0] | 0x20) {
    case 'y':
        s->years = true;
        return;
    case 'm':
        s->months = true;
        return;
    case 'd':
        s->days = true;
        return;
    case 'h':
        s->hours = true;
        return;
    case 's':
        s->seconds = true;
        return;
    case 'e':
    case 'g':
    case 'b':
        s->era = true;
        return;
    }
    if (at.ptr[0] == '0')
        s->zeros++;
    else if (strchr("#?.,@", at.ptr[0])) /* a digit, or its marks */
        s->others++;
    else if (at.ptr[0] == '%')
        s->percent = true;
    else if (!strchr(" -+()/:", at.ptr[0]))
        keep_literal(s, (struct sv){at.ptr, 1});
}

/* What is quoted, escaped or in brackets: its length, else 0. */
static size_t see_quoted(struct shown *s, struct sv rest)
{
    char c = rest.ptr[0], close = c == '[' ? ']' : '"';
    const char *end;

    if (c == '\\' || c == '_' || c == '*') {
        if (c == '\\' && rest.len > 1)
            keep_literal(s, (struct sv){rest.ptr + 1, 1});
        /* The rest of a character of several bytes is a literal. */
        return rest.len > 1 ? 2 : 1;
    }
    if (c != '"' && c != '[')
        return 0;
    end = rest.len > 1 ? memchr(rest.ptr + 1, close, rest.len - 1) : NULL;
    if (!end)
        return rest.len;
    struct sv inside = {rest.ptr + 1, (size_t)(end - rest.ptr) - 1};
    if (c == '[')
        see_bracket(s, inside);
    else
        keep_literal(s, inside);
    return inside.len + 2;
}

static struct shown look(struct sv code)
{
    struct shown s = {0};

    while (code.len && code.ptr[0] != ';') {
        size_t used = see_quoted(&s, code);
        used = used ? used : see_word(&s, code);
        if (!used) {
            see_char(&s, code);
            used = 1;
        }
        code = sv_skip(code, used);
    }
    return s;
}

/* Does "SIGN 1" read as an amount with a currency? Keeps the sign then. */
static bool money_sign(struct cell_format *f, struct sv sign)
{
    char text[CELL_SIGN + 4];
    struct sv currency;
    double one;

    if (!sign.len || sign.len >= CELL_SIGN)
        return false;
    int len = snprintf(text, sizeof text, "%.*s 1", SV_ARG(sign));
    if (!amount_parse(&one, &currency, (struct sv){text, (size_t)len},
                      DECIMAL_DOT) ||
        one != 1 || !currency.len)
        return false;
    memcpy(f->sign, sign.ptr, sign.len);
    f->sign[sign.len] = 0;
    return true;
}

static bool is_money(struct cell_format *f, const struct shown *s)
{
    struct sv sign = sv_trim((struct sv){s->literal, s->literal_len});
    char with[CELL_SIGN * 2 + 8];

    if (s->too_long)
        return false;
    for (size_t k = 0; k < sizeof COUNTRIES / sizeof COUNTRIES[0]; k++) {
        /* A currency's code begins with its country's. */
        if (!sign.len ||
            (COUNTRIES[k].language != s->language &&
             !sv_eq_fold((struct sv){COUNTRIES[k].code, 2}, s->region)))
            continue;
        struct cell_format tried = {0};
        int len = snprintf(with, sizeof with, "%s %.*s", COUNTRIES[k].code,
                           SV_ARG(sign));
        if (money_sign(&tried, (struct sv){with, (size_t)len}))
            return money_sign(f, sv_from(COUNTRIES[k].code));
    }
    return money_sign(f, sign);
}

struct cell_format cell_format_of(struct sv code)
{
    struct shown s = look(code);
    struct cell_format f = {0};
    bool time = s.hours || s.seconds || s.elapsed;

    if (s.years || s.months || s.days || time) {
        f.kind = CELL_DATE;
        f.days = s.years || s.days || (s.months && !time);
        f.elapsed = s.elapsed;
    } else if (s.era && !s.zeros && !s.others && !s.scientific) {
        f.kind = CELL_DATE; /* "ge": a year of an emperor */
        f.days = true;
    } else if (s.percent) {
        f.kind = CELL_PERCENT;
    } else if (is_money(&f, &s)) {
        f.kind = CELL_MONEY;
    } else if (s.zeros > 1 && s.zeros < MOST_PLACES && !s.others &&
               !s.scientific && !s.literal_len) {
        f.digits = s.zeros;
    }
    return f;
}

struct cell_format cell_format_builtin(unsigned long id)
{
    for (size_t k = 0; k < sizeof BUILTIN / sizeof BUILTIN[0]; k++)
        if (id >= BUILTIN[k].first && id <= BUILTIN[k].last)
            return cell_format_of(sv_from(BUILTIN[k].code));
    return (struct cell_format){0};
}
