#include "render/words/phrase.h"

#include <math.h>

#include "render/words/format.h"

struct sv phrase_count(size_t n, struct style s, struct arena *a)
{
    char text[FORMAT_TEXT];

    return sv_copy(a, sv_from(format_count(text, (double)n, s)));
}

struct sv phrase_fixed(double x, int decimals, struct style s, struct arena *a)
{
    char text[FORMAT_TEXT];

    return sv_copy(a, sv_from(format_fixed(text, x, decimals, s)));
}

struct sv phrase_value(double x, struct style s, struct arena *a)
{
    char text[FORMAT_TEXT];

    return sv_copy(a, sv_from(format_value(text, x, s)));
}

struct sv phrase_percent(double share, int decimals, struct style s,
                         struct arena *a)
{
    char text[FORMAT_TEXT];

    return sv_copy(a, sv_from(format_percent(text, share, decimals, s)));
}

struct sv phrase_share(size_t part, size_t whole, struct style s,
                       struct arena *a)
{
    return phrase_percent(whole ? (double)part / (double)whole : (double)NAN, 0,
                          s, a);
}

struct sv phrase_rate(double rate, double other, struct style s,
                      struct arena *a)
{
    struct sv text = phrase_percent(rate, 0, s, a);

    for (int decimals = 1; decimals <= FORMAT_PERCENT; decimals++) {
        if (rate == other || isnan(rate) || isnan(other) ||
            !sv_eq(text, phrase_percent(other, decimals - 1, s, a)))
            break;
        text = phrase_percent(rate, decimals, s, a);
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
    char text[FORMAT_TEXT];

    return sv_copy(a, sv_from(format_money_full(text, amount, s)));
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

struct sv phrase_ended(struct sv sentence, struct arena *a)
{
    if (!sentence.len || sentence.ptr[sentence.len - 1] == '.')
        return sentence;
    return sv_printf(a, "%.*s.", SV_ARG(sentence));
}

struct sv phrase_p(double p, struct style s, struct arena *a)
{
    char text[FORMAT_TEXT];

    return sv_copy(a, sv_from(format_p(text, p, s)));
}

struct sv phrase_signed(double x, int decimals, struct style s, struct arena *a)
{
    char text[FORMAT_TEXT];

    return sv_copy(a, sv_from(format_signed(text, x, decimals, s)));
}

struct sv phrase_days(double days, struct style s, struct arena *a)
{
    return phrase_fixed(days, days == floor(days) ? 0 : 1, s, a);
}

const char *phrase_plural(size_t n, const char *one, const char *many)
{
    return n == 1 ? one : many;
}

struct sv phrase_in_brackets(double amount, struct style s, struct arena *a)
{
    char money[FORMAT_TEXT];

    if (!(amount > 0))
        return (struct sv){0};
    return sv_printf(a, " (%s)", format_money_short(money, amount, s));
}

struct sv phrase_day_count(double days, struct style s, struct arena *a)
{
    return sv_printf(a, "%.*s day%s", SV_ARG(phrase_fixed(days, 0, s, a)),
                     days == 1 ? "" : "s");
}
