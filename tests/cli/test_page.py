"""page-layout, saved-filter, message and template: the page of a citizen, and what is said on it."""

import harness
from harness import BAD_DATA, NOT_FOUND, USAGE

ANNA = "codice_fiscale:SPSCML74E54F839G"


class Page(harness.CliTest):
    def setUp(self) -> None:
        super().setUp()
        self.make_store()

    def one(self, *arguments: str) -> dict:
        [row] = self.rows(self.json(*arguments))
        return row

    def list(self, *arguments: str) -> list[dict]:
        return self.rows(self.json(*arguments))


class Layout(Page):
    def layout(self, *arguments: str) -> list[dict]:
        return self.list("page-layout", self.store, ANNA, *arguments)

    def test_is_shown_changed_and_reset(self):
        own = [row["section"] for row in self.layout()]
        self.assertEqual(own[:3], ["profile", "situation", "board"])
        rows = self.layout("--order", "board,reminders", "--hide", "reports,favourites",
                           "--collapse", "situation")
        self.assertEqual([row["section"] for row in rows][:3], ["board", "reminders", "profile"])
        self.assertEqual({row["section"] for row in rows if row["hidden"]},
                         {"reports", "favourites"})
        self.assertEqual([row["section"] for row in rows if row["collapsed"]], ["situation"])
        # What is not named stays as it was.
        rows = self.layout("--show", "reports", "--expand", "situation")
        self.assertEqual([row["section"] for row in rows if row["hidden"]], ["favourites"])
        self.assertEqual([row["section"] for row in rows][:2], ["board", "reminders"])
        self.assertEqual([row["section"] for row in self.layout("--reset")], own)
        self.assertIn("favourites", self.run_command("page-layout", self.store, "1").stdout)

    def test_sections_are_checked(self):
        done = self.run_command("page-layout", self.store, ANNA, "--hide", "bord", status=USAGE)
        self.assertIn("situation, board", done.stderr)
        self.run_command("page-layout", self.store, ANNA, "--order", "board,board", status=USAGE)


class Filters(Page):
    def test_are_saved_used_changed_and_removed(self):
        rule = self.write("rule.json", {"service": "visure"})
        saved = self.one("saved-filter", self.store, ANNA, "--save", "visure", "--rule", rule,
                         "--apply")
        self.assertEqual((saved["name"], saved["target"], saved["applied"]),
                         ("visure", "board", True))
        number = str(saved["id"])
        for service in ("visure", "cambio"):
            self.one("notify", self.store, ANNA, "--title", service, "--body", "b", "--service",
                     service)
        self.assertEqual([row["title"] for row in self.list("board", self.store, ANNA, "--filter",
                                                            number)], ["visure"])
        changed = self.one("saved-filter", self.store, ANNA, "--filter", number, "--name", "altro",
                           "--no-apply", "--rule",
                           self.write("other.json", {"service": "visure", "except": True}))
        self.assertEqual((changed["name"], changed["applied"], changed["version"]),
                         ("altro", False, 2))
        self.assertEqual([row["title"] for row in self.list("board", self.store, ANNA, "--filter",
                                                            number)], ["cambio"])
        self.one("saved-filter", self.store, ANNA, "--save", "mie", "--for", "cases", "--rule",
                 self.write("cases.json", {"status": "open"}))
        self.assertEqual([row["name"] for row in self.list("saved-filter", self.store, ANNA)],
                         ["altro", "mie"])
        self.assertEqual([row["name"] for row in self.list("saved-filter", self.store, ANNA,
                                                           "--filter", number, "--remove")],
                         ["mie"])

    def test_those_of_others_stay(self):
        rule = self.write("rule.json", {})
        number = str(self.one("saved-filter", self.store, "2", "--save", "x", "--rule",
                              rule)["id"])
        for arguments in (("--remove",), ("--name", "y"), ("--apply",)):
            self.run_command("saved-filter", self.store, ANNA, "--filter", number, *arguments,
                             status=NOT_FOUND)
        self.assertEqual(self.one("saved-filter", self.store, "2")["name"], "x")
        self.run_command("saved-filter", self.store, ANNA, "--save", "x", status=USAGE)
        self.run_command("saved-filter", self.store, ANNA, "--apply", status=USAGE)
        self.run_command("saved-filter", self.store, ANNA, "--save", "x", "--rule",
                         self.write("bad.json", {"colour": 1}), status=BAD_DATA)


class Messages(Page):
    def message(self, *arguments: str) -> dict:
        return self.one("message", self.store, "P2", *arguments)

    def test_go_both_ways(self):
        asked = self.message("--write", "Quale indirizzo?", "--kind", "request", "--due",
                             "2035-03-26", "--no-advance")
        self.assertEqual((asked["direction"], asked["kind"], asked["state"], asked["due"]),
                         ("out", "request", "open", "2035-03-26T21:59:59.999999Z"))
        answer = self.message("--write", "Via Roma 2", "--answers", str(asked["id"]),
                              "--on-behalf-of", ANNA, "--documents",
                              '[{"name": "Carta", "reference": "urn:x:12"}]')
        self.assertEqual((answer["direction"], answer["kind"], answer["on_behalf_of"]),
                         ("in", "answer", 1))
        rows = self.list("message", self.store, "P2")
        self.assertEqual([row["state"] for row in rows], ["answered", "sent"])
        [document] = self.list("message", self.store, "P2", "--show-documents", str(answer["id"]))
        self.assertEqual(document["reference"], "urn:x:12")
        self.assertIn("Via Roma 2", self.run_command("message", self.store, "P2").stdout)
        self.list("message", self.store, "P2", "--see", str(answer["id"]))
        self.assertIsNotNone(self.list("message", self.store, "P2")[1]["seen"])

    def test_a_request_is_withdrawn(self):
        asked = self.message("--write", "Quale?", "--kind", "request", "--no-advance")
        self.run_command("message", self.store, "P1", "--withdraw", str(asked["id"]),
                         status=NOT_FOUND)
        [row] = self.list("message", self.store, "P2", "--withdraw", str(asked["id"]))
        self.assertEqual(row["state"], "withdrawn")

    def test_says_what_is_wrong(self):
        self.run_command("message", self.store, "P9", status=NOT_FOUND)
        self.run_command("message", self.store, "P2", "--kind", "note", status=USAGE)
        self.run_command("message", self.store, "P2", "--write", "x", "--kind", "shout",
                         status=BAD_DATA)


class Templates(Page):
    def test_are_made_used_changed_and_removed(self):
        places = self.write("places.json", [{"name": "amount", "type": "money"}])
        body = self.write("body.md", "La rata è di {{amount}}.\n")
        made = self.one("template", self.store, "--create", "mensa", "--title", "Mensa {{amount}}",
                        "--body", body, "--places", places, "--service", "visure")
        self.assertEqual((made["code"], made["language"], made["service"]), ("mensa", "it", 1))
        number = str(made["id"])
        values = self.write("values.json", {"amount": 1250})
        filled = self.one("template", self.store, number, "--render", values)
        self.assertIn("12,50", filled["title"])
        told = self.one("notify", self.store, ANNA, "--template", "mensa", "--service", "visure",
                        "--data", '{"amount": 1250}')
        self.assertEqual(told["title"], filled["title"])
        self.assertEqual(self.one("template", self.store, number, "--title",
                                  "Rata")["title"], "Rata")
        self.assertEqual([row["code"] for row in self.list("template", self.store)], ["mensa"])
        self.assertEqual(self.list("template", self.store, "--language", "en"), [])
        self.assertEqual(self.list("template", self.store, number, "--remove"), [])
        self.run_command("notify", self.store, ANNA, "--template", "mensa", status=NOT_FOUND)

    def test_says_what_is_wrong(self):
        self.run_command("template", self.store, "--title", "x", status=USAGE)
        self.run_command("template", self.store, "1", "--language", "en", status=USAGE)
        self.run_command("template", self.store, "1", status=NOT_FOUND)
        self.run_command("template", self.store, "--create", "x", "--title", "x", status=BAD_DATA)


class Options(Page):
    def test_a_wrong_option_has_a_neighbour(self):
        done = self.run_command("board", self.store, ANNA, "--archiv", "1", status=USAGE)
        self.assertIn("--archiv is no option here; --archive is", done.stderr)
        done = self.run_command("reminder", self.store, ANNA, "--zzzzzzzzz", status=USAGE)
        self.assertNotIn("no option here", done.stderr)


if __name__ == "__main__":
    harness.main()
