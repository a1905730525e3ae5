"""However a zone changes its clock, no fact is lost or counted twice: the days of a stretch of time
sum up to what its hours, its minutes and all of it hold, in the store's own zone and in another;
and each fact is in the day and the hour in which Python's zoneinfo puts it.

clock_changes.py LIBRARY [--seed N]
"""

from __future__ import annotations

import argparse
import collections
import datetime
import os
import random
import sys
import tempfile
import unittest
import zoneinfo

from facts import EPOCH, OTHER_ZONES, ZONES, Facts
from library import Library, Store

TIMES = {"cases.opened_at": "cases", "cases.due_at": "cases", "cases.closed_at": "cases",
         "contacts.started_at": "contacts", "visits.at": "visits",
         "deliveries.created_at": "deliveries", "deliveries.sent_at": "deliveries",
         "appointments.starts_at": "appointments", "appointments.booked_at": "appointments"}
COLUMNS = {"cases.opened_at": "opened_us", "cases.due_at": "due_us",
           "cases.closed_at": "closed_us", "contacts.started_at": "started_us",
           "visits.at": "at_us", "deliveries.created_at": "created_us",
           "deliveries.sent_at": "sent_us", "appointments.starts_at": "starts_us",
           "appointments.booked_at": "created_us"}
LOST_DAY = "2011-12-30"  # Apia went from the 29th to the 31st of December 2011


class ClockChanges(unittest.TestCase):
    library: Library
    seed: int

    def buckets(self, store: Store, time: str, granularity: str, zone: str, **more) -> dict:
        answer = store.query({
            "measures": [f"{TIMES[time]}.count"], "timezone": zone,
            "timeDimensions": [{"dimension": time, "granularity": granularity, **more}]})
        self.assertEqual(answer["timezone"], zone)
        return dict(answer["rows"])

    def total(self, store: Store, time: str, zone: str, **more) -> int:
        """Of the rows that have that time: the others lie in no bucket."""
        question: dict = {"measures": [f"{TIMES[time]}.count"], "timezone": zone,
                          "filters": [{"member": time, "operator": "set"}]}
        if more:
            question["timeDimensions"] = [{"dimension": time, **more}]
        return store.query(question)["rows"][0][0]

    def by_day(self, buckets: dict) -> dict:
        """Hours or minutes, by the day that stands in their name."""
        days: collections.Counter = collections.Counter()
        for name, count in buckets.items():
            days[name and name[:10]] += count
        return dict(days)

    def check_zone(self, store: Store, facts: Facts, zone: str) -> None:
        for time, cube in TIMES.items():
            with self.subTest(zone=zone, time=time, seed=self.seed):
                days = self.buckets(store, time, "day", zone)
                hours = self.buckets(store, time, "hour", zone)
                self.assertEqual(days, self.by_day(hours))
                self.assertEqual(days, self.by_day(self.buckets(store, time, "minute", zone)))
                self.assertEqual(sum(days.values()), self.total(store, time, zone))
                for longer in ("week", "month", "quarter", "year", "weekday", "hourOfDay"):
                    self.assertEqual(sum(days.values()), sum(
                        self.buckets(store, time, longer, zone).values()), longer)
                instants = [us for us, in facts.db.execute(
                    f"SELECT {COLUMNS[time]} FROM {cube} WHERE {COLUMNS[time]} IS NOT NULL")]
                self.assertEqual(days, self.python_days(instants, zone))
                self.assertEqual(hours, self.python_hours(instants, zone))
                if zone == "Pacific/Apia":
                    self.assertNotIn(LOST_DAY, days)

    def check_stretches(self, store: Store, facts: Facts, zone: str) -> None:
        """The same of ranges that begin or end on the nights in question."""
        for night in facts.nights:
            moment = (EPOCH + datetime.timedelta(microseconds=night)).astimezone(
                zoneinfo.ZoneInfo(zone))
            first = (moment - datetime.timedelta(days=1)).date().isoformat()
            last = (moment + datetime.timedelta(days=1)).date().isoformat()
            for days in ([first, last], [first, first], [last, last]):
                with self.subTest(zone=zone, days=days, seed=self.seed):
                    sums = [sum(self.buckets(store, "visits.at", granularity, zone,
                                             dateRange=days).values())
                            for granularity in ("day", "hour", "minute")]
                    self.assertEqual(set(sums), {self.total(store, "visits.at", zone,
                                                            dateRange=days)})

    def python_days(self, instants: list, zone: str) -> dict:
        info = zoneinfo.ZoneInfo(zone)
        return dict(collections.Counter(
            us if us is None else self.local(us, info).date().isoformat() for us in instants))

    def python_hours(self, instants: list, zone: str) -> dict:
        info, found = zoneinfo.ZoneInfo(zone), collections.Counter()
        for us in instants:
            if us is None:
                found[None] += 1
                continue
            # Back to the full local hour, but no further than the last change of the clock.
            moment = self.local(us, info)
            passed = datetime.timedelta(minutes=moment.minute, seconds=moment.second,
                                        microseconds=moment.microsecond)
            begin = (moment.astimezone(datetime.timezone.utc) - passed).astimezone(info)
            while begin.utcoffset() != moment.utcoffset():
                begin = (begin.astimezone(datetime.timezone.utc)
                         + datetime.timedelta(minutes=1)).astimezone(info)
            found[begin.isoformat().replace("+00:00", "Z")] += 1
        return dict(found)

    @staticmethod
    def local(us: int, info: zoneinfo.ZoneInfo) -> datetime.datetime:
        return (EPOCH + datetime.timedelta(microseconds=us)).astimezone(info)

    def test_days_hours_and_all_hold_the_same(self):
        for number, home in enumerate(ZONES + OTHER_ZONES):
            with tempfile.TemporaryDirectory(prefix="pmmcrm-clock-") as directory:
                path = os.path.join(directory, "city.crm")
                store = Store(self.library, path, home)
                facts = Facts(path, random.Random(f"{self.seed} {home}"), home)
                facts.fill(300, 150, 500, 300, 200)
                store.now_us = facts.now
                self.check_zone(store, facts, home)
                self.check_stretches(store, facts, home)
                self.check_zone(store, facts, (ZONES + OTHER_ZONES)[number - 3])
                store.close()
                facts.db.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("library")
    parser.add_argument("--seed", type=int,
                        default=int(os.environ.get("SEED", random.SystemRandom().getrandbits(32))))
    options = parser.parse_args()
    print(f"SEED={options.seed}", flush=True)
    ClockChanges.library, ClockChanges.seed = Library(options.library), options.seed
    unittest.main(argv=[sys.argv[0]])
