/* Preloaded into the command by watch.py: a system that tells of no change. */
#include <errno.h>
#include <sys/inotify.h>

int inotify_init1(int flags)
{
    (void)flags;
    errno = ENOSYS;
    return -1;
}
