"""verify: passes, and fails when one byte of any file or a total changes.

    tamper.py [maven]

maven (the slow suite): a pack of 2,089 open deals, which has the same kinds of
files and takes ten times as long to verify.
"""
import pathlib
import random
import sys

from tool import MAVEN, check, dealsense, ok, shared_needed, workdir


def expect_refused(pack, what):
    done = dealsense("verify", pack)
    check(done.returncode == 3, f"{what}: exit {done.returncode}")
    check(len(done.stderr.strip().split("\n")) == 1, done.stderr)
    return done.stderr


def main():
    chance = random.Random(5)
    with workdir() as name:
        out = pathlib.Path(name) / "out"
        export, day = MAVEN, "2017-12-31"
        if sys.argv[1:] == ["maven"]:
            shared_needed()
        else:
            day = "2026-06-22"
            export = pathlib.Path(name) / "deals.csv"
            export.write_text(ok("sample", "--deals", 400, "--as-of",
                                 day).stdout, "utf-8")
        ok("run", export, "--out", out, "--as-of", day)
        pack = out / day
        ok("verify", pack)
        ok("verify", out / "latest")
        paths = sorted(p for p in pack.rglob("*") if p.is_file())
        top = [p for p in paths if "deal" not in p.parent.name]
        for path in top + chance.sample(paths, 20):
            data = bytearray(path.read_bytes())
            at = chance.randrange(len(data))
            was = data[at]
            data[at] ^= 1 << chance.randrange(8)
            path.write_bytes(data)
            message = expect_refused(pack, f"{path} byte {at}")
            check(path.name in message, f"{path.name} not named: {message}")
            data[at] = was
            path.write_bytes(data)
        ok("verify", pack)
        extra = pack / "dashboard/extra.html"
        extra.write_text("x")
        check("extra.html" in expect_refused(pack, "an extra file"), "name")
        extra.unlink()
        victim = pack / "cycle_length.png"
        kept = victim.read_bytes()
        victim.unlink()
        check("cycle_length.png" in expect_refused(pack, "a lost file"), "name")
        victim.write_bytes(kept)
        ok("verify", pack)
        check(dealsense("verify", out / "nothing").returncode in (3, 4),
              "no pack")


main()
