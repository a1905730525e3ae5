"""--municipalities: places of birth that the table does not know, or that had ceased, are warned of
and never refused. The national archive is ANPR's (CC BY 4.0, Ministero dell'Interno)."""

import collections
import csv
import datetime
import gzip
import pathlib

import harness
from harness import BAD_DATA, NOT_FOUND

DATA = pathlib.Path(__file__).resolve().parents[3] / "shared" / "data"
ANPR = DATA / "anpr" / "ANPR_archivio_comuni.csv.gz"
VECTORS = DATA / "fiscal" / "fiscal_vectors.csv"

TABLE = """\ufeff"ID","DATAISTITUZIONE","DATACESSAZIONE","CODCATASTALE","DENOMINAZIONE_IT"
1,"1866-11-19","9999-12-31","F839","NAPOLI"
2,"1866-11-19","2016-12-31","A031","ACQUACANINA"
3,"1866-11-19","9999-12-31","ND","NESSUNO"
"""
MAPPING = {"entity": "subjects", "columns": {
    "external_id": "ID", "kind": {"value": "person"}, "family_name": "COGNOME",
    "born_on": {"column": "NATO", "format": "%Y-%m-%d"}, "identifiers": {"codice_fiscale": "CF"}}}
ODD = dict(zip("0123456789", (1, 0, 5, 7, 9, 13, 15, 17, 19, 21))) | dict(zip(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    (1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23)))


def code(first15: str) -> str:
    even = {c: int(c) if c.isdigit() else ord(c) - 65 for c in ODD}
    total = sum((ODD if i % 2 == 0 else even)[c] for i, c in enumerate(first15))
    return first15 + chr(65 + total % 26)


class Municipalities(harness.CliTest):
    def setUp(self):
        super().setUp()
        self.run_command("init", self.store)
        self.mapping = self.write("mapping.json", MAPPING)

    def load(self, rows, *options):
        lines = ["ID,COGNOME,NATO,CF", *(",".join(row) for row in rows)]
        data = self.write("people.csv", "\n".join(lines) + "\n")
        return self.json("import", self.store, data, "--mapping", self.mapping, *options)

    def people(self):
        return [("1", "Rossi", "1980-01-01", code("RSSMRA80A01F839")),
                ("2", "Bianchi", "2020-01-01", code("BNCMRA20A01A031")),
                ("3", "Verdi", "1980-01-01", code("VRDMRA80A01Q999")),
                ("4", "Neri", "1980-01-01", code("NREMRA80A01A031")),
                ("5", "Gialli", "1980-01-01", code("GLLMRA80A01Z330"))]

    def test_ceased_and_unknown_places_are_warned_of(self):
        table = self.write("comuni.csv", TABLE)
        report = self.load(self.people(), "--municipalities", table)
        self.assertEqual((report["created"], report["rejected"], report["warnings"]), (5, 0, 2))
        self.assertEqual(report["warnings_by_rule"], {"birth_place": 2})
        self.assertEqual([(row["line"], row["column"], row["rule"]) for row in report["warned"]],
                         [(3, "CF", "birth_place"), (4, "CF", "birth_place")])
        self.assertIn("ACQUACANINA", report["warned"][0]["message"])
        self.assertIn("had ceased", report["warned"][0]["message"])
        self.assertIn("not in the table", report["warned"][1]["message"])

    def test_without_the_table_nothing_is_said(self):
        report = self.load(self.people())
        self.assertEqual((report["created"], report["warnings"], report["warned"]), (5, 0, []))

    def test_check_tells_of_what_the_store_holds(self):
        table = self.write("comuni.csv", TABLE)
        self.load(self.people())
        rules = {row["rule"] for row in self.rows(self.json("check", self.store))}
        self.assertNotIn("birth_place", rules)
        rows = self.rows(self.json("check", self.store, "--municipalities", table))
        [row] = [row for row in rows if row["rule"] == "birth_place"]
        self.assertEqual((row["severity"], row["count"]), ("warning", 2))
        self.assertIn("subject 2", row["message"])

    def test_people_see_the_warnings(self):
        data = self.write("one.csv", f"ID,COGNOME,NATO,CF\n1,Verdi,,{code('VRDMRA80A01Q999')}\n")
        done = self.run_command("import", self.store, data, "--mapping", self.mapping,
                                "--municipalities", self.write("comuni.csv", TABLE))
        self.assertIn("1 warning on rows that were taken", done.stdout)
        self.assertIn("birth_place", done.stdout)

    def test_a_table_that_is_none(self):
        done = self.run_command("check", self.store, "--municipalities",
                                self.write("other.csv", "A,B\n1,2\n"), status=BAD_DATA)
        self.assertIn("CODCATASTALE", done.stderr)
        empty = TABLE.splitlines()[0] + "\n"
        self.run_command("check", self.store, "--municipalities", self.write("empty.csv", empty),
                         status=BAD_DATA)
        self.run_command("check", self.store, "--municipalities", self.path("absent.csv"),
                         status=NOT_FOUND)

    def test_all_vectors_against_the_national_archive(self):
        if not ANPR.is_file() or not VECTORS.is_file():
            self.skipTest("the shared data are not on this machine")
        with gzip.open(ANPR, "rt", encoding="utf-8-sig", newline="") as file:
            periods = collections.defaultdict(list)
            for row in csv.DictReader(file):
                periods[row["CODCATASTALE"]].append((row["DATAISTITUZIONE"], row["DATACESSAZIONE"]))
        with open(VECTORS, encoding="utf-8", newline="") as file:
            valid = [row["code"] for row in csv.DictReader(file)
                     if row["kind"].startswith("cf16") and row["valid"] == "true"]
        codes = list(dict.fromkeys("".join(text.split()).upper() for text in valid))
        odd = sum(not self.is_known(text, periods) for text in codes)
        self.assertGreater(odd, 0)
        report = self.load([(str(i), "X", "", text) for i, text in enumerate(codes)],
                           "--municipalities", str(ANPR))
        self.assertEqual((report["created"], report["rejected"]), (len(codes), 0), report)
        self.assertEqual(report["warnings_by_rule"]["birth_place"], odd, report)
        rows = self.rows(self.json("check", self.store, "--municipalities", str(ANPR)))
        [row] = [row for row in rows if row["rule"] == "birth_place"]
        self.assertEqual(row["count"], odd)

    def is_known(self, text: str, periods: dict) -> bool:
        """A plain reading of the code: whether its place stood on a day that it may mean."""
        digits = str.maketrans("LMNPQRSTUV", "0123456789")
        place = text[11] + text[12:15].translate(digits)
        year, day = int(text[6:8].translate(digits)), int(text[9:11].translate(digits)) % 40
        month = "ABCDEHLMPRST".index(text[8]) + 1
        today = datetime.date.today()
        born = [f"{century + year:04}-{month:02}-{day:02}" for century in (1900, 2000)
                if today.year - 120 < century + year
                and (century + year, month, day) <= (today.year, today.month, today.day)]
        return place[0] == "Z" or any(first <= on <= last for first, last in periods[place]
                                      for on in born)


if __name__ == "__main__":
    harness.main()
