#include "scoring/intake/html_entities.h"

enum { FIRST_LATIN = 0xA0, NAME_MOST = 10, REPLACEMENT = 0xFFFD };

/* U+00A0 to U+00FF, in their order. */
static const char LATIN[] =
    "nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not "
    "shy reg macr deg plusmn sup2 sup3 acute micro para middot cedil sup1 "
    "ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml "
    "Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml "
    "ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute "
    "Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring "
    "aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml eth "
    "ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute "
    "ucirc uuml yacute thorn yuml";

static const struct {
    const char *name;
    int32_t code;
} OTHERS[] = {
    {"amp", '&'},       {"lt", '<'},        {"gt", '>'},
    {"quot", '"'},      {"apos", '\''},     {"euro", 0x20AC},
    {"ndash", 0x2013},  {"mdash", 0x2014},  {"lsquo", 0x2018},
    {"rsquo", 0x2019},  {"sbquo", 0x201A},  {"ldquo", 0x201C},
    {"rdquo", 0x201D},  {"bdquo", 0x201E},  {"bull", 0x2022},
    {"hellip", 0x2026}, {"trade", 0x2122},  {"minus", 0x2212},
    {"OElig", 0x152},   {"oelig", 0x153},   {"Scaron", 0x160},
    {"scaron", 0x161},  {"Yuml", 0x178},    {"ensp", 0x2002},
    {"emsp", 0x2003},   {"thinsp", 0x2009}, {"zwnj", 0x200C},
    {"lsaquo", 0x2039}, {"rsaquo", 0x203A},
};

static int32_t named(struct sv name)
{
    struct sv rest = sv_from(LATIN);

    for (size_t k = 0; k < sizeof OTHERS / sizeof OTHERS[0]; k++)
        if (sv_eq(name, sv_from(OTHERS[k].name)))
            return OTHERS[k].code;
    for (int32_t code = FIRST_LATIN; rest.len; code++)
        if (sv_eq(sv_cut(&rest, ' '), name))
            return code;
    return 0;
}

static int digit(char c, int base)
{
    int value = ascii_hex(c);

    return value < base ? value : -1;
}

static int32_t numbered(struct sv s, size_t *used)
{
    int base = s.len > 2 && (s.ptr[2] | 0x20) == 'x' ? 16 : 10;
    size_t first = base == 16 ? 3 : 2, at = first;
    int32_t code = 0;

    for (; at < s.len && digit(s.ptr[at], base) >= 0; at++)
        if (code < 0x110000)
            code = code * base + digit(s.ptr[at], base);
    if (at == first)
        return 0;
    *used = at + (at < s.len && s.ptr[at] == ';');
    if (code == 0 || code >= 0x110000 || (code >= 0xD800 && code < 0xE000))
        return REPLACEMENT;
    return code;
}

int32_t html_entity(struct sv s, size_t *used)
{
    size_t len = 1;

    if (s.len > 1 && s.ptr[1] == '#')
        return numbered(s, used);
    while (len < s.len && len <= NAME_MOST &&
           (ascii_letter(s.ptr[len]) || ascii_digit(s.ptr[len])))
        len++;
    if (len == s.len || s.ptr[len] != ';')
        return 0;
    *used = len + 1;
    return named((struct sv){s.ptr + 1, len - 1});
}
