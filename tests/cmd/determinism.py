"""Same inputs, same bytes: threads, folder, locale, clock and order."""
import os
import pathlib

from tool import MAVEN, check, files, ok, shared_is_here, workdir


def differing(a, b):
    return [n for n in sorted(set(a) | set(b)) if a.get(n) != b.get(n)]


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
        for what, args in (("sample", [deals, "--history", history]),
                           ("maven", [MAVEN])):
            if what == "maven" and not shared_is_here(what):
                continue
            one = folder / f"{what}-1"
            two = folder / "elsewhere" / f"{what}-2"
            ok("run", *args, "--out", one, "--threads", 1)
            ok("run", *args, "--out", two, "--threads", 2, cwd="/", env=env)
            a, b = files(one), files(two)
            check(a and not differing(a, b),
                  f"{what}: {differing(a, b)[:9]} differ")
            check(not any(str(folder).encode() in data for data in a.values()),
                  "a file of the pack holds a path of this machine")
            # The same once more, over the published pack. The store beside
            # it holds the same rows, on other pages of its file.
            ok("run", *args, "--out", one, "--threads", 2)
            check(set(differing(files(one), b)) <= {"history.db"},
                  f"{what}: third run differs")
            print(f"{what}: {len(a)} files identical")
        model = folder / "model.dsm"
        ok("train", deals, "--history", history, "--model", model)
        one = ok("score", deals, "--history", history).stdout
        two = ok("score", deals, "--history", history, "--model", model).stdout
        check(one == two, "a stored model scores otherwise than a fresh one")


main()
