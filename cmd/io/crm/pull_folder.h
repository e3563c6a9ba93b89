/*
 * Pull folder: where a pull puts its files, all at once or not at all. They
 * grow in PARENT/.NAME.pulling; when all are whole and on the disk, that
 * folder takes the place of PARENT/NAME in one step (renameat2). So a reader
 * of NAME finds the files of one pull, the old or the new, and a crash
 * leaves the old ones. On a file system that cannot exchange, two renames
 * are needed; a crash between them is found by the next pull, which puts
 * the old folder back.
 *
 * A pull that was cut off is gone on with: `state.json` in the unfinished
 * folder, replaced after each page, says how many bytes of each file are
 * good. Where it is damaged, foreign (`key`) or too old, it starts anew.
 *
 * One pull a folder at a time: PARENT/.NAME.lock.
 */
#ifndef CMD_IO_CRM_PULL_FOLDER_H
#define CMD_IO_CRM_PULL_FOLDER_H

#include <stdint.h>

#include "render/base/json_doc.h"
#include "scoring/base/err.h"
#include "scoring/base/file.h"

enum { PULL_FILES = 2, PULL_RESUME_SECONDS = 6 * 3600 };

/* One file of a pull and the job that fills it. */
struct pull_part {
    const char *name;  /* "deals.csv" */
    struct sv job;     /* id of the job, empty: none yet */
    struct sv locator; /* of the next page, empty: the first */
    uint64_t bytes;    /* good ones in the file, header included */
    uint64_t records;  /* in them */
    uint64_t pages;
    bool done;
    int fd; /* open for writing; −1: not */
};

struct pull_folder {
    struct arena *run;
    const char *place, *work;   /* PARENT/NAME, PARENT/.NAME.pulling */
    const char *parent, *aside; /* PARENT, PARENT/.NAME.replaced */
    int lock;
    char key[65];   /* what is pulled: org, user, queries */
    uint64_t begun; /* when the jobs were made, seconds since 1970 */
    bool resumed;
    struct pull_part parts[PULL_FILES];
};

/* Takes the lock and checks that the place holds nothing but a pull, so
 * that a wrong --out costs nothing. parts[].name must be set. */
bool pull_folder_open(struct pull_folder *f, const char *place,
                      struct arena *run, struct err *err);

/* What is left of a pull with this key, begun at most PULL_RESUME_SECONDS
 * before `now`: sets parts and `resumed`. Otherwise an empty folder. */
bool pull_folder_resume(struct pull_folder *f, const char *key, uint64_t now,
                        struct err *err);
/* Empties the unfinished folder and starts anew. */
bool pull_folder_restart(struct pull_folder *f, uint64_t now, struct err *err);

/* Adds bytes at the end of a part and flushes them to the disk. They count
 * once pull_folder_save() has said so. */
bool pull_folder_add(struct pull_folder *f, struct pull_part *part,
                     struct sv bytes, struct err *err);
bool pull_folder_save(struct pull_folder *f, struct err *err);

/* What counts in the part; to be closed with file_close(). */
bool pull_folder_read(struct file *out, struct pull_folder *f,
                      const struct pull_part *part, struct err *err);
/* Puts `bytes` with that many records in its place. */
bool pull_folder_replace(struct pull_folder *f, struct pull_part *part,
                         struct sv bytes, uint64_t records, struct err *err);

/* Writes `receipt` as pull.json and publishes the folder. */
bool pull_folder_publish(struct pull_folder *f, const struct json_doc *receipt,
                         struct err *err);

/* Unlocks; what is unfinished stays for the next pull. Accepts zeroed. */
void pull_folder_close(struct pull_folder *f);

#endif
