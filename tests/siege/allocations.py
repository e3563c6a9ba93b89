"""An allocation fails, once or from there on: a sample of a run's."""
import os
import random

from subject import execute

SAMPLE = 2000


def count(subject, library, folder):
    subject.reset()
    counted = folder / "allocations"
    done = execute(subject.args, {**os.environ, "LD_PRELOAD": str(library),
                                  "COUNT_TO": str(counted)})
    if done.returncode:
        raise AssertionError(done)
    return int(counted.read_text())


def try_one(subject, library, k, how):
    env = {**os.environ, "LD_PRELOAD": str(library), "FAIL_AT": str(k)}
    if how == "ever":
        env["FAIL_EVER"] = "1"
    subject.reset()
    return subject.judge(execute(subject.args, env))


def besiege(subject, library, folder, journal, until):
    chance = random.Random(9)
    total = count(subject, library, folder)
    for k in chance.sample(range(1, total + 1), min(SAMPLE, total)):
        how = "ever" if k % 4 == 0 else "once"
        name = f"allocation {k} {how}"
        if name in journal.trials:
            continue
        if until():
            return False
        journal.add(name, f"allocation, {how}",
                    *try_one(subject, library, k, how))
    return True
