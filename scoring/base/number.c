#include "scoring/base/number.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* U+202F, the narrow blank that does not break, is what French and Swedish
 * typography ask for and what Unicode's own tables hold; so is U+2019 for
 * Switzerland, which no format has to escape, unlike the straight one. */
#define NARROW_BLANK "\xe2\x80\xaf"
#define APOSTROPHE "\xe2\x80\x99"

static const struct number_marks STYLES[NUMBERS_COUNT] = {
    [NUMBERS_COMMA_POINT] = {"1,234.56", ",", ".", false},
    [NUMBERS_POINT_COMMA] = {"1.234,56", ".", ",", false},
    [NUMBERS_BLANK_COMMA] = {"1 234,56", NARROW_BLANK, ",", false},
    [NUMBERS_BLANK_POINT] = {"1 234.56", NARROW_BLANK, ".", false},
    [NUMBERS_APOSTROPHE_POINT] = {"1'234.56", APOSTROPHE, ".", false},
    [NUMBERS_POINT] = {"1234.56", "", ".", false},
    [NUMBERS_COMMA] = {"1234,56", "", ",", false},
    [NUMBERS_LAKH] = {"12,34,567.89", ",", ".", true},
};

/* How else the marks of a pattern are typed. */
static const struct {
    const char *typed, *means;
} SPELLINGS[] = {
    {NARROW_BLANK, " "},
    {"\xc2\xa0", " "},
    {"\xe2\x80\x89", " "}, /* thin blank */
    {APOSTROPHE, "'"},
};

const struct number_marks *number_marks(enum numbers style)
{
    assert(style < NUMBERS_COUNT);
    return &STYLES[style];
}

/* Eats one mark of *rest, in its plain spelling. */
static char next(struct sv *rest)
{
    for (size_t k = 0; k < sizeof SPELLINGS / sizeof SPELLINGS[0]; k++) {
        size_t len = strlen(SPELLINGS[k].typed);
        if (rest->len >= len && !memcmp(rest->ptr, SPELLINGS[k].typed, len)) {
            *rest = sv_skip(*rest, len);
            return SPELLINGS[k].means[0];
        }
    }
    rest->len--;
    return *rest->ptr++;
}

static bool matches(const char *pattern, struct sv text)
{
    while (*pattern && text.len)
        if (next(&text) != *pattern++)
            return false;
    return !*pattern && !text.len;
}

bool number_find(enum numbers *out, struct sv pattern)
{
    for (size_t k = 0; k < NUMBERS_COUNT; k++)
        if (matches(STYLES[k].pattern, pattern)) {
            *out = (enum numbers)k;
            return true;
        }
    return false;
}

struct sv number_patterns(struct arena *a)
{
    struct sv list = {0};

    for (size_t k = 0; k < NUMBERS_COUNT; k++)
        list = sv_printf(a, "%.*s%s\"%s\"", SV_ARG(list),
                         k == 0                   ? ""
                         : k == NUMBERS_COUNT - 1 ? " or "
                                                  : ", ",
                         STYLES[k].pattern);
    return list;
}

/* Is there a mark before the last `left` digits? */
static bool group_ends(size_t left, bool lakh)
{
    if (left == 0)
        return false;
    return lakh && left > 3 ? (left - 3) % 2 == 0 : left % 3 == 0;
}

static size_t put(char *out, size_t at, const char *text, size_t len)
{
    if (at + len >= NUMBER_TEXT)
        return at;
    memcpy(out + at, text, len);
    return at + len;
}

char *number_write(char out[NUMBER_TEXT], const char *plain, enum numbers style)
{
    const struct number_marks *m = number_marks(style);
    size_t digits = strspn(plain, "0123456789"), at = 0;

    for (size_t i = 0; i < digits; i++) {
        if (i > 0 && group_ends(digits - i, m->lakh))
            at = put(out, at, m->group, strlen(m->group));
        at = put(out, at, plain + i, 1);
    }
    plain += digits;
    if (*plain == '.') {
        at = put(out, at, m->decimal, strlen(m->decimal));
        plain++;
    }
    for (; *plain; plain++)
        at = put(out, at, plain, 1);
    out[at] = 0;
    return out;
}

double number_round(double x, int decimals)
{
    double unit = pow(10, decimals), scaled = fabs(x) * unit;

    /* From here on the nudge would count, and above 2⁵³ the step from one
     * double to the next is. */
    if (scaled >= 1e14)
        return scaled < 9e15 ? copysign(round(scaled) / unit, x) : x;
    /* The nudge makes 0.15 round to 0.2 although it is stored below it. */
    return copysign(floor(scaled * (1 + 4e-16) + 0.5) / unit, x);
}

long long number_tenths(double x)
{
    return llround(number_round(x, 1) * 10);
}

double number_tenth(double x)
{
    return (double)number_tenths(x) / 10;
}

char *number_exact(char out[NUMBER_TEXT], double x)
{
    out[0] = 0;
    if (!isfinite(x))
        return out;
    if (x == floor(x) && fabs(x) < 1e15) { /* %g would write 110 as 1.1e+02 */
        snprintf(out, NUMBER_TEXT, "%.0f", x == 0 ? 0.0 : x);
        return out;
    }
    for (int digits = 1; digits <= 17; digits++) {
        snprintf(out, NUMBER_TEXT, "%.*g", digits, x);
        if (strtod(out, NULL) == x)
            break;
    }
    return out;
}
