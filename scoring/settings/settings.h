/*
 * Settings: every number and word a company may change, in one `const`
 * struct that travels down. settings_default() is what runs without a
 * configuration; settings_read() applies an INI file (inih) over it;
 * cmd/ applies the command line last. Unknown sections and keys are errors
 * that name file and line, so that a typing error never goes unnoticed.
 *
 * Sections: [columns] [stages] [filter] [input] [rates] [targets] [rules]
 * [levels] [forest] [score] [money] [flags] [actions] [brand] [report] [email] [slack]
 * [alerts] [salesforce] [hubspot] [network]; each key is described in the table of
 * settings_keys.c, from which init_file.h writes the commented file that
 * `dealsense init` prints.
 *
 * What only says where data comes from or a pack goes to decides no byte of
 * it: such keys are left out of settings_describe(), so that a new recipient
 * does not make the pack of the day another one, and no address gets into a
 * published folder.
 * Secrets are no settings: cmd/io/http/secret.h.
 */
#ifndef SCORING_SETTINGS_SETTINGS_H
#define SCORING_SETTINGS_SETTINGS_H

#include <stdbool.h>
#include <stdint.h>

#include "scoring/base/err.h"
#include "scoring/base/sv.h"
#include "scoring/base/number.h"
#include "scoring/base/encoding.h"
#include "scoring/base/subject.h"
#include "scoring/settings/columns.h"

enum { STAGES_NAMED = 64, RATES = 64, FILTERS = 32, AUDIENCES = 32 };
enum { TARGETS_SET = 400 };
enum { RECIPIENTS = 64, ATTACHMENTS = 2 };

enum preset { PRESET_ADAPTIVE, PRESET_SEED };
enum mail_tls { MAIL_STARTTLS, MAIL_TLS, MAIL_PLAIN };

/* [rules]: points of the seven factors; thresholds of preset = seed. */
struct rule_settings {
    enum preset preset;
    double cycle_points[3];   /* 30, 20, 10 */
    double rep_points[2];     /* 25 below the 20th percentile, 15 below */
    double industry_points;   /* 15 */
    double source_points;     /* 15 */
    double stage_points;      /* 10 */
    double amount_points;     /* 5 */
    double region_points;     /* 5 */
    double cycle_days[2];     /* seed: 90, 70; the third is the mean */
    double cycle_quantile[2]; /* adaptive: 0.90, 0.75; third: the mean */
    double rep_quantile;      /* 0.20 of the reps' rates */
    double industry_rate;     /* seed: 0.445 */
    double source_rate;       /* seed: 0.45 */
    struct sv source_name;    /* seed: "Partner" */
    double stage_days;        /* seed: 40, in Demo or Proposal */
    struct sv stage_names[2]; /* seed: Demo, Proposal */
    double stage_quantile;    /* adaptive: 0.75 of that stage */
    double amount_above;      /* seed: 50,000 */
    double amount_quantile;   /* adaptive: 0.90 */
    double region_rate;       /* seed: 0.45 */
    double rate_certainty;    /* adaptive: a win rate counts as lower with
                                 this posterior probability; 0.9 */
    double cap;               /* 100 */
};

/* [levels]: cuts of the score, or shares of the open deals (0: use cuts). */
struct level_settings {
    double critical, high, medium;                   /* 75, 55, 30 */
    double critical_share, high_share, medium_share; /* 0 … 1 */
};

/* [forest] */
struct forest_settings {
    int trees;             /* 100 */
    int min_leaf;          /* rows in a leaf, 30 */
    int max_depth;         /* 10 */
    int mtry;              /* 0: a quarter of the columns */
    int sample_rows;       /* rows drawn per tree, at most; 6000 */
    int landmark_days;     /* 30 */
    double weight_cap;     /* 20 */
    int min_won, min_lost; /* 200, 200: closed deals the gate asks for */
    double resolved_share; /* 0.95: when a replay date counts */
    int replays;           /* 4: latest replay dates used */
};

/* [flags]: from when a fact beside the score is told (score/warnings.h) */
struct warning_settings {
    int overdue_days;      /* 1: days past the expected close, at least */
    int quiet_days;        /* 30: more days than that without activity */
    int pushes;            /* 2: moves of the expected close, at least */
    double stage_quantile; /* 0.75 of the stays of deals that won */
    double age_quantile;   /* 0.90 of closed cycles */
};

/* [actions]: a line of the action table (words/actions.h). */
struct action_setting {
    enum warning warning; /* WARNING_COUNT: of a subject and a level */
    enum subject subject;
    enum level level;
    struct sv text, owner; /* what, who */
    int due_days;          /* by when, from as-of; −1: as the level has it */
};

/* [email]: how `send` posts the pack; no host: it does not. */
struct email_settings {
    struct sv host;
    int port; /* 0: 587, 465 with tls, 25 with none */
    enum mail_tls tls;
    struct sv user;          /* empty: no authentication */
    struct sv password_file; /* of mode 0600; else the environment */
    struct sv from, reply_to;
    size_t n_to;
    struct sv to[RECIPIENTS];
    size_t n_attach;               /* 0: all */
    struct sv attach[ATTACHMENTS]; /* workbook, brief, or none */
    int timeout_seconds;           /* for each answer of the server, 300 */
};

/* [slack] */
struct slack_settings {
    struct sv channel;      /* what the ledger calls it; set: must be sent */
    struct sv webhook_file; /* of mode 0600; else the environment */
};

/* [send AUDIENCE]: who gets the pack of that audience, never another's */
struct send_settings {
    struct sv audience; /* as audience.h reads it: "board" */
    size_t n_to;
    struct sv to[RECIPIENTS];
    struct sv channel, webhook_file; /* both or none */
};

/* [alerts] of `run --alert` */
struct alert_settings {
    int stale_days;   /* 7: an export whose newest date is older is stale */
    double volume_up; /* 0.25: growth of HIGH and CRITICAL that is news */
};

/* [targets]: a line "2026Q3 Anna Berg = EUR 300,000". */
struct target_setting {
    int quarter;      /* date.h */
    struct sv who;    /* empty: the company */
    struct sv amount; /* as written (quarter/targets.h reads it) */
};

/* [salesforce]: the org that `pull` reads. */
struct salesforce_settings {
    struct sv domain;      /* "example.my.salesforce.com" */
    struct sv api_version; /* "60.0" */
    struct sv client_id;   /* consumer key; else from the environment */
    struct sv secret_file; /* of mode 0600; else from the environment */
    int page_records;      /* records a page, 50000 */
    int timeout_minutes;   /* for the whole pull, 60 */
};

/* [hubspot]: the account that `pull` reads. */
struct hubspot_settings {
    struct sv domain;     /* "api.hubapi.com" */
    struct sv token_file; /* of mode 0600; else from the environment */
    int page_records;     /* deals a page, 50, which is the most */
    int timeout_minutes;  /* for the whole pull, 60 */
};

/* [network]: of every connection (cmd/io/http/http.h). */
struct network_settings {
    int connect_seconds;  /* 15 */
    int timeout_seconds;  /* 60 */
    int retries;          /* 4, after the first try */
    double retry_seconds; /* 2: the first pause, then doubled */
    struct sv ca_file;    /* PEM, beside the system's; empty: none */
};

/* What the list of open deals stands by; without a model always the score. */
enum list_order { ORDER_SCORE, ORDER_P_LOST };

struct settings {
    /* [columns]: header in the export for each canonical column (indexed by
     * enum column), empty: recognised by itself. */
    struct sv columns[32];
    struct sv history[HISTORY_KEY_COUNT]; /* the same for stage history */
    size_t n_own_categories, n_own_numerics;
    struct sv own_categories[OWN_FIELDS], own_numerics[OWN_FIELDS];

    /* [stages] */
    size_t n_stages; /* order of the open stages; 0: found from the data */
    struct sv stages[STAGES_NAMED];
    size_t n_won_stages, n_lost_stages, n_open_stages;
    struct sv won_stages[STAGES_NAMED], lost_stages[STAGES_NAMED];
    struct sv open_stages[STAGES_NAMED]; /* in no order */

    /* [filter]: leave out rows where the header `filter_column` holds
     * `filter_value` (exclude) or anything else (include only). */
    size_t n_filters;
    struct filter_setting {
        struct sv column, value;
        bool keep; /* true: only rows with this value stay */
    } filters[FILTERS];

    /* [input] */
    enum date_order date_order;
    enum encoding encoding;
    struct sv sheet;       /* of a workbook; empty: the one that has deals */
    bool unreadable_empty; /* cells that cannot be read, however many, are not
                              known; default: a column of them is an error */
    struct sv crm;         /* dialect name, or "auto" */
    struct sv crm_url;     /* with {id}, links to the CRM; empty: none */

    /* [rates]: value of one unit in `currency`; all else is refused. */
    struct sv currency; /* of the report, "" when the export has none */
    size_t n_rates;
    struct {
        struct sv currency;
        double rate;
    } rates[RATES];

    size_t n_targets;
    struct target_setting targets[TARGETS_SET];

    struct rule_settings rules;
    struct level_settings levels;
    struct forest_settings forest;
    double rule_weight;   /* [score] 0.4 points per rule point */
    double forest_weight; /* [score] 60 points at P(lost) = 1 */
    enum list_order order; /* [score] */
    double save_rate;     /* [money] 0.20 */
    struct warning_settings warnings;
    int most_today;   /* [actions] of each person, the largest money; 5 */
    size_t n_actions; /* own lines, before the default table */
    struct action_setting actions[64];

    /* [brand] and [report] */
    struct sv company;  /* title of the pack */
    struct sv accent;   /* "#0b5394"; empty: the house's own (brand.h) */
    struct sv logo;     /* a PNG, named from the configuration's folder */
    size_t n_audiences; /* audience.h: for whom packs are; 0: cro */
    struct sv audiences[AUDIENCES];
    size_t n_private; /* own fields, or account: see redact.h */
    struct sv private_fields[OWN_FIELDS];
    struct sv symbol; /* of amounts; empty: the currency's usual one */
    bool symbol_after;
    enum numbers numbers; /* marks of thousands and decimals */
    int fiscal_month;     /* first month of the fiscal year, 1 */
    bool letter;          /* paper: A4, or US Letter */
    struct sv base_url;   /* where dashboard/ will be served; may be empty */

    struct email_settings email;
    struct slack_settings slack;
    size_t n_sends;
    struct send_settings sends[AUDIENCES];
    struct alert_settings alerts;

    struct salesforce_settings salesforce;
    struct hubspot_settings hubspot;
    struct network_settings network;
};

/* What the e-mail carries: [email] attach. */
bool settings_attach(const struct settings *s, struct sv what);

/* The next item of a list as a configuration writes it: divided by commas,
 * quotes keep one. */
struct sv settings_item(struct sv *rest);

void settings_default(struct settings *out);

/* Applies the file's text over *s; text that s keeps is copied to `run`. */
bool settings_read(struct settings *s, struct sv text, const char *path,
                   struct arena *run, struct err *err);

/* Canonical text of every setting that affects the pack, one line
 * `section.key = value` each: for the manifest and for --if-changed. */
struct buf;
void settings_describe(struct buf *out, const struct settings *s);

/* Calls `change` for every text that settings_describe() writes, but for what
 * is the same for all companies (choices, levels). */
void settings_change_texts(struct settings *s,
                           void (*change)(struct sv *text, const void *context),
                           const void *context);

/* The reason why a combination cannot be used, or NULL. */
const char *settings_check(const struct settings *s);

/* The same of base_url alone: "[report] base_url must …", or NULL. */
const char *settings_base_url(struct sv url);

#endif
