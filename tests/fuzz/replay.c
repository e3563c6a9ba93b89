/*
 * A plain main for a fuzz target: replays every file of the folders named on
 * the command line, so that the corpus runs in the ordinary tests. With
 * clang's -fsanitize=fuzzer the target is linked without this file.
 */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>

#include "scoring/base/file.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static int replay(const char *folder, size_t *count)
{
    struct dirent **entries = NULL;
    int n = scandir(folder, &entries, NULL, by_name), failed = n < 0;

    for (int k = 0; k < n; k++) {
        struct file file = {0};
        struct err err;
        char path[4096];
        if (entries[k]->d_name[0] != '.') {
            snprintf(path, sizeof path, "%s/%s", folder, entries[k]->d_name);
            if (file_open(&file, path, &err)) {
                LLVMFuzzerTestOneInput((const uint8_t *)file.bytes.ptr,
                                       file.bytes.len);
                ++*count;
            } else {
                failed = 1;
            }
            file_close(&file);
        }
        free(entries[k]);
    }
    free(entries);
    return failed;
}

int main(int argc, char **argv)
{
    size_t count = 0;
    int failed = argc < 2;

    for (int k = 1; k < argc; k++)
        failed |= replay(argv[k], &count);
    printf("%zu inputs replayed\n", count);
    return failed || !count; /* an empty corpus tests nothing */
}
