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

    def calendar(self, *arguments: str) -> dict:
        return self.one("calendar", self.store, "desk", *arguments)

    def test_a_calendar_is_changed(self):
        row = self.calendar("--capacity", "5", "--name", "Sportello", "--place", "Via Roma 2",
                            "--slot", "30", "--approval", "--lead", "60", "--horizon", "30",
                            "--hold-minutes", "5", "--per-subject", "2", "--holidays", "--note",
                            "Documento")
        self.assertEqual([row[name] for name in ("capacity", "name", "place", "slot_minutes",
                                                 "approval", "lead_minutes", "horizon_days",
                                                 "hold_minutes", "per_subject", "on_holidays",
                                                 "note", "version")],
                         [5, "Sportello", "Via Roma 2", 30, True, 60, 30, 5, 2, True, "Documento",
                          2])
        row = self.calendar("--no-approval", "--no-active", "--no-holidays", "--per-subject", "0",
                            "--service", "visure")
        self.assertEqual([row[name] for name in ("approval", "active", "on_holidays",
                                                 "per_subject", "service", "capacity")],
                         [False, False, False, None, 1, 5])
        self.assertEqual(len(self.rows(self.json("calendar", self.store, "--service", "visure"))),
                         1)
        self.assertEqual(self.rows(self.json("calendar", self.store, "--service", "cambio")), [])
        row = self.one("calendar", self.store, "--create", "two", "--office", "anagrafe",
                       "--horizon", "10")
        self.assertEqual((row["office"], row["horizon_days"]), (1, 10))

    def test_openings_and_closures_are_listed_and_taken_back(self):
        openings = self.rows(self.json("calendar", self.store, "desk", "--openings"))
        self.assertEqual([row["weekday"] for row in openings], [1, 2, 3, 4, 5])
        self.assertIn("09:00", self.run_command("calendar", self.store, "desk",
                                                "--openings").stdout)
        left = self.rows(self.json("calendar", self.store, "desk", "--remove-opening", "5"))
        self.assertEqual([row["weekday"] for row in left], [1, 2, 3, 4])
        # A date alone is that whole day.
        self.run_command("calendar", self.store, "desk", "--close", "2035-03-26", "--note", "Festa")
        [row] = self.rows(self.json("calendar", self.store, "desk", "--closures"))
        self.assertEqual((row["from"], row["to"], row["note"]),
                         ("2035-03-25T22:00:00Z", "2035-03-26T22:00:00Z", "Festa"))
        slots = ("calendar", self.store, "desk", "--slots", "--from", "2035-03-26", "--to",
                 "2035-03-27")
        self.assertEqual(self.rows(self.json(*slots)), [])
        self.assertEqual(self.rows(self.json("calendar", self.store, "desk", "--remove-closure",
                                             str(row["id"]))), [])
        self.assertEqual(len(self.rows(self.json(*slots))), 3)
        [row] = self.rows(self.json("calendar", self.store, "--office", "anagrafe", "--close",
                                    "2035-03-26"))
        self.assertEqual((row["calendar"], row["office"]), (None, 1))
        self.assertEqual(self.rows(self.json(*slots)), [])
        self.one("calendar", self.store, "--create", "two", "--office", "1")
        for option in ("--remove-opening", "--remove-closure"):
            self.run_command("calendar", self.store, "two", option, "4", status=NOT_FOUND)

    def test_of_several_changes_none_is_made_if_one_cannot_be(self):
        self.run_command("calendar", self.store, "desk", "--capacity", "9", "--open", "6-7,1",
                         "--hours", "09:30-11:00", status=BAD_DATA)
        self.assertEqual(self.calendar()["capacity"], 1)
        self.assertEqual(len(self.rows(self.json("calendar", self.store, "desk", "--openings"))), 5)

    def test_a_code_is_as_good_as_an_id(self):
        booked = self.one("appointment", self.store, "--book", "desk", "--at", "2035-03-26 09:20",
                          "--subject", CARMELA, "--case", "P2")
        self.assertEqual((booked["calendar"], booked["case_id"]), (1, 2))
        self.assertEqual(len(self.rows(self.json("appointment", self.store, "--calendar",
                                                 "desk"))), 1)
        for what in ("calendar:desk", "appointment:" + booked["code"]):
            out = self.path(what.split(":")[0] + ".ics")
            self.run_command("export", self.store, what, out)
            with open(out, encoding="utf-8") as file:
                self.assertIn("BEGIN:VEVENT", file.read())
        given = self.one("feedback", self.store, "--give", "4", "--case", "P1", "--subject", CARMELA)
        self.assertEqual(given["case_id"], 1)
        changed = self.one("feedback", self.store, "--change", str(given["id"]), "--give", "5")
        self.assertEqual((changed["stars"], changed["id"]), (5, given["id"]))
        given = self.one("feedback", self.store, "--give", "3", "--service", "visure")
        self.assertEqual(given["service"], 1)
        number = self.one("feedback", self.store, "--case", "1")["case_id"]
        self.assertEqual(number, 1)
        for arguments in (("calendar", self.store, "nowhere"),
                          ("appointment", self.store, "--book", "nowhere", "--at", "2035-03-26"),
                          ("feedback", self.store, "--case", "2099/R/000001"),
                          ("export", self.store, "calendar:nowhere", self.path("y.ics"))):
            with self.subTest(arguments):
                self.assertIn("there is no", self.run_command(*arguments, status=NOT_FOUND).stderr)

    def test_an_appointment_is_moved_or_moved_on(self):
        """Not both: each of them tells the subject something."""
        code = self.one("appointment", self.store, "--book", "desk", "--at", "2035-03-26 09:20",
                        "--subject", CARMELA)["code"]
        for arguments in (("--move", "2035-03-26 09:00", "--verb", "cancel"),
                          ("--verb", "move"), ("--book", "desk", "--verb", "cancel")):
            self.run_command("appointment", self.store, code, *arguments, status=USAGE)
        row = self.one("appointment", self.store, code, "--note", "porta il cane")
        self.assertEqual((row["note"], row["starts"], row["state"]),
                         ("porta il cane", "2035-03-26T07:20:00Z", "confirmed"))
        self.one("appointment", self.store, code, "--move", "2035-03-26 09:40")
        events = self.rows(self.json("appointment", self.store, code, "--events"))
        self.assertEqual([row["verb"] for row in events], ["create", "update", "move"])

    def test_lists_are_for_people(self):
        """Not every column: those that say something, times to the minute."""
        self.one("appointment", self.store, "--book", "desk", "--at", "2035-03-26 09:20",
                 "--subject", CARMELA)
        page = self.run_command("appointment", self.store).stdout
        self.assertEqual(page.splitlines()[0].split(),
                         ["id", "code", "starts", "ends", "calendar", "subject", "state"])
        self.assertIn("2035-03-26 09:20  2035-03-26 09:40", page)
        self.assertNotIn("token", page)
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
                (("calendar", self.store, "--capacity", "5"), USAGE),
                (("calendar", self.store, "1", "--slots", "--capacity", "5"), USAGE),
                (("calendar", self.store, "1", "--close", "2035-03-26 09:00"), USAGE),
                (("appointment", self.store, "--verb", "cancel"), USAGE),
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
        # Due on a day is due when that day of the city is over.
        self.assertEqual((noted["due"], noted["all_day"]), ("2035-06-01T21:59:59.999999Z", True))
        timed = self.one("reminder", self.store, CARMELA, "--note", "Visita", "--due",
                         "2035-06-01 12:00", "--leads", "3,0")
        self.assertEqual((timed["due"], timed["all_day"], timed["leads"]),
                         ("2035-06-01T10:00:00Z", False, "3,0"))
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


    def test_rules_are_made_and_followed(self):
        rule = self.one("reminder-rule", self.store, "--create", "imu", "--source", "dated",
                        "--title", "Saldo IMU", "--starts", "2035-12-16", "--recurrence",
                        "FREQ=YEARLY", "--leads", "14,3", "--at", "08:30")
        self.assertEqual((rule["starts_on"], rule["leads"], rule["at_minute"], rule["active"]),
                         ("2035-12-16", "14,3", 510, True))
        followed = ("reminder-rule", self.store, "--of", CARMELA)
        self.assertEqual(self.rows(self.json(*followed)), [])
        self.one("reminder-rule", self.store, "imu", "--follow", CARMELA)
        [row] = self.rows(self.json(*followed))
        self.assertEqual((row["code"], row["id"]), ("imu", rule["id"]))
        self.one("reminder-rule", self.store, "imu", "--unfollow", CARMELA)
        self.assertEqual(self.rows(self.json(*followed)), [])
        self.assertFalse(self.one("reminder-rule", self.store, "imu", "--no-active")["active"])
        self.assertEqual(len(self.rows(self.json("reminder", self.store, "--rules"))), 1)
        self.run_command("reminder-rule", self.store, "--follow", CARMELA, status=USAGE)
        self.run_command("reminder-rule", self.store, "ici", "--no-active", status=NOT_FOUND)


if __name__ == "__main__":
    harness.main()
