/*
 * Page: one page of a CSV that comes in pages, each with the header row
 * again. Checks that the header is the one asked for and that every record
 * has as many fields, and counts records, which are not lines: a field in
 * quotes may hold line ends (RFC 4180). A page that was cut off shows as a
 * quote left open or a record of fewer fields.
 */
#ifndef CMD_IO_CRM_CSV_PAGE_H
#define CMD_IO_CRM_CSV_PAGE_H

#include "scoring/base/buf.h"
#include "scoring/base/err.h"
#include "scoring/base/sv.h"

struct csv_page {
    struct sv rows; /* all after the header row: a view into the bytes */
    size_t records;
    bool ends_line; /* the last record ends with a line end, or none is */
};

/* A page without a byte holds nothing, not even a header. */
bool csv_page_read(struct csv_page *out, struct sv bytes,
                   const struct sv *header, size_t n, struct err *err);

/* Moves *rest over one record; `fields` are its first n, as they stand between
 * their quotes, empty where it has fewer. false: there is no record, or it is
 * broken. */
bool csv_page_record(struct sv *fields, size_t n, struct sv *rest);

/* Adds a field as it is, quoted where needed (RFC 4180): what is pulled is
 * input, and no spreadsheet opens it unread. */
void csv_page_add(struct buf *out, struct sv field);

#endif
