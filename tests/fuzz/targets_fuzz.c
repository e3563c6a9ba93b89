/* Any bytes as a file of targets: read, or one clear line. */
#include <assert.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "scoring/base/encoding.h"
#include "scoring/quarter/targets.h"
#include "scoring/settings/settings.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const struct targets *t)
{
    assert(t->n > 0);
    for (size_t k = 0; k < t->n; k++) {
        struct sv who = t->list[k].who;
        assert(t->list[k].amount > 0 && isfinite(t->list[k].amount));
        assert(utf8_valid_length(who) == who.len);
        for (size_t i = 0; i < who.len; i++)
            assert((unsigned char)who.ptr[i] >= 0x20);
        assert(!isnan(targets_amount(t, t->list[k].quarter, who)));
    }
    assert(t->n_unknown <= t->n);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct deals d = {.currency = SV("USD")};
    int fd = memfd_create("fuzz", MFD_CLOEXEC);
    struct settings s;
    struct targets t;
    struct arena run;
    struct err err = {0};
    char path[64];

    if (fd < 0 || write(fd, data, size) != (ssize_t)size)
        abort();
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    arena_init(&run);
    settings_default(&s);
    if (targets_read(&t, &s, &d, path, &run, &err))
        check(&t);
    else
        assert(err.code == EXIT_INPUT && !strchr(err.text, '\n'));
    arena_release(&run);
    close(fd);
    return 0;
}
