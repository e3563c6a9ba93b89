#include "scoring/settings/settings_keys.h"

#include "scoring/base/buf.h"

#include <stdio.h>

#define AT(member) offsetof(struct settings, member)
#define SIZE(member) sizeof(((struct settings *)0)->member)
#define HUGE_NUMBER 1e12

#define TEXT(section, name, member, help)                                      \
    {                                                                          \
        section, name, KEY_TEXT, AT(member), 1, 0, 0, 0, 0, NULL, help         \
    }
#define TEXTS(section, name, member, n, help)                                  \
    {                                                                          \
        section, name, KEY_TEXT, AT(member), n, 0, 0, 0, 0, NULL, help         \
    }
#define LIST(section, name, member, counter, n, help)                          \
    {                                                                          \
        section, name, KEY_LIST, AT(member), n, AT(counter), 0, 0, 0, NULL,    \
            help                                                               \
    }
#define NUMBERS(section, name, member, n, min, max, help)                      \
    {                                                                          \
        section, name, KEY_NUMBER, AT(member), n, 0, 0, min, max, NULL, help   \
    }
#define NUMBER(section, name, member, min, max, help)                          \
    NUMBERS(section, name, member, 1, min, max, help)
#define WHOLE(section, name, member, min, max, help)                           \
    {                                                                          \
        section, name, KEY_WHOLE, AT(member), 1, 0, 0, min, max, NULL, help    \
    }
#define CHOICE(section, name, member, words, help)                             \
    {                                                                          \
        section, name, KEY_CHOICE, AT(member), 1, 0, SIZE(member), 0, 0,       \
            words, help                                                        \
    }

#define MARKS(section, name, member, help)                                     \
    {                                                                          \
        section, name, KEY_MARKS, AT(member), 1, 0, 0, 0, 0, NULL, help        \
    }

const struct settings_key SETTINGS_KEYS[] = {
    LIST("columns", "category", own_categories, n_own_categories, OWN_FIELDS,
         "the company's own fields that hold a word"),
    LIST("columns", "numeric", own_numerics, n_own_numerics, OWN_FIELDS,
         "the company's own fields that hold a number"),

    LIST("stages", "order", stages, n_stages, STAGES_NAMED,
         "open stages, first to last; empty: found from the data"),
    LIST("stages", "won", won_stages, n_won_stages, STAGES_NAMED,
         "stages (or outcomes) that mean won, beside the usual names"),
    LIST("stages", "lost", lost_stages, n_lost_stages, STAGES_NAMED,
         "stages (or outcomes) that mean lost, beside the usual names"),
    LIST("stages", "open", open_stages, n_open_stages, STAGES_NAMED,
         "stages (or outcomes) that mean open, in no order"),

    CHOICE("input", "date_order", date_order, "auto mdy dmy",
           "how to read 03/04/2024: auto, mdy or dmy"),
    CHOICE("input", "encoding", encoding, "auto utf-8 windows-1252",
           "auto, utf-8 or windows-1252"),
    TEXT("input", "sheet", sheet,
         "sheet of a workbook; empty: the one whose headers are known"),
    CHOICE("input", "unreadable", unreadable_empty, "refuse empty",
           "an amount or date column of which more than 5% cannot be read: "
           "refuse, or empty: such cells are not known"),
    TEXT("input", "crm", crm,
         "auto, salesforce, hubspot, pipedrive, dynamics, maven, skygeni, "
         "zoho, odoo, close, copper, freshsales, suitecrm, sugarcrm, monday, "
         "bitrix24, attio or generic"),
    TEXT("input", "crm_url", crm_url,
         "link of a deal in the CRM, with {id} for its id"),

    TEXT("rates", "currency", currency, "currency of the report, such as USD"),

    CHOICE("rules", "preset", rules.preset, "adaptive seed",
           "adaptive: thresholds from your own history; seed: fixed ones"),
    NUMBERS("rules", "cycle_points", rules.cycle_points, 3, 0, 100,
            "points of a long cycle: above the first, second limit, the mean"),
    NUMBERS("rules", "rep_points", rules.rep_points, 2, 0, 100,
            "points of the rep: among the lowest, below the overall rate"),
    NUMBER("rules", "industry_points", rules.industry_points, 0, 100,
           "points of a weak industry"),
    NUMBER("rules", "source_points", rules.source_points, 0, 100,
           "points of a weak lead source"),
    NUMBER("rules", "stage_points", rules.stage_points, 0, 100,
           "points of a stay in one stage that is too long"),
    NUMBER("rules", "amount_points", rules.amount_points, 0, 100,
           "points of a large amount"),
    NUMBER("rules", "region_points", rules.region_points, 0, 100,
           "points of a weak region"),
    NUMBERS("rules", "cycle_days", rules.cycle_days, 2, 0, 10000,
            "seed: limits of the cycle in days"),
    NUMBERS("rules", "cycle_quantile", rules.cycle_quantile, 2, 0, 1,
            "adaptive: the same as quantiles of closed cycles"),
    NUMBER("rules", "rep_quantile", rules.rep_quantile, 0, 1,
           "which share of reps counts as the lowest"),
    NUMBER("rules", "industry_rate", rules.industry_rate, 0, 1,
           "seed: an industry is weak below this win rate"),
    NUMBER("rules", "source_rate", rules.source_rate, 0, 1,
           "seed: a lead source is weak below this win rate"),
    TEXT("rules", "source_name", rules.source_name,
         "seed: a lead source that always counts as weak"),
    NUMBER("rules", "stage_days", rules.stage_days, 0, 10000,
           "seed: days in stage that are too long"),
    TEXTS("rules", "stage_names", rules.stage_names, 2,
          "seed: the two stages in which they are counted"),
    NUMBER("rules", "stage_quantile", rules.stage_quantile, 0, 1,
           "adaptive: the same as a quantile of that stage's own history"),
    NUMBER("rules", "amount_above", rules.amount_above, 0, HUGE_NUMBER,
           "seed: an amount is large above this"),
    NUMBER("rules", "amount_quantile", rules.amount_quantile, 0, 1,
           "adaptive: the same as a quantile of all amounts"),
    NUMBER("rules", "region_rate", rules.region_rate, 0, 1,
           "seed: a region is weak below this win rate"),
    NUMBER("rules", "rate_certainty", rules.rate_certainty, 0.5, 1,
           "adaptive: a win rate is weak when it is below the overall one with "
           "this probability"),
    NUMBER("rules", "cap", rules.cap, 0, 100, "most points of all rules"),

    NUMBER("levels", "critical", levels.critical, 0, 100,
           "CRITICAL from this score"),
    NUMBER("levels", "high", levels.high, 0, 100, "HIGH from this score"),
    NUMBER("levels", "medium", levels.medium, 0, 100, "MEDIUM from this score"),
    NUMBER("levels", "critical_share", levels.critical_share, 0, 1,
           "or: the riskiest share of the pipeline; 0: use the scores above"),
    NUMBER("levels", "high_share", levels.high_share, 0, 1,
           "the next riskiest share"),
    NUMBER("levels", "medium_share", levels.medium_share, 0, 1,
           "the share after that"),

    WHOLE("forest", "trees", forest.trees, 1, 2000,
          "trees, up to three times as many where their chance would "
          "move P(lost) by a point; at most 700,000 nodes together"),
    WHOLE("forest", "min_leaf", forest.min_leaf, 1, 100000,
          "rows in a leaf, at least"),
    WHOLE("forest", "max_depth", forest.max_depth, 1, 30,
          "splits above a leaf, at most"),
    WHOLE("forest", "mtry", forest.mtry, 0, 1000,
          "features tried at a split; 0: a third of them"),
    WHOLE("forest", "sample_rows", forest.sample_rows, 10, 10000000,
          "rows drawn for a tree, at most"),
    WHOLE("forest", "landmark_days", forest.landmark_days, 1, 366,
          "days between the past days it learns from"),
    NUMBER("forest", "weight_cap", forest.weight_cap, 1, 1000,
           "largest weight of a deal that took long"),
    WHOLE("forest", "min_won", forest.min_won, 1, 1000000,
          "won deals that it needs"),
    WHOLE("forest", "min_lost", forest.min_lost, 1, 1000000,
          "lost deals that it needs"),
    NUMBER("forest", "resolved_share", forest.resolved_share, 0.5, 1,
           "share of deals resolved before a past quarter is judged"),
    WHOLE("forest", "replays", forest.replays, 1, 40,
          "past quarters that are replayed, at most"),

    NUMBER("score", "rule_weight", rule_weight, 0, 1,
           "score points of a rule point in hybrid mode"),
    NUMBER("score", "forest_weight", forest_weight, 0, 100,
           "score points of a certain loss in hybrid mode"),
    CHOICE("score", "order", order, "score p_lost",
           "what the list of open deals stands by: score, or p_lost, the "
           "chance of loss alone; levels are the score's either way"),

    NUMBER("money", "save_rate", save_rate, 0, 1,
           "share of the money at risk that action is assumed to save"),

    WHOLE("flags", "overdue_days", warnings.overdue_days, 1, 3650,
          "days past the expected close from which a deal is overdue"),
    WHOLE("flags", "quiet_days", warnings.quiet_days, 1, 3650,
          "a deal without activity for more days than that is quiet"),
    WHOLE("flags", "pushes", warnings.pushes, 1, 1000,
          "a deal whose close date moved as often is pushed"),
    NUMBER("flags", "stage_quantile", warnings.stage_quantile, 0.5, 1,
           "long in its stage: longer than this share of the deals that won"),
    NUMBER("flags", "age_quantile", warnings.age_quantile, 0.5, 1,
           "old: older than this share of closed deals became"),

    WHOLE("actions", "most_today", most_today, 1, 1000,
          "TODAYs of one person at most, the largest money first; the others "
          "get a day of the week"),

    TEXT("brand", "company", company, "name of the company, on every page"),
    TEXT("brand", "accent", accent,
         "colour of findings and links, such as #0b5394; made readable where "
         "it is not"),
    TEXT("brand", "logo", logo,
         "a PNG of at most 1 MB, beside this file or in a folder below"),

    LIST("report", "audience", audiences, n_audiences, AUDIENCES,
         "a pack for each: cro (all), board, manager: NAME; empty: cro"),
    LIST("report", "private", private_fields, n_private, OWN_FIELDS,
         "own fields whose values only cro may see; account: not the board"),
    TEXT("report", "symbol", symbol,
         "sign of amounts, such as kr; empty: the usual one of the currency"),
    CHOICE("report", "symbol_position", symbol_after, "before after",
           "before or after the number"),
    MARKS("report", "number_format", numbers,
          "how numbers are written for people, by one of these examples:\n"
          "# 1,234.56 | 1.234,56 | 1 234,56 | 1 234.56 | 1'234.56 | 1234.56 | "
          "1234,56 |\n# 12,34,567.89"),
    WHOLE("report", "fiscal_month", fiscal_month, 1, 12,
          "first month of the fiscal year"),
    CHOICE("report", "paper", letter, "a4 letter", "a4 or letter"),
    TEXT("report", "base_url", base_url,
         "where dashboard/ will be served, for links"),

    TEXT("email", "host", email.host,
         "mail server for `dealsense send`; empty: no e-mail"),
    WHOLE("email", "port", email.port, 0, 65535,
          "0: the usual one, 587 for starttls, 465 for tls, 25 for none"),
    CHOICE("email", "tls", email.tls, "starttls tls none",
           "starttls, tls, or none: only to this machine, without user"),
    TEXT("email", "user", email.user, "user at the mail server; empty: none"),
    TEXT("email", "password_file", email.password_file,
         "file (mode 0600) with the password; else it is in "
         "DEALSENSE_SMTP_PASSWORD"),
    TEXT("email", "from", email.from,
         "sender: name@example.com or Name <name@example.com>"),
    LIST("email", "to", email.to, email.n_to, RECIPIENTS,
         "recipients, each like the sender"),
    TEXT("email", "reply_to", email.reply_to, "where answers go"),
    LIST("email", "attach", email.attach, email.n_attach, ATTACHMENTS,
         "workbook, brief, or none; empty: both"),
    WHOLE("email", "timeout_seconds", email.timeout_seconds, 1, 3600,
          "wait for each answer of the mail server"),

    TEXT("slack", "channel", slack.channel,
         "name of the channel, for people and the ledger"),
    TEXT("slack", "webhook_file", slack.webhook_file,
         "file (mode 0600) with the webhook's URL; else it is in "
         "DEALSENSE_SLACK_WEBHOOK"),

    WHOLE("alerts", "stale_days", alerts.stale_days, 1, 3650,
          "run --alert: an export whose newest date is older is stale"),
    NUMBER("alerts", "volume_up", alerts.volume_up, 0, 100,
           "run --alert: growth of HIGH and CRITICAL since the last run that "
           "is news, as a share"),

    TEXT("salesforce", "domain", salesforce.domain,
         "My Domain of the org that `pull` reads: example.my.salesforce.com"),
    TEXT("salesforce", "api_version", salesforce.api_version,
         "version of Salesforce's API"),
    TEXT("salesforce", "client_id", salesforce.client_id,
         "consumer key of the connected app; else it is in "
         "DEALSENSE_SALESFORCE_CLIENT_ID"),
    TEXT("salesforce", "secret_file", salesforce.secret_file,
         "file (mode 0600) with the app's consumer secret; else it is in "
         "DEALSENSE_SALESFORCE_SECRET"),
    WHOLE("salesforce", "page_records", salesforce.page_records, 1, 1000000,
          "records fetched at a time"),
    WHOLE("salesforce", "timeout_minutes", salesforce.timeout_minutes, 1, 1440,
          "time for a whole pull"),

    TEXT("hubspot", "domain", hubspot.domain,
         "host of HubSpot's API that `pull` reads"),
    TEXT("hubspot", "token_file", hubspot.token_file,
         "file (mode 0600) with the access token of a private app; else it is "
         "in DEALSENSE_HUBSPOT_TOKEN"),
    WHOLE("hubspot", "page_records", hubspot.page_records, 1, 50,
          "deals fetched at a time"),
    WHOLE("hubspot", "timeout_minutes", hubspot.timeout_minutes, 1, 1440,
          "time for a whole pull"),

    WHOLE("network", "connect_seconds", network.connect_seconds, 1, 600,
          "seconds to wait for a connection"),
    WHOLE("network", "timeout_seconds", network.timeout_seconds, 1, 3600,
          "seconds to wait for an answer, or for the next part of a long one"),
    WHOLE("network", "retries", network.retries, 0, 20,
          "further tries after one that failed"),
    NUMBER("network", "retry_seconds", network.retry_seconds, 0.01, 120,
           "pause before the second try; doubled before each further one"),
    TEXT("network", "ca_file", network.ca_file,
         "PEM file of your company's own authority, beside the system's"),
};
const size_t SETTINGS_KEYS_N = sizeof SETTINGS_KEYS / sizeof SETTINGS_KEYS[0];

const char *const SETTINGS_SECTIONS[] = {
    "columns", "stages", "filter", "input",  "rates",      "targets", "rules",
    "levels",  "forest", "score",  "money",  "flags",      "actions", "brand",
    "report",  "email",  "slack",  "alerts", "salesforce", "hubspot", "network",
};
const size_t SETTINGS_SECTIONS_N =
    sizeof SETTINGS_SECTIONS / sizeof SETTINGS_SECTIONS[0];

const struct settings_key *settings_key_find(struct sv section, struct sv name)
{
    for (size_t k = 0; k < SETTINGS_KEYS_N; k++)
        if (sv_eq_fold(sv_from(SETTINGS_KEYS[k].section), section) &&
            sv_eq_fold(sv_from(SETTINGS_KEYS[k].name), name))
            return &SETTINGS_KEYS[k];
    return NULL;
}

/* Sections that decide no byte of the pack, each with the key that does. */
static const struct {
    const char *section, *but;
} CARRIERS[] = {{"email", "attach"},
                {"slack", NULL},
                {"alerts", NULL},
                {"salesforce", NULL},
                {"hubspot", NULL},
                {"network", NULL}};

bool settings_key_carries(const struct settings_key *key)
{
    for (size_t k = 0; k < sizeof CARRIERS / sizeof CARRIERS[0]; k++)
        if (!strcmp(CARRIERS[k].section, key->section))
            return !CARRIERS[k].but || strcmp(CARRIERS[k].but, key->name);
    return false;
}

char *settings_number(char out[KEY_NUMBER_TEXT], double x)
{
    for (int digits = 15; digits <= 17; digits++) {
        snprintf(out, KEY_NUMBER_TEXT, "%.*g", digits, x);
        if (strtod(out, NULL) == x)
            break;
    }
    return out;
}

static void add_text(struct buf *out, struct sv text, bool in_list)
{
    bool quote = in_list && text.len && memchr(text.ptr, ',', text.len);

    if (quote)
        buf_add_char(out, '"');
    buf_add_sv(out, text);
    if (quote)
        buf_add_char(out, '"');
}

static void add_choice(struct buf *out, const struct settings_key *key,
                       const char *at)
{
    struct sv words = sv_from(key->choices), word = {0};
    unsigned index = key->size == 1 ? *(const unsigned char *)at
                                    : *(const unsigned *)(const void *)at;

    for (unsigned k = 0; k <= index; k++)
        word = sv_cut(&words, ' ');
    buf_add_sv(out, word);
}

void settings_key_value(struct buf *out, const struct settings_key *key,
                        const struct settings *s)
{
    const char *at = (const char *)s + key->offset;
    const struct sv *texts = (const void *)at;
    const double *numbers = (const void *)at;
    char number[KEY_NUMBER_TEXT];
    size_t n = key->count;

    if (key->type == KEY_LIST)
        n = *(const size_t *)(const void *)((const char *)s + key->counter);
    switch (key->type) {
    case KEY_TEXT:
    case KEY_LIST:
        for (size_t k = 0; k < n; k++) {
            buf_add_str(out, k ? ", " : "");
            add_text(out, texts[k], key->type == KEY_LIST || n > 1);
        }
        break;
    case KEY_NUMBER:
        for (size_t k = 0; k < n; k++)
            buf_printf(out, "%s%s", k ? ", " : "",
                       settings_number(number, numbers[k]));
        break;
    case KEY_WHOLE:
        buf_printf(out, "%d", *(const int *)(const void *)at);
        break;
    case KEY_CHOICE:
        add_choice(out, key, at);
        break;
    case KEY_MARKS:
        buf_printf(
            out, "\"%s\"",
            number_marks(*(const enum numbers *)(const void *)at)->pattern);
        break;
    }
}
