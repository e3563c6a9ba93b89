#include "render/words/style.h"

#include <stdio.h>

static const struct {
    const char *code, *sign;
} SIGNS[] = {
    {"USD", "$"},        {"EUR", "\xe2\x82\xac"}, {"GBP", "\xc2\xa3"},
    {"JPY", "\xc2\xa5"}, {"INR", "\xe2\x82\xb9"}, {"CAD", "CA$"},
    {"AUD", "A$"},
};
static const char HARD_BLANK[] = "\xc2\xa0";

struct sv money_sign(struct style s)
{
    if (s.sign.len)
        return s.sign;
    for (size_t i = 0; i < sizeof SIGNS / sizeof SIGNS[0]; i++)
        if (sv_eq_fold(s.code, sv_from(SIGNS[i].code)))
            return sv_from(SIGNS[i].sign);
    return s.code;
}

/* Letters stand apart from the number, a sign does not. */
static bool ends_in_letter(struct sv sign)
{
    char last = sign.len ? sign.ptr[sign.len - 1] : 0;

    return (last >= 'A' && last <= 'Z') || (last >= 'a' && last <= 'z') ||
           last == '.';
}

void money_marks(struct money_marks *out, struct style s)
{
    struct sv sign = money_sign(s);
    int len = (int)(sign.len > MONEY_SIGN ? MONEY_SIGN : sign.len);

    *out = (struct money_marks){0};
    if (!sign.len)
        return;
    if (s.after)
        snprintf(out->after, sizeof out->after, "%s%.*s", HARD_BLANK, len,
                 sign.ptr);
    else
        snprintf(out->before, sizeof out->before, "%.*s%s", len, sign.ptr,
                 ends_in_letter(sign) ? " " : "");
}
