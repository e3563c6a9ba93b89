/* Any bytes as the stage history of a small export. What comes out keeps its
 * order and its law of time. */
#include "tests/fuzz/fuzz.h"

#include "scoring/intake/deals.h"
#include "scoring/settings/settings.h"

static const char EXPORT[] =
    "deal_id,outcome,created_date,closed_date,stage,amount\n"
    "A,Won,2024-01-02,2024-03-01,Closed Won,100\n"
    "B,Lost,2024-01-05,2024-02-11,Closed Lost,250\n"
    "C,,2024-02-01,2024-06-30,Proposal,\n"
    "D,,2024-03-01,2024-07-31,Discovery,75\n";

static void check(const struct deals *d)
{
    for (size_t i = 0; i < d->n; i++) {
        if (d->has_history)
            for (size_t k = d->event_start[i]; k < d->event_start[i + 1]; k++) {
                const struct stage_event *e = &d->events[k];
                assert(k == d->event_start[i] || e[-1].date <= e->date);
                assert(e->stage >= -1 && e->stage < (int32_t)d->stage.n_labels);
            }
        for (int32_t day = d->newest - 60; day <= d->newest; day += 7) {
            int32_t stage, entered;
            deals_stage_at(d, i, day, &stage, &entered);
            assert(stage >= -1 && stage < (int32_t)d->stage.n_labels);
            assert(entered == DATE_NONE || entered <= day);
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char deals_path[FUZZ_PATH], path[FUZZ_PATH];
    struct arena run;
    struct settings settings;
    struct diags diags;
    struct deals d;
    struct err err = {0};

    fuzz_path(deals_path, "history", "deals.csv");
    fuzz_path(path, "history", "history.csv");
    fuzz_file(deals_path, sv_from(EXPORT));
    fuzz_file(path, (struct sv){(const char *)data, size});
    arena_init(&run);
    diags_init(&diags, &run);
    settings_default(&settings);
    const struct export_paths paths = {deals_path, path};
    if (deals_read(&d, &paths, &settings, &run, &diags, &err)) {
        check(&d);
    } else {
        assert(err.code == EXIT_INPUT);
        fuzz_error(&err);
    }
    arena_release(&run);
    return 0;
}
