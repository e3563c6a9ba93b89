/*
 * Fields: which fields of an object a pull asks for. A path such as
 * Owner.Manager.Name is followed through the org's own descriptions
 * (`describe`), and only names found there get into the query, in the org's
 * spelling: no text of the configuration does. Beside the usual fields
 * those that the configuration names in [columns] and [filter].
 *
 * A usual field that the org lacks, or that its user may not read, is left
 * out and named in `lacking`; one that the run cannot do without, or that
 * the configuration names, is an error (EXIT_INPUT) that offers the field
 * whose label it is.
 */
#ifndef CMD_IO_SALESFORCE_SALESFORCE_FIELDS_H
#define CMD_IO_SALESFORCE_SALESFORCE_FIELDS_H

#include "cmd/io/salesforce/salesforce_org.h"

enum { ORG_FIELDS = 128, ORG_OBJECTS = 32 };

struct org_fields {
    const char *object; /* "Opportunity" */
    size_t n;
    struct sv names[ORG_FIELDS]; /* "Id", "Account.Name", … */
    size_t n_lacking;
    struct sv lacking[ORG_FIELDS];
    struct sv query; /* SELECT … FROM … */
};

/* What the org said of its objects, each asked for once. */
struct org_objects {
    struct org *org;
    size_t n;
    struct {
        struct sv name;
        struct json_doc *description; /* NULL: may not be read */
    } seen[ORG_OBJECTS];
};

void org_objects_init(struct org_objects *o, struct org *org);
void org_objects_release(struct org_objects *o); /* accepts zeroed */

/* Of Opportunity, with those of the configuration; of OpportunityHistory. */
bool org_fields_deals(struct org_fields *out, struct org_objects *objects,
                      struct err *err);
bool org_fields_history(struct org_fields *out, struct org_objects *objects,
                        struct err *err);

#endif
