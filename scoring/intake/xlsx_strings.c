#include "scoring/intake/xlsx_parts.h"

#include <utf8proc.h>

enum { STRINGS_MOST = 1 << 25 };

struct strings {
    struct xlsx_book *book;
    struct grid *grid;
    struct buf text;
    bool in_text, in_reading; /* <t>; <rPh> */
};

/* "_x000D_" at the front: its code unit; −1: none. */
static int32_t escape_at(struct sv s)
{
    int32_t unit = 0;

    if (s.len < 7 || s.ptr[0] != '_' || s.ptr[1] != 'x' || s.ptr[6] != '_')
        return -1;
    for (size_t i = 2; i < 6; i++) {
        if (ascii_hex(s.ptr[i]) < 0)
            return -1;
        unit = unit * 16 + ascii_hex(s.ptr[i]);
    }
    return unit;
}

/* What it stands for; *used: bytes of it. Halves of a pair are two escapes. */
static int32_t unescape(struct sv s, size_t *used)
{
    enum { ESCAPE = 7 };
    int32_t unit = escape_at(s), low;

    *used = ESCAPE;
    if (unit >= 0xD800 && unit < 0xDC00 && s.len >= 2 * ESCAPE) {
        low = escape_at(sv_skip(s, ESCAPE));
        if (low >= 0xDC00 && low < 0xE000) {
            *used = 2 * ESCAPE;
            return 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
        }
    }
    return unit == 0 || (unit >= 0xD800 && unit < 0xE000) ? 0xFFFD : unit;
}

void xlsx_text_add(struct buf *text, struct sv piece)
{
    if (text->len <= TABLE_CELL_BYTES)
        buf_add_sv(text, piece);
}

void xlsx_text_unescape(struct buf *text)
{
    size_t len = 0;

    if (!text->len || !memchr(text->ptr, '_', text->len))
        return;
    for (size_t i = 0; i < text->len;) {
        struct sv rest = {text->ptr + i, text->len - i};
        if (escape_at(rest) < 0) {
            text->ptr[len++] = text->ptr[i++];
            continue;
        }
        size_t used;
        int32_t code = unescape(rest, &used);
        len += (size_t)utf8proc_encode_char(code, (uint8_t *)text->ptr + len);
        i += used;
    }
    text->len = len;
    text->ptr[len] = 0;
}

static bool start(void *ctx, const char *name, const char **attributes,
                  struct err *err)
{
    struct strings *s = ctx;

    (void)attributes;
    (void)err;
    if (!strcmp(name, "si"))
        buf_clear(&s->text);
    s->in_reading = s->in_reading || !strcmp(name, "rPh");
    s->in_text = !strcmp(name, "t") && !s->in_reading;
    return true;
}

static bool end(void *ctx, const char *name, struct err *err)
{
    struct strings *s = ctx;
    struct xlsx_book *b = s->book;

    s->in_text = false;
    if (!strcmp(name, "rPh"))
        s->in_reading = false;
    if (strcmp(name, "si") != 0)
        return true;
    if (b->n_strings == STRINGS_MOST)
        return err_set(err, EXIT_INPUT,
                       "%s: holds more than %d texts; export fewer rows or "
                       "columns",
                       b->path, STRINGS_MOST);
    b->strings =
        arena_one_more(b->a, b->strings, b->n_strings, sizeof *b->strings);
    xlsx_text_unescape(&s->text);
    return grid_keep(s->grid, &b->strings[b->n_strings++], buf_sv(&s->text),
                     err);
}

static void text(void *ctx, struct sv piece)
{
    struct strings *s = ctx;

    if (s->in_text)
        xlsx_text_add(&s->text, piece);
}

bool xlsx_strings(struct xlsx_book *book, struct grid *grid, struct err *err)
{
    static const struct xml_reader READER = {start, end, text, XLSX_SPACES,
                                             NULL};
    struct strings s = {.book = book, .grid = grid};
    const bool enough = false;
    bool ok;

    if (!book->strings_part.len)
        return true;
    buf_init(&s.text);
    ok =
        xlsx_zip_xml(&book->zip, book->strings_part, &READER, &s, &enough, err);
    buf_release(&s.text);
    return ok;
}
