#include "render/report/brand.h"

#include <cairo.h>

#include "scoring/base/buf.h"

struct source {
    struct sv rest;
};

static cairo_status_t give(void *closure, unsigned char *data, unsigned len)
{
    struct source *s = closure;

    if (len > s->rest.len)
        return CAIRO_STATUS_READ_ERROR;
    memcpy(data, s->rest.ptr, len);
    s->rest = (struct sv){s->rest.ptr + len, s->rest.len - len};
    return CAIRO_STATUS_SUCCESS;
}

static cairo_status_t take(void *closure, const unsigned char *data,
                           unsigned len)
{
    buf_add(closure, data, len);
    return CAIRO_STATUS_SUCCESS;
}

static unsigned big32(const char *at)
{
    const unsigned char *b = (const unsigned char *)at;

    return (unsigned)b[0] << 24 | (unsigned)b[1] << 16 | (unsigned)b[2] << 8 |
           b[3];
}

/* Its first chunk says how large it is, before anything is unpacked. */
static bool check_head(struct sv bytes, const char *path, struct err *err)
{
    enum { HEAD = 24 };

    if (bytes.len < HEAD || memcmp(bytes.ptr, "\x89PNG\r\n\x1a\n", 8) != 0 ||
        memcmp(bytes.ptr + 12, "IHDR", 4) != 0)
        return err_set(err, EXIT_INPUT,
                       "[brand] logo: %s: is no PNG; save it as one", path);
    unsigned width = big32(bytes.ptr + 16), height = big32(bytes.ptr + 20);
    if (!width || !height || width > LOGO_PIXELS || height > LOGO_PIXELS)
        return err_set(err, EXIT_INPUT,
                       "[brand] logo: %s: is %u by %u pixels; at most %d a "
                       "side",
                       path, width, height, LOGO_PIXELS);
    return true;
}

/* The picture on a surface of its own, no larger than is of use. */
static cairo_surface_t *fitted(cairo_surface_t *in, unsigned *width,
                               unsigned *height)
{
    double w = cairo_image_surface_get_width(in);
    double h = cairo_image_surface_get_height(in);
    double scale = w > LOGO_WIDTH ? LOGO_WIDTH / w : 1;

    if (h * scale > LOGO_HEIGHT)
        scale = LOGO_HEIGHT / h;
    *width = w * scale < 1 ? 1 : (unsigned)(w * scale + 0.5);
    *height = h * scale < 1 ? 1 : (unsigned)(h * scale + 0.5);
    cairo_surface_t *out = cairo_image_surface_create(
        CAIRO_FORMAT_ARGB32, (int)*width, (int)*height);
    cairo_t *cr = cairo_create(out);
    cairo_scale(cr, *width / w, *height / h);
    cairo_set_source_surface(cr, in, 0, 0);
    cairo_pattern_set_filter(cairo_get_source(cr), CAIRO_FILTER_BEST);
    cairo_paint(cr);
    cairo_destroy(cr);
    return out;
}

/* For paper: what is transparent is white. */
static struct sv flatten(cairo_surface_t *s, unsigned width, unsigned height,
                         struct arena *run)
{
    unsigned char *out = arena_alloc(run, (size_t)width * height, 3);
    const unsigned char *data = cairo_image_surface_get_data(s);
    int stride = cairo_image_surface_get_stride(s);
    size_t at = 0;

    for (unsigned y = 0; y < height; y++) {
        const uint32_t *row = (const void *)(data + (size_t)y * (size_t)stride);
        for (unsigned x = 0; x < width; x++) /* colours are premultiplied */
            for (int shift = 16; shift >= 0; shift -= 8)
                out[at++] = (unsigned char)((row[x] >> shift & 255) + 255 -
                                            (row[x] >> 24));
    }
    return (struct sv){(const char *)out, at};
}

bool brand_logo(struct brand *out, struct sv bytes, const char *path,
                struct arena *run, struct err *err)
{
    struct source source = {bytes};
    cairo_surface_t *in, *s = NULL;
    struct buf png = {0};
    bool ok = false;

    if (!check_head(bytes, path, err))
        return false;
    in = cairo_image_surface_create_from_png_stream(give, &source);
    if (cairo_surface_status(in) == CAIRO_STATUS_SUCCESS) {
        s = fitted(in, &out->picture.width, &out->picture.height);
        cairo_surface_flush(s);
        ok = cairo_surface_write_to_png_stream(s, take, &png) ==
             CAIRO_STATUS_SUCCESS;
    }
    if (ok) {
        out->logo = sv_copy(run, buf_sv(&png));
        out->picture.rgb =
            flatten(s, out->picture.width, out->picture.height, run);
        sha256_hex(out->logo_sha256, out->logo);
    } else {
        err_set(err, EXIT_INPUT,
                "[brand] logo: %s: is damaged and cannot be read; save it "
                "anew",
                path);
    }
    buf_release(&png);
    cairo_surface_destroy(s);
    cairo_surface_destroy(in);
    return ok;
}
