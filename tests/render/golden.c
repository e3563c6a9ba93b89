/*
 * golden DIR: every format of the fixture, in DIR/<variant>/, for
 * golden_check.py, which compares them with the accepted files.
 */
#include <stdio.h>
#include <sys/stat.h>

#include "render/base/resources.h"
#include "render/writers.h"
#include "tests/render/fixture.h"

static const struct {
    const char *name;
    void (*make)(struct report *out, struct arena *a);
} VARIANTS[] = {
    {"hybrid", fixture_report},
    {"rules_only", fixture_report_rules_only},
    {"empty", fixture_report_empty},
};

static bool write_all(const char *dir, const char *variant, struct report *r,
                      struct arena *a)
{
    struct resources house = {.arena = a};
    struct sv path = sv_printf(a, "%s/%s", dir, variant);
    struct err err = {0};
    struct sink out;
    bool ok = true;

    mkdir(path.ptr, 0777);
    sink_init(&out, path.ptr, a);
    for (size_t i = 0; i < WRITERS_N && ok; i++)
        ok = WRITERS[i].fn(r, &house, &out, &err);
    if (!ok)
        fprintf(stderr, "%s: %s\n", variant, err.text);
    sink_release(&out);
    return ok;
}

int main(int argc, char **argv)
{
    bool ok = argc == 2;

    for (size_t k = 0; k < sizeof VARIANTS / sizeof VARIANTS[0] && ok; k++) {
        struct arena a;
        struct report r;

        arena_init(&a);
        VARIANTS[k].make(&r, &a);
        ok = write_all(argv[1], VARIANTS[k].name, &r, &a);
        arena_release(&a);
    }
    return !ok;
}
