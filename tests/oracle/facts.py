"""Made-up facts, with all that real ones have gone wrong: nulls, codes in every script, ties, cases
closed before they were opened, statuses that contradict the times, instants about each night on
which a clock was changed. Written as rows, journal records included, through a connection that
shares the library's own copy of SQLite; the library sees them as another program's commits."""

from __future__ import annotations

import datetime
import json
import random
import sqlite3
import zoneinfo

US = 1_000_000
DAY = 86_400 * US
EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)

ZONES = ("Europe/Rome", "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Apia")
# St John's changed its clock at a minute past midnight: there, days lie in pieces.
OTHER_ZONES = ("UTC", "America/St_Johns", "America/New_York", "Africa/Casablanca",
               "America/Havana", "Asia/Gaza")

CODES = ("web", "Web", "web ", "we", "phone", "O'Brien", "a\"b", "100%", "a_b", "ab", "per\\te",
         "città", "cittá", "CITTÀ", "Ω", "東京", "東京都", "naïve", "🏛", "🏛️", "-", "0", "null")
KINDS = ("application", "report", "complaint", "inquiry")
STATES = ("new", "in_progress", "suspended", "resolved", "rejected", "reopened", "stato èx")
CASE_OUTCOMES = ("fulfilled", "rejected", "réjeté \"x\"", "", "ÅÄÖ")
CONTACT_OUTCOMES = ("resolved", "Resolved", "transferred", "", "non risolto")
NOTICE_CLASSES = ("legal", "courtesy", "promotional")
DELIVERY_STATES = ("created", "sending", "sent", "sent", "delivered", "delivered",
                   "temporary_failure", "uncertain", "permanent_failure", "technical_failure",
                   "expired", "cancelled", "suppressed", "digested", "stàte")
REASONS = ("preference", "quiet_hours", "address_missing", "", "mòtivo \"x\"")
CAMPAIGNS = (1, 2, 3, 12345678901)
BOOKING_STATES = ("held", "requested", "confirmed", "confirmed", "refused", "cancelled", "expired",
                  "done", "done", "missed")
CATALOGUES = ("offices", "channels", "categories", "areas", "services", "calendars")
JOURNAL_NOUN = {"subjects": 4, "offices": 8, "channels": 9, "categories": 10, "areas": 11,
                "services": 12, "holidays": 13, "contacts": 14, "cases": 16, "case_events": 17,
                "visits": 19, "notifications": 25, "preferences": 27, "deliveries": 32,
                "calendars": 37, "appointments": 40}
TREES = ("offices", "categories", "areas")
ENTRIES = 6
# What services declare of their cases.
ATTRIBUTES = {"surface": "singlevaluelist", "città's \"n\"": "singlevaluelist",
              "depth": "number", "wanted_on": "datetime"}
DEPTHS = (0, -0.0, 1, 2, 2.5, -3.25, 0.1, 1e300, 12345678901)
SUBJECTS = 30


def micros(moment: datetime.datetime) -> int:
    return (moment - EPOCH) // datetime.timedelta(microseconds=1)


def changes_of(zone: str, first_year: int, last_year: int) -> list[int]:
    """The instants, to the minute, at which the zone's clock was changed."""
    info, found = zoneinfo.ZoneInfo(zone), []
    at = datetime.datetime(first_year, 1, 1, tzinfo=datetime.timezone.utc)
    step, minute = datetime.timedelta(hours=6), datetime.timedelta(minutes=1)
    while at.year <= last_year:
        if at.astimezone(info).utcoffset() != (at + step).astimezone(info).utcoffset():
            change, before = at, at.astimezone(info).utcoffset()
            while change.astimezone(info).utcoffset() == before:
                change += minute
            found.append(micros(change))
        at += step
    return found


class Facts:
    """One store's worth, and the changes that happen to it."""

    def __init__(self, path: str, rng: random.Random, zone: str):
        self.rng, self.zone = rng, zone
        self.db = sqlite3.connect(path, isolation_level=None)
        self.db.execute("PRAGMA synchronous = OFF")
        self.first = micros(datetime.datetime(2011, 1, 1, tzinfo=datetime.timezone.utc))
        self.span = 730 * DAY  # Apia's lost day is within it
        self.now = self.first + self.span + rng.randrange(30) * DAY + rng.randrange(DAY)
        nights = changes_of(zone, 2011, 2012) or [self.first + 100 * DAY]
        self.nights = nights + [self._midnight(2011, 12, 31), self._midnight(2012, 3, 1)]
        self.last = {"cases": 0, "contacts": 0, "visits": 0, "case_events": 0,
                     "case_intervals": 0, "holidays": 0, "notifications": 0, "deliveries": 0,
                     "appointments": 0}
        self.codes: dict[str, list[str]] = {}

    def _midnight(self, year: int, month: int, day: int) -> int:
        return micros(datetime.datetime(year, month, day, tzinfo=zoneinfo.ZoneInfo(self.zone)))

    # --- Values ---

    def maybe(self, value, share: float = 0.2):
        return None if self.rng.random() < share else value

    def instant(self) -> int:
        rng = self.rng
        kind = rng.randrange(6)
        if kind < 2:  # about a night, half an hour at a time, a microsecond off at times
            return rng.choice(self.nights) + rng.randrange(-8, 9) * 1800 * US + rng.choice((-1, 0, 0, 1))
        if kind == 2:  # a tie with many others
            return self.first + rng.randrange(20) * 7 * DAY
        return self.first + rng.randrange(self.span)

    def entry(self, share: float = 0.2):
        # The last entry of each catalogue is named by no row.
        return self.maybe(self.rng.randrange(1, ENTRIES), share)

    def parent(self, row: int):
        """Of an entry of a tree: one before it, so that there is no ring."""
        return self.rng.choice((None, *range(1, row)))

    # --- Rows ---

    def insert(self, table: str, **values) -> None:
        self.db.execute(f"INSERT INTO {table} ({', '.join(values)}) "
                        f"VALUES ({', '.join('?' * len(values))})", tuple(values.values()))

    def journal(self, verb: str, table: str, row: int, fields: str = "", case=None) -> None:
        self.db.execute(
            "INSERT INTO journal (seq, commit_group, at_us, actor, verb, noun, id, case_id, fields,"
            " hash) SELECT MAX(seq) + 1, MAX(commit_group) + 1, ?, 1, ?, ?, ?, ?, ?, ? FROM journal",
            (self.now, verb, JOURNAL_NOUN[table], row, case, fields, b"\0" * 32))

    def fill(self, cases: int, contacts: int, visits: int, deliveries: int = 0,
             appointments: int = 0) -> None:
        with self.transaction():
            self._catalogue()
            for _ in range(cases):
                self.add_case()
            for _ in range(contacts):
                self.add_contact()
            for _ in range(visits):
                self.add_visit()
            for _ in range(deliveries):
                self.add_delivery()
            for _ in range(appointments):
                self.add_appointment()

    def transaction(self):
        class Transaction:
            def __enter__(_):
                self.db.execute("BEGIN IMMEDIATE")

            def __exit__(_, kind, *__):
                self.db.execute("ROLLBACK" if kind else "COMMIT")
        return Transaction()

    def _catalogue(self) -> None:
        more = {"channels": {"digital": 1}, "services": {
            "status": "active", "term_clock": "calendar", "term_rolls": 0,
            "open311_type": "realtime", "reopen_by_subject": 0}, "calendars": {
            "office": 1, "slot_minutes": 30, "capacity": 1, "lead_minutes": 0, "horizon_days": 60,
            "hold_minutes": 10, "approval": 0, "on_holidays": 0}}
        for table in CATALOGUES:
            codes = self.rng.sample(CODES, ENTRIES)
            self.codes[table] = codes
            for row, code in enumerate(codes, 1):
                own = {} if table == "services" else {"active": 1}
                if table in TREES:
                    own["parent"] = self.parent(row)
                if table == "services":
                    own["category"] = self.entry(0.3)
                    own["attributes"] = self.declared(row)
                self.insert(table, id=row, version=1, code=code, name=f"Name of {code}",
                            created_us=0, **own, **more.get(table, {}))
                if table == "services":
                    self.journal("create", table, row)
        for row in range(1, SUBJECTS + 1):
            self.insert("subjects", id=row, token=f"t{row}", version=1,
                        kind=self.rng.choice(("person", "person", "organization")),
                        name=f"Subject {row}", since_us=0, created_us=0)
            if self.rng.random() < 0.7:
                self.insert("preferences", subject=row, version=1, settings_version=1, mode="auto",
                            read_receipts=self.rng.choice(("allow", "deny", "unknown")), digest=0,
                            digest_hour=8, created_us=0)
        for _ in range(self.rng.choice((0, 12))):
            self.add_holiday()
        self.codes["routes"] = self.rng.sample([f"/{code}" for code in CODES], ENTRIES)
        for row, path in enumerate(self.codes["routes"], 1):
            self.insert("routes", id=row, path=path)

    # The first service declares all there are, so that all are always known.
    def declared(self, service: int) -> str | None:
        codes = [code for code in ATTRIBUTES if service == 1 or self.rng.random() < 0.6]
        return json.dumps([{"code": code, "datatype": ATTRIBUTES[code], "dimension": True,
                            "description": f"The {code}"} for code in codes]) if codes else None

    def attributes(self) -> str | None:
        rng = self.rng
        moment = EPOCH + datetime.timedelta(microseconds=self.instant())
        zone = datetime.timezone(datetime.timedelta(minutes=rng.choice((0, 60, -210, 345))))
        values = {"surface": rng.choice(CODES + ("",)), "città's \"n\"": rng.choice(CODES),
                  "depth": rng.choice(DEPTHS),
                  "wanted_on": rng.choice((moment.date().isoformat(),
                                           moment.astimezone(zone).isoformat(),
                                           moment.isoformat().replace("+00:00", "Z"))),
                  "unknown": "x"}
        return self.maybe(json.dumps({code: value for code, value in values.items()
                                      if rng.random() < 0.7}))

    def case_values(self) -> dict:
        rng = self.rng
        opened = self.instant()
        due = self.maybe(opened + rng.choice((30, 30, rng.randrange(60))) * DAY, 0.25)
        closed = None
        if rng.random() < 0.7:
            closed = rng.choice((self.instant(), opened + rng.randrange(40) * DAY // 3,
                                 opened + rng.randrange(40) * DAY // 3, opened, due or opened,
                                 opened - rng.choice((1, 1000, DAY))))
        status = "open" if closed is None else "closed"
        if rng.random() < 0.05:  # contradicts the times
            status = rng.choice(("open", "closed"))
        return {
            "kind": rng.choice(KINDS), "service": rng.randrange(1, ENTRIES),
            "category": self.entry(), "office": self.entry(), "channel": self.entry(),
            "area": self.entry(0.5), "subject": self.maybe(rng.randrange(1, SUBJECTS + 1)),
            "status": status, "state": rng.choice(STATES),
            "outcome": self.maybe(rng.choice(CASE_OUTCOMES), 0.4), "opened_us": opened,
            "due_us": due, "closed_us": closed,
            "first_response_us": self.maybe(opened + rng.randrange(-10, 9 * 24) * 3600 * US, 0.3),
            "reopened_count": rng.choice((0, 0, 0, 1, 3)), "attributes": self.attributes()}

    def add_case(self) -> None:
        row = self.last["cases"] = self.last["cases"] + 1
        values = self.case_values()
        self.insert("cases", id=row, token=f"c{row}", version=1, number=f"N{row}", due_given=0,
                    assurance=0, created_us=0, **values)
        self.journal("create", "cases", row)
        for moves in range(self.rng.choice((0, 1, 2, 3))):
            self.move(row, values["opened_us"] + moves * self.rng.randrange(-DAY // 2, 9 * DAY))
        for _ in range(self.rng.choice((0, 0, 1, 2, 3))):
            self.stop(row, self.rng.choice((values["opened_us"], self.instant())))

    def contact_values(self) -> dict:
        rng = self.rng
        started = self.instant()
        return {
            "channel": rng.randrange(1, ENTRIES), "direction": rng.choice(("in", "in", "out")),
            "service": self.entry(), "office": self.entry(),
            "subject": self.maybe(rng.randrange(1, SUBJECTS + 1)), "started_us": started,
            "ended_us": self.maybe(started + rng.choice((-1, 0, 60 * US, rng.randrange(3600 * US)))),
            "waiting_s": self.maybe(rng.choice((0, 30, rng.randrange(600))), 0.3),
            "outcome": self.maybe(rng.choice(CONTACT_OUTCOMES), 0.3),
            "abandoned": int(rng.random() < 0.15)}

    def add_contact(self) -> None:
        row = self.last["contacts"] = self.last["contacts"] + 1
        self.insert("contacts", id=row, version=1, noted=0, assurance=0, created_us=0,
                    **self.contact_values())
        self.journal("create", "contacts", row)

    # A case moves from state to state; events are told in any order of their times.
    def move(self, case: int, at_us: int) -> None:
        row = self.last["case_events"] = self.last["case_events"] + 1
        self.insert("case_events", id=row, case_id=case, at_us=at_us, actor=1, visibility="staff",
                    verb="x", to_state=self.maybe(self.rng.choice(STATES), 0.1))
        self.journal("event", "case_events", row, "", case)

    # A time in which the term of a case stands still, or is longer; they may overlap.
    def stop(self, case: int, at_us: int) -> None:
        rng = self.rng
        row = self.last["case_intervals"] = self.last["case_intervals"] + 1
        kind = rng.choice(("suspension", "info_request", "extension"))
        begin = at_us + rng.randrange(-1, 20) * DAY // 2
        end = begin + rng.choice((0, rng.randrange(1, 40) * DAY // 3, rng.randrange(9 * DAY)))
        self.insert("case_intervals", id=row, case_id=case, kind=kind, from_us=begin,
                    to_us=self.maybe(end), days=3 if kind == "extension" else None)

    def add_holiday(self) -> None:
        row = self.last["holidays"] = self.last["holidays"] + 1
        day = self.first // DAY + self.rng.randrange(730)
        rule = self.rng.choice(({"rule": "date", "on_day": day},
                                {"rule": "yearly", "month": 1 + row % 12, "day": 15},
                                {"rule": "easter", "easter_offset": self.rng.randrange(-2, 60)}))
        self.insert("holidays", id=row, version=1, name=f"Holiday {row}", created_us=0, **rule)
        self.journal("create", "holidays", row)

    # What stands on a board, read or not; of a case, maybe.
    def add_notice(self) -> int:
        rng = self.rng
        row = self.last["notifications"] = self.last["notifications"] + 1
        created = self.instant()
        self.insert("notifications", id=row, token=f"n{row}", version=1,
                    subject=rng.randrange(1, SUBJECTS + 1), origin="case", documents=0,
                    language="it", title="x", body="x", created_us=created,
                    case_id=self.maybe(rng.randrange(1, self.last["cases"] + 2)),
                    due_us=self.maybe(self.instant(), 0.4), read_us=self.maybe(self.instant(), 0.4),
                    **{"class": rng.choice(NOTICE_CLASSES)})
        self.journal("create", "notifications", row)
        return row

    def delivery_values(self) -> dict:
        rng = self.rng
        created = self.instant()
        sent = self.maybe(created + rng.choice((-1, 0, 3600 * US, rng.randrange(9 * DAY))), 0.3)
        return {
            "channel": rng.randrange(1, ENTRIES), "service": self.entry(), "office": self.entry(),
            "class": rng.choice(NOTICE_CLASSES), "state": rng.choice(DELIVERY_STATES),
            "reason": self.maybe(rng.choice(REASONS), 0.5),
            "campaign": self.maybe(rng.choice(CAMPAIGNS), 0.6),
            "subject": rng.randrange(1, SUBJECTS + 1), "tries": rng.randrange(4),
            "in_digest": self.maybe(rng.randrange(1, 9), 0.8), "created_us": created,
            "sent_us": sent, "done_us": self.maybe((sent or created) + rng.randrange(-1, 3) * DAY)}

    def add_delivery(self) -> None:
        rng = self.rng
        row = self.last["deliveries"] = self.last["deliveries"] + 1
        digest = rng.random() < 0.15
        notices = self.last["notifications"]
        notice = None
        if not digest:
            notice = self.add_notice() if not notices or rng.random() < 0.7 else \
                rng.randrange(1, notices + 1)
        self.insert("deliveries", id=row, version=1, key=f"k{row}", token=0, lapses=0, since_us=0,
                    uncertain=0, digest=row if digest else None, notification=notice,
                    **self.delivery_values())
        self.journal("create", "deliveries", row)

    def appointment_values(self) -> dict:
        rng = self.rng
        starts = rng.choice((self.instant(), self.instant(), self.now + rng.randrange(-9, 9) * DAY))
        return {
            "calendar": rng.randrange(1, ENTRIES), "office": rng.randrange(1, ENTRIES),
            "service": self.entry(), "subject": self.maybe(rng.randrange(1, SUBJECTS + 1)),
            "state": rng.choice(BOOKING_STATES), "starts_us": starts,
            "ends_us": starts + rng.choice((30, 30, 60, 0, -1)) * 60 * US,
            "held_until_us": self.maybe(self.now + rng.randrange(-5, 5) * DAY, 0.6),
            "on_behalf_of": self.maybe(rng.randrange(1, SUBJECTS + 1), 0.7),
            "created_us": starts - rng.choice((-1, 0, rng.randrange(60) * DAY // 2))}

    def add_appointment(self) -> None:
        row = self.last["appointments"] = self.last["appointments"] + 1
        values = self.appointment_values()
        self.insert("appointments", id=row, version=1, code=f"B{row}", token=f"a{row}", assurance=0,
                    changed_us=0, **values)
        for number in range(1, self.rng.choice((2, 2, 3, 4))):
            self.add_booking_event(row, number)
        self.journal("create", "appointments", row)

    def add_booking_event(self, row: int, number: int) -> None:
        rng = self.rng
        self.insert("appointment_events", appointment=row, number=number, at_us=self.instant(),
                    verb=rng.choice(("create", "move", "cancel", "done")), calendar=1, actor=1,
                    to_state=rng.choice(("confirmed", "cancelled", "done")), starts_us=0)

    # Visits are outside the journal.
    def add_visit(self) -> None:
        rng = self.rng
        row = self.last["visits"] = self.last["visits"] + 1
        self.insert("visits", id=row, at_us=self.instant(),
                    visitor=self.maybe(rng.choice((rng.randrange(50), rng.getrandbits(63)))),
                    route=rng.randrange(1, ENTRIES), service=self.entry(), channel=self.entry(),
                    status=self.maybe(rng.choice((200, 200, 302, 404, 500, -1, 0))),
                    subject=self.maybe(rng.randrange(1, SUBJECTS + 1), 0.6))

    # --- Changes ---

    def change(self) -> None:
        """A few commits' worth of news, corrections and deletions."""
        rng = self.rng
        with self.transaction():
            for _ in range(rng.randrange(1, 60)):
                kind = rng.randrange(14)
                if kind == 0:
                    self.add_case()
                elif kind == 1:
                    self.add_contact()
                elif kind == 2:
                    self.add_visit()
                elif kind < 5:
                    self.erase(rng.choice(("cases", "contacts")))
                elif kind < 9:
                    self.update("cases", self.case_values())
                elif kind < 12:
                    self.update("contacts", self.contact_values())
                else:
                    self.move_some()
            for _ in range(rng.randrange(3)):
                self.stop_some()
            for _ in range(rng.randrange(12)):
                self.change_outward()
            if rng.random() < 0.1:
                self.add_holiday()
            if rng.random() < 0.5:
                row = rng.randrange(1, SUBJECTS + 1)
                self.db.execute("UPDATE subjects SET kind = ? WHERE id = ?",
                                (rng.choice(("person", "organization")), row))
                self.journal("update", "subjects", row, "name,kind")
            if rng.random() < 0.3:
                self.rename()
            if rng.random() < 0.3:
                self.adopt()
            if rng.random() < 0.2:
                self.erase_visits()
            if rng.random() < 0.2:
                row = rng.randrange(2, ENTRIES + 1)
                self.db.execute("UPDATE services SET attributes = ? WHERE id = ?",
                                (self.declared(row), row))
                self.journal("update", "services", row, "attributes")
        self.now += rng.randrange(DAY)

    def change_outward(self) -> None:
        """What becomes of a notice on its way, or of a booking."""
        rng = self.rng
        kind = rng.randrange(9)
        if kind < 2:
            rng.choice((self.add_delivery, self.add_appointment))()
        elif kind < 4 and self.last["deliveries"]:
            self.update("deliveries", self.delivery_values())
        elif kind == 4 and self.last["appointments"]:
            self.update("appointments", self.appointment_values())
        elif kind == 5 and self.last["notifications"]:
            row = self.some_row("notifications")
            self.db.execute("UPDATE notifications SET read_us = ? WHERE id = ?",
                            (self.maybe(self.instant()), row))
            self.journal("mark", "notifications", row, "marks")
        elif kind == 6:
            row = rng.randrange(1, SUBJECTS + 1)
            self.db.execute("UPDATE preferences SET read_receipts = ? WHERE subject = ?",
                            (rng.choice(("allow", "deny")), row))
            self.journal("update", "preferences", row, "read_receipts")
        elif kind == 7 and self.last["cases"]:
            row, office = self.some_row("cases"), self.entry()
            self.db.execute("UPDATE cases SET office = ? WHERE id = ?", (office, row))
            self.db.execute("UPDATE deliveries SET office = ? WHERE notification IN "
                            "(SELECT id FROM notifications WHERE case_id = ?)", (office, row))
            self.journal("forward", "cases", row, "state,office")
        else:
            table = rng.choice(("deliveries", "appointments"))
            if self.last[table]:
                self.erase(table)

    def some_row(self, table: str) -> int:
        return self.rng.randrange(1, self.last[table] + 1)

    def update(self, table: str, values: dict) -> None:
        row = self.some_row(table)
        chosen = self.rng.sample(sorted(values), self.rng.randrange(1, len(values) + 1))
        self.db.execute(f"UPDATE {table} SET {', '.join(f'{name} = ?' for name in chosen)} "
                        "WHERE id = ?", (*(values[name] for name in chosen), row))
        self.journal("update", table, row, ",".join(chosen))

    def erase(self, table: str) -> None:
        row = self.some_row(table)
        if table == "cases":
            self.db.execute("DELETE FROM case_events WHERE case_id = ?", (row,))
            self.db.execute("DELETE FROM case_intervals WHERE case_id = ?", (row,))
        if table == "appointments":
            self.db.execute("DELETE FROM appointment_events WHERE appointment = ?", (row,))
        self.db.execute(f"DELETE FROM {table} WHERE id = ?", (row,))
        self.journal("erase", table, row)

    def erase_visits(self) -> None:
        row = self.some_row("visits")
        self.db.execute("DELETE FROM visits WHERE id BETWEEN ? AND ?", (row, row + 5))
        self.db.execute("UPDATE visits SET subject = NULL WHERE id = ?", (self.some_row("visits"),))
        self.journal("erase", "visits", row)

    def move_some(self) -> None:
        row = self.some_row("cases")
        if self.db.execute("SELECT 1 FROM cases WHERE id = ?", (row,)).fetchone():
            self.move(row, self.instant())

    def stop_some(self) -> None:
        row = self.some_row("cases")
        if self.db.execute("SELECT 1 FROM cases WHERE id = ?", (row,)).fetchone():
            self.stop(row, self.instant())
            self.journal("suspend", "cases", row, "intervals")

    # Another place for an entry in its tree, or another category for a service.
    def adopt(self) -> None:
        table, row = self.rng.choice((*TREES, "services")), self.rng.randrange(1, ENTRIES + 1)
        column, value = ("category", self.entry(0.3)) if table == "services" else (
            "parent", self.parent(row))
        self.db.execute(f"UPDATE {table} SET {column} = ? WHERE id = ?", (value, row))
        self.journal("update", table, row, column)

    # Another code for an entry: what the columns called by the old one has the new one.
    def rename(self) -> None:
        table, row = self.rng.choice(CATALOGUES), self.rng.randrange(1, ENTRIES + 1)
        free = [code for code in CODES if code not in self.codes[table]]
        code = self.rng.choice(free)
        self.db.execute(f"UPDATE {table} SET code = ? WHERE id = ?", (code, row))
        self.codes[table][row - 1] = code
        self.journal("update", table, row, "code")

    # --- Who asks ---

    def actors(self) -> list[int]:
        """An administrator, operators of all, of one office, of a service in one, of a service
        anywhere, of two of these, and two citizens, one of them an operator too."""
        grants = [("operator", None, None)], [("operator", 2, None)], [("operator", 3, 1)], \
                 [("operator", None, 2)], [("operator", 1, None), ("operator", 4, 3)], \
                 [("citizen", None, None)], [("citizen", None, None), ("operator", 5, None)]
        made = [1]
        with self.transaction():
            for row, roles in enumerate(grants, 10):
                citizen = any(role == "citizen" for role, *_ in roles)
                self.insert("actors", id=row, version=1, kind="person", name=f"Actor {row}",
                            subject=self.rng.randrange(1, SUBJECTS + 1) if citizen else None,
                            active=1, created_us=0)
                for role, office, service in roles:
                    self.insert("grants", version=1, actor=row, role=role, office=office,
                                service=service, valid_from_us=0, created_us=0)
                made.append(row)
        return made
