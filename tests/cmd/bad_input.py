"""Bad input: one line, exit code 3, and the last good pack as it was."""
import pathlib

from tool import check, dealsense, files, ok, workdir

HEADER = "deal_id,created_date,closed_date,sales_rep_id,outcome,deal_amount\n"
ROW = "D{0},2024-01-{1:02d},2024-02-{1:02d},rep_1,Won,100\n"
AMBIGUOUS = HEADER + "".join(
    f"D{i},0{i}/0{i + 1}/2024,0{i + 2}/0{i}/2024,r,Won,5\n" for i in range(1, 6))


def cases(folder):
    """Each: name, a path to feed, and a word the message must hold."""
    def put(name, data):
        path = folder / name
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
        return path

    big = folder / "unclosed.csv"
    with open(big, "w") as f:
        f.write(HEADER + 'D0,2024-01-01,2024-02-01,"rep')
        chunk = "".join(ROW.format(i, i % 28 + 1) for i in range(20000))
        while f.tell() < 100_000_000:
            f.write(chunk)
    subfolder = folder / "folder"
    subfolder.mkdir()
    yield "empty file", put("empty.csv", ""), "empty"
    yield "blank lines", put("blank.csv", "\n\n\n"), ""
    yield "header alone", put("header.csv", HEADER), "row"
    yield "no id column", put("noid.csv", "a,b,c\n1,2,3\n"), "id"
    yield "no outcome", put("noout.csv", "deal_id,amount\n1,2\n"), "outcome"
    yield "unclosed quote", big, "quot"
    yield "binary", put("binary.csv", bytes(range(256)) * 64), ""
    yield "a picture", put("pic.csv", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + b"\0" * 99), ""
    yield "a directory", subfolder, "directory"
    yield "ambiguous dates", put("dates.csv", AMBIGUOUS), "--date-order"
    yield "missing file", folder / "nothing.csv", "nothing.csv"


def main():
    with workdir() as name:
        folder = pathlib.Path(name)
        out = folder / "out"
        good = folder / "good.csv"
        good.write_text(ok("sample", "--deals", 400, "--as-of",
                           "2026-06-22").stdout, "utf-8")
        ok("run", good, "--as-of", "2026-06-22", "--out", out, "--quiet")
        before = files(out)
        check(before, "no pack to protect")
        for what, path, word in cases(folder):
            for command in (["run", path, "--out", out], ["check", path]):
                done = dealsense(*command)
                check(done.returncode == 3,
                      f"{what}: exit {done.returncode}: {done.stderr}")
                lines = done.stderr.strip().split("\n")
                check(len(lines) == 1 and lines[0],
                      f"{what}: not one line: {done.stderr!r}")
                check(word in lines[0], f"{what}: no `{word}` in {lines[0]}")
                check(done.stdout == "", f"{what}: printed {done.stdout!r}")
            print(f"{what}: {lines[0]}")
        check(files(out) == before, "the last pack changed")
        check({p.name for p in out.iterdir()} <=
              {"2026-06-22", "latest", ".lock", "history.db"}, "something was left behind")

        # Usage errors are 2, and name what to do.
        for args in ([], ["nonsense"], ["run"], ["run", "a", "b"],
                     ["run", good, "--as-of", "yesterday"],
                     ["run", good, "--nonsense"],
                     ["run", good, "--seed", "-1"],
                     ["explain", good]):
            done = dealsense(*args)
            check(done.returncode == 2, f"{args}: exit {done.returncode}")
            check(done.stderr.strip(), f"{args}: silent")
        # A slip of the hand is understood, and said.
        for args, meant in ((["chekc"], "`check`"), (["help", "chekc"], "`check`"),
                            (["run", good, "--as-off", "today"], "--as-of"),
                            (["check", good, "--crm", "hubspto"], "hubspot"),
                            (["help", "nonsense"], None),
                            (["--help", "nonsense"], None),
                            (["help", "run", "check"], None)):
            done = dealsense(*args)
            check(done.returncode == 2, f"{args}: exit {done.returncode}")
            check(done.stdout == "" and len(done.stderr.splitlines()) == 1,
                  f"{args}: {done.stdout} {done.stderr}")
            check(("did you mean " + meant + "?" if meant else "") in done.stderr
                  and ("did you mean" in done.stderr) == bool(meant),
                  f"{args}: {done.stderr}")
        check(ok("help", "run").stdout == ok("run", "--help").stdout, "help run")
        check(dealsense("--version").returncode == 0, "--version")
        for command in ("run init check train score explain sample verify"
                        .split()):
            done = ok(command, "--help")
            check(f"usage: dealsense {command}" in done.stdout, command)
        # A folder that cannot be made is 4.
        blocker = folder / "file"
        blocker.write_text("x")
        done = dealsense("run", good, "--out", blocker / "out")
        check(done.returncode == 4, f"--out in a file: {done.returncode}")


main()
