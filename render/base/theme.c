#include "render/base/theme.h"

/*
 * Fills step down in lightness from LOW to CRITICAL (L* 82, 72, 49, 30), so
 * that they sort in greyscale; hues are of the Okabe and Ito (2008) family.
 * LOW is teal: in a green, a reader without red cones took it for CRITICAL on
 * dark paper. tests/render/base/theme_test.c simulates all of it.
 */
const struct theme_level THEME_LEVELS[LEVEL_COUNT] = {
    [LEVEL_LOW] = {"LOW", "\xe2\x97\x8b", 0xa3d5d0, 0x17585a, 0xe5f3f3},
    [LEVEL_MEDIUM] = {"MEDIUM", "\xe2\x97\x86", 0xdba727, 0x6b4e00, 0xfcf3dc},
    [LEVEL_HIGH] = {"HIGH", "\xe2\x96\xb2", 0xc0520d, 0x8a3b06, 0xfbe9dd},
    [LEVEL_CRITICAL] = {"CRITICAL", "\xe2\x96\xa0", 0x8b1a2b, 0x8b1a2b,
                        0xf8e1e4},
};

unsigned theme_dark(unsigned rgb)
{
    static const struct {
        unsigned light, dark;
    } PAIRS[] = {
        {THEME_PAPER, 0x1b2128}, {THEME_INK, 0xe8ecf0},
        {THEME_MUTED, 0xaab4be}, {THEME_RULE, 0x3a434d},
        {THEME_QUIET, 0x5d7389}, {THEME_RAISE, 0xff8a80},
        {THEME_LOWER, 0x6fce89},
    };

    for (size_t k = 0; k < sizeof PAIRS / sizeof PAIRS[0]; k++)
        if (PAIRS[k].light == rgb)
            return PAIRS[k].dark;
    return rgb;
}
