#include "scoring/intake/dialect.h"

#include <limits.h>

#include "scoring/base/buf.h"
#include "scoring/base/near.h"
#include "scoring/intake/dialect_parts.h"
#include "scoring/settings/settings.h"

const char *const CRMS[CRM_COUNT] = {
    [SALESFORCE] = "salesforce",
    [HUBSPOT] = "hubspot",
    [PIPEDRIVE] = "pipedrive",
    [DYNAMICS] = "dynamics",
    [MAVEN] = "maven",
    [SKYGENI] = "skygeni",
    [ZOHO] = "zoho",
    [ODOO] = "odoo",
    [CLOSE] = "close",
    [COPPER] = "copper",
    [FRESHSALES] = "freshsales",
    [SUITECRM] = "suitecrm",
    [SUGARCRM] = "sugarcrm",
    [MONDAY] = "monday",
    [BITRIX24] = "bitrix24",
    [ATTIO] = "attio",
    [GENERIC] = "generic",
};

/* Columns that a CRM must explain, at least. */
enum { FITS = 3 };

static bool is_filler(char c)
{
    return c == ' ' || c == '_' || c == '-' || c == '.' || c == '"' ||
           c == '\'' || c == '\t';
}

/* Reports of Salesforce mark the columns they are sorted by. */
static bool is_arrow(struct sv s)
{
    return sv_starts(s, SV("\u2191")) || sv_starts(s, SV("\u2193"));
}

/* The next byte that counts, lower case; of \u00c0 to \u00ff both bytes of the
 * letter; 0 at the end. */
static unsigned next_folded(struct sv *s)
{
    enum { LATIN = 0xC3, FIRST = 0x80, LAST = 0x9E, TIMES = 0x97 };

    while (s->len && (is_filler(s->ptr[0]) || is_arrow(*s))) {
        size_t len = is_arrow(*s) ? 3 : 1;
        *s = sv_skip(*s, len);
    }
    if (!s->len)
        return 0;
    unsigned char c = (unsigned char)s->ptr[0];
    *s = sv_skip(*s, 1);
    if (c == LATIN && s->len) {
        unsigned char next = (unsigned char)s->ptr[0];
        *s = sv_skip(*s, 1);
        if (next >= FIRST && next <= LAST && next != TIMES)
            next |= 0x20;
        return (unsigned)c << 8 | next;
    }
    return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c;
}

bool header_same(struct sv a, struct sv b)
{
    for (;;) {
        unsigned x = next_folded(&a), y = next_folded(&b);
        if (x != y)
            return false;
        if (!x)
            return true;
    }
}

struct sv header_folded(struct sv header, struct arena *a)
{
    char *out = ARENA_ARRAY(a, header.len + 1, char);
    size_t n = 0;

    for (unsigned c = next_folded(&header); c; c = next_folded(&header)) {
        if (c > UCHAR_MAX)
            out[n++] = (char)(c >> 8);
        out[n++] = (char)c;
    }
    return (struct sv){out, n};
}

/* "Created Date (2)": the second of that name. */
static int header_place(const struct sv *headers, size_t n, struct sv name)
{
    size_t len = name.len;
    int place;

    if (len < 4 || name.ptr[len - 1] != ')' || name.ptr[len - 3] != '(')
        return -1;
    place = name.ptr[len - 2] - '0';
    name.len -= 3;
    for (size_t i = 0; i < n && place > 0; i++)
        if (header_same(headers[i], name) && --place == 0)
            return (int)i;
    return -1;
}

int header_find(const struct sv *headers, size_t n, struct sv name)
{
    for (size_t i = 0; i < n; i++)
        if (sv_eq(headers[i], name))
            return (int)i;
    for (size_t i = 0; i < n; i++)
        if (header_same(headers[i], name))
            return (int)i;
    return header_place(headers, n, name);
}

bool header_names(struct sv header, enum column column)
{
    if (header_same(header, sv_from(column_name(column))))
        return true;
    for (size_t h = 0; h < N_HEADERS; h++)
        if (HEADERS[h].column == column &&
            header_same(header, sv_from(HEADERS[h].header)))
            return true;
    return false;
}

/* Columns that are only recorded do not decide which CRM it is. */
static bool tells_crm(enum column column)
{
    return column != COLUMN_PROBABILITY && column != COLUMN_MODIFIED &&
           column != COLUMN_STAGE_POSITION && column != COLUMN_COUNT;
}

/* Nor do plain words, which anybody may write. */
static bool is_plain_word(const char *header)
{
    for (size_t h = 0; h < N_HEADERS; h++)
        if (HEADERS[h].crm == GENERIC &&
            header_same(sv_from(HEADERS[h].header), sv_from(header)))
            return true;
    return false;
}

/* Are such headers also those of the CRM? */
static bool speaks(enum crm crm, enum crm of_headers)
{
    return of_headers == crm || (crm == SUGARCRM && of_headers == SUITECRM);
}

/* How many columns the headers of a CRM explain; plain words apart. */
struct fit {
    size_t columns, plain;
};

/* A header that may be the id or the name beside it explains one column. */
static bool stands_before(size_t h)
{
    for (size_t k = 0; k < h; k++)
        if (HEADERS[k].crm == HEADERS[h].crm &&
            HEADERS[k].column != HEADERS[h].column &&
            !strcmp(HEADERS[k].header, HEADERS[h].header))
            return true;
    return false;
}

static struct fit explained(enum crm crm, const struct sv *headers, size_t n)
{
    bool fits[COLUMN_COUNT] = {false}, plain[COLUMN_COUNT] = {false};
    struct fit fit = {0};

    for (size_t h = 0; h < N_HEADERS; h++) {
        const struct dialect_header *known = &HEADERS[h];
        if (!speaks(crm, known->crm) || !tells_crm(known->column) ||
            fits[known->column] || stands_before(h) ||
            header_find(headers, n, sv_from(known->header)) < 0)
            continue;
        if (is_plain_word(known->header))
            plain[known->column] = true;
        else
            fits[known->column] = true;
    }
    for (size_t c = 0; c < COLUMN_COUNT; c++) {
        fit.columns += fits[c];
        fit.plain += plain[c] && !fits[c];
    }
    return fit;
}

/* The CRM that explains most headers, and more than our own names do; among
 * equals the one that has more of the plain words too. */
static enum crm best_crm(const struct sv *headers, size_t n)
{
    enum crm best = GENERIC;
    struct fit most = {0};

    for (size_t c = 0; c < COLUMN_COUNT; c++)
        most.columns +=
            tells_crm((enum column)c) &&
            header_find(headers, n, sv_from(column_name((enum column)c))) >= 0;
    if (most.columns < FITS - 1)
        most.columns = FITS - 1;
    for (enum crm crm = 0; crm < GENERIC; crm++) {
        struct fit fit = explained(crm, headers, n);
        if (fit.columns > most.columns ||
            (best != GENERIC && fit.columns == most.columns &&
             fit.plain > most.plain)) {
            best = crm;
            most = fit;
        }
    }
    return best;
}

bool dialect_takes(const struct dialect *d, int header)
{
    for (size_t c = 0; c < COLUMN_COUNT; c++)
        if (d->column[c] == header)
            return true;
    return false;
}

bool dialect_no_column(const struct dialect *d, struct sv header)
{
    for (size_t h = 0; h < N_HEADERS; h++)
        if (HEADERS[h].column == COLUMN_COUNT &&
            !strcmp(CRMS[HEADERS[h].crm], d->crm) &&
            header_same(sv_from(HEADERS[h].header), header))
            return true;
    return false;
}

/* A name that a column may have, and what it being there says. */
struct offer {
    enum column column;
    const char *name;
    enum column_why why;
};

static void offer(struct dialect *d, struct offer o, const struct sv *headers,
                  size_t n)
{
    int found;

    if (o.column == COLUMN_COUNT || d->column[o.column] >= 0)
        return;
    found = header_find(headers, n, sv_from(o.name));
    if (found < 0 || dialect_takes(d, found) ||
        dialect_no_column(d, headers[found]))
        return;
    d->column[o.column] = found;
    d->why[o.column] = o.why;
}

static void offer_crm(struct dialect *d, enum crm crm, const struct sv *headers,
                      size_t n)
{
    enum column_why why = crm == GENERIC ? WHY_WORD : WHY_CRM;

    for (size_t h = 0; h < N_HEADERS; h++)
        if (speaks(crm, HEADERS[h].crm))
            offer(d, (struct offer){HEADERS[h].column, HEADERS[h].header, why},
                  headers, n);
}

/* What only those CRMs mean by such a word: no help with another's export. A
 * customer has an income, Salesforce's expected revenue is weighted. */
static const char *const LOCAL_WORDS[] = {
    "Income",       "Likely",           "Gewinn",          "TITLE",
    "OPPORTUNITY",  "Is Won",           "Item ID",         "Auftragsstatus",
    "sales_status", "expected_revenue", "parent_record_id"};
enum { N_LOCAL_WORDS = sizeof LOCAL_WORDS / sizeof LOCAL_WORDS[0] };

static bool is_local(const char *header)
{
    for (size_t k = 0; k < N_LOCAL_WORDS; k++)
        if (!strcmp(LOCAL_WORDS[k], header))
            return true;
    return false;
}

/* What is still missing may go by another CRM's name. */
static void offer_all(struct dialect *d, const struct sv *headers, size_t n)
{
    for (size_t h = 0; h < N_HEADERS; h++)
        if (!is_local(HEADERS[h].header))
            offer(d,
                  (struct offer){HEADERS[h].column, HEADERS[h].header,
                                 WHY_OTHER_CRM},
                  headers, n);
}

void dialect_crms(struct buf *out)
{
    buf_add_str(out, "auto");
    for (enum crm crm = 0; crm < CRM_COUNT; crm++)
        buf_printf(out, "%s%s", crm + 1 < CRM_COUNT ? ", " : " or ", CRMS[crm]);
}

void dialect_names(struct buf *out)
{
    buf_add_str(out, "auto");
    for (enum crm crm = 0; crm < CRM_COUNT; crm++)
        buf_printf(out, " %s", CRMS[crm]);
}

/* CRM_COUNT: found from the headers. */
static bool crm_known(const struct settings *s, enum crm *crm, struct err *err)
{
    struct near near = near_to(s->crm);
    struct buf names;
    char hint[NEAR_TEXT];

    *crm = CRM_COUNT;
    if (!s->crm.len || sv_eq_fold(s->crm, SV("auto")))
        return true;
    for (enum crm c = 0; c < CRM_COUNT; c++)
        if (sv_eq_fold(s->crm, sv_from(CRMS[c])))
            *crm = c;
    if (*crm < CRM_COUNT)
        return true;
    buf_init(&names);
    dialect_crms(&names);
    for (enum crm c = 0; c < CRM_COUNT; c++)
        near_offer(&near, sv_from(CRMS[c]));
    err_set(err, EXIT_USAGE, "--crm %.*s: not known%s; give %.*s",
            SV_ARG(s->crm), near_said(hint, &near, "", ""),
            SV_ARG(buf_sv(&names)));
    buf_release(&names);
    return false;
}

bool header_configured(int *out, const struct headers *in, struct sv name,
                       const char *key, struct err *err)
{
    struct near near = near_to(name);
    char hint[NEAR_TEXT];

    *out = header_find(in->list, in->n, name);
    if (*out >= 0)
        return true;
    for (size_t h = 0; h < in->n; h++)
        near_offer(&near, in->list[h]);
    return err_set(err, EXIT_INPUT,
                   "%s:%zu: has no column \"%.*s\", which [columns] names for "
                   "%s%s",
                   in->path, in->line, SV_ARG(name), key,
                   near.best.len ? near_said(hint, &near, "\"", "\"")
                                 : "; correct the configuration");
}

static bool map_configured(struct dialect *out, const struct headers *in,
                           const struct settings *s, struct err *err)
{
    for (size_t c = 0; c < COLUMN_COUNT; c++)
        if (s->columns[c].len &&
            !header_configured(&out->column[c], in, s->columns[c],
                               column_name((enum column)c), err))
            return false;
    return true;
}

/* A name alone groups as well as an id would. */
static void name_for_id(struct dialect *d, enum column id, enum column name)
{
    if (d->column[id] >= 0)
        return;
    d->column[id] = d->column[name];
    d->why[id] = d->why[name];
    d->column[name] = -1;
}

bool dialect_map(struct dialect *out, const struct headers *in,
                 const struct settings *s, struct err *err)
{
    const struct sv *headers = in->list;
    size_t n = in->n;
    enum crm forced, crm;

    for (size_t c = 0; c < COLUMN_COUNT; c++) {
        out->column[c] = -1;
        out->why[c] = WHY_CONFIGURED;
    }
    if (!crm_known(s, &forced, err) || !map_configured(out, in, s, err))
        return false;
    crm = forced < CRM_COUNT ? forced : best_crm(headers, n);
    out->crm = CRMS[crm];
    if (crm != GENERIC)
        offer_crm(out, crm, headers, n);
    for (size_t c = 0; c < COLUMN_COUNT; c++)
        offer(out,
              (struct offer){(enum column)c, column_name((enum column)c),
                             WHY_CANONICAL},
              headers, n);
    if (forced == CRM_COUNT || forced == GENERIC)
        offer_crm(out, GENERIC, headers, n);
    if (forced == CRM_COUNT)
        offer_all(out, headers, n);
    name_for_id(out, COLUMN_OWNER, COLUMN_OWNER_NAME);
    name_for_id(out, COLUMN_ACCOUNT, COLUMN_ACCOUNT_NAME);
    return true;
}

struct sv headers_listed(const struct sv *headers, size_t n, struct arena *a)
{
    enum { LISTED_BYTES = 240 };
    struct buf text;
    struct sv out;

    buf_init(&text);
    for (size_t i = 0; i < n; i++) {
        if (text.len + headers[i].len > LISTED_BYTES) {
            buf_add_str(&text, ", …");
            break;
        }
        buf_printf(&text, "%s%.*s", i ? ", " : "", SV_ARG(headers[i]));
    }
    out = sv_copy(a, buf_sv(&text));
    buf_release(&text);
    return out;
}
