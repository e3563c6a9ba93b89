#include "render/draw/png.h"

#include <png.h>
#include <stdio.h>

enum { COLOURS = 256, SLOTS = 1024 }; /* slots: a power of two */

/* Colours in the order in which they appear, found by hashing. */
struct palette {
    unsigned keep; /* bits that count, of each channel */
    size_t n;
    uint32_t colour[COLOURS];
    struct slot {
        uint32_t colour;
        int16_t index; /* + 1; 0: free */
    } slots[SLOTS];
};

/* The colour without its last bits, white and black as they are. */
static uint32_t coarse(const struct palette *p, uint32_t rgb)
{
    unsigned top = (1u << p->keep) - 1;
    uint32_t out = 0;

    for (int shift = 0; shift < 24; shift += 8) {
        unsigned level = ((rgb >> shift & 255) * top + 127) / 255;
        out |= (uint32_t)((level * 255 + top / 2) / top) << shift;
    }
    return out;
}

/* The index of a colour, −1: there is no room for one more. */
static int find(struct palette *p, uint32_t rgb)
{
    uint32_t colour = coarse(p, rgb & 0xffffff);
    size_t at = (size_t)(colour * 2654435761u >> 16) % SLOTS;

    while (p->slots[at].index) {
        if (p->slots[at].colour == colour)
            return p->slots[at].index - 1;
        at = (at + 1) % SLOTS;
    }
    if (p->n == COLOURS)
        return -1;
    p->slots[at] = (struct slot){colour, (int16_t)(p->n + 1)};
    p->colour[p->n] = colour;
    return (int)p->n++;
}

static bool index_rows(unsigned char *out, struct palette *p,
                       const uint32_t *rows, size_t width, size_t height,
                       size_t stride)
{
    for (size_t y = 0; y < height; y++) {
        uint32_t last = rows[y * stride] + 1;
        int index = 0;
        /* Most rows of a chart are those above them. */
        if (y && !memcmp(rows + y * stride, rows + (y - 1) * stride,
                         width * sizeof *rows)) {
            memcpy(out + y * width, out + (y - 1) * width, width);
            continue;
        }
        for (size_t x = 0; x < width; x++) {
            uint32_t rgb = rows[y * stride + x];
            if (rgb != last)
                index = find(p, rgb);
            if (index < 0)
                return false;
            last = rgb;
            out[y * width + x] = (unsigned char)index;
        }
    }
    return true;
}

static void on_error(png_structp png, png_const_charp text)
{
    err_set(png_get_error_ptr(png), EXIT_SYSTEM, "PNG: %s", text);
    png_longjmp(png, 1);
}

static void on_bytes(png_structp png, png_bytep bytes, size_t len)
{
    buf_add(png_get_io_ptr(png), bytes, len);
}

static void on_flush(png_structp png)
{
    (void)png;
}

static void write_indexed(png_structp png, png_infop info,
                          const struct palette *p, unsigned char *indices,
                          size_t width, size_t height)
{
    png_color colours[COLOURS];

    for (size_t i = 0; i < p->n; i++)
        colours[i] = (png_color){.red = (png_byte)(p->colour[i] >> 16),
                                 .green = (png_byte)(p->colour[i] >> 8),
                                 .blue = (png_byte)p->colour[i]};
    png_set_IHDR(png, info, (png_uint_32)width, (png_uint_32)height, 8,
                 PNG_COLOR_TYPE_PALETTE, PNG_INTERLACE_NONE,
                 PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    png_set_PLTE(png, info, colours, (int)p->n);
    png_set_filter(png, 0, PNG_FILTER_NONE); /* indices have no gradients */
    png_set_compression_level(png, 4);
    png_write_info(png, info);
    for (size_t y = 0; y < height; y++)
        png_write_row(png, indices + y * width);
    png_write_end(png, info);
}

bool png_write(struct buf *out, const uint32_t *rows, int width, int height,
               size_t stride, struct err *err)
{
    size_t w = (size_t)width, h = (size_t)height;
    unsigned char *indices = mem_alloc(w * h, 1);
    struct palette *p = mem_alloc(1, sizeof *p);
    png_structp png = NULL;
    png_infop info = NULL;
    volatile bool ok = false; /* survives the jump of a failure */

    for (unsigned keep = 8; keep; keep--) {
        *p = (struct palette){.keep = keep};
        if (index_rows(indices, p, rows, w, h, stride))
            break;
    }
    png = png_create_write_struct(PNG_LIBPNG_VER_STRING, err, on_error, NULL);
    info = png ? png_create_info_struct(png) : NULL;
    if (!info)
        mem_fail();
    if (!setjmp(png_jmpbuf(png))) {
        png_set_write_fn(png, out, on_bytes, on_flush);
        write_indexed(png, info, p, indices, w, h);
        ok = true;
    }
    png_destroy_write_struct(&png, &info);
    free(p);
    free(indices);
    return ok;
}
