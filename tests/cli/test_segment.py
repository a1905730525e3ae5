"""segment and rfm: target groups."""

import hashlib
import json
import pathlib
import re

import jsonschema

import harness
from harness import BAD_DATA, NOT_FOUND, USAGE

BUSY = {"cases": {"count": {"gte": 2}}}
GROUPS = '{"mail": 0.45, "call": 0.45, "control": 0.1}'


class Segment(harness.CliTest):
    def setUp(self) -> None:
        super().setUp()
        self.make_store()
        self.rule = self.write("rule.json", BUSY)

    def test_counts(self):
        self.assertEqual(self.json("segment", self.store, self.rule)["rows"], [[1]])
        done = self.run_command("segment", self.store, "-",
                                stdin='{"not": {"cases": {"channel": "phone"}}}')
        self.assertRegex(done.stdout, r"^members +1\n$")

    def test_lists_with_addresses(self):
        [row] = self.rows(self.json("segment", self.store, self.rule, "--list"))
        self.assertEqual((row["name"], row["email"], row["label"]),
                         ("Carmela Esposito", "carmela@posta.example", None))

    def test_split_is_what_anybody_can_compute(self):
        everybody = self.write("all.json", {"subject": {}})
        rows = self.rows(self.json("segment", self.store, everybody, "--list", "--split", GROUPS,
                                   "--salt", "2026-11"))
        for row in rows:
            digest = hashlib.sha256(f"2026-11:{row['id']}".encode()).digest()
            place = int.from_bytes(digest[:8], "big") % 10**6
            self.assertEqual(row["label"], "call" if place < 450_000 else
                             "control" if place < 550_000 else "mail")
        counts = self.rows(self.json("segment", self.store, everybody, "--split", GROUPS, "--salt",
                                     "2026-11"))
        self.assertEqual(sum(row["members"] for row in counts), len(rows))
        self.assertEqual([row["share"] for row in counts], [0.45, 0.1, 0.45])

    def test_profile_and_overlap(self):
        rows = self.rows(self.json("segment", self.store, self.rule, "--profile",
                                   "subject.kind,cases.channel"))
        self.assertEqual([(row["dimension"], row["value"], row["members"]) for row in rows],
                         [("subject.kind", "person", 1), ("cases.channel", "phone", 1),
                          ("cases.channel", "web", 1), ("cases.channel", "counter", 0)])
        other = self.write("other.json", {"subject": {}})
        [row] = self.rows(self.json("segment", self.store, self.rule, "--overlap", other))
        self.assertEqual(row, {"a": 1, "b": 2, "both": 1, "only_a": 0, "only_b": 1, "either": 2})

    def test_saves_names_and_freezes(self):
        self.run_command("segment", self.store, self.rule, "--save", "busy")
        self.assertEqual(self.json("segment", self.store, "name:busy")["rows"], [[1]])
        [row] = self.rows(self.json("segment", self.store, "name:busy", "--freeze", "spring"))
        self.assertEqual((row["segment"], row["members"], row["title"], json.loads(row["rule"])),
                         (1, 1, "spring", BUSY))
        self.run_command("segment", self.store, self.write("all.json", {"subject": {}}), "--save",
                         "busy")
        self.assertEqual(self.json("segment", self.store, "name:busy")["rows"], [[2]])
        self.run_command("check", self.store)

    def test_a_question_may_name_a_segment(self):
        self.run_command("segment", self.store, self.rule, "--save", "busy")
        question = {"measures": ["cases.count"], "segments": ["busy"]}
        self.assertEqual(self.json("query", self.store, "-", stdin=json.dumps(question))["rows"],
                         [[2]])
        question["segments"] = ["bussy"]
        done = self.run_command("query", self.store, "-", stdin=json.dumps(question),
                                status=BAD_DATA)
        self.assertIn("segments[0]", done.stderr)

    def test_errors_name_the_place(self):
        done = self.run_command("segment", self.store, "-", stdin='{"and": [{"case": {}}]}',
                                status=BAD_DATA)
        self.assertIn("and[0].case", done.stderr)
        self.assertIn("did you mean cases?", done.stderr)
        self.run_command("segment", self.store, "name:nobody", status=BAD_DATA)
        self.run_command("segment", self.store, self.path("absent.json"), status=NOT_FOUND)
        self.run_command("segment", self.store, self.rule, "--list", "--profile", "subject.kind",
                         status=USAGE)

    def test_rules_of_the_page_run(self):
        page = pathlib.Path(__file__).parents[2] / "docs/segments.md"
        rules = re.findall(r"```json rule\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
        self.assertGreaterEqual(len(rules), 3)
        for rule in rules:
            self.assertEqual(len(self.json("segment", self.store, "-", stdin=rule)["rows"]), 1)

    def test_what_the_schema_says_is_what_the_parser_takes(self):
        """Rules that are right and wrong, judged by both."""
        schema = json.loads(self.run_command("segment", self.store, "--schema").stdout)
        judge = jsonschema.Draft202012Validator(schema)
        right = [{"subject": {}}, {"cases": {"count": {"gte": 2}, "channel": {"notIn": ["web"]}}},
                 {"visits": {"at": {"last": "3 weeks"}, "path": "/x"}},
                 {"contacts": {"days_since_last": {"gt": 3}, "handling_time_sum": {"lt": 9.5}}},
                 {"or": [{"subject": {"age": 3, "born_on": {"notSet": True}}}]}]
        wrong = [{}, {"case": {}}, {"and": []}, {"cases": {"cuont": 1}}, {"subject": {"age": "3"}},
                 {"cases": {"count": {"gtt": 1}}}, {"visits": {"at": {"last": "3 moons"}}},
                 {"cases": {"opened_at": {"last": "1 day", "to": "2007"}}}, {"not": []},
                 {"subject": {"kind": []}}, {"cases": {"channel": {"inn": ["a"]}}}]
        for rule in right:
            judge.validate(rule)
            self.run_command("segment", self.store, "-", stdin=json.dumps(rule))
        for rule in wrong:
            self.assertFalse(judge.is_valid(rule), rule)
            self.run_command("segment", self.store, "-", stdin=json.dumps(rule), status=BAD_DATA)

    def test_rfm(self):
        rows = self.rows(self.json("rfm", self.store, "-", stdin=json.dumps(
            {"over": "cases", "period": ["2007-01-01", "2007-12-31"]})))
        self.assertEqual([(row["subject"], row["frequency"], row["breadth"]) for row in rows],
                         [(1, 2, 1), (2, 1, 1)])


if __name__ == "__main__":
    harness.main()
