#include "scoring/intake/cell_format.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "scoring/base/date.h"
#include "scoring/base/number.h"

enum {
    CERTAIN_DIGITS = 15, /* a decimal number of so many is its double's own */
    MOST_ZEROS = 21,     /* beyond, an exponent stays */
    DAY_SECONDS = 86400,
    LAST_DAY = 2958465, /* 9999-12-31 */
    TIME_TEXT = 32
};

/* A number taken apart: sign, digits, and how many stand before the point. */
struct decimal {
    bool negative;
    char digits[CELL_TEXT / 2];
    int n, point;
};

/* "-12.50", with an exponent or not; false where it is no number, or one whose
 * digits are not certain. */
static bool decimal_of(struct decimal *d, struct sv text)
{
    bool point = false;
    size_t i = 0;
    int exponent = 0, places = 0, digits = 0;

    *d = (struct decimal){0};
    if (i < text.len && (text.ptr[i] == '-' || text.ptr[i] == '+'))
        d->negative = text.ptr[i++] == '-';
    for (; i < text.len && (ascii_digit(text.ptr[i]) || text.ptr[i] == '.');
         i++) {
        if (text.ptr[i] == '.' && point)
            return false;
        point = point || text.ptr[i] == '.';
        if (text.ptr[i] == '.')
            continue;
        digits++;
        places += point;
        if (!d->n && text.ptr[i] == '0')
            continue;
        if (d->n == (int)sizeof d->digits - 1)
            return false;
        d->digits[d->n++] = text.ptr[i];
    }
    if (!digits)
        return false;
    if (i < text.len && (text.ptr[i] | 0x20) == 'e') {
        bool minus = ++i < text.len && text.ptr[i] == '-';
        i += i < text.len && (text.ptr[i] == '-' || text.ptr[i] == '+');
        size_t first = i;
        for (; i < text.len && ascii_digit(text.ptr[i]) && exponent < 10000;
             i++)
            exponent = exponent * 10 + (text.ptr[i] - '0');
        if (i == first)
            return false;
        exponent = minus ? -exponent : exponent;
    }
    d->point = d->n - places + exponent;
    while (d->n && d->digits[d->n - 1] == '0')
        d->n--;
    if (!d->n)
        d->point = 0;
    return i == text.len;
}

/* As few digits as read back the same double: a file may write 0.29 as
 * 0.28999999999999998. */
static bool decimal_shortest(struct decimal *d, struct sv raw)
{
    char text[CELL_TEXT], exact[NUMBER_TEXT];

    if (raw.len >= sizeof text || !decimal_of(d, raw))
        return false;
    if (d->n <= CERTAIN_DIGITS)
        return true;
    snprintf(text, sizeof text, "%.*s", SV_ARG(raw));
    double x = strtod(text, NULL);
    return isfinite(x) && decimal_of(d, sv_from(number_exact(exact, x)));
}

/*
 * Without an exponent. Three places behind up to three digits read as
 * thousands to whoever does not know where the number is from: one more says
 * that they are places.
 */
static size_t decimal_write(char *out, const struct decimal *d)
{
    size_t len = 0;
    int places = d->n > d->point ? d->n - d->point : 0;

    if (d->negative && d->n)
        out[len++] = '-';
    if (d->point <= 0)
        out[len++] = '0';
    for (int i = 0; i < d->point; i++)
        out[len++] = i < d->n ? d->digits[i] : '0';
    if (!places)
        return len;
    out[len++] = '.';
    for (int i = d->point; i < 0; i++)
        out[len++] = '0';
    for (int i = d->point > 0 ? d->point : 0; i < d->n; i++)
        out[len++] = d->digits[i];
    if (places == 3 && d->point >= 1 && d->point <= 3)
        out[len++] = '0';
    return len;
}

/* "01:30:00", and of what is counted on "36:30:00". */
static size_t write_time(char *out, long long seconds)
{
    return (size_t)snprintf(out, TIME_TEXT, "%02lld:%02lld:%02lld",
                            seconds / 3600, seconds / 60 % 60, seconds % 60);
}

/* Day 0 and day 60 of 1900 are none, and are written as Excel shows them. */
static size_t write_day(char *out, int day, bool date1904)
{
    int32_t first = date_from_civil(date1904 ? 1904 : 1900, 1, 1);
    int since = date1904 ? day : day - (day < 60 ? 1 : 2);
    char text[DATE_TEXT];
    const char *iso = date_iso(text, first + since);

    if (!date1904 && day == 0)
        iso = "1900-01-00";
    if (!date1904 && day == 60)
        iso = "1900-02-29";
    return (size_t)snprintf(out, DATE_TEXT, "%s", iso);
}

static size_t write_date(char *out, double x, const struct cell_format *f,
                         bool date1904)
{
    long long seconds = llround(x * DAY_SECONDS);
    int day = (int)(seconds / DAY_SECONDS);
    size_t len;

    if (f->elapsed || (!f->days && day == 0))
        return write_time(out, seconds);
    len = write_day(out, day, date1904);
    seconds %= DAY_SECONDS;
    if (seconds) {
        out[len++] = 'T';
        len += write_time(out + len, seconds);
    }
    return len;
}

struct sv cell_format_text(char out[CELL_TEXT], struct sv raw,
                           const struct cell_format *f, bool date1904)
{
    struct decimal d;
    size_t len = 0;

    raw = sv_trim(raw);
    if (!decimal_shortest(&d, raw) || d.point > MOST_ZEROS ||
        d.n - d.point > 2 * MOST_ZEROS)
        return raw;
    if (f->kind == CELL_DATE && !d.negative && d.point <= 7) {
        char text[CELL_TEXT];
        text[decimal_write(text, &d)] = 0;
        double x = strtod(text, NULL);
        if (x < LAST_DAY + 1.0 - (date1904 ? 1462 : 0))
            return (struct sv){out, write_date(out, x, f, date1904)};
    }
    if (f->kind == CELL_PERCENT && d.n)
        d.point += 2;
    if (f->kind == CELL_MONEY)
        len = (size_t)snprintf(out, CELL_TEXT, "%s ", f->sign);
    for (int i = d.point;
         f->digits && !d.negative && d.n <= d.point && i < f->digits; i++)
        out[len++] = '0';
    if (len && f->digits && !d.n)
        len--; /* the 0 itself */
    len += decimal_write(out + len, &d);
    if (f->kind == CELL_PERCENT)
        out[len++] = '%';
    return (struct sv){out, len};
}
