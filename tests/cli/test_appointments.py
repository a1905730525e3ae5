"""calendar, appointment, reminder and feedback."""

import harness
from harness import BAD_DATA, NOT_FOUND, USAGE

CARMELA = "codice_fiscale:SPSCML74E54F839G"


class Appointments(harness.CliTest):
    def setUp(self) -> None:
        super().setUp()
        self.make_store()
        office = self.write("office.csv", "PRATICA;SERVIZIO;CANALE;STATO;DAL;AL;CF;OGGETTO;UFF\n"
                            "P9;visure;web;open;2007-12-11 10:00:00;;SPSCML74E54F839G;;anagrafe\n")
        mapping = dict(harness.CASES_MAPPING, columns=dict(harness.CASES_MAPPING["columns"],
                                                           office="UFF"))
        self.run_command("import", self.store, office, "--mapping",
                         self.write("office.json", mapping))
        self.one("calendar", self.store, "--create", "desk", "--office", "1", "--slot", "20",
                 "--place", "Via Verdi 1")
        self.run_command("calendar", self.store, "1", "--open", "1-5", "--hours", "09:00-10:00")

    def one(self, *arguments: str) -> dict:
        [row] = self.rows(self.json(*arguments))
        return row

    def test_books_moves_and_closes(self):
        slots = self.rows(self.json("calendar", self.store, "1", "--slots", "--from",
                                    "2035-03-23", "--to", "2035-03-27"))
        # Nine in the morning of the city, on both sides of the change of the clock.
        self.assertEqual([row["starts"] for row in slots],
                         ["2035-03-23T08:00:00Z", "2035-03-23T08:20:00Z", "2035-03-23T08:40:00Z",
                          "2035-03-26T07:00:00Z", "2035-03-26T07:20:00Z", "2035-03-26T07:40:00Z"])
        booked = self.one("appointment", self.store, "--book", "1", "--at", "2035-03-26 09:20",
                          "--subject", CARMELA, "--note", "due documenti")
        self.assertRegex(booked["code"], "^[346789ABCDEFGHJKMNPQRTVWXY]{8}$")
        self.assertEqual(booked["starts"], "2035-03-26T07:20:00Z")
        self.run_command("appointment", self.store, "--book", "1", "--at", "2035-03-26 09:20",
                         status=BAD_DATA)
        written = booked["code"][:4].lower() + "-" + booked["code"][4:]
        moved = self.one("appointment", self.store, written, "--move", "2035-03-23 09:40")
        self.assertEqual((moved["starts"], moved["code"]),
                         ("2035-03-23T08:40:00Z", booked["code"]))
        [lost] = self.rows(self.json("calendar", self.store, "1", "--close", "2035-03-23",
                                     "--until", "2035-03-24 00:00"))
        self.assertEqual((lost["code"], lost["reason"]), (booked["code"], "closed"))
        cancelled = self.one("appointment", self.store, written, "--verb", "cancel")
        self.assertEqual(cancelled["state"], "cancelled")
        self.assertEqual(len(self.rows(self.json("appointment", self.store, "--subject", CARMELA))),
                         1)

    def test_opens_all_days_or_none(self):
        self.run_command("calendar", self.store, "1", "--open", "6,1", "--hours", "09:30-10:30",
                         status=BAD_DATA)
        self.run_command("calendar", self.store, "1", "--open", "6", "--hours", "09:00-10:00")

    def test_says_what_is_wrong(self):
        for arguments, status in [
                (("calendar", self.store, "--create", "x"), USAGE),
                (("calendar", self.store, "1", "--open", "8", "--hours", "09:00-10:00"), USAGE),
                (("calendar", self.store, "1", "--open", "6", "--hours", "9-10"), USAGE),
                (("appointment", self.store, "--book", "1"), USAGE),
                (("appointment", self.store, "--book", "1", "--at", "2035-02-30 09:00"), USAGE),
                (("appointment", self.store, "AAAA-BBBB"), NOT_FOUND),
                (("reminder", self.store, "--snooze", "1"), USAGE),
                (("feedback", self.store, "--give", "6"), USAGE),
                (("export", self.store, "calendar:1", self.path("x.csv")), USAGE),
                (("export", self.store, "calendar:99", self.path("x.ics")), NOT_FOUND)]:
            with self.subTest(arguments):
                self.run_command(*arguments, status=status)

    def test_notes_reminders_and_feedback(self):
        noted = self.one("reminder", self.store, CARMELA, "--note", "Rinnovo", "--due",
                         "2035-06-01")
        self.assertEqual(noted["state"], "waiting")
        done = self.one("reminder", self.store, "--done", str(noted["id"]))
        self.assertEqual(done["state"], "done")
        self.run_command("reminder", self.store, "--tick")
        self.assertEqual(self.json("reminder", self.store, "--rules")["rows"], [])
        by = ("--subject", CARMELA)
        given = self.one("feedback", self.store, "--give", "4", "--case", "1", *by, "--reasons",
                         "clear", "--comment", "rapidi")
        self.assertEqual((given["stars"], given["reasons"]), (4, "clear"))
        self.run_command("feedback", self.store, "--give", "4", "--case", "1", *by, status=BAD_DATA)
        self.assertIn("subject", self.run_command("feedback", self.store, "--give", "4", "--case",
                                                  "1", status=BAD_DATA).stderr)
        self.assertEqual(len(self.rows(self.json("feedback", self.store, "--case", "1"))), 1)


if __name__ == "__main__":
    harness.main()
