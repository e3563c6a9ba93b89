#include "scoring/intake/date_column.h"

#include "scoring/intake/month_names.h"

static char lower(char c)
{
    return (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

/* Up to max digits off the front; how many there were. */
static size_t cut_number(int *out, struct sv *s, size_t max)
{
    size_t n = 0;

    *out = 0;
    while (n < max && n < s->len && ascii_digit(s->ptr[n]))
        *out = *out * 10 + (s->ptr[n++] - '0');
    *s = sv_skip(*s, n);
    return n;
}

static bool cut_char(struct sv *s, char c)
{
    if (!s->len || s->ptr[0] != c)
        return false;
    *s = sv_skip(*s, 1);
    return true;
}

static bool cut_text(struct sv *s, struct sv text)
{
    if (!sv_starts(*s, text))
        return false;
    *s = sv_skip(*s, text.len);
    return true;
}

/* Also the no-break blanks that browsers write before AM and PM. */
static void cut_blanks(struct sv *s)
{
    while (cut_char(s, ' ') || cut_char(s, '\t') || cut_text(s, SV("\u00a0")) ||
           cut_text(s, SV("\u202f")))
        ;
}

/* "am", "PM", "a.m.", "a. m.": at the front. */
static bool cut_half_day(struct sv *s)
{
    struct sv t = *s;

    if (!t.len || (lower(t.ptr[0]) != 'a' && lower(t.ptr[0]) != 'p'))
        return false;
    t = sv_skip(t, 1);
    if (cut_char(&t, '.'))
        cut_blanks(&t);
    if (!t.len || lower(t.ptr[0]) != 'm')
        return false;
    t = sv_skip(t, 1);
    cut_char(&t, '.');
    *s = t;
    return true;
}

/* "Z", "UTC", "GMT", "+0000", "+01:00", "-05". */
static bool cut_zone(struct sv *s)
{
    int hours, minutes;
    char c = s->len ? lower(s->ptr[0]) : 0;

    if (c == 'z')
        return cut_char(s, s->ptr[0]);
    for (size_t i = 0; i < 2; i++) {
        struct sv name = i ? SV("gmt") : SV("utc");
        if (s->len >= 3 && sv_eq_fold((struct sv){s->ptr, 3}, name)) {
            *s = sv_skip(*s, 3);
            return true;
        }
    }
    if (!cut_char(s, '+') && !cut_char(s, '-'))
        return false;
    if (cut_number(&hours, s, 2) != 2 || hours > 14)
        return false;
    cut_char(s, ':');
    size_t n = cut_number(&minutes, s, 2);
    return n == 0 || (n == 2 && minutes < 60);
}

/* Is what follows the date nothing, or a time of day with its zone? */
static bool cut_time(int32_t *seconds, struct sv s)
{
    int hour, minute, second = 0, fraction;
    bool afternoon;

    *seconds = -1;
    if (!s.len)
        return true;
    size_t len = s.len;
    cut_blanks(&s);
    if (s.len == len && !cut_char(&s, 'T') && !cut_char(&s, 't') &&
        !cut_char(&s, ','))
        return false;
    cut_blanks(&s);
    if (!cut_number(&hour, &s, 2) || !cut_char(&s, ':') ||
        cut_number(&minute, &s, 2) != 2)
        return false;
    if (cut_char(&s, ':') && cut_number(&second, &s, 2) != 2)
        return false;
    if ((cut_char(&s, '.') || cut_char(&s, ',')) &&
        !cut_number(&fraction, &s, 9))
        return false;
    if (hour > 24 || minute > 59 || second > 60)
        return false;
    cut_blanks(&s);
    afternoon = s.len && lower(s.ptr[0]) == 'p';
    if (cut_half_day(&s)) {
        if (hour < 1 || hour > 12)
            return false;
        hour = hour % 12 + 12 * afternoon;
        cut_blanks(&s);
    }
    *seconds = (hour * 60 + minute) * 60 + second;
    if (s.len && !cut_zone(&s))
        return false;
    return !s.len;
}

static int full_year(int year, size_t digits)
{
    if (digits == 4)
        return year;
    return digits == 2 ? year + (year < 69 ? 2000 : 1900) : -1;
}

static struct raw_date exact(int year, int month, int day, struct sv rest)
{
    int32_t date = date_from_civil(year, month, day), seconds;

    if (date == DATE_NONE || !cut_time(&seconds, rest))
        return (struct raw_date){.form = DATE_FORM_BAD};
    return (struct raw_date){
        .form = DATE_FORM_EXACT, .date = date, .seconds = seconds};
}

static void cut_joints(struct sv *s)
{
    while (cut_char(s, ' ') || cut_char(s, '-') || cut_char(s, ',') ||
           cut_char(s, '.') || cut_char(s, '/'))
        ;
}

/* "1st", "1er", "1º" and "1°": what may stand behind a day. */
static void cut_ordinal(struct sv *s)
{
    static const struct sv ORDINALS[] = {SV("st"),    SV("nd"), SV("rd"),
                                         SV("th"),    SV("er"), SV("\u00ba"),
                                         SV("\u00b0")};

    for (size_t k = 0; k < sizeof ORDINALS / sizeof ORDINALS[0]; k++)
        if (cut_text(s, ORDINALS[k]))
            return;
}

/* "de", "of": 31 de enero de 2024. */
static void cut_particle(struct sv *s)
{
    if (!cut_text(s, SV("de ")) && !cut_text(s, SV("of ")))
        cut_text(s, SV("del "));
    cut_joints(s);
}

/* "31 Jan 2024", "31-Jan-24", "Jan 31, 2024", "31 de enero de 2024". */
static struct raw_date named_month(struct sv s)
{
    int day = 0, year, month = month_name_cut(&s);

    if (!month) {
        cut_number(&day, &s, 2);
        cut_ordinal(&s);
        cut_joints(&s);
        cut_particle(&s);
        month = month_name_cut(&s);
    } else {
        cut_joints(&s);
        cut_number(&day, &s, 2);
        if (s.len && ascii_digit(s.ptr[0])) /* "Mar 2024": no day */
            day = 0;
        cut_ordinal(&s);
    }
    cut_joints(&s);
    cut_particle(&s);
    size_t digits = cut_number(&year, &s, 4);
    return exact(full_year(year, digits), month, day, s);
}

/* "2024-Jan-31", and what follows the year of 2024年1月31日. */
static struct raw_date year_first(int year, struct sv s)
{
    struct raw_date bad = {.form = DATE_FORM_BAD};
    int month, day;

    if (cut_text(&s, SV("\u5e74"))) {
        cut_blanks(&s);
        if (!cut_number(&month, &s, 2) || !cut_text(&s, SV("\u6708")))
            return bad;
        cut_blanks(&s);
        if (!cut_number(&day, &s, 2) || !cut_text(&s, SV("\u65e5")))
            return bad;
        return exact(year, month, day, s);
    }
    cut_joints(&s);
    month = month_name_cut(&s);
    cut_joints(&s);
    return month && cut_number(&day, &s, 2) ? exact(year, month, day, s) : bad;
}

/* A number of days, seconds or milliseconds, of years 1930 to 2099; a fraction
 * is a time of day, or nothing. */
static struct raw_date number_date(struct sv s)
{
    enum { EPOCH_SERIAL = 25569, DAY_SECONDS = 86400 };
    struct raw_date raw = {.form = DATE_FORM_NUMBER, .seconds = -1};
    int64_t value = 0, seconds;
    double fraction = 0, place = 1;
    size_t digits = 0;

    for (; digits < s.len && ascii_digit(s.ptr[digits]) && digits < 14;
         digits++)
        value = value * 10 + (s.ptr[digits] - '0');
    s = sv_skip(s, digits);
    if (s.len > 1 && (s.ptr[0] == '.' || s.ptr[0] == ','))
        for (cut_char(&s, s.ptr[0]); s.len && ascii_digit(s.ptr[0]);
             cut_char(&s, s.ptr[0]))
            fraction += (s.ptr[0] - '0') * (place /= 10);
    if (digits == 5 && value >= 10959 && value <= 73050) {
        raw.number = DATE_NUMBER_SERIAL;
        seconds = (value - EPOCH_SERIAL) * DAY_SECONDS;
        if (fraction > 0)
            seconds += (int64_t)(fraction * DAY_SECONDS + 0.5);
    } else if ((digits == 9 || digits == 10) && value < INT64_C(4102444800)) {
        raw.number = DATE_NUMBER_SECONDS;
        seconds = value;
    } else if ((digits == 12 || digits == 13) &&
               value < INT64_C(4102444800000)) {
        raw.number = DATE_NUMBER_MILLIS;
        seconds = value / 1000;
    } else {
        return (struct raw_date){.form = DATE_FORM_BAD};
    }
    if (s.len)
        return (struct raw_date){.form = DATE_FORM_BAD};
    int64_t day = seconds / DAY_SECONDS - (seconds % DAY_SECONDS < 0);
    raw.date = (int32_t)day;
    if (raw.number != DATE_NUMBER_SERIAL || fraction > 0)
        raw.seconds = (int32_t)(seconds - day * DAY_SECONDS);
    return raw;
}

struct raw_date raw_date_parse(struct sv text)
{
    struct raw_date bad = {.form = DATE_FORM_BAD};
    struct sv s = sv_trim(text);
    int first, second, year;
    int32_t seconds;
    size_t digits;
    char joint;

    if (!s.len)
        return bad;
    if (!ascii_digit(s.ptr[0]))
        return named_month(s);
    struct sv whole = s;
    digits = cut_number(&first, &s, 8);
    if (digits == 5 || (digits == 8 && s.len && ascii_digit(s.ptr[0])))
        return number_date(whole);
    if (digits == 8)
        return exact(first / 10000, first / 100 % 100, first % 100, s);
    if (!s.len || (digits != 4 && digits > 2))
        return bad;
    joint = s.ptr[0];
    if (joint != '-' && joint != '/' && joint != '.')
        return digits == 4 ? year_first(first, s) : named_month(whole);
    cut_char(&s, joint);
    if (s.len && !ascii_digit(s.ptr[0]))
        return digits == 4 ? year_first(first, s) : named_month(whole);
    if (!cut_number(&second, &s, 2) || !cut_char(&s, joint))
        return bad;
    size_t last = cut_number(&year, &s, 4);
    if (digits == 4)
        return last == 1 || last == 2 ? exact(first, second, year, s) : bad;
    if (!cut_time(&seconds, s) || full_year(year, last) < 0)
        return bad;
    struct raw_date raw = {.form = DATE_FORM_SLASHED,
                           .first = first,
                           .second = second,
                           .year = full_year(year, last),
                           .seconds = seconds,
                           .dots = joint == '.',
                           .short_year = last == 2};
    if (raw_date_resolve(&raw, DATE_ORDER_MDY) == DATE_NONE &&
        raw_date_resolve(&raw, DATE_ORDER_DMY) == DATE_NONE)
        return bad;
    return raw;
}

int32_t raw_date_resolve(const struct raw_date *raw, enum date_order order)
{
    if (raw->form == DATE_FORM_EXACT)
        return raw->date;
    if (raw->form != DATE_FORM_SLASHED)
        return DATE_NONE;
    return order == DATE_ORDER_DMY
               ? date_from_civil(raw->year, raw->second, raw->first)
               : date_from_civil(raw->year, raw->first, raw->second);
}

void date_evidence_add(struct date_evidence *e, const struct raw_date *raw,
                       size_t line)
{
    bool mdy, dmy;

    if (raw->form == DATE_FORM_NUMBER)
        e->numbers[raw->number]++;
    if (raw->form == DATE_FORM_EXACT) {
        e->exact++;
        e->early += date_civil(raw->date).day <= 12;
    }
    if (raw->form != DATE_FORM_SLASHED)
        return;
    mdy = raw_date_resolve(raw, DATE_ORDER_MDY) != DATE_NONE;
    dmy = raw_date_resolve(raw, DATE_ORDER_DMY) != DATE_NONE;
    if (raw->first == raw->second)
        return; /* 5/5/2024 says nothing and needs nothing */
    e->slashed++;
    e->dotted += raw->dots;
    if (raw->short_year) {
        e->firsts |= UINT32_C(1) << raw->first;
        e->years |= UINT32_C(1) << (raw->year % 100 < 32 ? raw->year % 100 : 0);
    }
    e->mdy += mdy && !dmy;
    e->dmy += dmy && !mdy;
    if (!e->slashed_line)
        e->slashed_line = line;
    if (mdy && !dmy && !e->mdy_line)
        e->mdy_line = line;
    if (dmy && !mdy && !e->dmy_line)
        e->dmy_line = line;
}

void raw_date_settle(struct raw_date *raw, const struct date_evidence *e)
{
    enum { ONE_IN = 20 };
    size_t all = 0;

    if (raw->form != DATE_FORM_NUMBER)
        return;
    for (size_t k = 0; k < DATE_NUMBER_COUNT; k++)
        all += e->numbers[k];
    if (e->numbers[raw->number] * 2 > all && e->slashed * ONE_IN <= all)
        raw->form = DATE_FORM_EXACT;
}

/* AUTO: the column does not say. False: it contradicts itself. */
static bool column_order(enum date_order *out, const struct date_evidence *e)
{
    enum { SLIPS = 99 }; /* to one that contradicts */

    *out = DATE_ORDER_AUTO;
    if (!e->mdy && !e->dmy) {
        if (e->slashed && e->dotted == e->slashed)
            *out = DATE_ORDER_DMY;
        return true;
    }
    *out = e->mdy > e->dmy ? DATE_ORDER_MDY : DATE_ORDER_DMY;
    size_t more = e->mdy > e->dmy ? e->mdy : e->dmy;
    size_t less = e->mdy + e->dmy - more;
    return less * SLIPS <= more;
}

static int bits(uint32_t set)
{
    int n = 0;

    for (; set; set &= set - 1)
        n++;
    return n;
}

/* 24-03-11: what changes least stands in front, and what ends the date is
 * spread as days are. */
static bool year_in_front(const struct date_evidence *e)
{
    enum { MANY = 8 };

    return bits(e->years) >= MANY && bits(e->firsts) * 2 <= bits(e->years);
}

static bool ambiguous(const struct date_evidence *e, const char *path,
                      struct err *err)
{
    if (year_in_front(e))
        return err_set(err, EXIT_INPUT,
                       "%s:%zu: dates in column \"%.*s\" seem to begin with a "
                       "year of two digits; export them as YYYY-MM-DD, or give "
                       "--date-order mdy or dmy if they do not",
                       path, e->slashed_line, SV_ARG(e->header));
    if (e->mdy && e->dmy)
        return err_set(err, EXIT_INPUT,
                       "%s:%zu: column \"%.*s\" holds dates of both orders "
                       "(D/M/Y here, M/D/Y on line %zu); give --date-order "
                       "mdy or dmy",
                       path, e->dmy_line, SV_ARG(e->header), e->mdy_line);
    return err_set(err, EXIT_INPUT,
                   "%s:%zu: dates in column \"%.*s\" could be M/D/Y or D/M/Y "
                   "and no row decides; give --date-order mdy or dmy",
                   path, e->slashed_line, SV_ARG(e->header));
}

/*
 * A spreadsheet of another country that opens 03/04/2024 and 23/04/2024 makes
 * a date of the first, with day and month swapped, and a text of the second.
 */
static bool half_swapped(const struct date_evidence *e, const char *path,
                         struct err *err)
{
    enum { FEW_EXACT = 8, FEW_SLASHED = 3 };
    bool dmy = e->dmy > 0;

    if (e->exact < FEW_EXACT || e->early < e->exact ||
        e->slashed < FEW_SLASHED || e->slashed != (dmy ? e->dmy : e->mdy))
        return false;
    err_set(
        err, EXIT_INPUT,
        "%s:%zu: column \"%.*s\" holds %zu dates, all up to a month's 12th, "
        "and %zu texts of later days: a spreadsheet has swapped day and "
        "month where it could; import the export with that column as "
        "text, or give --date-order %s to take all as they stand",
        path, e->slashed_line, SV_ARG(e->header), e->exact, e->slashed,
        dmy ? "dmy" : "mdy");
    return true;
}

/* Is there a column whose dates are read in this order? */
static bool any_reads(const enum date_order *order,
                      const struct date_evidence *e, size_t n,
                      enum date_order which)
{
    for (size_t c = 0; c < n; c++)
        if (e[c].slashed && order[c] == which)
            return true;
    return false;
}

bool date_orders(enum date_order *out, const struct date_evidence *e, size_t n,
                 enum date_order declared, const char *path, struct err *err)
{
    bool mdy, dmy;

    for (size_t c = 0; c < n; c++) {
        out[c] = declared;
        if (declared == DATE_ORDER_AUTO && half_swapped(&e[c], path, err))
            return false;
        if (declared == DATE_ORDER_AUTO &&
            (year_in_front(&e[c]) || !column_order(&out[c], &e[c])))
            return ambiguous(&e[c], path, err);
    }
    mdy = any_reads(out, e, n, DATE_ORDER_MDY);
    dmy = any_reads(out, e, n, DATE_ORDER_DMY);
    for (size_t c = 0; c < n; c++) {
        if (out[c] != DATE_ORDER_AUTO)
            continue;
        if (e[c].slashed && mdy == dmy)
            return ambiguous(&e[c], path, err);
        out[c] = dmy && !mdy ? DATE_ORDER_DMY : DATE_ORDER_MDY;
    }
    return true;
}

const char *date_orders_name(const enum date_order *order,
                             const struct date_evidence *e, size_t n)
{
    bool mdy = any_reads(order, e, n, DATE_ORDER_MDY);
    bool dmy = any_reads(order, e, n, DATE_ORDER_DMY);

    return mdy && dmy ? "mixed" : mdy ? "M/D/Y" : dmy ? "D/M/Y" : "ISO";
}
