/*
 * The parts of an .xlsx: entries of a zip archive in memory, libarchive behind
 * it, each fed to a reader of XML. Private to this room. What is unpacked is
 * limited, of one part and of all together, so that no file of some kilobytes
 * unfolds to gigabytes.
 */
#ifndef SCORING_INTAKE_XLSX_ZIP_H
#define SCORING_INTAKE_XLSX_ZIP_H

#include <stdint.h>

#include "scoring/intake/xml.h"

struct xlsx_zip {
    const char *path; /* for messages */
    struct sv bytes;
    uint64_t unpacked; /* so far, of all parts */
    size_t n_names;
    struct sv *names; /* n_names; of the entries, as they stand */
};

/* Lists the entries, in `a`; a damaged archive is an error. */
bool xlsx_zip_list(struct xlsx_zip *out, struct sv bytes, const char *path,
                   struct arena *a, struct err *err);

/* Is there such a part? Case does not count. */
bool xlsx_zip_has(const struct xlsx_zip *z, struct sv part);

/* Reads a part that is there. `*enough`, which the reader may set as it
 * stops, is no error. */
bool xlsx_zip_xml(struct xlsx_zip *z, struct sv part,
                  const struct xml_reader *reader, void *ctx,
                  const bool *enough, struct err *err);

#endif
