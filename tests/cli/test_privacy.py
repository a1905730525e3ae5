"""Requests, holds, retention, reads; the journal under thirty and more kinds of tampering."""

import hashlib
import os
import re
import shutil
import sqlite3
import struct

import harness
from harness import BAD_DATA, NOT_FOUND, OK, USAGE

COLUMNS = ("seq", "commit_group", "at_us", "actor", "on_behalf_of", "verb", "noun", "id", "subject",
           "case_id", "fields", "hash")

# What is done to the journal by somebody who can write to the file, the rule that tells of it, and
# the first record that is not what it was. K is a record in the middle, N the last one.
TAMPERED = [
    ("a number changed", "UPDATE journal SET seq = 1000 WHERE seq = K", "journal_gap", "K"),
    ("a commit changed", "UPDATE journal SET commit_group = commit_group + 1 WHERE seq = K",
     "journal_chain", "K"),
    ("a time changed", "UPDATE journal SET at_us = at_us + 1 WHERE seq = K", "journal_chain", "K"),
    ("a time rounded", "UPDATE journal SET at_us = at_us / 1000000 * 1000000 - 1 WHERE seq = K",
     "journal_chain", "K"),
    ("an actor changed", "UPDATE journal SET actor = actor + 1 WHERE seq = K", "journal_chain", "K"),
    ("a represented subject added", "UPDATE journal SET on_behalf_of = 1 WHERE seq = K",
     "journal_chain", "K"),
    ("an absent number written as 0", "UPDATE journal SET on_behalf_of = 0 WHERE seq = K",
     "journal_form", "K"),
    ("a verb changed", "UPDATE journal SET verb = 'remove' WHERE seq = K", "journal_chain", "K"),
    ("a verb in capitals", "UPDATE journal SET verb = upper(verb) WHERE seq = K", "journal_chain",
     "K"),
    ("a verb with a blank of no width", "UPDATE journal SET verb = verb || char(8203) WHERE seq = K",
     "journal_chain", "K"),
    ("a verb without letters", "UPDATE journal SET verb = '' WHERE seq = K", "journal_chain", "K"),
    ("a noun changed", "UPDATE journal SET noun = noun + 1 WHERE seq = K", "journal_chain", "K"),
    ("a row changed", "UPDATE journal SET id = id + 1 WHERE seq = K", "journal_chain", "K"),
    ("a subject changed", "UPDATE journal SET subject = COALESCE(subject, 0) + 1 WHERE seq = K",
     "journal_chain", "K"),
    ("an absent case written as 0", "UPDATE journal SET case_id = 0 WHERE seq = K", "journal_form",
     "K"),
    ("a case added", "UPDATE journal SET case_id = 7 WHERE seq = K", "journal_chain", "K"),
    ("a field added", "UPDATE journal SET fields = fields || ',note' WHERE seq = K",
     "journal_chain", "K"),
    ("fields in capitals", "UPDATE journal SET fields = upper(fields || 'x') WHERE seq = K",
     "journal_chain", "K"),
    ("fields with a blank behind", "UPDATE journal SET fields = fields || ' ' WHERE seq = K",
     "journal_chain", "K"),
    ("verb and fields divided elsewhere",
     "UPDATE journal SET verb = verb || 'x', fields = substr(fields, 2) WHERE seq = K",
     "journal_chain", "K"),
    ("a hash without value", "UPDATE journal SET hash = zeroblob(32) WHERE seq = K",
     "journal_chain", "K"),
    ("a hash cut short", "UPDATE journal SET hash = substr(hash, 1, 31) WHERE seq = K",
     "journal_chain", "K"),
    ("the hash of another record",
     "UPDATE journal SET hash = (SELECT hash FROM journal WHERE seq = 1) WHERE seq = K",
     "journal_chain", "K"),
    ("the first record deleted", "DELETE FROM journal WHERE seq = 1", "journal_gap", 1),
    ("a record deleted", "DELETE FROM journal WHERE seq = K", "journal_gap", "K"),
    ("a record before the first",
     "INSERT INTO journal SELECT 0, commit_group, at_us, actor, on_behalf_of, verb, noun, id,"
     " subject, case_id, fields, hash FROM journal WHERE seq = 1", "journal_gap", 1),
    ("a record below all",
     "INSERT INTO journal SELECT -5, commit_group, at_us, actor, on_behalf_of, verb, noun, id,"
     " subject, case_id, fields, hash FROM journal WHERE seq = 1", "journal_gap", 1),
    ("an old record repeated at the end",
     "INSERT INTO journal SELECT N + 1, commit_group, at_us, actor, on_behalf_of, verb, noun, id,"
     " subject, case_id, fields, hash FROM journal WHERE seq = K", "journal_chain", "N + 1"),
    ("the store named otherwise", "UPDATE meta SET value = 'another' WHERE key = 'store_id'",
     "journal_chain", 1),
]


class Chain:
    """The journal of a file, read and written by hand."""

    def __init__(self, path: str) -> None:
        self.path = path
        with sqlite3.connect(path) as db:
            self.rows = [list(row) for row in db.execute("SELECT * FROM journal ORDER BY seq")]
            [[self.store_id]] = db.execute("SELECT value FROM meta WHERE key = 'store_id'")
        db.close()

    def rehash(self) -> None:
        """Makes every hash anew, as anybody can who has read how it is made."""
        before = hashlib.sha256(b"pmmcrm journal 1\n" + self.store_id.encode()).digest()
        for row in self.rows:
            value = dict(zip(COLUMNS, row))
            number = lambda name: struct.pack("<q", value[name] or 0)
            text = lambda name: struct.pack("<q", len(value[name].encode())) + value[name].encode()
            body = b"".join([*(number(name) for name in COLUMNS[:5]), text("verb"),
                             *(number(name) for name in COLUMNS[6:10]), text("fields")])
            before = hashlib.sha256(before + body).digest()
            row[11] = before

    def save(self) -> None:
        with sqlite3.connect(self.path) as db:
            db.execute("DELETE FROM journal")
            marks = ",".join("?" * len(COLUMNS))
            db.executemany(f"INSERT INTO journal VALUES ({marks})", self.rows)
        db.close()


class Audit(harness.CliTest):
    def setUp(self) -> None:
        super().setUp()
        self.make_store()
        self.copies = 0
        self.head = self.path("head")
        self.keep_head(self.store)
        with sqlite3.connect(self.store) as db:
            [[self.last]] = db.execute("SELECT max(seq) FROM journal")
        db.close()
        self.middle = self.last // 2

    def keep_head(self, store: str) -> None:
        self.write("head", self.run_command("audit", store).stdout)

    def copy(self) -> str:
        self.copies += 1
        path = self.path(f"copy{self.copies}.crm")
        shutil.copyfile(self.store, path)
        return path

    def broken(self, path: str, *more: str) -> tuple[str, int]:
        [row] = self.rows(self.json("check", path, "--audit", *more, status=NOT_FOUND))
        return row["rule"], row["seq"]

    def test_P17_every_kind_of_tampering_is_told_with_the_first_record(self):
        for what, statement, rule, first in TAMPERED:
            with self.subTest(what):
                path = self.copy()
                numbers = {"K": self.middle, "N": self.last}
                for name, number in numbers.items():
                    statement = re.sub(rf"\b{name}\b", str(number), statement)
                with sqlite3.connect(path) as db:
                    self.assertGreater(db.execute(statement).rowcount, 0, statement)
                db.close()
                wanted = eval(str(first), {}, numbers)  # noqa: S307: of the table above
                self.assertEqual(self.broken(path), (rule, wanted))

    def tampered(self, change) -> str:
        chain = Chain(self.copy())
        change(chain.rows)
        chain.save()
        return chain.path

    def test_records_that_changed_places_or_were_put_in(self):
        def swap(rows):
            a, b = rows[self.middle - 1], rows[self.middle]
            a[1:], b[1:] = b[1:], a[1:]
        self.assertEqual(self.broken(self.tampered(swap)), ("journal_chain", self.middle))

        def put_in(rows):
            rows.insert(self.middle, list(rows[self.middle - 1]))
            for number, row in enumerate(rows, 1):
                row[0] = number
        self.assertEqual(self.broken(self.tampered(put_in)), ("journal_chain", self.middle + 1))

        def take_out(rows):
            del rows[self.middle - 1]
            for number, row in enumerate(rows, 1):
                row[0] = number
        self.assertEqual(self.broken(self.tampered(take_out)), ("journal_chain", self.middle))

    def test_a_record_of_another_store(self):
        other = self.path("other.crm")
        self.run_command("init", other)
        theirs = Chain(other).rows

        def splice(rows):
            rows[1][1:] = theirs[1][1:]
        self.assertEqual(self.broken(self.tampered(splice)), ("journal_chain", 2))

    def test_L1_an_end_that_was_cut_off_is_told_by_the_head(self):
        for left in (self.last - 1, self.middle, 0):
            with self.subTest(left):
                path = self.tampered(lambda rows, left=left: rows.__delitem__(slice(left, None)))
                self.run_command("check", path, "--audit", status=OK)
                self.assertEqual(self.broken(path, "--head", self.head),
                                 ("head_missing", left + 1))

    def test_L2_an_older_copy_is_told_by_the_head(self):
        older = self.copy()
        self.run_command("data-request", self.store, "--subject", "1", "--kind", "access")
        self.keep_head(self.store)
        self.run_command("check", self.store, "--audit", "--head", self.head, status=OK)
        self.assertEqual(self.broken(older, "--head", self.head), ("head_missing", self.last + 1))

    def test_L3_a_chain_made_anew_is_told_by_the_head(self):
        def remade(change) -> str:
            chain = Chain(self.copy())
            change(chain.rows)
            chain.rehash()
            chain.save()
            return chain.path

        path = remade(lambda rows: None)
        self.run_command("check", path, "--audit", "--head", self.head, status=OK)  # it is the same

        def lie(rows):
            rows[self.middle][3] += 1
        path = remade(lie)
        self.run_command("check", path, "--audit", status=OK)
        self.assertEqual(self.broken(path, "--head", self.head), ("head_differs", self.last))

    def test_L4_another_branch_is_told_by_the_head(self):
        chain = Chain(self.copy())
        for row in chain.rows[self.middle:]:
            row[2] += 5
        chain.rehash()
        chain.save()
        self.assertEqual(self.broken(chain.path, "--head", self.head), ("head_differs", self.last))

    def test_L5_a_gap_is_told_by_check_too(self):
        path = self.copy()
        with sqlite3.connect(path) as db:
            db.execute("DELETE FROM journal WHERE seq = ?", (self.middle,))
        db.close()
        rules = {row["rule"] for row in self.rows(self.json("check", path, status=NOT_FOUND))}
        self.assertIn("journal_gap", rules)

    def test_the_head_of_another_store_and_no_head_at_all(self):
        other = self.path("other.crm")
        self.run_command("init", other)
        self.assertEqual(self.broken(other, "--head", self.head)[0], "head_differs")
        self.run_command("check", self.store, "--audit", "--head", self.write("no", "x"),
                         status=BAD_DATA)
        self.run_command("check", self.store, "--head", self.head, status=USAGE)

    def test_what_is_sound_is_told_so(self):
        # Also where there was more since, in a copy, and after an erasure.
        self.run_command("data-request", self.store, "--subject", "2", "--kind", "erasure")
        self.run_command("data-request", self.store, "1", "--move", "work")
        for path in (self.store, self.path("copy.crm")):
            if path != self.store:
                self.run_command("backup", self.store, path)
            self.run_command("check", path, "--audit", "--head", self.head, status=OK)


class Privacy(harness.CliTest):
    def setUp(self) -> None:
        super().setUp()
        self.make_store()

    def bytes_of(self, suffix: str = "") -> bytes:
        with open(self.store + suffix, "rb") as file:
            return file.read()

    def test_a_request_from_its_coming_to_its_end(self):
        [taken] = self.rows(self.json("data-request", self.store, "--subject", "2", "--kind",
                                      "access", "--note", "everything please"))
        self.assertEqual((taken["id"], taken["state"]), (1, "PENDING"))
        self.run_command("data-request", self.store, "1", "--export", self.path("amato.pdf"),
                         status=USAGE)
        self.run_command("data-request", self.store, "--state", "open", status=BAD_DATA)
        html = self.path("amato.html")
        self.run_command("data-request", self.store, "1", "--export", html, "--language", "it")
        with open(html, encoding="utf-8") as file:
            page = file.read()
        self.assertIn("Amato", page)
        self.assertNotIn("Esposito", page)
        [closed] = self.rows(self.json("data-request", self.store, "1", "--move", "close",
                                       "--outcome", "granted"))
        self.assertEqual((closed["state"], closed["outcome"]), ("CLOSED", "granted"))
        verbs = [row["verb"] for row in self.rows(self.json("data-request", self.store, "1",
                                                            "--steps"))]
        self.assertEqual(verbs, ["create", "export", "close"])
        self.run_command("data-request", self.store, "1", "--move", "start", status=BAD_DATA)

    def test_an_erasure_and_an_older_copy(self):
        copy = self.path("old.crm")
        self.run_command("backup", self.store, copy)
        self.assertIn(b"Amato", self.bytes_of())
        self.run_command("data-request", self.store, "--subject", "2", "--kind", "erasure")
        counts = self.rows(self.json("data-request", self.store, "1", "--move", "work"))
        subjects = next(row for row in counts if row["table_name"] == "subjects")
        self.assertEqual((subjects["found"], subjects["anonymous"]), (1, 1))
        self.assertNotIn(b"Amato", self.bytes_of())
        self.assertIn(b"Esposito", self.bytes_of())
        self.run_command("check", self.store, status=OK)
        for suffix in ("", "-wal", "-shm"):
            if os.path.exists(self.store + suffix):
                os.remove(self.store + suffix)
        self.run_command("restore", copy, self.store)
        self.assertNotIn(b"Amato", self.bytes_of())
        self.assertIn(b"Esposito", self.bytes_of())

    def test_without_the_list_it_is_said_that_nobody_knows(self):
        copy, other = self.path("old.crm"), self.path("other.crm")
        self.run_command("backup", self.store, copy)
        done = self.run_command("restore", copy, other)
        self.assertIn("other.crm.erased", done.stderr)

    def test_a_hold_keeps_and_a_rule_sweeps(self):
        rows = self.rows(self.json("hold", self.store, "--subject", "1", "--ground", "claims"))
        self.assertEqual(rows[0]["ground"], "claims")
        self.run_command("hold", self.store, "--ground", "claims", status=USAGE)
        self.json("retention", self.store, "case", "10")
        self.run_command("tick", self.store)
        [rule] = self.rows(self.json("retention", self.store))
        self.assertEqual((rule["class"], rule["days"], rule["cleared"]), ("case", 10, 1))
        with sqlite3.connect(self.store) as db:
            left = sorted(row[0] for row in db.execute(
                "SELECT summary FROM cases WHERE summary IS NOT NULL"))
        db.close()
        self.assertEqual(left, ["Prima", "Seconda"])  # held, and held and open
        self.run_command("retention", self.store, "case", status=USAGE)

    def test_the_dictionary_and_the_reads(self):
        rows = self.rows(self.json("dictionary", self.store))
        name = next(row for row in rows
                    if (row["table_name"], row["column_name"]) == ("subjects", "name"))
        self.assertEqual((name["class"], name["on_erasure"], name["exported"]),
                         ("identity", "empty", True))
        self.assertEqual(self.rows(self.json("reads", self.store)), [])


if __name__ == "__main__":
    harness.main()
