#include "scoring/intake/amount.h"
#include "scoring/base/encoding.h"
#include "scoring/base/number.h"
#include "scoring/intake/gate_parts.h"
#include "scoring/settings/settings.h"

#include <math.h>
#include <stdlib.h>

/* Beyond any price: sums of such would drown every true figure. */
static const double AMOUNT_MAX = 1e15;

static enum decimal_mark column_mark(struct gate *g, int header)
{
    struct amount_evidence evidence = {0};
    enum decimal_mark mark;
    bool guessed;

    for (size_t i = 0; i < g->n; i++)
        amount_evidence_add(&evidence, gate_cell(g, i, header),
                            gate_line(g, i));
    mark = amount_mark(&evidence, &guessed);
    if (guessed)
        diags_add(g->diags, "thousands mark", ROW_STAYS, g->file,
                  evidence.grouped_line, (size_t)header + 1,
                  "every number looks like this one: its dot is read as a "
                  "thousands mark");
    return mark;
}

/* A column of numbers that is being read. */
struct number_column {
    int header;
    enum decimal_mark mark;
    bool is_amount;
    struct unreadable *unreadable;
};

/* The number in a cell, or NAN and a diagnostic where it cannot be one. */
static double read_number(struct gate *g, struct deals *d,
                          const struct number_column *from, size_t i,
                          struct sv *currency)
{
    int header = from->header;
    bool is_amount = from->is_amount;
    struct sv cell = gate_cell(g, i, header);
    const char *kind = NULL, *what = NULL;
    double value = NAN;

    *currency = (struct sv){0};
    if (!cell.len)
        return NAN;
    from->unreadable->filled++;
    if (!amount_parse(&value, currency, cell, from->mark)) {
        gate_unreadable(from->unreadable, d, i,
                        is_amount ? UNREADABLE_AMOUNT : 0);
        kind = is_amount ? "bad amount" : "bad number";
        what = "is no number";
    } else if (!isfinite(value) || fabs(value) > AMOUNT_MAX) {
        kind = "number not finite";
        what = "is beyond all bounds";
    } else if (is_amount && value < 0) {
        kind = "negative amount";
        what = "is negative";
    }
    if (!kind)
        return value;
    cell = text_clean(g->scratch, cell);
    diags_add(g->diags, kind, ROW_STAYS, g->file, gate_line(g, i),
              (size_t)header + 1, "\"%.*s\" %s; taken as not known",
              SV_ARG(cell), what);
    return NAN;
}

static double *read_numbers(struct gate *g, struct deals *d, int header,
                            struct unreadable *unreadable)
{
    struct number_column from = {.header = header, .unreadable = unreadable};
    struct sv currency;
    double *values;

    if (header < 0)
        return NULL;
    from.mark = column_mark(g, header);
    values = ARENA_ARRAY(g->run, g->n, double);
    for (size_t i = 0; i < g->n; i++)
        values[i] = read_number(g, d, &from, i, &currency);
    return values;
}

static bool is_percent(struct sv cell)
{
    return cell.len && cell.ptr[cell.len - 1] == '%';
}

/* With or without "%", either mark of decimals; no thousands are grouped in a
 * probability. */
double gate_probability(struct sv cell, double whole)
{
    bool comma = cell.len && memchr(cell.ptr, ',', cell.len);
    struct sv sign;
    double x;

    if (is_percent(cell))
        cell = sv_trim((struct sv){cell.ptr, cell.len - 1});
    return amount_parse(&x, &sign, cell, comma ? DECIMAL_COMMA : DECIMAL_DOT) &&
                   !sign.len && isfinite(x)
               ? x / whole
               : (double)NAN;
}

double gate_probability_whole(const struct gate *g, int header, size_t *line)
{
    *line = 0;
    if (memchr(g->headers[header].ptr, '%', g->headers[header].len))
        return 100;
    for (size_t i = 0; i < g->n; i++) {
        struct sv cell = gate_cell(g, i, header);
        double x = gate_probability(cell, 1);
        if (is_percent(cell) || x > 1)
            return 100;
        if (!*line && x > 0)
            *line = gate_line(g, i);
    }
    return 1;
}

static double *read_probabilities(struct gate *g)
{
    int header = g->dialect.column[COLUMN_PROBABILITY];
    double *shares, whole;
    size_t line;

    if (header < 0)
        return NULL;
    whole = gate_probability_whole(g, header, &line);
    /* Told once: a column of whole percents may happen to be that low. */
    if (whole == 1 && line)
        diags_add(g->diags, "probability as share", ROW_STAYS, g->file, line,
                  (size_t)header + 1,
                  "no number in %.*s is above 1: 0.2 is read as 20%%",
                  SV_ARG(g->headers[header]));
    shares = ARENA_ARRAY(g->run, g->n, double);
    for (size_t i = 0; i < g->n; i++) {
        struct sv cell = gate_cell(g, i, header);
        shares[i] = gate_probability(cell, whole);
        if (!cell.len || (shares[i] >= 0 && shares[i] <= 1))
            continue;
        shares[i] = NAN;
        cell = text_clean(g->scratch, cell);
        diags_add(g->diags, "bad probability", ROW_STAYS, g->file,
                  gate_line(g, i), (size_t)header + 1,
                  "\"%.*s\" is no probability from 0 to 100%%; taken as not "
                  "known",
                  SV_ARG(cell));
    }
    return shares;
}

static bool refuse_mix(const struct gate *g, const struct intern *codes,
                       struct err *err)
{
    struct sv *said = ARENA_ARRAY(g->scratch, codes->n, struct sv);
    struct sv listed;

    for (size_t k = 0; k < codes->n; k++)
        said[k] = currency_said(codes->labels[k], g->scratch);
    listed = headers_listed(said, codes->n, g->scratch);
    return err_set(err, EXIT_INPUT,
                   "%s: amounts in several currencies (%.*s) cannot be "
                   "summed; give each a rate, and the report's own currency, "
                   "under [rates]",
                   g->path, SV_ARG(listed));
}

/* Decimals of a currency's smallest coin (ISO 4217). */
static int decimals_of(struct sv code)
{
    static const struct {
        int decimals;
        const char *codes;
    } UNLIKE[] = {{0, "BIF,CLP,DJF,GNF,ISK,JPY,KMF,KRW,PYG,RWF,UGX,UYI,VND,VUV,"
                      "XAF,XOF,XPF"},
                  {3, "BHD,IQD,JOD,KWD,LYD,OMR,TND"}};

    for (size_t k = 0; k < sizeof UNLIKE / sizeof UNLIKE[0]; k++) {
        struct sv codes = sv_from(UNLIKE[k].codes);
        while (codes.len)
            if (sv_eq_fold(sv_cut(&codes, ','), code))
                return UNLIKE[k].decimals;
    }
    return 2;
}

struct sv amount_currency(char code[4], const struct gate *g, size_t row,
                          struct sv sign)
{
    struct sv cell =
        table_cell(&g->table, row, g->dialect.column[COLUMN_CURRENCY]);
    struct sv iso = currency_code(code, cell);

    if (!iso.len)
        iso = sign;
    return iso.len ? iso : text_clean(g->scratch, cell);
}

static int more_amounts(const void *a, const void *b)
{
    const struct currency_count *x = a, *y = b;

    if (x->amounts != y->amounts)
        return x->amounts < y->amounts ? 1 : -1;
    return sv_cmp(x->code, y->code);
}

struct currency_count *currencies_count(const struct intern *codes,
                                        const int32_t *code, size_t n,
                                        struct arena *a)
{
    struct currency_count *out =
        ARENA_ARRAY(a, codes->n, struct currency_count);

    for (size_t k = 0; k < codes->n; k++)
        out[k].code = sv_copy(a, codes->labels[k]);
    for (size_t i = 0; i < n; i++)
        if (code[i] >= 0)
            out[code[i]].amounts++;
    if (codes->n)
        qsort(out, codes->n, sizeof *out, more_amounts);
    return out;
}

/* To report on the file without its amounts, or the refusal stands. */
static bool go_without(const struct gate *g, struct deals *d)
{
    if (!g->mixed_ok)
        return false;
    d->mixed = true;
    d->amount = NULL;
    return true;
}

static bool convert(struct gate *g, struct deals *d, const int32_t *code,
                    const struct intern *codes, struct err *err)
{
    const struct settings *s = g->settings;
    char text[4];

    d->currency = sv_copy(g->run, s->currency);
    if (codes->n == 0)
        return true;
    if (!s->currency.len && codes->n == 1) {
        /* A name is no code to write, nor is SuiteCRM's own, -99. */
        d->currency = sv_copy(g->run, currency_code(text, codes->labels[0]));
        return true;
    }
    if (!s->currency.len)
        return go_without(g, d) || refuse_mix(g, codes, err);
    int decimals = decimals_of(s->currency);
    double *rates = ARENA_ARRAY(g->scratch, codes->n, double);
    for (size_t k = 0; k < codes->n; k++) {
        struct sv said = currency_said(codes->labels[k], g->scratch);
        if (!currency_rate(&rates[k], s, s->currency, codes->labels[k]))
            return go_without(g, d) ||
                   err_set(err, EXIT_INPUT,
                           "%s: no rate for %.*s; give its value in %.*s "
                           "under [rates]",
                           g->path, SV_ARG(said), SV_ARG(s->currency));
    }
    d->rate = ARENA_ARRAY(g->run, g->n, double);
    for (size_t i = 0; i < g->n; i++) {
        d->rate[i] = code[i] >= 0 ? rates[code[i]] : 1;
        if (d->rate[i] != 1)
            d->amount[i] = number_round(d->amount[i] * d->rate[i], decimals);
        else if (code[i] >= 0)
            continue;
        else if (!isnan(d->amount[i]))
            diags_add(g->diags, "no currency", ROW_STAYS, g->file,
                      gate_line(g, i), 0,
                      "the amount has no currency; taken as %.*s",
                      SV_ARG(s->currency));
    }
    return true;
}

/* Has it such a word: "Amount (k\u20ac)", "in TEUR"? Bytes of other scripts and
 * signs of money are letters of it. */
static bool speaks_of_unit(struct sv text, const char *words)
{
    size_t at = 0;

    while (at < text.len) {
        struct sv word = {text.ptr + at, 0}, rest = sv_from(words);
        while (at < text.len &&
               (ascii_letter(text.ptr[at]) || ascii_digit(text.ptr[at]) ||
                text.ptr[at] == '$' || (unsigned char)text.ptr[at] >= 0x80)) {
            word.len++;
            at++;
        }
        while (word.len && rest.len)
            if (sv_eq_fold(word, sv_cut(&rest, '|')))
                return true;
        at++;
    }
    return false;
}

/* Amounts are taken as they stand; a unit beside them is told. */
static void tell_unit(struct deals *d, const struct gate *g, size_t line,
                      size_t column, struct sv text)
{
    d->doubts.unit = true;
    diags_add(g->diags, "unit of amounts", ROW_STAYS, g->file, line, column,
              "\"%.*s\" speaks of thousands or millions; amounts are taken as "
              "they stand: export whole ones, or multiply them and name no "
              "unit",
              SV_ARG(text));
}

static void find_unit(struct deals *d, const struct gate *g, int header)
{
    static const char THOUSANDS[] =
        "k\u20ac|\u20ack|t\u20ac|teur|keur|kusd|tusd|kgbp|kchf|tchf|k$|$k|"
        "k\u00a3|\u00a3k|tsd|thousand|thousands|tausend";
    static const char ALONE[] = "k|000|000s|mio|mln|million|millions|millionen|"
                                "m\u20ac|\u20acm|meur|$m|m$";
    struct sv name = g->headers[header];

    if (speaks_of_unit(name, THOUSANDS) || speaks_of_unit(name, ALONE)) {
        tell_unit(d, g, g->table.rows[0].line, (size_t)header + 1, name);
        return;
    }
    if (!g->n_titles)
        return;
    /* They stand before the table, which begins with its header now. */
    const struct table_row *last = &g->titles[g->n_titles - 1];
    const uint32_t *fields = g->table.fields - last->first - last->fields;
    for (size_t k = 0; k < g->n_titles; k++)
        for (uint32_t f = 0; f < g->titles[k].fields; f++) {
            struct sv cell = text_clean(
                g->scratch,
                table_text(g->table.text, fields[g->titles[k].first + f]));
            if (!speaks_of_unit(cell, THOUSANDS))
                continue;
            tell_unit(d, g, g->titles[k].line, f + 1, cell);
            return;
        }
}

bool gate_amounts(struct gate *g, struct deals *d, struct err *err)
{
    int header = g->dialect.column[COLUMN_AMOUNT];
    struct intern codes;
    int32_t *code;
    bool ok = true;

    d->push_count = read_numbers(g, d, g->dialect.column[COLUMN_PUSH_COUNT],
                                 &g->unreadable[COLUMN_PUSH_COUNT]);
    d->stage_position =
        read_numbers(g, d, g->dialect.column[COLUMN_STAGE_POSITION],
                     &g->unreadable[COLUMN_STAGE_POSITION]);
    d->probability = read_probabilities(g);
    for (size_t k = 0; k < d->n_own_numerics; k++)
        d->own_numeric[k] = read_numbers(g, d, g->own_numeric[k],
                                         &g->unreadable[COLUMN_COUNT + k]);
    d->currency = sv_copy(g->run, g->settings->currency);
    if (header < 0)
        return true;
    find_unit(d, g, header);
    struct number_column from = {header, column_mark(g, header), true,
                                 &g->unreadable[COLUMN_AMOUNT]};
    intern_init(&codes, g->scratch);
    code = ARENA_ARRAY(g->scratch, g->n, int32_t);
    d->amount = ARENA_ARRAY(g->run, g->n, double);
    for (size_t i = 0; i < g->n; i++) {
        struct sv sign, iso;
        char text[4];
        d->amount[i] = read_number(g, d, &from, i, &sign);
        code[i] = -1;
        if (isnan(d->amount[i]))
            continue;
        iso = amount_currency(text, g, g->rows[i], sign);
        if (iso.len) /* a name that is not known is still one of its own */
            code[i] = intern_add(&codes, iso);
    }
    d->n_currencies = codes.n;
    d->currencies = currencies_count(&codes, code, g->n, g->run);
    ok = gate_readable(g, COLUMN_AMOUNT, "an amount", err) &&
         convert(g, d, code, &codes, err);
    intern_release(&codes);
    return ok;
}

void gate_history_amounts(const struct gate *g, struct deals *d)
{
    int decimals = decimals_of(g->settings->currency);

    for (size_t i = 0; d->rate && d->has_history && i < d->n; i++)
        for (size_t e = d->event_start[i]; e < d->event_start[i + 1]; e++)
            if (d->rate[i] != 1)
                d->events[e].amount =
                    number_round(d->events[e].amount * d->rate[i], decimals);
}
