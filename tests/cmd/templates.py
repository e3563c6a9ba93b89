"""A house's own templates: one changes what it says, and a bad one is one
clear line, exit code 3 and the last good pack as it was."""
import os
import pathlib

from tool import check, dealsense, files, ok, workdir

# file, its bytes (a callable makes what is no file), what the error must say
BAD = [
    ("index.html.mustache", b"{{#a}}", "index.html.mustache:1"),
    ("index.html.mustache", b"x\n{{/a}}", "index.html.mustache:2"),
    ("index.html.mustache", b"{{title", "not closed"),
    ("index.html.mustache", b"\xff\xfe{{title}}", "UTF-8"),
    ("index.html.mustache", b"a\0b", "UTF-8"),
    ("index.html.mustache", b"x" * (5 << 20), "4 MB"),
    ("index.html.mustache", b"{{>heed}}", "{{>heed}}"),
    ("index.html.mustache", os.mkdir, "must be a file"),
    ("index.html.mustache", os.mkfifo, "must be a file"),
    ("index.html.mustache", lambda p: os.symlink("/nowhere", p), "cannot open"),
    ("head.html.mustache", b"{{>head}}", "nest too deep"),
    ("foot.html.mustache", b"{{>head}}{{>foot}}", "nest too deep"),
    ("foot.html.mustache", b"{{#has_deals}}" * 500, "nested too deep"),
    ("email.html.mustache", b"{{#a}}{{/b}}", "email.html.mustache:1"),
    ("idnex.html.mustache", b"x", "idnex.html.mustache: replaces nothing"),
    ("styles.css", b"x", "styles.css: replaces nothing"),
    ("app.mjs.js", b"x", "app.mjs.js: replaces nothing"),
]


def run(folder, own):
    return dealsense("run", folder / "deals.csv", "--no-store", "--out",
                     folder / "out", "--templates", own)


def main():
    with workdir() as tmp:
        folder = pathlib.Path(tmp)
        export, plain = folder / "deals.csv", folder / "plain"
        export.write_text(ok("sample", "--deals", "150", "--seed", "3").stdout,
                          "utf-8")
        ok("run", export, "--no-store", "--out", plain)
        own = folder / "own"
        own.mkdir()
        (own / "README.md").write_text("ours\n")
        (own / "style.css").write_text("body { color: teal }\n")
        (own / "foot.html.mustache").write_text(
            "<footer>{{title}} of ours</footer>\n</body>\n</html>\n")
        done = run(folder, own)
        check(done.returncode == 0 and not done.stderr, done)
        good, built_in = (files(p / "latest") for p in (folder / "out", plain))
        check(good["dashboard/assets/style.css"] == b"body { color: teal }\n",
              "the own style is not there")
        for name, data in good.items():
            if name.startswith("dashboard/") and name.endswith(".html"):
                check(b" of ours</footer>" in data, name)
        for name in ("risk_report.csv", "brief.pdf", "messages/email.html",
                     "dashboard/assets/charts.css"):
            check(good[name] == built_in[name], f"{name} changed")
        ok("verify", folder / "out/latest")

        for k, (name, what, said) in enumerate(BAD):
            bad = folder / f"bad{k}"
            bad.mkdir()
            if callable(what):
                what(bad / name)
            else:
                (bad / name).write_bytes(what)
            done = run(folder, bad)
            check(done.returncode == 3 and said in done.stderr and
                  done.stderr.count("\n") == 1, (name, done))
            check(files(folder / "out/latest") == good,
                  f"{name}: the good pack changed")
        for missing in (folder / "none", export):
            done = run(folder, missing)
            check(done.returncode == 3 and "folder of templates" in done.stderr,
                  done)


main()
