"""Completions for bash, zsh and fish: they parse, hold each command and each
option, and in bash they complete."""
import os
import pathlib
import re
import shutil
import subprocess
import sys

from tool import check, dealsense, ok, workdir

# What is installed, by the names that cmd/meson.build gives.
NAMES = {"dealsense.bash": "bash", "_dealsense": "zsh",
         "dealsense.fish": "fish"}
INSTALLED = {NAMES[os.path.basename(p)]: pathlib.Path(p) for p in sys.argv[1:]}


def tables():
    """Each command with its options, as --help lists them."""
    names = re.findall(r"^  (\w[\w-]*) ", ok("--help").stdout, re.M)
    return {name: re.findall(r"^  --([\w-]+)", ok(name, "--help").stdout, re.M)
            for name in names}


def parses(shell, script):
    if not shutil.which(shell):
        print(f"skipped: {shell} is not here\n"
              f"[  SKIPPED ] the completion for {shell} parses", flush=True)
        return
    done = subprocess.run([shell, "-n", script], capture_output=True, text=True)
    check(done.returncode == 0 and not done.stderr, f"{shell}: {done.stderr}")


def completed(script, folder, *words):
    """What bash offers for the last word."""
    listed = " ".join("'" + w.replace("'", "'\\''") + "'" for w in words)
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-c",
         f"source '{script}'; COMP_WORDS=({listed}); "
         f"COMP_CWORD={len(words) - 1}; _dealsense; "
         'printf "%s\\n" "${COMPREPLY[@]}"'],
        capture_output=True, text=True, cwd=folder)
    check(done.returncode == 0 and not done.stderr, f"{words}: {done.stderr}")
    return [line for line in done.stdout.split("\n") if line]


def main():
    commands = tables()
    check(len(commands) > 8, commands)
    with workdir() as name:
        folder = pathlib.Path(name)
        scripts = {}
        for shell in ("bash", "zsh", "fish"):
            scripts[shell] = folder / f"completion.{shell}"
            scripts[shell].write_text(ok("completion", shell).stdout)
            if shell in INSTALLED:
                check(INSTALLED[shell].read_text() ==
                      scripts[shell].read_text(), f"{shell}: another installed")
            parses(shell, scripts[shell])
        # Each command, and under it each of its options and no other's.
        for command, options in commands.items():
            got = completed(scripts["bash"], folder, "dealsense", command, "--")
            check(sorted(got) == sorted("--" + o for o in options),
                  f"bash, {command}: {got}")
        zsh = scripts["zsh"].read_text()
        fish = scripts["fish"].read_text()
        for command, options in commands.items():
            part = re.search(rf"^    {command}\)\n(.*?) ;;$", zsh, re.M | re.S)
            check(f"'{command}:" in zsh and part, f"zsh: {command}")
            check(sorted(re.findall(r"^ +'--([\w-]+)", part[1], re.M)) ==
                  sorted(options), f"zsh, {command}")
            check(f"__fish_use_subcommand -a {command} " in fish,
                  f"fish: {command}")
            got = re.findall(rf"_from {command}' -l ([\w-]+)", fish)
            check(sorted(got + ["help"]) == sorted(options),
                  f"fish, {command}: {got}")
        # Commands, values and files complete.
        (folder / "my deals.csv").write_text("")
        (folder / "packs").mkdir()
        bash = scripts["bash"]
        for words, want in (
                (["ru"], ["run"]), (["ver"], ["verify"]),
                (["--v"], ["--version"]), (["help", "ver"], ["verify"]),
                (["run", "--if"], ["--if-changed"]),
                (["run", "x.csv", "--date-order", ""], ["mdy", "dmy"]),
                (["run", "--date-order", "=", "m"], ["mdy"]),
                (["run", "--date-order", "="], ["mdy", "dmy"]),
                (["check", "--crm", "hub"], ["hubspot"]),
                (["sample", "--world", "st"], ["stationary"]),
                (["run", "my"], ["my deals.csv"]),
                (["run", "--config", "my"], ["my deals.csv"]),
                (["verify", ""], ["packs"]), (["run", "--out", "p"], ["packs"]),
                (["pull", ""], ["salesforce", "hubspot"]),
                (["completion", ""], ["bash", "zsh", "fish"]),
                (["run", "--seed", ""], []), (["sample", ""], [])):
            got = completed(bash, folder, "dealsense", *words)
            check(got == want, f"{words}: {got}, not {want}")
        done = dealsense("completion", "bsh")
        check(done.returncode == 2 and "did you mean bash?" in done.stderr,
              done.stderr)
    print(f"{len(commands)} commands, {len(INSTALLED)} shells installed")


main()
