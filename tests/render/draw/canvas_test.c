/* Canvas and lettering: measured, wrapped and cut without losing text. */
#include "tests/test.h"

#include <math.h>

#include "render/draw/canvas.h"
#include "render/charts/charts.h"
#include "render/draw/pdf.h"

static const struct type BODY = {WEIGHT_REGULAR, 10, 0, ALIGN_LEFT};

static struct lettering *letters(void)
{
    struct lettering *l = NULL;
    struct err err = {0};

    assert_true(lettering_new(&l, &err));
    return l;
}

/* Advances read from the hmtx table of Roboto-Regular.ttf by a script of its
 * own: their sum for this text is 15,935 of 2,048 units an em. */
static void measures_as_the_font_says(void **state)
{
    (void)state;
    struct lettering *l = letters();
    double width =
        lettering_width(l, WEIGHT_REGULAR, 10, SV("Über €1,234 Wins"));

    assert_true(fabs(width - 10 * 15935 / 2048.0) < 1e-6);
    lettering_free(l);
}

static void knows_what_roboto_lacks(void **state)
{
    (void)state;
    struct lettering *l = letters();

    assert_true(lettering_plain(l, WEIGHT_BOLD, SV("Łódź, Ελλάς, Ыж")));
    assert_false(lettering_plain(l, WEIGHT_BOLD, SV("株式会社")));
    assert_false(lettering_plain(l, WEIGHT_BOLD, SV("🚀")));
    assert_true(lettering_legible(l, SV("plain")));
    /* A private-use character that no font has, and broken UTF-8. */
    assert_false(lettering_legible(l, SV("\xf3\xb0\x80\x81")));
    assert_false(lettering_legible(l, SV("\xff")));
    assert_true(lettering_width(l, WEIGHT_REGULAR, 10, SV("\xff\xfe")) > 0);
    int32_t first;
    assert_int_equal(lettering_missing(l, &first), 1);
    assert_int_equal(first, 0xf0001);
    lettering_free(l);
}

static void fits_whole_characters(void **state)
{
    (void)state;
    struct lettering *l = letters();
    struct sv text = SV("e\xcc\x81"
                        "e\xcc\x81"
                        "e\xcc\x81"); /* e + acute, three times */

    for (double width = 0; width < 30; width += 0.5) {
        size_t n = lettering_fit(l, WEIGHT_REGULAR, 10, width, text);
        assert_int_equal(n % 3, 0);
        if (n)
            assert_true(lettering_width(l, WEIGHT_REGULAR, 10,
                                        (struct sv){text.ptr, n}) <=
                        width + 1e-6);
    }
    lettering_free(l);
}

static void wraps_and_cuts(void **state)
{
    (void)state;
    struct lettering *l = letters();
    struct canvas *c = NULL;
    struct err err = {0};
    char long_word[9000];

    memset(long_word, 'W', sizeof long_word);
    struct sv word = {long_word, sizeof long_word};
    assert_true(canvas_new_picture(&c, l, 100, 100, 1, &err));
    assert_true(canvas_text_in(c, &BODY, 0, 10, 50, word) <= 50);
    double one = canvas_block_height(c, &BODY, 50, 1, word);
    assert_true(one > 10 && one < 20);
    assert_true(fabs(canvas_block_height(c, &BODY, 50, 3, word) - 3 * one) <
                1e-9);
    /* Three words a line each, no more. */
    double w = canvas_width(c, &BODY, SV("wordword"));
    assert_true(fabs(canvas_block_height(c, &BODY, w, 0,
                                         SV("wordword wordword wordword")) -
                     3 * one) < 1e-9);
    /* Narrower than a letter: ends all the same. */
    assert_true(canvas_block(c, &BODY, 0, 0, 0.1, 5, word) <= 5 * one);
    assert_true(canvas_block(c, &BODY, 0, 0, -3, 5, word) <= 5 * one);
    assert_true(canvas_block(c, &BODY, 0, 0, 40, 0, SV("")) == 0);
    canvas_free(c);
    lettering_free(l);
}

/* Breaking lines evenly never makes a block taller than it was measured:
 * pages are laid out by the measure. */
static void draws_as_tall_as_measured(void **state)
{
    (void)state;
    static const struct type heading = {WEIGHT_BOLD, 22, 0, ALIGN_LEFT};
    static const struct sv texts[] = {
        SV("9 of 280 open deals are CRITICAL; $5.6M of $13.1M is at risk"),
        SV("a"), SV("word"), SV("one very-long-word-that-does-not-break here"),
        SV("Early close quarters can hold only deals that closed fast, so "
           "the naive mean misleads. A cohort follows all deals created in a "
           "quarter, open ones included.")};
    struct lettering *l = letters();
    struct canvas *c = NULL;
    struct err err = {0};

    assert_true(canvas_new_picture(&c, l, 100, 100, 1, &err));
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        for (double width = 5; width < 700; width *= 1.1)
            for (size_t lines = 0; lines < 6; lines++) {
                assert_true(
                    canvas_block(c, &BODY, 0, 0, width, lines, texts[i]) ==
                    canvas_block_height(c, &BODY, width, lines, texts[i]));
                assert_true(
                    canvas_block(c, &heading, 0, 0, width, lines, texts[i]) ==
                    canvas_block_height(c, &heading, width, lines, texts[i]));
            }
    canvas_free(c);
    lettering_free(l);
}

static void no_figure_breaks_a_page(void **state)
{
    (void)state;
    static const double odd[] = {NAN, INFINITY, -INFINITY, 1e300, -1e300, 0, 5};
    struct lettering *l = letters();
    struct pdf *pdf = NULL;
    struct canvas *c = NULL;
    struct err err = {0};
    struct buf out = {0};
    struct pdf_about about = {.title = SV("\xf0\x9f\x9a\x80 title \x01"),
                              .date = DATE_NONE};

    assert_true(pdf_new(&pdf, &about, &err));
    size_t page = pdf_add_page(pdf, 595, 842);
    assert_true(canvas_new_page(&c, l, pdf, page, &err));
    for (size_t i = 0; i < sizeof odd / sizeof odd[0]; i++)
        for (size_t k = 0; k < sizeof odd / sizeof odd[0]; k++) {
            double xy[] = {odd[i], odd[k], odd[k], odd[i]};
            canvas_bar(c, odd[i], odd[k], odd[k], odd[i], 0x123456);
            canvas_card(c, odd[k], odd[i], odd[i], odd[k], 3, 0x123456);
            canvas_rule(c, odd[i], odd[k], 1, 2, odd[i], 0);
            canvas_polyline(c, xy, 2, odd[k], 0);
            canvas_dot(c, odd[i], odd[k], 2, 0);
            canvas_mark(c, LEVEL_HIGH, odd[i], odd[k], 4);
            canvas_text(c, &BODY, odd[i], odd[k], SV("x"));
            canvas_link(c, odd[i], odd[k], odd[i], 3, SV("https://a.example"));
        }
    assert_true(pdf_finish(pdf, &out, &err));
    assert_true(sv_starts(buf_sv(&out), SV("%PDF-1.")));
    buf_release(&out);
    canvas_free(c);
    pdf_free(pdf);
    lettering_free(l);
}

static size_t times(const struct buf *in, const char *word)
{
    size_t n = 0;
    const char *at = in->ptr, *end = in->ptr + in->len;

    while ((at = memmem(at, (size_t)(end - at), word, strlen(word)))) {
        at += strlen(word);
        n++;
    }
    return n;
}

/* Text that nothing holds is a paragraph; what goes on over pages is one
 * element; a page that is only ornament has none. */
static void every_text_has_an_element(void **state)
{
    (void)state;
    struct lettering *l = letters();
    struct pdf *pdf = NULL;
    struct canvas *c[3] = {NULL};
    struct err err = {0};
    struct buf out = {0};
    struct pdf_about about = {.title = SV("title"), .date = DATE_NONE};

    assert_true(pdf_new(&pdf, &about, &err));
    for (size_t k = 0; k < 3; k++)
        assert_true(
            canvas_new_page(&c[k], l, pdf, pdf_add_page(pdf, 200, 200), &err));
    canvas_text(c[0], &BODY, 10, 20, SV("alone"));
    canvas_block(c[0], &BODY, 10, 40, 40, 0, SV("a paragraph of some lines"));
    canvas_begin(c[0], TAG_LIST);
    canvas_begin(c[0], TAG_ITEM);
    canvas_text(c[0], &BODY, 10, 190, SV("from here"));
    canvas_bar(c[0], 10, 100, 20, 20, 0);
    canvas_text(c[1], &BODY, 10, 20, SV("to there"));
    canvas_end(c[1]);
    canvas_end(c[1]);
    canvas_begin(c[2], TAG_ARTIFACT);
    canvas_text(c[2], &BODY, 10, 20, SV("Page 3 of 3"));
    canvas_end(c[2]);
    assert_true(pdf_finish(pdf, &out, &err));
    assert_int_equal(times(&out, "/S /P\n"), 2);
    assert_int_equal(times(&out, "/S /LBody\n"), 1);
    assert_int_equal(times(&out, "/Type /MCR"), 1);
    assert_int_equal(times(&out, "/StructParents "), 2);
    buf_release(&out);
    for (size_t k = 0; k < 3; k++)
        canvas_free(c[k]);
    pdf_free(pdf);
    lettering_free(l);
}

static void steps_are_round(void **state)
{
    (void)state;
    static const struct {
        double max, step;
    } cases[] = {{100, 25}, {121, 50}, {7, 2}, {0.9, 0.25}, {2e6, 5e5}};

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_true(fabs(chart_step(cases[i].max, 4) / cases[i].step - 1) <
                    1e-9);
    assert_true(chart_step(NAN, 4) == 1 && chart_step(-1, 4) == 1 &&
                chart_step(5, 0) == 1);
}

/* Lines of a hatch stay in their box, and are as many as its sides hold. */
static void hatches_stay_in_their_box(void **state)
{
    (void)state;
    struct lettering *l = letters();
    struct err err = {0};
    struct pdf_about about = {.title = SV("title"), .date = DATE_NONE};
    struct pdf *pdf = NULL;
    struct canvas *c = NULL;
    struct buf whole = {0}, none = {0}, png = {0};

    assert_true(canvas_new_picture(&c, l, 100, 100, 1, &err));
    canvas_hatch(c, (double[]){20, 20, 60, 60}, 5,
                 0);
    assert_true(canvas_png(c, &whole, &err));
    canvas_bar(c, 19, 19, 62, 62, 0xffffff); /* a pixel around it */
    assert_true(canvas_png(c, &none, &err));
    canvas_free(c);
    assert_true(canvas_new_picture(&c, l, 100, 100, 1, &err));
    assert_true(canvas_png(c, &png, &err));
    canvas_free(c);
    assert_true(none.len == png.len && !memcmp(none.ptr, png.ptr, png.len));
    assert_true(whole.len != png.len || memcmp(whole.ptr, png.ptr, png.len));
    buf_release(&whole);
    buf_release(&none);
    buf_release(&png);

    /* Nothing that is no number, no size or too much gets into a page. */
    assert_true(pdf_new(&pdf, &about, &err));
    assert_true(
        canvas_new_page(&c, l, pdf, pdf_add_page(pdf, 200, 200), &err));
    canvas_begin(c, TAG_ARTIFACT);
    canvas_hatch(c, (double[]){NAN, INFINITY, 1e300, 10}, 1e-9,
                 0);
    canvas_hatch(c, (double[]){10, 10, -5, 10}, 3,
                 0);
    canvas_area(c, (double[]){1, 1, 2}, 1, 0);
    canvas_area(c, (double[]){NAN, 1, 2, INFINITY, 5, 5}, 3, 0);
    canvas_dashes(c, (double[]){0, 0}, (double[]){1e300, NAN}, 1e-9, 1, 0);
    canvas_dashes(c, (double[]){5, 5}, (double[]){5, 5}, 3, 1, 0);
    canvas_end(c);
    assert_true(pdf_finish(pdf, &whole, &err));
    assert_int_equal(times(&whole, "nan"), 0);
    assert_true(whole.len < 60000);
    buf_release(&whole);
    canvas_free(c);
    pdf_free(pdf);
    lettering_free(l);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(measures_as_the_font_says),
        cmocka_unit_test(knows_what_roboto_lacks),
        cmocka_unit_test(fits_whole_characters),
        cmocka_unit_test(wraps_and_cuts),
        cmocka_unit_test(draws_as_tall_as_measured),
        cmocka_unit_test(no_figure_breaks_a_page),
        cmocka_unit_test(every_text_has_an_element),
        cmocka_unit_test(steps_are_round),
        cmocka_unit_test(hatches_stay_in_their_box),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
