/*
 * A pack as somebody else made it, between bytes 0x1e: summary.json,
 * deals.json, the JSON of one deal (A), and risk_report.csv. `verify` sums
 * them up or says what is wrong with them.
 */
#include "tests/fuzz/fuzz.h"

#include "render/pack/verify.h"

static void folder(const char *name)
{
    char path[FUZZ_PATH];

    fuzz_path(path, "verify", name);
    mkdir(path, 0700);
}

static void file(const char *name, struct sv text)
{
    char path[FUZZ_PATH];

    fuzz_path(path, "verify", name);
    fuzz_file(path, text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct verify_deals json = {.file = "dashboard/api/v1/deals.json"};
    struct verify_deals csv = {.file = "risk_report.csv"};
    struct verify_claims claims = {.file = "dashboard/api/v1/summary.json"};
    struct sv rest = {(const char *)data, size};
    char pack[FUZZ_PATH];
    struct arena a;
    struct err err = {0};

    folder("dashboard");
    folder("dashboard/api");
    folder("dashboard/api/v1");
    folder("dashboard/api/v1/deals");
    file(claims.file, sv_cut(&rest, 0x1e));
    file(json.file, sv_cut(&rest, 0x1e));
    file("dashboard/api/v1/deals/A.json", sv_cut(&rest, 0x1e));
    file(csv.file, rest);
    fuzz_path(pack, "verify", "");
    arena_init(&a);
    if (!verify_read_json(&json, &claims, pack, &a, &err))
        fuzz_error(&err);
    err = (struct err){0};
    if (!verify_read_csv(&csv, pack, &a, &err))
        fuzz_error(&err);
    free(json.rows);
    free(csv.rows);
    arena_release(&a);
    return 0;
}
