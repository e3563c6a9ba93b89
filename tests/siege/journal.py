"""What has been tried: a line of JSON for each trial, so that a siege that is
broken off goes on where it was."""
import json
import pathlib


class Journal:
    """The trials of one part, by their names."""

    def __init__(self, path):
        self.path, self.trials = pathlib.Path(path), {}
        if self.path.exists():
            for line in self.path.read_text("utf-8").splitlines(True):
                if line.endswith("\n"): # else broken off as it was written
                    trial = json.loads(line)
                    self.trials[trial["name"]] = trial
            self.path.write_text("".join(map(self.line, self.trials.values())),
                                 "utf-8")

    @staticmethod
    def line(trial):
        return json.dumps(trial, ensure_ascii=False) + "\n"

    def add(self, name, group, how, found):
        """group: what is counted together; how: how it ended; found: what is
        wrong with that, in words."""
        trial = {"name": name, "group": group, "how": how, "found": found}
        self.trials[name] = trial
        with open(self.path, "a", encoding="utf-8") as f:
            f.write(self.line(trial))
        if found:
            print(f"FOUND {name}: {'; '.join(found)}", flush=True)
