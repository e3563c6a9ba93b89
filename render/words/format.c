#include "render/words/format.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "scoring/portfolio/portfolio.h"

static const char DASH[] = "\xe2\x80\x93"; /* en dash: not known */
static const char MINUS[] = "\xe2\x88\x92";

static const char *put(char out[FORMAT_TEXT], const char *text)
{
    snprintf(out, FORMAT_TEXT, "%s", text);
    return out;
}

/* Digits of a non-negative whole number. A double holds 15 decimal digits;
 * what a sum would show beyond them is noise: zeros. */
static void whole_digits(char out[FORMAT_TEXT], double x)
{
    int len = snprintf(out, FORMAT_TEXT, "%.0f", x);

    if (len <= 15)
        return;
    double unit = pow(10, len - 15);
    int kept = snprintf(out, FORMAT_TEXT, "%.0f", round(x / unit));
    len += kept - 15; /* all nines become one digit more */
    if (len >= FORMAT_TEXT)
        len = FORMAT_TEXT - 1;
    memset(out + kept, '0', (size_t)(len - kept));
    out[len] = 0;
}

static char *with_sign(char out[FORMAT_TEXT], bool negative, struct style s,
                       const char *plain)
{
    struct money_marks marks;
    char number[FORMAT_TEXT];

    money_marks(&marks, s);
    number_write(number, plain, s.numbers);
    snprintf(out, FORMAT_TEXT, "%s%s%.*s%s", negative ? MINUS : "",
             marks.before, FORMAT_TEXT - 2 * (MONEY_SIGN + 4) - 4, number,
             marks.after);
    return out;
}

const struct money_unit *format_money_units(struct style s)
{
    /* Who counts in lakh (L, 1,00,000) and crore (Cr, 1,00,00,000) reads no
     * millions. */
    static const struct money_unit kinds[2][MONEY_UNITS] = {
        {{1e12, "T"}, {1e9, "B"}, {1e6, "M"}, {1e3, "K"}},
        {{1e7, "Cr"}, {1e7, "Cr"}, {1e5, "L"}, {1e3, "K"}}};

    return kinds[number_marks(s.numbers)->lakh];
}

char *format_money_short(char out[FORMAT_TEXT], double x, struct style s)
{
    const struct money_unit *units = format_money_units(s);
    char number[FORMAT_TEXT] = "";
    double size = fabs(x);

    if (!isfinite(x))
        return (char *)put(out, DASH);
    if (size >= 1e15)
        return format_money_full(out, x, s);
    for (size_t i = 0; i < MONEY_UNITS && !number[0]; i++) {
        double scaled = size / units[i].from;
        /* 999.5 is 1.0K and not 1000, 999,500 is 1.0M and not 1000K; 999
         * stays as it is */
        if (scaled < 0.9995)
            continue;
        snprintf(number, sizeof number, "%.*f%s", scaled < 99.95 ? 1 : 0,
                 number_round(scaled, scaled < 99.95 ? 1 : 0), units[i].unit);
    }
    if (!number[0])
        snprintf(number, sizeof number, "%.0f", number_round(size, 0));
    return with_sign(out, x < 0 && size >= 0.5, s, number);
}

char *format_money_full(char out[FORMAT_TEXT], double x, struct style s)
{
    char number[FORMAT_TEXT];

    if (!isfinite(x))
        return (char *)put(out, DASH);
    whole_digits(number, number_round(fabs(x), 0));
    return with_sign(out, x <= -0.5, s, number);
}

char *format_count(char out[FORMAT_TEXT], double x, struct style s)
{
    return format_money_full(out, x, (struct style){.numbers = s.numbers});
}

/* `x` rounded: "−" or `plus` before it, `after` behind it. */
static char *signed_number(char out[FORMAT_TEXT], double x, int decimals,
                           const char *plus, const char *after, struct style s)
{
    char plain[FORMAT_TEXT], number[FORMAT_TEXT];

    if (!isfinite(x))
        return (char *)put(out, DASH);
    double r = number_round(x, decimals);
    snprintf(plain, sizeof plain, "%.*f", decimals, fabs(r));
    snprintf(out, FORMAT_TEXT, "%s%.*s%s",
             r < 0   ? MINUS
             : r > 0 ? plus
                     : "",
             FORMAT_TEXT - 8, number_write(number, plain, s.numbers), after);
    return out;
}

char *format_fixed(char out[FORMAT_TEXT], double x, int decimals,
                   struct style s)
{
    return signed_number(out, x, decimals, "", "", s);
}

char *format_signed(char out[FORMAT_TEXT], double x, int decimals,
                    struct style s)
{
    return signed_number(out, x, decimals, "+", "", s);
}

char *format_percent(char out[FORMAT_TEXT], double share, int decimals,
                     struct style s)
{
    /* Whole percents would claim all or none of what is only nearly so. */
    if (decimals == 0 && share > 0 && share < 1)
        while (decimals < FORMAT_PERCENT &&
               (number_round(share * 100, decimals) <= 0 ||
                number_round(share * 100, decimals) >= 100))
            decimals++;
    return signed_number(out, share * 100, decimals, "", "%", s);
}

/* What printf wrote of |x|, with its sign and the marks of the style. */
static char *significant(char out[FORMAT_TEXT], const char *plain, double x,
                         struct style s)
{
    char number[FORMAT_TEXT];

    if (!isfinite(x))
        return (char *)put(out, DASH);
    snprintf(out, FORMAT_TEXT, "%s%.*s", x < 0 ? MINUS : "", FORMAT_TEXT - 4,
             number_write(number, plain, s.numbers));
    return out;
}

char *format_value(char out[FORMAT_TEXT], double x, struct style s)
{
    enum { DIGITS = 6 };
    char plain[FORMAT_TEXT];
    double size = fabs(x);
    int before = isfinite(x) && size >= 1 ? (int)floor(log10(size)) + 1 : 1;

    if (before < DIGITS && size >= 1e-4)
        size = number_round(size, DIGITS - before);
    snprintf(plain, sizeof plain, "%.*g", DIGITS, size);
    return significant(out, plain, x, s);
}

char *format_setting(char out[FORMAT_TEXT], double x, struct style s)
{
    char plain[FORMAT_TEXT];

    snprintf(plain, sizeof plain, "%.10g", fabs(x));
    return significant(out, plain, x, s);
}

char *format_p(char out[FORMAT_TEXT], double p, struct style s)
{
    char number[FORMAT_TEXT];

    if (isnan(p))
        return (char *)put(out, "p not known");
    format_fixed(number, p < 0.001 ? 0.001 : p, p < 0.0995 ? 3 : 2, s);
    snprintf(out, FORMAT_TEXT, "p %c %.*s", p < 0.001 ? '<' : '=',
             FORMAT_TEXT - 8, number);
    return out;
}

static char *date_words(char out[FORMAT_TEXT], int32_t date, size_t letters)
{
    static const char *const months[] = {
        "January", "February", "March",     "April",   "May",      "June",
        "July",    "August",   "September", "October", "November", "December"};

    if (date == DATE_NONE)
        return (char *)put(out, DASH);
    struct civil c = date_civil(date);
    snprintf(out, FORMAT_TEXT, "%d %.*s %d", c.day, (int)letters,
             months[c.month - 1], c.year);
    return out;
}

char *format_date(char out[FORMAT_TEXT], int32_t date)
{
    return date_words(out, date, 3);
}

char *format_date_long(char out[FORMAT_TEXT], int32_t date)
{
    return date_words(out, date, 12);
}

/* "14 May", where the year is that of `day`. */
char *format_date_near(char out[FORMAT_TEXT], int32_t date, int32_t day)
{
    format_date(out, date);
    if (date != DATE_NONE && date_civil(date).year == date_civil(day).year)
        *strrchr(out, ' ') = 0;
    return out;
}

char *format_weekday(char out[FORMAT_TEXT], int32_t date)
{
    static const char *const days[] = {"Mon", "Tue", "Wed", "Thu",
                                       "Fri", "Sat", "Sun"};
    char text[FORMAT_TEXT];

    format_date_near(text, date, date);
    snprintf(out, FORMAT_TEXT, "%s %s", days[date_weekday(date)], text);
    return out;
}

char *format_quarter(char out[FORMAT_TEXT], int quarter, int fiscal_month)
{
    char text[DATE_TEXT];

    if (quarter == QUARTER_OVERDUE)
        return (char *)put(out, "Overdue");
    if (quarter == QUARTER_UNKNOWN)
        return (char *)put(out, "No date");
    return (char *)put(out, quarter_label(text, quarter, fiscal_month));
}

char *format_chance(char out[FORMAT_TEXT], double p, int decimals,
                    struct style s)
{
    char text[FORMAT_TEXT];

    if (!(p < 0.01) && !(p > 0.99))
        return format_percent(out, p, decimals, s);
    format_percent(text, p < 0.01 ? 0.01 : 0.99, 0, s);
    snprintf(out, FORMAT_TEXT, "%c %.*s", p < 0.01 ? '<' : '>',
             FORMAT_TEXT - 3, text);
    return out;
}
