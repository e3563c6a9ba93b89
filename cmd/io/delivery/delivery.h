/* Delivery: what became of a message, in the words of the ledger. */
#ifndef CMD_IO_DELIVERY_DELIVERY_H
#define CMD_IO_DELIVERY_DELIVERY_H

enum delivery_state {
    DELIVERY_NONE,      /* never tried */
    DELIVERY_SENDING,   /* the last byte may be out; no answer is recorded */
    DELIVERY_DOUBT,     /* no answer came after the last byte */
    DELIVERY_DELIVERED, /* the server took it */
    DELIVERY_REFUSED,   /* the server said no, or cannot be trusted: the same
                           again would end the same */
    DELIVERY_FAILED,    /* certainly not accepted; may go well later */
    DELIVERY_STATES
};

enum { FATE_ANSWER = 400 };

struct fate {
    enum delivery_state state;
    char answer[FATE_ANSWER]; /* one line: the server's own words where it
                                    gave any, else what happened */
};

const char *delivery_state_name(enum delivery_state s); /* "in doubt" */

#endif
