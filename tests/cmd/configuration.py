"""init writes a configuration that changes nothing; edits of it count."""
import json
import pathlib

from tool import MAVEN, SKYGENI, check, dealsense, files, ok, rows, \
    shared_needed, summary, workdir

PACK = "risk_report.csv"


def main():
    with workdir() as name:
        folder = pathlib.Path(name)
        config = folder / "dealsense.ini"
        for what, export, args in (("sky", SKYGENI, ["--as-of", "2024-01-01"]),
                                   ("maven", MAVEN, [])):
            config.write_text(ok("init", export).stdout, "utf-8")
            ok("run", export, *args, "--out", folder / f"{what}-a")
            ok("run", export, *args, "--out", folder / f"{what}-b",
               "--config", config)
            a = files((folder / f"{what}-a/latest").resolve())
            b = files((folder / f"{what}-b/latest").resolve())
            check(a[PACK] == b[PACK], f"{what}: init changed the scores")
        # The seed preset and other cuts.
        config.write_text("[rules]\npreset = seed\n[levels]\nhigh = 40\n"
                          "[money]\nsave_rate = 0.5\n", "utf-8")
        ok("run", SKYGENI, "--as-of", "2024-01-01", "--out", folder / "c",
           "--config", config)
        s = summary(folder / "c/latest")
        check(s["money"]["save_rate"] == 0.5, s["money"])
        check(abs(s["money"]["protection_potential"] -
                  0.5 * s["money"]["at_risk"]) < 0.01, s["money"])
        report = rows(folder / "c/latest" / PACK)
        check(any(float(r["risk_score"]) > 0 for r in report), "no points")
        check(all((r["risk_level"] in ("HIGH", "CRITICAL")) ==
                  (float(r["risk_score"]) >= 40) for r in report), "cuts")
        manifest = json.loads((folder / "c/latest/manifest.json").read_text())
        check("seed" in json.dumps(manifest["settings"]), "settings")
        # An own field, a filter, and errors that name the line.
        deals = folder / "deals.csv"
        deals.write_text(
            "Opp,Sum,Made,Shut,Phase,Route To Market,Kind\n" +
            "".join(f"A{i},{i * 10},2024-01-0{i % 9 + 1},2024-03-1{i % 9},"
                    f"{'Signed' if i % 3 == 0 else 'Dead' if i % 3 == 1 else 'Talk'}"
                    f",{'Direct' if i % 2 else 'Partner'},"
                    f"{'Test' if i % 10 == 0 else 'Real'}\n"
                    for i in range(90)), "utf-8")
        config.write_text(
            "[columns]\ndeal_id = Opp\namount = Sum\ncreated = Made\n"
            "closed = Shut\nstage = Phase\ncategory = Route To Market\n"
            "[stages]\nwon = Signed\nlost = Dead\n"
            "[filter]\nexclude = Kind: Test\n", "utf-8")
        done = dealsense("run", deals, "--out", folder / "d", "--config",
                         config, "--as-of", "2024-06-01")
        check(done.returncode == 0, done.stderr)
        s = summary(folder / "d/latest")
        check(s["deals"]["total"] == 81, s["deals"])
        for text, word in (("[levels]\nhihg = 3\n", "did you mean high?"),
                           ("[levles]\nhigh = 3\n",
                            "did you mean [levels]?"),
                           ("[columns]\nacount = x\n",
                            "did you mean account?"),
                           ("[columns]\namount = deal_amont\n",
                            'did you mean "deal_amount"?'),
                           ("[filter]\nexlude = a: b\n",
                            "did you mean exclude?"),
                           ("[actions]\nrep.critcal = a | b | 1\n",
                            "did you mean rep.critical?"),
                           ("[money]\ntrees = 3\n", "[forest] has"),
                           ("[rules]\ncap = many\n", "takes one number"),
                           ("[rules]\nrep_points = 1, 2, 3\n",
                            "takes two numbers"),
                           ("[nonsense]\na = 1\n", "nonsense"),
                           ("[levels]\nhigh = many\n", "many"),
                           ("[levels]\nhigh = 90\ncritical = 10\n", "critical")):
            config.write_text(text)
            done = dealsense("run", SKYGENI, "--config", config, "--out",
                             folder / "e")
            check(done.returncode == 3 and word in done.stderr and
                  len(done.stderr.strip().split("\n")) == 1,
                  f"{text!r}: {done.returncode} {done.stderr}")
        # --if-changed, --keep.
        again = ["run", SKYGENI, "--as-of", "2024-01-01", "--out", folder / "c"]
        check(dealsense(*again, "--if-changed").returncode == 0, "changed")
        check(dealsense(*again, "--if-changed").returncode == 99, "unchanged")
        for day in ("2023-10-02", "2024-02-01", "2024-03-01"):
            ok("run", SKYGENI, "--as-of", day, "--out", folder / "c",
               "--keep", 2)
        kept = sorted(p.name for p in (folder / "c").iterdir()
                      if p.is_dir() and not p.is_symlink())
        check(kept == ["2024-02-01", "2024-03-01"], f"kept {kept}")
        check((folder / "c/latest").resolve().name == "2024-03-01", "latest")
        ok("run", SKYGENI, "--as-of", "2023-10-02", "--out", folder / "c")
        check((folder / "c/latest").resolve().name == "2024-03-01",
              "latest went back to an older as-of")


shared_needed()
main()
