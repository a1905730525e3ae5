"""check finds what is broken by hand: each rule of the data, one store each."""

import shutil
import sqlite3

import harness
from harness import NOT_FOUND

# Every noun with a counter, its table, and its number in the journal where its rows must be told of.
NOUNS = [
    ("actor", "actors", 1), ("grant", "grants", 3), ("subject", "subjects", 4),
    ("identifier", "identifiers", 5), ("address", "addresses", 6),
    ("relationship", "relationships", 7), ("office", "offices", 8), ("channel", "channels", 9),
    ("category", "categories", 10), ("area", "areas", 11), ("service", "services", 12),
    ("holiday", "holidays", 13), ("contact", "contacts", 14), ("task", "tasks", 15),
    ("case", "cases", 16), ("case_event", "case_events", None),
    ("case_interval", "case_intervals", None), ("visit", "visits", None), ("route", "routes", None),
]
# One row each of what an import does not make.
MADE = [
    "INSERT INTO relationships SELECT 1, 1, 3, 1, 'parent', NULL, NULL, NULL, since_us,"
    " created_us FROM subjects WHERE id = 1",
    "INSERT INTO offices VALUES (1, 1, 'o', 'O', NULL, NULL, NULL, NULL, 1, 1)",
    "INSERT INTO categories VALUES (1, 1, 'c', 'C', NULL, 1, 1)",
    "INSERT INTO areas VALUES (1, 1, 'a', 'A', NULL, 1, 1)",
    "INSERT INTO holidays VALUES (1, 1, 'H', 'date', 1, 1, NULL, NULL, NULL, NULL, 1)",
    "INSERT INTO tasks (id, version, kind, title, state, created_us)"
    " VALUES (1, 1, 'call', 'T', 'open', 1)",
    "INSERT INTO case_intervals VALUES (1, 1, 'suspension', 1, NULL, NULL, NULL)",
    "INSERT INTO routes VALUES (1, '/')",
    "INSERT INTO visits (id, at_us, route) VALUES (1, 1, 1)",
    *(f"INSERT INTO counters VALUES ('{name}', 1)"
      for name in ("relationship", "office", "category", "area", "holiday", "task",
                   "case_interval", "route", "visit")),
]

# What is done to a sound store, the rule that must tell of it, and how often.
ERRORS = [
    *((f"UPDATE counters SET last = 0 WHERE name = '{name}'", "counter_behind", 1)
      for name, _, _ in NOUNS),
    ("DELETE FROM counters WHERE name = 'case'", "counter_behind", 1),
    ("UPDATE counters SET last = 0 WHERE name = 'case:A:2007'", "case_number_behind", 1),
    ("UPDATE journal SET verb = 'update' WHERE noun = 4 AND verb = 'create'", "not_in_journal", 3),
    *((f"INSERT INTO {table} ({key}, since_us, until_us, version{more}) VALUES (1, 1, 5, 0{values})",
       f"{table}_overlap", count)
      for table, key, more, values, count in (
          ("identifier_past", "identifier", "", "", 1),
          ("address_past", "address", ", is_default", ", 0", 2),  # and the one that was there
          ("relationship_past", "relationship", "", "", 1),
          ("subject_past", "subject", ", kind, name", ", 'person', 'x'", 1))),
    ("UPDATE address_past SET until_us = since_us - 1", "address_past_overlap", 1),
    ("UPDATE address_past SET version = 9", "address_past_overlap", 1),
]
# Every past value that is put in above must overlap: the values that follow begin at 2.
OVERLAPS = ["UPDATE identifiers SET since_us = 2", "UPDATE addresses SET since_us = 2",
            "UPDATE relationships SET since_us = 2", "UPDATE subjects SET since_us = 2"]

WARNINGS = [
    ("UPDATE cases SET closed_us = NULL WHERE status = 'closed'", "closed_without_date", 2),
    ("UPDATE cases SET closed_us = opened_us WHERE status = 'open'", "open_with_date", 1),
    ("UPDATE cases SET closed_us = opened_us - 1 WHERE status = 'closed'", "closed_before_opened",
     2),
    ("UPDATE cases SET due_us = opened_us - 1", "due_before_opened", 3),
    ("UPDATE contacts SET ended_us = started_us - 1", "contact_ended_before_started", 1),
    ("UPDATE subjects SET born_on = 10, died_on = 9 WHERE id = 1", "died_before_born", 1),
]


class Check(harness.CliTest):
    def setUp(self) -> None:
        super().setUp()
        self.broken = 0
        self.make_store()
        contacts = self.write("contacts.csv", "CANALE,DAL\nphone,2007-03-01 10:00:00\n")
        mapping = self.write("contacts.json", {"entity": "contacts", "columns": {
            "channel": "CANALE", "started_at": "DAL"}})
        self.json("import", self.store, contacts, "--mapping", mapping)
        # A person more, tied to the first, and an address whose label changed once: past values
        # that the rules find in order.
        self.change(self.store, [
            "INSERT INTO subjects SELECT 3, 't', 1, kind, NULL, 'Ada', NULL, NULL, NULL, NULL, NULL,"
            " NULL, NULL, NULL, since_us, created_us, NULL FROM subjects WHERE id = 1",
            *MADE,
            "INSERT INTO address_past SELECT id, since_us, since_us, 1, NULL, NULL, 1, NULL"
            " FROM addresses",
            "UPDATE addresses SET version = 2",
            "UPDATE counters SET last = 3 WHERE name = 'subject'",
            *("INSERT INTO journal SELECT 1 + max(seq), 1, 1, 1, NULL, 'create',"
              f" {number}, {row}, NULL, NULL, '', x'00' FROM journal"
              for number, row in ((4, 3), (7, 1), (8, 1), (10, 1), (11, 1), (13, 1), (15, 1)))])

    def change(self, path: str, statements: list[str]) -> None:
        with sqlite3.connect(path) as db:
            for statement in statements:
                self.assertGreater(db.execute(statement).rowcount, 0, statement)
        db.close()

    def findings(self, statements: list[str], status: int) -> list[dict]:
        self.broken += 1
        path = self.path(f"broken{self.broken}.crm")
        shutil.copyfile(self.store, path)
        self.change(path, statements)
        return self.rows(self.json("check", path, status=status))

    def found(self, statements: list[str], status: int) -> dict[str, tuple[str, int]]:
        return {row["rule"]: (row["severity"], row["count"])
                for row in self.findings(statements, status)}

    def count(self, statement: str) -> int:
        with sqlite3.connect(self.store) as db:
            [[count]] = db.execute(statement)
        db.close()
        return count

    def test_the_store_is_sound_but_for_the_chain(self):
        found = self.found(["UPDATE meta SET value = value"], NOT_FOUND)
        self.assertEqual({rule for rule, (severity, _) in found.items() if severity == "error"},
                         {"journal_chain"}, found)

    def test_errors(self):
        for statement, rule, count in ERRORS:
            with self.subTest(statement):
                more = OVERLAPS if statement.startswith("INSERT INTO") else []
                self.assertEqual(self.found([*more, statement], NOT_FOUND).get(rule),
                                 ("error", count))

    def test_rows_of_each_noun_are_looked_for_under_its_own_number_and_counter(self):
        for name, table, number in NOUNS:
            with self.subTest(name):
                rows = self.findings([f"UPDATE {table} SET id = 1000 + id",
                                      f"UPDATE counters SET last = 5000 WHERE name = '{name}'"],
                                     NOT_FOUND)
                self.assertNotIn("counter_behind", {row["rule"] for row in rows})
                untold = [(row["count"], row["message"]) for row in rows
                          if row["rule"] == "not_in_journal"]
                count = self.count(f"SELECT count(*) FROM {table}")
                self.assertEqual(untold, [
                    (count, f"rows of {name} whose making no journal record tells of")]
                    if number else [])

    def test_records_of_each_noun_are_missed(self):
        for name, table, number in NOUNS:
            if number is None:
                continue
            with self.subTest(name):
                rows = self.findings([f"UPDATE journal SET id = 1000 + id WHERE noun = {number}"],
                                     NOT_FOUND)
                untold = [(row["count"], row["message"].split()[2]) for row in rows
                          if row["rule"] == "not_in_journal"]
                self.assertEqual(untold, [(self.count(f"SELECT count(*) FROM {table}"), name)])

    def test_warnings(self):
        for statement, rule, count in WARNINGS:
            with self.subTest(statement):
                self.assertEqual(self.found([statement], NOT_FOUND).get(rule), ("warning", count))


if __name__ == "__main__":
    harness.main()
