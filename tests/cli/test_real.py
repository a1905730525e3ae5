"""Real files through the whole of it: imported by the command, counted by questions, and equal to a
plain count of the file. Boston's half year (public domain) and Alessandria's reports (CC BY 4.0)."""

import collections
import csv
import datetime
import gzip
import math
import pathlib
import sqlite3
import statistics
import unittest
import zoneinfo

import harness

TESTS = pathlib.Path(__file__).resolve().parents[1]
DATA = TESTS.parents[1] / "shared" / "data"
BOSTON = DATA / "boston311" / "boston311_2015H1.csv.gz"
ALESSANDRIA = DATA / "alessandria" / "segnalazioni-municipium.csv"


def instant(text):
    return datetime.datetime.strptime(text, "%m/%d/%Y %I:%M:%S %p") if text.strip() else None


def quantile(values, p):
    """Linear interpolation between the two neighbours of p * (n - 1)."""
    if not values:
        return None
    values = sorted(values)
    place = p * (len(values) - 1)
    low = math.floor(place)
    high = min(low + 1, len(values) - 1)
    return values[low] + (values[high] - values[low]) * (place - low)


class Real(harness.CliTest):
    def load(self, data, mapping, timezone):
        if not data.is_file():
            self.skipTest(f"{data.name} is not on this machine")
        self.run_command("init", self.store, "--timezone", timezone)
        return self.json("import", self.store, str(data), "--mapping",
                         str(TESTS / "mappings" / mapping))

    def counts(self, **query):
        query = {"measures": ["cases.count"], **query}
        answer = self.json("query", self.store, self.write("query.json", query))
        return {tuple(row[:-1]) if len(row) > 2 else row[0]: row[-1] for row in answer["rows"]}


class Boston(Real):
    def setUp(self):
        super().setUp()
        self.report = self.load(BOSTON, "boston311.json", "America/New_York")
        with gzip.open(BOSTON, "rt", encoding="utf-8", newline="") as file:
            self.rows = list(csv.DictReader(file))

    def counted(self, column):
        return dict(collections.Counter(row[column].strip() or None for row in self.rows))

    def test_every_count_equals_a_plain_one(self):
        self.assertEqual((self.report["read"], self.report["created"]), (58_119, 58_119))
        for member, column in (("channel", "Source"), ("office", "Department"),
                               ("category", "REASON"), ("service", "TYPE"),
                               ("area", "neighborhood")):
            with self.subTest(member):
                self.assertEqual(self.counts(dimensions=[f"cases.{member}"]), self.counted(column))
        self.assertEqual(self.counts(dimensions=["cases.status"]),
                         {key.lower(): n for key, n in self.counted("CASE_STATUS").items()})
        months = collections.Counter(instant(row["OPEN_DT"]).strftime("%Y-%m-01")
                                     for row in self.rows)
        self.assertEqual(self.counts(timeDimensions=[
            {"dimension": "cases.opened_at", "granularity": "month"}]), dict(months))

    # With both times present, the city's own ONTIME holds exactly where closed <= target.
    def test_the_deadline_rule_is_the_city_s(self):
        answer = self.json("query", self.store, self.write("query.json", {
            "measures": ["cases.within_due_count", "cases.within_due_rate"],
            "dimensions": ["cases.office"]}))
        on_time, due = collections.Counter(), collections.Counter()
        for row in self.rows:
            if row["CLOSED_DT"].strip() and row["TARGET_DT"].strip():
                office = row["Department"].strip() or None
                due[office] += 1
                on_time[office] += row["OnTime_Status"] == "ONTIME"
        for office, count, rate in answer["rows"]:
            with self.subTest(office):
                self.assertEqual(count, on_time[office])
                if due[office]:
                    self.assertAlmostEqual(rate, on_time[office] / due[office], places=12)
                else:
                    self.assertIsNone(rate)


    # --- Rates, medians and tables, each computed again from the file ---

    def facts(self):
        """One tuple a row: channel, office, month of opening, and three instants, UTC."""
        zone = zoneinfo.ZoneInfo("America/New_York")

        def utc(text):
            local = instant(text)
            return local and local.replace(tzinfo=zone).astimezone(datetime.timezone.utc)
        for row in self.rows:
            opened = instant(row["OPEN_DT"])
            yield (row["Source"].strip() or None, row["Department"].strip() or None,
                   opened.strftime("%Y-%m-01"), utc(row["OPEN_DT"]), utc(row["TARGET_DT"]),
                   utc(row["CLOSED_DT"]))

    @staticmethod
    def measured(facts):
        """What the measures of the question below are, of these facts."""
        closed = [fact for fact in facts if fact[5]]
        with_due = [fact for fact in closed if fact[4]]
        on_time = sum(fact[5] <= fact[4] for fact in with_due)
        times = [(fact[5] - fact[3]).total_seconds() for fact in closed if fact[5] >= fact[3]]
        return [len(facts), on_time, on_time / len(with_due) if with_due else None,
                statistics.fmean(times) if times else None,
                statistics.median(times) if times else None, quantile(times, 0.9)]

    def asked(self, **more):
        return {"measures": ["cases.count", "cases.within_due_count", "cases.within_due_rate",
                             "cases.resolution_time_avg", "cases.resolution_time_median",
                             "cases.resolution_time_p90"], **more}

    def check_rows(self, rows, expected, parts):
        self.assertEqual({tuple(row[:parts]) for row in rows}, set(expected))
        self.assertEqual(len(rows), len(expected))
        for row in rows:
            key = tuple(row[:parts])
            for ours, theirs in zip(row[parts:], self.measured(expected[key]), strict=True):
                with self.subTest(key=key):
                    if theirs is None or isinstance(theirs, int):
                        self.assertEqual(ours, theirs)
                    else:
                        self.assertTrue(math.isclose(ours, theirs, rel_tol=1e-9), (ours, theirs))

    # The answer, and what the SQL of its explanation gives over the views of a copy.
    def test_rates_medians_and_month_by_channel(self):
        facts = list(self.facts())
        copy = self.path("copy.crm")
        self.run_command("backup", self.store, copy)
        views = sqlite3.connect(f"file:{copy}?mode=ro", uri=True)
        self.addCleanup(views.close)
        month = {"dimension": "cases.opened_at", "granularity": "month"}
        for more, key in (({}, lambda _: ()),
                          ({"dimensions": ["cases.office"]}, lambda fact: fact[1:2]),
                          ({"timeDimensions": [month]}, lambda fact: fact[2:3]),
                          ({"dimensions": ["cases.channel"], "timeDimensions": [month]},
                           lambda fact: (fact[0], fact[2]))):
            expected = collections.defaultdict(list)
            for fact in facts:
                expected[key(fact)].append(fact)
            query = self.write("query.json", self.asked(**more))
            parts = sum(len(part) for part in more.values())
            self.check_rows(self.json("query", self.store, query)["rows"], expected, parts)
            told = self.json("query", self.store, query, "--explain")
            self.assertEqual(told["rows"]["matched"], len(facts))
            self.check_rows(views.execute(told["sql"]).fetchall(), expected, parts)


class Alessandria(Real):
    def test_states_and_months(self):
        report = self.load(ALESSANDRIA, "alessandria.json", "Europe/Rome")
        with open(ALESSANDRIA, encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file, delimiter=";"))
        self.assertEqual((report["read"], report["created"]), (len(rows), len(rows)))
        states = {"chiusa": "resolved", "aperta": "new", "annullata": "cancelled",
                  "in carico": "in_progress", "archiviata": "no_further_action",
                  "eliminata": "cancelled"}
        self.assertEqual(self.counts(dimensions=["cases.state"]),
                         dict(collections.Counter(states[row["Stato"]] for row in rows)))
        self.assertEqual(
            self.counts(timeDimensions=[{"dimension": "cases.opened_at", "granularity": "month"}]),
            dict(collections.Counter(row["Creato"][:7] + "-01" for row in rows)))


if __name__ == "__main__":
    harness.main()
