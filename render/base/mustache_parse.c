#include "render/base/mustache_parts.h"

struct parser {
    struct mustache_template *t;
    struct sv text;
    size_t pos;     /* where the text not yet taken starts */
    size_t line;    /* line of `counted` */
    size_t counted; /* newlines before it are in `line` */
    struct sv open, close;
    struct node **tail[MUSTACHE_DEPTH + 1]; /* where the next node hangs */
    struct node *section[MUSTACHE_DEPTH + 1];
    size_t depth;
    struct err *err;
};

struct tag {
    size_t start, end; /* from its opening to past its closing delimiter */
    char sigil;        /* one of "&{#^/>!=", 0 for a plain variable */
    struct sv body;    /* trimmed */
};

static bool fail(struct parser *p, size_t line, const char *what, struct sv at)
{
    if (at.len > 60)
        at.len = 60;
    return err_set(p->err, EXIT_INPUT, "%s:%zu: %s%s%.*s", p->t->name, line,
                   what, at.len ? " " : "", SV_ARG(at));
}

static size_t line_of(struct parser *p, size_t pos)
{
    for (; p->counted < pos; p->counted++)
        p->line += p->text.ptr[p->counted] == '\n';
    return p->line;
}

static bool find(size_t *at, struct sv text, size_t from, struct sv what)
{
    const char *hit;

    if (from > text.len || !text.len)
        return false;
    hit = memmem(text.ptr + from, text.len - from, what.ptr, what.len);
    if (hit)
        *at = (size_t)(hit - text.ptr);
    return hit != NULL;
}

static struct node *add(struct parser *p, enum node_kind kind, struct sv text,
                        size_t line)
{
    struct node *n = ARENA_NEW(p->t->arena, struct node);

    n->kind = kind;
    n->text = text;
    n->line = line;
    *p->tail[p->depth] = n;
    p->tail[p->depth] = &n->next;
    return n;
}

static bool blank(char c)
{
    return c == ' ' || c == '\t';
}

/* Is the tag alone on its line? Then *from is the line's start and *to what
 * follows its newline. */
static bool standalone(const struct parser *p, const struct tag *tag,
                       size_t *from, size_t *to)
{
    const char *s = p->text.ptr;
    size_t start = tag->start, end = tag->end;

    while (start > 0 && blank(s[start - 1]))
        start--;
    if (start > 0 && s[start - 1] != '\n')
        return false;
    while (end < p->text.len && blank(s[end]))
        end++;
    if (end + 1 < p->text.len && s[end] == '\r' && s[end + 1] == '\n')
        end++;
    if (end < p->text.len && s[end] != '\n')
        return false;
    *from = start;
    *to = end < p->text.len ? end + 1 : end;
    return true;
}

/* `=<% %>=`: the new delimiters. */
static bool set_delimiters(struct parser *p, struct sv body, size_t line)
{
    struct sv open, close;
    size_t at = 0;

    while (at < body.len && !blank(body.ptr[at]) && body.ptr[at] != '\n')
        at++;
    open = (struct sv){body.ptr, at};
    close = sv_trim(sv_skip(body, at));
    if (!open.len || !close.len || memchr(open.ptr, '=', open.len) ||
        memchr(close.ptr, '=', close.len) || memchr(close.ptr, ' ', close.len))
        return fail(p, line, "delimiters are not two words:", body);
    p->open = open;
    p->close = close;
    return true;
}

/* Reads the tag that opens at `start`. */
static bool read_tag(struct parser *p, struct tag *tag, size_t start,
                     size_t line)
{
    size_t body = start + p->open.len, end;
    char closing[64];
    struct sv close = p->close;

    *tag = (struct tag){.start = start};
    if (body < p->text.len && p->text.ptr[body] &&
        strchr("&{#^/>!=", p->text.ptr[body]))
        tag->sigil = p->text.ptr[body++];
    if ((tag->sigil == '{' || tag->sigil == '=') &&
        close.len + 1 < sizeof closing) {
        closing[0] = tag->sigil == '{' ? '}' : '=';
        memcpy(closing + 1, close.ptr, close.len);
        close = (struct sv){closing, close.len + 1};
    }
    if (!find(&end, p->text, body, close))
        return fail(p, line, "a tag is not closed:",
                    (struct sv){p->text.ptr + start, p->text.len - start < 20
                                                         ? p->text.len - start
                                                         : 20});
    tag->end = end + close.len;
    tag->body = sv_trim((struct sv){p->text.ptr + body, end - body});
    if (!tag->body.len && tag->sigil != '!')
        return fail(p, line, "a tag has no name", (struct sv){0});
    return true;
}

static bool close_section(struct parser *p, struct sv name, size_t line)
{
    if (!p->depth)
        return fail(p, line, "closes a section that is not open:", name);
    if (!sv_eq(p->section[p->depth]->text, name))
        return fail(p, line, "closes another section than the open one:", name);
    p->depth--;
    return true;
}

static bool open_section(struct parser *p, const struct tag *tag, size_t line)
{
    struct node *n;

    if (p->depth == MUSTACHE_DEPTH)
        return fail(p, line, "sections are nested too deep:", tag->body);
    n = add(p, tag->sigil == '#' ? NODE_SECTION : NODE_INVERTED, tag->body,
            line);
    p->depth++;
    p->section[p->depth] = n;
    p->tail[p->depth] = &n->first;
    return true;
}

/* Takes the tag into the tree; `indent` is what stood before it on a line
 * of its own. */
static bool take_tag(struct parser *p, const struct tag *tag, struct sv indent,
                     size_t line)
{
    switch (tag->sigil) {
    case '!':
        return true;
    case '=':
        return set_delimiters(p, tag->body, line);
    case '#':
    case '^':
        return open_section(p, tag, line);
    case '/':
        return close_section(p, tag->body, line);
    case '>':
        add(p, NODE_PARTIAL, tag->body, line)->indent = indent;
        return true;
    case '&':
    case '{':
        add(p, NODE_RAW, tag->body, line);
        return true;
    default:
        add(p, NODE_ESCAPED, tag->body, line);
        return true;
    }
}

bool mustache_parse_text(struct mustache_template *t, struct sv text,
                         struct err *err)
{
    struct parser p = {.t = t,
                       .text = text,
                       .line = 1,
                       .open = SV("{{"),
                       .close = SV("}}"),
                       .err = err};
    size_t start;

    p.tail[0] = &t->first;
    while (find(&start, text, p.pos, p.open)) {
        struct tag tag;
        size_t line = line_of(&p, start), from, to;
        bool own_line;

        if (!read_tag(&p, &tag, start, line))
            return false;
        own_line = tag.sigil && tag.sigil != '&' && tag.sigil != '{' &&
                   standalone(&p, &tag, &from, &to);
        if (!own_line) {
            from = tag.start;
            to = tag.end;
        }
        if (from > p.pos)
            add(&p, NODE_TEXT, (struct sv){text.ptr + p.pos, from - p.pos},
                line);
        if (!take_tag(&p, &tag, (struct sv){text.ptr + from, tag.start - from},
                      line))
            return false;
        p.pos = to;
    }
    if (p.depth)
        return fail(&p, p.section[p.depth]->line,
                    "a section is not closed:", p.section[p.depth]->text);
    if (p.pos < text.len)
        add(&p, NODE_TEXT, sv_skip(text, p.pos), line_of(&p, text.len));
    return true;
}
