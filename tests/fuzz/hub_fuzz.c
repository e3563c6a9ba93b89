/*
 * A hostile HubSpot (answers.h). A pull ends with both files or with an
 * error, and asks nothing that would not stand in a request.
 */
#include "tests/fuzz/answers.h"

#include "cmd/io/hubspot/hubspot.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct progress progress = {.fn = step};
    char place[FUZZ_PATH];
    struct crm_pulled pulled;
    struct settings s;
    struct arena run;
    struct err err = {0};

    setenv("DEALSENSE_HUBSPOT_TOKEN", "geheim123", 1);
    fuzz_path(place, "hub", "crm");
    fuzz_clear();
    mkdir(fuzz_folder, 0700);
    answers = (struct sv){(const char *)data, size};
    arena_init(&run);
    settings_default(&s);
    s.network.retries = 1;
    if (hubspot_pull(&pulled, place, &s, &progress, &run, &err)) {
        assert(pulled.deals && access(place, F_OK) == 0);
    } else {
        fuzz_error(&err);
        assert(!strstr(err.text, "geheim123") && access(place, F_OK) != 0);
    }
    arena_release(&run);
    return 0;
}
