/*
 * Tags: what a page is to those who do not see it (PDF/UA-1, ISO 14289-1).
 * Elements are opened and closed around what is drawn; the order in which
 * they are opened is the order of reading, and they may go on over pages.
 *
 * What has no content is no element, but for a cell.
 *
 * Text belongs to the innermost element that is open; without one, each line
 * and each paragraph becomes a TAG_P. Shapes are ornament, except in a
 * figure, which is told by its `alt`.
 */
#ifndef RENDER_DRAW_TAGS_H
#define RENDER_DRAW_TAGS_H

enum tag {
    TAG_ARTIFACT, /* not read: running heads and feet, what is said again */
    TAG_H1,
    TAG_H2,
    TAG_P,
    TAG_LINK, /* inside a text; `alt` says where it goes */
    TAG_LIST, /* holds items, which hold text or paragraphs */
    TAG_ITEM,
    TAG_TABLE, /* holds rows, which hold cells */
    TAG_ROW,
    TAG_COLUMN_HEAD,
    TAG_ROW_HEAD,
    TAG_CELL, /* text or paragraphs */
    TAG_FIGURE,
    TAG_COUNT
};

#endif
