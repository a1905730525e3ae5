"""notify, board, preferences and favourites: what a citizen is told, and what it wants of that."""


import harness
from harness import BAD_DATA, NOT_FOUND, USAGE

ANNA = "codice_fiscale:SPSCML74E54F839G"


class Notices(harness.CliTest):
    def setUp(self) -> None:
        super().setUp()
        self.make_store()

    def notify(self, *arguments: str) -> dict:
        [row] = self.rows(self.json("notify", self.store, ANNA, *arguments))
        return row

    def board(self, *arguments: str) -> list[dict]:
        return self.rows(self.json("board", self.store, ANNA, *arguments))


class Board(Notices):
    def test_an_import_tells_nobody(self):
        self.assertEqual(self.board("--all"), [])
        done = self.run_command("board", self.store, ANNA)
        self.assertEqual((done.stdout, done.stderr), ("", "nothing stands on the board\n"))

    def test_notify_puts_on_the_board(self):
        row = self.notify("--title", "Mensa", "--body", "La rata", "--service", "visure",
                          "--action", "Pagare", "--pay-amount", "1250", "--pay-notice",
                          "302000000000000017", "--pay-payee", "80014890638")
        self.assertEqual((row["class"], row["action_state"], row["pay_amount"]),
                         ("courtesy", "open", 1250))
        self.assertEqual([r["title"] for r in self.board("--unread", "--service", "visure")],
                         ["Mensa"])
        self.assertEqual(self.board("--unread", "--service", "cambio"), [])
        self.assertEqual([r["title"] for r in self.board()], ["Mensa"])

    def test_the_administrator_keeps_a_board_for_its_subject(self):
        one = self.notify("--title", "Uno", "--body", "b")["id"]
        two = self.notify("--title", "Due", "--body", "b", "--action", "Firmare")["id"]
        self.board("--mark-read", str(one), "--archive", str(one))
        [row] = self.board("--complete", str(two))
        self.assertEqual((row["title"], row["action_state"]), ("Due", "done"))
        self.assertEqual(len(self.board("--all")), 2)

    def test_nobody_changes_the_board_of_somebody_else(self):
        """A slip of a number archives nothing, and of several changes none is made."""
        mine = self.notify("--title", "Mia", "--body", "b", "--action", "Firmare")["id"]
        [other] = self.rows(self.json("notify", self.store, "2", "--title", "Sua", "--body", "b"))
        for first, option in (("--archive", "--mark-read"), ("--archive", "--mark-unread"),
                              ("--mark-read", "--archive"), ("--mark-read", "--restore"),
                              ("--mark-read", "--complete")):
            with self.subTest(option):
                done = self.run_command("board", self.store, "2", first, str(other["id"]), option,
                                        str(mine), status=NOT_FOUND)
                self.assertIn(f"notification {mine} is not on the board of 2", done.stderr)
        [row] = self.board()
        self.assertEqual((row["read_state"], row["action_state"], row["version"]),
                         ("unread", "open", 1))
        [row] = self.rows(self.json("board", self.store, "2"))
        self.assertEqual(row["read_state"], "unread")
        self.run_command("board", self.store, ANNA, "--archive", "99", status=NOT_FOUND)

    def test_comes_back_from_the_archive(self):
        one = str(self.notify("--title", "Uno", "--body", "b")["id"])
        self.assertEqual(self.board("--archive", one), [])
        self.assertEqual([row["title"] for row in self.board("--restore", one)], ["Uno"])

    def test_has_terms_and_belongs_to_what_it_is_about(self):
        case = self.notify("--title", "Pratica", "--body", "b", "--case", "P2")
        self.assertEqual(case["case_id"], 2)
        self.assertEqual(self.notify("--title", "x", "--body", "b", "--case",
                                     "external_id:P1")["case_id"], 1)
        row = self.notify("--title", "Mensa", "--body", "La rata", "--service", "visure",
                          "--pay-amount", "1250", "--pay-notice", "302000000000000017",
                          "--pay-payee", "80014890638", "--due", "2035-12-16", "--pay-until-due",
                          "--action", "Pagare", "--action-until", "2035-12-15 12:30")
        # A date alone is due when that day of the city is over.
        self.assertEqual((row["due"], row["action_until"], row["pay_invalid_after_due"]),
                         ("2035-12-16T22:59:59.999999Z", "2035-12-15T11:30:00Z", True))
        self.assertEqual(self.notify("--title", "x", "--body", "b", "--service",
                                     str(row["service"]))["service"], row["service"])
        for option in ("--service", "--category", "--office", "--case"):
            for value in ("99", "nowhere"):
                done = self.run_command("notify", self.store, ANNA, "--title", "x", "--body", "b",
                                        option, value, status=NOT_FOUND)
                self.assertIn(f"there is no {option[2:]} {value}", done.stderr)

    def test_a_reference_is_no_link_that_runs(self):
        for reference in ("file:///etc/passwd", "javascript:alert(1)"):
            done = self.run_command(
                "notify", self.store, ANNA, "--title", "x", "--body", "b", "--documents",
                '[{"name": "x", "reference": "%s"}]' % reference, status=BAD_DATA)
            self.assertIn("documents[0].reference", done.stderr)

    def test_table_is_for_people(self):
        self.notify("--title", "Mensa\u202e", "--body", "b", "--class", "legal")
        page = self.run_command("board", self.store, ANNA).stdout
        self.assertIn("legal", page)
        self.assertNotIn("\u202e", page)

    def test_a_timeline_has_it(self):
        self.notify("--title", "Nel tempo", "--body", "b")
        [first, *_] = self.rows(self.json("timeline", self.store, ANNA))
        self.assertEqual((first["kind"], first["note"]), ("notification", "Nel tempo"))
        self.assertIn("Nel tempo", self.run_command("timeline", self.store, ANNA).stdout)

    def test_what_cannot_be_is_bad_data(self):
        done = self.run_command("notify", self.store, ANNA, "--title", "x", status=BAD_DATA)
        self.assertIn("body", done.stderr)
        done = self.run_command("notify", self.store, ANNA, "--title", "x", "--body", "y",
                                "--class", "urgent", status=BAD_DATA)
        self.assertIn("legal, courtesy, promotional", done.stderr)
        self.run_command("notify", self.store, ANNA, "--title", "x", "--body", "y", "--service",
                         "nowhere", status=NOT_FOUND)
        self.run_command("notify", self.store, "99", "--title", "x", "--body", "y",
                         status=NOT_FOUND)


class Preferences(Notices):
    def explain(self, *arguments: str) -> dict:
        rows = self.rows(self.json("preferences", self.store, ANNA, "--explain", *arguments))
        return {row["channel"]: (row["wanted"], row["rule"]) for row in rows}

    def preferences(self, *arguments: str) -> dict:
        [row] = self.rows(self.json("preferences", self.store, ANNA, *arguments))
        return row

    def test_are_set_and_shown(self):
        self.assertEqual(self.preferences()["version"], 0)
        row = self.preferences("--quiet", "22:00-07:30", "--digest", "18", "--cap", "3/48",
                               "--prefer", "sms", "--language", "en", "--receipts", "allow")
        self.assertEqual((row["quiet_hours"], row["digest"], row["digest_hour"]),
                         ("22:00-07:30", True, 18))
        self.assertEqual((row["cap_count"], row["cap_hours"], row["preferred_channel"]),
                         (3, 48, "sms"))
        row = self.preferences("--quiet", "off", "--digest", "off", "--cap", "off")
        self.assertEqual((row["quiet_hours"], row["digest"], row["cap_count"]),
                         (None, False, None))

    def test_choices_decide_until_the_mode_changes(self):
        self.run_command("preferences", self.store, ANNA, "--refuse", "email", "--service",
                         "visure")
        self.assertEqual(self.explain("courtesy", "--service", "visure")["email"],
                         (False, "service_choice"))
        self.assertEqual(self.explain("legal", "--service", "visure")["email"],
                         (True, "legal_class"))
        self.assertEqual(self.explain("promotional")["push"], (False, "needs_choice"))
        choices = self.rows(self.json("preferences", self.store, ANNA, "--choices"))
        self.assertEqual([(c["scope"], c["channel"], c["wanted"]) for c in choices],
                         [("service", "email", False)])
        self.run_command("preferences", self.store, ANNA, "--mode", "manual")
        self.assertEqual(self.explain("courtesy", "--service", "visure")["email"],
                         (False, "mode_manual"))
        history = self.rows(self.json("preferences", self.store, ANNA, "--history"))
        self.assertEqual([event["setting"] for event in history], ["mode", "choice"])

    def test_a_channel_is_preferred_for_a_service_or_a_case(self):
        """And not in general, of which nothing was said."""
        row = self.preferences("--prefer", "email", "--service", "visure")
        self.assertIsNone(row["preferred_channel"])
        self.run_command("preferences", self.store, ANNA, "--prefer", "sms", "--case", "P2")
        choices = self.rows(self.json("preferences", self.store, ANNA, "--choices"))
        self.assertEqual([(c["kind"], c["scope"], c["target"], c["channel"]) for c in choices],
                         [("preferred_channel", "case", 2, "sms"),
                          ("preferred_channel", "service", 1, "email")])

        def preferred(*arguments: str) -> list:
            rows = self.rows(self.json("preferences", self.store, ANNA, "--explain", "courtesy",
                                       *arguments))
            return [(row["channel"], row["preferred_by"]) for row in rows if row["preferred"]]
        self.assertEqual(preferred("--service", "visure"), [("email", "service")])
        self.assertEqual(preferred("--case", "P2"), [("sms", "case")])
        self.assertEqual(preferred("--service", "cambio"), [])
        self.run_command("preferences", self.store, ANNA, "--prefer", "off", "--service", "visure")
        self.assertEqual(preferred("--service", "visure"), [])

    def test_what_has_no_meaning_is_refused(self):
        for arguments in (("--prefer", "email", "--category", "x"), ("--quiet", "off", "--service",
                          "visure"), ("--case", "P2"), ("--want", "email", "--case", "P2")):
            with self.subTest(arguments):
                self.run_command("preferences", self.store, ANNA, *arguments, status=USAGE)
        self.run_command("preferences", self.store, ANNA, "--prefer", "email", "--service", "x",
                         status=NOT_FOUND)
        # Of two changes, of which one cannot be, none is made.
        self.run_command("preferences", self.store, ANNA, "--language", "en", "--want", "email",
                         "--service", "visure", "--prefer", "pigeon", status=BAD_DATA)
        self.assertEqual(self.preferences()["version"], 0)

    def test_bad_words_are_told(self):
        done = self.run_command("preferences", self.store, ANNA, "--mode", "never",
                                status=BAD_DATA)
        self.assertIn("auto or manual", done.stderr)
        self.run_command("preferences", self.store, ANNA, "--quiet", "late", status=USAGE)
        self.run_command("preferences", self.store, ANNA, "--quiet", "22:99-07:30", status=USAGE)
        self.run_command("preferences", self.store, ANNA, "--want", "email", status=BAD_DATA)
        self.run_command("preferences", self.store, ANNA, "--digest", "noon", status=USAGE)


class Favourites(Notices):
    def favourites(self, *arguments: str) -> list[str]:
        rows = self.rows(self.json("favourites", self.store, ANNA, *arguments))
        return [row["service_code"] for row in rows]

    def test_are_kept_in_order(self):
        self.assertEqual(self.favourites(), [])
        self.assertEqual(self.favourites("--add", "visure"), ["visure"])
        self.assertEqual(self.favourites("--add", "cambio", "--at", "1"), ["cambio", "visure"])
        self.assertEqual(self.favourites("--remove", "cambio"), ["visure"])
        self.assertEqual(self.favourites("--add", "code:cambio", "--at", "1"), ["cambio", "visure"])
        self.run_command("favourites", self.store, ANNA, "--add", "nowhere", status=NOT_FOUND)


class Nobody(Notices):
    def test_there_is_no_such_subject(self):
        """An empty list would say that there is one, of whom there is nothing."""
        for arguments in (("board", self.store, "99"), ("preferences", self.store, "99"),
                          ("favourites", self.store, "99"), ("reminder", self.store, "99"),
                          ("appointment", self.store, "--subject", "99"),
                          ("deliveries", self.store, "--subject", "99"),
                          ("feedback", self.store, "--subject", "99"),
                          ("mandate", self.store, "--from", "99"),
                          ("stops", self.store, "99"), ("page-layout", self.store, "99"),
                          ("saved-filter", self.store, "99"),
                          ("reminder-rule", self.store, "--of", "99")):
            with self.subTest(arguments):
                done = self.run_command(*arguments, status=NOT_FOUND)
                self.assertEqual(done.stderr, "pmmcrm: there is no subject 99\n")


if __name__ == "__main__":
    harness.main()
