"""import: a file, a mapping, a report, and rows that are rejected."""

import csv
import gzip
import json

import harness
from harness import BAD_DATA, NOT_FOUND, USAGE


class Import(harness.CliTest):
    def setUp(self) -> None:
        super().setUp()
        self.run_command("init", self.store)
        self.mapping = self.write("subjects.json", harness.SUBJECTS_MAPPING)

    def importing(self, data: str, **kwargs):
        return self.json("import", self.store, data, "--mapping", self.mapping, **kwargs)

    def test_report_counts(self):
        report = self.importing(self.write("subjects.csv", harness.SUBJECTS))
        self.assertEqual([report[name] for name in
                          ("entity", "read", "created", "updated", "unchanged", "rejected")],
                         ["subjects", 2, 2, 0, 0, 0])
        self.assertTrue(report["complete"])

    def test_again_changes_nothing(self):
        data = self.write("subjects.csv", harness.SUBJECTS)
        self.importing(data)
        report = self.importing(data)
        self.assertEqual((report["created"], report["unchanged"]), (0, 2))

    def test_gzip(self):
        data = self.write("subjects.csv.gz", gzip.compress(harness.SUBJECTS.encode()))
        self.assertEqual(self.importing(data)["created"], 2)

    def test_rejects_are_told_and_the_rest_is_kept(self):
        bad = harness.SUBJECTS + "S3;person;Rossi;Anna;RSSNNA80A41F839A;\nS4;person\n"
        rejects = self.path("rejects.csv")
        data = self.write("subjects.csv", bad)
        report = self.json("import", self.store, data, "--mapping", self.mapping, "--rejects",
                           rejects)
        self.assertEqual((report["read"], report["created"], report["rejected"]), (4, 2, 2))
        self.assertEqual(report["read"], report["created"] + report["updated"] +
                         report["unchanged"] + report["rejected"])
        with open(rejects, encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        self.assertEqual([(row["line"], row["column"]) for row in rows], [("4", "CF"), ("5", "")])
        self.assertEqual(rows[1]["rule"], "fields")

    def test_table_shows_counts_and_rejects(self):
        data = self.write("subjects.csv", harness.SUBJECTS + "S4;person\n")
        done = self.run_command("import", self.store, data, "--mapping", self.mapping)
        self.assertRegex(done.stdout, r"(?m)^entity +read +created +updated +unchanged +rejected$")
        self.assertRegex(done.stdout, r"(?m)^subjects +3 +2 +0 +0 +1$")
        self.assertRegex(done.stdout, r"(?m)^ *4 +fields ")
        self.assertEqual(done.stderr, "")

    def test_csv_report(self):
        data = self.write("subjects.csv", harness.SUBJECTS)
        [row] = self.csv("import", self.store, data, "--mapping", self.mapping)
        self.assertEqual((row["entity"], row["created"]), ("subjects", "2"))

    def test_stop_ends_at_the_first_bad_row_and_tells_what_was_done(self):
        self.mapping = self.write("stop.json", {**harness.SUBJECTS_MAPPING, "on_error": "stop"})
        data = self.write("subjects.csv", harness.SUBJECTS + "S4;person\nS5;person;Rossi;Anna;;\n")
        done = self.run_command("import", self.store, data, "--mapping", self.mapping, "--format",
                                "json", status=BAD_DATA)
        report = json.loads(done.stdout)
        self.assertEqual((report["created"], report["complete"]), (2, False))
        self.assertTrue(done.stderr.startswith("pmmcrm: "))

    def test_no_such_data(self):
        self.run_command("import", self.store, self.path("none.csv"), "--mapping", self.mapping,
                         status=NOT_FOUND)

    def test_no_such_mapping(self):
        data = self.write("subjects.csv", harness.SUBJECTS)
        done = self.run_command("import", self.store, data, "--mapping", self.path("none.json"),
                                status=NOT_FOUND)
        self.assertIn("none.json", done.stderr)

    def test_mapping_is_needed(self):
        self.run_command("import", self.store, self.write("subjects.csv", harness.SUBJECTS),
                         status=USAGE)

    def test_wrong_mapping_names_the_place(self):
        columns = {"external_idd": "CODICE"}
        self.mapping = self.write("wrong.json", {"entity": "subjects", "columns": columns})
        done = self.run_command("import", self.store,
                                self.write("subjects.csv", harness.SUBJECTS), "--mapping",
                                self.mapping, status=BAD_DATA)
        self.assertIn("columns.external_idd", done.stderr)
        self.assertIn("external_id", done.stderr)

    def test_mapping_that_is_no_json(self):
        self.mapping = self.write("wrong.json", "{")
        self.run_command("import", self.store, self.write("subjects.csv", harness.SUBJECTS),
                         "--mapping", self.mapping, status=BAD_DATA)

    def test_no_store(self):
        self.run_command("import", self.path("none.crm"),
                         self.write("subjects.csv", harness.SUBJECTS), "--mapping", self.mapping,
                         status=NOT_FOUND)
        self.assertFalse((self.directory / "none.crm").exists())


if __name__ == "__main__":
    harness.main()
