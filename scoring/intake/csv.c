#include "scoring/intake/csv.h"

#include <csv.h>

#include "scoring/base/encoding.h"

enum {
    PIECE_BYTES = 65536, /* so that the cap is checked inside long lines */
    SNIFF_BYTES = 65536,
    SNIFF_ROWS = 32
};

static const char DELIMITERS[] = {',', ';', '\t', '|'};
enum { N_DELIMITERS = sizeof DELIMITERS };

/*
 * Below lines of a title: the delimiter that stands as often in most rows,
 * wherever they are, where these are more than twice those that are like the
 * first; else 0.
 */
static char sniff_below(size_t count[SNIFF_ROWS][N_DELIMITERS], size_t rows,
                        size_t like_first)
{
    size_t best_alike = 2 * like_first + 1, fields = 0;
    char best = 0;

    for (size_t d = 0; d < N_DELIMITERS; d++)
        for (size_t r = 0; r < rows; r++) {
            size_t alike = 0;
            for (size_t k = 0; k < rows; k++)
                alike += count[k][d] == count[r][d];
            if (!count[r][d] || alike < best_alike ||
                (alike == best_alike && count[r][d] <= fields))
                continue;
            best = DELIMITERS[d];
            best_alike = alike;
            fields = count[r][d];
        }
    return best;
}

/*
 * The delimiter that splits the first rows most alike: the most rows with as
 * many fields as the header, then the most fields. Text inside quotes does
 * not count.
 */
static char sniff(struct sv s)
{
    size_t count[SNIFF_ROWS][N_DELIMITERS] = {{0}};
    size_t rows = 0, best_alike = 0;
    bool quoted = false, any = false;
    char best = ',';

    s.len = s.len < SNIFF_BYTES ? s.len : SNIFF_BYTES;
    for (size_t i = 0; i < s.len && rows < SNIFF_ROWS; i++) {
        char c = s.ptr[i];
        if (c == '"')
            quoted = !quoted;
        if (quoted)
            continue;
        if (c == '\n' || c == '\r') {
            rows += any;
            any = false;
            continue;
        }
        any = true;
        for (size_t d = 0; d < N_DELIMITERS; d++)
            count[rows][d] += c == DELIMITERS[d];
    }
    rows += any && rows < SNIFF_ROWS;
    for (size_t d = 0, fields = 0; d < N_DELIMITERS; d++) {
        size_t alike = 0;
        if (!count[0][d])
            continue;
        for (size_t r = 0; r < rows; r++)
            alike += count[r][d] == count[0][d];
        if (alike > best_alike ||
            (alike == best_alike && count[0][d] > fields)) {
            best = DELIMITERS[d];
            best_alike = alike;
            fields = count[0][d];
        }
    }
    char below = sniff_below(count, rows, best_alike);
    return below ? below : best;
}

/* Excel's first line "sep=;" names the delimiter and is not a row. It ends as
 * lines of the file do; what it names may be a TAB. */
static bool cut_sep_line(struct sv *s, char *delimiter)
{
    enum { SEP_BYTES = 5 };
    size_t end = SEP_BYTES;

    if (s->len <= SEP_BYTES || !sv_eq_fold((struct sv){s->ptr, 4}, SV("sep=")))
        return false;
    while (end < s->len && (s->ptr[end] == ' ' || s->ptr[end] == '\t'))
        end++;
    if (end < s->len && s->ptr[end] == '\r')
        end++;
    if (end < s->len && s->ptr[end] == '\n')
        end++;
    if (s->ptr[end - 1] != '\n' && s->ptr[end - 1] != '\r')
        return false;
    if (!*delimiter)
        *delimiter = s->ptr[4];
    *s = sv_skip(*s, end);
    return true;
}

struct reader {
    struct table *out;
    char *text;
    size_t text_len;
    size_t fields_max, rows_max;
    size_t row_line; /* line on which the current row began */
    size_t first;    /* first field of the current row */
    size_t piece_fields;
};

static void on_field(void *ptr, size_t len, void *data)
{
    struct reader *r = data;
    uint32_t *field = &r->out->fields[r->out->n_fields];

    if (r->out->n_fields == r->fields_max) /* cannot be: counted before */
        return;
    struct sv text = {ptr, len};
    if (text_has_edges(text))
        r->out->trimmed = r->out->trimmed && text_trim(text).len == len;
    *field = len ? (uint32_t)r->text_len : 0;
    if (len)
        r->text_len += table_text_put(r->text + r->text_len, text);
    r->out->n_fields++;
    r->piece_fields++;
}

static void on_row(int last, void *data)
{
    struct reader *r = data;
    struct table *out = r->out;

    (void)last;
    if (out->n_rows == r->rows_max)
        return;
    out->rows[out->n_rows++] =
        (struct table_row){.line = r->row_line,
                           .first = r->first,
                           .fields = (uint32_t)(out->n_fields - r->first)};
    r->first = out->n_fields;
}

/* The next piece: up to and with the end of line, CRLF, LF or lone CR. */
static struct sv next_piece(struct sv *rest, bool *ends_line)
{
    size_t max = rest->len < PIECE_BYTES ? rest->len : PIECE_BYTES;
    const char *lf = memchr(rest->ptr, '\n', max);
    size_t len = lf ? (size_t)(lf - rest->ptr) + 1 : max;
    const char *cr = memchr(rest->ptr, '\r', len);
    struct sv piece;

    *ends_line = lf != NULL;
    if (cr && (size_t)(cr - rest->ptr) + 1 < rest->len && cr[1] != '\n') {
        len = (size_t)(cr - rest->ptr) + 1;
        *ends_line = true;
    }
    piece = (struct sv){rest->ptr, len};
    *rest = sv_skip(*rest, len);
    return piece;
}

static bool open_quote(const char *path, size_t line, size_t column,
                       struct err *err)
{
    return err_set(err, EXIT_INPUT,
                   "%s:%zu:%zu: a quote opens here and is not closed; close "
                   "it or double the quotes inside the field",
                   path, line, column);
}

static void *csv_realloc(void *ptr, size_t size)
{
    return mem_resize(ptr, size, 1);
}

static void ignore_field(void *ptr, size_t len, void *data)
{
    (void)ptr;
    (void)len;
    (void)data;
}

static void ignore_row(int last, void *data)
{
    (void)last;
    (void)data;
}

/*
 * Lines may stand inside quotes, and stray quotes inside fields; both in one
 * row look like a quote that was left open until the next one, so that the
 * row would pass with the fields of two deals.
 */
static bool is_torn(struct sv row, char delimiter)
{
    struct csv_parser strict;
    size_t read;

    if (csv_init(&strict, CSV_STRICT) != 0)
        mem_fail();
    csv_set_delim(&strict, (unsigned char)delimiter);
    csv_set_realloc_func(&strict, csv_realloc);
    read = csv_parse(&strict, row.ptr, row.len, ignore_field, ignore_row, NULL);
    csv_free(&strict);
    return read < row.len;
}

/* The column of the field that is open, from 1. */
static size_t open_column(const struct reader *r)
{
    return r->out->n_fields - r->first + 1;
}

static bool within_limits(const struct csv_parser *p, const struct reader *r,
                          size_t field_line, const char *path, struct err *err)
{
    size_t column = open_column(r);

    if (p->pstate && p->entry_pos > TABLE_CELL_BYTES) {
        if (p->quoted)
            return open_quote(path, field_line, column, err);
        return err_set(err, EXIT_INPUT,
                       "%s:%zu:%zu: a field is longer than %d bytes; is this "
                       "a CSV export?",
                       path, field_line, column, TABLE_CELL_BYTES);
    }
    return column <= TABLE_COLUMNS + 1 ||
           err_set(err, EXIT_INPUT,
                   "%s:%zu: a row has more than %d fields; is this a CSV "
                   "export?",
                   path, r->row_line, TABLE_COLUMNS);
}

static bool feed(struct csv_parser *p, struct reader *r, struct sv rest,
                 size_t line, const char *path, struct err *err)
{
    size_t field_line = line;   /* on which the current field began */
    const char *row = rest.ptr; /* where the current row began */

    r->row_line = line;
    while (rest.len) {
        bool ends_line, inside = p->pstate != 0;
        struct sv piece = next_piece(&rest, &ends_line);

        if (!inside) {
            r->row_line = line;
            row = piece.ptr;
        }
        r->piece_fields = 0;
        if (csv_parse(p, piece.ptr, piece.len, on_field, on_row, r) !=
            piece.len)
            mem_fail(); /* what is left to fail outside strict mode */
        if (!inside || r->piece_fields)
            field_line = line;
        if (!within_limits(p, r, field_line, path, err))
            return false;
        if (inside && !p->pstate && r->out->n_rows && line > r->row_line)
            r->out->rows[r->out->n_rows - 1].torn = is_torn(
                (struct sv){row, (size_t)(rest.ptr - row)}, r->out->delimiter);
        line += ends_line;
    }
    /* Strict at the end alone: stray quotes inside fields are common. */
    csv_set_opts(p, CSV_STRICT | CSV_STRICT_FINI);
    if (csv_fini(p, on_field, on_row, r) != 0)
        return open_quote(path, field_line, open_column(r), err);
    return true;
}

bool csv_read(struct table *out, struct sv bytes, const char *path,
              struct table_form form, struct arena *a, struct err *err)
{
    struct reader r = {.out = out, .fields_max = 2, .rows_max = 2};
    struct csv_parser parser;
    struct sv s;
    size_t line = 1, room;
    bool ok;

    *out = (struct table){.trimmed = true};
    if (!encoding_decode(&s, &out->encoding, bytes, path, form.encoding, a,
                         err))
        return false;
    line += cut_sep_line(&s, &form.delimiter);
    out->delimiter = form.delimiter ? form.delimiter : sniff(s);
    for (size_t i = 0; i < s.len; i++) {
        bool end = s.ptr[i] == '\n' || s.ptr[i] == '\r';
        r.rows_max += end;
        r.fields_max += end || s.ptr[i] == out->delimiter;
    }
    /* Never more text than the file has; untouched pages cost nothing. */
    out->fields = ARENA_ARRAY(a, r.fields_max, uint32_t);
    out->rows = ARENA_ARRAY(a, r.rows_max, struct table_row);
    /* A length takes the place of the delimiter; of long fields a byte or two
     * more. */
    room = s.len + s.len / 32 + 2 * TABLE_LENGTH;
    if (room > TABLE_TEXT_MOST)
        return err_set(err, EXIT_INPUT,
                       "%s: holds more than 4 GB; export fewer columns or rows",
                       path);
    out->text = r.text = arena_alloc(a, room, 1);
    r.text_len = 1; /* behind the empty text */
    if (csv_init(&parser, 0) != 0)
        mem_fail();
    csv_set_delim(&parser, (unsigned char)out->delimiter);
    csv_set_realloc_func(&parser, csv_realloc);
    ok = feed(&parser, &r, s, line, path, err);
    csv_free(&parser);
    return ok;
}
