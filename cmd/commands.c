/* The table of commands. */
#include "cmd/commands.h"

#define INPUT_FLAGS "history as-of config crm date-order sheet"
/* Of all commands that take a deal as far as its score. */
#define SCORE_FLAGS INPUT_FLAGS " out store no-store seed threads"
#define RUN_FLAGS                                                              \
    SCORE_FLAGS " targets model templates base-url audience keep if-changed "  \
                "alert resend quiet"

const struct command COMMANDS[] = {
    {"run", cmd_run, "DEALS.csv", 1,
     RUN_FLAGS,
     "Scores every open deal of a CRM export and publishes the pack in\n"
     "DIR/<as-of>/, with DIR/latest pointing at the newest."},
    {"watch", cmd_watch, "DEALS.csv", 1, RUN_FLAGS,
     "Runs whenever the export has changed, or another file that is named\n"
     "here, and is whole; an open dashboard then offers to load the new pack."},
    {"init", cmd_init, "EXPORT.csv", 1, "crm date-order sheet",
     "Writes a commented configuration for this export to standard output."},
    {"check", cmd_check, "EXPORT.csv", 1, INPUT_FLAGS,
     "Reports the quality of an export, and what leaks; scores nothing."},
    {"train", cmd_train, "DEALS.csv", 1, SCORE_FLAGS " model",
     "Trains the model on the closed deals and writes it to --model FILE."},
    {"score", cmd_score, "DEALS.csv", 1, SCORE_FLAGS " model",
     "Scores every open deal and prints the CSV on standard output."},
    {"explain", cmd_explain, "DEALS.csv DEAL_ID", 2, SCORE_FLAGS " model",
     "Prints the receipt of one open deal: how its score adds up."},
    {"backtest", cmd_backtest, "DEALS.csv", 1,
     SCORE_FLAGS " from to every landing days csv quiet",
     "Replays past days: what each would have flagged, and what came of it.\n"
     "Outcomes are those known on the as-of date."},
    {"sample", cmd_sample, "", 0,
     "deals seed signal as-of history truth linger weak-rep world",
     "Prints a synthetic pipeline as its CRM would export it on a day.\n"
     "--history FILE is written here: the stage history up to that day."},
    {"pull", cmd_pull, "salesforce|hubspot", 1, "config out quiet",
     "Fetches deals and stage history from the CRM, as the files that `run`\n"
     "takes: DIR/deals.csv and DIR/history.csv of --out DIR, both or none.\n"
     "Who and where is in [salesforce] or [hubspot] of the configuration; the\n"
     "secret in DEALSENSE_SALESFORCE_SECRET or DEALSENSE_HUBSPOT_TOKEN, or in\n"
     "a file with mode 0600."},
    {"verify", cmd_verify, "PACK", 1, "",
     "Checks every hash of a pack, and that its totals agree everywhere."},
    {"send", cmd_send, "PACK", 1, "config dry-run resend quiet",
     "Sends a pack once: by e-mail and to Slack, as [email] and [slack] say.\n"
     "A second time sends nothing (exit 99); see ledger.db beside the packs."},
    {"export-model", cmd_export_model, "[DEALS.csv]", 0,
     SCORE_FLAGS " format model quiet",
     "Writes the published model for others to compute with, into DIR/model/\n"
     "of --out DIR: for an ONNX runtime, or as tables and queries in SQL, with\n"
     "DEALS.csv also the script that computes its features in a warehouse.\n"
     "--model is DIR/latest/model.dsm if it is not given."},
    {"serve", cmd_serve, "DIR", 1,
     "port bind tokens export history config crm date-order sheet store "
     "no-store seed threads targets model quiet",
     "Serves the packs below DIR over HTTP: the dashboard and the API, each\n"
     "reader the pack of the token, and scores of deals that are sent."},
    {"completion", cmd_completion, "bash|zsh|fish", 1, "",
     "Writes what a shell needs to complete commands and options.\n"
     "`meson install` puts that of each shell where it looks."},
};
const size_t COMMANDS_N = sizeof COMMANDS / sizeof COMMANDS[0];
