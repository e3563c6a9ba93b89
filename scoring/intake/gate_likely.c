#include "scoring/intake/amount.h"
#include "scoring/intake/gate_parts.h"

enum holds { HOLDS_NUMBERS, HOLDS_DATES, HOLDS_WORDS };

/* What such a header has in its name, the word that fits best first, and what
 * it has not: an account's owner is no account. A word before `*` begins one of
 * the header's: Erstellungsdatum. */
static const struct {
    enum column column;
    enum holds holds;
    const char *words, *but;
} LIKELY[] = {
    {COLUMN_AMOUNT, HOLDS_NUMBERS,
     "amount value revenue acv arr mrr tcv price betrag umsatz montant importe "
     "valor importo bedrag \u91d1\u984d",
     ""},
    {COLUMN_CREATED, HOLDS_DATES,
     "creat* opened engage erstell* angelegt anlage* cr\u00e9* CR\u00c9* cree "
     "creaci* cria* creazione aangemaakt aanmaak* "
     "\u4f5c\u6210\u65e5 \u767b\u9332\u65e5",
     "lead account contact"},
    {COLUMN_CLOSED, HOLDS_DATES,
     "close closed closing abschluss* schluss* cloture cl\u00f4t* CL\u00d4T* "
     "fermeture cierre fechamento chiusura sluiting* "
     "\u30af\u30ed\u30fc\u30ba\u65e5 "
     "\u5b8c\u4e86\u65e5 \u5b8c\u4e86\u4e88\u5b9a\u65e5",
     ""},
    {COLUMN_OWNER, HOLDS_WORDS,
     "owner rep seller salesperson agent besitzer inhaber propri* "
     "propiet* titolare eigenaar \u6240\u6709\u8005 \u62c5\u5f53\u8005",
     "role account"},
    {COLUMN_STAGE, HOLDS_WORDS,
     "stage phase etape \u00e9tape \u00c9tape etapa fase "
     "\u30d5\u30a7\u30fc\u30ba \u30b9\u30c6\u30fc\u30b8",
     "previous last duration"},
    {COLUMN_ACCOUNT, HOLDS_WORDS,
     "account company customer client organization organisation firma kunde "
     "cliente klant compte cuenta conta \u53d6\u5f15\u5148 \u4f1a\u793e",
     "owner manager rep type status parent"},
};
enum { N_LIKELY = sizeof LIKELY / sizeof LIKELY[0] };

/* Is the word one of the header's: deal_created_date, DealCreatedDate? */
static bool has_word(struct sv header, struct sv word)
{
    bool part = sv_ends(word, SV("*"));

    word.len -= part;
    for (size_t at = 0; at + word.len <= header.len; at++) {
        struct sv here = {header.ptr + at, word.len};
        char before = at ? header.ptr[at - 1] : ' ';
        char after = ' ';
        if (at + word.len < header.len)
            after = header.ptr[at + word.len];
        bool begins =
            !ascii_letter(before) || (header.ptr[at] < 'a' && before >= 'a');
        bool ends = part || !ascii_letter(after) || after < 'a';
        if (begins && ends && sv_eq_fold(here, word))
            return true;
    }
    return false;
}

static bool named(struct sv header, const char *words)
{
    struct sv rest = sv_from(words);

    while (rest.len)
        if (has_word(header, sv_cut(&rest, ' ')))
            return true;
    return false;
}

static bool nearly(const struct gate *g, size_t header, size_t likely)
{
    struct sv name = g->headers[header];

    return named(name, LIKELY[likely].words) &&
           !named(name, LIKELY[likely].but) &&
           !dialect_no_column(&g->dialect, name);
}

/* What an encoding leaves of a currency's sign. */
static bool is_spoiled(char c)
{
    return (unsigned char)c >= 0x80 || c == '?' || c == ' ';
}

/* A number, but for a sign that an encoding has spoiled. */
static bool nearly_number(struct sv cell)
{
    double x;

    while (cell.len && is_spoiled(cell.ptr[0]))
        cell = sv_skip(cell, 1);
    while (cell.len && is_spoiled(cell.ptr[cell.len - 1]))
        cell.len--;
    return amount_parse(&x, NULL, cell, DECIMAL_UNKNOWN);
}

/* Three filled cells in four are such, and some are filled: of a column whose
 * cells are read in part the refusal is to tell, once it is mapped. */
static bool fits(const struct gate *g, int header, enum holds holds)
{
    size_t filled = 0, numbers = 0, almost = 0, dates = 0;

    for (size_t i = 0; i < g->n; i++) {
        struct sv cell = gate_cell(g, i, header);
        double x;
        if (!cell.len)
            continue;
        struct raw_date raw = raw_date_parse(cell);
        filled++;
        bool number = amount_parse(&x, NULL, cell, DECIMAL_UNKNOWN);
        numbers += number;
        almost += number || nearly_number(cell);
        dates += raw.form != DATE_FORM_BAD;
    }
    if (!filled)
        return false;
    switch (holds) {
    case HOLDS_NUMBERS:
        return almost * 4 >= filled * 3;
    case HOLDS_DATES:
        return dates * 4 >= filled * 3;
    case HOLDS_WORDS:
        break;
    }
    return numbers * 10 < filled && dates * 10 < filled;
}

static bool is_taken(const struct gate *g, const struct deals *d, int header)
{
    for (size_t c = 0; c < COLUMN_COUNT; c++)
        if (g->dialect.column[c] >= 0 &&
            header_same(g->headers[g->dialect.column[c]], g->headers[header]))
            return true;
    for (size_t k = 0; k < d->n_own_categories; k++)
        if (g->own_category[k] == header)
            return true;
    for (size_t k = 0; k < d->n_own_numerics; k++)
        if (g->own_numeric[k] == header)
            return true;
    for (size_t k = 0; k < d->n_likely; k++)
        if (sv_eq(d->likely[k].header, g->headers[header]))
            return true;
    return false;
}

/* Where the export has won and lost times, or owners' names, none is missed. */
static bool is_missing(const struct gate *g, enum column column)
{
    const int *c = g->dialect.column;

    return c[column] < 0 &&
           !(column == COLUMN_CLOSED &&
             (c[COLUMN_WON_TIME] >= 0 || c[COLUMN_LOST_TIME] >= 0 ||
              c[COLUMN_EXPECTED] >= 0)) &&
           !(column == COLUMN_STAGE && c[COLUMN_OUTCOME] >= 0);
}

int gate_nearly(const struct gate *g, enum column column)
{
    for (size_t k = 0; k < N_LIKELY; k++)
        for (size_t h = 0; LIKELY[k].column == column && h < g->n_headers; h++)
            if (nearly(g, h, k))
                return (int)h;
    return -1;
}

void gate_likely(struct gate *g, struct deals *d)
{
    for (size_t k = 0; k < N_LIKELY; k++) {
        if (!is_missing(g, LIKELY[k].column))
            continue;
        for (size_t h = 0; h < g->n_headers; h++) {
            if (!nearly(g, h, k) || is_taken(g, d, (int)h) ||
                !fits(g, (int)h, LIKELY[k].holds))
                continue;
            d->likely[d->n_likely++] =
                (struct likely_column){LIKELY[k].column, g->headers[h]};
            break;
        }
    }
}
