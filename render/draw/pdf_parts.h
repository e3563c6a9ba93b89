/* What the files of the PDF layer share; nobody else includes it. */
#ifndef RENDER_DRAW_PDF_PARTS_H
#define RENDER_DRAW_PDF_PARTS_H

#include <stdint.h>

#include "render/draw/pdf.h"

enum { PDF_PAGES_MAX = 200, PDF_DRAFT = 0xffff }; /* no error of libharu's */

struct pdf_letters;
struct pdf_tags;
struct _HPDF_Doc_Rec;
struct _HPDF_Dict_Rec;
struct _HPDF_Binary_Rec;

struct pdf {
    struct _HPDF_Doc_Rec *doc;
    struct _HPDF_Dict_Rec *font[WEIGHT_COUNT]; /* NULL until used */
    /* A bit for each character below U+10000 that was shown in it. */
    uint8_t shown[WEIGHT_COUNT][0x10000 / 8];
    struct pdf_letters *letters; /* NULL until used */
    struct pdf_tags *tags;
    size_t n_pages;
    struct _HPDF_Dict_Rec *page[PDF_PAGES_MAX];
    double height[PDF_PAGES_MAX];
    struct {
        unsigned fill, stroke; /* what the page is set to; ~0u: unknown */
        double width;
    } state[PDF_PAGES_MAX];
    bool open[PDF_PAGES_MAX]; /* a path has begun */
    unsigned long failed;     /* the first error of libharu, 0: none;
                                 PDF_DRAFT: nothing is written */
    int cause;                /* errno of a file's; 0: no file's */
};

/* Keeps the first failure; true: none so far. libharu does not call its
 * handler for every one. */
bool pdf_ok(struct pdf *p, unsigned long status);

/* A coordinate that no figure can break, and one with y upwards. */
float pdf_safe(double v);
float pdf_flip(const struct pdf *p, size_t page, double y);

/* Adds operators to the content of a page. */
void pdf_write(struct pdf *p, size_t page, const char *ops);

/* A text outside the pages; its owner frees it. */
struct _HPDF_Binary_Rec *pdf_string(struct pdf *p, struct sv text);

/* pdf_tags.c. Before any content: its element, or the ornament. True: text
 * goes on where the element has text. A link is told by the element around
 * it, or by its address. */
void pdf_tags_init(struct pdf *p);
void pdf_tags_free(struct pdf *p);
bool pdf_mark(struct pdf *p, size_t page, bool text);
void pdf_tag_link(struct pdf *p, size_t page, struct _HPDF_Dict_Rec *annotation,
                  struct sv url);
void pdf_tags_finish(struct pdf *p);
void pdf_metadata(struct pdf *p, const struct pdf_about *about);

/* Leaves the widths of characters that were not shown out of the fonts. */
void pdf_text_finish(struct pdf *p);

/* Writes the fonts of pdf_letter() once all letters are known. */
void pdf_letters_finish(struct pdf *p);
void pdf_letters_free(struct pdf_letters *l); /* accepts NULL */

#endif
