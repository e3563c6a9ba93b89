/* The deals below the first: factors, evidence, and who does what by when. */
#include <math.h>

#include "render/brief/brief_parts.h"
#include "render/words/format.h"
#include "render/base/shorten.h"
#include "render/base/theme.h"

enum {
    RISKIEST = 10,  /* where none asks for anything */
    FEW_DEALS = 15, /* up to here, all that are open */
    CHANGE_LINES = 3
};

static const double BADGE = 66, ACTION = 132, POINTS = 30;
static const double TITLE = 14, ROW_GAP = 9;
/* The lines of a list stand closer than those of a paragraph. */
static const double TIGHT = 0.94;

enum { PARTS = 4, PART = 26 }; /* of a line; characters of one */

/* "a · b · c" of what is known. */
static struct sv join(struct brief *b, const struct sv parts[PARTS])
{
    struct buf out = {0};

    for (int k = 0; k < PARTS; k++) {
        if (!parts[k].len)
            continue;
        if (out.len)
            buf_add_str(&out, "  \xc2\xb7  ");
        buf_add_sv(&out, parts[k]);
    }
    struct sv line = sv_copy(&b->words, buf_sv(&out));
    buf_release(&out);
    return line;
}

static struct sv meta_line(struct brief *b, const struct report_deal *d)
{
    struct sv which = sv_starts(d->title, d->account) ? d->id : d->account;
    if (sv_eq(which, d->title))
        which = (struct sv){0};
    struct sv owner = shorten(&b->words, d->owner, PART);
    struct sv stage = shorten(&b->words, d->stage, PART);
    which = shorten(&b->words, which, PART);
    struct sv parts[PARTS] = {
        brief_named(b, which, SV("account in letters without a font")),
        brief_named(b, owner, SV("owner in letters without a font")),
        brief_named(b, stage, SV("stage in letters without a font")),
        {0}};

    if (d->score->expected != DATE_NONE)
        parts[3] = d->due_words;
    return join(b, parts);
}

static double factors(struct brief *b, const struct report_deal *d, double x,
                      double y, double width, bool draw)
{
    const struct score *s = d->score;
    struct type points = {WEIGHT_MEDIUM, THEME_SIZE_SMALL, THEME_RAISE,
                          ALIGN_RIGHT};
    double from = y;
    char text[FORMAT_TEXT];

    for (size_t k = 0; k < s->n_factors; k++) {
        struct sv words = d->evidence[k];
        if (draw) {
            brief_begin(b, TAG_P);
            canvas_text(b->c, &points, x + POINTS - 6, y + THEME_SIZE_SMALL,
                        sv_from(format_signed(text, s->factors[k].shown, 1,
                                              b->r->style)));
            canvas_block(b->c, &BRIEF_SMALL, x + POINTS, y, width - POINTS, 2,
                         words);
            brief_end(b);
        }
        y += TIGHT *
             canvas_block_height(b->c, &BRIEF_SMALL, width - POINTS, 2, words);
    }
    if (!s->n_factors && d->why.len) { /* its flag */
        if (draw) {
            brief_begin(b, TAG_P);
            canvas_block(b->c, &BRIEF_SMALL, x, y, width, 2, d->why);
            brief_end(b);
        }
        y += TIGHT *
             canvas_block_height(b->c, &BRIEF_SMALL, width, 2, d->why);
    }
    return y - from;
}

/* What one change would do: the one with the largest fall, in muted ink, for
 * it is no reason of the score. The label stands in the same sentence, so that
 * neither can be quoted without the other. */
static double change(struct brief *b, const struct report_deal *d, double x,
                     double y, double width, bool draw)
{
    const struct counterfactuals *c = d->changes;
    struct type points = {WEIGHT_MEDIUM, THEME_SIZE_SMALL, THEME_LOWER,
                          ALIGN_RIGHT};
    char then[FORMAT_TEXT], rows[FORMAT_TEXT], fall[FORMAT_TEXT];
    struct sv words;

    if (!c || c->n == 0)
        return 0;
    words = sv_printf(&b->words,
                      "%.*s: score %s; association, not cause (%s training "
                      "rows)",
                      SV_ARG(d->change_words[0]),
                      format_fixed(then, c->list[0].score, 1, b->r->style),
                      format_count(rows, (double)c->list[0].rows, b->r->style));
    if (!draw)
        return canvas_block_height(b->c, &BRIEF_MUTED, width - POINTS,
                                   CHANGE_LINES, words);
    brief_begin(b, TAG_P);
    canvas_text(b->c, &points, x + POINTS - 6, y + THEME_SIZE_SMALL,
                sv_from(format_signed(fall, -c->list[0].fall, 1, b->r->style)));
    double tall = canvas_block(b->c, &BRIEF_MUTED, x + POINTS, y,
                               width - POINTS, CHANGE_LINES, words);
    brief_end(b);
    return tall;
}

/* A paragraph of the cell that is open. */
static double paragraph(struct brief *b, const struct type *t, double x,
                        double y, size_t lines, struct sv text)
{
    double tall;

    if (!text.len)
        return 0;
    brief_begin(b, TAG_P);
    tall = canvas_block(b->c, t, x, y, ACTION, lines, text);
    brief_end(b);
    return tall;
}

static double action(struct brief *b, const struct action *a, double x,
                     double y, bool draw)
{
    struct type strong = BRIEF_STRONG;
    char date[FORMAT_TEXT];
    double from = y;
    struct sv who;

    if (!a->text.len)
        return draw ? paragraph(b, &BRIEF_MUTED, x, y, 1, SV("No action set"))
                    : 11;
    y += draw ? paragraph(b, &strong, x, y, 3, a->text)
              : canvas_block_height(b->c, &strong, ACTION, 3, a->text);
    if (a->today) {
        struct type today = {WEIGHT_BOLD, THEME_SIZE_SMALL,
                             THEME_LEVELS[LEVEL_CRITICAL].ink, ALIGN_LEFT};
        if (draw)
            brief_line(b, TAG_P, &today, x, y + THEME_SIZE_SMALL, SV("TODAY"));
        y += 11;
    }
    who = brief_named(b, shorten(&b->words, a->owner, PART), SV("Its owner"));
    if (a->due != DATE_NONE && !a->today)
        who = sv_printf(&b->words, "%.*s%sby %s", SV_ARG(who),
                        who.len ? ", " : "", format_weekday(date, a->due));
    y += draw ? paragraph(b, &BRIEF_MUTED, x, y, 2, who)
              : canvas_block_height(b->c, &BRIEF_MUTED, ACTION, 2, who);
    return y - from;
}

/* Score, level, amount and chance: what the eye runs down. */
static void badge(struct brief *b, const struct report_deal *d)
{
    const struct score *s = d->score;
    const struct theme_level *level = &THEME_LEVELS[s->level];
    struct type big = {WEIGHT_BOLD, 14, level->ink, ALIGN_LEFT};
    struct type word = {WEIGHT_MEDIUM, 7, level->ink, ALIGN_LEFT};
    struct type chance = {WEIGHT_REGULAR, 7, THEME_MUTED, ALIGN_LEFT};
    struct type money = {WEIGHT_BOLD, THEME_SIZE_BODY, THEME_INK, ALIGN_LEFT};
    char text[FORMAT_TEXT];
    struct sv amount = SV("no amount");
    double y = b->y;

    if (isfinite(d->amount))
        amount =
            sv_copy(&b->words,
                    sv_from(format_money_short(text, d->amount, b->r->style)));
    canvas_card(b->c, b->left, y, BADGE, 33, 3, level->tint);
    canvas_mark(b->c, s->level, b->left + 11.5, y + 24.5, 7);
    brief_begin(b, TAG_CELL);
    brief_line(b, TAG_P, &big, b->left + 8, y + 16,
               sv_from(format_fixed(text, s->shown, 1, b->r->style)));
    brief_line(b, TAG_P, &word, b->left + 18, y + 27, sv_from(level->word));
    while (money.size > 7 && canvas_width(b->c, &money, amount) > BADGE - 8)
        money.size -= 0.5;
    brief_begin(b, TAG_P);
    canvas_text_in(b->c, &money, b->left + 8, y + 45, BADGE - 8, amount);
    brief_end(b);
    if (isfinite(s->p_loss))
        brief_line(b, TAG_P, &chance, b->left + 8, y + 56,
                   sv_printf(&b->words, "%s chance of loss",
                             format_chance(text, s->p_loss, 0, b->r->style)));
    brief_end(b);
}

/* Where the parts of a deal stand below its first line, and its height. */
struct deal_layout {
    struct sv meta, note;
    double noted, factors, change, wide, tall;
};

static void lay_out(struct deal_layout *out, struct brief *b,
                    const struct report_deal *d, bool note_said)
{
    struct brief_columns at = brief_columns_of(b, BADGE, ACTION);
    double side = action(b, &d->action, 0, 0, false);

    out->meta = meta_line(b, d);
    out->note = note_said ? (struct sv){0} : d->note;
    out->noted = TITLE + canvas_block_height(b->c, &BRIEF_MUTED, at.main_width,
                                             2, out->meta);
    out->factors =
        out->noted +
        canvas_block_height(b->c, &BRIEF_MUTED, at.main_width, 2, out->note);
    out->change = out->factors + factors(b, d, 0, 0, at.main_width, false);
    /* In one line where the action leaves the room beside it. */
    out->wide = side < out->change ? b->right - at.main : at.main_width;
    out->tall = out->change + change(b, d, 0, 0, out->wide, false);
    out->tall =
        fmax(fmax(out->tall, side), isfinite(d->score->p_loss) ? 58 : 47);
}

/* Heads that are said again on the next page are not read again. */
static void draw_heads(struct brief *b, bool again)
{
    enum tag tag = again ? TAG_ARTIFACT : TAG_COLUMN_HEAD;
    struct brief_columns at = brief_columns_of(b, BADGE, ACTION);

    brief_begin(b, again ? TAG_ARTIFACT : TAG_ROW);
    brief_line(b, tag, &BRIEF_MUTED, b->left, b->y + 6, SV("Score, amount"));
    brief_line(b, tag, &BRIEF_MUTED, at.main, b->y + 6,
               SV("Deal, and what raises its risk"));
    brief_line(b, tag, &BRIEF_MUTED, at.action, b->y + 6,
               SV("What to do, who, by when"));
    brief_end(b);
    b->y += 10;
    canvas_rule(b->c, b->left, b->y, b->right, b->y, 1, THEME_INK);
    b->y += 6;
}

/* Two rows are the least that stand below repeated heads: `keep` is the height
 * of the last, where this is the one before it. */
static void draw_deal(struct brief *b, const struct report_deal *d,
                      bool note_said, double keep)
{
    struct brief_columns at = brief_columns_of(b, BADGE, ACTION);
    struct type title = {WEIGHT_MEDIUM, 10.5, THEME_INK, ALIGN_LEFT};
    struct deal_layout l;

    lay_out(&l, b, d, note_said);
    bool next = brief_need(b, l.tall + (keep > 0 ? ROW_GAP + keep : 0));
    if (b->failed)
        return;
    if (next)
        draw_heads(b, true);
    brief_begin(b, TAG_ROW);
    badge(b, d);
    brief_begin(b, TAG_CELL);
    brief_begin(b, TAG_P);
    brief_deal_link(b, &title, at.main, b->y + 10, at.main_width, d);
    brief_end(b);
    brief_begin(b, TAG_P);
    canvas_block(b->c, &BRIEF_MUTED, at.main, b->y + TITLE - 1, at.main_width,
                 2, l.meta);
    canvas_block(b->c, &BRIEF_MUTED, at.main, b->y + l.noted, at.main_width, 2,
                 l.note);
    brief_end(b);
    factors(b, d, at.main, b->y + l.factors, at.main_width, true);
    change(b, d, at.main, b->y + l.change, l.wide, true);
    brief_end(b);
    brief_begin(b, TAG_CELL);
    action(b, &d->action, at.action, b->y, true);
    brief_end(b);
    brief_end(b);
    b->y += l.tall + ROW_GAP * 0.45;
    canvas_rule(b->c, b->left, b->y, b->right, b->y, 0.4, THEME_RULE);
    b->y += ROW_GAP * 0.55;
}

/* What every deal shown would say is said once, above them. */
static struct sv common_note(const struct report *r, const size_t *shown,
                             size_t n)
{
    for (size_t i = 1; i < n; i++)
        if (!sv_eq(r->deals[shown[i]].note, r->deals[shown[0]].note))
            return (struct sv){0};
    return n > 1 ? r->deals[shown[0]].note : (struct sv){0};
}

static bool is_first(const struct report *r, size_t deal)
{
    for (size_t i = 0; i < r->today.first; i++)
        if (r->today.deals[i] == deal)
            return true;
    return false;
}

/* Which deals: those that come next today; of a few, all that are open. */
static size_t choose(size_t shown[FEW_DEALS], const struct report *r)
{
    const struct report_today *t = &r->today;
    size_t n = 0;

    if (r->n_deals <= FEW_DEALS) {
        for (size_t i = 0; i < r->n_deals; i++)
            if (!is_first(r, i))
                shown[n++] = i;
    } else if (t->n) {
        for (; n < t->more && n < FEW_DEALS; n++)
            shown[n] = t->deals[t->first + n];
    } else {
        for (; n < RISKIEST; n++)
            shown[n] = n;
    }
    return n;
}

static struct sv heading(struct brief *b, size_t n)
{
    const struct report *r = b->r;

    if (r->n_deals <= FEW_DEALS)
        return r->today.first ? sv_printf(&b->words, "The other open deal%s",
                                          n == 1 ? "" : "s")
                              : SV("The open deals");
    return r->today.n ? r->today.more_heading
                      : SV("The ten riskiest of the open deals");
}

static double row_height(struct brief *b, size_t deal, bool note_said)
{
    struct deal_layout l;

    lay_out(&l, b, &b->r->deals[deal], note_said);
    return l.tall;
}

void brief_deals(struct brief *b)
{
    size_t shown[FEW_DEALS], n = choose(shown, b->r);
    struct sv note = common_note(b->r, shown, n);
    bool by_money = b->r->n_deals > FEW_DEALS && b->r->today.n;

    if (!n)
        return;
    brief_section(
        b, heading(b, n),
        sv_printf(&b->words,
                  "%s first. Each factor shows the %s that it adds to the "
                  "score of 100, and its evidence.%s%.*s%s",
                  by_money ? "Most money to lose" : "Riskiest",
                  b->r->model->mode == MODE_HYBRID ? "points" : "rule points",
                  note.len ? " Of every deal here: " : "", SV_ARG(note),
                  note.len ? "." : ""),
        n > 1 ? 160 : 80);
    if (b->failed)
        return;
    brief_begin(b, TAG_TABLE);
    draw_heads(b, false);
    for (size_t i = 0; i < n && !b->failed; i++)
        draw_deal(b, &b->r->deals[shown[i]], note.len > 0,
                  i + 2 == n ? row_height(b, shown[i + 1], note.len > 0) : 0);
    brief_end(b);
}
