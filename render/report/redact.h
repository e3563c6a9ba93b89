/*
 * Redact: what a report for one audience is built from, made once out of
 * what was computed for all. Every writer then writes a whole pack as usual,
 * and what was taken out here is in no file of it: not in the model, the
 * manifest, a file name or a document property.
 *
 * Figures are never touched: all counts, scores and sums are those of the
 * full pack. Labels, ids and texts of the deals, of the settings and of what
 * was found in rows are masked, once; sentences are written by render/words/
 * from what is left, so that one that nobody thought of names nobody.
 *
 *                    board                      manager: NAME
 *   reps, managers   numbered                   NAME and NAME's reps shown,
 *                                               the others numbered
 *   accounts         shown, unless account is   those of NAME's deals shown,
 *                    listed as [report] private the others numbered
 *   deal id          shown                      NAME's shown, others' numbered
 *   deal name        left out where the account NAME's shown, others' out
 *                    says it
 *   next step        left out                   NAME's shown, others' out
 *   link to the CRM  left out                   shown
 *   deals that are   without an id              left out of every figure
 *   in the export no
 *   more
 *
 * NAME's deals are those of which NAME is the manager; NAME's reps are their
 * owners. For both audiences: a text that mentions a hidden person
 * (mentions.h) is left out, a label or an id that does is numbered, and so is
 * a segment's or an own field's label of whose deals, open or closed, one hidden
 * rep has nine in ten: beside "Rep 13" it says whose patch that is; an own
 * field that is listed as [report] private, or that holds a hidden name, is
 * numbered as a whole; what the gate found in a row is told by its kind only;
 * values of [filter] and people in [actions] are not shown. Numbers count by
 * closed deals, so that "Rep 1" need not be the same person next week.
 *
 * Headers of the export, the company's name, addresses and the wording of own
 * actions are taken to be fit for every reader, except where they mention
 * somebody: then the canonical name of the column stands for its header, or
 * "Field 2" for that of the second own field, and "(not shown)" for any other
 * text of the settings; the company's name and addresses are left out.
 */
#ifndef RENDER_REPORT_REDACT_H
#define RENDER_REPORT_REDACT_H

#include "render/report/report.h"
#include "scoring/settings/audience.h"

/* For cro: *out is *in but for the address of the dashboard. */
void redact_nothing(struct report_inputs *out, const struct report_inputs *in,
                    struct arena *run);

/* For the board or a manager. Everything lives in `run`. A manager whom the
 * export does not know is an error (EXIT_INPUT). */
bool redact(struct report_inputs *out, const struct report_inputs *in,
            const struct audience *audience, struct arena *run,
            struct arena *scratch, struct err *err);

#endif
