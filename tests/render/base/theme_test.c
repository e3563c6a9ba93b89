/*
 * The level colours as readers see them who see fewer colours, or a black
 * and white print. Formulas, independent of the product:
 *
 * sRGB to linear light and luminance: IEC 61966-2-1 (1999). CIE L*a*b*, D65
 * white: CIE 15:2004; ΔE is the Euclidean distance in it (CIE 1976).
 * Deficiencies of colour vision, severity 1: Machado, Oliveira and Fernandes,
 * "A physiologically-based model for simulation of color vision deficiency",
 * IEEE TVCG 15(6), 2009, on linear RGB. Contrast: WCAG 2.2.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "render/base/resources.h"
#include "render/base/theme.h"
#include "tests/test.h"

enum { VISIONS = 4 };

static const char *const VISION[VISIONS] = {"full", "protanopia",
                                            "deuteranopia", "tritanopia"};
static const double SEEN[VISIONS][3][3] = {
    {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}},
    {{0.152286, 1.052583, -0.204868},
     {0.114503, 0.786281, 0.099216},
     {-0.003882, -0.048116, 1.051998}},
    {{0.367322, 0.860646, -0.227968},
     {0.280085, 0.672501, 0.047413},
     {-0.011820, 0.042940, 0.968881}},
    {{1.255528, -0.076749, -0.178779},
     {-0.078411, 0.930809, 0.147602},
     {0.004733, 0.691367, 0.303900}},
};

static void linear(double out[3], unsigned rgb)
{
    for (int k = 0; k < 3; k++) {
        double v = (rgb >> (16 - 8 * k) & 255) / 255.0;
        out[k] = v <= 0.04045 ? v / 12.92 : pow((v + 0.055) / 1.055, 2.4);
    }
}

static double lab_curve(double t)
{
    return t > 216.0 / 24389 ? cbrt(t) : (24389.0 / 27 * t + 16) / 116;
}

/* A colour in CIE L*a*b* as one kind of eye receives it. */
static void lab(double out[3], unsigned rgb, int vision)
{
    static const double xyz[3][3] = {{0.4124564, 0.3575761, 0.1804375},
                                     {0.2126729, 0.7151522, 0.0721750},
                                     {0.0193339, 0.1191920, 0.9503041}};
    static const double white[3] = {0.95047, 1, 1.08883};
    double v[3], seen[3], f[3];

    linear(v, rgb);
    for (int i = 0; i < 3; i++) {
        const double *m = SEEN[vision][i];
        double x = m[0] * v[0] + m[1] * v[1] + m[2] * v[2];
        seen[i] = fmin(fmax(x, 0), 1);
    }
    for (int i = 0; i < 3; i++) {
        const double *m = xyz[i];
        f[i] = lab_curve((m[0] * seen[0] + m[1] * seen[1] + m[2] * seen[2]) /
                         white[i]);
    }
    out[0] = 116 * f[1] - 16;
    out[1] = 500 * (f[0] - f[1]);
    out[2] = 200 * (f[1] - f[2]);
}

static double luminance(unsigned rgb)
{
    double v[3];

    linear(v, rgb);
    return 0.2126 * v[0] + 0.7152 * v[1] + 0.0722 * v[2];
}

static double contrast(unsigned a, unsigned b)
{
    double x = luminance(a), y = luminance(b);

    return (fmax(x, y) + 0.05) / (fmin(x, y) + 0.05);
}

/* The formulas give published figures before they judge anything. */
static void formulas_are_right(void **state)
{
    (void)state;
    double red[3], blind[3];

    lab(red, 0xff0000, 0); /* sRGB red: 53.24, 80.09, 67.20 */
    assert_float_equal(red[0], 53.24, 0.01);
    assert_float_equal(red[1], 80.09, 0.01);
    assert_float_equal(red[2], 67.20, 0.01);
    lab(blind, 0x808080, 1); /* a grey stays a grey: rows sum to 1 */
    assert_float_equal(blind[1], 0, 0.5);
    assert_float_equal(contrast(0xffffff, 0x000000), 21, 1e-9);
    assert_float_equal(contrast(0x767676, 0xffffff), 4.54, 0.01);
}

struct palette {
    const char *name;
    unsigned paper, ink, muted, accent, raise, lower;
    struct {
        unsigned fill, ink, tint;
    } level[LEVEL_COUNT];
};

/* The value of --NAME at or after `from`: each block of the style sheet
 * states all of them. */
static unsigned stated(const char *from, const char *name)
{
    char rule[48];
    unsigned rgb = 0;

    snprintf(rule, sizeof rule, " --%s: #", name);
    const char *at = strstr(from, rule);
    assert_non_null(at);
    assert_int_equal(sscanf(at + strlen(rule), "%6x", &rgb), 1);
    return rgb;
}

static void read_palette(struct palette *out, const char *name,
                         const char *from)
{
    static const char *const words[LEVEL_COUNT] = {"low", "medium", "high",
                                                   "critical"};
    char rule[32];

    assert_non_null(from);
    *out = (struct palette){.name = name,
                            .paper = stated(from, "paper"),
                            .ink = stated(from, "ink"),
                            .muted = stated(from, "muted"),
                            .accent = stated(from, "accent"),
                            .raise = stated(from, "raise"),
                            .lower = stated(from, "lower")};
    for (int l = 0; l < LEVEL_COUNT; l++) {
        snprintf(rule, sizeof rule, "%s-fill", words[l]);
        out->level[l].fill = stated(from, rule);
        snprintf(rule, sizeof rule, "%s-ink", words[l]);
        out->level[l].ink = stated(from, rule);
        snprintf(rule, sizeof rule, "%s-tint", words[l]);
        out->level[l].tint = stated(from, rule);
    }
}

/* Light, dark by the system's wish, dark by the reader's. */
enum { PALETTES = 3 };
static void read_palettes(struct palette out[PALETTES], struct arena *a)
{
    struct sv css;

    assert_true(embedded_get(&css, "assets/colours.css"));
    const char *text = sv_cstr(a, css);
    read_palette(&out[0], "light", strstr(text, ":root {"));
    read_palette(&out[1], "dark, system",
                 strstr(text, "prefers-color-scheme: dark"));
    read_palette(&out[2], "dark, chosen",
                 strstr(text, ":root[data-theme=\"dark\"] {"));
}

/* ΔE 15 is several times what the eye can just tell apart (about 2.3), for
 * marks that do not lie side by side. */
static void levels_differ_to_every_eye(void **state)
{
    (void)state;
    struct palette p[PALETTES];
    struct arena a;

    arena_init(&a);
    read_palettes(p, &a);
    for (int k = 0; k < PALETTES; k++)
        for (int v = 0; v < VISIONS; v++)
            for (int i = 0; i < LEVEL_COUNT; i++)
                for (int j = i + 1; j < LEVEL_COUNT; j++) {
                    double x[3], y[3];
                    lab(x, p[k].level[i].fill, v);
                    lab(y, p[k].level[j].fill, v);
                    double d =
                        hypot(hypot(x[0] - y[0], x[1] - y[1]), x[2] - y[2]);
                    if (d < 15)
                        fail_msg("%s, %s: %s and %s are %.1f apart", p[k].name,
                                 VISION[v], THEME_LEVELS[i].word,
                                 THEME_LEVELS[j].word, d);
                }
    arena_release(&a);
}

/* On paper they sort by lightness; on dark paper they only have to differ,
 * with LOW, the least pressing, the dimmest. */
static void levels_differ_in_greyscale(void **state)
{
    (void)state;
    struct palette p[PALETTES];
    struct arena a;
    double x[3], y[3];

    arena_init(&a);
    read_palettes(p, &a);
    for (int i = 0; i + 1 < LEVEL_COUNT; i++) {
        lab(x, p[0].level[i].fill, 0);
        lab(y, p[0].level[i + 1].fill, 0);
        assert_true(x[0] - y[0] >= 10);
    }
    for (int k = 1; k < PALETTES; k++)
        for (int i = 0; i < LEVEL_COUNT; i++)
            for (int j = i + 1; j < LEVEL_COUNT; j++) {
                lab(x, p[k].level[i].fill, 0);
                lab(y, p[k].level[j].fill, 0);
                assert_true(fabs(x[0] - y[0]) >= 8);
                assert_true(i > 0 || x[0] < y[0]);
            }
    arena_release(&a);
}

/* WCAG 2.2, 1.4.3: text 4.5; 1.4.11: marks 3, on dark paper. On white the
 * fills of LOW and MEDIUM are paler: there the word, the shape in the level's
 * ink and the figure stand beside every bar. */
static void text_can_be_read(void **state)
{
    (void)state;
    struct palette p[PALETTES];
    struct arena a;

    arena_init(&a);
    read_palettes(p, &a);
    for (int k = 0; k < PALETTES; k++) {
        const unsigned text[] = {p[k].ink, p[k].muted, p[k].accent, p[k].raise,
                                 p[k].lower};
        for (size_t i = 0; i < sizeof text / sizeof text[0]; i++)
            assert_true(contrast(text[i], p[k].paper) >= 4.5);
        for (int l = 0; l < LEVEL_COUNT; l++) {
            assert_true(contrast(p[k].level[l].ink, p[k].paper) >= 4.5);
            assert_true(contrast(p[k].level[l].ink, p[k].level[l].tint) >= 4.5);
            if (k > 0)
                assert_true(contrast(p[k].level[l].fill, p[k].paper) >= 3);
        }
    }
    arena_release(&a);
}

static void a_level_is_a_shape_and_a_word(void **state)
{
    (void)state;
    for (int i = 0; i < LEVEL_COUNT; i++)
        for (int j = i + 1; j < LEVEL_COUNT; j++) {
            assert_string_not_equal(THEME_LEVELS[i].word, THEME_LEVELS[j].word);
            assert_string_not_equal(THEME_LEVELS[i].shape,
                                    THEME_LEVELS[j].shape);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(formulas_are_right),
        cmocka_unit_test(levels_differ_to_every_eye),
        cmocka_unit_test(levels_differ_in_greyscale),
        cmocka_unit_test(text_can_be_read),
        cmocka_unit_test(a_level_is_a_shape_and_a_word),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
