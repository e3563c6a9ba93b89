#include "render/messages/email_dress.h"

#include "render/base/escape.h"

/* What is kept of the pack's own header. */
static const char *const KEPT[] = {"Subject", "MIME-Version", "Auto-Submitted",
                                   "Content-Type"};

static void add_address(struct buf *out, const struct address *a)
{
    if (a->name.len) {
        escape_phrase(out, a->name);
        buf_add_str(out, "\r\n "); /* names may be long: fold */
    }
    buf_printf(out, "<%.*s>", SV_ARG(a->mailbox));
}

static void add_addresses(struct buf *out, const char *field,
                          const struct address *a, size_t n)
{
    buf_printf(out, "%s: ", field);
    for (size_t k = 0; k < n; k++) {
        buf_add_str(out, k ? ",\r\n " : "");
        add_address(out, &a[k]);
    }
    buf_add_str(out, "\r\n");
}

static bool is_kept(struct sv line)
{
    struct sv name = sv_cut(&line, ':');

    for (size_t k = 0; k < sizeof KEPT / sizeof KEPT[0]; k++)
        if (sv_eq_fold(name, sv_from(KEPT[k])))
            return true;
    return false;
}

bool email_dress(struct buf *out, struct sv eml, const struct email_dress *d,
                 struct err *err)
{
    struct sv rest = eml;
    bool keep = false, typed = false;

    add_addresses(out, "From", &d->from, 1);
    add_addresses(out, "To", d->to, d->n_to);
    if (d->reply_to.mailbox.len)
        add_addresses(out, "Reply-To", &d->reply_to, 1);
    buf_printf(out, "Date: %s\r\nMessage-ID: %.*s\r\n", d->date,
               SV_ARG(d->message_id));
    while (rest.len) {
        struct sv line = sv_cut(&rest, '\n');
        if (sv_eq(line, SV("\r"))) {
            buf_add_str(out, "\r\n");
            buf_add_sv(out, rest);
            return typed ||
                   err_set(err, EXIT_INPUT, "email.eml: has no Content-Type");
        }
        if (line.ptr[0] != ' ' && line.ptr[0] != '\t')
            keep = is_kept(line);
        if (!keep)
            continue;
        typed = typed || sv_starts(line, SV("Content-Type:"));
        buf_add_sv(out, line);
        buf_add_char(out, '\n');
    }
    return err_set(err, EXIT_INPUT, "email.eml: has no body");
}

struct sv email_message_id(const char *as_of, const char *inputs_key,
                           int resend, struct sv domain, struct arena *a)
{
    struct sv again = resend ? sv_printf(a, ".r%d", resend) : (struct sv){0};

    return sv_printf(a, "<%s.%.32s%.*s@%.*s>", as_of, inputs_key, SV_ARG(again),
                     SV_ARG(domain));
}
