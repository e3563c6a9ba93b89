/*
 * Report: one plain, fully computed struct. Writers take a `const struct
 * report *`, compute no figure and fetch nothing: laying out, formatting and
 * axis ticks are theirs, numbers are not. What a writer needs and does not
 * find here belongs here.
 *
 * All text is CRM text or ours, valid UTF-8, never escaped: each writer
 * escapes for its own context (escape.h). Everything lives in the `run`
 * arena; nothing here is owned. NAN, DATE_NONE and empty views mean "not
 * known" and are shown as a dash, an empty cell or null.
 */
#ifndef RENDER_REPORT_REPORT_H
#define RENDER_REPORT_REPORT_H

#include "render/report/brand.h"
#include "scoring/score/counterfactual.h"
#include "scoring/leaks/linter.h"
#include "scoring/trust/model.h"
#include "scoring/portfolio/outlook.h"
#include "scoring/portfolio/portfolio.h"
#include "scoring/score/score.h"
#include "scoring/portfolio/followup.h"
#include "scoring/score/similar.h"
#include "scoring/score/whatif.h"
#include "render/words/actions.h"
#include "render/words/calls.h"
#include "render/words/changes.h"
#include "render/words/concentration.h"
#include "render/words/flow.h"
#include "render/words/headline.h"
#include "render/words/leaks.h"
#include "render/words/news.h"
#include "render/words/outlook.h"
#include "render/words/notes.h"
#include "render/words/prescribe.h"
#include "render/words/quarter.h"
#include "render/words/reading.h"
#include "render/words/restated.h"
#include "render/words/today.h"

enum event_kind {
    EVENT_CREATED,
    EVENT_STAGE,
    EVENT_AMOUNT,
    EVENT_EXPECTED, /* the expected close moved */
    EVENT_ACTIVITY
};

struct report_event {
    enum event_kind kind;
    int32_t date;
    struct sv text; /* "Created", "Entered Demo", "Last activity", … */
    /* Of a stage: its name, the day it was left (as_of: not yet), and the
     * days of all stays in it, this one the last. */
    struct sv stage;
    int32_t until;
    double total_days;
};

/* A fact beside the score (score/warnings.h). */
struct report_warning {
    enum warning kind;
    struct sv text;   /* "41 days without a word" */
    struct sv record; /* what became of past deals that had it; may be empty */
};

/* A closed deal that was like an open one (similar.h). */
struct report_similar {
    struct sv id, title, owner;
    struct sv stage; /* on the day on which it was alike */
    double amount;
    int32_t closed;
    const struct similar_deal *of; /* when and how it was alike, its end */
};

struct report_deal {
    struct sv id, file_id; /* file_id: safe in a file name */
    struct sv title;       /* name, else account, else id: what to call it */
    struct sv name, account, owner, manager;
    struct sv stage, industry, region, product, lead_source, next_step;
    struct sv category; /* of the forecast: "Commit", as known on as-of */
    struct sv crm_url;  /* https link into the CRM, or empty */
    double amount;
    int32_t created, expected, last_activity;
    double push_count;
    bool has_page; /* gets deal/<file_id>.html and a JSON of its own */
    const struct score *score;
    struct sv evidence[FACTORS]; /* beside score->factors */
    struct action action;        /* what, who, by when */
    struct sv due_words; /* "was due 14 May, 46 days ago", "closes 2 Jul" */
    size_t n_warnings;
    struct report_warning *warnings; /* in the order of enum warning */
    struct sv why;    /* the one fact to say first: that warning, else the first
                         factor's evidence; may be empty */
    struct sv reason; /* behind a warning: the first factor's evidence that is
                         another fact; may be empty */
    struct sv former; /* what the last run said of its score, a sentence; empty:
                         there was none, or none to compare with */
    bool changed;     /* since the last run, in what crm_update.csv tells of it;
                         all are on a first run */
    struct sv note;   /* "no start date: age is not known", or empty */
    const struct outlook *outlook; /* NULL: not computed */
    const struct landing_deal *landing; /* NULL: not known */
    struct outlook_words outlook_words;
    /* What one change would do; NULL below HIGH and where none was sought. */
    const struct counterfactuals *changes;
    struct sv change_words[COUNTERFACTUALS]; /* of each of them */
    /* Closed deals that were like it; NULL: none was sought or found. */
    const struct similar *alike;
    struct report_similar *similar; /* alike->n, nearest first */
    struct sv similar_sentence;     /* "5 of 8 similar deals were lost …" */
    /* What its page needs to score it anew; NULL: not offered. */
    const struct whatif_deal *whatif;
    size_t n_events;
    struct report_event *events; /* oldest first */
};

struct report_feature {
    struct sv name, label;
    enum subject subject;
    double importance; /* mean |SHAP| over the open deals; NAN: none */
    double share;      /* of the sum of importances; NAN: none */
    struct interval importance95;
    double fall; /* in AUC, permuted on the replays; NAN: not measured */
    struct interval fall95;
};

/* What "for the owner to do this week" lists. */
struct report_owner_week {
    struct sv owner;
    size_t critical, high;
    double at_risk;
    size_t n_deals;
    uint32_t *deals; /* indices in report.deals, riskiest first, ≤ 10 */
};

/* What to do today: the deals that ask for something, by the money in them, and
 * what stands below the first (today.h); indices in report.deals. */
struct report_today {
    size_t first, more, n; /* on the first page; below it; in all */
    const uint32_t *asking; /* n */
    const uint32_t *deals;  /* first, then more */
    struct sv heading, more_heading;
};

/* What moved in the quarter, in words; the figures are report.changes. */
struct report_changes {
    struct flow_words since_start, since_last;
    struct pace_words pace;
    struct slip_words slip;
    struct calls_words calls;
    struct moved_words landing, at_risk; /* why each moved */
    struct restated_words restated;
    struct sv first_run; /* no run before, so much of this is not told; empty */
};

#define CRM_UPDATE "crm_update.csv" /* its name in the pack */

struct report {
    const char *version;       /* of dealsense */
    int schema_version;        /* of the API and CSV, 1 */
    struct sv company;         /* may be empty */
    struct sv title;           /* "Pipeline risk, 1 January 2024" */
    struct sv headline;        /* one sentence with the news and its figures */
    struct sv lead;            /* the headline up to the news, for those who
                                  show news.line under it; may be empty */
    struct headline_live live; /* the headline where settings were changed */
    struct sv subject;  /* of the e-mail: "119 deals at risk, $7.1M; 16 …" */
    struct sv audience; /* for whom (audience.h): "cro", "board", "manager" */
    const struct brand *brand; /* brand.h; never NULL */
    struct style style;        /* of numbers and amounts, for people */
    struct sv base_url;        /* with no final slash; may be empty */
    int32_t as_of;
    uint64_t seed;
    bool letter; /* paper size */
    int fiscal_month;

    /* input */
    struct sv input_file, history_file; /* base names; history may be empty */
    const char *input_sha256, *history_sha256;
    char inputs_key[65]; /* pack.h: of everything that decides the bytes */
    size_t rows, rejected, filtered, duplicates;
    /* Deals in no figure: closed, but not when; not yet there on as_of. With
     * deals open, won and lost, rejected and filtered they make up `rows`. */
    size_t undated, later;
    const struct diags *diags;
    const struct deals *quality;  /* profile, headers, dialect: data page */
    struct reading_words reading; /* how the export was read */
    const struct leaks *leaks;
    struct leak_words *leak_words; /* leaks->n */
    struct leak_words stage_end;   /* of leaks->stage; empty: not known */
    size_t n_off;
    const struct feature_off *off; /* features that are switched off */
    struct sv *off_reasons;        /* n_off */

    /* deals, riskiest first; deals with a page come first by construction */
    size_t n_deals;
    struct report_deal *deals;
    size_t n_pages; /* deals with has_page */

    /* CRM_UPDATE: of the open deals those that changed; none where names are
     * hidden, for the board. */
    struct report_update {
        bool written, first; /* first: no run before, so it holds all */
        size_t deals;
    } update;

    /* figures */
    const struct portfolio *portfolio;
    const struct model *model; /* mode, holdout, forest */
    struct sv model_finding;   /* of the same in a few words */
    struct sv reason;          /* of the mode, with which it begins */
    struct sv why;             /* the same, where the mode stands */
    struct sv saved_label;     /* "If 20% were saved", of the potential */
    struct sv risk_note;       /* beside the money at risk */
    struct rescue_words rescue;
    struct sv loss_rate;       /* the factor of the expected loss, in words */
    struct sv loss_range;      /* "80% interval $4.9M to $6.8M"; may be empty */
    struct sv loss_gap;        /* why that is not known; empty: it is */
    struct sv drift_finding, outcomes_finding;
    struct sv *drift_inputs; /* as they are called; by row of model->drift */
    struct sv learners_finding; /* shares; empty: nothing was replayed */
    struct sv order_finding;    /* of the list; empty likewise */
    struct sv forest_error;    /* of a chance of loss; empty: rules only */
    struct sv near_cuts;       /* deals that it would move over one */
    struct sv undated_amounts; /* what that could mean; empty: they are dated */
    struct sv horizons_finding; /* behind the outlook; empty: nothing is */
    size_t n_horizons;          /* how right it was, by horizon and ending */
    struct report_horizon {
        struct sv label, method; /* "Won within 30 days" */
        enum ending ending;
        int days;
        const struct horizon_record *of;
    } horizon[OUTLOOK_HORIZONS * ENDING_COUNT];
    const struct scores *scores; /* cuts, limits, mode */
    struct sv levels_finding;    /* the cuts no longer sort; else empty */
    size_t n_reps, n_segments;
    const struct named_group *reps;     /* by closed deals, then name */
    const struct named_group *segments; /* by group, then the same */
    struct sv rate_note, rate_reason;   /* why there is no win rate, beside it
                                           and whole; empty: there is */
    /* In plain words; the figures of the tests, empty: none; both, as
     * "verdict (figures)". */
    struct sv blame_verdict, blame_figures, blame_finding;
    struct sv cycle_verdict;            /* "Finding: figures" */
    struct prescriptions prescriptions;
    const struct followup *followup; /* NULL: no history store */
    /* Flow, pace, slip, calls, why it moved and the past that changed
     * (scoring/quarter/quarter_changes.h); NULL: not computed, and the words
     * are empty. */
    const struct quarter_changes *changes;
    struct report_changes change_words;
    const struct settings *settings;
    struct sv similar_note; /* how similar deals are found; empty: none are */
    double similar_lost;    /* share lost of all that were compared; NAN */
    const struct whatif *whatif; /* NULL: no deal is scored anew */
    size_t n_features;
    struct report_feature *features; /* by importance, then table order */
    struct sv *feature_labels; /* n_features, in the order of the model's */
    /* How often a flag was right on the replayed days, of the mode in force;
     * NULL and empty: no replay. Of one day: replay.flags[scores->mode]. */
    const struct flags *record;
    struct sv record_sentence;
    struct sv ahead_sentence; /* what that lets one expect of the deals open
                                 now; empty: nothing */
    double rule_means[RULE_COUNT]; /* mean points an open deal, before the cap;
                                      NAN: no open deal */
    struct report_today today;
    struct sv concentration; /* a sentence; empty: no deal has an amount */
    /* What to know before relying on it, the most serious first. */
    size_t n_caveats;
    struct sv caveats[CAVEATS];
    struct sv book_caveat; /* in a workbook in place of the last, where that
                              says on which page the others are; or empty */
    struct sv know_first; /* the first of them in short, a whole sentence */
    size_t n_owners;
    struct report_owner_week *owners; /* by at_risk, then name */
    struct news news; /* since the last run; none without one in the store */
    struct notes notes;
    /* The quarter: figures, and the lines of scopes × LANDING_WHENS: of scope s
     * and quarter w at [s * LANDING_WHENS + w]. NULL: not computed. */
    const struct landing *landing;
    const struct quarter_words *quarter_words;
    int32_t hint_as_of; /* no open deal: a date with some; else DATE_NONE */
};

struct report_inputs {
    const struct deals *deals;
    const struct diags *diags;
    const struct leaks *leaks;
    const struct model *model;
    const struct scores *scores;
    const struct counterfactuals *counterfactuals; /* scores->n, or NULL */
    const struct outlook *outlooks;                /* scores->n, or NULL */
    const struct horizons *horizons;               /* or NULL */
    const struct landing *landing;                 /* or NULL */
    const struct similars *similars;               /* or NULL */
    const struct whatif *whatif;                   /* or NULL */
    const struct portfolio *portfolio;
    const struct planned *plan; /* scores->n, of all deals; NULL: made here */
    const struct followup *followup; /* NULL: no history store */
    const struct quarter_changes *changes; /* or NULL */
    const struct settings *settings;
    const char *inputs_key;
    const struct audience *audience; /* NULL: cro */
    const struct brand *brand;       /* NULL: none of its own */
    int32_t as_of;
    uint64_t seed;
};

/* Mean points an open deal by rule, before the cap, from the receipts; NAN
 * without an open deal. */
void report_rule_means(double out[RULE_COUNT], const struct scores *scores,
                       const struct settings *s);

/* Sets record, record_sentence and ahead_sentence from model, scores and style. */
void report_record(struct report *out, struct arena *run);

void report_build(struct report *out, const struct report_inputs *in,
                  struct arena *run, struct arena *scratch);

/* Does a sentence stand among what is to be known first? */
bool report_is_caveat(const struct report *r, struct sv text);

/* The open deal of that index in deals, such as a hinge's; NULL: none. */
const struct report_deal *report_deal_of(const struct report *r, uint32_t deal);

/* What a receipt line is called: for people ("Rep win rate", "Cap at 100
 * points"), and for machines ("rule:rep", "forest:deal_age_days",
 * "additive:deal_age_days", "base",
 * "cap", "rounding"). Views into literals or the report. */
struct sv report_line_label(const struct report *r,
                            const struct receipt_line *line);
struct sv report_line_name(const struct report *r,
                           const struct receipt_line *line, struct arena *a);

/* A report of the deals of in->scores and no others, with their words; all
 * that is not of a deal is that of `of`. in->plan has to be given. */
void report_deals_only(struct report *out, const struct report *of,
                       const struct report_inputs *in, struct arena *run,
                       struct arena *scratch);

#endif
