"""The extract for business intelligence, read by Python's sqlite3, also from a read-only place."""

import json
import os
import pathlib
import sqlite3
import stat
import subprocess
import sys

import readers

DECLARED = {
    "opened_at": "DATETIME", "opened_on": "DATE", "due_on": "DATE", "within_due": "BOOLEAN",
    "resolution_s": "REAL", "service": "INTEGER", "kind": "TEXT", "id": "INTEGER"}
DAY = {"day": "DATE", "iso_week": "INTEGER", "weekday": "INTEGER", "holiday": "BOOLEAN"}


class Extract(readers.ReaderTest):
    def setUp(self) -> None:
        super().setUp()
        self.make_city()
        self.report = self.export("bi", "bi.sqlite")

    def open(self) -> sqlite3.Connection:
        connection = sqlite3.connect(f"file:{self.path('bi.sqlite')}?mode=ro", uri=True)
        self.addCleanup(connection.close)
        return connection

    def one(self, statement: str):
        return self.open().execute(statement).fetchone()

    def test_declared_types(self):
        for table, wanted in (("cases", DECLARED), ("calendar", DAY)):
            found = {row[1]: row[2] for row in self.open().execute(f"PRAGMA table_info({table})")}
            self.assertEqual({name: found[name] for name in wanted}, wanted)

    def test_references_hold(self):
        self.assertEqual(self.open().execute("PRAGMA foreign_key_check").fetchall(), [])
        targets = {row[2] for row in self.open().execute("PRAGMA foreign_key_list(cases)")}
        self.assertEqual(targets, {"services", "categories", "offices", "channels", "areas",
                                   "subjects", "calendar"})

    def test_the_star_gives_what_the_question_gives(self):
        question = {"measures": ["cases.count", "cases.resolution_time_avg"],
                    "dimensions": ["cases.service"], "order": {"cases.service": "asc"},
                    "timeDimensions": [{"dimension": "cases.opened_at", "granularity": "month"}]}
        told = [(row["cases.service"], row["cases.opened_at.month"], row["cases.count"],
                 row["cases.resolution_time_avg"]) for row in self.ask(question)]
        found = self.open().execute("""
            SELECT s.code, k.month_start, count(*), avg(c.resolution_s)
            FROM cases c JOIN services s ON s.id = c.service JOIN calendar k ON k.day = c.opened_on
            GROUP BY 1, 2 ORDER BY 1, 2""").fetchall()
        self.assertEqual(sorted(told, key=str), sorted(found, key=str))

    def test_stages_are_those_of_the_question(self):
        told = [(row["stages.state"], row["stages.count"]) for row in self.ask(
            {"measures": ["stages.count"], "dimensions": ["stages.state"]})]
        found = self.open().execute("""
            SELECT e.state, count(*) FROM case_stages e JOIN cases c ON c.id = e.case_id
            JOIN calendar k ON k.day = e.entered_on GROUP BY 1""").fetchall()
        self.assertEqual(sorted(told), sorted(found))
        self.assertTrue(found)
        targets = {row[2] for row in self.open().execute("PRAGMA foreign_key_list(case_stages)")}
        self.assertEqual(targets, {"cases", "calendar"})

    def test_deliveries_and_appointments_are_those_of_the_question(self):
        with sqlite3.connect(self.store) as store:
            store.execute("INSERT INTO offices (id, version, code, name, active, created_us) "
                          "VALUES (77, 1, 'desk', 'Desk', 1, 0)")
            store.execute("INSERT INTO subjects (id, token, version, kind, name, since_us, "
                          "created_us) VALUES (77, 't77', 1, 'person', 'Anna', 0, 0)")
            store.execute("INSERT INTO calendars (id, version, code, name, office, active, "
                          "slot_minutes, capacity, lead_minutes, horizon_days, hold_minutes, "
                          "approval, on_holidays, created_us) VALUES (1, 1, 'desk', 'Desk', 77, "
                          "1, 30, 1, 0, 60, 10, 0, 0, 0)")
            for row in range(1, 8):
                store.execute("INSERT INTO deliveries (id, version, key, subject, class, channel, "
                              "state, token, tries, lapses, since_us, uncertain, sent_us, "
                              "created_us) VALUES (?, 1, ?, 77, 'legal', 1, ?, 0, 1, 0, 0, 0, ?, "
                              "1172822400000000)", (row, f"k{row}", ("sent", "expired")[row % 2],
                                                1172822460000000 if row % 2 == 0 else None))
                store.execute("INSERT INTO appointments (id, version, code, token, calendar, "
                              "office, state, starts_us, ends_us, assurance, changed_us, "
                              "created_us) VALUES (?, 1, ?, ?, 1, 77, 'done', 1172822400000000, "
                              "1172824200000000, 0, 0, ?)",
                              (row, f"B{row}", f"t{row}", 1172822400000000 - row * 3_600_000_000))
        store.close()
        self.export("bi", "bi.sqlite")
        told = self.ask({"measures": ["deliveries.count", "deliveries.dispatch_time_sum"],
                         "dimensions": ["deliveries.state"]})
        found = self.open().execute("""
            SELECT d.state, count(*), sum(d.dispatch_s) FROM deliveries d
            JOIN calendar k ON k.day = d.created_on GROUP BY 1 ORDER BY 1""").fetchall()
        self.assertEqual([(row["deliveries.state"], row["deliveries.count"],
                           row["deliveries.dispatch_time_sum"]) for row in told], found)
        self.assertEqual(self.one("SELECT c.code, count(*), avg(a.lead_s) FROM appointments a "
                                  "JOIN booking_calendars c ON c.id = a.booking_calendar"),
                         ("desk", 7, 4 * 3600.0))
        self.assertEqual(self.open().execute("PRAGMA foreign_key_check").fetchall(), [])

    def test_attributes_are_those_that_are_declared(self):
        declared = [{"code": "depth", "datatype": "number", "dimension": True},
                    {"code": "wanted", "datatype": "datetime", "dimension": True},
                    {"code": "surface", "datatype": "singlevaluelist", "dimension": True},
                    {"code": "name", "datatype": "string", "dimension": False}]
        with sqlite3.connect(self.store) as store:
            store.execute("UPDATE services SET attributes = ? WHERE id = 1", (json.dumps(declared),))
            store.execute("UPDATE cases SET attributes = ? WHERE id = 1", (json.dumps(
                {"depth": 2.5, "wanted": "2008-02-29", "surface": "stone", "name": "Rossi"}),))
            store.execute("UPDATE cases SET attributes = ?, service = 1 WHERE id = 4", (json.dumps(
                {"wanted": "2007-12-31T23:30:00Z", "surface": ""}),))
            service, = store.execute("SELECT service FROM cases WHERE id = 1").fetchone()
        store.close()
        self.assertEqual(service, 1)
        self.export("bi", "bi.sqlite")
        self.assertEqual(self.open().execute(
            "SELECT case_id, attribute, text_value, number_value, at, local_day "
            "FROM case_attributes ORDER BY 1, 2").fetchall(), [
                (1, "depth", None, 2.5, None, None), (1, "surface", "stone", None, None, None),
                (1, "wanted", None, None, None, "2008-02-29"),
                (4, "surface", None, None, None, None),
                (4, "wanted", None, None, "2007-12-31 23:30:00", "2008-01-01")])
        self.assertEqual(self.open().execute("PRAGMA foreign_key_check").fetchall(), [])
        self.assertNotIn(b"Rossi", pathlib.Path(self.path("bi.sqlite")).read_bytes())

    def test_times_are_utc_and_days_local(self):
        # 23:50:30 in Rome is 22:50:30 in winter; what is opened at 0:30 belongs to its own day.
        self.assertEqual(self.one("SELECT opened_at, opened_on FROM cases WHERE id = 1"),
                         ("2007-01-01 09:20:30", "2007-01-01"))
        self.assertEqual(self.one("SELECT iso_year, iso_week, weekday, weekend FROM calendar "
                                  "WHERE day = '2007-01-01'"), (2007, 1, 1, 0))
        self.assertEqual(self.one("SELECT count(*) FROM calendar"), (365,))

    def test_no_texts_and_nobody(self):
        data = pathlib.Path(self.path("bi.sqlite")).read_bytes()
        for text in ("fine\n=cmd", "Perché", "40,000"):
            self.assertNotIn(text.encode(), data)
        tables = {row[0] for row in self.open().execute(
            "SELECT name FROM sqlite_master WHERE type = 'table'")}
        self.assertNotIn("persons", tables)

    def test_is_one_plain_file(self):
        info = os.stat(self.path("bi.sqlite"))
        self.assertEqual(stat.S_IMODE(info.st_mode), 0o600)
        self.assertEqual(self.one("PRAGMA journal_mode"), ("delete",))
        self.assertEqual(sorted(name for name in os.listdir(self.directory)
                                if name.startswith("bi.sqlite")), ["bi.sqlite"])

    def test_opens_from_a_read_only_mount(self):
        script = (f"mount --bind {self.path('')} {self.path('')} && "
                  f"mount -o remount,ro,bind {self.path('')} && {sys.executable} -c \""
                  f"import sqlite3; c = sqlite3.connect('{self.path('bi.sqlite')}'); "
                  "print(c.execute('select count(*) from cases').fetchone()[0])\"")
        done = subprocess.run(["unshare", "--map-root-user", "--mount", "sh", "-c", script],
                              capture_output=True, check=False)
        if b"120" not in done.stdout and (b"unshare" in done.stderr or b"mount" in done.stderr):
            self.skipTest("mounting is not allowed here")
        self.assertEqual(done.stdout.strip(), b"120", done.stderr)

    def test_replaces_the_last_one_and_no_store(self):
        self.export("bi", "bi.sqlite")
        pathlib.Path(self.path("live.db")).write_bytes(b"")
        pathlib.Path(self.path("live.db-wal")).write_bytes(b"")
        done = self.run_command("export", self.store, "bi", self.path("live.db"),
                                status=readers.harness.BAD_DATA)
        self.assertIn("database", done.stderr)


if __name__ == "__main__":
    readers.main()
