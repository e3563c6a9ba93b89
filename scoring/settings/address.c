#include "scoring/settings/address.h"

enum { LOCAL_BYTES = 64, DOMAIN_BYTES = 253, LABEL_BYTES = 63 };

static bool is_alnum(unsigned char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
           (c >= 'a' && c <= 'z');
}

/* Dots stand between atoms, never at an end or two together. */
static bool is_local(struct sv s)
{
    if (!s.len || s.len > LOCAL_BYTES)
        return false;
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.ptr[i];
        if (c == '.' && i && i + 1 < s.len && s.ptr[i - 1] != '.')
            continue;
        if (!is_alnum(c) && (!c || !strchr("!#$%&'*+-/=?^_`{|}~", c)))
            return false;
    }
    return true;
}

static bool is_label(struct sv s)
{
    if (!s.len || s.len > LABEL_BYTES || s.ptr[0] == '-' ||
        s.ptr[s.len - 1] == '-')
        return false;
    for (size_t i = 0; i < s.len; i++)
        if (!is_alnum((unsigned char)s.ptr[i]) && s.ptr[i] != '-')
            return false;
    return true;
}

static bool is_domain(struct sv s)
{
    struct sv rest = s;

    if (!s.len || s.len > DOMAIN_BYTES || sv_ends(s, SV(".")))
        return false;
    while (rest.len)
        if (!is_label(sv_cut(&rest, '.')))
            return false;
    return true;
}

static struct sv without_quotes(struct sv s)
{
    s = sv_trim(s);
    if (s.len >= 2 && s.ptr[0] == '"' && s.ptr[s.len - 1] == '"')
        s = (struct sv){s.ptr + 1, s.len - 2};
    return s;
}

bool address_parse(struct address *out, struct sv text)
{
    struct sv mailbox = sv_trim(text), name = {0}, local;

    if (sv_ends(mailbox, SV(">"))) {
        mailbox.len--;
        name = sv_cut(&mailbox, '<');
        mailbox = sv_trim(mailbox);
    }
    for (size_t i = 0; i < name.len; i++)
        if ((unsigned char)name.ptr[i] < ' ' || name.ptr[i] == 127)
            return false;
    out->name = without_quotes(name);
    out->mailbox = out->domain = mailbox;
    local = sv_cut(&out->domain, '@');
    return is_local(local) && is_domain(out->domain);
}
