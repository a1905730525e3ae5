"""carry, campaign, tick and deliveries: what goes out to the subjects."""

import re

import harness
from harness import BAD_DATA, NOT_FOUND, USAGE


class Outbox(harness.CliTest):
    def setUp(self) -> None:
        super().setUp()
        self.make_store()
        everybody = self.write("all.json", {"subject": {}})
        self.run_command("segment", self.store, everybody, "--freeze", "spring")
        self.body = self.write("body.md", "From **Monday** on.\n")

    def start(self, *arguments: str) -> dict:
        [row] = self.rows(self.json("campaign", self.store, "--create", "opening", "--frozen", "1",
                                    "--title", "A new office", "--body", self.body, "--class",
                                    "courtesy", *arguments))
        return row

    def test_carry(self):
        self.assertEqual(self.rows(self.json("carry", self.store)), [])
        [row] = self.rows(self.json("carry", self.store, "web", "push"))
        self.assertEqual((row["code"], row["way"]), ("web", "push"))
        done = self.run_command("carry", self.store, "pigeon", "push", status=NOT_FOUND)
        self.assertIn("channel FILE --create CODE", done.stderr)
        done = self.run_command("carry", self.store, "web", "pigeon", status=BAD_DATA)
        self.assertIn("way: ", done.stderr)
        self.assertEqual(self.rows(self.json("carry", self.store, "web", "")), [])

    def test_campaign(self):
        self.run_command("carry", self.store, "web", "push")
        self.assertEqual(self.start()["state"], "running")
        self.assertRegex(self.run_command("tick", self.store).stderr, r"^\d+ rows changed\n$")
        [row] = self.rows(self.json("campaign", self.store, "1"))
        self.assertEqual((row["state"], row["planned"], row["members"]), ("done", 2, 2))
        [row] = self.rows(self.json("campaign", self.store, "1", "--counts"))
        self.assertEqual((row["channel"], row["state"], row["persons"]), ("web", "created", 2))
        self.assertEqual(len(self.rows(self.json("campaign", self.store))), 1)
        self.assertEqual(len(self.rows(self.json("deliveries", self.store))), 2)
        [row] = self.rows(self.json("deliveries", self.store, "--subject",
                                    "codice_fiscale:SPSCML74E54F839G"))
        rules = self.rows(self.json("deliveries", self.store, "--explain", str(row["id"])))
        self.assertEqual({rule["verdict"] for rule in rules}, {"passed"})
        self.assertEqual(rules[0]["rule"], "expiry")
        [row] = self.rows(self.json("campaign", self.store, "1", "cancel"))
        self.assertEqual(row["state"], "cancelled")
        [row] = self.rows(self.json("deliveries", self.store, "--counts"))
        self.assertEqual((row["state"], row["reason"]), ("cancelled", "campaign_cancelled"))
        done = self.run_command("campaign", self.store, "1", "pause", status=BAD_DATA)
        self.assertIn("campaign 1 is cancelled", done.stderr)

    def test_a_channel_is_made(self):
        [row] = self.rows(self.json("channel", self.store, "--create", "email", "--name", "Posta",
                                    "--digital"))
        self.assertEqual((row["code"], row["name"], row["digital"], row["active"]),
                         ("email", "Posta", True, True))
        [row] = self.rows(self.json("carry", self.store, "email", "email"))
        self.assertEqual((row["code"], row["way"]), ("email", "email"))
        [row] = self.rows(self.json("channel", self.store, "email", "--no-active"))
        self.assertEqual((row["active"], row["digital"]), (False, True))
        self.assertEqual({row["code"] for row in self.rows(self.json("channel", self.store))},
                         {"web", "phone", "counter", "email"})
        self.run_command("channel", self.store, "--name", "x", status=USAGE)
        self.run_command("channel", self.store, "--create", "email", status=BAD_DATA)

    def test_a_campaign_has_a_service_and_an_end(self):
        row = self.start("--service", "visure", "--language", "en", "--key", "offices", "--starts",
                         "2035-03-01", "--expires", "2035-03-31")
        self.assertEqual((row["service"], row["language"], row["collapse_key"], row["starts"],
                          row["expires"]),
                         (1, "en", "offices", "2035-02-28T23:00:00Z", "2035-03-31T21:59:59.999999Z"))
        self.assertIn("opening", self.run_command("campaign", self.store).stdout)

    def test_what_is_stopped(self):
        self.assertEqual(self.rows(self.json("stops", self.store, "1")), [])
        [row] = self.rows(self.json("stops", self.store, "1", "--set", "objected"))
        self.assertEqual(row["kind"], "objected")
        self.assertEqual(self.rows(self.json("stops", self.store, "1", "--lift", "objected")), [])
        self.run_command("stops", self.store, "1", "--set", "bored", status=BAD_DATA)

    def test_one_is_called_back(self):
        self.run_command("carry", self.store, "web", "push")
        self.start()
        self.run_command("tick", self.store)
        page = self.run_command("deliveries", self.store).stdout
        self.assertLessEqual(len(page.splitlines()[0].split()), 9)
        for form in ("table", "csv", "json"):
            done = self.run_command("deliveries", self.store, "--limit", "1", "--format", form)
            self.assertIn("there are more", done.stderr)
        self.assertEqual(self.rows(self.json("deliveries", self.store, "--tries", "1")), [])
        [row] = self.rows(self.json("deliveries", self.store, "--cancel", "1"))
        self.assertEqual(row["state"], "cancelled")
        self.run_command("deliveries", self.store, "--digest", "1", status=NOT_FOUND)
        self.run_command("deliveries", self.store, "--receipt", "nobody's", "--outcome",
                         "delivered", status=NOT_FOUND)
        self.run_command("deliveries", self.store, "--receipt", "x", status=USAGE)
        done = self.run_command("deliveries", self.store, "--receipt", row["key"], "--outcome",
                                "bounced", status=BAD_DATA)
        self.assertIn("delivery 1", done.stderr)

    def test_changes_are_followed(self):
        rows = self.rows(self.json("changes", self.store))
        self.assertEqual([row["seq"] for row in rows][:3], [1, 2, 3])
        last = rows[-1]["seq"]
        done = self.run_command("changes", self.store, "--after", str(last))
        self.assertEqual((done.stdout, done.stderr), ("", "nothing is new\n"))
        self.run_command("stops", self.store, "1", "--set", "objected")
        self.assertNotEqual(self.rows(self.json("changes", self.store, "--after", str(last))), [])

    def test_refusals(self):
        self.run_command("campaign", self.store, "--create", "x", status=USAGE)
        self.run_command("campaign", self.store, "7", status=NOT_FOUND)
        self.run_command("deliveries", self.store, "--explain", "7", status=NOT_FOUND)
        self.run_command("deliveries", self.store, "--requeue", "7", status=NOT_FOUND)
        self.run_command("deliveries", self.store, "--counts", "--requeue", "7", status=USAGE)
        self.assertIsNotNone(re.search("no deliveries",
                                       self.run_command("deliveries", self.store).stderr))


if __name__ == "__main__":
    harness.main()
