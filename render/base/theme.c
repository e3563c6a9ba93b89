#include "render/base/theme.h"

/*
 * Fills step down in lightness from LOW to CRITICAL (L* 82, 72, 49, 30), so
 * that they sort in greyscale; hues are of the Okabe and Ito (2008) family.
 * LOW is teal: in a green, a reader without red cones took it for CRITICAL on
 * dark paper. tests/render/base/theme_test.c simulates all of it.
 */
const struct theme_level THEME_LEVELS[LEVEL_COUNT] = {
    [LEVEL_LOW] = {"LOW", "\xe2\x97\x8b", 0xa3d5d0, 0x17585a, 0xe5f3f3,
                   .dark = {0x2a7688, 0xa3d9dc, 0x142f34}},
    [LEVEL_MEDIUM] = {"MEDIUM", "\xe2\x97\x86", 0xdba727, 0x6b4e00, 0xfcf3dc,
                      .dark = {0xf2d06b, 0xf1cf7a, 0x352b12}},
    [LEVEL_HIGH] = {"HIGH", "\xe2\x96\xb2", 0xc0520d, 0x8a3b06, 0xfbe9dd,
                    .dark = {0xe8843c, 0xffb98a, 0x3b2314}},
    [LEVEL_CRITICAL] = {"CRITICAL", "\xe2\x96\xa0", 0x8b1a2b, 0x8b1a2b,
                        0xf8e1e4, .dark = {0xe24a66, 0xffa3b1, 0x43171f}},
};

unsigned theme_dark(unsigned rgb)
{
    static const struct {
        unsigned light, dark;
    } PAIRS[] = {
        {THEME_PAPER, 0x1b2128}, {THEME_INK, 0xe8ecf0},
        {THEME_MUTED, 0xaab4be}, {THEME_RULE, 0x3a434d},
        {THEME_QUIET, 0x5d7389}, {THEME_RAISE, 0xff8a80},
        {THEME_LOWER, 0x6fce89}, {THEME_TRACK, 0x2a323b},
    };

    for (size_t k = 0; k < sizeof PAIRS / sizeof PAIRS[0]; k++)
        if (PAIRS[k].light == rgb)
            return PAIRS[k].dark;
    return rgb;
}
