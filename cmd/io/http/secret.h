/*
 * Secret: a password, token or webhook that only the owner may read. It comes
 * from an environment variable, else from a file; never from an argument
 * (`ps` shows those) and never from the configuration (the manifest holds
 * that). It is in no error text, and is wiped when released.
 *
 * The variable is wiped and removed once read, so that neither a child nor
 * /proc/PID/environ holds it any longer: read it once.
 *
 * The file must be a regular file of this user (or root's) that nobody else
 * may read or write: mode 0600 or 0400. A symbolic link is followed and what
 * it points at is judged, so that mounted secrets work. Line ends at the end
 * are dropped.
 */
#ifndef CMD_IO_HTTP_SECRET_H
#define CMD_IO_HTTP_SECRET_H

#include "scoring/base/err.h"
#include "scoring/base/sv.h"

enum { SECRET_BYTES = 4096 };

struct secret {
    size_t len;
    char text[SECRET_BYTES]; /* terminated; no control characters */
};

/* `what` for messages: "the Salesforce client secret". `variable` and `file`
 * name the two places; `file` may be empty (not configured), `setting` is
 * how the configuration calls it: "[salesforce] secret_file"; variable NULL:
 * only the file will do. An error
 * (EXIT_INPUT) says which places were looked at and what to do. */
bool secret_read(struct secret *out, const char *what, const char *variable,
                 const char *setting, struct sv file, struct err *err);
struct sv secret_sv(const struct secret *s);
void secret_release(struct secret *s); /* wipes; accepts NULL or zeroed */

#endif
