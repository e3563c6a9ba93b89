/*
 * Job: a query job of the Bulk API 2.0, and the pages of its result.
 */
#ifndef CMD_IO_SALESFORCE_SALESFORCE_JOB_H
#define CMD_IO_SALESFORCE_SALESFORCE_JOB_H

#include "cmd/io/salesforce/pull_folder.h"
#include "cmd/io/salesforce/salesforce_fields.h"
#include "scoring/base/progress.h"

/* Makes a job for the query and sets part->job. */
bool org_job_make(struct pull_part *part, struct org *org,
                  const struct org_fields *fields, struct err *err);

/* Waits until the job is complete, asking ever more seldom; *records is how
 * many it found. *spoilt: the org does not know the job any more, or the
 * job has failed or was aborted, so that only a new one can help. */
bool org_job_wait(uint64_t *records, bool *spoilt, struct org *org,
                  const struct pull_part *part, const struct org_fields *fields,
                  struct err *err);

/* Fetches what is left of the result into the part, page after page, each
 * checked against its own count and all against `records`; saves the state
 * after each. A page that is not whole is fetched again, [network] retries
 * times. *spoilt: the result is there no more, or contradicts itself, so that
 * what has come of it is not to be trusted. */
bool org_job_fetch(struct pull_folder *folder, struct pull_part *part,
                   bool *spoilt, struct org *org,
                   const struct org_fields *fields, uint64_t records,
                   const struct progress *progress, struct err *err);

/* The org need not keep the result. Never fails. */
void org_job_drop(struct org *org, const struct pull_part *part);

#endif
