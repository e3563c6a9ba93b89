#include "scoring/intake/xml.h"

#include <expat.h>

enum { SEPARATOR = '|', DEEPEST = 256 };

struct xml {
    XML_Parser parser;
    const struct xml_reader *reader;
    void *ctx;
    const char *path, *part;
    size_t depth;
    bool stopped; /* by the reader, with `err` set */
    struct err err;
};

const char *xml_attribute(const char **attributes, const char *name)
{
    for (; *attributes; attributes += 2) {
        const char *bar = strrchr(attributes[0], SEPARATOR);
        if (!strcmp(name[0] == SEPARATOR && bar ? bar : attributes[0], name))
            return attributes[1];
    }
    return NULL;
}

static const char *name_in(const struct xml *x, const char *full)
{
    const char *bar = strrchr(full, SEPARATOR);

    for (const char *const *s = x->reader->spaces; bar && *s; s++)
        if (!strncmp(full, *s, (size_t)(bar - full)) &&
            !(*s)[(size_t)(bar - full)])
            return bar + 1;
    return "";
}

static void stop(struct xml *x)
{
    x->stopped = true;
    XML_StopParser(x->parser, XML_FALSE);
}

static void tell_fault(struct xml *x, const char *what)
{
    err_set(&x->err, EXIT_INPUT, "%s: %s%s%s; save the workbook anew", x->path,
            x->part ? x->part : "", x->part ? ": " : "", what);
    stop(x);
}

static void XMLCALL on_start(void *ctx, const char *full, const char **list)
{
    struct xml *x = ctx;

    if (x->stopped)
        return;
    if (++x->depth > DEEPEST) {
        tell_fault(x, "nests its elements too deeply");
        return;
    }
    if (!x->reader->start(x->ctx, name_in(x, full), list, &x->err))
        stop(x);
}

static void XMLCALL on_end(void *ctx, const char *full)
{
    struct xml *x = ctx;

    if (x->stopped)
        return;
    x->depth--;
    if (x->reader->end && !x->reader->end(x->ctx, name_in(x, full), &x->err))
        stop(x);
}

static void XMLCALL on_text(void *ctx, const char *text, int len)
{
    struct xml *x = ctx;

    if (!x->stopped && x->reader->text)
        x->reader->text(x->ctx, (struct sv){text, (size_t)len});
}

static void XMLCALL on_doctype(void *ctx, const char *name, const char *system,
                               const char *public, int internal)
{
    (void)name;
    (void)system;
    (void)public;
    (void)internal;
    tell_fault(ctx, "declares a document type, as no workbook does");
}

static void *xml_malloc(size_t size)
{
    return mem_alloc(size, 1);
}

static void *xml_realloc(void *ptr, size_t size)
{
    return mem_resize(ptr, size, 1);
}

struct xml *xml_new(const struct xml_reader *reader, void *ctx,
                    const char *path, const char *part)
{
    static const XML_Memory_Handling_Suite MEMORY = {xml_malloc, xml_realloc,
                                                     free};
    struct xml *x = mem_alloc(1, sizeof *x);

    *x = (struct xml){.reader = reader, .ctx = ctx, .path = path, .part = part};
    x->parser =
        XML_ParserCreate_MM(reader->encoding, &MEMORY, (char[]){SEPARATOR, 0});
    if (!x->parser)
        mem_fail();
    XML_SetUserData(x->parser, x);
    XML_SetElementHandler(x->parser, on_start, on_end);
    XML_SetCharacterDataHandler(x->parser, on_text);
    XML_SetStartDoctypeDeclHandler(x->parser, on_doctype);
    return x;
}

void xml_free(struct xml *x)
{
    if (!x)
        return;
    XML_ParserFree(x->parser);
    free(x);
}

static bool feed(struct xml *x, struct sv piece, bool last, struct err *err)
{
    if (XML_Parse(x->parser, piece.ptr, (int)piece.len, last) !=
        XML_STATUS_ERROR)
        return true;
    if (!x->stopped)
        err_set(&x->err, EXIT_INPUT,
                "%s: %s%sline %lu: %s; the file is damaged or cut short: "
                "export it again",
                x->path, x->part ? x->part : "", x->part ? ": " : "",
                XML_GetCurrentLineNumber(x->parser),
                XML_ErrorString(XML_GetErrorCode(x->parser)));
    if (x->err.text[0]) /* else the reader has all it wants */
        *err = x->err;
    return false;
}

bool xml_feed(struct xml *x, struct sv piece, struct err *err)
{
    enum { MOST = 1 << 20 }; /* expat counts in int */

    while (piece.len) {
        size_t len = piece.len < MOST ? piece.len : MOST;
        if (!feed(x, (struct sv){piece.ptr, len}, false, err))
            return false;
        piece = sv_skip(piece, len);
    }
    return true;
}

bool xml_finish(struct xml *x, struct err *err)
{
    return feed(x, SV(""), true, err);
}
