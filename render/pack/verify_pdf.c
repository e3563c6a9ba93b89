/* ISO 32000-1, as far as our own files need it: one table of objects (7.5.4),
 * no object streams, lengths of streams in objects of their own or direct. */
#include <stdint.h>

#include <zlib.h>

#include "render/pack/verify_parts.h"

struct pdf {
    const char *path;
    struct sv bytes;
    size_t n;   /* objects, with the free one, 0 */
    size_t *at; /* n; offset of each, 0: free */
    struct err *err;
};

static bool damaged(const struct pdf *p, const char *what, size_t object)
{
    return err_set(p->err, EXIT_INPUT, "%s: %s (object %zu)", p->path, what,
                   object);
}

/* Blanks and line ends before what follows. */
static void skip_blanks(struct sv *s)
{
    while (s->len && strchr(" \r\n\t", s->ptr[0]))
        *s = sv_skip(*s, 1);
}

static bool take(struct sv *s, const char *word)
{
    struct sv want = sv_from(word);

    skip_blanks(s);
    if (!sv_starts(*s, want))
        return false;
    *s = sv_skip(*s, want.len);
    return true;
}

static bool take_number(struct sv *s, size_t *out)
{
    size_t digits = 0;

    skip_blanks(s);
    for (*out = 0; s->len && s->ptr[0] >= '0' && s->ptr[0] <= '9'; digits++) {
        if (*out > SIZE_MAX / 20)
            return false;
        *out = 10 * *out + (size_t)(s->ptr[0] - '0');
        *s = sv_skip(*s, 1);
    }
    return digits > 0;
}

/* The place of `word` in s, s.len where there is none. */
static size_t find(struct sv s, const char *word)
{
    size_t len = strlen(word);
    const char *at = s.len >= len ? memmem(s.ptr, s.len, word, len) : NULL;

    return at ? (size_t)(at - s.ptr) : s.len;
}

/* From `word` on; empty where there is none. */
static struct sv from(struct sv s, const char *word)
{
    return sv_skip(s, find(s, word));
}

static bool read_table(struct pdf *p, struct sv *trailer, struct arena *a)
{
    enum { TAIL = 64 };
    struct sv tail =
        sv_skip(p->bytes, p->bytes.len > TAIL ? p->bytes.len - TAIL : 0);
    struct sv rest = from(tail, "startxref");
    size_t start, first, generation;

    if (!take(&rest, "startxref") || !take_number(&rest, &start) ||
        !take(&rest, "%%EOF"))
        return damaged(p, "does not end as a PDF does", 0);
    rest = sv_skip(p->bytes, start);
    if (!take(&rest, "xref") || !take_number(&rest, &first) || first ||
        !take_number(&rest, &p->n) || p->n > rest.len)
        return damaged(p, "has no table of objects", 0);
    p->at = ARENA_ARRAY(a, p->n, size_t);
    for (size_t k = 0; k < p->n; k++) {
        if (!take_number(&rest, &p->at[k]) || !take_number(&rest, &generation))
            return damaged(p, "has a damaged table of objects", k);
        if (take(&rest, "f"))
            p->at[k] = 0;
        else if (!take(&rest, "n"))
            return damaged(p, "has a damaged table of objects", k);
    }
    *trailer = rest;
    return take(&rest, "trailer") || damaged(p, "has no trailer", 0);
}

/* What object k holds, after "k 0 obj". */
static bool open_object(const struct pdf *p, size_t k, struct sv *body)
{
    size_t number, generation;

    *body = k < p->n && p->at[k] ? sv_skip(p->bytes, p->at[k]) : (struct sv){0};
    return take_number(body, &number) && number == k &&
           take_number(body, &generation) && take(body, "obj");
}

/* The value behind `key` in a dictionary: a number, or that of the object
 * which it names. */
static bool number_at(const struct pdf *p, struct sv dict, const char *key,
                      size_t *out)
{
    struct sv rest = from(dict, key), body;
    size_t generation;

    if (!take(&rest, key) || !take_number(&rest, out))
        return false;
    if (!take_number(&rest, &generation) || !take(&rest, "R"))
        return true;
    return open_object(p, *out, &body) && take_number(&body, out);
}

/* Does it unpack, with its checksum? */
static bool inflates(struct sv packed)
{
    z_stream z = {.next_in = (Bytef *)packed.ptr, .avail_in = (uInt)packed.len};
    unsigned char piece[1 << 14];
    int got;

    if (inflateInit(&z) != Z_OK)
        mem_fail();
    do {
        z.next_out = piece;
        z.avail_out = sizeof piece;
        got = inflate(&z, Z_NO_FLUSH);
    } while (got == Z_OK);
    inflateEnd(&z);
    return got == Z_STREAM_END;
}

/* The object as far as its stream, which must be as long as it says. Words of
 * the file stand at the start of a line; in an address they mean nothing. */
static bool check_object(const struct pdf *p, size_t k, struct sv *dict)
{
    struct sv body, rest;
    size_t end, begin, length;

    if (!open_object(p, k, &body))
        return damaged(p, "has an object that is not in its place", k);
    end = find(body, "\nendobj");
    if (end == body.len)
        return damaged(p, "has an object without an end", k);
    begin = find((struct sv){body.ptr, end}, "\nstream");
    *dict = (struct sv){body.ptr, begin};
    if (begin == end)
        return true;
    if (!number_at(p, *dict, "/Length", &length))
        return damaged(p, "has a stream of no length", k);
    rest = sv_skip(body, begin + 7);
    if (rest.len && rest.ptr[0] == '\r')
        rest = sv_skip(rest, 1);
    if (rest.len <= length || rest.ptr[0] != '\n')
        return damaged(p, "has a stream that ends too early", k);
    if (find(*dict, "/FlateDecode") < dict->len &&
        !inflates((struct sv){rest.ptr + 1, length}))
        return damaged(p, "has a damaged stream", k);
    rest = sv_skip(rest, 1 + length);
    return (take(&rest, "endstream") && take(&rest, "endobj")) ||
           damaged(p, "has a stream of another length than it says", k);
}

static bool is_a(struct sv dict, const char *type)
{
    size_t at = find(dict, type);

    return at < dict.len && (at + strlen(type) == dict.len ||
                             strchr(" \r\n/>", dict.ptr[at + strlen(type)]));
}

static bool check_objects(const struct pdf *p)
{
    size_t pages = 0, counted = 0, file;
    struct sv dict, font;

    for (size_t k = 1; k < p->n; k++) {
        if (!p->at[k])
            continue;
        if (!check_object(p, k, &dict))
            return false;
        pages += is_a(dict, "/Type /Page");
        if (is_a(dict, "/Type /Pages") &&
            !number_at(p, dict, "/Count", &counted))
            return damaged(p, "does not count its pages", k);
        if (!is_a(dict, "/Type /FontDescriptor"))
            continue;
        struct sv rest = from(dict, "/FontFile2");
        if (!take(&rest, "/FontFile2") || !take_number(&rest, &file) ||
            !open_object(p, file, &font))
            return damaged(p, "has a font that is not embedded", k);
    }
    return (pages && pages == counted) ||
           err_set(p->err, EXIT_INPUT, "%s: has %zu pages and counts %zu",
                   p->path, pages, counted);
}

/* The object that `key` names in a dictionary, as far as its end. */
static bool object_at(const struct pdf *p, struct sv dict, const char *key,
                      struct sv *body)
{
    struct sv rest = from(dict, key);
    size_t number, generation;

    if (!take(&rest, key) || !take_number(&rest, &number) ||
        !take_number(&rest, &generation) || !take(&rest, "R") ||
        !open_object(p, number, body))
        return false;
    body->len = find(*body, "\nendobj");
    return true;
}

/* Is the document tagged, with a tree of elements and the way back to it from
 * the pages, and metadata that say so? */
static bool check_structure(const struct pdf *p, struct sv root)
{
    struct sv tree, document, back, metadata;

    return (is_a(root, "/Marked true") &&
            object_at(p, root, "/StructTreeRoot", &tree) &&
            object_at(p, tree, "/K", &document) &&
            is_a(document, "/S /Document") &&
            find(document, "/K [") < document.len &&
            object_at(p, tree, "/ParentTree", &back) &&
            find(back, "/Nums [") < back.len &&
            object_at(p, root, "/Metadata", &metadata) &&
            find(metadata, "<pdfuaid:part>1<") < metadata.len) ||
           damaged(p, "has no structure to read by", 0);
}

bool verify_pdf(const char *path, struct sv bytes, struct arena *a,
                struct err *err)
{
    struct pdf p = {.path = path, .bytes = bytes, .err = err};
    struct sv trailer = {0}, root;

    if (!sv_starts(bytes, SV("%PDF-1.")))
        return err_set(err, EXIT_INPUT, "%s: is no PDF", path);
    if (!read_table(&p, &trailer, a) || !check_objects(&p))
        return false;
    if (!object_at(&p, trailer, "/Root", &root) ||
        !is_a(root, "/Type /Catalog"))
        return damaged(&p, "has no catalogue", 0);
    return check_structure(&p, root);
}
