/* What CRM text is called on paper: isolated where it runs the other way, and
 * honest where no font of this machine has its letters. */
#include "render/brief/brief_parts.h"

#include "render/draw/shape.h"

/* Characters that no font has, of those that would show. */
static size_t missing(struct brief *b, struct sv text, size_t *all)
{
    size_t n = 0;

    *all = 0;
    while (text.len) {
        struct sv one = text;
        shape_next(&text);
        one.len -= text.len;
        *all += one.ptr[0] != ' ';
        n += !lettering_legible(b->lettering, one);
    }
    return n;
}

struct sv brief_isolated(struct brief *b, struct sv text)
{
    if (!text.len || lettering_plain(b->lettering, WEIGHT_REGULAR, text))
        return text;
    return sv_printf(&b->words, "\xe2\x81\xa8%.*s\xe2\x81\xa9", SV_ARG(text));
}

struct sv brief_named(struct brief *b, struct sv text, struct sv instead)
{
    size_t all, n = missing(b, text, &all);

    return 2 * n > all ? instead : brief_isolated(b, text);
}

struct sv brief_deal_title(struct brief *b, const struct report_deal *d)
{
    size_t all, n = missing(b, d->title, &all);

    if (2 * n > all)
        return sv_printf(&b->words, "Deal %.*s (its name needs a font)",
                         SV_ARG(d->id));
    struct sv title = brief_isolated(b, d->title);
    return n ? sv_printf(&b->words, "%.*s (%.*s)", SV_ARG(title), SV_ARG(d->id))
             : title;
}

/* Which package of Debian has a script; sample/need.sh installs them. */
static const struct {
    int32_t from, to;
    const char *package;
} PACKAGES[] = {
    {0x1100, 0x11ff, "fonts-nanum"},
    {0x2190, 0x2bff, "fonts-symbola"},
    {0x3130, 0x318f, "fonts-nanum"},
    {0x2e80, 0x9fff, "fonts-droid-fallback"},
    {0xac00, 0xd7af, "fonts-nanum"},
    {0xe000, 0xf8ff, NULL},
    {0x1f000, 0x1faff, "fonts-symbola"},
    {0x20000, 0x3ffff, "fonts-noto-cjk"},
    {0xf0000, 0x10ffff, NULL},
    {0, 0x10ffff, "fonts-noto-core"},
};

struct sv brief_remark(const struct lettering *l, struct arena *a)
{
    int32_t first;
    size_t n = lettering_missing(l, &first), k = 0;

    if (!n)
        return (struct sv){0};
    while (first < PACKAGES[k].from || first > PACKAGES[k].to)
        k++;
    return sv_printf(
        a,
        "brief.pdf: no font of this machine has U+%04X%s, so "
        "\xef\xbf\xbd or the deal\xe2\x80\x99s id stands there%s%s",
        (unsigned)first, n > 1 ? " and others" : "",
        PACKAGES[k].package ? "; try the package " : "",
        PACKAGES[k].package ? PACKAGES[k].package : "");
}
