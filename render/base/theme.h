/*
 * The visual language, defined once: level colours that differ in greyscale
 * and to colour-blind eyes and come with a shape and a word, ink, paper and
 * accent, and the type scale. colours.css states the same values as custom
 * properties; a test holds the two together.
 */
#ifndef RENDER_BASE_THEME_H
#define RENDER_BASE_THEME_H

#include "scoring/base/subject.h"

struct theme_shade {
    unsigned fill, ink, tint;
};

struct theme_level {
    const char *word;  /* "CRITICAL" */
    const char *shape; /* UTF-8 mark; Roboto lacks it: the PDF draws it */
    unsigned fill;     /* 0xRRGGBB of marks and bars */
    unsigned ink;      /* text on `tint`; contrast ≥ 4.5 */
    unsigned tint;     /* pale background */
    struct theme_shade dark; /* the same on dark paper */
};
extern const struct theme_level THEME_LEVELS[LEVEL_COUNT];

enum {
    THEME_INK = 0x1b1f24,
    THEME_MUTED = 0x57606a, /* ≥ 4.5 on paper */
    THEME_RULE = 0xd0d7de,  /* hairlines */
    THEME_PAPER = 0xffffff,
    /* The finding, links. No plain colour: drawing with it takes the house's
     * own accent (brand.h), or without one these lower 24 bits. */
    THEME_ACCENT = 0x10b5394,
    /* The same of bars, dots and ornaments, which read at less contrast. */
    THEME_ORNAMENT = 0x20b5394,
    THEME_ACCENT_DARK = 0x7cb7ee, /* the same on dark pages */
    THEME_QUIET = 0x9fb3c8,       /* what the finding is compared with */
    THEME_TRACK = 0xeef2f6,       /* what of a bar is not filled */
    THEME_RAISE = 0xb3261e,       /* raises the risk */
    THEME_LOWER = 0x1a7f37        /* lowers the risk */
};

/* The plain colour's counterpart on the dark paper of an e-mail, in the dark
 * rules of its template too; itself where it has none. Of an accent that is
 * the brand's. */
unsigned theme_dark(unsigned rgb);

/* Type scale in points for print; CSS uses the same ratios. */
#define THEME_SIZE_TITLE 22.0
#define THEME_SIZE_HEAD 13.0
#define THEME_SIZE_BODY 9.5
#define THEME_SIZE_SMALL 8.0

#endif
