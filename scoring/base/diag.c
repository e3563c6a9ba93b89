#include "scoring/base/diag.h"

#include <stdarg.h>
#include <stdio.h>

enum { TEXT_BYTES = 200 };

void diags_init(struct diags *d, struct arena *arena)
{
    *d = (struct diags){.arena = arena};
    d->listed = ARENA_ARRAY(arena, DIAG_LISTED, struct diag);
}

static void count_kind(struct diags *d, const char *kind, enum diag_row row)
{
    size_t k = 0;

    while (k < d->n_kinds && strcmp(d->kinds[k].kind, kind) != 0)
        k++;
    if (k == DIAG_KINDS)
        k = DIAG_KINDS - 1; /* more kinds than the code has: a bug, not lost */
    else if (k == d->n_kinds)
        d->kinds[d->n_kinds++].kind = kind;
    d->kinds[k].count++;
    d->kinds[k].rejected += row == ROW_LEFT_OUT;
    d->kinds[k].passed += row == ROW_PASSED_OVER;
}

void diags_add(struct diags *d, const char *kind, enum diag_row row,
               struct sv file, size_t line, size_t column, const char *fmt, ...)
{
    char text[TEXT_BYTES + 1];
    va_list args;
    size_t len;

    d->total++;
    d->rejected += row == ROW_LEFT_OUT;
    count_kind(d, kind, row);
    if (d->n_listed == DIAG_LISTED)
        return;
    va_start(args, fmt);
    int full = vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    len = strlen(text);
    if (full > TEXT_BYTES) /* do not end within a UTF-8 character */
        while (len && ((unsigned char)text[len - 1] & 0xc0) == 0x80)
            len--;
    if (full > TEXT_BYTES && len && ((unsigned char)text[len - 1] & 0x80))
        len--;
    for (size_t i = 0; i < len; i++)
        if ((unsigned char)text[i] < 0x20 || text[i] == 0x7f)
            text[i] = '?';
    d->listed[d->n_listed++] =
        (struct diag){.kind = kind,
                      .file = file,
                      .line = line,
                      .column = column,
                      .text = sv_copy(d->arena, (struct sv){text, len}),
                      .rejected = row == ROW_LEFT_OUT};
}
