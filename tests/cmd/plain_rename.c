/*
 * Preloaded into the command by plain_rename.py: a file system without the
 * flags of renameat2 (NFS, 9p, FUSE).
 *
 *   WITHOUT=WORD  how it says so: EINVAL, ENOSYS or EOPNOTSUPP
 *   KILL_AT=N     the process dies after its N-th plain rename
 *   FAIL_AT=N     the N-th plain rename fails
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static int count;

int renameat2(int from_dir, const char *from, int to_dir, const char *to,
              unsigned flags)
{
    const char *how = getenv("WITHOUT");

    if (!flags)
        return (int)syscall(SYS_renameat2, from_dir, from, to_dir, to, 0);
    errno = !strcmp(how, "ENOSYS")       ? ENOSYS
            : !strcmp(how, "EOPNOTSUPP") ? EOPNOTSUPP
                                         : EINVAL;
    return -1;
}

int renameat(int from_dir, const char *from, int to_dir, const char *to)
{
    const char *kill_at = getenv("KILL_AT"), *fail_at = getenv("FAIL_AT");

    count++;
    if (fail_at && strtol(fail_at, NULL, 10) == count) {
        errno = EIO;
        return -1;
    }
    int done = (int)syscall(SYS_renameat2, from_dir, from, to_dir, to, 0);
    if (kill_at && strtol(kill_at, NULL, 10) == count)
        kill(getpid(), SIGKILL);
    return done;
}

int rename(const char *from, const char *to)
{
    return renameat(AT_FDCWD, from, AT_FDCWD, to);
}
