/* The news in full, and what to know before believing a figure. */
#include "render/brief/brief_parts.h"
#include "render/draw/pdf.h"
#include "render/base/theme.h"

enum { NEWS_LINES = 3, NOTE_LINES = 6 };

static const double LABEL = 74, BULLET = 11, LEFT_LINE = 12;

/* Roboto has no arrow, and a line with one would be drawn as outlines. */
static struct sv without_arrows(struct brief *b, struct sv text)
{
    static const char arrow[] = "\xe2\x86\x92";
    struct buf out = {0};

    for (size_t i = 0; i < text.len; i++)
        if (sv_starts(sv_skip(text, i), SV(arrow))) {
            buf_add_str(&out, "to");
            i += sizeof arrow - 2;
        } else {
            buf_add(&out, text.ptr + i, 1);
        }
    struct sv words = sv_copy(&b->words, buf_sv(&out));
    buf_release(&out);
    return words;
}

/* Nothing changed: not worth a line. */
static bool is_nothing(const struct text_line *line)
{
    return sv_starts(line->text, SV("0 "));
}

static double news_height(struct brief *b, struct sv text)
{
    double width = b->right - b->left - LABEL;

    return 3 + canvas_block_height(b->c, &BRIEF_SMALL, width, NEWS_LINES, text);
}

void brief_news(struct brief *b)
{
    const struct report *r = b->r;
    struct type label = {WEIGHT_MEDIUM, THEME_SIZE_SMALL, THEME_INK,
                         ALIGN_LEFT};
    double width = b->right - b->left - LABEL, tall = 24;

    if (!r->news.n)
        return;
    for (size_t i = 0; i < r->news.n; i++)
        tall += is_nothing(&r->news.list[i])
                    ? 0
                    : news_height(b, without_arrows(b, r->news.list[i].text));
    brief_need(b, tall);
    if (b->failed)
        return;
    pdf_bookmark(b->pdf, b->page, b->y - 12, r->news.title);
    brief_begin(b, TAG_H2);
    b->y += canvas_block(b->c, &BRIEF_STRONG, b->left, b->y, b->right - b->left,
                         1, r->news.title) +
            3;
    brief_end(b);
    brief_begin(b, TAG_LIST);
    for (size_t i = 0; i < r->news.n; i++) {
        const struct text_line *line = &r->news.list[i];
        struct sv text = without_arrows(b, line->text);
        if (is_nothing(line))
            continue;
        brief_begin(b, TAG_ITEM);
        canvas_text_in(b->c, &label, b->left, b->y + THEME_SIZE_SMALL,
                       LABEL - 8, line->label);
        canvas_block(b->c, &BRIEF_SMALL, b->left + LABEL, b->y, width,
                     NEWS_LINES, text);
        brief_end(b);
        b->y += news_height(b, text);
    }
    brief_end(b);
    b->y += 14;
}

/* The next note: warnings first. What the pages say elsewhere, the reason of
 * the mode, is left out. */
static const struct note *next_note(const struct brief *b, size_t k)
{
    const struct report *r = b->r;

    for (int warnings = 1; warnings >= 0; warnings--)
        for (size_t i = 0; i < r->notes.n; i++) {
            const struct note *note = &r->notes.list[i];
            if (note->warning != (bool)warnings ||
                (r->n_deals && sv_eq(note->text, r->reason)))
                continue;
            if (!k--)
                return note;
        }
    return NULL;
}

/* A warning has a full mark, a remark a hollow one: they differ in grey. */
static void draw_note(struct brief *b, const struct note *note)
{
    double width = b->right - b->left - BULLET;

    if (note->warning)
        canvas_dot(b->c, b->left + 3, b->y + 6.3, 2.2, THEME_RAISE);
    else
        canvas_ring(b->c, b->left + 3, b->y + 6.3, 1.8, 0.8, THEME_MUTED);
    brief_begin(b, TAG_ITEM);
    b->y += canvas_block(b->c, &BRIEF_BODY, b->left + BULLET, b->y, width,
                         NOTE_LINES, note->text) +
            3;
    brief_end(b);
}

/* Draws the notes left that fit; those that do not come after the method. */
static void draw_notes(struct brief *b, struct sv title)
{
    double width = b->right - b->left - BULLET;
    const struct note *note;
    bool titled = false;

    while ((note = next_note(b, b->noted))) {
        double tall = 3 + canvas_block_height(b->c, &BRIEF_BODY, width,
                                              NOTE_LINES, note->text);
        if (brief_room(b) < tall + (titled ? 0 : 18))
            break;
        if (!titled) {
            brief_begin(b, TAG_H2);
            b->y += canvas_block(b->c, &BRIEF_STRONG, b->left, b->y, width, 1,
                                 title) +
                    3;
            brief_end(b);
            brief_begin(b, TAG_LIST);
        }
        titled = true;
        draw_note(b, note);
        b->noted++;
    }
    if (titled)
        brief_end(b);
}

void brief_notes(struct brief *b)
{
    draw_notes(b, SV("Before you rely on this"));
}

/* Warnings may start a page for what is left; a remark is not worth one. */
void brief_more_notes(struct brief *b)
{
    const struct note *next = next_note(b, b->noted);
    size_t left = 0;

    if (!next)
        return;
    b->y += 14;
    if (next->warning)
        brief_need(b, 74);
    if (b->failed)
        return;
    b->bottom -= LEFT_LINE;
    draw_notes(b, SV("Before you rely on this, continued"));
    b->bottom += LEFT_LINE;
    while (next_note(b, b->noted + left))
        left++;
    if (!left)
        return;
    brief_need(b, LEFT_LINE);
    if (!b->failed)
        canvas_text(b->c, &BRIEF_MUTED, b->left, b->y + 8,
                    sv_printf(&b->words,
                              "%zu more %s on the first page of the "
                              "dashboard.",
                              left, left == 1 ? "note stands" : "stand"));
}
