/*
 * Columns of the terminal. printf pads by bytes, and a minus sign, a euro or
 * a narrow blank is several in one place:
 *
 *     printf("%*s\n", column_bytes(8, text), text);
 */
#ifndef CMD_COLUMN_H
#define CMD_COLUMN_H

/* The width in bytes at which `text` fills `width` places. */
int column_bytes(int width, const char *text);

#endif
