#include "render/words/phrase.h"

#include <math.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* Shown as nothing, so that no sign stands before it. */
static bool is_zero(struct sv digits)
{
    return strpbrk(digits.ptr, "123456789") == NULL;
}

/* What printf has rounded, with the marks of the style. */
static struct sv styled(struct style s, struct arena *a, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
static struct sv styled(struct style s, struct arena *a, const char *fmt, ...)
{
    char plain[NUMBER_TEXT], text[NUMBER_TEXT];
    va_list args;

    va_start(args, fmt);
    vsnprintf(plain, sizeof plain, fmt, args);
    va_end(args);
    return sv_copy(a, sv_from(number_write(text, plain, s.numbers)));
}

struct sv phrase_count(size_t n, struct style s, struct arena *a)
{
    return styled(s, a, "%zu", n);
}

struct sv phrase_fixed(double x, int decimals, struct style s, struct arena *a)
{
    if (isnan(x))
        return SV("–");
    struct sv digits = styled(s, a, "%.*f", decimals, fabs(x));
    return x < 0 && !is_zero(digits) ? sv_printf(a, "−%.*s", SV_ARG(digits))
                                     : digits;
}

struct sv phrase_value(double x, struct style s, struct arena *a)
{
    if (isnan(x))
        return SV("–");
    struct sv digits = styled(s, a, "%.6g", fabs(x));
    return x < 0 ? sv_printf(a, "−%.*s", SV_ARG(digits)) : digits;
}

struct sv phrase_percent(double share, int decimals, struct style s,
                         struct arena *a)
{
    return isnan(share) ? SV("–")
                        : styled(s, a, "%.*f%%", decimals, 100 * share);
}

struct sv phrase_share(size_t part, size_t whole, struct style s,
                       struct arena *a)
{
    if (whole == 0)
        return SV("–");

    double share = (double)part / (double)whole;
    return phrase_rate(share, part < whole && part > 0 ? round(share) : share,
                       s, a);
}

struct sv phrase_rate(double rate, double other, struct style s,
                      struct arena *a)
{
    struct sv text = SV("–");

    if (isnan(rate))
        return text;
    for (int decimals = 0; decimals <= 3; decimals++) {
        text = phrase_percent(rate, decimals, s, a);
        if (rate == other || isnan(other) ||
            !sv_eq(text, phrase_percent(other, decimals, s, a)))
            break;
    }
    return text;
}

static struct sv with_share(size_t part, size_t whole, struct sv share,
                            struct style s, struct arena *a)
{
    struct sv p = phrase_count(part, s, a), w = phrase_count(whole, s, a);

    return sv_printf(a, "%.*s of %.*s (%.*s)", SV_ARG(p), SV_ARG(w),
                     SV_ARG(share));
}

struct sv phrase_of(size_t part, size_t whole, struct style s, struct arena *a)
{
    return with_share(part, whole, phrase_share(part, whole, s, a), s, a);
}

struct sv phrase_of_beside(size_t part, size_t whole, double other,
                           struct style s, struct arena *a)
{
    struct sv share = phrase_share(part, whole, s, a);

    if (whole > 0) {
        double rate = (double)part / (double)whole;
        struct sv apart = phrase_rate(rate, other, s, a);
        share = apart.len > share.len ? apart : share;
    }
    return with_share(part, whole, share, s, a);
}

struct sv phrase_money(double amount, struct style s, struct arena *a)
{
    struct money_marks marks;

    if (isnan(amount))
        return SV("–");

    money_marks(&marks, s);
    double size = fabs(amount);
    bool cents = size < 100 && size != floor(size);
    struct sv digits = size >= 1e15 ? styled(s, a, "%.3g", size)
                                    : styled(s, a, "%.*f", cents ? 2 : 0, size);
    return sv_printf(a, "%s%s%.*s%s", amount < 0 ? "−" : "", marks.before,
                     SV_ARG(digits), marks.after);
}

struct sv phrase_name(struct sv name, struct arena *a)
{
    if (name.len <= PHRASE_NAME)
        return name;

    size_t len = PHRASE_NAME - 3; /* room for the ellipsis */
    while (len > 0 && ((unsigned char)name.ptr[len] & 0xC0) == 0x80)
        len--;
    return sv_printf(a, "%.*s…", (int)len, name.ptr);
}

struct sv phrase_p(double p, struct style s, struct arena *a)
{
    if (isnan(p))
        return SV("p not known");

    bool tiny = p < 0.001;
    struct sv text = styled(s, a, "%.*f", p < 0.0995 ? 3 : 2, tiny ? 0.001 : p);
    return sv_printf(a, "p %s %.*s", tiny ? "<" : "=", SV_ARG(text));
}

struct sv phrase_signed(double x, int decimals, struct style s, struct arena *a)
{
    struct sv digits = styled(s, a, "%.*f", decimals, fabs(x));

    return sv_printf(a, "%s%.*s",
                     is_zero(digits) ? ""
                     : x < 0         ? "−"
                                     : "+",
                     SV_ARG(digits));
}

struct sv phrase_days(double days, struct style s, struct arena *a)
{
    return phrase_fixed(days, days == floor(days) ? 0 : 1, s, a);
}
