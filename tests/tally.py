"""Prints `N passed, N failed, N skipped` from meson's logs; exits 1 if any
test failed.

What was skipped is named with its reason. A program of which some cases were
skipped has passed; each of its skipped cases counts as skipped. A case says
so in two lines, as cmocka does it:

    skipped: the reason
    [  SKIPPED ] the case
"""
import json
import re
import subprocess
import sys

GOOD = {"OK", "EXPECTEDFAIL"}


def skipped_cases(test):
    """The skipped cases of a program, each with its reason."""
    reason = "no reason given"
    cases = []
    for line in (test.get("stdout") or "").splitlines():
        if line.startswith("skipped: "):
            reason = line.removeprefix("skipped: ")
        # once for each: cmocka names it again at the end, after "[  SKIPPED
        # ] N test(s), listed below:"
        case = re.match(r"\[  SKIPPED \] (?!\d+ test)(.+)", line)
        if case and case[1] not in [c for c, _ in cases]:
            cases.append((case[1], reason))
    return cases, reason


def lines_of(text):
    """Where the stacks of sanitizers in a test's output point: tests/run has
    them written as addresses, because to name the lines of every leak in a
    library that is none of ours costs a tenth of the run."""
    frames = re.findall(r"#\d+ 0x\w+ +\((/(?!lib|usr)[^ ()]+)\+(0x[0-9a-f]+)\)",
                        text)
    for program, address in frames[:40]:
        done = subprocess.run(["addr2line", "-fpe", program, address],
                              capture_output=True, text=True, check=False)
        if done.returncode == 0 and "?" not in done.stdout:
            yield done.stdout.strip()


def main():
    tests = {}
    for path in sys.argv[1:]:
        for line in open(path, encoding="utf-8"):
            test = json.loads(line)
            tests[test["name"], tuple(test.get("suite", []))] = test
    passed, failed, skipped = 0, [], []
    for (name, _), test in sorted(tests.items()):
        cases, reason = skipped_cases(test)
        if test["result"] == "SKIP":
            skipped += [(f"{name}: {case}", why) for case, why in cases] or \
                [(name, reason)]
        elif test["result"] in GOOD:
            passed += 1
            skipped += [(f"{name}: {case}", why) for case, why in cases]
        else:
            failed.append((name, (test.get("stdout") or "") +
                           (test.get("stderr") or "")))
    for name, why in skipped:
        print(f"skipped: {name}: {why}")
    for name, output in failed:
        print("failed:", name)
        for line in lines_of(output):
            print("    at", line)
    print(f"{passed} passed, {len(failed)} failed" +
          (f", {len(skipped)} skipped" if skipped else ""))
    sys.exit(1 if failed or not passed else 0)


main()
