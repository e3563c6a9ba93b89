"""Packs that several tests read: made once for all tests that one run of meson
starts, by the test that comes first. Who changes them changes a copy."""
import fcntl
import os
import pathlib
import shutil


def shared(build, name, programs, make):
    """make(folder) fills the folder; it is remade where a program is another.

    build: where it lies, as NAME.PID of meson; those of runs that are over
    are removed.
    """
    build = pathlib.Path(build)
    run = os.getppid()
    for old in build.glob(f"{name}.*"):
        if not pathlib.Path("/proc", old.suffix[1:]).exists():
            shutil.rmtree(old, ignore_errors=True)
    where = build / f"{name}.{run}"
    where.mkdir(parents=True, exist_ok=True)
    made, packs = where / "made", where / "packs"
    of = " ".join(str(os.stat(p).st_mtime_ns) for p in programs)
    with open(where / "lock", "w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists() or made.read_text("utf-8") != of:
            shutil.rmtree(packs, ignore_errors=True)
            packs.mkdir()
            make(packs)
            made.write_text(of, "utf-8")
    return packs
