#include "scoring/intake/month_names.h"

enum { SHORTEST = 3, LONGEST = 12 };

/* Without accents; what is no beginning of a name stands as one. */
static const char *const MONTHS[12] = {
    "january januar janvier enero janeiro gennaio januari janner jaenner",
    "february februar fevrier febrero fevereiro febbraio februari",
    "march marz maerz mars marzo marco maart mrz mrt",
    "april avril abril aprile",
    "may mai mayo maio maggio mei",
    "june juni juin junio junho giugno",
    "july juli juillet julio julho luglio",
    "august aout agosto augustus",
    "september septembre septiembre setiembre setembro settembre",
    "october oktober octobre octubre outubro ottobre",
    "november novembre noviembre novembro",
    "december dezember decembre diciembre dezembro dicembre",
};

/* The letter of Latin-1's À to ý (second byte of UTF-8, small) without its
 * accent; 0: none of ours. */
static char without_accent(unsigned char c)
{
    static const char LETTERS[] = "aaaaaa.ceeeeiiii.nooooo..uuuuy..";
    char plain = c >= 0xA0 && c <= 0xBF ? LETTERS[c - 0xA0] : '.';

    return (char)(plain == '.' ? 0 : plain);
}

/* The next letter, small and plain; 0 where none stands. */
static char next_letter(struct sv *s, size_t *used)
{
    unsigned char c = (unsigned char)s->ptr[*used];

    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) {
        *used += 1;
        return (char)(c | 0x20);
    }
    if (c != 0xC3 || *used + 1 >= s->len)
        return 0;
    c = without_accent((unsigned char)s->ptr[*used + 1] | 0x20);
    *used += c ? 2 : 0;
    return (char)c;
}

/* An accent that stands as a character of its own (U+0300 to U+036F). */
static bool skip_accent(const struct sv *s, size_t *used)
{
    unsigned char c = *used + 1 < s->len ? (unsigned char)s->ptr[*used] : 0;

    if (c != 0xCC && c != 0xCD)
        return false;
    *used += 2;
    return true;
}

static bool begins_one(struct sv names, struct sv text)
{
    while (names.len)
        if (sv_starts(sv_cut(&names, ' '), text))
            return true;
    return false;
}

int month_name_cut(struct sv *s)
{
    char name[LONGEST];
    size_t used = 0, len = 0;
    int month = 0;

    while (used < s->len) {
        if (len && skip_accent(s, &used))
            continue;
        char c = next_letter(s, &used);
        if (!c)
            break;
        if (len == LONGEST)
            return 0;
        name[len++] = c;
    }
    if (len < SHORTEST)
        return 0;
    for (int m = 0; m < 12; m++) {
        if (!begins_one(sv_from(MONTHS[m]), (struct sv){name, len}))
            continue;
        if (month)
            return 0;
        month = m + 1;
    }
    if (month)
        *s = sv_skip(*s, used);
    return month;
}
