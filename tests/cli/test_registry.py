"""duplicates and merge: a registry that has somebody twice."""

import harness
from harness import BAD_DATA, NOT_FOUND, USAGE

TWICE = """CODICE;TIPO;COGNOME;NOME;CF;EMAIL
S7;person;ESPOSITO;Carmela;;carmela@posta.example
"""


class Registry(harness.CliTest):
    def setUp(self) -> None:
        super().setUp()
        self.make_store()
        self.import_subjects(TWICE)

    def import_subjects(self, data: str) -> dict:
        return self.json("import", self.store, self.write("more.csv", data), "--mapping",
                         self.path("subjects.json"))

    def merge(self, *more: str) -> dict:
        [row] = self.rows(self.json("merge", self.store, "1", "external_id:S7", *more))
        return row


class Duplicates(Registry):
    def test_pairs_have_reasons(self):
        [pair] = self.rows(self.json("duplicates", self.store))
        self.assertEqual((pair["subject"], pair["other"]), (3, 1))
        self.assertEqual(pair["reasons"], "same_name,same_mail")
        self.assertEqual((pair["verdict"], pair["score"]), ("likely", 0.6))

    def test_for_people(self):
        text = self.run_command("duplicates", self.store).stdout
        self.assertIn("likely 60 %", text)
        self.assertIn("both have the email carmela@posta.example", text)

    def test_of_one_and_by_score(self):
        self.assertEqual(len(self.json("duplicates", self.store, "1")["rows"]), 1)
        self.assertEqual(len(self.json("duplicates", self.store, "2")["rows"]), 0)
        self.assertEqual(len(self.json("duplicates", self.store, "--score", "0.7")["rows"]), 0)
        self.run_command("duplicates", self.store, "--score", "7", status=USAGE)


class Merge(Registry):
    def test_old_keys_lead_to_the_winner(self):
        row = self.merge("--reason", "same person")
        self.assertEqual((row["winner"], row["loser"]), (1, 3))
        for text in ("3", "external_id:S7", "external_id:S1"):
            with self.subTest(text):
                [subject] = self.rows(self.json("mypage", self.store, text)["subject"])
                self.assertEqual((subject["id"], subject["external_id"]), (1, "S1"))
        self.assertEqual(self.json("duplicates", self.store)["rows"], [])
        self.run_command("check", self.store)

    def test_import_goes_on_by_either_key(self):
        self.merge()
        report = self.import_subjects(TWICE.replace("carmela@", "c.esposito@"))
        self.assertEqual((report["created"], report["updated"], report["rejected"]), (0, 1, 0), report)
        report = self.import_subjects(TWICE.replace("carmela@", "c.esposito@"))
        self.assertEqual((report["created"], report["unchanged"]), (0, 1), report)
        page = self.json("mypage", self.store, "1")
        self.assertEqual({row["value"] for row in self.rows(page["addresses"])},
                         {"carmela@posta.example", "c.esposito@posta.example"})
        self.assertEqual(self.rows(page["subject"])[0]["external_id"], "S1")

    def test_preview_changes_nothing(self):
        preview = self.rows(self.json("merge", self.store, "1", "3", "--take", "family_name",
                                      "--preview"))
        chosen = {row["name"]: row["chosen"] for row in preview if row["kind"] == "field"}
        self.assertEqual(chosen["family_name"], "loser")
        self.assertEqual(chosen["given_name"], "both")
        self.assertEqual(self.rows(self.json("mypage", self.store, "3")["subject"])[0]["id"], 3)

    def test_undo(self):
        made = self.merge()
        [row] = self.rows(self.json("merge", self.store, "--undo", str(made["id"])))
        self.assertIsNotNone(row["undone"])
        self.assertEqual(self.rows(self.json("mypage", self.store, "3")["subject"])[0]["id"], 3)
        self.run_command("merge", self.store, "--undo", str(made["id"]), status=BAD_DATA)
        self.run_command("merge", self.store, "--undo", "9", status=NOT_FOUND)

    def test_what_is_needed_is_said(self):
        self.run_command("merge", self.store, "1", status=USAGE)
        done = self.run_command("merge", self.store, "1", "2", status=BAD_DATA)
        self.assertIn("codice_fiscale", done.stderr)
        done = self.run_command("merge", self.store, "1", "3", "--take", "surname", status=BAD_DATA)
        self.assertIn("surname", done.stderr)


if __name__ == "__main__":
    harness.main()
