"""Random schedules of reminders against Python: the days on which a rule recurs against dateutil, the
instant of each deadline and of each day before it against zoneinfo, in zones that change their clocks
at two, at midnight, by half an hour or by a day.

schedules.py LIBRARY API.json [--rules N] [--seed N]
"""

from __future__ import annotations

import argparse
import ctypes
import datetime
import json
import os
import pathlib
import random
import re
import sys
import unittest
import zoneinfo

from dateutil import rrule

from facts import EPOCH
from library import Library, Store, Str, given

DAY = datetime.timedelta(days=1)
UTC = datetime.timezone.utc
# A year of each, in which something happens to its clocks.
YEARS = {"Europe/Rome": (1975, 2036), "America/Havana": (1999, 2030), "America/Sao_Paulo": (2008, 2018),
         "Australia/Lord_Howe": (1990, 2030), "Pacific/Apia": (2011, 2012), "America/St_Johns": (1988, 2010),
         "Asia/Beirut": (1995, 2021), "Africa/Casablanca": (2013, 2030), "Asia/Kathmandu": (1985, 1987)}
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
TYPES = {"uint32_t": ctypes.c_uint32, "int32_t": ctypes.c_int32, "uint64_t": ctypes.c_uint64,
         "int64_t": ctypes.c_int64, "pmm_id": ctypes.c_int64, "double": ctypes.c_double,
         "pmm_str": Str}


class Abi:
    """Calls by name, with structs as docs/api.json describes them."""

    def __init__(self, library: Library, api: dict):
        self.library = library
        self.constants = {constant["name"]: constant["value"] for constant in api["constants"]}
        self.structs = {
            struct["name"]: type(struct["name"], (ctypes.Structure,), {"_fields_": [
                (member["name"], TYPES.get(member["type"], ctypes.c_void_p))
                for member in struct["members"]]})
            for struct in api["structs"] if struct["versioned"]}

    def input(self, struct: str, prefix: str, **members):
        made = self.structs[struct]()
        made.struct_size = ctypes.sizeof(made)
        for name, value in members.items():
            made.set_fields |= self.constants[f"{prefix}_{name.upper()}"]
            setattr(made, name, given(value) if isinstance(value, str) else value)
        return made

    def create(self, store: Store, function: str, made) -> int:
        out, error = ctypes.c_int64(), ctypes.c_void_p()
        self.library.check(getattr(self.library.abi, function)(
            store.session(1), ctypes.byref(made), None, ctypes.byref(out), ctypes.byref(error)), error)
        return out.value

    def follow(self, store: Store, rule: int, subject: int) -> None:
        error = ctypes.c_void_p()
        self.library.check(self.library.abi.pmm_reminder_rule_follow(
            store.session(1), ctypes.c_int64(rule), ctypes.c_int64(subject), 1, None, None,
            ctypes.byref(error)), error)

    def tick(self, store: Store) -> None:
        done = ctypes.c_int64(1)
        while done.value:
            error = ctypes.c_void_p()
            self.library.check(self.library.abi.pmm_tick(
                store.handle, None, ctypes.byref(done), ctypes.byref(error)), error)

    def reminders(self, store: Store) -> list[dict]:
        page = self.structs["pmm_page"]()
        page.struct_size, page.limit = ctypes.sizeof(page), 10_000
        result = self.library.call("pmm_reminder_list", store.session(1), None, ctypes.byref(page), None)
        try:
            answer = json.loads(self.library.taken(self.library.call("pmm_result_json", result)))
        finally:
            self.library.abi.pmm_result_free(result)
        names = [column["name"] for column in answer["columns"]]
        return [dict(zip(names, row)) for row in answer["rows"]]


def instant(zone: zoneinfo.ZoneInfo, moment: datetime.datetime) -> datetime.datetime:
    """Of a local time: of two the first, of none the moment of the change."""
    before = (moment - moment.replace(tzinfo=zone, fold=0).utcoffset()).replace(tzinfo=UTC)
    if before.astimezone(zone).replace(tzinfo=None) == moment:
        return before
    after = (moment - moment.replace(tzinfo=zone, fold=1).utcoffset()).replace(tzinfo=UTC)
    low, high = after, before  # the change is after the one, and not after the other
    while high - low > datetime.timedelta(microseconds=1):
        middle = low + (high - low) / 2
        changed = middle.astimezone(zone).utcoffset() == before.astimezone(zone).utcoffset()
        low, high = (low, middle) if changed else (middle, high)
    return high


def lived(zone: zoneinfo.ZoneInfo, day: datetime.date) -> bool:
    """Whether the zone has had that day."""
    end = instant(zone, datetime.datetime.combine(day + DAY, datetime.time()))
    return (end - datetime.timedelta(microseconds=1)).astimezone(zone).date() == day


def in_us(moment: datetime.datetime) -> int:
    return (moment - EPOCH) // datetime.timedelta(microseconds=1)


class Schedule:
    """A rule as drawn: its text, and the days on which it recurs."""

    def __init__(self, dice: random.Random, begin: datetime.date):
        self.starts = begin + DAY * dice.randrange(-60, 200)
        self.at_minute = dice.choice([0, 1, 30, 119, 120, 150, 179, 180, 540, 1439,
                                      dice.randrange(1440)])
        self.leads = sorted(dice.sample([0, 1, 2, 3, 7, 14, 30], dice.randint(1, 3)), reverse=True)
        start = None
        while start is None:  # 29 February of odd years never comes
            self.text = self.draw(dice)
            start = self.first(datetime.datetime.combine(self.starts, datetime.time()))
        self.starts = start.date()
        self.days = ([self.starts] if not self.text else
                     [day.date() for day in rrule.rrulestr(self.text, dtstart=start).between(
                         start, start + DAY * 800, inc=True)])

    def first(self, start: datetime.datetime) -> datetime.datetime | None:
        """A day that is one of the rule's own: from another one on RFC 5545 leaves it open."""
        if not self.text:
            return start
        return rrule.rrulestr(re.sub(";COUNT=.*?(?=;|$)", "", self.text),
                              dtstart=start).after(start, inc=True)

    @staticmethod
    def draw(dice: random.Random) -> str:
        frequency = dice.choice(["", "DAILY", "WEEKLY", "MONTHLY", "YEARLY"])
        if not frequency:
            return ""
        parts = [f"FREQ={frequency}"]
        if dice.random() < 0.5:
            parts.append(f"INTERVAL={dice.randint(1, 5)}")
        if dice.random() < 0.3:
            parts.append(f"COUNT={dice.randint(1, 9)}")
        if frequency == "WEEKLY" and dice.random() < 0.6:
            parts.append("BYDAY=" + ",".join(dice.sample(WEEKDAYS, dice.randint(1, 3))))
        if frequency == "MONTHLY" and dice.random() < 0.6:
            parts.append(dice.choice([f"BYMONTHDAY={dice.choice([1, 15, 28, 30, 31, -1])}",
                                      f"BYDAY={dice.choice([1, 2, 4, -1])}{dice.choice(WEEKDAYS)}"]))
        if frequency == "YEARLY" and dice.random() < 0.5:
            parts.append(f"BYMONTH={dice.randint(1, 12)};BYMONTHDAY={dice.choice([1, 25, 29])}")
        return ";".join(parts)


class Schedules(unittest.TestCase):
    library: Library
    api: dict
    rules: int
    seed: int

    def check(self, abi: Abi, store: Store, zone: str, schedules: dict, begin: datetime.date) -> int:
        """What stands there now; gives how many reminders were looked at."""
        info, seen = zoneinfo.ZoneInfo(zone), {rule: [] for rule in schedules}
        for reminder in abi.reminders(store):
            schedule = schedules[reminder["rule"]]
            due = parsed(reminder["due"])
            day = (due.astimezone(info)).date()
            seen[reminder["rule"]].append(day)
            about = (zone, self.seed, schedule.text, schedule.starts, schedule.leads,
                     schedule.at_minute, reminder)
            night = datetime.datetime.combine(day + DAY, datetime.time())
            self.assertEqual(in_us(due), in_us(instant(info, night)) - 1, about)
            told = [in_us(instant(info, datetime.datetime.combine(day - DAY * lead, datetime.time())
                                  + datetime.timedelta(minutes=schedule.at_minute)))
                    for lead in schedule.leads]
            coming = [us for us in told if us > store.now_us]
            following = reminder["next"] and in_us(parsed(reminder["next"]))
            self.assertEqual(following, coming[0] if coming else None, about)
        today = (EPOCH + datetime.timedelta(microseconds=store.now_us)).astimezone(info).date()
        for rule, schedule in schedules.items():
            until = today + DAY * (29 + schedule.leads[0])
            # What falls on a day that the zone has skipped does not come, as 29 February in most years.
            wanted = [day for day in schedule.days
                      if begin + DAY < day <= until and lived(info, day)]
            found = sorted(day for day in seen[rule] if begin + DAY < day <= until)
            about = (zone, self.seed, schedule.text, schedule.starts, str(today),
                     [str(day) for day in set(found) ^ set(wanted)], len(found), len(wanted))
            self.assertEqual(found, wanted, about)
        return sum(map(len, seen.values()))

    def one(self, zone: str, dice: random.Random) -> int:
        begin = datetime.date(dice.randint(*YEARS[zone]), dice.randint(1, 12), 1)
        store = Store(self.library, "memory", zone, memory=True)
        noon = datetime.datetime.combine(begin, datetime.time(12), UTC)
        store.now_us = in_us(noon)
        abi = Abi(self.library, self.api)
        subject = abi.create(store, "pmm_subject_create", abi.input(
            "pmm_subject_input", "PMM_SUBJECT", kind="person", given_name="Anna",
            family_name="Esposito"))
        schedules = {}
        for number in range(self.rules):
            schedule = Schedule(dice, begin)
            made = {"recurrence": schedule.text} if schedule.text else {}
            rule = abi.create(store, "pmm_reminder_rule_create", abi.input(
                "pmm_reminder_rule_input", "PMM_REMINDER_RULE", code=f"rule {number}", title="x",
                source="dated", starts_on=(schedule.starts - EPOCH.date()).days,
                at_minute=schedule.at_minute, leads=",".join(map(str, schedule.leads)), **made))
            schedules[rule] = schedule
            abi.follow(store, rule, subject)
        looked_at = 0
        for _ in range(12):
            abi.tick(store)
            looked_at += self.check(abi, store, zone, schedules, begin)
            store.now_us += dice.randrange(20 * 86_400 * 1_000_000)
        store.close()
        return looked_at

    def test_J1_J2_J4_J5_as_dateutil_and_zoneinfo_have_it(self):
        looked_at = sum(self.one(zone, random.Random(f"{self.seed} {zone}")) for zone in YEARS)
        print(f"{looked_at} reminders of {self.rules * len(YEARS)} schedules", flush=True)
        self.assertGreater(looked_at, 10 * self.rules * len(YEARS))


def parsed(text: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("library")
    parser.add_argument("api")
    parser.add_argument("--rules", type=int, default=40)
    parser.add_argument("--seed", type=int,
                        default=int(os.environ.get("SEED", random.SystemRandom().getrandbits(32))))
    options = parser.parse_args()
    print(f"SEED={options.seed}", flush=True)
    Schedules.library, Schedules.seed = Library(options.library), options.seed
    Schedules.rules = options.rules
    Schedules.api = json.loads(pathlib.Path(options.api).read_text(encoding="utf-8"))
    unittest.main(argv=[sys.argv[0]])
