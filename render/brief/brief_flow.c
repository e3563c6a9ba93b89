/* brief.pdf in drafts: set again and again, with lists of other lengths, to
 * find few pages of which none is left a quarter blank; then once more, with
 * what is blank between the parts. Drafts are measured, never written. */
#include <math.h>

#include "render/base/sink.h"
#include "render/base/theme.h"
#include "render/brief/brief.h"
#include "render/brief/brief_parts.h"
#include "render/draw/pdf.h"

static const double SIDE = 50, FOOT = 58;
static const double QUARTER = 0.25; /* of a page blank: too much */
/* In pages: that, no verdict at the end; twice, what to know first not on the
 * first page; three times, nothing of how closed deals went. */
static const double DEAR = 1.5;
static const double LATE = 0.4; /* the figures not on the first page */
/* Points that a gap and a chart may grow by; the gaps by twice as much again,
 * where so much would stay blank. */
static const double GAP_MOST = 26, CHART_MOST = 80, TOO_MUCH = 150;

/* "Page x of y" can be written only when all pages are there. */
static void draw_feet(struct brief *b)
{
    struct type right = BRIEF_MUTED;
    size_t pages = pdf_pages(b->pdf);
    double y = b->height - 30;

    right.align = ALIGN_RIGHT;
    for (size_t k = 0; k < pages && !b->failed; k++) {
        struct canvas *c = NULL;
        if (!canvas_new_page(&c, b->lettering, b->pdf, k, b->err)) {
            b->failed = true;
            return;
        }
        brief_begin(b, TAG_ARTIFACT);
        canvas_rule(c, b->left, y - 12, b->right, y - 12, 0.5, THEME_RULE);
        canvas_text_in(c, &BRIEF_MUTED, b->left, y, (b->right - b->left) * 0.75,
                       sv_printf(&b->words, "%.*s  \xc2\xb7  DealSense %s",
                                 SV_ARG(b->r->title), b->r->version));
        canvas_text(c, &right, b->right, y,
                    sv_printf(&b->words, "Page %zu of %zu", k + 1, pages));
        brief_end(b);
        canvas_free(c);
    }
}

struct draft {
    struct brief_plan plan;
    bool choosing; /* the reps' pages, which are alike in all plans, are left
                      out */
    struct brief_fill fill[BRIEF_PAGES];
    double cost; /* in pages */
};

/* A page is dear, but a blank quarter of one is dearer. */
static double judge(const struct brief *b, size_t pages)
{
    double worst = 0, height = b->bottom - b->top;
    bool board = sv_eq(b->r->audience, SV("board"));

    for (size_t k = 0; k < pages && k < BRIEF_PAGES; k++)
        worst = fmax(worst, b->fill[k].blank / height);
    return (double)pages + worst + (worst > QUARTER ? DEAR : 0) +
           (b->warned ? 2 * DEAR : 0) + (b->judged + 1 < pages ? DEAR : 0) +
           (b->plan.tight == BRIEF_FIGURES ? LATE : 0) +
           (b->plan.quarters || board ? 0 : 3 * DEAR);
}

/* Sets the plan of a draft; with the bytes in `out`, for good. */
static bool typeset(struct draft *d, struct lettering *l,
                    const struct report *r, struct buf *out, struct err *err)
{
    struct pdf_about about = {.title = r->title,
                              .author = r->company,
                              .subject = r->headline,
                              .creator = SV("DealSense " DEALSENSE_VERSION),
                              .date = r->as_of};
    struct brief b = {.r = r, .err = err, .lettering = l, .plan = d->plan,
                      .choosing = d->choosing};
    bool ok = false;

    b.width = r->letter ? 612 : 595.28;
    b.height = r->letter ? 792 : 841.89;
    b.left = SIDE;
    b.right = b.width - SIDE;
    b.bottom = b.height - FOOT;
    b.before = out ? d->fill : NULL;
    arena_init(&b.words);
    if (!out)
        b.pdf = pdf_draft();
    else if (!pdf_new(&b.pdf, &about, err))
        goto done;
    brief_pages(&b);
    if (out)
        draw_feet(&b);
    if (!b.failed && !out) {
        d->cost = judge(&b, b.sheets ? b.sheets : pdf_pages(b.pdf));
        memcpy(d->fill, b.fill, sizeof d->fill);
    }
    ok = !b.failed && (!out || pdf_finish(b.pdf, out, err));
done:
    canvas_free(b.c);
    pdf_free(b.pdf);
    arena_release(&b.words);
    return ok;
}

/* What a plan may be, one choice after the other. */
static const size_t OWNERS[] = {8, 6, 4}, QUARTERS[] = {12, 8, 5, 3, 0};

enum { CHOICES = 6 };
static const int OPTIONS[CHOICES] = {3, 5, 2, 2, 3, BRIEF_TIGHTS};

static struct brief_plan plan_of(const int chosen[CHOICES])
{
    return (struct brief_plan){.owners = OWNERS[chosen[0]],
                               .quarters = QUARTERS[chosen[1]],
                               .fate = !chosen[2],
                               .data = !chosen[3],
                               .cycle_at = chosen[4],
                               .tight = (enum brief_tight)chosen[5]};
}

enum { PLANS = 3 * 5 * 2 * 2 * 3 * BRIEF_TIGHTS };

/* The plans that were tried, and what each cost; 0: not tried, for one costs
 * a page at least. */
struct search {
    struct lettering *l;
    const struct report *r;
    struct err *err;
    double cost[PLANS];
};

static bool cost_of(double *out, struct search *s, const int chosen[CHOICES])
{
    size_t at = 0;

    for (int c = 0; c < CHOICES; c++)
        at = at * (size_t)OPTIONS[c] + (size_t)chosen[c];
    if (s->cost[at] == 0) {
        struct draft d = {.plan = plan_of(chosen), .choosing = true};
        if (!typeset(&d, s->l, s->r, NULL, s->err))
            return false;
        s->cost[at] = d.cost;
    }
    *out = s->cost[at];
    return true;
}

/* Each choice is made with the others as they are, until none changes. */
static bool improve(double *best, int chosen[CHOICES], struct search *s)
{
    enum { ROUNDS = 3 };
    int changed = 1;

    if (!cost_of(best, s, chosen))
        return false;
    for (int round = 0; round < ROUNDS && changed; round++) {
        changed = 0;
        for (int c = CHOICES - 1; c >= 0; c--) {
            int kept = chosen[c];
            for (int o = 0; o < OPTIONS[c]; o++) {
                double cost;
                chosen[c] = o;
                if (!cost_of(&cost, s, chosen))
                    return false;
                if (cost >= *best)
                    continue;
                *best = cost;
                kept = o;
                changed = 1;
            }
            chosen[c] = kept;
        }
    }
    return true;
}

/* Few pages, and full ones: from the longest lists on, and from the shortest,
 * since a page may be saved only by two lists together. */
static bool choose(struct brief_plan *out, struct lettering *l,
                   const struct report *r, struct err *err)
{
    struct search s = {.l = l, .r = r, .err = err};
    int longest[CHOICES] = {0}, shortest[CHOICES];
    double best, other;

    for (int c = 0; c < CHOICES; c++)
        shortest[c] = OPTIONS[c] - 1;
    if (!improve(&best, longest, &s) || !improve(&other, shortest, &s))
        return false;
    *out = plan_of(other < best ? shortest : longest);
    return true;
}

/* Takes from `blank` what n places can take, at most `most` each. */
static double share(double *blank, size_t n, double most)
{
    double each = n ? fmin(*blank / (double)n, most) : 0;

    *blank -= each * (double)n;
    return each;
}

/* What each page has left goes between its parts, then into its charts. */
static void spread(struct draft *d)
{
    for (size_t k = 0; k < BRIEF_PAGES; k++) {
        struct brief_fill *f = &d->fill[k];
        double left = f->blank;
        f->gap = share(&left, f->gaps, GAP_MOST);
        f->chart = share(&left, f->charts, CHART_MOST);
        f->gap += left > TOO_MUCH ? share(&left, f->gaps, 2 * GAP_MOST) : 0;
    }
}

bool brief_write(const struct report *r, const struct resources *h,
                 struct sink *out, struct err *err)
{
    struct lettering *l = NULL;
    struct draft best = {0};
    struct buf pdf = {0};
    bool ok = lettering_new(&l, err) && choose(&best.plan, l, r, err) &&
              typeset(&best, l, r, NULL, err);

    (void)h;
    if (ok) {
        spread(&best);
        ok = typeset(&best, l, r, &pdf, err);
        out->remark = brief_remark(l, out->arena);
    }
    ok = ok && lettering_sound(l, err) &&
         sink_put(out, "brief.pdf", buf_sv(&pdf), err);
    buf_release(&pdf);
    lettering_free(l);
    return ok;
}
