"""--if-changed looks at what stands: whatever is missing or damaged is made anew,
and then nothing is new."""
import os
import pathlib
import shutil

from tool import check, dealsense, files, ok, workdir

DAY = "2026-06-29"


def emptied(out):
    (out / DAY / "brief.pdf").write_bytes(b"")


def one_byte(out):
    path = out / DAY / "dashboard/index.html"
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def lost_file(out):
    (out / DAY / "risk_workbook.xlsx").unlink()


def extra_file(out):
    (out / DAY / "dashboard/more.html").write_text("x")


def lost_folder(out):
    shutil.rmtree(out / DAY / "dashboard/deal")


def lost_pack(out):
    shutil.rmtree(out / DAY)


def no_latest(out):
    (out / "latest").unlink()


def dangling_latest(out):
    (out / "latest").unlink()
    (out / "latest").symlink_to("2026-07-06")


def foreign_latest(out):
    (out / "latest").unlink()
    (out / "latest").symlink_to("/tmp")


DAMAGES = (emptied, one_byte, lost_file, extra_file, lost_folder, lost_pack,
           no_latest, dangling_latest, foreign_latest)

with workdir() as folder:
    work = pathlib.Path(folder)
    out = work / "out"
    (work / "deals.csv").write_text(
        ok("sample", "--deals", 300, "--as-of", DAY).stdout, "utf-8")
    run = ["run", work / "deals.csv", "--out", out, "--quiet", "--if-changed"]
    ok(*run)
    whole = files(out / DAY)
    for damage in (None, *DAMAGES):
        if damage:
            damage(out)
            ok(*run)
        check(files(out / DAY) == whole, f"{damage}: not made anew")
        check(os.readlink(out / "latest") == DAY, f"{damage}: latest")
        check(dealsense(*run).returncode == 99, f"{damage}: for ever new")
