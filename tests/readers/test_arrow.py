"""The Arrow stream of an answer, consumed by DuckDB."""

import gc
import json
import unittest

import library
import readers

try:
    import duckdb
except ImportError:
    duckdb = None

QUESTION = {
    "measures": ["cases.count", "cases.within_due_rate", "cases.resolution_time_avg"],
    "dimensions": ["cases.service", "cases.outcome"],
    "timeDimensions": [{"dimension": "cases.opened_at", "granularity": "month"}]}
HOURS = {"measures": ["cases.count"],
         "timeDimensions": [{"dimension": "cases.opened_at", "granularity": "hour"}]}


@unittest.skipIf(duckdb is None, "DuckDB is not installed")
class DuckDb(readers.ReaderTest):
    def setUp(self) -> None:
        super().setUp()
        self.make_city()
        self.library = library.Library(readers.LIBRARY, self.store)
        self.addCleanup(self.library.close)

    def answer(self, question: dict) -> library.Answer:
        result = self.library.query(json.dumps(question))
        self.addCleanup(self.library.c.pmm_result_free, result)
        return library.Answer(self.library, result)

    def test_the_rows_are_those_of_the_answer(self):
        answer = self.answer(QUESTION)  # noqa: F841, found by its name
        found = duckdb.sql("SELECT * FROM answer")
        self.assertEqual([str(kind) for kind in found.types],
                         ["VARCHAR", "VARCHAR", "DATE", "BIGINT", "DOUBLE", "DOUBLE"])
        told = self.json("query", self.store, "-", stdin=json.dumps(QUESTION))
        self.assertEqual(found.columns, [column["name"] for column in told["columns"]])
        rows = [[value.isoformat() if hasattr(value, "isoformat") else value for value in row]
                for row in found.fetchall()]
        self.assertEqual(rows, told["rows"])

    def test_an_answer_can_be_taken_again(self):
        answer = self.answer(QUESTION)  # noqa: F841
        first = duckdb.sql("SELECT count(*), sum(\"cases.count\") FROM answer").fetchall()
        second = duckdb.sql("SELECT count(*), sum(\"cases.count\") FROM answer").fetchall()
        self.assertEqual(first, second)
        self.assertEqual(first[0][1], 120)

    def test_every_stream_is_released(self):
        answer = self.answer(QUESTION)
        for _ in range(20):
            duckdb.sql("SELECT count(*) FROM answer").fetchall()
        gc.collect()
        self.assertGreater(len(answer.streams), 0)
        self.assertEqual(answer.released, len(answer.streams))

    def test_instants_bear_their_zone(self):
        answer = self.answer(HOURS)  # noqa: F841
        found = duckdb.sql("SELECT * FROM answer")
        self.assertEqual(str(found.types[0]), "TIMESTAMP WITH TIME ZONE")
        told = self.ask(HOURS)
        micros = duckdb.sql("SELECT epoch_us(\"cases.opened_at.hour\") FROM answer").fetchall()
        self.assertEqual(len(micros), len(told))
        self.assertEqual(micros[0][0], 1167642000 * 1_000_000)  # 2007-01-01T10:00:00+01:00

    def test_no_rows(self):
        answer = self.answer({**QUESTION, "filters": [  # noqa: F841
            {"member": "cases.service", "operator": "equals", "values": ["none"]}]})
        self.assertEqual(duckdb.sql("SELECT * FROM answer").fetchall(), [])


if __name__ == "__main__":
    readers.main()
