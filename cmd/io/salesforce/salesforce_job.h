/*
 * Job: a query job of the Bulk API 2.0, and the pages of its result.
 */
#ifndef CMD_IO_SALESFORCE_SALESFORCE_JOB_H
#define CMD_IO_SALESFORCE_SALESFORCE_JOB_H

#include "cmd/io/crm/pull_folder.h"
#include "cmd/io/salesforce/salesforce_fields.h"
#include "scoring/base/progress.h"

struct org_job {
    struct org *org;
    const struct org_fields *fields; /* what it asks for */
    struct pull_folder *folder;
    struct pull_part *part; /* of the folder, where its result goes */
    uint64_t records;       /* org_job_wait(): how many it found */
    /* After a failure: the org does not know the job any more, the job has
     * failed or was aborted, or its result contradicts itself. Only a new job
     * can help, and what has come of this one is not to be trusted. */
    bool spoilt;
};

/* Makes a job for the query and sets part->job. */
bool org_job_make(struct org_job *job, struct err *err);

/* Waits until the job is complete, asking ever more seldom. */
bool org_job_wait(struct org_job *job, struct err *err);

/* Fetches what is left of the result into the part, page after page, each
 * checked against its own count and all against job->records; saves the state
 * after each. A page that is not whole is fetched again, [network] retries
 * times. */
bool org_job_fetch(struct org_job *job, const struct progress *progress,
                   struct err *err);

/* The org need not keep the result. Never fails. */
void org_job_drop(const struct org_job *job);

#endif
