/* Method and limits, on a third of a page. */
#include <math.h>

#include "render/brief/brief_parts.h"
#include "render/words/format.h"
#include "render/base/shorten.h"
#include "render/base/theme.h"

/* Said below and, with the name of each, in templates/method.html.mustache. */
_Static_assert(RULE_COUNT == 7,
               "the brief and the method page say seven rules");

struct paragraph {
    struct sv title, text;
};

enum { PARAGRAPHS = 6, FILE_NAME = 48 }; /* characters */

static void write_paragraphs(struct paragraph out[PARAGRAPHS], struct brief *b)
{
    const struct report *r = b->r;
    char w[2][FORMAT_TEXT], n[2][FORMAT_TEXT], date[FORMAT_TEXT];
    bool hybrid = r->model->mode == MODE_HYBRID;

    out[0].title = SV("Data");
    out[0].text = sv_printf(
        &b->words, "%s row%s of %.*s%s%s%s. Only what was known on %s counts.",
        format_count(n[0], (double)r->rows, b->r->style),
        r->rows == 1 ? "" : "s",
        SV_ARG(shorten(&b->words, r->input_file, FILE_NAME)),
        r->rejected ? ", " : "",
        r->rejected ? format_count(n[1], (double)r->rejected, b->r->style) : "",
        r->rejected ? " of them left out for a reason that the data page names"
                    : "",
        format_date_long(date, r->as_of));
    out[1].title = SV("Score");
    out[1].text =
        hybrid ? sv_printf(&b->words,
                           "%s points for each of the rules\xe2\x80\x99 points "
                           "(seven factors, at most 100), and %s \xc3\x97 "
                           "the chance of loss by the model: a random forest "
                           "and an additive model, weighed by what they showed.",
                           format_fixed(w[0], r->settings->rule_weight, 1,
                                        b->r->style),
                           format_fixed(w[1], r->settings->forest_weight, 0,
                                        b->r->style))
               : SV("The points of seven rules, at most 100. A model is used "
                    "only where it has ranked past deals better than chance.");
    out[2].title = SV("Receipt");
    out[2].text = SV("Every score is a sum of shown lines; each deal\xe2\x80"
                     "\x99s page and the workbook list all of them.");
    out[3].title = SV("Money");
    out[3].text = sv_printf(&b->words,
                            "Expected loss is the sum of amount \xc3\x97 "
                            "%.*s. The save rate is an assumption, not a "
                            "finding.",
                            SV_ARG(r->loss_rate));
    out[4].title = SV("No blame by chance");
    out[4].text =
        r->portfolio->family
            ? sv_printf(&b->words,
                        "A rep or a segment is named as a problem only where a "
                        "Poisson-binomial test survives "
                        "Benjamini\xe2\x80\x93Hochberg at 5%% over all %zu "
                        "tests; a score may count weaker evidence.",
                        r->portfolio->family)
            : SV("A rep or a segment is named as a problem only where an exact "
                 "test says that it is no chance. None has the ten closed "
                 "deals that the test asks for.");
    out[5].title = SV("Limits");
    out[5].text =
        SV("Scores are associations in one company\xe2\x80\x99s past, "
           "not causes. What the CRM does not hold, nobody scored. "
           "A change of market, price or team is seen only once "
           "deals have closed under it.");
}

static const double GAP = 22, HEADING = 40, APART = 3.5;

static double column_width(const struct brief *b)
{
    return (b->right - b->left - GAP) / 2;
}

static double paragraph_height(struct brief *b, const struct paragraph *p)
{
    double width = column_width(b);

    return canvas_block_height(b->c, &BRIEF_STRONG, width, 1, p->title) +
           canvas_block_height(b->c, &BRIEF_SMALL, width, 0, p->text) + APART;
}

double brief_method_height(struct brief *b)
{
    struct paragraph p[PARAGRAPHS];
    double height[2] = {0, 0};

    write_paragraphs(p, b);
    for (int k = 0; k < PARAGRAPHS; k++)
        height[k >= PARAGRAPHS / 2] += paragraph_height(b, &p[k]);
    return fmax(height[0], height[1]) - APART + HEADING;
}

void brief_method(struct brief *b)
{
    struct paragraph p[PARAGRAPHS];
    double width = column_width(b);

    write_paragraphs(p, b);
    brief_section(b, SV("Method and limits"), (struct sv){0},
                  brief_method_height(b) - HEADING);
    if (b->failed)
        return;
    canvas_rule(b->c, b->left, b->y, b->right, b->y, 1, THEME_INK);
    b->y += 7;
    double y[2] = {b->y, b->y};
    for (int k = 0; k < PARAGRAPHS; k++) {
        int side = k >= PARAGRAPHS / 2;
        double x = b->left + side * (width + GAP);
        double at = y[side] + canvas_block(b->c, &BRIEF_STRONG, x, y[side],
                                           width, 1, p[k].title);
        canvas_block(b->c, &BRIEF_SMALL, x, at, width, 0, p[k].text);
        y[side] += paragraph_height(b, &p[k]);
    }
    b->y = fmax(y[0], y[1]) - APART;
}
