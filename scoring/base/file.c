#include "scoring/base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <nettle/sha2.h>
#include <poll.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

static bool read_stream(struct file *out, int fd, size_t hint, const char *path,
                        struct err *err)
{
    size_t capacity = hint, len = 0;
    char *bytes = hint ? mem_resize(NULL, hint, 1) : NULL;

    for (;;) {
        if (len == capacity) {
            capacity = capacity ? capacity * 2 : 1 << 16;
            bytes = mem_resize(bytes, capacity, 1);
        }
        ssize_t got = read(fd, bytes + len, capacity - len);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0) {
            err_set(err, err_code_of(errno), "%s: cannot read: %s", path,
                    strerror(errno));
            free(bytes);
            return false;
        }
        if (!got)
            break;
        len += (size_t)got;
    }
    out->bytes = (struct sv){bytes, len};
    return true;
}

/* A device may give bytes for ever, and a pipe none. */
static bool will_end(int fd, const struct stat *st, const char *path,
                     struct err *err)
{
    enum { WAIT_SECONDS = 60 };
    struct pollfd pipe = {.fd = fd, .events = POLLIN};

    if (S_ISFIFO(st->st_mode) && poll(&pipe, 1, 1000 * WAIT_SECONDS) == 0)
        return err_set(err, EXIT_INPUT,
                       "%s: is a pipe into which nobody has written for %d s",
                       path, WAIT_SECONDS);
    if (S_ISBLK(st->st_mode) ||
        (S_ISCHR(st->st_mode) && st->st_rdev != makedev(1, 3))) /* null */
        return err_set(err, EXIT_INPUT, "%s: is a device; name a file", path);
    /* It was opened so that a pipe without a writer cannot stop us there. */
    return fcntl(fd, F_SETFL, 0) == 0 ||
           err_set(err, err_code_of(errno), "%s: cannot read: %s", path,
                   strerror(errno));
}

bool file_open(struct file *out, const char *path, struct err *err)
{
    bool ok = false;
    size_t hint = 0;
    struct stat st;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);

    if (fd < 0)
        return err_set(err, err_code_of(errno),
                       "%s: cannot open: %s; name a readable file", path,
                       strerror(errno));
    if (fstat(fd, &st) < 0) {
        err_set(err, err_code_of(errno), "%s: cannot read: %s", path,
                strerror(errno));
        goto done;
    }
    if (S_ISDIR(st.st_mode)) {
        err_set(err, EXIT_INPUT,
                "%s: is a directory; name the exported file inside it", path);
        goto done;
    }
    if (!will_end(fd, &st, path, err))
        goto done;
    /* Read, not mapped: a file that shrinks under a map kills the process. */
    if (S_ISREG(st.st_mode))
        hint = (size_t)st.st_size + 1;
    ok = read_stream(out, fd, hint, path, err);
done:
    close(fd);
    return ok;
}

void file_close(struct file *f)
{
    if (!f)
        return;
    free((void *)f->bytes.ptr);
    *f = (struct file){0};
}

bool file_put(int fd, struct sv bytes)
{
    while (bytes.len) {
        ssize_t put = write(fd, bytes.ptr, bytes.len);
        if (put < 0 && errno == EINTR)
            continue;
        if (put == 0)
            errno = EIO; /* no file does that */
        if (put <= 0)
            return false;
        bytes = sv_skip(bytes, (size_t)put);
    }
    return true;
}

/* Writes all, flushes to disk if asked, and closes; errno tells on failure. */
static bool write_close(int fd, struct sv bytes, bool flush)
{
    if (file_put(fd, bytes) && (!flush || fsync(fd) == 0))
        return close(fd) == 0;
    int why = errno;
    close(fd);
    errno = why;
    return false;
}

static bool cannot_write(struct err *err, const char *path)
{
    return err_set(err, EXIT_SYSTEM, "%s: cannot write: %s", path,
                   strerror(errno));
}

bool file_write(const char *path, struct sv bytes, struct err *err)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);

    if (fd < 0 || !write_close(fd, bytes, false))
        return cannot_write(err, path);
    return true;
}

bool file_replace(const char *path, struct sv bytes, struct err *err)
{
    struct arena a;
    const char *beside;
    bool ok;
    int fd;

    arena_init(&a);
    beside = sv_printf(&a, "%s.tmp", path).ptr;
    unlink(beside); /* what a crash has left, or a link of somebody's */
    fd = open(beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
    ok = fd >= 0 && write_close(fd, bytes, true) && rename(beside, path) == 0;
    if (!ok) {
        cannot_write(err, path);
        if (fd >= 0)
            unlink(beside);
    }
    arena_release(&a);
    return ok;
}

void sha256_hex(char out[SHA256_TEXT], struct sv bytes)
{
    static const char hex[] = "0123456789abcdef";
    struct sha256_ctx ctx;
    uint8_t digest[SHA256_DIGEST_SIZE];

    sha256_init(&ctx);
    sha256_update(&ctx, bytes.len, (const uint8_t *)bytes.ptr);
    sha256_digest(&ctx, sizeof digest, digest);
    for (size_t i = 0; i < sizeof digest; i++) {
        out[2 * i] = hex[digest[i] >> 4];
        out[2 * i + 1] = hex[digest[i] & 15];
    }
    out[SHA256_TEXT - 1] = 0;
}
