#include "scoring/intake/amount.h"

#include <math.h>

#include "scoring/settings/settings.h"

enum { NUMBER_BYTES = 64, CODE_BYTES = 3 };

/* Currencies that are written with a bare dollar sign. */
#define DOLLARS                                                                \
    "AUD CAD NZD HKD SGD TWD MXN ARS CLP COP UYU BBD BMD BND BSD BZD FJD GYD " \
    "JMD KYD LRD NAD SBD SRD TTD XCD"

/*
 * What may stand beside the digits, in any case of letters; where several fit
 * the longest counts. A sign has a `code`; one that several currencies use
 * names them in `shared`, and a code of them that is written out stands. One
 * that is nobody's alone ("kr") is its own code. A multiplier has `zeros`.
 */
static const struct mark {
    struct sv text;
    const char *code, *shared;
    int zeros;
} MARKS[] = {
    {SV("$"), "USD", DOLLARS, 0},
    {SV("US$"), "USD", "", 0},
    {SV("U$S"), "USD", "", 0},
    {SV("USD$"), "USD", "", 0},
    {SV("A$"), "AUD", "", 0},
    {SV("AU$"), "AUD", "", 0},
    {SV("C$"), "CAD", "", 0},
    {SV("CA$"), "CAD", "", 0},
    {SV("CDN$"), "CAD", "", 0},
    {SV("R$"), "BRL", "", 0},
    {SV("MX$"), "MXN", "", 0},
    {SV("Mex$"), "MXN", "", 0},
    {SV("NZ$"), "NZD", "", 0},
    {SV("HK$"), "HKD", "", 0},
    {SV("S$"), "SGD", "", 0},
    {SV("SG$"), "SGD", "", 0},
    {SV("NT$"), "TWD", "", 0},
    {SV("AR$"), "ARS", "", 0},
    {SV("CLP$"), "CLP", "", 0},
    {SV("COL$"), "COP", "", 0},
    {SV("\u20ac"), "EUR", "", 0},
    {SV("Euro"), "EUR", "", 0},
    {SV("Euros"), "EUR", "", 0},
    {SV("\u00a3"), "GBP", "EGP SYP LBP", 0},
    {SV("\u00a5"), "JPY", "CNY", 0},
    {SV("\uffe5"), "JPY", "CNY", 0},
    {SV("\u5186"), "JPY", "", 0},
    {SV("JP\u00a5"), "JPY", "", 0},
    {SV("CN\u00a5"), "CNY", "", 0},
    {SV("RMB"), "CNY", "", 0},
    {SV("\u5143"), "CNY", "", 0},
    {SV("\u20b9"), "INR", "", 0},
    {SV("\u20bd"), "RUB", "", 0},
    {SV("\u20a9"), "KRW", "", 0},
    {SV("\u20ba"), "TRY", "", 0},
    {SV("TL"), "TRY", "", 0},
    {SV("\u20aa"), "ILS", "", 0},
    {SV("\u20ab"), "VND", "", 0},
    {SV("\u0e3f"), "THB", "", 0},
    {SV("\u20b1"), "PHP", "", 0},
    {SV("\u20a6"), "NGN", "", 0},
    {SV("\u20b4"), "UAH", "", 0},
    {SV("z\u0142"), "PLN", "", 0},
    {SV("K\u010d"), "CZK", "", 0},
    {SV("Ft"), "HUF", "", 0},
    {SV("lei"), "RON", "", 0},
    {SV("RM"), "MYR", "", 0},
    {SV("Rp"), "IDR", "", 0},
    {SV("R"), "ZAR", "", 0},
    {SV("Fr"), "CHF", "", 0},
    {SV("SFr"), "CHF", "", 0},
    {SV("kr"), "kr", "SEK NOK DKK ISK", 0},
    {SV("Rs"), "Rs", "INR PKR LKR NPR MUR SCR", 0},

    {SV("K"), "", "", 3},
    {SV("Tsd"), "", "", 3},
    {SV("Tausend"), "", "", 3},
    {SV("thousand"), "", "", 3},
    {SV("mil"), "", "", 3},
    {SV("mille"), "", "", 3},
    {SV("TEUR"), "EUR", "", 3},
    {SV("T\u20ac"), "EUR", "", 3},
    {SV("\u5343"), "", "", 3},
    {SV("\u4e07"), "", "", 4},
    {SV("lakh"), "", "", 5},
    {SV("lakhs"), "", "", 5},
    {SV("lac"), "", "", 5},
    {SV("M"), "", "", 6},
    {SV("MM"), "", "", 6},
    {SV("mn"), "", "", 6},
    {SV("mln"), "", "", 6},
    {SV("Mio"), "", "", 6},
    {SV("million"), "", "", 6},
    {SV("millions"), "", "", 6},
    {SV("Millionen"), "", "", 6},
    {SV("millones"), "", "", 6},
    {SV("milh\u00f5es"), "", "", 6},
    {SV("milhoes"), "", "", 6},
    {SV("milioni"), "", "", 6},
    {SV("miljoen"), "", "", 6},
    {SV("\u767e\u4e07"), "", "", 6},
    {SV("crore"), "", "", 7},
    {SV("crores"), "", "", 7},
    {SV("\u5104"), "", "", 8},
    {SV("B"), "", "", 9},
    {SV("bn"), "", "", 9},
    {SV("Mrd"), "", "", 9},
    {SV("Mia"), "", "", 9},
    {SV("billion"), "", "", 9},
};
enum { N_MARKS = sizeof MARKS / sizeof MARKS[0] };

/* ISO 4217, of countries (the active ones). */
static const char ISO_CODES[] =
    "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND "
    "BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP CNY COP CRC CUP CVE CZK DJF "
    "DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD "
    "HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW "
    "KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR "
    "MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN "
    "PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN "
    "SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VES VND "
    "VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWG";

/* What parts groups or stands for a minus. */
static const struct {
    struct sv text;
    bool minus;
} JOINTS[] = {
    {SV("\u00a0"), false}, {SV("\u2009"), false}, {SV("\u202f"), false},
    {SV("\u2019"), false}, {SV("'"), false},      {SV(" "), false},
    {SV("\u2212"), true},  {SV("-"), true},       {SV("+"), false},
};
enum { N_JOINTS = sizeof JOINTS / sizeof JOINTS[0] };

struct number {
    char text[NUMBER_BYTES]; /* digits, dots, commas, then maybe e±12 */
    size_t len;              /* up to the exponent */
    size_t dots, commas;
    bool negative, special;
    bool dash;          /* a minus stands somewhere */
    char no_cents;      /* the mark before a dash: "500,-"; 0: none */
    double value;       /* of a special */
    int zeros;          /* of the multiplier */
    struct sv code;     /* lives for ever */
    const char *shared; /* of the sign; "" or NULL: it is one currency's */
};

static char upper(char c)
{
    return (char)(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
}

static void keep_code(char code[4], struct sv letters)
{
    for (size_t i = 0; i < CODE_BYTES; i++)
        code[i] = upper(letters.ptr[i]);
    code[CODE_BYTES] = 0;
}

/* A code of three letters in such a list, as a view into it; else empty. */
static struct sv code_in(const char *list, struct sv code)
{
    for (const char *c = list; c && *c && code.len == CODE_BYTES;
         c += CODE_BYTES + (c[CODE_BYTES] == ' '))
        if (sv_eq_fold((struct sv){c, CODE_BYTES}, code))
            return (struct sv){c, CODE_BYTES};
    return (struct sv){0};
}

struct sv currency_shared(struct sv sign)
{
    for (size_t k = 0; k < N_MARKS; k++)
        if (MARKS[k].shared[0] && sv_eq(sv_from(MARKS[k].code), sign) &&
            sign.len != CODE_BYTES)
            return sv_from(MARKS[k].shared);
    return (struct sv){0};
}

/* A blank, an apostrophe or a minus at the front: its length, else 0. */
static size_t cut_joint(struct number *n, struct sv s)
{
    for (size_t k = 0; k < N_JOINTS; k++) {
        if (!sv_starts(s, JOINTS[k].text))
            continue;
        n->negative = n->negative || JOINTS[k].minus;
        n->dash = n->dash || JOINTS[k].minus;
        return JOINTS[k].text.len;
    }
    return 0;
}

/* The longest mark at the front that no further letter follows. */
static const struct mark *mark_at(struct sv s)
{
    const struct mark *best = NULL;

    for (size_t k = 0; k < N_MARKS; k++) {
        struct sv text = MARKS[k].text;
        if (!s.len || upper(s.ptr[0]) != upper(text.ptr[0]))
            continue;
        if (!sv_starts_fold(s, text) || (best && best->text.len >= text.len) ||
            (ascii_letter(text.ptr[text.len - 1]) && s.len > text.len &&
             ascii_letter(s.ptr[text.len])))
            continue;
        best = &MARKS[k];
    }
    return best;
}

/* One currency a cell: a code written out stands beside a sign that it may
 * share, and nothing else beside another. */
static bool keep_currency(struct number *n, struct sv code, const char *shared)
{
    bool same = sv_eq(n->code, code);

    if (n->code.len && !same && !code_in(n->shared, code).len &&
        !code_in(shared, n->code).len)
        return false;
    if (!n->code.len || code_in(n->shared, code).len) {
        n->code = code;
        n->shared = shared;
    }
    return true;
}

/* A sign, a code or a multiplier at the front: its length, 0: none such. */
static size_t cut_mark(struct number *n, struct sv s)
{
    const struct mark *m = mark_at(s);
    size_t letters = 0;

    while (letters < s.len && ascii_letter(s.ptr[letters]))
        letters++;
    struct sv iso = code_in(ISO_CODES, (struct sv){s.ptr, letters});
    if (iso.len && (!m || m->text.len <= iso.len))
        return keep_currency(n, iso, NULL) ? iso.len : 0;
    if (!m)
        return 0;
    if (m->zeros) {
        if (!n->len || n->zeros || n->text[n->len] == ' ')
            return 0;
        n->zeros = m->zeros;
    }
    if (m->code[0] && !keep_currency(n, sv_from(m->code), m->shared))
        return 0;
    /* "Rs. 500", "1,5 Mio. EUR": the dot is the mark's. */
    size_t used = m->text.len;
    return used + (used < s.len && s.ptr[used] == '.' &&
                   ascii_letter(s.ptr[used - 1]));
}

static bool is_special(struct number *n, struct sv s, size_t *used)
{
    struct sv letters = {s.ptr, 0};

    while (letters.len < s.len && ascii_letter(s.ptr[letters.len]))
        letters.len++;
    bool inf =
        sv_eq_fold(letters, SV("inf")) || sv_eq_fold(letters, SV("infinity"));
    if (!inf && !sv_eq_fold(letters, SV("nan")))
        return false;
    n->special = true;
    n->value = inf ? INFINITY : NAN;
    *used = letters.len;
    return true;
}

/* "e5", "E+06" behind digits: its length, 0 when it is none. */
static size_t exponent(struct sv s)
{
    size_t at = 1, first;

    if (at < s.len && (s.ptr[at] == '+' || s.ptr[at] == '-'))
        at++;
    first = at;
    while (at < s.len && ascii_digit(s.ptr[at]))
        at++;
    return at > first && at - first <= 3 ? at : 0;
}

/* After a blank or an apostrophe inside a number come three digits or none. */
static bool group_follows(struct sv s, size_t at)
{
    size_t digits = 0;

    while (at + digits < s.len && ascii_digit(s.ptr[at + digits]))
        digits++;
    return digits == 0 || digits == 3;
}

/* "500,-", "500.--" and "CHF 500.\u2013": the dash stands for no cents. */
static size_t cut_no_cents(struct number *n, struct sv s)
{
    static const struct sv DASHES[] = {SV("--"), SV("-"), SV("\u2013"),
                                       SV("\u2014")};

    if (!n->len || s.len < 2 || (s.ptr[0] != '.' && s.ptr[0] != ','))
        return 0;
    for (size_t k = 0; k < sizeof DASHES / sizeof DASHES[0]; k++)
        if (sv_starts(sv_skip(s, 1), DASHES[k])) {
            n->no_cents = s.ptr[0];
            return 1 + DASHES[k].len;
        }
    return 0;
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
        if (!ended && (used = cut_no_cents(n, s)) != 0) {
            ended = true;
        } else if (ascii_digit(c) || c == '.' || c == ',') {
            if (ended || n->len >= NUMBER_BYTES - 8)
                return false;
            n->text[n->len++] = c;
            n->dots += c == '.';
            n->commas += c == ',';
            used = 1;
        } else if ((used = cut_joint(n, s)) != 0) {
            if (n->len && (c == '+' || n->negative))
                ended = true;
            else if (n->len && !ended && !group_follows(s, used))
                return false;
        } else if (n->len && !ended && (c == 'e' || c == 'E') &&
                   (used = exponent(s)) != 0) {
            memcpy(n->text + n->len + 1, s.ptr, used);
            n->text[n->len] = ' '; /* marks that an exponent follows */
            ended = true;
        } else if ((used = cut_mark(n, s)) != 0) {
            ended = ended || n->len;
        } else if (is_special(n, s, &used)) {
            ended = true;
        } else if (c == '%' && s.len == 1 && n->len) {
            used = 1;
        } else {
            return false;
        }
        s = sv_skip(s, used);
    }
    if (!n->len && !n->special && n->dash && n->code.len && !n->zeros) {
        n->text[n->len++] = '0'; /* "$ -", as accountants write nothing */
        n->negative = false;
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
    if (n->no_cents)
        return n->no_cents == ',' ? DECIMAL_COMMA : DECIMAL_DOT;
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
    if (mark != DECIMAL_UNKNOWN || n.zeros)
        return; /* 1.234 Mio: of thousands no group need be written */
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
        if (ascii_digit(c)) {
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
    if (n->zeros) { /* exact, as a product would not be */
        out[len++] = 'e';
        out[len++] = (char)('0' + n->zeros);
    }
    out[len] = 0;
    return true;
}

bool amount_parse(double *out, struct sv *currency, struct sv text,
                  enum decimal_mark mark)
{
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
    if (currency)
        *currency = n.code;
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
    if (text.len == 3 && ascii_letter(text.ptr[0]) &&
        ascii_letter(text.ptr[1]) && ascii_letter(text.ptr[2])) {
        keep_code(code, text);
        return (struct sv){code, 3};
    }
    const struct mark *m = mark_at(text);
    if (m && m->text.len == text.len && strlen(m->code) == CODE_BYTES) {
        keep_code(code, sv_from(m->code));
        return (struct sv){code, CODE_BYTES};
    }
    return (struct sv){0};
}

bool currency_rate(double *rate, const struct settings *s, struct sv own,
                   struct sv code)
{
    struct sv shared = currency_shared(code);
    bool found = false;

    for (size_t k = 0; k < s->n_rates; k++)
        if (sv_eq_fold(s->rates[k].currency, code)) {
            *rate = s->rates[k].rate;
            return true;
        }
    if (sv_eq_fold(own, code)) {
        *rate = 1;
        return true;
    }
    while (shared.len) {
        double other;
        if (!currency_rate(&other, s, own, sv_cut(&shared, ' ')))
            continue;
        if (found)
            return false;
        found = true;
        *rate = other;
    }
    return found;
}

struct sv currency_said(struct sv code, struct arena *a)
{
    struct sv shared = currency_shared(code), list = {0};

    if (!shared.len)
        return code;
    while (shared.len) {
        struct sv one = sv_cut(&shared, ' ');
        list = sv_printf(a, "%.*s%s%.*s", SV_ARG(list), list.len ? " or " : "",
                         SV_ARG(one));
    }
    return sv_printf(a, "%.*s (%.*s)", SV_ARG(code), SV_ARG(list));
}
