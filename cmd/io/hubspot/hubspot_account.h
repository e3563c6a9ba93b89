/*
 * Account: what a HubSpot account has beside its deals, each asked for once a
 * pull, so that a row tells names and not numbers: its properties with the
 * labels of their values, its pipelines with their stages, its owners, also
 * those who have left, and companies as deals bring them up. And with it the
 * columns that a pull writes.
 *
 * Sources: developers.hubspot.com, the API reference of Pipelines ("id",
 * "label", "displayOrder", "metadata": {"isClosed", "probability"}), Owners
 * ("firstName", "lastName", "email", "teams", "archived"), Properties, Account
 * information ("companyCurrency", "utcOffsetMilliseconds") and the batch reads
 * of Companies (100 a request).
 */
#ifndef CMD_IO_HUBSPOT_HUBSPOT_ACCOUNT_H
#define CMD_IO_HUBSPOT_HUBSPOT_ACCOUNT_H

#include <stdint.h>

#include "cmd/io/hubspot/hubspot_hub.h"
#include "scoring/base/intern.h"

/* The second column, where the account has it: the deals that a deal has been
 * merged of, "101;102". */
#define HUB_MERGED "Merged record IDs"

enum { HUB_COLUMNS = 128, HUB_COMPANIES_AT_ONCE = 100 };

/* What a cell is made of. */
enum hub_kind {
    HUB_ID,       /* of the deal itself */
    HUB_PLAIN,    /* the property's value */
    HUB_TIME,     /* an instant, by the account's clock */
    HUB_LABEL,    /* the label of a listed value */
    HUB_PERCENT,  /* a share as 20% */
    HUB_CURRENCY, /* else the account's own */
    HUB_OWNER,    /* name of an owner's id */
    HUB_TEAM,     /* of the owner */
    HUB_COMPANY,  /* name of a company's id */
    HUB_INDUSTRY, /* of the company */
    HUB_PIPELINE, /* label of a pipeline's id */
    HUB_STAGE,    /* label of a stage's id */
    HUB_POSITION, /* of the stage */
    HUB_CLOSED,   /* true or false, else the stage's */
    HUB_WON
};

struct hub_column {
    struct sv header, property;
    enum hub_kind kind;
    const struct json_doc *definition; /* of the property; NULL: none */
};

struct hub_stage {
    struct sv label;    /* "Demo"; "Demo (Renewals)" where pipelines share it */
    struct sv pipeline; /* label */
    int position;       /* 1 … of all open stages; behind them the closed */
    bool closed, won;
};

struct hub_owner {
    struct sv name, team; /* team: the primary one; empty: none is told */
};

struct hub_company {
    struct sv name, industry;
};

struct hub_account {
    struct hub *hub;
    struct json_doc *properties, *industry; /* definitions; NULL: none */
    const struct json_doc *forecast;        /* of these, the category */
    size_t n_columns;
    struct hub_column columns[HUB_COLUMNS];
    size_t n_lacking;
    struct sv lacking[HUB_COLUMNS];
    struct intern pipeline_ids, stage_ids, owner_ids, company_ids;
    struct sv *pipelines; /* labels */
    struct hub_stage *stages;
    struct hub_owner *owners;
    struct hub_company *companies;
    bool has_companies; /* the app may read them */
    struct sv currency; /* of the account; empty: not told */
    int64_t offset_ms;  /* of its clock from UTC, today */
};

/* Asks for all of it but companies. A column that the account lacks is left
 * out and named in `lacking`; one that the run cannot do without, or that the
 * configuration names, is an error (EXIT_INPUT). */
bool hub_account_open(struct hub_account *out, struct hub *hub,
                      struct err *err);
void hub_account_close(struct hub_account *a); /* accepts zeroed */

/* Adds what the columns and names depend on, so that another account, or the
 * same with other names, does not go on with a pull. */
void hub_account_key(struct buf *out, const struct hub_account *a);

/* Asks for those of the companies that are not known yet. */
bool hub_account_companies(struct hub_account *a, const struct sv *ids,
                           size_t n, struct err *err);

/* NULL: none of that id. */
const struct hub_stage *hub_stage(const struct hub_account *a, struct sv id);
const struct hub_owner *hub_owner(const struct hub_account *a, struct sv id);
const struct hub_company *hub_company(const struct hub_account *a,
                                      struct sv id);

/* The label that a property has for its value, of several ("a;b") each; the
 * value itself where it has none. Into the arena. */
struct sv hub_label(const struct json_doc *definition, struct sv value,
                    struct arena *a);
/* The definition of a property by its name; NULL: there is none. */
const struct json_doc *hub_property(const struct hub_account *a,
                                    struct sv name);

#endif
