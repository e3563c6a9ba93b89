#include "render/report/brand.h"

#include <cairo.h>
#include <errno.h>
#include <limits.h>
#include <math.h>
#include <sys/stat.h>

#include "render/words/format.h"
#include "render/base/theme.h"
#include "scoring/base/buf.h"

const struct brand BRAND_NONE = {.accent = THEME_ACCENT & 0xffffff,
                                 .ornament = THEME_ORNAMENT & 0xffffff,
                                 .accent_dark = THEME_ACCENT_DARK};

enum { SURFACES = 3 };

/* What the accent stands on: paper and washes of page, e-mail and sheets. */
struct ground {
    unsigned surfaces[SURFACES];
    unsigned towards;         /* where an accent goes that cannot be read */
    const char *wrong, *done; /* what such an accent is, and what is done */
};

static const struct ground LIGHT = {{THEME_PAPER, 0xf6f8fa, 0xeef1f4},
                                    0x000000,
                                    "too pale on light",
                                    "darkened"};
static const struct ground DARK = {
    {0x14181d, 0x1b2027, 0x1b2128}, 0xffffff, "too dark on dark", "lightened"};

static double linear(unsigned part)
{
    double v = part / 255.0;

    return v <= 0.04045 ? v / 12.92 : pow((v + 0.055) / 1.055, 2.4);
}

static double luminance(unsigned rgb)
{
    return 0.2126 * linear(rgb >> 16 & 255) + 0.7152 * linear(rgb >> 8 & 255) +
           0.0722 * linear(rgb & 255);
}

double brand_contrast(unsigned a, unsigned b)
{
    double x = luminance(a), y = luminance(b);

    return (fmax(x, y) + 0.05) / (fmin(x, y) + 0.05);
}

static double least_contrast(unsigned rgb, const struct ground *ground)
{
    double least = INFINITY;

    for (int k = 0; k < SURFACES; k++)
        least = fmin(least, brand_contrast(rgb, ground->surfaces[k]));
    return least;
}

/* A step of `share` of 256 from rgb towards black or white. */
static unsigned mixed(unsigned rgb, unsigned towards, unsigned share)
{
    unsigned out = 0;

    for (int shift = 16; shift >= 0; shift -= 8) {
        unsigned from = rgb >> shift & 255, to = towards >> shift & 255;
        out |= ((from * (256 - share) + to * share + 128) / 256) << shift;
    }
    return out;
}

static unsigned readable(unsigned rgb, const struct ground *ground,
                         double contrast)
{
    unsigned out = rgb;

    for (unsigned share = 0; share <= 256; share++) {
        out = mixed(rgb, ground->towards, share);
        if (least_contrast(out, ground) >= contrast)
            break;
    }
    return out;
}

static unsigned parse(struct sv text)
{
    unsigned rgb = 0;

    for (size_t i = text.len - 6; i < text.len; i++) {
        char c = text.ptr[i];
        rgb = rgb << 4 | (unsigned)(c <= '9' ? c - '0' : (c | 32) - 'a' + 10);
    }
    return rgb;
}

/* "too pale on light pages (contrast 1.2) and darkened to #0b5394 there";
 * nothing where the accent could stay. */
static struct sv changed(unsigned accent, unsigned to,
                         const struct ground *ground, struct style style,
                         struct arena *run)
{
    char contrast[FORMAT_TEXT];

    if (to == accent)
        return (struct sv){0};
    format_fixed(contrast, least_contrast(accent, ground), 1, style);
    return sv_printf(run, "%s pages (contrast %s) and %s to #%06x there",
                     ground->wrong, contrast, ground->done, to);
}

static void make_accent(struct brand *out, unsigned accent, struct style style,
                        struct arena *run)
{
    out->own_accent = true;
    out->accent = readable(accent, &LIGHT, BRAND_CONTRAST);
    out->accent_dark = readable(accent, &DARK, BRAND_CONTRAST);
    out->ornament = readable(accent, &LIGHT, BRAND_SHAPE_CONTRAST);
    struct sv light = changed(accent, out->accent, &LIGHT, style, run);
    struct sv dark = changed(accent, out->accent_dark, &DARK, style, run);
    if (light.len || dark.len)
        out->note = sv_printf(run, "The accent #%06x of [brand] is %.*s%s%.*s",
                              accent, SV_ARG(light),
                              light.len && dark.len ? ", " : "", SV_ARG(dark));
}

/* The logo: untrusted bytes, decoded by Cairo. */

struct png_source {
    struct sv rest;
};

static cairo_status_t give(void *closure, unsigned char *data, unsigned len)
{
    struct png_source *s = closure;

    if (len > s->rest.len)
        return CAIRO_STATUS_READ_ERROR;
    memcpy(data, s->rest.ptr, len);
    s->rest = sv_skip(s->rest, len);
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
    struct png_source source = {bytes};
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

static const char INSIDE[] = "must lie in the folder of the configuration or "
                             "below it, named from there";

/* The logo's place, which must not lead out of the configuration's folder,
 * by `..`, an absolute path or a link. */
static bool logo_path(char out[PATH_MAX], struct sv name, const char *config,
                      struct arena *run, struct err *err)
{
    const char *slash = config ? strrchr(config, '/') : NULL;
    const char *dir =
        !slash ? "."
               : sv_printf(run, "%.*s/", (int)(slash - config), config).ptr;
    char root[PATH_MAX];
    struct stat st;

    if (name.ptr[0] == '/')
        return err_set(err, EXIT_INPUT, "[brand] logo: %.*s: %s", SV_ARG(name),
                       INSIDE);
    if (!realpath(dir, root))
        return err_set(err, err_code_of(errno), "%s: cannot open: %s", dir,
                       strerror(errno));
    const char *path = sv_printf(run, "%s/%.*s", dir, SV_ARG(name)).ptr;
    if (!realpath(path, out))
        return err_set(err, err_code_of(errno),
                       "[brand] logo: %.*s: cannot open: %s", SV_ARG(name),
                       strerror(errno));
    size_t len = strlen(root);
    if (strncmp(out, root, len) != 0 || (out[len] != '/' && len > 1))
        return err_set(err, EXIT_INPUT, "[brand] logo: %.*s: %s", SV_ARG(name),
                       INSIDE);
    if (stat(out, &st) < 0 || !S_ISREG(st.st_mode) || st.st_size > LOGO_BYTES)
        return err_set(err, EXIT_INPUT,
                       "[brand] logo: %.*s: must be a PNG file of at most 1 MB",
                       SV_ARG(name));
    return true;
}

bool brand_make(struct brand *out, const struct settings *s, const char *config,
                struct arena *run, struct err *err)
{
    char path[PATH_MAX];
    struct file f = {0};
    bool ok;

    *out = BRAND_NONE;
    if (s->accent.len) /* settings_check() has passed it */
        make_accent(out, parse(s->accent),
                    (struct style){.numbers = s->numbers}, run);
    if (!s->logo.len)
        return true;
    if (!logo_path(path, s->logo, config, run, err))
        return false;
    ok = file_open(&f, path, err) &&
         brand_logo(out, f.bytes, sv_cstr(run, s->logo), run, err);
    file_close(&f);
    return ok;
}
