#include "scoring/base/diag.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

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

static int compare_kinds(const void *a, const void *b)
{
    const struct diag_count *x = a, *y = b;

    if (x->count != y->count)
        return x->count < y->count ? 1 : -1;
    return strcmp(x->kind, y->kind);
}

static int compare_listed(const void *a, const void *b, void *first_file)
{
    const struct diag *x = a, *y = b;
    const struct sv *first = first_file;
    bool x_first = sv_eq(x->file, *first), y_first = sv_eq(y->file, *first);

    if (x_first != y_first)
        return x_first ? -1 : 1;
    if (x->line != y->line)
        return x->line < y->line ? -1 : 1;
    if (x->column != y->column)
        return x->column < y->column ? -1 : 1;
    return sv_cmp(x->text, y->text);
}

void diags_sort(struct diags *d)
{
    struct sv first = d->n_listed ? d->listed[0].file : (struct sv){0};

    if (d->n_kinds)
        qsort(d->kinds, d->n_kinds, sizeof *d->kinds, compare_kinds);
    if (d->n_listed)
        qsort_r(d->listed, d->n_listed, sizeof *d->listed, compare_listed,
                &first);
}
