#include "scoring/intake/amount.h"

#include <math.h>

enum { NUMBER_BYTES = 64 };

/* Signs in UTF-8 and what they stand for; "" is dropped, "-" a minus. */
static const struct {
    struct sv sign;
    const char *code;
} SIGNS[] = {
    {SV("US$"), "USD"},    {SV("A$"), "AUD"},     {SV("C$"), "CAD"},
    {SV("CA$"), "CAD"},    {SV("R$"), "BRL"},     {SV("$"), "USD"},
    {SV("\u20ac"), "EUR"}, {SV("\u00a3"), "GBP"}, {SV("\u00a5"), "JPY"},
    {SV("\u20b9"), "INR"}, {SV("\u20bd"), "RUB"}, {SV("\u20a9"), "KRW"},
    {SV("\u20ba"), "TRY"}, {SV("\u20aa"), "ILS"}, {SV("z\u0142"), "PLN"},
    {SV("\u00a0"), ""},    {SV("\u2009"), ""},    {SV("\u202f"), ""},
    {SV("\u2019"), ""},    {SV("'"), ""},         {SV(" "), ""},
    {SV("\u2212"), "-"},   {SV("-"), "-"},        {SV("+"), ""},
};
enum { N_SIGNS = sizeof SIGNS / sizeof SIGNS[0] };

struct number {
    char text[NUMBER_BYTES]; /* digits, dots, commas, then maybe e±12 */
    size_t len;              /* up to the exponent */
    size_t dots, commas;
    bool negative, special;
    double value; /* of a special */
    char code[4];
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static char upper(char c)
{
    return (char)(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
}

static void keep_code(char code[4], struct sv letters)
{
    for (size_t i = 0; i < 3; i++)
        code[i] = upper(letters.ptr[i]);
    code[3] = 0;
}

/* A sign at the front: its length, 0 when there is none. */
static size_t cut_sign(struct number *n, struct sv s)
{
    for (size_t k = 0; k < N_SIGNS; k++) {
        if (!sv_starts(s, SIGNS[k].sign))
            continue;
        if (SIGNS[k].code[0] == '-')
            n->negative = true;
        else if (SIGNS[k].code[0])
            keep_code(n->code, sv_from(SIGNS[k].code));
        return SIGNS[k].sign.len;
    }
    return 0;
}

static bool is_special(struct number *n, struct sv letters)
{
    bool inf =
        sv_eq_fold(letters, SV("inf")) || sv_eq_fold(letters, SV("infinity"));

    if (!inf && !sv_eq_fold(letters, SV("nan")))
        return false;
    n->special = true;
    n->value = inf ? INFINITY : NAN;
    return true;
}

/* "e5", "E+06" behind digits: its length, 0 when it is none. */
static size_t exponent(struct sv s)
{
    size_t at = 1, first;

    if (at < s.len && (s.ptr[at] == '+' || s.ptr[at] == '-'))
        at++;
    first = at;
    while (at < s.len && is_digit(s.ptr[at]))
        at++;
    return at > first && at - first <= 3 ? at : 0;
}

/* After a blank or an apostrophe inside a number come three digits or none. */
static bool group_follows(struct sv s, size_t at)
{
    size_t digits = 0;

    while (at + digits < s.len && is_digit(s.ptr[at + digits]))
        digits++;
    return digits == 0 || digits == 3;
}

static bool scan(struct number *n, struct sv text)
{
    struct sv s = sv_trim(text);
    bool ended = false; /* the digits are over */

    *n = (struct number){0};
    if (s.len > 2 && s.ptr[0] == '(' && s.ptr[s.len - 1] == ')') {
        n->negative = true;
        s = (struct sv){s.ptr + 1, s.len - 2};
    }
    while (s.len) {
        char c = s.ptr[0];
        size_t used = 0;
        if (is_digit(c) || c == '.' || c == ',') {
            if (ended || n->len >= NUMBER_BYTES - 8)
                return false;
            n->text[n->len++] = c;
            n->dots += c == '.';
            n->commas += c == ',';
            used = 1;
        } else if ((used = cut_sign(n, s)) != 0) {
            if (n->len && (c == '+' || n->negative))
                ended = true;
            else if (n->len && !group_follows(s, used))
                return false;
        } else if (is_letter(c)) {
            while (used < s.len && is_letter(s.ptr[used]))
                used++;
            struct sv letters = {s.ptr, used};
            size_t power = n->len && (c == 'e' || c == 'E') ? exponent(s) : 0;
            if (power) {
                memcpy(n->text + n->len + 1, s.ptr, power);
                used = power;
                n->text[n->len] = ' '; /* marks that an exponent follows */
                ended = true;
            } else if (is_special(n, letters)) {
                ended = true;
            } else if (used <= 3) {
                if (used == 3)
                    keep_code(n->code, letters);
                ended = ended || n->len;
                /* "Rs. 500": the dot is the sign's. */
                if (used < s.len && s.ptr[used] == '.' && !n->len)
                    used++;
            } else {
                return false;
            }
        } else if (c == '%' && s.len == 1 && n->len) {
            used = 1;
        } else {
            return false;
        }
        s = (struct sv){s.ptr + used, s.len - used};
    }
    return n->special ? !n->len : n->len > n->dots + n->commas;
}

/* Digits behind and before the only mark of a number that has one. */
static bool groups(const struct number *n)
{
    char mark = n->dots ? '.' : ',';
    const char *at = memchr(n->text, mark, n->len);
    size_t before = (size_t)(at - n->text), after = n->len - before - 1;

    return after == 3 && before >= 1 && before <= 3 && n->text[0] != '0';
}

/* The mark that the number shows by itself. */
static enum decimal_mark own_mark(const struct number *n)
{
    if (n->dots && n->commas) {
        bool comma_last = false;
        for (size_t i = 0; i < n->len; i++)
            if (n->text[i] == ',' || n->text[i] == '.')
                comma_last = n->text[i] == ',';
        return comma_last ? DECIMAL_COMMA : DECIMAL_DOT;
    }
    if (n->dots > 1)
        return DECIMAL_COMMA;
    if (n->commas > 1)
        return DECIMAL_DOT;
    if (n->dots + n->commas == 0 || groups(n))
        return DECIMAL_UNKNOWN;
    return n->dots ? DECIMAL_DOT : DECIMAL_COMMA;
}

void amount_evidence_add(struct amount_evidence *e, struct sv text, size_t line)
{
    struct number n;

    if (!scan(&n, text) || n.special)
        return;
    enum decimal_mark mark = own_mark(&n);
    e->dot += mark == DECIMAL_DOT;
    e->comma += mark == DECIMAL_COMMA;
    if (mark != DECIMAL_UNKNOWN)
        return;
    e->grouped_dot += n.dots == 1;
    e->grouped_comma += n.commas == 1;
    e->plain_thousands += !n.dots && !n.commas && n.len > 3;
    if (n.dots == 1 && !e->grouped_line)
        e->grouped_line = line;
}

enum decimal_mark amount_mark(const struct amount_evidence *e, bool *guessed)
{
    *guessed = false;
    if (e->dot || e->comma)
        return e->comma > e->dot ? DECIMAL_COMMA : DECIMAL_DOT;
    if (e->grouped_comma || !e->grouped_dot || e->plain_thousands)
        return DECIMAL_DOT;
    *guessed = true;
    return DECIMAL_COMMA;
}

/* At most one decimal mark, and it last; groups of two or three digits, the
 * last of three. Writes the plain number for strtod. */
static bool plain(char out[NUMBER_BYTES], const struct number *n, char decimal)
{
    size_t len = 0, run = 0;
    bool grouped = false, fraction = false;

    for (size_t i = 0; i < n->len; i++) {
        char c = n->text[i];
        if (is_digit(c)) {
            out[len++] = c;
            run++;
        } else if (c == decimal) {
            if (fraction || (grouped && run != 3))
                return false;
            fraction = true;
            out[len++] = '.';
            run = 0;
        } else {
            if (fraction || run < 1 || run > 3 || (grouped && run < 2))
                return false;
            grouped = true;
            run = 0;
        }
    }
    if (grouped && !fraction && run != 3)
        return false;
    if (n->text[n->len] == ' ')
        for (size_t i = n->len + 1; n->text[i]; i++)
            out[len++] = n->text[i];
    out[len] = 0;
    return true;
}

bool amount_parse(double *out, struct sv *currency, struct sv text,
                  enum decimal_mark mark)
{
    static const char *const NONE = "";
    char digits[NUMBER_BYTES];
    struct number n;
    double value;

    if (!scan(&n, text))
        return false;
    if (n.special) {
        value = n.value;
    } else {
        enum decimal_mark own = own_mark(&n);
        if (own == DECIMAL_UNKNOWN)
            own = mark == DECIMAL_UNKNOWN ? DECIMAL_DOT : mark;
        if (!plain(digits, &n, own == DECIMAL_COMMA ? ',' : '.'))
            return false;
        value = strtod(digits, NULL);
    }
    *out = n.negative && value != 0 ? -value : value;
    if (currency) {
        *currency = (struct sv){NONE, 0};
        for (size_t k = 0; k < N_SIGNS && n.code[0]; k++)
            if (!strcmp(SIGNS[k].code, n.code))
                *currency = sv_from(SIGNS[k].code);
        if (!currency->len && n.code[0]) {
            /* A code written out: a view into the text itself. */
            for (size_t i = 0; i + 3 <= text.len; i++)
                if (sv_eq_fold((struct sv){text.ptr + i, 3},
                               (struct sv){n.code, 3}))
                    *currency = (struct sv){text.ptr + i, 3};
        }
    }
    return true;
}

/* As Dynamics writes them. */
static const struct {
    const char *name, *code;
} CURRENCIES[] = {
    {"US Dollar", "USD"},
    {"U.S. Dollar", "USD"},
    {"Euro", "EUR"},
    {"Pound Sterling", "GBP"},
    {"British Pound", "GBP"},
    {"Swiss Franc", "CHF"},
    {"Japanese Yen", "JPY"},
    {"Canadian Dollar", "CAD"},
    {"Australian Dollar", "AUD"},
    {"New Zealand Dollar", "NZD"},
    {"Singapore Dollar", "SGD"},
    {"Swedish Krona", "SEK"},
    {"Norwegian Krone", "NOK"},
    {"Danish Krone", "DKK"},
    {"Indian Rupee", "INR"},
    {"Brazilian Real", "BRL"},
    {"Mexican Peso", "MXN"},
    {"Polish Zloty", "PLN"},
};

struct sv currency_code(char code[4], struct sv text)
{
    struct number sign = {0};
    size_t at = text.len;

    text = sv_trim(text);
    for (size_t k = 0; k < sizeof CURRENCIES / sizeof CURRENCIES[0]; k++)
        if (sv_eq_fold(text, sv_from(CURRENCIES[k].name))) {
            keep_code(code, sv_from(CURRENCIES[k].code));
            return (struct sv){code, 3};
        }
    for (size_t i = 0; i < text.len; i++)
        if (text.ptr[i] == '(')
            at = i + 1;
    if (at + 4 == text.len)
        text = (struct sv){text.ptr + at, 3};
    if (text.len == 3 && is_letter(text.ptr[0]) && is_letter(text.ptr[1]) &&
        is_letter(text.ptr[2])) {
        keep_code(code, text);
        return (struct sv){code, 3};
    }
    if (text.len && cut_sign(&sign, text) == text.len && sign.code[0]) {
        keep_code(code, sv_from(sign.code));
        return (struct sv){code, 3};
    }
    return (struct sv){0};
}
