#include "cmd/column.h"

int column_bytes(int width, const char *text)
{
    for (; *text; text++)
        width += ((unsigned char)*text & 0xC0) == 0x80;
    return width;
}
