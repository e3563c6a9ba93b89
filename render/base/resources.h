/*
 * Resources: what is built into the binary (templates, styles, scripts, fonts)
 * and, with --templates DIR, a company's own files over it. A file in DIR
 * replaces the embedded one of the same name ("page.html.mustache",
 * "style.css", …); fonts are not replaced. It is text in UTF-8 of at most
 * RESOURCES_BYTES. A template, style or script in DIR that no built-in file has
 * the name of is an error, as a mistyped name would be ignored otherwise; any
 * other file (a README) is left alone.
 */
#ifndef RENDER_BASE_RESOURCES_H
#define RENDER_BASE_RESOURCES_H

#include "scoring/base/err.h"
#include "scoring/base/sv.h"

enum { RESOURCES_BYTES = 4 << 20 };

struct resources {
    const char *templates_dir; /* NULL: embedded only */
    struct arena *arena;       /* where replaced files are read into */
};

/* Built in: "fonts/Roboto-Regular.ttf", "fonts/Roboto-Bold.ttf",
 * "fonts/Roboto-Medium.ttf", "templates/NAME", "assets/NAME". */
bool embedded_get(struct sv *out, const char *name);

/* A template or an asset, "templates/…" or "assets/…", replaced if DIR has
 * it (EXIT_INPUT where it cannot be used). Asking for what does not exist is a
 * bug and asserts. */
bool resources_get(struct sv *out, const struct resources *h, const char *name,
                   struct err *err);

/* Puts "--templates DIR: " before what a template of DIR is blamed for.
 * Returns false. */
bool resources_blame(const struct resources *h, struct err *err);

/* What DIR changes, for pack_key(): a SHA-256 over the names and contents of
 * the files that are replaced, or "" when none is. A DIR that is not there, or
 * holds a template, style or script that replaces nothing, is an error
 * (EXIT_INPUT). */
bool resources_key(char out[65], const struct resources *h, struct err *err);

#endif
