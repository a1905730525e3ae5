"""Workbooks, read by openpyxl and by LibreOffice."""

import csv
import datetime
import os
import shutil
import sqlite3
import subprocess
import unittest
import xml.etree.ElementTree
import zipfile

import readers

try:
    import openpyxl
except ImportError:
    openpyxl = None

OFFICE = shutil.which("soffice") or shutil.which("libreoffice")
BY_SERVICE = {"measures": ["cases.count", "cases.within_due_rate", "cases.resolution_time_avg"],
              "dimensions": ["cases.service"], "order": {"cases.count": "desc"}}
BY_MONTH = {"measures": ["cases.count"], "dimensions": ["cases.channel"],
            "timeDimensions": [{"dimension": "cases.opened_at", "granularity": "month"}]}


@unittest.skipIf(openpyxl is None, "openpyxl is not installed")
class Workbook(readers.ReaderTest):
    def setUp(self) -> None:
        super().setUp()
        self.make_city()

    def book(self, name: str, **how):
        return openpyxl.load_workbook(self.path(name), **how)

    def test_a_table_with_formats_and_a_chart(self):
        report = self.export(BY_SERVICE, "out.xlsx", "--title", "Pratiche", "--language", "it")
        self.assertEqual((report["rows"], report["sheets"], report["tables"], report["charts"]),
                         (3, 1, 1, 1))
        book = self.book("out.xlsx")
        self.assertEqual(book.sheetnames, ["Pratiche", "Informazioni"])
        sheet = book["Pratiche"]
        table = next(iter(sheet.tables.values()))
        self.assertEqual(table.ref, "A1:D5")
        self.assertEqual(table.totalsRowCount, 1)
        titles = [cell.value for cell in sheet[1]]
        self.assertEqual([column.name for column in table.tableColumns], titles)
        self.assertEqual(titles[:2], ["Servizio", "Pratiche"])
        self.assertEqual(sheet.freeze_panes, "A2")
        self.assertEqual(len(sheet._charts), 1)
        formats = [cell.number_format for cell in sheet[2]]
        self.assertEqual(formats, ["General", "#,##0", "0.0%", "[h]:mm:ss"])
        self.assertEqual(sheet["A5"].value, "Totale")
        self.assertEqual(self.book("out.xlsx", data_only=True)["Pratiche"]["B5"].value, 120)

    def give_names(self) -> None:
        with sqlite3.connect(self.store) as db:
            db.execute("UPDATE services SET name = 'Cambio di residenza' WHERE code = 'cambio'")
            db.execute("UPDATE services SET name = 'Visure' WHERE code <> 'cambio'")
        db.close()

    def test_people_read_names_and_programs_codes(self):
        self.give_names()
        self.export(BY_SERVICE, "out.xlsx", "--language", "it")
        sheet = self.book("out.xlsx").worksheets[0]
        titles = [cell.value for cell in sheet[1]]
        self.assertEqual((titles[0], titles[-1]), ("Servizio", "Servizio (codice)"))
        named = {row[0].value: row[-1].value for row in sheet.iter_rows(min_row=2, max_row=4)}
        self.assertEqual(named, {"Cambio di residenza": "cambio", "Visure (=visure)": "=visure",
                                 "Visure (reclami)": "reclami"})
        self.export(BY_SERVICE, "out.csv")
        with open(self.path("out.csv"), encoding="utf-8", newline="") as file:
            self.assertEqual({row["cases.service"] for row in csv.DictReader(file)},
                             set(named.values()))

    def test_indicators_stand_in_the_units_of_their_rows(self):
        self.export("indicators", "out.xlsx", "--language", "it")
        sheet = self.book("out.xlsx")["Indicatori"]
        titles = [cell.value for cell in sheet[1]]
        self.assertEqual(titles[:2], ["Indicatore", "Valore"])
        self.assertEqual(titles[-2:], ["Codice", "Unità"])
        told = {row["indicator"]: row for row in self.rows(self.json("indicators", self.store))}
        rows = {row[-2].value: row for row in sheet.iter_rows(min_row=2)}
        self.assertEqual(set(rows), set(told))
        for name, number_format in (("demand", "#,##0"), ("sla_compliance", "0.0%"),
                                    ("resolution_time_avg", "[h]:mm:ss"),
                                    ("resolution_working_days_avg", '#,##0.0" gg lav."')):
            self.assertEqual(rows[name][1].number_format, number_format, name)
        sla = rows["sla_compliance"]
        self.assertEqual(sla[1].value, told["sla_compliance"]["value"])
        self.assertEqual(sla[titles.index("Obiettivo")].value, 0.9)
        self.assertEqual(sla[titles.index("Obiettivo")].number_format, "0.0%")
        self.assertEqual(sla[titles.index("Tipo di obiettivo")].value, "almeno")
        self.assertEqual(sla[titles.index("Raggiunto")].value,
                         "sì" if told["sla_compliance"]["met"] else "no")

    def test_the_report_of_the_managers(self):
        self.give_names()
        report = self.export("report", "report.xlsx", "--language", "it", "--from", "2007-01-01",
                             "--to", "2007-12-31")
        book = self.book("report.xlsx")
        self.assertEqual(book.sheetnames[:4], ["Informazioni", "Indicatori",
                                               "Indicatori per servizio", "Indicatori per mese"])
        self.assertEqual(report["sheets"] + report["crosstabs"] + 1, len(book.sheetnames))
        by_service = book["Indicatori per servizio"]
        titles = [cell.value for cell in by_service[1]]
        self.assertIn("Rispetto dei termini (≥ 90 %)", titles)
        told = {row["service"]: row for row in self.rows(self.json(
            "indicators", self.store, "--by", "service", "--layout", "wide", "--from", "2007-01-01",
            "--to", "2007-12-31"))}
        for row in by_service.iter_rows(min_row=2, max_row=4):
            of = told[row[titles.index("Servizio (codice)")].value]
            self.assertEqual(row[titles.index("Domanda di servizio")].value, of["demand"])
            self.assertEqual(row[titles.index("Rispetto dei termini (≥ 90 %)")].value,
                             of["sla_compliance"])

    def test_the_values_are_those_of_the_answer(self):
        self.export(BY_SERVICE, "out.xlsx")
        sheet = self.book("out.xlsx").worksheets[0]
        for row, told in zip(sheet.iter_rows(min_row=2, max_row=4), self.ask(BY_SERVICE)):
            self.assertEqual(row[0].value, told["cases.service"])
            self.assertEqual(row[1].value, told["cases.count"])
            self.assertEqual(row[2].value, told["cases.within_due_rate"])
            taken = row[3].value  # of a time beyond a day, or of a part of one
            if isinstance(taken, datetime.time):
                taken = datetime.datetime.combine(datetime.date.min, taken) - datetime.datetime.min
            self.assertAlmostEqual(taken.total_seconds(), told["cases.resolution_time_avg"], 3)

    def test_E4_no_text_is_a_formula(self):
        self.export("cases", "cases.xlsx")
        sheet = self.book("cases.xlsx").worksheets[0]
        titles = [cell.value for cell in sheet[1]]
        told = {row[titles.index("external_id")].value: row[titles.index("description")]
                for row in sheet.iter_rows(min_row=2)}
        for number, text in enumerate(readers.TEXTS):
            cell = told[f"C{number}"]
            self.assertEqual(cell.data_type, "s", text[:20])
            # openpyxl leaves the escape of a character that XML has not as it stands.
            wanted = {"a\x01b": "a_x0001_b", readers.LONG: "x" * 32_763 + " […]"}.get(text, text)
            self.assertEqual(cell.value, wanted)
        with zipfile.ZipFile(self.path("cases.xlsx")) as parts:
            data = parts.read("xl/worksheets/sheet1.xml").decode()
        self.assertNotIn("<f>", data)

    def test_every_part_is_xml(self):
        self.export("cases", "cases.xlsx")
        with zipfile.ZipFile(self.path("cases.xlsx")) as parts:
            for name in parts.namelist():
                with self.subTest(name):
                    xml.etree.ElementTree.fromstring(parts.read(name))

    def test_local_times(self):
        self.export("cases", "cases.xlsx")
        sheet = self.book("cases.xlsx").worksheets[0]
        titles = [cell.value for cell in sheet[1]]
        first = {row[titles.index("external_id")].value: row for row in sheet.iter_rows(min_row=2)}
        opened = first["C0"][titles.index("opened")]
        # The lists give instants in UTC.
        self.assertEqual(opened.value, datetime.datetime(2007, 1, 1, 9, 20, 30))
        self.assertEqual(opened.number_format, "yyyy-mm-dd hh:mm:ss")

    def test_crosstab(self):
        report = self.export(BY_MONTH, "out.xlsx", "--title", "Months")
        self.assertEqual((report["crosstabs"], report["charts"]), (1, 1))
        book = self.book("out.xlsx", data_only=True)
        self.assertEqual(book.sheetnames, ["Months", "Months (crosstab)", "About"])
        sheet = book["Months (crosstab)"]
        titles = [cell.value for cell in sheet[1]]
        self.assertEqual(sorted(titles[1:3]), ["phone", "web"])
        self.assertEqual(titles[3], "Total")
        self.assertEqual(sheet["A2"].value, datetime.datetime(2007, 1, 1))
        told = {(row["cases.opened_at.month"], row["cases.channel"]): row["cases.count"]
                for row in self.ask(BY_MONTH)}
        for row in sheet.iter_rows(min_row=2, max_row=13):
            for cell, channel in zip(row[1:3], titles[1:3]):
                self.assertEqual(cell.value, told.get((row[0].value.date().isoformat(), channel)))
            self.assertEqual(row[3].value, sum(cell.value or 0 for cell in row[1:3]))
        self.assertEqual(sheet["D14"].value, 120)

    def test_the_page_about_it(self):
        self.export(BY_SERVICE, "out.xlsx")
        book = self.book("out.xlsx")
        told = "\n".join(str(cell.value) for row in book["About"].iter_rows() for cell in row
                         if cell.value is not None)
        for part in ("libpmmcrm 0.", "Europe/Rome", '"cases.within_due_rate"', "cases.count",
                     "duration, in days", "Rows"):
            self.assertIn(part, told)


@unittest.skipIf(OFFICE is None, "LibreOffice is not installed")
class Office(readers.ReaderTest):
    def convert(self, name: str, to: str) -> None:
        environment = {**os.environ, "HOME": str(self.directory)}
        done = subprocess.run(
            [OFFICE, "--headless", f"-env:UserInstallation=file://{self.path('profile')}",
             "--convert-to", to, "--outdir", self.path(""), self.path(name)],
            capture_output=True, env=environment, check=False, timeout=240)
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_libreoffice_reads_every_sheet(self):
        self.make_city()
        self.export(BY_MONTH, "out.xlsx", "--title", "Months")
        # As values, not as they are shown, each sheet to a file of its own.
        self.convert("out.xlsx", "csv:Text - txt - csv (StarCalc):"
                                 "44,34,76,1,,0,false,false,false,false,false,-1")
        with open(self.path("out-Months.csv"), encoding="utf-8", newline="") as file:
            rows = list(csv.reader(file))
        told = self.ask(BY_MONTH)
        names = list(told[0])
        self.assertEqual(len(rows), 1 + len(told) + 1)
        for row, answer in zip(rows[1:], told):
            self.assertEqual(row[names.index("cases.channel")], answer["cases.channel"])
            self.assertEqual(float(row[names.index("cases.count")]), answer["cases.count"])
        self.assertIn("120", rows[-1])
        with open(self.path("out-Months (crosstab).csv"), encoding="utf-8", newline="") as file:
            crosstab = list(csv.reader(file))
        self.assertEqual(crosstab[-1][-1], "120")
        with open(self.path("out-About.csv"), encoding="utf-8", newline="") as file:
            self.assertIn("Europe/Rome", file.read())


if __name__ == "__main__":
    readers.main()
