"""CSV, read by Python's csv and by DuckDB."""

import csv
import io
import pathlib
import unittest

import readers

try:
    import duckdb
except ImportError:
    duckdb = None


class Csv(readers.ReaderTest):
    def setUp(self) -> None:
        super().setUp()
        self.make_city()

    def read(self, name: str, encoding: str, delimiter: str) -> list[dict[str, str]]:
        text = pathlib.Path(self.path(name)).read_bytes().decode(encoding)
        return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter))

    def texts(self, rows: list[dict[str, str]]) -> list[str]:
        by_id = {row["external_id"]: row["description"] for row in rows}
        return [by_id[f"C{number}"] for number in range(len(readers.TEXTS))]

    def test_plain_gives_every_text_back(self):
        report = self.export("cases", "out.csv")
        self.assertEqual((report["rows"], report["guarded"]), (120, 0))
        self.assertEqual(self.texts(self.read("out.csv", "utf-8", ",")), readers.TEXTS)

    def test_E1_excel_runs_none_of_them(self):
        report = self.export("cases", "out.csv", "--preset", "excel")
        rows = self.read("out.csv", "utf-8-sig", ";")
        told = self.texts(rows)
        dangerous = {0, 1, 2, 3, 4, 5}
        for number, (text, given) in enumerate(zip(readers.TEXTS, told)):
            for line in given.splitlines() or [""]:
                self.assertNotRegex(line, r"^[\s\"]*[=+\-@]", text[:20])
            if number not in dangerous:
                self.assertEqual(given, text)
            else:
                self.assertIn("'", given)
        # A token may begin with a hyphen.
        self.assertGreaterEqual(report["guarded"], len(dangerous))
        self.assertTrue(pathlib.Path(self.path("out.csv")).read_bytes().startswith(b"\xef\xbb\xbf"))
        self.assertEqual({row["opened"] for row in rows if row["external_id"] == "C0"},
                         {"2007-01-01 09:20:30"})

    def test_a_question(self):
        question = {"measures": ["cases.count", "cases.resolution_time_avg"],
                    "dimensions": ["cases.service"], "order": {"cases.service": "asc"}}
        self.export(question, "out.csv", "--preset", "excel", "--language", "it")
        rows = self.read("out.csv", "utf-8-sig", ";")
        self.assertEqual(list(rows[0])[:2], ["Servizio", "Pratiche"])
        self.assertEqual([row["Servizio"] for row in rows], ["'=visure", "cambio", "reclami"])
        for row, told in zip(rows, self.ask(question)):
            average = float(list(row.values())[2].replace(",", "."))
            self.assertEqual(average, told["cases.resolution_time_avg"])

    @unittest.skipIf(duckdb is None, "DuckDB is not installed")
    def test_duckdb_reads_types_and_values(self):
        self.export("cases", "out.csv")
        found = duckdb.sql(f"""
            SELECT count(*), count(DISTINCT service), min(opened), count(closed), sum(id)
            FROM read_csv('{self.path("out.csv")}')""").fetchall()[0]
        self.assertEqual(found[:2], (120, 3))
        self.assertEqual(found[2].isoformat()[:19], "2007-01-01T09:20:30")
        self.assertEqual(found[3:], (96, 120 * 121 // 2))


class Json(readers.ReaderTest):
    def test_is_the_answer(self):
        self.make_city()
        question = {"measures": ["cases.count"], "dimensions": ["cases.service"]}
        self.export(question, "out.json")
        told = readers.json.loads(pathlib.Path(self.path("out.json")).read_text(encoding="utf-8"))
        self.assertEqual(self.rows(told), self.ask(question))


if __name__ == "__main__":
    readers.main()
