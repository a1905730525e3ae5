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
        self.run_command("favourites", self.store, ANNA, "--add", "nowhere", status=NOT_FOUND)


if __name__ == "__main__":
    harness.main()
