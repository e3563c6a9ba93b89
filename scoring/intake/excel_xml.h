/*
 * The XML of Excel 2003 (SpreadsheetML, urn:schemas-microsoft-com:office:
 * spreadsheet), which CRMs write and call .xls: one of its worksheets as a
 * table. The sheet is chosen as xlsx.h says; numbers are written by their
 * format, and dates as they stand.
 */
#ifndef SCORING_INTAKE_EXCEL_XML_H
#define SCORING_INTAKE_EXCEL_XML_H

#include "scoring/intake/table.h"

bool excel_xml_begins(struct sv text);

/* `text` is valid UTF-8, whatever it declares. */
bool excel_xml_read(struct table *out, struct sv text, const char *path,
                    const struct table_form *form, struct arena *a,
                    struct err *err);

#endif
