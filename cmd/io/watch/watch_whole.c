#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "cmd/io/watch/watch.h"
#include "scoring/base/file.h"

/* Delimiters that exports have; quotes hide them. */
static const char DELIMITERS[] = ",;\t|";
enum { N_DELIMITERS = sizeof DELIMITERS - 1 };

struct row {
    size_t count[N_DELIMITERS];
    bool any; /* bytes in it */
};

/* The rows that matter: the first with anything in it, and the last. */
struct rows {
    struct row first, now;
    bool has_first, quoted, binary;
};

static void row_over(struct rows *r)
{
    if (!r->has_first && r->now.any) {
        r->first = r->now;
        r->has_first = true;
    }
    r->now = (struct row){0};
}

static void take(struct rows *r, char c)
{
    const char *delimiter;

    if (!c)
        r->binary = true;
    if (c == '"')
        r->quoted = !r->quoted;
    if (!r->quoted && (c == '\n' || c == '\r')) {
        row_over(r);
        return;
    }
    r->now.any = true;
    delimiter = c && !r->quoted ? strchr(DELIMITERS, c) : NULL;
    if (delimiter)
        r->now.count[delimiter - DELIMITERS]++;
}

/* By the delimiter that the first row has most of. */
static bool as_long_as_first(const struct rows *r)
{
    size_t best = 0;

    for (size_t k = 1; k < N_DELIMITERS; k++)
        if (r->first.count[k] > r->first.count[best])
            best = k;
    return r->now.count[best] >= r->first.count[best];
}

bool watch_ends_whole(const char *path)
{
    struct rows r = {0};
    struct file file;
    struct err err;

    if (!file_open(&file, path, &err))
        return true; /* whoever reads it says why not */
    for (size_t i = 0; i < file.bytes.len && !r.binary; i++)
        take(&r, file.bytes.ptr[i]);
    file_close(&file);
    if (r.binary)
        return true;
    if (r.quoted)
        return false;
    return !r.now.any || !r.has_first || as_long_as_first(&r);
}
