/* What kind of file an export is, by its content (table.h). */
#ifndef SCORING_INTAKE_TABLE_KIND_H
#define SCORING_INTAKE_TABLE_KIND_H

enum table_kind {
    TABLE_TEXT,     /* delimited */
    TABLE_WORKBOOK, /* .xlsx, or the XML of Excel 2003 */
    TABLE_HTML      /* a page with a table */
};

#endif
