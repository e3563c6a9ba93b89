"""What stands where a file should: devices, pipes, links, folders. Refused in one
line, or read where it ends; nothing is written through a link."""
import os
import pathlib
import subprocess
import threading

from tool import BINARY, check, dealsense, ok, workdir


def refused(what, code, words, *args):
    done = dealsense(*args)
    check(done.returncode == code and done.stderr.count("\n") == 1 and
          words in done.stderr, f"{what}: {done}")


def main(work):
    deals = work / "deals.csv"
    deals.write_text(ok("sample", "--deals", 200).stdout, "utf-8")
    for flag in ((), ("--config",), ("--history",)):
        more = [deals] if flag else []
        refused("a device", 3, "is a device; name a file", "run", *more,
                *flag, "/dev/zero", "--no-store", "--out", work / "out")
        refused("a folder", 3, "is a directory", "run", *more, *flag, work,
                "--no-store", "--out", work / "out")
    # A pipe with somebody at its other end.
    pipe = work / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_bytes,
                              args=(deals.read_bytes(),))
    writer.start()
    ok("check", pipe)
    writer.join()
    done = subprocess.run(["bash", "-c", f"{BINARY} check <(cat {deals})"],
                          capture_output=True, text=True)
    check(done.returncode == 0, done)
    # Locks and files beside are ours alone.
    victim = work / "victim"
    for name in (".lock", ".ledger.lock"):
        for make in (lambda p: p.symlink_to(victim), os.mkfifo, os.mkdir):
            out = work / "locked"
            ok("run", deals, "--out", out, "--quiet", "--no-store")
            lock = out / name
            lock.unlink(missing_ok=True)
            make(lock)
            if name == ".lock":
                refused(name, 4, ".lock", "run", deals, "--out", out,
                        "--quiet", "--no-store")
            else:
                (work / "mail.ini").write_text("[slack]\nchannel = #r\n")
                done = subprocess.run(
                    [BINARY, "send", out, "--config", work / "mail.ini"],
                    capture_output=True, text=True,
                    env={"DEALSENSE_SLACK_WEBHOOK": "http://127.0.0.1:9/x"})
                check(done.returncode == 5 and done.stderr.count("\n") == 1 and
                      name in done.stderr, f"{name}: {done}")
            check(not victim.exists(), f"{name}: written through a link")
            ok("verify", out)
            if lock.is_symlink() or not lock.is_dir():
                lock.unlink()
            else:
                lock.rmdir()
    model = work / "model.dsm"
    (work / "model.dsm.tmp").symlink_to(victim)
    ok("train", deals, "--model", model, "--no-store")
    check(model.is_file() and not model.is_symlink() and not victim.exists(),
          "a model was written through a link")


with workdir() as folder:
    main(pathlib.Path(folder))
