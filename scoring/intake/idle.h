/*
 * Idle: settings that say something about the export which it does not bear
 * out, so that they do nothing: values of [filter] that no row has, stages
 * that no deal has, a sheet of what has none, a sign that stands for another
 * currency than that of the amounts. Figures only; render/words/idle.h writes
 * the sentence.
 */
#ifndef SCORING_INTAKE_IDLE_H
#define SCORING_INTAKE_IDLE_H

#include "scoring/base/sv.h"

enum idle_kind {
    IDLE_FILTER, /* a value of [filter] */
    IDLE_STAGE,  /* a stage (or outcome) of [stages] */
    IDLE_SHEET,  /* [input] sheet of what is no workbook */
    IDLE_SYMBOL  /* [report] symbol */
};

struct idle {
    enum idle_kind kind;
    const char *key;  /* "exclude", "keep", "order", "won", "lost", "symbol" */
    struct sv column; /* of a value of [filter] */
    struct sv value;  /* as the setting has it */
    struct sv near;   /* of the file's own values the one that was probably
                         meant; empty: none is near */
    struct sv code;   /* of a symbol: the currency that it stands for */
};

#endif
