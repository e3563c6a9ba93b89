/*
 * Secret echo: does a text that somebody else wrote repeat a secret? Servers
 * quote what they were sent, and then none of their words may be shown, kept
 * in the ledger or logged.
 *
 * A secret counts as repeated where eight letters and digits of it in a row
 * stand in the text (all of a shorter one), whatever their case and whatever
 * blanks and marks are between them: as they are, percent-encoded (also
 * twice), as escapes of JSON, HTML or quoted-printable, in base64 or in
 * hexadecimal digits. Of a URL its path and query are the secret, in parts.
 */
#ifndef CMD_IO_HTTP_SECRET_ECHO_H
#define CMD_IO_HTTP_SECRET_ECHO_H

#include "scoring/base/sv.h"

/* What stands for such words. */
#define SECRET_ECHOED "its words repeat a secret, and are not shown"

bool secret_echoed(struct sv text, struct sv secret);

#endif
