"""mypage, timeline and find: what an operator asks about one citizen."""

import fcntl
import os
import pty
import struct
import subprocess
import termios

import harness
from harness import BAD_DATA, NOT_FOUND, USAGE


class People(harness.CliTest):
    def setUp(self) -> None:
        super().setUp()
        self.make_store()


class Subject(People):
    def test_by_id_code_and_key_are_the_same(self):
        pages = [self.json("mypage", self.store, text)["subject"]["rows"] for text in
                 ("1", "codice_fiscale:SPSCML74E54F839G", "external_id:S1")]
        self.assertEqual(pages[0], pages[1])
        self.assertEqual(pages[0], pages[2])

    def test_unknown_is_not_found(self):
        for text in ("99", "codice_fiscale:ZLNCLR80A41F839T", "external_id:S9"):
            with self.subTest(text):
                done = self.run_command("mypage", self.store, text, status=NOT_FOUND)
                self.assertEqual(done.stdout, "")
                self.assertTrue(done.stderr.startswith("pmmcrm: "))

    def test_code_that_cannot_be_is_bad_data(self):
        done = self.run_command("mypage", self.store, "codice_fiscale:MTAMRC58M08F839X",
                                status=BAD_DATA)
        self.assertIn("check character", done.stderr)

    def test_neither_id_nor_code_is_usage(self):
        for text in ("Esposito", "0", "-1x", "codice_fiscale:"):
            with self.subTest(text):
                self.run_command("mypage", self.store, text, status=USAGE)


class MyPage(People):
    def test_json_has_all_sections(self):
        page = self.json("mypage", self.store, "1")
        self.assertEqual(list(page), ["subject", "identifiers", "addresses", "relationships",
                                      "open_cases", "closed_cases", "timeline", "page"])
        self.assertEqual([section["section"] for section in page["page"]],
                         ["profile", "situation", "board", "reminders", "favourites", "most_used",
                          "reports", "appointments", "acting_for"])
        situation = page["page"][1]
        self.assertEqual((situation["collapsed"], situation["more"]), (False, False))
        [case] = self.rows(situation["answer"])
        self.assertEqual((case["state"], case["waits_for"]), ("submitted", "office"))
        self.assertEqual(self.rows(page["identifiers"])[0]["value"], "SPSCML74E54F839G")
        self.assertEqual([row["external_id"] for row in self.rows(page["open_cases"])], ["P2"])
        self.assertEqual([row["external_id"] for row in self.rows(page["closed_cases"])], ["P1"])
        self.assertGreaterEqual(len(page["timeline"]["rows"]), 3)

    def test_table_shows_local_time(self):
        page = self.run_command("mypage", self.store, "1").stdout
        for text in ("Carmela Esposito", "SPSCML74E54F839G", "carmela@posta.example", "Seconda",
                     "2007-12-10 20:47", "Timeline", "Open cases", "Closed cases", "Prima"):
            self.assertIn(text, page)
        self.assertNotIn("\x1b", page)

    def test_csv_is_one_table(self):
        rows = self.csv("mypage", self.store, "1")
        self.assertIn({"section": "addresses", "row": "1", "column": "value",
                       "value": "carmela@posta.example"}, rows)
        self.assertIn({"section": "page.profile", "row": "1", "column": "codice_fiscale",
                       "value": "SPSCML74E54F839G"}, rows)

    def test_closed_cases_latest_first(self):
        lines = [f"C{i};visure;web;closed;2007-05-{i:02} 10:00:00;2007-06-{30 - i:02} 12:00:00;"
                 f"SPSCML74E54F839G;closed number {i}" for i in range(1, 16)]
        data = self.write("more.csv", "PRATICA;SERVIZIO;CANALE;STATO;DAL;AL;CF;OGGETTO\n"
                          + "\n".join(lines) + "\n")
        self.json("import", self.store, data, "--mapping", self.path("cases.json"))
        page = self.run_command("mypage", self.store, "1").stdout
        closed = page[page.index("Closed cases"):page.index("Timeline")]
        shown = [line.split("closed number ")[1] for line in closed.splitlines()
                 if "closed number " in line]
        self.assertEqual(shown, [str(i) for i in range(1, 11)])
        self.assertIn("and 6 more", closed)
        self.assertEqual(len(self.json("mypage", self.store, "1")["closed_cases"]["rows"]), 16)

    def test_a_terminal_is_not_overrun(self):
        long = "Una segnalazione molto lunga che non sta in una riga di ottanta colonne"
        data = self.write("long.csv", "PRATICA;SERVIZIO;CANALE;STATO;DAL;AL;CF;OGGETTO\n"
                          f"L1;visure;web;open;2007-05-02 10:00:00;;SPSCML74E54F839G;{long}\n")
        self.json("import", self.store, data, "--mapping", self.path("cases.json"))
        page = self.in_terminal(80, "mypage", self.store, "1")
        self.assertLessEqual(max(len(line) for line in page.splitlines()), 80, page)
        self.assertIn("Una segnala", page)
        self.assertNotIn(long, page)
        self.assertIn(long[:40], self.run_command("mypage", self.store, "1").stdout)

    def test_in_a_narrow_terminal_what_can_be_spared_is_left_out(self):
        header = "PRATICA;SERVIZIO;CANALE;STATO;DAL;AL;CF;OGGETTO;SCADE"
        service = "certificato-di-destinazione-urbanistica"
        case = "Q1;{};web;open;2007-05-02 10:00:00;;SPSCML74E54F839G;{};2007-06-01 12:00:00"
        mapping = {**harness.CASES_MAPPING,
                   "columns": {**harness.CASES_MAPPING["columns"], "due_at": "SCADE"}}
        self.json("import", self.store,
                  self.write("due.csv", f"{header}\n{case.format(service, 'Via Toledo 12')}\n"),
                  "--mapping", self.write("due.json", mapping))
        self.run_command("notify", self.store, "1", "--title", "Mensa: scade la rata " * 4,
                         "--body", "Entro il 12.", "--action", "Paga")
        pages = {wide: self.in_terminal(wide, "mypage", self.store, "1") for wide in (80, 200)}
        for wide, page in pages.items():
            self.assertLessEqual(max(len(line) for line in page.splitlines()), wide, page)
            for text in ("Open cases", "due", "2007-06-01", "register", "office", "Via Toledo"):
                self.assertIn(text, page)
        self.assertIn(service, pages[200])
        self.assertIn("opened", pages[200])
        self.assertNotIn(service, pages[80])
        situation = pages[80][pages[80].index("Open cases"):pages[80].index("Board")]
        self.assertNotIn("opened", situation)

    def in_terminal(self, columns: int, *arguments: str) -> str:
        """What the command prints to a terminal of this width."""
        control, terminal = pty.openpty()
        fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
        done = subprocess.Popen([harness.COMMAND, *arguments], stdout=terminal,
                                env={**os.environ, "NO_COLOR": "1"})
        os.close(terminal)
        printed = b""
        while True:
            try:
                part = os.read(control, 4096)
            except OSError:  # the command has ended
                break
            if not part:
                break
            printed += part
        os.close(control)
        self.assertEqual(done.wait(), 0)
        return printed.decode().replace("\r\n", "\n")

    def test_without_open_cases(self):
        self.assertIn("none", self.run_command("mypage", self.store, "2").stdout)


class Timeline(People):
    def test_newest_first(self):
        rows = self.rows(self.json("timeline", self.store, "1"))
        times = [row["at"] for row in rows]
        self.assertEqual(times, sorted(times, reverse=True))
        self.assertEqual({row["kind"] for row in rows}, {"case_event"})

    def test_csv_has_the_offset_of_the_store(self):
        self.assertEqual(self.csv("timeline", self.store, "1")[0]["at"],
                         "2007-12-10T20:47:00+01:00")

    def test_limit_says_that_there_is_more(self):
        done = self.run_command("timeline", self.store, "1", "--limit", "1")
        self.assertEqual(len(done.stdout.splitlines()), 3)
        self.assertIn("more", done.stderr)

    def test_limit_is_checked(self):
        self.run_command("timeline", self.store, "1", "--limit", "0", status=USAGE)

    def test_unknown_subject(self):
        self.run_command("timeline", self.store, "99", status=NOT_FOUND)


class Find(People):
    def test_by_name_without_accents(self):
        [row] = self.rows(self.json("find", self.store, "niccolo ama"))
        self.assertEqual((row["kind"], row["id"]), ("subject", 2))

    def test_by_code_email_and_number(self):
        number = self.rows(self.json("mypage", self.store, "1")["open_cases"])[0]["number"]
        for text, kind in (("SPSCML74E54F839G", "subject"), ("carmela@posta.example", "subject"),
                           (number, "case")):
            with self.subTest(text):
                self.assertEqual(self.rows(self.json("find", self.store, text))[0]["kind"], kind)

    def test_nothing_is_not_found(self):
        done = self.run_command("find", self.store, "zzzzzz", status=NOT_FOUND)
        self.assertEqual(done.stdout, "")

    def test_control_characters_are_shown_not_obeyed(self):
        evil = "CODICE;TIPO;COGNOME;NOME;CF;EMAIL\nS9;person;Ros\u202esi;Anna;;\n"
        report = self.json("import", self.store, self.write("evil.csv", evil), "--mapping",
                           self.path("subjects.json"))
        self.assertEqual(report["created"], 1, report)
        self.assertIn("Ros\\u202esi", self.run_command("find", self.store, "anna").stdout)


if __name__ == "__main__":
    harness.main()
