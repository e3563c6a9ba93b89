"""Prints `N passed, N failed` from meson's logs; exits 1 if any test failed."""
import json
import sys

results = {}
for path in sys.argv[1:]:
    for line in open(path, encoding="utf-8"):
        test = json.loads(line)
        results[test["name"], tuple(test.get("suite", []))] = test["result"]
good = {"OK", "EXPECTEDFAIL"}
failed = sorted(name for (name, _), result in results.items()
                if result not in good and result != "SKIP")
skipped = sum(result == "SKIP" for result in results.values())
passed = len(results) - len(failed) - skipped
for name in failed:
    print("failed:", name)
print(f"{passed} passed, {len(failed)} failed" +
      (f", {skipped} skipped" if skipped else ""))
sys.exit(1 if failed or not passed else 0)
