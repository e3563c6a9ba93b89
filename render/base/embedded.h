/*
 * Embedded: the table that embed.py writes at build time, sorted by name.
 * Everybody else uses resources.h; this header joins the generated file to it.
 */
#ifndef RENDER_BASE_EMBEDDED_H
#define RENDER_BASE_EMBEDDED_H

#include <stddef.h>

struct embedded {
    const char *name;  /* "templates/page.html.mustache" */
    const char *bytes; /* a 0 byte follows */
    size_t len;
};
extern const struct embedded EMBEDDED[];
extern const size_t EMBEDDED_N;

#endif
