"""Same inputs, same bytes: threads, folder, locale, clock and order."""
import os
import pathlib

from packs import published
from tool import MAVEN, check, files, ok, shared_is_here, workdir


def differing(a, b):
    return [n for n in sorted(set(a) | set(b)) if a.get(n) != b.get(n)]


def same(what, folder, a, b):
    check(a and not differing(a, b), f"{what}: {differing(a, b)[:9]} differ")
    check(not any(str(folder).encode() in data for data in a.values()),
          "a file of the pack holds a path of this machine")
    print(f"{what}: {len(a)} files identical")


def main():
    with workdir() as name:
        folder = pathlib.Path(name)
        deals, history = folder / "deals.csv", folder / "history.csv"
        done = ok("sample", "--deals", 3000, "--seed", 11, "--history", history)
        deals.write_text(done.stdout, "utf-8")
        again = ok("sample", "--deals", 3000, "--seed", 11).stdout
        check(again == done.stdout, "the sample is not reproducible")
        env = dict(os.environ, LC_ALL="C.UTF-8", TZ="Pacific/Auckland",
                   HOME=name)
        one, two = folder / "sample-1", folder / "elsewhere/sample-2"
        args = [deals, "--history", history]
        ok("run", *args, "--out", one, "--threads", 1)
        ok("run", *args, "--out", two, "--threads", 2, cwd="/", env=env)
        same("sample", folder, files(one), files(two))
        # The same once more, over the published pack. The store beside it
        # holds the same rows, on other pages of its file.
        ok("run", *args, "--out", one, "--threads", 2)
        check(set(differing(files(one), files(two))) <= {"history.db"},
              "third run differs")
        if shared_is_here("maven"):
            one = folder / "maven-1"
            ok("run", MAVEN, "--out", one, "--threads", 1)
            same("maven", folder, files(one), files(published("maven").parent))
        model = folder / "model.dsm"
        ok("train", deals, "--history", history, "--model", model)
        one = ok("score", deals, "--history", history).stdout
        two = ok("score", deals, "--history", history, "--model", model).stdout
        check(one == two, "a stored model scores otherwise than a fresh one")


main()
