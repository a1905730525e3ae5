"""The demo gives the same bytes every time: run twice, a small part of the year, and compared file
by file: what was made up, what was rejected, the report as printed, as kept and as a workbook.

repeat.py DEMO MAPPINGS
"""

from __future__ import annotations

import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

SEED, PART = "2007", "40"


class Repeat(unittest.TestCase):
    def run_demo(self, directory: str, timezone: str) -> tuple[str, dict[str, bytes]]:
        environment = {**os.environ, "NO_COLOR": "1", "TZ": timezone}
        done = subprocess.run([DEMO, MAPPINGS, directory, SEED, PART], capture_output=True,
                              env=environment, check=False, timeout=120)
        self.assertEqual(done.returncode, 0, done.stderr.decode())
        out = pathlib.Path(directory)
        # Its entries are named after the store, of which no two are alike.
        self.assertEqual((out / "citizen.ics").read_text().count("BEGIN:VEVENT"), 2)
        files = {str(path.relative_to(out)): path.read_bytes()
                 for path in sorted(out.rglob("*")) if path.suffix in (".csv", ".txt", ".xlsx")}
        return done.stdout.decode(), files

    def test_two_runs_are_the_same_to_the_byte(self):
        with tempfile.TemporaryDirectory() as first, tempfile.TemporaryDirectory() as second:
            printed, files = self.run_demo(first, "UTC")
            again, same = self.run_demo(second, "Asia/Tokyo")
        self.assertEqual(list(files), list(same))
        self.assertEqual(len([name for name in files if name.endswith("-rejects.csv")]), 5)
        self.assertIn("report.txt", files)
        self.assertIn("report.xlsx", files)
        for told in ("suppressed", "preference", "Reminders and appointments", "confirmed"):
            self.assertIn(told, printed)
        self.assertGreater(len(printed), 1000)
        for name, content in files.items():
            with self.subTest(name):
                self.assertGreater(len(content), 0)
                self.assertEqual(content, same[name])
        self.assertEqual(printed, again)


if __name__ == "__main__":
    DEMO, MAPPINGS = sys.argv[1:3]
    unittest.main(argv=sys.argv[:1])
