/*
 * The CRMs (dialect.c) and their headers (dialect_headers.c), private to this
 * room: which header of which CRM is which canonical column.
 */
#ifndef SCORING_INTAKE_DIALECT_PARTS_H
#define SCORING_INTAKE_DIALECT_PARTS_H

#include <stddef.h>

#include "scoring/settings/columns.h"

/* Every CRM that is known, by the name that `--crm` takes. Among those that
 * fit equally well the one with more plain words is named, else the first.
 * GENERIC is none of them: plain words, after the canonical names themselves.
 */
enum crm {
    SALESFORCE,
    HUBSPOT,
    PIPEDRIVE,
    DYNAMICS,
    MAVEN,
    SKYGENI,
    ZOHO,
    ODOO,
    CLOSE,
    COPPER,
    FRESHSALES,
    SUITECRM,
    SUGARCRM, /* SuiteCRM was made from it: it has its headers too */
    MONDAY,
    BITRIX24,
    ATTIO,
    GENERIC,
    CRM_COUNT
};
extern const char *const CRMS[CRM_COUNT];

/* Where a CRM has several headers for a column, the first that the export
 * holds is taken. With COLUMN_COUNT: no column, whatever it may be elsewhere.
 */
struct dialect_header {
    enum crm crm;
    enum column column;
    const char *header;
};

extern const struct dialect_header HEADERS[];
extern const size_t N_HEADERS;

#endif
