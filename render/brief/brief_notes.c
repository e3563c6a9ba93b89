/* What moved since the last run, and what to know before relying on it. */
#include "render/brief/brief_parts.h"
#include "render/draw/pdf.h"
#include "render/base/theme.h"

enum { NEWS_LINES = 3, NOTE_LINES = 6 };

static const double LABEL = 74, BULLET = 11;

/* A line with an arrow would be drawn as outlines. */
struct sv brief_plain(struct brief *b, struct sv text)
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

static size_t news_lines(const struct brief *b)
{
    return b->plan.tight && !b->page ? 1 : NEWS_LINES;
}

static double news_height(struct brief *b, struct sv text)
{
    double width = b->right - b->left - LABEL;

    return 3 +
           canvas_block_height(b->c, &BRIEF_SMALL, width, news_lines(b), text);
}

/* "2 deals, $131K: Harbour, Lumen" without the names. */
static struct sv unnamed(struct sv text)
{
    for (size_t i = 0; i + 1 < text.len; i++)
        if (text.ptr[i] == ':' && text.ptr[i + 1] == ' ')
            return (struct sv){text.ptr, i};
    return text;
}

static void draw_line(struct brief *b, struct sv label, struct sv text)
{
    struct type head = {WEIGHT_MEDIUM, THEME_SIZE_SMALL, THEME_INK, ALIGN_LEFT};
    double width = b->right - b->left - LABEL;

    brief_need(b, news_height(b, text));
    if (b->failed)
        return;
    brief_begin(b, TAG_ITEM);
    canvas_text_in(b->c, &head, b->left, b->y + THEME_SIZE_SMALL, LABEL - 8,
                   label);
    canvas_block(b->c, &BRIEF_SMALL, b->left + LABEL, b->y, width,
                 news_lines(b), text);
    brief_end(b);
    b->y += news_height(b, text);
}

static void draw_news(struct brief *b, struct sv heading)
{
    const struct report *r = b->r;
    bool board = sv_eq(r->audience, SV("board"));

    brief_section(b, heading, (struct sv){0}, 40);
    if (b->failed)
        return;
    brief_begin(b, TAG_LIST);
    for (size_t i = 0; i < r->news.n && !b->failed; i++) {
        const struct text_line *line = &r->news.list[i];
        struct sv text = brief_plain(b, line->text);
        if (is_nothing(line))
            continue;
        /* How many and how much, not which; of the quarter no deal is named. */
        if (board && !sv_eq(line->label, SV("Quarter")))
            text = unnamed(text);
        draw_line(b, line->label, text);
    }
    brief_end(b);
}

/* All of it in a sentence, where the list would push what to know off the
 * first page. */
static void draw_sentence(struct brief *b)
{
    double width = b->right - b->left;
    struct sv text = brief_plain(
        b, b->r->change_words.landing.line.len
               ? sv_printf(&b->words, "%.*s. %.*s", SV_ARG(b->r->news.line),
                           SV_ARG(b->r->change_words.landing.line))
               : b->r->news.line);

    brief_section(b, SV("What moved"), (struct sv){0}, 40);
    if (b->failed)
        return;
    brief_begin(b, TAG_P);
    b->y += canvas_block(b->c, &BRIEF_BODY, b->left, b->y, width, NEWS_LINES,
                         text);
    brief_end(b);
}

void brief_news(struct brief *b)
{
    if (!b->r->news.n)
        return;
    if (b->plan.tight >= BRIEF_SENTENCE)
        draw_sentence(b);
    else
        draw_news(b, b->r->news.title);
}

void brief_moved(struct brief *b)
{
    if (b->r->news.n && b->plan.tight >= BRIEF_SENTENCE)
        draw_news(b, sv_printf(&b->words, "%.*s, by name",
                               SV_ARG(b->r->news.title)));
}

static const struct type *note_type(const struct brief *b)
{
    return b->plan.tight ? &BRIEF_SMALL : &BRIEF_BODY;
}

static double note_height(struct brief *b, struct sv text)
{
    return canvas_block_height(b->c, note_type(b), b->right - b->left - BULLET,
                               NOTE_LINES, text) +
           3;
}

static void draw_note(struct brief *b, struct sv text)
{
    double width = b->right - b->left - BULLET;
    double tall = note_height(b, text);

    brief_need(b, tall);
    if (b->failed)
        return;
    canvas_dot(b->c, b->left + 3, b->y + note_type(b)->size * 0.66, 1.8,
               THEME_RAISE);
    brief_begin(b, TAG_ITEM);
    canvas_block(b->c, note_type(b), b->left + BULLET, b->y, width, NOTE_LINES,
                 text);
    brief_end(b);
    b->y += tall;
}

void brief_caveats(struct brief *b)
{
    const struct report *r = b->r;
    bool rules = r->n_deals && r->model->mode == MODE_RULES_ONLY;
    bool board = sv_eq(r->audience, SV("board"));
    double tall = 0;

    /* A board's second page says how often this was right in any case. */
    if (board && !b->plan.data)
        return;
    for (size_t k = 0; k < r->n_caveats; k++) {
        rules = rules && !sv_eq(r->caveats[k], r->reason);
        tall += note_height(b, r->caveats[k]);
    }
    if (rules)
        tall += note_height(b, r->reason);
    if (!tall)
        return;
    brief_section(b, SV("Before you rely on this"), (struct sv){0}, tall);
    if (b->failed)
        return;
    b->warned = board ? 0 : b->page;
    brief_begin(b, TAG_LIST);
    if (rules)
        draw_note(b, r->reason);
    for (size_t k = 0; k < r->n_caveats && !b->failed; k++)
        draw_note(b, r->caveats[k]);
    brief_end(b);
}
