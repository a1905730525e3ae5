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
        self.run_command("carry", self.store, "pigeon", "push", status=NOT_FOUND)
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
