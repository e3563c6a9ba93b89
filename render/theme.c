#include "render/theme.h"

/*
 * Fills step down in lightness from LOW to CRITICAL, so that they sort in
 * greyscale; hues are of the Okabe and Ito (2008) family.
 */
const struct theme_level THEME_LEVELS[LEVEL_COUNT] = {
    [LEVEL_LOW] = {"LOW", "\xe2\x97\x8b", 0x9ccbb8, 0x1d5b45, 0xe8f4ef},
    [LEVEL_MEDIUM] = {"MEDIUM", "\xe2\x97\x86", 0xe3b23c, 0x6b4e00, 0xfcf3dc},
    [LEVEL_HIGH] = {"HIGH", "\xe2\x96\xb2", 0xd2691e, 0x8a3b06, 0xfbe9dd},
    [LEVEL_CRITICAL] = {"CRITICAL", "\xe2\x96\xa0", 0x8b1a2b, 0x8b1a2b,
                        0xf8e1e4},
};
