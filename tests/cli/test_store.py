"""init, info, check, backup, restore: a store and its copies."""

import contextlib
import os
import pathlib
import re
import sqlite3

import harness
from harness import BAD_DATA, NOT_FOUND, OK, USAGE

SCHEMAS = pathlib.Path(__file__).resolve().parents[2] / "lib/store"


class Init(harness.CliTest):
    def test_makes_a_store_in_the_zone_of_rome(self):
        done = self.run_command("init", self.store)
        self.assertEqual(done.stdout, "")
        self.assertIn("Europe/Rome", done.stderr)
        [row] = self.rows(self.json("info", self.store))
        self.assertEqual((row["timezone"], row["subjects"], row["cases"]), ("Europe/Rome", 0, 0))

    def test_takes_another_zone(self):
        self.run_command("init", self.store, "--timezone", "America/New_York")
        self.assertEqual(self.rows(self.json("info", self.store))[0]["timezone"],
                         "America/New_York")

    def test_refuses_an_unknown_zone_and_leaves_nothing(self):
        done = self.run_command("init", self.store, "--timezone", "Europe/Atlantis",
                                status=BAD_DATA)
        self.assertIn("timezone", done.stderr)
        self.assertEqual(list(self.directory.iterdir()), [])

    def test_does_not_touch_a_file_that_exists(self):
        path = self.write("city.crm", "precious")
        self.run_command("init", path, status=BAD_DATA)
        self.assertEqual((self.directory / "city.crm").read_text(), "precious")

    def test_finishes_what_an_interrupted_init_left(self):
        path = self.write("city.crm", b"")
        done = self.run_command("info", path, status=BAD_DATA)
        self.assertIn("interrupted", done.stderr)
        self.run_command("init", path)
        self.assertEqual(self.rows(self.json("info", path))[0]["timezone"], "Europe/Rome")
        self.run_command("check", path)

    def test_refuses_a_store_that_exists(self):
        self.run_command("init", self.store)
        self.run_command("init", self.store, status=BAD_DATA)


class Info(harness.CliTest):
    def test_table_reads_downwards(self):
        self.run_command("init", self.store)
        done = self.run_command("info", self.store)
        self.assertRegex(done.stdout, r"(?m)^timezone +Europe/Rome$")
        self.assertRegex(done.stdout, r"(?m)^library +\d+\.\d+\.\d+$")

    def test_no_such_store(self):
        done = self.run_command("info", self.store, status=NOT_FOUND)
        self.assertEqual(done.stdout, "")
        self.assertFalse((self.directory / "city.crm").exists())

    def test_not_a_store(self):
        self.run_command("info", self.write("text.crm", "hello " * 1000), status=BAD_DATA)


class Check(harness.CliTest):
    def test_sound(self):
        self.make_store()
        done = self.run_command("check", self.store)
        self.assertIn("the store is sound", done.stderr)
        self.assertEqual([row for row in self.rows(self.json("check", self.store))
                          if row["severity"] == "error"], [])

    def test_damage_is_not_so(self):
        self.make_store()
        self.run_command("backup", self.store, self.path("copy.crm"))
        damaged = bytearray((self.directory / "copy.crm").read_bytes())
        for at in range(4096 * 20, len(damaged), 4096):
            damaged[at:at + 512] = b"\xA5" * 512
        path = self.write("damaged.crm", bytes(damaged))
        done = self.run_command("check", path, status=self.status_of_damage(path))
        self.assertNotEqual(done.stdout + done.stderr, "")

    def status_of_damage(self, path: str) -> int:
        """Damage is found by the rules, or keeps the store from being read at all."""
        import subprocess
        status = subprocess.run([harness.COMMAND, "check", path], capture_output=True,
                                check=False).returncode
        self.assertIn(status, (NOT_FOUND, BAD_DATA))
        return status


class Backup(harness.CliTest):
    def test_copy_is_a_store(self):
        self.make_store()
        copy = self.path("copy.crm")
        done = self.run_command("backup", self.store, copy)
        self.assertEqual(done.stdout, "")
        self.assertEqual(self.rows(self.json("info", copy))[0]["cases"], 3)

    def test_does_not_overwrite(self):
        self.make_store()
        copy = self.write("copy.crm", "precious")
        self.run_command("backup", self.store, copy, status=BAD_DATA)
        self.assertEqual((self.directory / "copy.crm").read_text(), "precious")

    def test_no_store(self):
        self.run_command("backup", self.store, self.path("copy.crm"), status=NOT_FOUND)


class Restore(harness.CliTest):
    def test_brings_back_what_the_copy_holds(self):
        self.make_store()
        copy, again = self.path("copy.crm"), self.path("again.crm")
        self.run_command("backup", self.store, copy)
        self.run_command("restore", copy, again)
        self.assertEqual(self.json("find", again, "esposito")["rows"],
                         self.json("find", self.store, "esposito")["rows"])

    def test_does_not_overwrite(self):
        self.make_store()
        copy = self.path("copy.crm")
        self.run_command("backup", self.store, copy)
        self.run_command("restore", copy, self.store, status=BAD_DATA)
        self.assertEqual(self.rows(self.json("info", self.store))[0]["cases"], 3)

    def test_what_a_store_of_that_name_left_is_not_taken_over(self):
        self.make_store()
        copy = self.path("copy.crm")
        self.run_command("backup", self.store, copy)
        for suffix in ("-wal", "-shm", "-journal"):
            left = self.write(f"again.crm{suffix}", "precious")
            done = self.run_command("restore", copy, self.path("again.crm"), status=BAD_DATA)
            self.assertIn(suffix, done.stderr)
            self.assertEqual((self.directory / f"again.crm{suffix}").read_text(), "precious")
            self.assertFalse((self.directory / "again.crm").exists())
            os.unlink(left)

    def test_verifies_before_it_gives_the_name(self):
        """A chain that does not hold is found on the copy; nothing is left behind."""
        self.make_store()
        copy = self.path("copy.crm")
        self.run_command("backup", self.store, copy)
        with contextlib.closing(sqlite3.connect(copy)) as database, database:
            database.execute("UPDATE journal SET at_us = at_us + 1 WHERE seq = 2")
        before = sorted(path.name for path in self.directory.iterdir())
        done = self.run_command("restore", copy, self.path("again.crm"), status=NOT_FOUND)
        self.assertIn("journal_chain", done.stderr)
        self.assertEqual(sorted(path.name for path in self.directory.iterdir()), before)

    def test_leaves_one_file(self):
        self.make_store()
        copy = self.path("copy.crm")
        self.run_command("backup", self.store, copy)
        before = {path.name for path in self.directory.iterdir()}
        self.run_command("restore", copy, self.path("again.crm"))
        self.assertEqual({path.name for path in self.directory.iterdir()} - before, {"again.crm"})
        self.assertEqual((self.directory / "again.crm").stat().st_mode & 0o777, 0o600)

    def make_older(self, path: str) -> None:
        """What the library of the first schema would have left."""
        with contextlib.closing(sqlite3.connect(path)) as database, database:
            first = re.findall(r"CREATE TABLE (\w+)", (SCHEMAS / "schema_sql.hpp").read_text())
            made = database.execute("SELECT type, name FROM sqlite_master"
                                    " WHERE type IN ('view', 'table')")
            for kind, name in made.fetchall():
                if name not in first and not name.startswith("sqlite_"):
                    database.execute(f"DROP {kind} {name}")
            for later in SCHEMAS.glob("schema_[2-9]*_sql.hpp"):
                for index in re.findall(r"CREATE INDEX (\w+)", later.read_text()):
                    database.execute(f"DROP INDEX IF EXISTS {index}")
                for table, column in re.findall(r"ALTER TABLE (\w+) ADD COLUMN (\w+)",
                                                later.read_text()):
                    database.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
            database.execute("UPDATE meta SET value = '1' WHERE key = 'schema_version'")

    def test_an_older_copy_is_migrated(self):
        self.make_store()
        copy, again = self.path("copy.crm"), self.path("again.crm")
        self.run_command("backup", self.store, copy)
        self.make_older(copy)
        before = (self.directory / "copy.crm").read_bytes()
        files = {path.name for path in self.directory.iterdir()}
        done = self.run_command("info", copy, status=BAD_DATA)
        self.assertIn("schema version 1", done.stderr)
        done = self.run_command("restore", copy, again)
        self.assertIn("migrated", done.stderr)
        self.assertEqual((self.directory / "copy.crm").read_bytes(), before)
        self.assertEqual({path.name for path in self.directory.iterdir()} - files, {"again.crm"})
        self.assertGreater(self.rows(self.json("info", again))[0]["schema_version"], 1)
        self.assertEqual(self.json("find", again, "esposito")["rows"],
                         self.json("find", self.store, "esposito")["rows"])

    def test_an_older_store_opened_for_writing_is_migrated_and_answers(self):
        self.make_store()
        self.make_older(self.store)
        self.run_command("query", self.store, "-", stdin='{"measures": ["cases.count"]}',
                         status=BAD_DATA)
        self.run_command("import", self.store, self.write("s.csv", harness.SUBJECTS), "--mapping",
                         self.write("s.json", harness.SUBJECTS_MAPPING))
        answer = self.json("query", self.store, "-", stdin='{"measures": ["cases.count"]}')
        self.assertEqual(answer["rows"], [[3]])
        self.run_command("check", self.store)

    def test_no_copy(self):
        self.run_command("restore", self.path("copy.crm"), self.store, status=NOT_FOUND)
        self.assertFalse((self.directory / "city.crm").exists())

    def test_not_a_copy(self):
        copy = self.write("copy.crm", "hello " * 1000)
        self.run_command("restore", copy, self.store, status=BAD_DATA)
        self.assertFalse((self.directory / "city.crm").exists())


class Usage(harness.CliTest):
    def test_no_verb(self):
        self.assertEqual(self.run_command(status=USAGE).stdout, "")

    def test_unknown_verb(self):
        self.run_command("frobnicate", status=USAGE)

    def test_missing_argument(self):
        self.run_command("init", status=USAGE)

    def test_unknown_format(self):
        self.run_command("info", self.store, "--format", "xml", status=USAGE)

    def test_actor_is_a_number(self):
        self.run_command("info", self.store, "--actor", "mario", status=USAGE)

    def test_unknown_actor(self):
        self.make_store()
        self.run_command("find", self.store, "esposito", "--actor", "77", status=NOT_FOUND)

    def test_help_names_every_verb(self):
        text = self.run_command("--help", status=OK).stdout
        for verb in ("init", "import", "query", "meta", "segment", "rfm", "mypage", "timeline", "find", "backup",
                     "restore", "check", "info"):
            self.assertIn(verb, text)
            self.assertIn("FILE", self.run_command(verb, "--help").stdout)

    def test_version(self):
        self.assertRegex(self.run_command("--version").stdout, r"^\d+\.\d+\.\d+\n$")


if __name__ == "__main__":
    harness.main()
