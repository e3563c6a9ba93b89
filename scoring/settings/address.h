/*
 * Address: a mailbox as the configuration names it, `anna@example.com` or
 * `Anna Smith <anna@example.com>`. Strict, so that nothing else can get into
 * an envelope or a header: ASCII, a dot-atom (RFC 5321, 4.1.2) of at most 64
 * bytes before the @, a host name after it. An international domain is
 * written in its xn-- form; a mailbox whose local part is not ASCII needs
 * SMTPUTF8 on every server of the way, which nobody can promise, and is
 * refused when the configuration is read rather than on a Monday at six.
 */
#ifndef SCORING_SETTINGS_ADDRESS_H
#define SCORING_SETTINGS_ADDRESS_H

#include "scoring/base/sv.h"

struct address {
    struct sv name;    /* any text without control characters, or empty */
    struct sv mailbox; /* anna@example.com */
    struct sv domain;  /* example.com */
};

/* Views into `text`. */
bool address_parse(struct address *out, struct sv text);

#endif
