/* What the export held: what was left out, what was empty, and what that
 * switches off. */
#include "render/brief/brief_parts.h"

#include "render/words/format.h"
#include "render/base/shorten.h"
#include "render/base/theme.h"

enum { KINDS = 6, GAPS = 8, OFF = 8, NAME = 24 };

static const double LABEL = 122;

static void add_fact(struct brief *b, struct sv label, struct sv text)
{
    double width = b->right - b->left - LABEL;
    double tall = canvas_block_height(b->c, &BRIEF_BODY, width, 4, text) + 4;

    if (!text.len || b->failed)
        return;
    brief_need(b, tall);
    if (b->failed)
        return;
    brief_begin(b, TAG_ITEM);
    canvas_text_in(b->c, &BRIEF_STRONG, b->left, b->y + THEME_SIZE_BODY,
                   LABEL - 10, label);
    canvas_block(b->c, &BRIEF_BODY, b->left + LABEL, b->y, width, 4, text);
    brief_end(b);
    b->y += tall;
}

static struct sv rows_words(struct brief *b)
{
    const struct report *r = b->r;
    char n[4][FORMAT_TEXT];
    struct sv file = shorten(&b->words, r->input_file, 2 * NAME);

    return sv_printf(&b->words,
                     "%s in %.*s; %s left out, %s filtered, %s said again "
                     "later in the file",
                     format_count(n[0], (double)r->rows, r->style),
                     SV_ARG(brief_isolated(b, file)),
                     format_count(n[1], (double)r->rejected, r->style),
                     format_count(n[2], (double)r->filtered, r->style),
                     format_count(n[3], (double)r->duplicates, r->style));
}

/* A list that grows part by part, "a; b; and others". */
struct list {
    struct buf text;
    size_t shown, most, all;
};

static bool next(struct list *l)
{
    if (l->all++ >= l->most)
        return false;
    if (l->shown++)
        buf_add_str(&l->text, "; ");
    return true;
}

static struct sv end(struct list *l, struct brief *b)
{
    if (l->all > l->shown)
        buf_add_str(&l->text, "; and others");
    struct sv words = sv_copy(&b->words, buf_sv(&l->text));
    buf_release(&l->text);
    return words;
}

static struct sv kinds_words(struct brief *b)
{
    const struct diags *g = b->r->diags;
    struct list l = {.most = KINDS};
    char n[FORMAT_TEXT];

    for (size_t i = 0; g && i < g->n_kinds; i++)
        if (next(&l))
            buf_printf(&l.text, "%s: %s", g->kinds[i].kind,
                       format_count(n, (double)g->kinds[i].count, b->r->style));
    return end(&l, b);
}

/* Columns that the export leaves empty here and there. */
static struct sv gaps_words(struct brief *b)
{
    const struct deals *d = b->r->quality;
    struct list l = {.most = GAPS};
    char n[FORMAT_TEXT];

    for (size_t i = 0; d && i < d->n_profile; i++) {
        const struct column_profile *c = &d->profile[i];
        if (!c->empty || !next(&l))
            continue;
        struct sv name = shorten(&b->words, c->name, NAME);
        buf_printf(&l.text, "%.*s: %s", SV_ARG(brief_isolated(b, name)),
                   format_count(n, (double)c->empty, b->r->style));
    }
    return end(&l, b);
}

/* Names as words; the reason where there is one alone, else on the page. */
static struct sv off_words(struct brief *b)
{
    const struct report *r = b->r;
    struct list l = {.most = OFF};

    for (size_t i = 0; i < r->n_off; i++) {
        if (!next(&l))
            continue;
        buf_add_str(&l.text, r->off[i].label);
        if (r->n_off == 1)
            buf_printf(&l.text, " (%.*s)", SV_ARG(r->off_reasons[i]));
    }
    return end(&l, b);
}

void brief_data(struct brief *b)
{
    if (!b->plan.data)
        return;
    brief_section(b, SV("What the export held"), (struct sv){0}, 80);
    if (b->failed)
        return;
    canvas_rule(b->c, b->left, b->y, b->right, b->y, 1, THEME_INK);
    b->y += 7;
    brief_begin(b, TAG_LIST);
    add_fact(b, SV("Rows"), rows_words(b));
    add_fact(b, SV("What was wrong"), kinds_words(b));
    add_fact(b, SV("Empty fields"), gaps_words(b));
    add_fact(b, SV("Stage history"),
             b->r->history_file.len
                 ? brief_isolated(
                       b, shorten(&b->words, b->r->history_file, 2 * NAME))
                 : SV("none given, so no stage counts but the one of today"));
    add_fact(b, SV("A model cannot use"), off_words(b));
    brief_end(b);
}
