/* Reads an export that a test holds as text, through the whole gate. */
#ifndef TESTS_SCORING_EXPORT_H
#define TESTS_SCORING_EXPORT_H

#include <sys/mman.h>
#include <unistd.h>

#include "scoring/intake/deals.h"
#include "scoring/settings/settings.h"

struct export
{
    struct arena run, scratch;
    struct settings settings;
    struct diags diags;
    struct deals deals;
    struct err err;
};

/* A file without a place on disk; its path in out. */
static inline int export_file(char out[64], struct sv text)
{
    int fd = memfd_create("export", MFD_CLOEXEC);

    assert_true(fd >= 0);
    assert_int_equal(write(fd, text.ptr ? text.ptr : "", text.len), text.len);
    snprintf(out, 64, "/proc/self/fd/%d", fd);
    return fd;
}

static inline void export_init(struct export *x)
{
    *x = (struct export){0};
    arena_init(&x->run);
    arena_init(&x->scratch);
    diags_init(&x->diags, &x->run);
    settings_default(&x->settings);
}

/* history.ptr NULL: none. After export_init() and changes to x->settings. */
static inline bool export_read(struct export *x, struct sv text,
                               struct sv history)
{
    char path[64], history_path[64];
    int fd = export_file(path, text);
    int history_fd = history.ptr ? export_file(history_path, history) : -1;
    const struct export_paths paths = {path, history.ptr ? history_path : NULL};
    bool ok = deals_read(&x->deals, &paths, &x->settings, &x->run, &x->diags,
                         &x->err);

    close(fd);
    if (history_fd >= 0)
        close(history_fd);
    return ok;
}

static inline void export_release(struct export *x)
{
    arena_release(&x->run);
    arena_release(&x->scratch);
}

static inline size_t export_diags(const struct export *x, const char *kind)
{
    for (size_t k = 0; k < x->diags.n_kinds; k++)
        if (!strcmp(x->diags.kinds[k].kind, kind))
            return x->diags.kinds[k].count;
    return 0;
}

static inline void assert_sv(struct sv got, const char *want)
{
    char text[256];

    snprintf(text, sizeof text, "%.*s", SV_ARG(got));
    assert_string_equal(text, want);
}

static inline struct sv label(const struct category *c, size_t i)
{
    return c->code[i] < 0 ? (struct sv){0} : c->labels[c->code[i]];
}

#define assert_date(got, want)                                                 \
    do {                                                                       \
        char date_text[DATE_TEXT];                                             \
        assert_string_equal(date_iso(date_text, got), want);                   \
    } while (0)

#endif
