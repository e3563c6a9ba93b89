/*
 * Words: every sentence of a pack is written in this room, and only after the
 * labels are masked for the pack's reader (report/redact.h). scoring/ gives
 * figures and the codes of labels; here they become evidence, verdicts,
 * reasons, notes and news, with numbers as format.h writes them.
 *
 * Each file has its own header with its functions; all take this context.
 * Text is CRM text or ours, never escaped, and lives in `a`.
 */
#ifndef RENDER_WORDS_WORDS_H
#define RENDER_WORDS_WORDS_H

#include "render/words/style.h"
#include "scoring/intake/deals.h"
#include "scoring/settings/settings.h"

struct words {
    const struct deals *deals;       /* labels as this reader may see them */
    const struct settings *settings; /* the same */
    struct style style;              /* of numbers and amounts */
    int32_t as_of;
    struct arena *a;
};

/* How this company writes numbers and amounts: [report], else the export's
 * own currency. */
struct style words_style(const struct settings *s, const struct deals *d);

struct words words_of(const struct settings *s, const struct deals *d,
                      int32_t as_of, struct arena *a);

#endif
