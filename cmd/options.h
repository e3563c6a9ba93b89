/*
 * Options: the command line as one `const` struct. A table of flags says
 * for each what it takes, which commands know it, and its line of help, so
 * that --help, the parser and the man page cannot disagree.
 */
#ifndef CMD_OPTIONS_H
#define CMD_OPTIONS_H

#include <stdint.h>

#include "scoring/base/err.h"
#include "scoring/settings/settings.h"

enum { OPERANDS = 2 };

struct options {
    const char *command; /* its name */
    size_t n_operands;
    const char *operands[OPERANDS]; /* DEALS.csv, DEAL_ID, PACK */
    const char *history;            /* --history FILE */
    const char *targets;            /* --targets FILE */
    const char *as_of;              /* --as-of DATE, "today", or NULL */
    const char *out;                /* --out DIR, "out"; NULL: no flag */
    const char *store;              /* --store FILE */
    const char *config;             /* --config FILE */
    const char *model;              /* --model FILE */
    const char *crm;                /* --crm NAME */
    const char *date_order;         /* --date-order mdy|dmy */
    const char *sheet;              /* --sheet SHEET */
    const char *templates;          /* --templates DIR */
    const char *base_url;           /* --base-url URL */
    const char *audience;           /* --audience LIST */
    const char *from;               /* --from DATE */
    const char *to;                 /* --to DATE */
    const char *days;               /* --days LIST */
    const char *truth;              /* --truth FILE */
    const char *world;              /* --world WORLD, or NULL */
    const char *dry_run;            /* --dry-run DIR */
    const char *log;                /* --log json|text */
    const char *format;             /* --format onnx|sql */
    const char *bind;               /* --bind ADDRESS */
    const char *tokens;             /* --tokens FILE */
    const char *export;             /* --export FILE */
    uint64_t port;                  /* --port N, 8480; 0: any */
    uint64_t seed;                  /* --seed N, 42 */
    uint64_t deals;                 /* --deals N, 3000 */
    uint64_t threads;               /* --threads N, 0: all */
    uint64_t every;                 /* --every DAYS, 30 */
    uint64_t keep;                  /* --keep N, 0: all */
    double signal;                  /* --signal X, 1 */
    double linger;                  /* --linger DAYS, 0 */
    double weak_rep;                /* --weak-rep X, 0 */
    bool if_changed, no_store, quiet, csv, landing, alert, resend, help;
    bool log_json; /* --log json was given */
};

struct command {
    const char *name;
    int (*fn)(const struct options *o); /* returns an enum exit_code */
    const char *operands;               /* "DEALS.csv", shown in help */
    size_t n_operands;                  /* all are required */
    const char *flags; /* names it knows, one blank between: "history out" */
    const char *summary;
};

/* An option, with the same meaning for each command that knows it. */
struct flag {
    const char *name;  /* without -- */
    const char *takes; /* "FILE", "mdy|dmy"; NULL: a switch */
    enum { FLAG_TEXT, FLAG_COUNT, FLAG_NUMBER, FLAG_SWITCH } kind;
    size_t at;        /* offset in struct options */
    const char *help; /* lines; flag_help() fills in what it stands for */
};

extern const struct flag FLAGS[];
extern const size_t FLAGS_N;

bool flag_known(const struct command *command, const struct flag *flag);
struct buf;
void flag_help(struct buf *out, const struct flag *flag); /* inits out */

/* Parses argv after the command's name. */
bool options_parse(struct options *out, const struct command *command, int argc,
                   char **argv, struct err *err);
void options_help(const struct command *command); /* standard output */

#endif
