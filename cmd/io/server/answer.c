#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "cmd/io/server/server.h"
#include "render/base/json_doc.h"

static const struct {
    unsigned status;
    const char *title;
} TITLES[] = {
    {400, "Bad request"},
    {401, "A token is needed"},
    {403, "Not for this token"},
    {404, "Not found"},
    {405, "Method not allowed"},
    {413, "Body too large"},
    {415, "Not JSON"},
    {421, "Not this host"},
    {422, "A deal cannot be scored"},
    {500, "Server error"},
    {503, "Not now"},
};

void answer_header(struct answer *a, const char *name, const char *value)
{
    if (a->n_more == SERVER_MORE)
        return;
    a->more[a->n_more].name = name;
    snprintf(a->more[a->n_more].value, sizeof a->more->value, "%s", value);
    a->n_more++;
}

void answer_problem(struct answer *a, unsigned status, const char *fmt, ...)
{
    struct json_doc *root = json_doc_object();
    const char *title = "Error";
    struct buf b;
    char detail[640];
    va_list args;

    for (size_t k = 0; k < sizeof TITLES / sizeof TITLES[0]; k++)
        if (TITLES[k].status == status)
            title = TITLES[k].title;
    va_start(args, fmt);
    vsnprintf(detail, sizeof detail, fmt, args);
    va_end(args);
    json_doc_text(root, "type", SV("about:blank"));
    json_doc_text(root, "title", sv_from(title));
    json_doc_count(root, "status", status);
    json_doc_text(root, "detail", sv_from(detail));
    buf_init(&b);
    json_doc_dump(&b, root, false);
    buf_add_char(&b, '\n');
    json_doc_release(root);
    free(a->body);
    a->status = status;
    a->type = "application/problem+json";
    a->body = b.ptr;
    a->len = b.len;
}
