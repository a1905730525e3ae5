"""indicators: every one against plain Python over the same rows."""

from __future__ import annotations

import datetime
import pathlib
import random
import re
import sqlite3
import statistics
import unittest.mock
import zlib

import harness
from harness import BAD_DATA, USAGE

DOCS = pathlib.Path(__file__).resolve().parents[2] / "docs" / "indicators.md"
US = 1_000_000
EPOCH = datetime.datetime(1970, 1, 1)
HOLIDAYS = [datetime.date(2007, 4, 9), datetime.date(2007, 5, 1), datetime.date(2007, 6, 2),
            datetime.date(2007, 8, 15)]
SERVICES = ["visure", "cambio", "mensa"]
CHANNELS = ["web", "phone", "counter"]
DAY = datetime.timedelta(days=1)
FROM, TO = datetime.datetime(2007, 2, 1), datetime.datetime(2007, 9, 30, 23, 59, 59)


def made(seed: int) -> tuple[list[dict], list[dict]]:
    chance = random.Random(seed)
    start = datetime.datetime(2007, 1, 1)
    cases, contacts = [], []
    for i in range(300):
        opened = start + DAY * chance.random() * 330
        closed = opened + DAY * chance.expovariate(1 / 20) if chance.random() < 0.7 else None
        if i % 50 == 0 and closed:
            closed = opened - DAY  # contradicts itself, and is kept
        due = opened + DAY * 30 if chance.random() < 0.8 else None
        cases.append({"key": f"P{i}", "kind": chance.choice(["application", "report", "complaint"]),
                      "service": chance.choice(SERVICES), "channel": chance.choice(CHANNELS),
                      "status": "closed" if closed else "open", "opened": opened, "due": due,
                      "closed": closed, "responded": None, "stopped": []})
        answered = opened + DAY * chance.expovariate(1 / 5)
        if chance.random() < 0.6:
            cases[-1]["responded"] = answered
        for _ in range(chance.choice([0, 0, 1, 2])):  # the second may begin within the first
            begin = opened + DAY * chance.random() * 12
            cases[-1]["stopped"].append(
                (begin, begin + DAY * chance.random() * 9 if chance.random() < 0.9 else None))
    for i in range(400):
        begun = start + DAY * chance.random() * 330
        abandoned = chance.random() < 0.1
        contacts.append({
            "key": f"C{i}", "service": chance.choice(SERVICES), "channel": chance.choice(CHANNELS),
            "started": begun,
            "ended": begun + datetime.timedelta(seconds=chance.randrange(30, 900))
            if chance.random() < 0.9 and not abandoned else None,
            "waited": chance.choice([5, 20, 21, 90, 400]) if chance.random() < 0.8 else None,
            "abandoned": abandoned,
            "outcome": chance.choice(["resolved", "forwarded", "transferred"])
            if chance.random() < 0.6 else None,
            "subject": chance.randrange(1, 21) if chance.random() < 0.9 else None,
            "direction": chance.choice(["in", "in", "in", "out"])})
    contacts[7]["started"] = contacts[8]["started"]  # two at one instant
    for key in ("service", "subject", "direction"):
        contacts[7][key] = contacts[8][key] or 1
    return cases, contacts


def made_outward(seed: int) -> tuple[list[dict], list[dict]]:
    """Deliveries and appointments, their times in microseconds. Nobody's preferences say that
    others than legal notices may be told of."""
    chance = random.Random(seed)
    start = (datetime.datetime(2007, 1, 1) - EPOCH) // datetime.timedelta(microseconds=1)
    year, day = 330 * 86_400, 86_400 * US
    deliveries = [{
        "service": chance.choice(SERVICES), "created": start + chance.randrange(year) * US,
        "class": chance.choice(("legal", "courtesy")),
        "state": chance.choice(("created", "sent", "sent", "delivered", "suppressed", "expired",
                                "permanent_failure", "technical_failure"))} for _ in range(300)]
    for item in deliveries:
        item["sent"] = item["created"] + chance.randrange(9) * day // 3 \
            if item["state"] in ("sent", "delivered") else None
        item["read"] = item["created"] + chance.randrange(30) * day if chance.random() < 0.6 else None
        item["due"] = item["created"] + chance.randrange(30) * day if chance.random() < 0.6 else None
    bookings = []
    for _ in range(200):
        starts = start + chance.randrange(year) * US
        bookings.append({
            "service": chance.choice(SERVICES), "starts": starts,
            "booked": starts - chance.randrange(-1, 40) * day,
            "state": chance.choice(("confirmed", "done", "done", "missed", "cancelled", "refused",
                                    "expired"))})
    return deliveries, bookings


def outward_expected(deliveries: list[dict], bookings: list[dict]) -> dict[str, float | None]:
    """Of those of one service; now is years after all of them."""
    first, last = ((moment - EPOCH) // datetime.timedelta(microseconds=1) for moment in (
        FROM, TO + datetime.timedelta(seconds=1)))
    written = [d for d in deliveries if first <= d["created"] < last]
    begun = [b for b in bookings if first <= b["starts"] < last]
    sent = [d for d in written if d["state"] in ("sent", "delivered")]
    tried = sent + [d for d in written if d["state"].endswith("_failure")]
    told = [d for d in sent if d["class"] == "legal"]
    due = [d for d in told if d["due"] is not None]
    lead = [(b["starts"] - b["booked"]) / US for b in begun if b["starts"] >= b["booked"]]
    return {
        "notices_sent": quotient(len(sent), len(tried)),
        "notices_delivered": quotient(sum(d["state"] == "delivered" for d in tried), len(tried)),
        "notices_suppressed": quotient(sum(d["state"] == "suppressed" for d in written),
                                       len(written)),
        "notices_dispatch_time_median": median([(d["sent"] - d["created"]) / US for d in sent]),
        "notices_read": quotient(sum(d["read"] is not None for d in told), len(told)),
        "notices_read_in_time": quotient(
            sum(d["read"] is not None and d["read"] <= d["due"] for d in due), len(due)),
        "no_show": quotient(sum(b["state"] == "missed" for b in begun), sum(
            b["state"] in ("confirmed", "done", "missed") for b in begun)),
        "bookings_cancelled": quotient(sum(b["state"] == "cancelled" for b in begun), len(begun)),
        "booking_lead_time_avg": quotient(sum(lead), len(lead)),
        "booking_lead_time_median": median(lead)}


def text(value) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime.datetime):
        return value.replace(microsecond=0).isoformat(sep=" ")
    return str(value)


def seconds(begin, end) -> float:
    return (end.replace(microsecond=0) - begin.replace(microsecond=0)).total_seconds()


def quotient(part, whole):
    return part / whole if whole else None


def median(values):
    return statistics.median(values) if values else None


def working(begin, end, stopped) -> int:
    """The working days after the day of one instant up to that of another, but for those at whose
    end the term stood still."""
    days, day = 0, begin.date()
    while day < end.date():
        day += DAY
        held = any(since.date() <= day and (until is None or day < until.date())
                   for since, until in stopped)
        days += day.weekday() < 5 and day not in HOLIDAYS and not held
    return days


def net(case: dict) -> float:
    """Seconds, each of them in which the term stood still taken out once."""
    opened, closed = case["opened"].replace(microsecond=0), case["closed"].replace(microsecond=0)
    left, at = seconds(opened, closed), opened
    for since, until in sorted(case["stopped"], key=lambda span: span[0]):
        begin = max(since.replace(microsecond=0), at)
        end = min(until.replace(microsecond=0) if until else closed, closed)
        if begin < end:
            left -= seconds(begin, end)
            at = end
    return left


def stars(case: dict) -> int | None:
    """What the citizen thought of a closed case, of those who said so."""
    given = zlib.crc32(case["key"].encode()) % 7
    return given if case["closed"] and 1 <= given <= 5 else None


def unrepeated(contacts: list[dict], every: list[dict], days: int) -> float | None:
    begun = [c for c in contacts if c["direction"] == "in" and c["subject"] and not c["abandoned"]]
    return quotient(sum(not any(
        other is not c and other["direction"] == "in" and other["subject"] == c["subject"]
        and other["service"] == c["service"]
        and 0 <= seconds(c["started"], other["started"]) <= days * 86_400 for other in every)
        for c in begun), len(begun))


def ninetieth(values: list[float]) -> float | None:
    if not values:
        return None
    values = sorted(values)
    place = 0.9 * (len(values) - 1)
    low = int(place)
    high = min(low + 1, len(values) - 1)
    return values[low] + (values[high] - values[low]) * (place - low)


def expected(cases: list[dict], contacts: list[dict]) -> dict[str, float | None]:
    """By the formulas of docs/indicators.md, in UTC."""
    opened = [c for c in cases if FROM <= c["opened"].replace(microsecond=0) <= TO]
    closed = [c for c in cases if c["closed"] and FROM <= c["closed"].replace(microsecond=0) <= TO]
    begun = [c for c in contacts if FROM <= c["started"].replace(microsecond=0) <= TO]
    timed = [seconds(c["opened"], c["closed"]) for c in closed
             if c["closed"].replace(microsecond=0) >= c["opened"].replace(microsecond=0)]
    with_due = [c for c in closed if c["due"]]
    in_time = [c for c in with_due
               if c["closed"].replace(microsecond=0) <= c["due"].replace(microsecond=0)]
    queued = [c for c in begun if c["waited"] is not None or c["abandoned"]]
    answered = [c for c in queued if not c["abandoned"]]
    waited = [c["waited"] for c in begun if c["waited"] is not None]
    handled = [seconds(c["started"], c["ended"]) for c in begun if c["ended"]]
    in_order = [c for c in closed
                if c["closed"].replace(microsecond=0) >= c["opened"].replace(microsecond=0)]
    nets = [net(c) for c in in_order]
    worked = [working(c["opened"], c["closed"], c["stopped"]) for c in in_order]
    responded = [c for c in opened if c["responded"]]
    response = [seconds(c["opened"], c["responded"]) for c in responded]
    response_days = [working(c["opened"], c["responded"], c["stopped"]) for c in responded]
    fell_due = [c for c in cases if c["due"] and FROM <= c["due"].replace(microsecond=0) <= TO]
    late = [c for c in with_due if c not in in_time]
    is_open = [c for c in cases if c["status"] == "open"]
    short = [c for c in queued if c["abandoned"] and c["waited"] is not None and c["waited"] < 5]
    waiters = [c for c in begun if c["channel"] == "counter" and c["waited"] is not None]
    counter = [c for c in queued if c["channel"] == "counter"]
    with_outcome = [c for c in begun if c["outcome"] and not c["abandoned"]]
    resolved = [c for c in begun if c["outcome"] == "resolved" and not c["abandoned"]]
    rated = [stars(c) for c in closed if stars(c)]
    demand = len(opened) + len(begun)
    return {
        "demand": demand,
        "answer_capacity": quotient(len(in_time), demand),
        "resolution_time_avg": quotient(sum(timed), len(timed)),
        "resolution_time_median": median(timed),
        "resolution_time_p90": ninetieth(timed),
        "resolution_time_net_avg": quotient(sum(nets), len(nets)),
        "resolution_time_net_median": median(nets),
        "resolution_time_net_p90": ninetieth(nets),
        "resolution_working_days_avg": quotient(sum(worked), len(worked)),
        "resolution_working_days_median": median(worked),
        "resolution_working_days_p90": ninetieth(worked),
        "first_response_time_median": median(response),
        "first_response_time_p90": ninetieth(response),
        "first_response_working_days_median": median(response_days),
        "first_response_working_days_p90": ninetieth(response_days),
        "sla_compliance_due": quotient(
            sum(c["closed"] is not None and c["closed"].replace(microsecond=0)
                <= c["due"].replace(microsecond=0) for c in fell_due), len(fell_due)),
        "lateness_working_days": quotient(
            sum(working(c["due"], c["closed"], []) for c in late), len(late)),
        "overdue": quotient(sum(c["due"] is not None for c in is_open), len(is_open)),
        "backlog_over_30_days": quotient(len(is_open), len(is_open)),
        "backlog_31_to_90_days": quotient(0, len(is_open)),
        "backlog_over_90_days": quotient(len(is_open), len(is_open)),
        "service_level_net": quotient(sum(c["waited"] <= 20 for c in answered),
                                      len(queued) - len(short)),
        "abandonment_rate_net": quotient(sum(c["abandoned"] for c in queued) - len(short),
                                         len(queued) - len(short)),
        "counter_waiting_time_avg": quotient(sum(c["waited"] for c in waiters), len(waiters)),
        "counter_waiting_60_min": quotient(
            sum(not c["abandoned"] and c["waited"] <= 3600 for c in counter), len(counter)),
        "transfer_rate": quotient(
            sum(c["outcome"] in ("forwarded", "transferred") for c in with_outcome),
            len(with_outcome)),
        "first_contact_resolution_7_days": unrepeated(begun, contacts, 7),
        "first_contact_resolution_30_days": unrepeated(begun, contacts, 30),
        "sla_compliance": quotient(len(in_time), len(with_due)),
        "clearance": quotient(len(closed), len(opened)),
        "backlog": sum(c["opened"].replace(microsecond=0) <= TO for c in cases)
        - sum(bool(c["closed"]) and c["closed"].replace(microsecond=0) <= TO for c in cases),
        "service_level": quotient(sum(c["waited"] <= 20 for c in answered), len(queued)),
        "telephone_service_level": quotient(len(answered), len(queued)),
        "waiting_time_avg": quotient(sum(waited), len(waited)),
        "abandonment_rate": quotient(sum(c["abandoned"] for c in queued), len(queued)),
        "average_speed_of_answer": quotient(sum(c["waited"] for c in answered), len(answered)),
        "average_handling_time": quotient(sum(handled), len(handled)),
        "first_contact_resolution_gross": quotient(len(resolved), len(begun)),
        "first_contact_resolution_net": quotient(
            len(resolved), sum(c["outcome"] is not None and not c["abandoned"] for c in begun)),
        "complaint_resolution": quotient(
            *(2 * [sum(c["kind"] == "complaint" for c in closed)])),
        "reopen_rate": 0.0 if closed else None,
        "csat": quotient(sum(given >= 4 for given in rated), len(rated)),
        "csat_response_rate": quotient(len(rated), len(closed)),
    }


class Indicators(harness.CliTest):
    def setUp(self) -> None:
        super().setUp()
        self.run_command("init", self.store, "--timezone", "UTC")
        self.cases, self.contacts = made(20070101)
        self.load("cases", self.cases, {
            "external_id": "key", "kind": "kind", "service": "service", "channel": "channel",
            "status": "status", "opened_at": "opened", "due_at": "due", "closed_at": "closed"})
        self.load("contacts", self.contacts, {
            "external_id": "key", "service": "service", "channel": "channel",
            "direction": "direction", "started_at": "started", "ended_at": "ended",
            "waited_s": "waited", "abandoned": "abandoned", "outcome": "outcome"})
        self.add_what_no_import_has()

    def add_what_no_import_has(self) -> None:
        """Suspensions, first responses, holidays, stars, whose contacts they were, reopenings."""
        def us(moment):
            return None if moment is None else \
                (moment.replace(microsecond=0) - EPOCH) // datetime.timedelta(seconds=1) * US
        with sqlite3.connect(self.store) as db:
            for day in HOLIDAYS:
                db.execute("INSERT INTO holidays (version, name, rule, on_day, created_us) "
                           "VALUES (1, 'holiday', 'date', ?, 0)", ((day - EPOCH.date()).days,))
            for case in self.cases:
                found = db.execute("SELECT id FROM cases WHERE external_id = ?",
                                   (case["key"],)).fetchone()[0]
                db.execute("UPDATE cases SET first_response_us = ? WHERE id = ?",
                           (us(case["responded"]), found))
                if stars(case):
                    db.execute("INSERT INTO feedback (version, service, case_id, stars, reopen, "
                               "editable_until_us, changed_us, created_us) SELECT 1, service, id, "
                               "?, 0, 0, 0, 0 FROM cases WHERE id = ?", (stars(case), found))
                for since, until in case["stopped"]:
                    db.execute("INSERT INTO case_intervals (case_id, kind, from_us, to_us) "
                               "VALUES (?, 'suspension', ?, ?)", (found, us(since), us(until)))
            for contact in self.contacts:
                db.execute("UPDATE contacts SET subject = ? WHERE external_id = ?",
                           (contact["subject"], contact["key"]))
            self.add_moves(db)
            self.deliveries, self.bookings = made_outward(40)
            self.add_outward(db)
        db.close()

    def add_moves(self, db: sqlite3.Connection) -> None:
        """Cases that ended and were taken up again, and that were forwarded."""
        chance = random.Random(30)
        self.moves = []
        start = (datetime.datetime(2007, 1, 1) - EPOCH) // datetime.timedelta(seconds=1)
        for row, in db.execute("SELECT id FROM cases WHERE kind <> 'application' ORDER BY id"):
            at = start + chance.randrange(300 * 86_400)
            for state in chance.choice((["new"], ["new", "forwarded", "in_progress"],
                                        ["resolved", "reopened"], ["cancelled", "reopen_requested"],
                                        ["resolved", "in_progress", "forwarded", "resolved"])):
                db.execute("INSERT INTO case_events (case_id, at_us, verb, to_state, actor, "
                           "visibility) VALUES (?, ?, 'move', ?, 1, 'staff')", (row, at * US, state))
                at += chance.randrange(60 * 86_400)

    def add_outward(self, db: sqlite3.Connection) -> None:
        """What went out, was read, and was booked."""
        services = dict(db.execute("SELECT code, id FROM services").fetchall())
        channel, = db.execute("SELECT MIN(id) FROM channels").fetchone()
        db.execute("INSERT INTO offices (id, version, code, name, active, created_us) "
                   "VALUES (77, 1, 'desk', 'Desk', 1, 0)")
        db.execute("INSERT INTO calendars (id, version, code, name, office, active, slot_minutes, "
                   "capacity, lead_minutes, horizon_days, hold_minutes, approval, on_holidays, "
                   "created_us) VALUES (1, 1, 'desk', 'Desk', 77, 1, 30, 1, 0, 60, 10, 0, 0, 0)")
        db.execute("INSERT INTO subjects (id, token, version, kind, name, since_us, created_us) "
                   "VALUES (77, 't77', 1, 'person', 'Anna', 0, 0)")
        for row, item in enumerate(self.deliveries, 1):
            db.execute("INSERT INTO notifications (id, token, version, subject, origin, class, "
                       "language, title, body, documents, read_us, due_us, created_us) "
                       "VALUES (?, ?, 1, 77, 'case', ?, 'it', 'x', 'x', 0, ?, ?, 0)",
                       (row, f"n{row}", item["class"], item["read"], item["due"]))
            db.execute("INSERT INTO deliveries (id, version, key, notification, subject, service, "
                       "class, channel, state, token, tries, lapses, since_us, uncertain, sent_us, "
                       "done_us, created_us) VALUES (?, 1, ?, ?, 77, ?, ?, ?, ?, 0, 0, 0, 0, 0, ?, "
                       "?, ?)", (row, f"k{row}", row, services[item["service"]], item["class"],
                                 channel, item["state"], item["sent"], item["sent"],
                                 item["created"]))
        for row, item in enumerate(self.bookings, 1):
            db.execute("INSERT INTO appointments (id, version, code, token, calendar, office, "
                       "service, state, starts_us, ends_us, assurance, changed_us, created_us) "
                       "VALUES (?, 1, ?, ?, 1, 77, ?, ?, ?, ?, 0, 0, ?)",
                       (row, f"B{row}", f"a{row}", services[item["service"]], item["state"],
                        item["starts"], item["starts"] + 1800 * US, item["booked"]))

    def stays(self) -> list[tuple]:
        """Service, case, state, next state, entered, left."""
        with sqlite3.connect(self.store) as db:
            rows = db.execute(
                "SELECT s.code, e.case_id, e.to_state, e.at_us FROM case_events e "
                "JOIN cases c ON c.id = e.case_id JOIN services s ON s.id = c.service "
                "WHERE e.to_state IS NOT NULL ORDER BY e.case_id, e.id").fetchall()
        db.close()
        return [(service, case, state, *((after[2], at, after[3])
                                         if after and after[1] == case else (None, at, None)))
                for (service, case, state, at), after in zip(rows, [*rows[1:], None])]

    def load(self, entity: str, rows: list[dict], columns: dict) -> None:
        names = [name for name in rows[0] if name != "stopped"]
        lines = [",".join(names)] + [",".join(text(row[name]) for name in names) for row in rows]
        report = self.json("import", self.store, self.write(f"{entity}.csv", "\n".join(lines) + "\n"),
                           "--mapping", self.write(f"{entity}.json", {
                               "entity": entity, "key": "external_id", "timezone": "UTC",
                               "columns": columns}))
        self.assertEqual(report["created"], len(rows), report)

    def ask(self, *arguments: str) -> list[dict]:
        return self.rows(self.json("indicators", self.store, "--from", "2007-02-01", "--to",
                                   "2007-09-30", *arguments))

    def compare(self, rows: list[dict], cases: list[dict], contacts: list[dict],
                but: frozenset = frozenset()) -> None:
        found = {row["indicator"]: row for row in rows}
        for name, value in expected(cases, contacts).items():
            if name in but:
                continue
            row = found[name]
            if value is None:
                self.assertIsNone(row["value"], name)
            else:
                self.assertAlmostEqual(row["value"], value, delta=1e-9 * max(1, abs(value)), msg=name)
            if value is not None and row["target"] is not None:
                met = value <= row["target"] if row["target_is"] == "at most" else value >= row["target"]
                self.assertEqual(row["met"], met, name)

    def test_each_equals_plain_python(self):
        self.compare(self.ask(), self.cases, self.contacts)

    def test_what_moves_tell_equals_plain_python(self):
        ends = {"completed", "rejected", "withdrawn", "resolved", "no_further_action",
                "not_responsible", "duplicate", "cancelled"}
        again = {"reopened", "in_progress", "reopen_requested"}
        first, last = ((moment - EPOCH) // datetime.timedelta(seconds=1) * US
                       for moment in (FROM, TO + datetime.timedelta(seconds=1)))
        found = {(row["service"], row["indicator"]): row for row in self.ask(
            "--by", "service", "--only", "reopen_rate_30,escalation_rate")}
        for service in SERVICES:
            stays = [stay for stay in self.stays() if stay[0] == service and first <= stay[4] < last]
            closings = [stay for stay in stays if stay[2] in ends]
            reopened = [stay for stay in closings if stay[3] in again
                        and 0 <= stay[5] - stay[4] <= 30 * 86_400 * US]
            self.assertEqual(found[service, "reopen_rate_30"]["value"],
                             len(reopened) / len(closings))
            self.assertEqual(found[service, "escalation_rate"]["value"],
                             len({stay[1] for stay in stays if stay[2] == "forwarded"})
                             / len({stay[1] for stay in stays}))

    def test_what_goes_out_and_is_booked_equals_plain_python(self):
        rows = self.ask("--by", "service")
        for service in SERVICES:
            found = {row["indicator"]: row["value"] for row in rows if row["service"] == service}
            for name, value in outward_expected(
                    *([item for item in items if item["service"] == service]
                      for items in (self.deliveries, self.bookings))).items():
                self.assertAlmostEqual(found[name], value, delta=1e-9 * value, msg=(service, name))

    def test_every_month_equals_plain_python(self):
        rows = self.ask("--granularity", "month")
        now = frozenset(row["indicator"] for row in rows if row["period"] is None)
        self.assertEqual(now, {"overdue", "backlog_over_30_days", "backlog_31_to_90_days",
                               "backlog_over_90_days"})
        for month in range(2, 10):
            last = datetime.date(2007, month + 1, 1) - DAY
            with unittest.mock.patch.dict(globals(), {
                    "FROM": datetime.datetime(2007, month, 1),
                    "TO": datetime.datetime(2007, month, last.day, 23, 59, 59)}):
                self.compare([row for row in rows if row["period"] == f"2007-{month:02}-01"],
                             self.cases, self.contacts, but=now)

    def test_the_wide_layout_has_the_same_values(self):
        long = {(row["service"], row["indicator"]): row["value"] for row in self.ask("--by", "service")}
        wide = self.ask("--by", "service", "--layout", "wide")
        self.assertGreaterEqual({row["service"] for row in wide}, set(SERVICES))
        for row in wide:
            for name, value in row.items():
                if name != "service" and (row["service"], name) in long:
                    self.assertEqual(value, long[row["service"], name], (row["service"], name))

    def test_all_of_them_are_looked_at(self):
        elsewhere = {"reopen_rate_30", "escalation_rate", "digital_adoption"}
        names = {row["indicator"] for row in self.ask()}
        self.assertEqual(names, set(expected(self.cases, self.contacts)) | elsewhere
                         | set(outward_expected(self.deliveries, self.bookings)))

    def test_by_service_each_equals_plain_python(self):
        rows = self.ask("--by", "service")
        for service in SERVICES:
            self.compare([row for row in rows if row["service"] == service],
                         [c for c in self.cases if c["service"] == service],
                         [c for c in self.contacts if c["service"] == service])

    def test_months_add_up_to_the_period(self):
        whole = {row["indicator"]: row for row in self.ask()}
        months = self.ask("--granularity", "month")
        for name in ("demand", "sla_compliance", "service_level", "average_handling_time"):
            for part in ("numerator", "denominator"):
                parts = [row[part] for row in months if row["indicator"] == name]
                if whole[name][part] is not None:
                    self.assertEqual(sum(parts), whole[name][part], (name, part))
            self.assertEqual(len([row for row in months if row["indicator"] == name]), 8)

    def test_nothing_to_divide_by_is_null(self):
        rows = {row["indicator"]: row for row in self.rows(self.json(
            "indicators", self.store, "--from", "1999-01-01", "--to", "1999-12-31"))}
        self.assertEqual((rows["demand"]["value"], rows["sla_compliance"]["value"]), (0, None))
        self.assertIsNone(rows["sla_compliance"]["met"])

    def test_digital_adoption_counts_channels_that_are(self):
        row = self.ask("--only", "digital_adoption")[0]
        self.assertEqual(row["numerator"], 0)  # an import does not know which channels are

    def test_a_table_for_people(self):
        table = self.run_command("indicators", self.store, "--language", "it").stdout
        self.assertIn("LS, livello di servizio telefonico", table)
        self.assertIn("at least 80.0 %", table)
        self.assertLess(max(map(len, table.splitlines())), 120)

    def test_what_is_wrong_is_named(self):
        for arguments, field, hint in (
                (["--by", "servce"], "by[0]", "service"),
                (["--only", "sla_complience"], "indicators[0]", "sla_compliance"),
                (["--only", "sla_compliance", "--by", "direction"], "indicators[0]", "direction"),
                (["--granularity", "hour"], "granularity", "month"),
                (["--from", "2007-02-30", "--to", "2007-03-01"], "from", "2007-02-30"),
                (["--from", "2007-03-02", "--to", "2007-03-01"], "to", "2007-03-02")):
            told = self.run_command("indicators", self.store, *arguments, status=BAD_DATA).stderr
            self.assertIn(f"{field}: ", told)
            self.assertIn(hint, told)
        self.run_command("indicators", self.store, "--from", "2007-02-01", status=USAGE)

    def test_the_docs_list_them_all(self):
        rows = re.findall(r"^\| `(\w+)` \| (.*?) \| (.*?) \|", DOCS.read_text("utf-8"), re.M)
        answer = self.rows(self.json("indicators", self.store))
        self.assertEqual(rows, [(row["indicator"], row["title_en"], row["title_it"])
                                for row in answer])


if __name__ == "__main__":
    harness.main()
