"""check finds what is broken by hand: each rule of the data, one store each."""

import shutil
import sqlite3

import harness
from harness import NOT_FOUND

# What is done to a sound store, the rule that must tell of it, and how often.
ERRORS = [
    *((f"UPDATE counters SET last = 0 WHERE name = '{name}'", "counter_behind", 1)
      for name in ("actor", "grant", "subject", "identifier", "address", "relationship",
                   "channel", "service", "contact", "case", "case_event")),
    ("DELETE FROM counters WHERE name = 'case'", "counter_behind", 1),
    ("UPDATE counters SET last = 0 WHERE name = 'case:A:2007'", "case_number_behind", 1),
    *((f"UPDATE journal SET id = 1000 + id WHERE noun = {noun}", f"{name}_not_in_journal", rows)
      for noun, name, rows in ((1, "actor", 2), (3, "grant", 2), (4, "subject", 3),
                               (5, "identifier", 2), (6, "address", 1), (7, "relationship", 1),
                               (9, "channel", 3), (12, "service", 2), (14, "contact", 1),
                               (16, "case", 3))),
    ("UPDATE journal SET verb = 'update' WHERE noun = 4 AND verb = 'create'",
     "subject_not_in_journal", 3),
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
            " NULL, NULL, NULL, since_us, created_us FROM subjects WHERE id = 1",
            "INSERT INTO relationships SELECT 1, 1, 3, 1, 'parent', NULL, NULL, NULL, since_us,"
            " created_us FROM subjects WHERE id = 1",
            "INSERT INTO address_past SELECT id, since_us, since_us, 1, NULL, NULL, 1, NULL"
            " FROM addresses",
            "UPDATE addresses SET version = 2",
            "UPDATE counters SET last = 3 WHERE name = 'subject'",
            "INSERT INTO counters VALUES ('relationship', 1)",
            "INSERT INTO journal SELECT 1000 + id, 1, 1, 1, NULL, 'create', noun, id, NULL, NULL,"
            " '', x'00' FROM (SELECT 4 AS noun, 3 AS id UNION ALL SELECT 7, 1)"])

    def change(self, path: str, statements: list[str]) -> None:
        with sqlite3.connect(path) as db:
            for statement in statements:
                self.assertGreater(db.execute(statement).rowcount, 0, statement)
        db.close()

    def found(self, statements: list[str], status: int) -> dict[str, tuple[str, int]]:
        self.broken += 1
        path = self.path(f"broken{self.broken}.crm")
        shutil.copyfile(self.store, path)
        self.change(path, statements)
        rows = self.rows(self.json("check", path, status=status))
        return {row["rule"]: (row["severity"], row["count"]) for row in rows}

    def test_the_store_is_sound_but_for_the_chain(self):
        found = self.found(["UPDATE meta SET value = value"], NOT_FOUND)
        self.assertEqual({rule for rule, (severity, _) in found.items() if severity == "error"},
                         {"journal_gap"}, found)

    def test_errors(self):
        for statement, rule, count in ERRORS:
            with self.subTest(statement):
                more = OVERLAPS if statement.startswith("INSERT INTO") else []
                self.assertEqual(self.found([*more, statement], NOT_FOUND).get(rule),
                                 ("error", count))

    def test_warnings(self):
        for statement, rule, count in WARNINGS:
            with self.subTest(statement):
                self.assertEqual(self.found([statement], NOT_FOUND).get(rule), ("warning", count))


if __name__ == "__main__":
    harness.main()
