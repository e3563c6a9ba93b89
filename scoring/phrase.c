#include "scoring/phrase.h"

#include <math.h>
#include <stdbool.h>

/* Puts commas between the thousands of the digits that start `text`. */
static struct sv with_commas(struct sv text, struct arena *a)
{
    size_t digits = 0, commas, at = 0;

    while (digits < text.len && text.ptr[digits] >= '0' &&
           text.ptr[digits] <= '9')
        digits++;
    commas = digits > 0 ? (digits - 1) / 3 : 0;

    char *out = arena_alloc(a, text.len + commas + 1, 1);
    for (size_t i = 0; i < text.len; i++) {
        if (i > 0 && i < digits && (digits - i) % 3 == 0)
            out[at++] = ',';
        out[at++] = text.ptr[i];
    }
    return (struct sv){out, at};
}

struct sv phrase_count(size_t n, struct arena *a)
{
    return with_commas(sv_printf(a, "%zu", n), a);
}

struct sv phrase_share(size_t part, size_t whole, struct arena *a)
{
    if (whole == 0)
        return SV("–");

    double share = (double)part / (double)whole;
    return phrase_rate(share, part < whole && part > 0 ? round(share) : share,
                       a);
}

struct sv phrase_rate(double rate, double other, struct arena *a)
{
    struct sv text = SV("–");

    if (isnan(rate))
        return text;
    for (int decimals = 0; decimals <= 3; decimals++) {
        text = sv_printf(a, "%.*f%%", decimals, 100 * rate);
        if (rate == other || isnan(other) ||
            !sv_eq(text, sv_printf(a, "%.*f%%", decimals, 100 * other)))
            break;
    }
    return text;
}

static struct sv with_share(size_t part, size_t whole, struct sv share,
                            struct arena *a)
{
    struct sv p = phrase_count(part, a), w = phrase_count(whole, a);

    return sv_printf(a, "%.*s of %.*s (%.*s)", SV_ARG(p), SV_ARG(w),
                     SV_ARG(share));
}

struct sv phrase_of(size_t part, size_t whole, struct arena *a)
{
    return with_share(part, whole, phrase_share(part, whole, a), a);
}

struct sv phrase_of_beside(size_t part, size_t whole, double other,
                           struct arena *a)
{
    struct sv share = phrase_share(part, whole, a);

    if (whole > 0) {
        double rate = (double)part / (double)whole;
        struct sv apart = phrase_rate(rate, other, a);
        share = apart.len > share.len ? apart : share;
    }
    return with_share(part, whole, share, a);
}

struct sv phrase_money(double amount, struct currency c, struct arena *a)
{
    struct money_marks marks;

    if (isnan(amount))
        return SV("–");

    money_marks(&marks, c);
    double size = fabs(amount);
    bool cents = size < 100 && size != floor(size);
    struct sv digits = size >= 1e15 ? sv_printf(a, "%.3g", size)
                       : cents      ? sv_printf(a, "%.2f", size)
                                    : sv_printf(a, "%.0f", size);
    digits = with_commas(digits, a);
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

struct sv phrase_p(double p, struct arena *a)
{
    if (isnan(p))
        return SV("p not known");
    if (p < 0.001)
        return SV("p < 0.001");
    return sv_printf(a, "p = %.*f", p < 0.0995 ? 3 : 2, p);
}

struct sv phrase_signed(double x, int decimals, struct arena *a)
{
    struct sv digits = sv_printf(a, "%.*f", decimals, fabs(x));
    bool zero = strspn(digits.ptr, "0.") == digits.len;

    return sv_printf(a, "%s%.*s",
                     zero    ? ""
                     : x < 0 ? "−"
                             : "+",
                     SV_ARG(digits));
}

struct sv phrase_days(double days, struct arena *a)
{
    return sv_printf(a, "%.*f", days == floor(days) ? 0 : 1, days);
}
