/*
 * Brand: what a company puts on a pack: its accent colour and its logo. One
 * place decides what they become; brief, charts, dashboard, e-mail and
 * workbook draw with THEME_ACCENT (theme.h), which is this accent.
 *
 * Contrast (WCAG 2.2). The accent is the colour of links and of findings, and
 * so it must reach BRAND_CONTRAST on every light surface that it stands on,
 * and on the dark ones in dark mode. One that does not is darkened (for dark
 * mode: lightened) in the smallest step that does, its hue kept, and the note
 * says so. Bars and ornaments read at BRAND_SHAPE_CONTRAST, so that there a
 * pale accent stays nearer to itself.
 *
 * A logo is untrusted: PNG only, at most LOGO_BYTES and LOGO_PIXELS a side,
 * in the folder of the configuration or below it. It is decoded here, once,
 * made smaller where it is larger than LOGO_WIDTH × LOGO_HEIGHT, and written
 * anew, so that a pack holds its pixels and nothing else of the file.
 */
#ifndef RENDER_REPORT_BRAND_H
#define RENDER_REPORT_BRAND_H

#include "render/base/bitmap.h"
#include "scoring/base/err.h"
#include "scoring/base/file.h"
#include "scoring/settings/settings.h"

#define BRAND_CONTRAST 4.5
#define BRAND_SHAPE_CONTRAST 3.0
enum { LOGO_BYTES = 1 << 20, LOGO_PIXELS = 4000 };
enum { LOGO_WIDTH = 480, LOGO_HEIGHT = 120 };

struct brand {
    bool own_accent;               /* else those of theme.h and colours.css */
    unsigned accent, accent_dark;  /* 0xRRGGBB, on light and on dark */
    unsigned ornament;             /* of shapes, on light */
    struct sv note;                /* what was adjusted; empty: nothing */
    struct sv logo;                /* PNG; empty: none */
    struct bitmap picture;         /* the same on white */
    char logo_sha256[SHA256_TEXT]; /* of logo; "" without one */
};

extern const struct brand BRAND_NONE; /* the accent of theme.h, no logo */

/* `config` is the path of the configuration, which a logo is named from;
 * NULL: the working folder. What cannot be used is an error (EXIT_INPUT). */
bool brand_make(struct brand *out, const struct settings *s, const char *config,
                struct arena *run, struct err *err);

/* The contrast ratio of two colours, 1 … 21. */
double brand_contrast(unsigned a, unsigned b);

/* Reads and checks a PNG; fills the logo's members. */
bool brand_logo(struct brand *out, struct sv bytes, const char *path,
                struct arena *run, struct err *err);

#endif
