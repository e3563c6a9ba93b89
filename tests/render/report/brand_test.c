/* The accent: readable on every surface, and no more changed than it must. */
#include <cairo.h>
#include <math.h>
#include <stdio.h>

#include "render/report/brand.h"
#include "scoring/base/buf.h"
#include "tests/test.h"

static void a_ratio_is_that_of_wcag(void **state)
{
    (void)state;
    assert_float_equal(brand_contrast(0xffffff, 0x000000), 21, 1e-9);
    assert_float_equal(brand_contrast(0x767676, 0xffffff), 4.54, 0.01);
    assert_float_equal(brand_contrast(0x0000ff, 0xffffff), 8.59, 0.01);
    assert_float_equal(brand_contrast(0xffff00, 0xffffff), 1.07, 0.01);
}

/* 4,096 colours on the surfaces of colours.css, the e-mail and the sheets. */
static void every_accent_is_readable(void **state)
{
    static const unsigned LIGHT[] = {0xffffff, 0xf6f8fa, 0xeef1f4};
    static const unsigned DARK[] = {0x14181d, 0x1b2027, 0x1b2128};
    size_t kept = 0, changed = 0;

    (void)state;
    for (unsigned k = 0; k < 4096; k++) {
        unsigned rgb =
            (k >> 8) * 0x110000 | (k >> 4 & 15) * 0x1100 | (k & 15) * 0x11;
        struct settings s;
        struct arena run;
        struct brand b;
        struct err err;
        char text[8];
        double light = INFINITY, dark = INFINITY, now = INFINITY;

        arena_init(&run);
        settings_default(&s);
        snprintf(text, sizeof text, "#%06X", rgb);
        s.accent = sv_from(text);
        assert_true(brand_make(&b, &s, NULL, &run, &err));
        for (int i = 0; i < 3; i++) {
            light = fmin(light, brand_contrast(rgb, LIGHT[i]));
            dark = fmin(dark, brand_contrast(rgb, DARK[i]));
            now = fmin(now, brand_contrast(b.accent, LIGHT[i]));
            now = fmin(now, brand_contrast(b.accent_dark, DARK[i]));
        }
        if (now < BRAND_CONTRAST)
            fail_msg("%s: contrast %.2f", text, now);
        /* What is readable stays, and what changes is said. */
        assert_true((b.accent == rgb) == (light >= BRAND_CONTRAST));
        assert_true((b.ornament == rgb) == (light >= BRAND_SHAPE_CONTRAST));
        for (int i = 0; i < 3; i++)
            assert_true(brand_contrast(b.ornament, LIGHT[i]) >=
                        BRAND_SHAPE_CONTRAST);
        assert_true((b.accent_dark == rgb) == (dark >= BRAND_CONTRAST));
        assert_true((b.note.len == 0) ==
                    (b.accent == rgb && b.accent_dark == rgb));
        kept += b.accent == rgb;
        changed += b.accent != rgb;
        arena_release(&run);
    }
    assert_true(kept > 500 && changed > 500);
}

static void without_one_nothing_changes(void **state)
{
    struct settings s;
    struct arena run;
    struct brand b;
    struct err err;

    (void)state;
    arena_init(&run);
    settings_default(&s);
    assert_true(brand_make(&b, &s, NULL, &run, &err));
    assert_false(b.own_accent || b.note.len || b.logo.len || b.logo_sha256[0]);
    assert_int_equal(b.accent, 0x0b5394);
    arena_release(&run);
}

static cairo_status_t add(void *out, const unsigned char *data, unsigned len)
{
    buf_add(out, data, len);
    return CAIRO_STATUS_SUCCESS;
}

/* A picture whose every byte is spoilt in turn, and one that is cut at every
 * byte: a logo of proper size, or an error; never a crash. */
static void a_spoilt_logo_does_no_harm(void **state)
{
    cairo_surface_t *s = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, 40, 9);
    struct buf png = {0};
    size_t read = 0, refused = 0;

    (void)state;
    cairo_surface_write_to_png_stream(s, add, &png);
    cairo_surface_destroy(s);
    for (size_t k = 0; k < 2 * png.len; k++) {
        struct sv bytes = buf_sv(&png);
        struct arena run;
        struct brand b = BRAND_NONE;
        struct err err = {0};
        size_t at = k % png.len;
        char kept = png.ptr[at];

        arena_init(&run);
        if (k < png.len)
            png.ptr[at] = (char)(png.ptr[at] ^ 0x55);
        else
            bytes.len = at;
        if (brand_logo(&b, bytes, "x.png", &run, &err)) {
            assert_true(b.picture.width <= LOGO_WIDTH && b.picture.height > 0);
            assert_int_equal(b.picture.rgb.len,
                             b.picture.width * b.picture.height * 3);
            read++;
        } else {
            assert_int_equal(err.code, EXIT_INPUT);
            assert_false(b.logo.len);
            refused++;
        }
        png.ptr[at] = kept;
        arena_release(&run);
    }
    assert_true(refused > png.len && read < png.len);
    buf_release(&png);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_ratio_is_that_of_wcag),
        cmocka_unit_test(every_accent_is_readable),
        cmocka_unit_test(without_one_nothing_changes),
        cmocka_unit_test(a_spoilt_logo_does_no_harm),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
