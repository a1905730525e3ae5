"""A host whose locale has a decimal comma gets the same bytes."""

import json
import os
import pathlib
import subprocess
import sys

import readers

QUESTION = {"measures": ["cases.count", "cases.within_due_rate", "cases.resolution_time_avg"],
            "dimensions": ["cases.service"]}
# A program of its own, because a locale is looked for where the environment said at its start.
HOST = """
import locale, sys
sys.path.insert(0, sys.argv[1])
import library
opened = library.Library(sys.argv[2], sys.argv[3])
result = opened.query(sys.stdin.read())
for out, name in (("plain", "C"), ("local", "de_DE.UTF-8")):
    locale.setlocale(locale.LC_ALL, name)
    for ending in ("csv", "json", "xlsx"):
        opened.export(result, sys.argv[4] + out + "." + ending)
    print(locale.localeconv()["decimal_point"])  # the thread's locale is as it was
opened.c.pmm_result_free(result)
opened.close()
"""


class Locale(readers.ReaderTest):
    def host(self) -> str:
        done = subprocess.run(
            [sys.executable, "-B", "-c", HOST, str(pathlib.Path(__file__).parent), readers.LIBRARY,
             self.store, str(self.directory) + "/"], input=json.dumps(QUESTION).encode(), capture_output=True,
            check=False, env={**os.environ, "LOCPATH": self.path("locales")})
        self.assertEqual((done.returncode, done.stderr), (0, b""))
        return done.stdout.decode()

    def test_a_decimal_comma_changes_nothing(self):
        self.make_city()
        os.mkdir(self.path("locales"))
        made = subprocess.run(["localedef", "-i", "de_DE", "-f", "UTF-8",
                               self.path("locales/de_DE.UTF-8")], capture_output=True, check=False)
        if made.returncode != 0:
            self.skipTest("no locale can be made here")
        self.assertEqual(self.host().split(), [".", ","])
        for name in ("csv", "json", "xlsx"):
            with self.subTest(name):
                self.assertEqual(pathlib.Path(self.path(f"plain.{name}")).read_bytes(),
                                 pathlib.Path(self.path(f"local.{name}")).read_bytes())


if __name__ == "__main__":
    readers.main()
