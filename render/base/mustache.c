#include "render/base/mustache.h"

#include "render/base/escape.h"
#include "render/base/mustache_parts.h"

/* What one rendering may do: nodes visited, bytes written. A page of 500 rows
 * takes some 20,000 and 300 KB; this is a second's work. */
enum { WORK = 20000000, BYTES = 1 << 28 };

struct renderer {
    struct buf *out;
    struct mustache_template *root;
    const struct value *stack[2 * MUSTACHE_DEPTH + 2];
    size_t n_stack;
    size_t depth;
    size_t work, start; /* start: length of `out` before */
    struct err *err;
};

static bool fail(struct renderer *r, const struct mustache_template *t,
                 const struct node *n, const char *what)
{
    struct sv at = n->kind == NODE_TEXT ? (struct sv){0} : n->text;

    if (at.len > 60)
        at.len = 60;
    return err_set(r->err, EXIT_INPUT, "%s:%zu: %s%s%.*s", t->name, n->line,
                   what, at.len ? ": " : "", SV_ARG(at));
}

/* The value of a dotted name: its first part is looked up along the context
 * stack, the others only inside what was found. */
static const struct value *lookup(const struct renderer *r, struct sv name)
{
    const struct value *v = NULL;
    struct sv rest = name, part;

    if (sv_eq(name, SV(".")))
        return r->stack[r->n_stack - 1];
    part = sv_trim(sv_cut(&rest, '.'));
    for (size_t i = r->n_stack; i-- > 0 && !v;)
        v = value_find(r->stack[i], part);
    while (v && rest.len) {
        part = sv_trim(sv_cut(&rest, '.'));
        v = value_find(v, part);
    }
    return v;
}

static struct sv shown(const struct value *v)
{
    if (!v)
        return (struct sv){0};
    if (v->kind == VALUE_BOOL)
        return v->truth ? SV("true") : SV("false");
    return v->kind == VALUE_TEXT ? v->text : (struct sv){0};
}

/* The partial's text with `indent` before each of its lines. */
static struct sv indented(struct arena *a, struct sv text, struct sv indent)
{
    struct buf b;
    struct sv copy;
    bool at_start = true;

    if (!indent.len)
        return text;
    buf_init(&b);
    for (size_t i = 0; i < text.len; i++) {
        if (at_start)
            buf_add_sv(&b, indent);
        buf_add_char(&b, text.ptr[i]);
        at_start = text.ptr[i] == '\n';
    }
    copy = sv_copy(a, buf_sv(&b));
    buf_release(&b);
    return copy;
}

/* Finds or parses the partial of node n; *out NULL where there is none. */
static bool partial_of(struct mustache_template **out, struct renderer *r,
                       struct node *n, struct err *err)
{
    struct mustache_template *root = r->root, *t;
    const struct mustache *m = root->source;
    struct sv text;

    *out = n->partial;
    if (*out)
        return true;
    for (t = root->partials; t; t = t->next)
        if (sv_eq(t->partial_name, n->text) && sv_eq(t->indent, n->indent))
            break;
    if (!t) {
        if (!m->partial || !m->partial(m->ctx, n->text, &text))
            return true;
        t = ARENA_NEW(root->arena, struct mustache_template);
        *t = (struct mustache_template){.source = m,
                                        .name = sv_cstr(root->arena, n->text),
                                        .arena = root->arena,
                                        .partial_name = n->text,
                                        .indent = n->indent};
        if (!mustache_parse_text(t, indented(root->arena, text, n->indent),
                                 err))
            return false;
        t->next = root->partials;
        root->partials = t;
    }
    n->partial = t;
    *out = t;
    return true;
}

static bool render_nodes(struct renderer *r, struct mustache_template *t,
                         struct node *first);

static bool render_in(struct renderer *r, struct mustache_template *t,
                      struct node *n, const struct value *context)
{
    bool ok;

    r->stack[r->n_stack++] = context;
    ok = render_nodes(r, t, n->first);
    r->n_stack--;
    return ok;
}

static bool render_section(struct renderer *r, struct mustache_template *t,
                           struct node *n)
{
    const struct value *v = lookup(r, n->text);

    if (n->kind == NODE_INVERTED)
        return value_true(v) || render_nodes(r, t, n->first);
    if (!value_true(v))
        return true;
    if (v->kind != VALUE_LIST)
        return render_in(r, t, n, v);
    for (const struct value *item = v->first; item; item = item->next)
        if (!render_in(r, t, n, item))
            return false;
    return true;
}

static bool render_node(struct renderer *r, struct mustache_template *t,
                        struct node *n)
{
    struct mustache_template *partial;

    switch (n->kind) {
    case NODE_TEXT:
        buf_add_sv(r->out, n->text);
        return true;
    case NODE_ESCAPED:
        escape_page(r->out, shown(lookup(r, n->text)));
        return true;
    case NODE_RAW:
        buf_add_sv(r->out, shown(lookup(r, n->text)));
        return true;
    case NODE_SECTION:
    case NODE_INVERTED:
        return render_section(r, t, n);
    case NODE_PARTIAL:
        return partial_of(&partial, r, n, r->err) &&
               (!partial || render_nodes(r, partial, partial->first));
    }
    return true;
}

static bool render_nodes(struct renderer *r, struct mustache_template *t,
                         struct node *first)
{
    bool ok = true;

    if (!first)
        return true;
    if (r->depth == MUSTACHE_DEPTH)
        return fail(r, t, first, "sections and partials nest too deep");
    r->depth++;
    for (struct node *n = first; n && ok; n = n->next) {
        ok = (++r->work <= WORK && r->out->len - r->start <= BYTES) ||
             fail(r, t, n, "too much to render");
        ok = ok && render_node(r, t, n);
    }
    r->depth--;
    return ok;
}

bool mustache_parse(struct mustache_template **out, const struct mustache *m,
                    struct arena *a, struct err *err)
{
    struct mustache_template *t = ARENA_NEW(a, struct mustache_template);

    *t = (struct mustache_template){.source = m, .name = m->name, .arena = a};
    if (!mustache_parse_text(t, m->text, err))
        return false;
    *out = t;
    return true;
}

bool mustache_apply(struct buf *out, struct mustache_template *t,
                    const struct value *data, struct err *err)
{
    struct renderer r = {.out = out, .root = t, .start = out->len, .err = err};

    r.stack[r.n_stack++] = data;
    return render_nodes(&r, t, t->first);
}

bool mustache_render(struct buf *out, const struct mustache *m,
                     const struct value *data, struct err *err)
{
    struct mustache_template *t;
    struct arena arena;
    bool ok;

    arena_init(&arena);
    ok =
        mustache_parse(&t, m, &arena, err) && mustache_apply(out, t, data, err);
    arena_release(&arena);
    return ok;
}
