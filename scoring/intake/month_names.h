/*
 * Month names of English, German, French, Spanish, Portuguese, Italian, Dutch
 * and Japanese, in full or cut short (to three letters or more). No name of
 * one language is that of another month in a second, so a name alone decides;
 * what could be two months ("jui" is juin and juillet) is none.
 */
#ifndef SCORING_INTAKE_MONTH_NAMES_H
#define SCORING_INTAKE_MONTH_NAMES_H

#include "scoring/base/sv.h"

/* 1 to 12 where a month's name stands at the front, which is cut off; else 0
 * and *s as it was. Valid UTF-8; case and accents do not count. */
int month_name_cut(struct sv *s);

#endif
