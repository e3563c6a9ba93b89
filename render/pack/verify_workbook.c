#include <stdint.h>

#include <expat.h>

#include "render/pack/unzip.h"
#include "render/pack/verify_parts.h"
#include "render/pack/xlsx_read.h"
#include "scoring/base/intern.h"

/* A workbook whose parts are read one after the other. */
struct parts {
    const char *path;
    struct arena *a;
    struct intern there;  /* names of parts */
    struct intern wanted; /* those that others name */
    const char *part;     /* being read */
    XML_Parser parser;    /* NULL: it is no XML */
};

/* "xl/_rels/workbook.xml.rels" is about what lies in "xl/": its folder and
 * the target, with each ".." taking one away. */
static struct sv resolve(const struct parts *p, struct sv target)
{
    struct sv base = sv_from(p->part);

    if (sv_starts(target, SV("/")))
        return sv_skip(target, 1);
    for (int k = 0; k < 2; k++) { /* the name, then "_rels" */
        while (base.len && base.ptr[base.len - 1] != '/')
            base.len--;
        base.len -= base.len > 0;
    }
    while (sv_starts(target, SV("../"))) {
        target = sv_skip(target, 3);
        while (base.len && base.ptr[base.len - 1] != '/')
            base.len--;
        base.len -= base.len > 0;
    }
    return sv_printf(p->a, "%.*s%s%.*s", SV_ARG(base), base.len ? "/" : "",
                     SV_ARG(target));
}

static void XMLCALL on_start(void *ctx, const char *tag, const char **list)
{
    struct parts *p = ctx;

    if (!strcmp(tag, "Override"))
        intern_add(&p->wanted,
                   resolve(p, sv_from(xlsx_attribute(list, "PartName"))));
    else if (!strcmp(tag, "Relationship") &&
             strcmp(xlsx_attribute(list, "TargetMode"), "External"))
        intern_add(&p->wanted,
                   resolve(p, sv_from(xlsx_attribute(list, "Target"))));
}

static bool is_xml(struct sv name)
{
    return sv_ends(name, SV(".xml")) || sv_ends(name, SV(".rels")) ||
           sv_ends(name, SV(".vml"));
}

static bool on_entry(void *ctx, struct sv name, struct err *err)
{
    struct parts *p = ctx;

    (void)err;
    p->part = sv_cstr(p->a, name);
    intern_add(&p->there, name);
    p->parser = is_xml(name) ? XML_ParserCreate("UTF-8") : NULL;
    if (is_xml(name) && !p->parser)
        mem_fail();
    if (p->parser) {
        XML_SetUserData(p->parser, p);
        XML_SetStartElementHandler(p->parser, on_start);
    }
    return true;
}

/* A piece of it; an empty one ends it. */
static bool on_piece(void *ctx, struct sv piece, struct err *err)
{
    struct parts *p = ctx;
    bool ok = true;

    if (!p->parser)
        return true;
    if (XML_Parse(p->parser, piece.ptr, (int)piece.len, !piece.len) ==
        XML_STATUS_ERROR)
        ok = err_set(err, EXIT_INPUT, "%s: %s in it: line %lu: %s", p->path,
                     p->part, XML_GetCurrentLineNumber(p->parser),
                     XML_ErrorString(XML_GetErrorCode(p->parser)));
    if (!ok || !piece.len) {
        XML_ParserFree(p->parser);
        p->parser = NULL;
    }
    return ok;
}

static size_t little(const char *at, int bytes)
{
    size_t out = 0;

    for (int k = bytes; k-- > 0;)
        out = out << 8 | (unsigned char)at[k];
    return out;
}

/* An entry of the directory and the header that stands before its bytes say the
 * same from the version needed to the name, but for sizes that are told in an
 * extra field (APPNOTE 4.3.7, 4.3.12, 4.5.3). */
static bool same_header(const char *entry, struct sv local)
{
    enum { HEADER = 30, NEEDED = 4, SIZES = 18, NAME = 26, SHIFT = 2 };
    size_t name;

    if (local.len < HEADER || !sv_starts(local, SV("PK\3\4")))
        return false;
    name = little(local.ptr + NAME, 2);
    return !memcmp(local.ptr + NEEDED, entry + NEEDED + SHIFT,
                   SIZES - NEEDED) &&
           (little(local.ptr + SIZES, 4) == UINT32_MAX ||
            !memcmp(local.ptr + SIZES, entry + SIZES + SHIFT, NAME - SIZES)) &&
           name == little(entry + NAME + SHIFT, 2) &&
           local.len - HEADER >= name &&
           !memcmp(local.ptr + HEADER, entry + 46, name);
}

/*
 * The directory at the end, which libarchive can do without and others cannot:
 * as many entries as were read, each with the place of one (4.3.16).
 */
static bool directory_is_whole(struct sv bytes, size_t entries)
{
    enum { END = 22, ENTRY = 46 };
    size_t at, stop;

    if (bytes.len < END)
        return false;
    struct sv last = {bytes.ptr + bytes.len - END, END};
    at = little(last.ptr + 16, 4);
    stop = at + little(last.ptr + 12, 4);
    if (!sv_starts(last, SV("PK\5\6")) || stop > bytes.len - END ||
        little(last.ptr + 10, 2) != entries)
        return false;
    for (size_t k = 0; k < entries; k++) {
        const char *entry = bytes.ptr + at;
        if (at + ENTRY > stop || memcmp(entry, "PK\1\2", 4))
            return false;
        size_t more = little(entry + 28, 2) + little(entry + 30, 2) +
                      little(entry + 32, 2);
        size_t where = little(entry + 42, 4);
        at += ENTRY + more;
        if (at > stop || where >= bytes.len ||
            !same_header(entry, sv_skip(bytes, where)))
            return false;
    }
    return at == stop;
}

bool verify_workbook(const char *path, struct sv bytes, struct arena *a,
                     struct err *err)
{
    static const char *const NEEDED[] = {"[Content_Types].xml", "_rels/.rels",
                                         "xl/workbook.xml"};
    struct parts p = {.path = path, .a = a};
    bool ok;

    intern_init(&p.there, a);
    intern_init(&p.wanted, a);
    for (size_t k = 0; k < sizeof NEEDED / sizeof NEEDED[0]; k++)
        intern_add(&p.wanted, sv_from(NEEDED[k]));
    ok = unzip_all(path, on_entry, on_piece, &p, err);
    if (p.parser)
        XML_ParserFree(p.parser);
    if (ok && !directory_is_whole(bytes, p.there.n))
        ok = err_set(err, EXIT_INPUT, "%s: its directory is damaged", path);
    for (size_t k = 0; ok && k < p.wanted.n; k++)
        if (intern_find(&p.there, p.wanted.labels[k]) < 0)
            ok = err_set(err, EXIT_INPUT, "%s: has no %.*s in it", path,
                         SV_ARG(p.wanted.labels[k]));
    intern_release(&p.there);
    intern_release(&p.wanted);
    return ok;
}
