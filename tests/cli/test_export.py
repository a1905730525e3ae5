"""export: data into files for other programs."""

import csv
import io
import json
import os
import pathlib
import stat

import harness
from harness import BAD_DATA, NOT_FOUND, USAGE

BY_SERVICE = {"measures": ["cases.count"], "dimensions": ["cases.service"],
              "order": {"cases.count": "desc"}}


class Export(harness.CliTest):
    def setUp(self) -> None:
        super().setUp()
        self.make_store()
        self.question = self.write("question.json", BY_SERVICE)

    def text(self, name: str) -> str:
        return pathlib.Path(self.path(name)).read_bytes().decode("utf-8")

    def test_a_question(self):
        done = self.run_command("export", self.store, self.question, self.path("out.csv"))
        self.assertEqual(done.stdout, "")
        self.assertEqual(done.stderr, f"wrote 2 rows to {self.path('out.csv')}\n")
        self.assertEqual(self.text("out.csv"),
                         "cases.service,cases.count\r\nvisure,2\r\ncambio,1\r\n")

    def test_from_standard_input_for_people(self):
        self.run_command("export", self.store, "-", self.path("out.csv"), "--preset", "excel",
                         "--language", "it", stdin=json.dumps(BY_SERVICE))
        self.assertEqual(self.text("out.csv"),
                         "\ufeffServizio;Pratiche\r\nvisure;2\r\ncambio;1\r\n")

    def test_json_is_what_query_gives(self):
        self.run_command("export", self.store, self.question, self.path("out.json"))
        written, asked = json.loads(self.text("out.json")), self.json("query", self.store,
                                                                     self.question)
        self.assertEqual(written["rows"], asked["rows"])
        self.assertEqual(written["columns"], asked["columns"])

    def test_lists(self):
        for what, rows in (("cases", 3), ("contacts", 0), ("visits", 0)):
            report = self.json("export", self.store, what, self.path(f"{what}.csv"))
            self.assertEqual(report["rows"], rows)
            found = list(csv.DictReader(io.StringIO(self.text(f"{what}.csv"), newline="")))
            self.assertEqual(len(found), rows)
            self.assertTrue(self.text(f"{what}.csv").startswith("id,"))

    def test_the_report_of_a_workbook(self):
        report = self.json("export", self.store, self.question, self.path("out.xlsx"))
        self.assertEqual((report["rows"], report["sheets"], report["tables"], report["charts"]),
                         (2, 1, 1, 1))
        self.assertEqual(report["bytes"], os.path.getsize(self.path("out.xlsx")))

    def test_indicators(self):
        self.run_command("export", self.store, "indicators", self.path("out.csv"), "--by", "service",
                         "--only", "demand,sla_compliance", "--layout", "wide")
        self.assertEqual(self.text("out.csv").splitlines()[0], "service,demand,sla_compliance")
        self.run_command("export", self.store, "indicators", self.path("out.json"), "--only", "demand")
        rows = json.loads(self.text("out.json"))["rows"]
        self.assertEqual([row[0] for row in rows], ["demand"])
        report = self.json("export", self.store, "indicators", self.path("out.xlsx"))
        self.assertEqual(report["rows"], len(self.rows(self.json("indicators", self.store))))

    def test_the_report_of_the_managers(self):
        report = self.json("export", self.store, "report", self.path("report.xlsx"), "--from",
                           "2007-01-01", "--to", "2007-12-31", "--language", "it")
        self.assertEqual(report["sheets"], 12)
        self.run_command("export", self.store, "report", self.path("report.csv"), status=USAGE)
        told = self.run_command("export", self.store, "report", self.path("bad.xlsx"), "--from",
                                "2007-02-30", "--to", "2007-12-31", status=BAD_DATA).stderr
        self.assertIn("from: ", told)
        self.assertFalse(os.path.exists(self.path("bad.xlsx")))

    def test_options_of_something_else_are_refused(self):
        for what, option in (("cases", "--by"), ("report", "--only"), ("bi", "--granularity")):
            told = self.run_command("export", self.store, what, self.path("out.xlsx"), option, "x",
                                    status=USAGE).stderr
            self.assertIn(option, told)

    def test_an_extract(self):
        report = self.json("export", self.store, "bi", self.path("bi.sqlite"))
        self.assertEqual((report["cases"], report["subjects"], report["tables"]), (3, 2, 18))
        report = self.json("export", self.store, "bi", self.path("bi.sqlite"), "--persons")
        self.assertEqual(report["tables"], 19)

    def test_files_are_the_owners_alone_and_replaced(self):
        for _ in range(2):
            self.run_command("export", self.store, "cases", self.path("out.xlsx"))
        self.assertEqual(stat.S_IMODE(os.stat(self.path("out.xlsx")).st_mode), 0o600)
        self.assertEqual([name for name in os.listdir(self.directory) if "partial" in name], [])

    def test_what_cannot_be_written_is_told_with_what_can(self):
        for what, out, names in (("cases", "cases.ics", (".csv", ".xlsx", ".json")),
                                 ("cases", "cases", (".csv",)),
                                 ("bi", "bi.csv", (".sqlite",)),
                                 (self.question, "out.sqlite", (".csv", "bi"))):
            done = self.run_command("export", self.store, what, self.path(out), status=USAGE)
            for name in names:
                self.assertIn(name, done.stderr)
            self.assertFalse(os.path.exists(self.path(out)))

    def test_mistakes(self):
        out = self.path("out.csv")
        self.run_command("export", self.store, self.path("none.json"), out, status=NOT_FOUND)
        self.run_command("export", self.path("none.crm"), "cases", out, status=NOT_FOUND)
        self.run_command("export", self.store, "cases", out, "--preset", "word", status=USAGE)
        self.run_command("export", self.store, "cases", out, "--language", "fr", status=USAGE)
        self.run_command("export", self.store, "-", out, stdin="{}", status=BAD_DATA)
        self.run_command("export", self.store, "cases", self.path("no/folder.csv"), status=BAD_DATA)
        os.mkdir(self.path("folder.csv"))
        self.run_command("export", self.store, "cases", self.path("folder.csv"), status=BAD_DATA)
        os.symlink(self.store, self.path("link.csv"))
        self.run_command("export", self.store, "cases", self.path("link.csv"), status=BAD_DATA)
        self.assertFalse(os.path.exists(out))


if __name__ == "__main__":
    harness.main()
