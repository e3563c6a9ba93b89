/* What the writers of this room share: names, numbers and text. */
#include <math.h>
#include <stdio.h>

#include "render/export/export_parts.h"

char *export_name(char out[EXPORT_NAME], const struct feature_set *set,
                  size_t k)
{
    const struct feature_column *c = &set->columns[k];

    if (c->feature)
        snprintf(out, EXPORT_NAME, "%s", c->feature->name);
    else
        snprintf(out, EXPORT_NAME, "%s_%zu", c->is_pair ? "pair" : "own", k);
    return out;
}

const char *export_unit(const struct feature_set *set, size_t k)
{
    const struct feature_column *c = &set->columns[k];

    if (c->feature)
        return c->feature->unit;
    return c->is_pair || c->own_category >= 0 ? "share" : "number";
}

double export_split(float t)
{
    float next = nextafterf(t, INFINITY);
    double middle = ((double)t + (double)next) / 2;
    uint32_t bits;

    if (!isfinite(next)) /* "is it missing?": every number is at most this */
        return 1e300;
    memcpy(&bits, &t, sizeof bits);
    /* halfway a double becomes the float whose last bit is 0 */
    return bits & 1 ? nextafter(middle, -INFINITY) : middle;
}

void export_number(struct buf *out, double x)
{
    char text[64];

    snprintf(text, sizeof text, "%.17g", x);
    buf_add_str(out, text);
    if (!strpbrk(text, ".en"))
        buf_add_str(out, ".0"); /* whole numbers divide otherwise */
}

void export_double(struct buf *out, double x)
{
    buf_add_str(out, "CAST(");
    export_number(out, x);
    buf_add_str(out, " AS DOUBLE PRECISION)");
}

void export_comment(struct buf *out, struct sv text)
{
    for (size_t i = 0; i < text.len; i++)
        buf_add_char(out, (unsigned char)text.ptr[i] < ' ' ? ' ' : text.ptr[i]);
}

void export_head(struct buf *out, const struct export_model *e,
                 const char *what)
{
    char day[DATE_TEXT];

    buf_printf(out,
               "-- %s\n-- dealsense %s, model of %s, SHA-256 of model.dsm\n"
               "-- %s\n",
               what, DEALSENSE_VERSION, date_iso(day, e->model->trained_as_of),
               e->sha256);
}

const char *export_features_not(const struct export_model *e)
{
    return e->deals->sightings
               ? "features.sql is not written: the stages of the deals are "
                 "known from earlier runs alone; give --history and --no-store"
               : NULL;
}
