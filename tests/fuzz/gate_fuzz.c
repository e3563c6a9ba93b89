/*
 * Any bytes through the whole gate: the deals, behind a first byte 0x1e the
 * stage history, behind a second one the configuration. What comes out keeps
 * every promise of deals.h.
 */
#include <assert.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "scoring/base/buf.h"
#include "scoring/base/encoding.h"
#include "scoring/intake/init_file.h"
#include "scoring/intake/deals.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int to_file(char path[64], struct sv text)
{
    int fd = memfd_create("fuzz", MFD_CLOEXEC);

    if (fd < 0 || write(fd, text.ptr, text.len) != (ssize_t)text.len)
        abort();
    snprintf(path, 64, "/proc/self/fd/%d", fd);
    return fd;
}

static void check_text(struct sv s)
{
    assert(utf8_valid_length(s) == s.len);
    for (size_t i = 0; i < s.len; i++)
        assert((unsigned char)s.ptr[i] >= 0x20 && s.ptr[i] != 0x7f);
}

static void check_category(const struct category *c, size_t n)
{
    for (size_t k = 0; k < c->n_labels; k++)
        check_text(c->labels[k]);
    for (size_t i = 0; c->n_labels && i < n; i++)
        assert(c->code[i] >= -1 && c->code[i] < (int32_t)c->n_labels);
}

static void check_days(const struct deals *d, int32_t day)
{
    for (size_t i = 0; i < d->n; i++) {
        int32_t stage, entered;
        enum state state = deals_state(d, i, day);
        assert(state == STATE_UNBORN || state == STATE_OPEN ||
               d->closed[i] <= day);
        deals_stage_at(d, i, day, &stage, &entered);
        assert(stage >= -1 && stage < (int32_t)d->stage.n_labels);
        assert(entered == DATE_NONE || entered <= day);
    }
}

static void check(const struct deals *d)
{
    assert(d->n && d->rows == d->n + d->rejected + d->filtered);
    for (size_t i = 0; i < d->n; i++) {
        assert(d->id[i].len);
        check_text(d->id[i]);
        if (d->name)
            check_text(d->name[i]);
        assert(!d->amount || isnan(d->amount[i]) || d->amount[i] >= 0);
        if (d->outcome[i] == OUTCOME_OPEN)
            assert(d->closed[i] == DATE_NONE);
    }
    for (size_t k = 0; k < GROUP_COUNT; k++)
        check_category(&d->groups[k], d->n);
    check_category(&d->stage, d->n);
    if (d->has_history)
        for (size_t i = 0; i < d->n; i++)
            for (size_t k = d->event_start[i]; k + 1 < d->event_start[i + 1];
                 k++)
                assert(d->events[k].date <= d->events[k + 1].date);
    check_days(d, d->newest);
    check_days(d, date_from_civil(2024, 1, 1));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct sv config = {(const char *)data, size};
    struct sv deals = sv_cut(&config, 0x1e), history = sv_cut(&config, 0x1e);
    char path[64], history_path[64];
    int fd = to_file(path, deals);
    int history_fd = history.len ? to_file(history_path, history) : -1;
    struct arena run;
    struct settings settings;
    struct diags diags;
    struct deals out;
    struct buf text;
    struct err err = {0};

    arena_init(&run);
    buf_init(&text);
    diags_init(&diags, &run);
    settings_default(&settings);
    if (config.len && (!settings_read(&settings, config, "x", &run, &err) ||
                       settings_check(&settings)))
        settings_default(&settings);
    const struct export_paths paths = {path, history.len ? history_path : NULL};
    bool ok = deals_read(&out, &paths, &settings, &run, &diags, &err);
    if (!ok) {
        assert(err.code == EXIT_INPUT && !strchr(err.text, '\n'));
        ok = deals_read_mixed(&out, &paths, &settings, &run, &diags, &err);
    }
    if (ok)
        check(&out);
    /* What `init` makes of it is a configuration. */
    if (init_file_write(&text, path, &settings, (struct sv){0}, &run, &err))
        assert(settings_read(&settings, buf_sv(&text), "x", &run, &err));
    buf_release(&text);
    arena_release(&run);
    close(fd);
    if (history_fd >= 0)
        close(history_fd);
    return 0;
}
