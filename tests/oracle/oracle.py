"""Thousands of questions over made-up facts: the engine's answer, and that of the SQL which its
explanation gives, run by SQLite over the views of a copy of the store and by DuckDB over the same
rows in tables of the views' names. Equal in every row, in order, to the last digit; reals to 1e-9.

oracle.py LIBRARY [--seed N] [--question K] [--questions N] [--sqlite-only]
"""

from __future__ import annotations

import argparse
import collections
import datetime
import json
import math
import os
import pathlib
import random
import re
import sqlite3
import sys
import tempfile
import time

import duckdb
from pglast.parser import ParseError, parse_sql

from facts import EPOCH, OTHER_ZONES, ZONES, Facts
from library import Library, Refused, Store
from questions import Questions

# A question over several cubes may name what one of them has not: the parser says so. How many may
# is bounded, or nothing would be compared any more.
E_INVALID, E_LIMIT, E_DENIED = -100, -103, -202
MOST_REFUSED = 0.3
QUESTIONS_PER_ROUND = 60
ROUNDS_PER_WORLD = 8
SIZES = (700, 400, 500, 500, 400)  # cases, contacts, visits, deliveries, appointments
TYPES = {"INTEGER": "BIGINT", "TEXT": "VARCHAR", "REAL": "DOUBLE"}
SQLITE_BYTES = 1 << 28  # that a statement may take there
SQLITE_TEXT = 1 << 26  # characters of a statement there, with all that is copied
COMPUTED = {"text_value": "VARCHAR", "day": "VARCHAR", "number_value": "DOUBLE",
            "life_area": "VARCHAR", "category_parent": "VARCHAR", "office_parent": "VARCHAR",
            "office_top": "VARCHAR", "area_parent": "VARCHAR", "area_top": "VARCHAR",
            "office": "VARCHAR", "scope_office": "VARCHAR"}


# --- The same facts elsewhere ------------------------------------------------------------------

class Copies:
    """A copy of the store for SQLite, and its views as tables of DuckDB."""

    def __init__(self, store: Store, path: str, with_duckdb: bool):
        store.backup(path)
        self.path = path
        self.sqlite = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
        self.sqlite.execute(f"PRAGMA hard_heap_limit = {SQLITE_BYTES}")
        self.duckdb = self.load(path) if with_duckdb else None

    def views(self) -> list[str]:
        return [name for name, in self.sqlite.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'view' ORDER BY name")]

    def load(self, path: str) -> duckdb.DuckDBPyConnection:
        db = duckdb.connect(":memory:")
        db.execute("SET threads = 1")
        for view in self.views():
            columns = self.sqlite.execute(f"SELECT * FROM pragma_table_info('{view}')").fetchall()
            names = [column[1] for column in columns]
            rows = self.sqlite.execute(f"SELECT * FROM {view}").fetchall()
            # What a view computes has no declared type, and that of its values.
            types = [TYPES.get(column[2]) or COMPUTED.get(column[1]) or
                     ("VARCHAR" if any(isinstance(row[at], str) for row in rows) else "BIGINT")
                     for at, column in enumerate(columns)]
            db.execute(f"CREATE TABLE {view} ("
                       + ", ".join(f"{n} {t}" for n, t in zip(names, types)) + ")")
            if rows:
                lists = [list(values) for values in zip(*rows)]
                db.execute(f"INSERT INTO {view} SELECT " + ", ".join(
                    f"UNNEST(CAST(${i} AS {t}[]))" for i, t in enumerate(types, 1)), lists)
        return db

    def close(self) -> None:
        self.sqlite.close()
        if self.duckdb:
            self.duckdb.close()
        pathlib.Path(self.path).unlink()


# --- Comparing ---------------------------------------------------------------------------------

def plain(value, kind: str):
    """A cell of the answer as the SQL gives it."""
    if value is None:
        return None
    if kind == "boolean":
        return int(value)
    if kind == "number":
        return float(value)
    if kind == "time":
        moment = datetime.datetime.fromisoformat(value)
        return (moment - EPOCH) // datetime.timedelta(microseconds=1)
    return value


def same(ours, theirs) -> bool:
    if ours is None or theirs is None:
        return ours is theirs
    if isinstance(ours, float):
        return math.isclose(ours, float(theirs), rel_tol=1e-9, abs_tol=0.0)
    return ours == theirs


def same_rows(ours: list, theirs: list) -> bool:
    return len(ours) == len(theirs) and all(
        same(a, b) for left, right in zip(ours, theirs) for a, b in zip(left, right))


def nearly_tied(answer: dict, question: dict, ours: list, theirs: list) -> bool:
    """Whether the rows differ only in how reals that are equal to 1e-9 were put in order."""
    names = [column["name"] for column in answer["columns"]]
    kinds = [column["type"] for column in answer["columns"]]
    order = [names.index(name) for name, _ in question.get("order", [])]
    reals = [place for place, at in enumerate(order) if kinds[at] == "number"]
    if len(ours) != len(theirs) or not reals:
        return False
    order = order[:reals[0] + 1]  # what comes behind them is moved with the rows
    if not all(same(a[at], b[at]) for a, b in zip(ours, theirs) for at in order):
        return False
    if "limit" in question or question.get("offset"):
        return True
    keys = [at for at, kind in enumerate(kinds) if kind != "number"]
    return collections.Counter(tuple(row[at] for at in keys) for row in ours) == \
        collections.Counter(tuple(row[at] for at in keys) for row in theirs)


class Disagreement(Exception):
    pass


def first_difference(ours: list, theirs: list) -> str:
    for row, (left, right) in enumerate(zip(ours, theirs)):
        for column, (a, b) in enumerate(zip(left, right)):
            if not same(a, b):
                return f"row {row}, column {column}: {a!r} is {b!r} there\n  {left}\n  {right}"
    return f"{len(ours)} rows here, {len(theirs)} there"


def compare(answer: dict, question: dict, who: str, columns: list[str], rows: list) -> None:
    names = [column["name"] for column in answer["columns"]]
    if names != columns:
        raise Disagreement(f"{who}: columns {columns} instead of {names}")
    kinds = [column["type"] for column in answer["columns"]]
    ours = [[plain(value, kind) for value, kind in zip(row, kinds)] for row in answer["rows"]]
    if not same_rows(ours, rows) and not nearly_tied(answer, question, ours, rows):
        raise Disagreement(f"{who}: {first_difference(ours, rows)}")


# --- Asking ------------------------------------------------------------------------------------

class Tally:
    def __init__(self):
        self.asked = self.refused = self.rows = self.empty = self.limits = self.given_up = 0
        self.seconds = collections.Counter()

    def timed(self, who: str, work):
        begin = time.perf_counter()
        try:
            return work()
        finally:
            self.seconds[who] += time.perf_counter() - begin


# SQLite copies a table of WITH to every place that uses it, and so on into the depth: the totals of a
# compared stock of a past day may be more than it can hold, or than it can read in minutes. The other
# database still answers.
def length_in_sqlite(sql: str) -> int:
    """Of the text once everything is copied."""
    parts = re.split(r"(?m)^(?:WITH )?(\w+)(?: \([^)]*\))? AS (?:MATERIALIZED )?\(", sql)
    lengths: dict[str, int] = {}
    total = 0
    for name, body in zip([*parts[1::2], ""], [*parts[2::2], ""]):
        used = collections.Counter(re.findall(r"\b\w+\b", body))
        total = len(body) + sum(length * used[other] for other, length in lengths.items())
        lengths[name] = total
    return max(lengths.values())


def gives_up(error: Exception, sql: str) -> bool:
    if isinstance(error, MemoryError):
        return True
    lost = re.fullmatch(r"no such table: (\w+)", str(error))
    return lost is not None and f"\n{lost[1]} AS MATERIALIZED (" in sql


def check(store: Store, copies: Copies, question: dict, actor: int, tally: Tally,
          show: bool) -> None:
    told = tally.timed("explain", lambda: store.explain(question, actor))
    answer = tally.timed("engine", lambda: store.query(question, actor))
    if show:
        print(json.dumps(question, ensure_ascii=False, indent=1), told["sql"],
              json.dumps(answer, ensure_ascii=False), sep="\n\n")
    if told["rows"]["answered"] != len(answer["rows"]):
        raise Disagreement(f"explain tells of {told['rows']['answered']} rows")
    try:
        tally.timed("grammar", lambda: parse_sql(told["sql"]))
    except ParseError as error:
        raise Disagreement(f"PostgreSQL's grammar: {error}\n{told['sql']}") from error
    for who, db in (("sqlite", copies.sqlite), ("duckdb", copies.duckdb)):
        if db is None:
            continue
        if who == "sqlite" and length_in_sqlite(told["sql"]) > SQLITE_TEXT:
            tally.given_up += 1
            continue
        try:
            cursor = tally.timed(who, lambda: db.execute(told["sql"]))
            rows = tally.timed(who, cursor.fetchall)
            compare(answer, question, who, [c[0] for c in cursor.description], rows)
        except (sqlite3.OperationalError, MemoryError) as error:
            if not gives_up(error, told["sql"]):
                raise Disagreement(f"{who}: {error}\n{told['sql']}") from error
            tally.given_up += 1
        except (sqlite3.Error, duckdb.Error, Disagreement) as error:
            raise Disagreement(f"{who}: {error}\n{told['sql']}") from error
    tally.asked += 1
    tally.rows += len(answer["rows"])
    tally.empty += not answer["rows"]


def run_world(library: Library, seed: int, world: int, questions: int, only: int | None,
              first: int, with_duckdb: bool, tally: Tally) -> list[int]:
    """Asks up to `questions` questions, numbered from `first`; gives the numbers that failed."""
    rng = random.Random(f"{seed} world {world}")
    zone = (ZONES + OTHER_ZONES)[world % len(ZONES + OTHER_ZONES)]
    failed: list[int] = []
    with tempfile.TemporaryDirectory(prefix="pmmcrm-oracle-", dir=shared_memory()) as directory:
        path = os.path.join(directory, "city.crm")
        store = Store(library, path, zone)
        facts = Facts(path, rng, zone)
        actors = facts.actors()
        # Columns are built empty, from the tables, or fed by what comes.
        if rng.random() < 0.5:
            store.query({"measures": ["cases.count"]})
        facts.fill(*(int(size * rng.choice((0.01, 1, 1, 1.5))) for size in SIZES))
        asking = Questions(store.meta(), facts)
        number = first
        while number < first + questions:
            store.now_us = facts.now
            copies = Copies(store, os.path.join(directory, "copy.crm"), with_duckdb)
            for number in range(number, min(number + QUESTIONS_PER_ROUND, first + questions)):
                own = random.Random(f"{seed} question {number}")
                facts.rng = own
                question, actor = asking.ask(own), own.choice(actors + [1] * 4)
                if only is None or only == number:
                    try:
                        check(store, copies, question, actor, tally, only is not None)
                    except Refused as refusal:
                        tally.refused += 1
                        denied = refusal.code == E_DENIED and "ungrouped" in question
                        if not denied and refusal.code not in (E_INVALID, E_LIMIT):
                            failed.append(number)
                            report(seed, number, zone, actor, question, refusal)
                    except Disagreement as error:
                        failed.append(number)
                        report(seed, number, zone, actor, question, error)
            number += 1
            copies.close()
            facts.rng = random.Random(f"{seed} change {number}")
            facts.change()
            # Columns that were saved go on as those that were kept.
            if facts.rng.random() < 0.3:
                store.close()
                store = Store(library, path, zone)
        store.close()
        facts.db.close()
    return failed


def report(seed: int, number: int, zone: str, actor: int, question: dict, what) -> None:
    print(f"--- --seed {seed} --question {number} (store in {zone}, actor {actor})\n"
          f"{json.dumps(question, ensure_ascii=False)}\n{what}\n", flush=True)


def shared_memory() -> str | None:
    return "/dev/shm" if os.access("/dev/shm", os.W_OK) else None


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("library")
    parser.add_argument("--seed", type=int,
                        default=int(os.environ.get("SEED", random.SystemRandom().getrandbits(32))))
    parser.add_argument("--questions", type=int, default=3000)
    parser.add_argument("--question", type=int, help="only this one, shown in full")
    parser.add_argument("--sqlite-only", action="store_true")
    options = parser.parse_args()
    print(f"SEED={options.seed}", flush=True)
    library, tally, failed = Library(options.library), Tally(), []
    per_world = QUESTIONS_PER_ROUND * ROUNDS_PER_WORLD
    for world in range((options.questions + per_world - 1) // per_world):
        first = world * per_world
        if options.question is None or first <= options.question < first + per_world:
            failed += run_world(library, options.seed, world,
                                min(per_world, options.questions - first), options.question, first,
                                not options.sqlite_only, tally)
    spent = ", ".join(f"{who} {seconds:.1f}" for who, seconds in tally.seconds.items())
    print(f"{tally.asked} questions with {tally.rows} rows ({tally.empty} empty), {tally.refused} "
          f"refused, {len(failed)} in disagreement; seconds: {spent}")
    if tally.given_up > 1 + tally.asked // 300:
        print(f"SQLite gave {tally.given_up} questions up")
        return 1
    if options.question is None and tally.refused > MOST_REFUSED * (tally.asked + tally.refused):
        print("too many questions were refused for the rest to tell anything")
        return 1
    return 1 if failed or tally.asked == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
