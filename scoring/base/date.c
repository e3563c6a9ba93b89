#include "scoring/base/date.h"

#include <stdio.h>

int32_t date_from_civil(int year, int month, int day)
{
    static const int length[] = {31, 28, 31, 30, 31, 30,
                                 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

    if (year < 1900 || year > 2199 || month < 1 || month > 12 || day < 1)
        return DATE_NONE;
    if (day > length[month - 1] + (month == 2 && leap))
        return DATE_NONE;
    int y = month <= 2 ? year - 1 : year;
    int era = y / 400;
    int yoe = y - era * 400;
    int doy = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
    int doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
    return era * 146097 + doe - 719468;
}

struct civil date_civil(int32_t date)
{
    int z = date + 719468;
    int era = (z >= 0 ? z : z - 146096) / 146097;
    int doe = z - era * 146097;
    int yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    int mp = (5 * doy + 2) / 153;
    int month = mp < 10 ? mp + 3 : mp - 9;

    return (struct civil){yoe + era * 400 + (month <= 2), month,
                          doy - (153 * mp + 2) / 5 + 1};
}

static bool digits(int *out, struct sv text)
{
    int value = 0;

    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] < '0' || text.ptr[i] > '9')
            return false;
        value = value * 10 + (text.ptr[i] - '0');
    }
    *out = value;
    return text.len > 0;
}

bool date_parse_iso(int32_t *out, struct sv text)
{
    int year, month, day;
    int32_t date;

    if (text.len != 10 || text.ptr[4] != '-' || text.ptr[7] != '-')
        return false;
    if (!digits(&year, (struct sv){text.ptr, 4}) ||
        !digits(&month, (struct sv){text.ptr + 5, 2}) ||
        !digits(&day, (struct sv){text.ptr + 8, 2}))
        return false;
    date = date_from_civil(year, month, day);
    if (date == DATE_NONE)
        return false;
    *out = date;
    return true;
}

char *date_iso(char out[DATE_TEXT], int32_t date)
{
    out[0] = 0;
    if (date != DATE_NONE) {
        struct civil c = date_civil(date);
        snprintf(out, DATE_TEXT, "%04d-%02d-%02d", c.year % 10000,
                 c.month % 100, c.day % 100);
    }
    return out;
}

char *date_said(char out[DATE_TEXT], int32_t date)
{
    static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";

    out[0] = 0;
    if (date != DATE_NONE) {
        struct civil c = date_civil(date);
        snprintf(out, DATE_TEXT, "%d %.3s %d", c.day % 100,
                 months + (size_t)3 * (size_t)(c.month - 1), c.year % 10000);
    }
    return out;
}

int date_quarter(int32_t date, int first_month)
{
    struct civil c = date_civil(date);
    int months = (c.year - 1970) * 12 + c.month - 1;

    if (first_month > 1)
        months += 13 - first_month;
    return months >= 0 ? months / 3 : (months - 2) / 3;
}

int32_t quarter_start(int quarter, int first_month)
{
    int months = quarter * 3 - (first_month > 1 ? 13 - first_month : 0);
    int year = months >= 0 ? months / 12 : (months - 11) / 12;

    return date_from_civil(1970 + year, months - year * 12 + 1, 1);
}

char *quarter_name(char out[DATE_TEXT], int quarter)
{
    int year = quarter >= 0 ? quarter / 4 : (quarter - 3) / 4;

    snprintf(out, DATE_TEXT, "%04dQ%d", (1970 + year) % 10000,
             (quarter - year * 4) % 4 + 1);
    return out;
}

char *quarter_label(char out[DATE_TEXT], int quarter, int first_month)
{
    char name[DATE_TEXT];

    quarter_name(name, quarter);
    snprintf(out, DATE_TEXT, "%s %s%.4s", name + 4, first_month > 1 ? "FY" : "",
             name);
    return out;
}

/* "Q3" or "q3" at the front. */
static bool take_number(int *out, struct sv *rest)
{
    if (rest->len < 2 || (rest->ptr[0] | 0x20) != 'q' || rest->ptr[1] < '1' ||
        rest->ptr[1] > '4')
        return false;
    *out = rest->ptr[1] - '1';
    *rest = sv_skip(*rest, 2);
    return true;
}

static bool take_year(int *out, struct sv *rest)
{
    struct sv at = *rest;
    int year = 0;

    if (sv_starts_fold(at, SV("FY")))
        at = sv_trim(sv_skip(at, 2));
    if (at.len < 4 || (at.len > 4 && ascii_digit(at.ptr[4])))
        return false;
    for (size_t k = 0; k < 4; k++) {
        if (!ascii_digit(at.ptr[k]))
            return false;
        year = year * 10 + at.ptr[k] - '0';
    }
    if (year < 1900 || year > 2199)
        return false;
    *out = year;
    *rest = sv_skip(at, 4);
    return true;
}

static void skip_marks(struct sv *rest)
{
    while (rest->len && strchr(" \t-/.", rest->ptr[0]))
        *rest = sv_skip(*rest, 1);
}

bool quarter_take(int *out, struct sv *rest)
{
    struct sv at = sv_trim(*rest);
    int number = 0, year;
    bool first = take_number(&number, &at);

    skip_marks(&at);
    if (!take_year(&year, &at))
        return false;
    if (!first) {
        skip_marks(&at);
        if (!take_number(&number, &at))
            return false;
    }
    if (at.len && (ascii_digit(at.ptr[0]) || ascii_letter(at.ptr[0])))
        return false;
    *out = (year - 1970) * 4 + number;
    *rest = sv_trim(at);
    return true;
}

int date_weekday(int32_t date)
{
    int day = (date + 3) % 7;
    return day < 0 ? day + 7 : day;
}
