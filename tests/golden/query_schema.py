"""The JSON Schema of a question says what the parser says.

Every question of golden/query is put to the schema. What the parser answers ("= ") the schema accepts; what it refuses ("! ")
the schema refuses too, unless the error is one that no schema can tell ("!! "), and then it must accept it: a schema that
learns more has to take the mark away.
"""

import json
import pathlib
import sys
import unittest

import jsonschema

ROOT = pathlib.Path(__file__).resolve().parents[2]


def entries():
    for path in sorted((ROOT / "tests/golden/query").glob("*.txt")):
        question = ""
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            mark = line.split(" ", 1)[0]
            if mark in ("=", "!", "!!"):
                yield f"{path.name}:{number}", json.loads(question), mark
                question = ""
            elif line and not line.startswith("#"):
                question += line


def examples():
    text = (ROOT / "docs/query.md").read_text("utf-8")
    for part in text.split("```json\n")[1:]:
        yield json.loads(part.split("```")[0])


class QuerySchema(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        self.schema = json.loads((ROOT / "docs/query.schema.json").read_text("utf-8"))
        self.validator = jsonschema.Draft202012Validator(self.schema)

    def test_is_a_schema(self):
        jsonschema.Draft202012Validator.check_schema(self.schema)

    def test_says_what_the_parser_says(self):
        marks = set()
        for place, question, mark in entries():
            marks.add(mark)
            with self.subTest(place=place):
                self.assertEqual(self.validator.is_valid(question), mark != "!", question)
        self.assertEqual(marks, {"=", "!", "!!"})

    def test_accepts_the_benchmark(self):
        questions = json.loads((ROOT / "bench/analytics_questions.json").read_text("utf-8"))
        values = {"year": "2007", "from": "2007-01-01", "to": "2007-01-30", "channel": "channel 0",
                  "category": "category 0", "area": "area 0"}
        for entry in questions["questions"]:
            if entry["kind"] != "query":
                continue
            text = json.dumps(entry["query"])
            for name, value in values.items():
                text = text.replace("{" + name + "}", value)
            with self.subTest(name=entry["name"]):
                self.assertTrue(self.validator.is_valid(json.loads(text)))

    def test_accepts_the_examples(self):
        for question in examples():
            self.assertTrue(self.validator.is_valid(question), question)


if __name__ == "__main__":
    sys.exit(unittest.main())
