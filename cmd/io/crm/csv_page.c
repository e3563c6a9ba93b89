#include "cmd/io/crm/csv_page.h"

/* Moves *at over one field and what ends it. */
enum ended { BY_COMMA, BY_LINE, BY_PAGE, BROKEN };

static enum ended take_field(struct sv *field, struct sv bytes, size_t *at)
{
    size_t i = *at, start = i;
    bool quoted = i < bytes.len && bytes.ptr[i] == '"';

    if (quoted) {
        start = ++i;
        for (;; i++) {
            if (i >= bytes.len)
                return BROKEN;
            if (bytes.ptr[i] != '"')
                continue;
            if (i + 1 >= bytes.len || bytes.ptr[i + 1] != '"')
                break;
            i++; /* a doubled quote */
        }
        *field = (struct sv){bytes.ptr + start, i - start};
        i++;
    } else {
        while (i < bytes.len && bytes.ptr[i] != ',' && bytes.ptr[i] != '\n' &&
               bytes.ptr[i] != '\r')
            i++;
        *field = (struct sv){bytes.ptr + start, i - start};
    }
    if (i < bytes.len && bytes.ptr[i] == '\r')
        i++;
    *at = i + (i < bytes.len);
    if (i >= bytes.len)
        return BY_PAGE;
    if (bytes.ptr[i] == ',' && bytes.ptr[i - (i > 0)] != '\r')
        return BY_COMMA;
    return bytes.ptr[i] == '\n' ? BY_LINE : BROKEN;
}

static bool check_header(struct sv bytes, size_t *at, const struct sv *header,
                         size_t n, struct err *err)
{
    enum ended ended = BY_COMMA;
    size_t k = 0;

    for (; ended == BY_COMMA; k++) {
        struct sv field;
        ended = take_field(&field, bytes, at);
        if (ended == BROKEN || k >= n || !sv_eq_fold(field, header[k]))
            return err_set(err, EXIT_SYSTEM,
                           "its header row is not the one asked for: column "
                           "%zu should be %.*s",
                           k + 1, k < n ? (int)header[k].len : 7,
                           k < n ? header[k].ptr : "no more");
    }
    return k == n || err_set(err, EXIT_SYSTEM,
                             "its header row has %zu columns, not %zu", k, n);
}

bool csv_page_read(struct csv_page *out, struct sv bytes,
                   const struct sv *header, size_t n, struct err *err)
{
    size_t at = 0;

    *out = (struct csv_page){.ends_line = true};
    if (!bytes.len)
        return true;
    if (!check_header(bytes, &at, header, n, err))
        return false;
    out->rows = sv_skip(bytes, at);
    while (at < bytes.len) {
        size_t fields = 0, start = at;
        enum ended ended;
        do {
            struct sv field;
            ended = take_field(&field, bytes, &at);
            fields++;
        } while (ended == BY_COMMA);
        if (ended != BROKEN && fields == 1 &&
            (bytes.ptr[start] == '\n' || bytes.ptr[start] == '\r'))
            continue; /* an empty line */
        if (ended == BROKEN || fields != n)
            return err_set(err, EXIT_SYSTEM,
                           "its record %zu is broken or cut off",
                           out->records + 1);
        out->records++;
        out->ends_line = ended == BY_LINE;
    }
    return true;
}

bool csv_page_record(struct sv *fields, size_t n, struct sv *rest)
{
    enum ended ended = BY_COMMA;
    size_t at = 0;

    memset(fields, 0, n * sizeof *fields);
    if (!rest->len)
        return false;
    for (size_t k = 0; ended == BY_COMMA; k++) {
        struct sv field;
        ended = take_field(&field, *rest, &at);
        if (k < n)
            fields[k] = field;
    }
    *rest = sv_skip(*rest, at);
    return ended != BROKEN;
}

void csv_page_add(struct buf *out, struct sv field)
{
    bool quote = false;

    for (size_t i = 0; i < field.len; i++)
        quote = quote || (field.ptr[i] && strchr(",\"\r\n", field.ptr[i]));
    if (!quote) {
        buf_add_sv(out, field);
        return;
    }
    buf_add_char(out, '"');
    for (size_t i = 0; i < field.len; i++) {
        if (field.ptr[i] == '"')
            buf_add_char(out, '"');
        buf_add_char(out, field.ptr[i]);
    }
    buf_add_char(out, '"');
}
