/*
 * Ledger: what was sent, to whom, and what the other side answered, in
 * ledger.db beside the packs (SQLite). It is what makes a second `send`
 * send nothing, and what a human looks at when a message is missed:
 *
 *     SELECT * FROM delivery ORDER BY as_of, started;
 *
 * A row is a message to one recipient, named by as-of, channel, recipient,
 * deal and news ('' and 'pack' for the pack itself, the rest for alerts) and
 * by how often it was sent again. Its state:
 *
 *   sending     committed to disk before the last byte leaves. Found by a
 *               later run, it is in doubt: the process died in between.
 *   in doubt    no answer came after the last byte
 *   delivered   the server took it; `answer` is what it said
 *   refused     the server said no for good (5xx); `answer` is what it said
 *   failed      certainly not accepted: no connection, or "try later"
 *
 * `refused` and `failed` may be tried again, `sending` and `in doubt` only
 * when asked to (--resend), which begins a new row: what happened stays.
 *
 * One process at a time: ledger_open() waits for the lock of the folder
 * (.ledger.lock) and keeps it until ledger_close(); once a ledger stands the
 * lock says so, and then one that is gone or empty is damaged, not new. A file
 * that another program locks is waited for half a minute, once. Commits are
 * durable (synchronous = EXTRA). A ledger that is damaged, foreign or of a newer
 * schema is an error and is left as it is: without it nobody knows what was
 * sent. It holds addresses and names of channels, never a password or a
 * webhook's URL.
 */
#ifndef CMD_IO_STORE_LEDGER_H
#define CMD_IO_STORE_LEDGER_H

#include "cmd/io/delivery/delivery.h"
#include "scoring/base/err.h"
#include "scoring/base/sv.h"

#define LEDGER_NAME "ledger.db"

struct sqlite3;

struct ledger {
    struct sqlite3 *db; /* NULL: looked at only, and there is none */
    int lock;           /* −1: looked at only */
    bool made;          /* the lock says that a ledger stood here */
    const char *path;
};

struct delivery_key {
    const char *as_of;   /* YYYY-MM-DD */
    const char *channel; /* "email", "slack" */
    struct sv recipient;
    struct sv deal;   /* of an alert; empty for what is of no one deal */
    const char *news; /* "pack"; of an alert its kind */
};

struct delivery {
    enum delivery_state state;
    int resend;           /* 0: the first message */
    struct sv message_id; /* empty where the channel has none */
    struct sv content;    /* SHA-256 that names what was sent */
    struct sv at;         /* when the state was set, UTC */
    struct sv answer;     /* the server's own words, or ours */
};

/* Makes the file where there is none, and waits for the lock. With `look`
 * nothing is made, locked or written; no file is an empty ledger. The path
 * must outlive it. */
bool ledger_open(struct ledger *out, const char *path, bool look,
                 struct err *err);
void ledger_close(struct ledger *l); /* accepts NULL or zeroed */

/* The newest row of the key; state DELIVERY_NONE when there is none. */
bool ledger_find(struct delivery *out, const struct ledger *l,
                 const struct delivery_key *key, struct arena *a,
                 struct err *err);

/* Both act on n keys at once, all or none, and are on disk on return. */
/* sending: a new row, or the same where it was refused or failed. */
bool ledger_begin(struct ledger *l, const struct delivery_key *keys, size_t n,
                  const struct delivery *d, struct err *err);
/* What became of it; makes the row where there is none. */
bool ledger_end(struct ledger *l, const struct delivery_key *keys, size_t n,
                const struct delivery *d, struct err *err);

#endif
