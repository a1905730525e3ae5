"""query and meta: questions of the cubes."""

import json
import pathlib
import sqlite3

import harness
from harness import BAD_DATA, NOT_FOUND

BY_SERVICE = {"measures": ["cases.count", "cases.resolution_time_avg"],
              "dimensions": ["cases.service"], "order": {"cases.count": "desc"}}


class Query(harness.CliTest):
    def setUp(self) -> None:
        super().setUp()
        self.make_store()
        self.question = self.write("question.json", BY_SERVICE)

    def test_json_answer(self):
        answer = self.json("query", self.store, self.question)
        self.assertEqual(sorted(answer), ["columns", "rows", "timezone", "watermark"])
        self.assertEqual([(c["name"], c["unit"]) for c in answer["columns"]],
                         [("cases.service", ""), ("cases.count", ""),
                          ("cases.resolution_time_avg", "s")])
        self.assertEqual(answer["rows"], [["visure", 2, 26 * 3600], ["cambio", 1, 864000]])
        self.assertEqual(sorted(answer["watermark"]), ["journal", "time", "visit"])

    def test_csv_is_exact(self):
        rows = self.csv("query", self.store, self.question)
        self.assertEqual([float(row["cases.resolution_time_avg"]) for row in rows],
                         [93600.0, 864000.0])

    def test_table_is_readable(self):
        lines = self.run_command("query", self.store, self.question).stdout.splitlines()
        self.assertEqual(lines[0].split(), ["cases.service", "cases.count",
                                            "cases.resolution_time_avg"])
        self.assertRegex(lines[2], r"^visure +2 +1 d 2 h$")
        self.assertRegex(lines[3], r"^cambio +1 +10 d 0 h$")
        self.assertEqual(len({len(line) for line in lines}), 1)  # aligned to the right

    def test_from_standard_input(self):
        answer = self.json("query", self.store, "-", stdin=json.dumps({"measures": ["cases.count"]}))
        self.assertEqual(answer["rows"], [[3]])

    def test_month_bucket(self):
        question = {"measures": ["cases.count"],
                    "timeDimensions": [{"dimension": "cases.opened_at", "granularity": "month"}],
                    "order": {"cases.opened_at.month": "asc"}}
        rows = self.csv("query", self.store, "-", stdin=json.dumps(question))
        self.assertEqual([(row["cases.opened_at.month"], row["cases.count"]) for row in rows],
                         [("2007-03-01", "1"), ("2007-04-01", "1"), ("2007-12-01", "1")])

    # The SQL of an explanation, run on a copy, is the answer.
    def test_explain(self):
        answer = self.json("query", self.store, self.question)
        told = self.json("query", self.store, self.question, "--explain")
        self.assertEqual(told["rows"], {"held": 3, "read": 3, "matched": 3, "answered": 2})
        copy = self.path("copy.crm")
        self.run_command("backup", self.store, copy)
        views = sqlite3.connect(f"file:{copy}?mode=ro", uri=True)
        self.addCleanup(views.close)
        rows = views.execute(told["sql"])
        self.assertEqual([column[0] for column in rows.description],
                         [column["name"] for column in answer["columns"]])
        self.assertEqual([list(row) for row in rows], answer["rows"])

    def test_explain_for_people_and_for_spreadsheets(self):
        text = self.run_command("query", self.store, self.question, "--explain").stdout
        self.assertRegex(text, r"rows +3 held, 3 read, 3 matched, 2 answered")
        self.assertIn("FROM v_cases v", text)
        rows = {row["what"]: row["value"]
                for row in self.csv("query", self.store, self.question, "--explain")}
        self.assertEqual((rows["rows.matched"], rows["cubes"]), ("3", '["cases"]'))
        self.assertTrue(rows["sql"].startswith("WITH cases_rows AS MATERIALIZED ("), rows["sql"])

    def test_unknown_member_is_named(self):
        done = self.run_command("query", self.store, "-", stdin='{"measures":["cases.cuont"]}',
                                status=BAD_DATA)
        self.assertIn("measures[0]", done.stderr)
        self.assertIn("cases.count", done.stderr)
        self.assertEqual(done.stdout, "")

    def test_no_json(self):
        self.run_command("query", self.store, "-", stdin="count the cases", status=BAD_DATA)

    def test_no_such_question(self):
        self.run_command("query", self.store, self.path("none.json"), status=NOT_FOUND)


    def test_saved_segment(self):
        rule = self.write("rule.json", {"cases": {"count": {"gte": 2}}})
        self.run_command("segment", self.store, rule, "--save", "busy")
        for part, count in (({"segments": ["busy"]}, 2),
                            ({"filters": [{"operator": "notInSegment", "values": ["busy"]}]}, 1)):
            question = json.dumps({"measures": ["cases.count"], **part})
            answer = self.json("query", self.store, "-", stdin=question)
            self.assertEqual(answer["rows"], [[count]])
        done = self.run_command("query", self.store, "-", status=BAD_DATA,
                                stdin='{"measures":["cases.count"],"segments":["bussy"]}')
        self.assertIn("segments[0]", done.stderr)

    def test_total_and_ranges(self):
        question = {"measures": ["cases.count"], "dimensions": ["cases.service"], "limit": 1,
                    "total": True,
                    "timeDimensions": [{"dimension": "cases.opened_at", "dateRange": "2007"}]}
        answer = self.json("query", self.store, "-", stdin=json.dumps(question))
        self.assertEqual((len(answer["rows"]), answer["total"]), (1, 2))
        self.assertEqual(answer["ranges"], [{"member": "cases.opened_at", "compared": False,
                                             "from": "2007-01-01T00:00:00+01:00",
                                             "to": "2008-01-01T00:00:00+01:00"}])


class Meta(harness.CliTest):
    def setUp(self) -> None:
        super().setUp()
        self.run_command("init", self.store)

    def test_json(self):
        cubes = self.json("meta", self.store)["cubes"]
        self.assertTrue({"cases", "contacts", "visits"} <= {cube["name"] for cube in cubes})

    def test_schema_is_the_shipped_one(self):
        shipped = pathlib.Path(__file__).parents[2] / "docs/query.schema.json"
        schema = self.run_command("meta", self.store, "--schema").stdout
        self.assertEqual(schema, shipped.read_text("utf-8"))

    def test_table_and_csv_have_every_member(self):
        members = {member["name"] for cube in self.json("meta", self.store)["cubes"]
                   for member in cube["members"]}
        self.assertEqual({row["name"] for row in self.csv("meta", self.store)}, members)
        table = self.run_command("meta", self.store).stdout
        for name in members:
            self.assertIn(name, table)


if __name__ == "__main__":
    harness.main()
