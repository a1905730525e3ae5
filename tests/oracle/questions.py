"""Questions at random, of everything that pmm_meta() offers."""

from __future__ import annotations

import datetime
import random

from facts import (BOOKING_STATES, CAMPAIGNS, CASE_OUTCOMES, CODES, CONTACT_OUTCOMES,
                   DELIVERY_STATES, DEPTHS, EPOCH, KINDS, NOTICE_CLASSES, OTHER_ZONES, REASONS,
                   STATES, US, ZONES, Facts)

TEXTS = {"kind": KINDS, "status": ("open", "closed"), "state": STATES,
         "cases.outcome": CASE_OUTCOMES, "contacts.outcome": CONTACT_OUTCOMES,
         "direction": ("in", "out"), "subject_kind": ("person", "organization"),
         "next_state": STATES, "stages.outcome": CASE_OUTCOMES,
         "path": tuple(f"/{code}" for code in CODES), "deliveries.kind": NOTICE_CLASSES,
         "deliveries.state": DELIVERY_STATES, "reason": REASONS,
         "appointments.state": BOOKING_STATES}
PHRASES = ("today", "yesterday", "this month", "last month", "last 30 days", "last 3 weeks",
           "this year", "last year", "last 2 quarters", "2011", "2012-03", "2011-Q4", "1999")
GOING_ON = ("minute", "hour", "day", "week", "month", "quarter", "year")
COMPARISONS = ("gt", "gte", "lt", "lte")
PATTERNS = ("contains", "notContains", "startsWith", "notStartsWith", "endsWith", "notEndsWith")
DATE_COMPARISONS = COMPARISONS + ("beforeDate", "beforeOrOnDate", "afterDate", "afterOrOnDate")


class Questions:
    def __init__(self, meta: dict, facts: Facts):
        self.cubes = {cube["name"]: cube["members"] for cube in meta["cubes"]}
        self.granularities = meta["granularities"]
        self.facts = facts
        self.rng = random.Random()

    def members(self, cube: str, kind: str) -> list[dict]:
        return [member for member in self.cubes[cube] if member["kind"] == kind]

    def ask(self, rng: random.Random) -> dict:
        self.rng = rng
        cube = rng.choice(("cases", "cases", "cases", "contacts", "visits", "stages", "deliveries",
                           "appointments"))
        question: dict = {}
        dimensions = self.some(self.members(cube, "dimension"), (0, 0, 1, 1, 1, 2, 2, 3))
        measures = self.some(self.members(cube, "measure"), (0, 1, 1, 2, 3, 5))
        times = self.times(cube)
        if not dimensions and not measures and not any("granularity" in time for time in times):
            measures = self.some(self.members(cube, "measure"), (1,))
        if measures:
            question["measures"] = measures
        if dimensions:
            question["dimensions"] = dimensions
        if times:
            question["timeDimensions"] = times
        if rng.random() < 0.6:
            question["filters"] = [self.condition(cube) for _ in range(rng.choice((1, 1, 1, 2, 3)))]
        if rng.random() < 0.5:
            question["timezone"] = rng.choice(ZONES + OTHER_ZONES)
        # Of the others nobody knows how they stood then.
        if rng.random() < (0.15 if cube == "cases" else 0.02):
            question["onDay"] = self.day()
        if rng.random() < 0.1:
            question["fiscalYearStart"] = rng.randrange(1, 13)
        if "measures" in question:
            self.further(question)
        elif rng.random() < 0.3:
            question.update(ungrouped=True, limit=rng.choice((1, 10, 500)))
        self.order(question)
        return question

    # --- What is made of the measures ---

    def further(self, question: dict) -> None:
        """Another cube's measures, comparisons, totals, running sums, shares, filled periods and
        conditions on measures, as far as they make sense together."""
        rng, times = self.rng, question.get("timeDimensions", [])
        if rng.random() < 0.15:
            self.add_cube(question)
        going_on = [time for time in times if time.get("granularity") in GOING_ON]
        keyed = [time for time in times if "granularity" in time]
        if rng.random() < 0.25 and len(times) == 1 and len(keyed) <= 1:
            self.compare(question, times[0])
        if rng.random() < 0.25:
            question["totals"] = rng.choice((True, "rollup"))
        if keyed and rng.random() < 0.4:
            fills = ("null", "zero", "previous") if len(keyed) == len(going_on) == 1 else \
                ("null", "zero")
            if all(time["granularity"] not in ("minute", "hour") or "dateRange" in time
                   for time in keyed):
                question["fill"] = rng.choice(fills)
        additive = [name for name in question["measures"] if self.member(name)["additivity"] == "additive"]
        if additive and len(going_on) == 1 and rng.random() < 0.3:
            question["running"] = rng.choice((True, rng.sample(additive, 1)))
        counted = [name for name in question["measures"]
                   if self.member(name)["type"] == "integer"
                   and self.member(name)["additivity"] != "semi_additive"]
        if counted and rng.random() < 0.3:
            name = rng.choice(counted)
            parts = question.get("dimensions", [])
            of = rng.sample(parts, rng.randrange(len(parts) + 1))
            question["share"] = [rng.choice((name, {"measure": name, "of": of}))]
        if rng.random() < 0.2:
            question["having"] = [self.having(question)
                                  for _ in range(rng.choice((1, 1, 2)))]

    def member(self, name: str) -> dict:
        return next(member for member in self.cubes[name.split(".")[0]] if member["name"] == name)

    def add_cube(self, question: dict) -> None:
        own = question["measures"][0].split(".")[0]
        other = self.rng.choice([cube for cube in self.cubes if cube != own])
        question["measures"] += self.some(self.members(other, "measure"), (1, 2))

    def compare(self, question: dict, time: dict) -> None:
        if self.rng.random() < 0.3:
            time.pop("dateRange", None)
            time["compareDateRange"] = [self.range(), self.range()]
            return
        time.setdefault("dateRange", sorted((self.day(), self.day())))
        question["compare"] = self.rng.choice(("previous_period", "previous_year"))

    def having(self, question: dict, depth: int = 0) -> dict:
        rng = self.rng
        if depth < 2 and rng.random() < 0.2:
            return {rng.choice(("and", "or")): [self.having(question, depth + 1)
                                                for _ in range(rng.randrange(1, 3))]}
        name = rng.choice(question["measures"])
        if rng.random() < 0.2:  # of a measure that is not shown
            name = rng.choice(self.members(name.split(".")[0], "measure"))["name"]
        operator = rng.choice(COMPARISONS + ("equals", "notEquals", "set", "notSet", "between"))
        condition = {"member": name, "operator": operator}
        whole = self.member(name)["type"] == "integer"
        values = sorted(rng.choice((0, 1, 2, 5, 30)) if whole else rng.choice(
            (0.25, 0.3333, 0.71, 1000.5, 300_000.5)) for _ in range(2))
        if operator not in ("set", "notSet"):
            condition["values"] = values if operator == "between" else values[:1]
        return condition

    def some(self, members: list[dict], counts: tuple[int, ...]) -> list[str]:
        count = min(len(members), self.rng.choice(counts))
        return [member["name"] for member in self.rng.sample(members, count)]

    # --- Times ---

    def times(self, cube: str) -> list[dict]:
        rng, found, seen = self.rng, [], set()
        for _ in range(rng.choice((0, 0, 1, 1, 2))):
            name = rng.choice(self.members(cube, "time"))["name"]
            time: dict = {"dimension": name}
            granularity = rng.choice(self.granularities)
            if rng.random() < 0.8 and (name, granularity) not in seen:
                time["granularity"] = granularity
                seen.add((name, granularity))
            if rng.random() < 0.4 or "granularity" not in time:
                time["dateRange"] = self.range()
            found.append(time)
        return found

    def day(self) -> str:
        moment = EPOCH + datetime.timedelta(microseconds=self.facts.instant())
        return moment.date().isoformat()

    def moment(self) -> str:
        moment = EPOCH + datetime.timedelta(microseconds=self.facts.instant())
        return self.rng.choice((moment.isoformat().replace("+00:00", "Z"),
                                moment.replace(tzinfo=None).isoformat()))

    def range(self):
        rng = self.rng
        kind = rng.randrange(5)
        if kind == 0:
            return rng.choice(PHRASES)
        if kind == 1:
            day = self.day()
            return [day] if rng.random() < 0.5 else [day, day]
        if kind == 2:
            first = self.facts.instant()
            ends = (first, first + rng.choice((1, 1800 * US, rng.randrange(40 * 86400 * US))))
            return [(EPOCH + datetime.timedelta(microseconds=us)).isoformat() for us in ends]
        return sorted((self.day(), self.day()))

    # --- Conditions ---

    def condition(self, cube: str, depth: int = 0) -> dict:
        rng = self.rng
        if depth < 3 and rng.random() < 0.25:
            return {rng.choice(("and", "or")): [self.condition(cube, depth + 1)
                                                for _ in range(rng.randrange(1, 4))]}
        member = rng.choice([member for member in self.cubes[cube] if member["kind"] != "measure"])
        if rng.random() < 0.15:
            return {"member": member["name"], "operator": rng.choice(("set", "notSet"))}
        if member["kind"] == "time":
            return self.time_condition(member["name"])
        return self.value_condition(member)

    def time_condition(self, name: str) -> dict:
        rng = self.rng
        kind = rng.randrange(3)
        if kind == 0:
            operator, values = rng.choice(("inDateRange", "notInDateRange")), self.range()
            values = [values] if isinstance(values, str) else values
        elif kind == 1:
            operator = rng.choice(DATE_COMPARISONS)
            values = [rng.choice((self.day, self.moment))()]
        else:
            operator = rng.choice(("equals", "notEquals", "in", "notIn"))
            values = [rng.choice((self.day, self.moment))() for _ in range(rng.randrange(1, 4))]
        return {"member": name, "operator": operator, "values": values}

    def value_condition(self, member: dict) -> dict:
        rng, name = self.rng, member["name"]
        operator = rng.choice(("equals", "notEquals", "in", "notIn"))
        if member["type"] == "boolean":
            values: list = rng.choice(([True], [False], [True, False], ["true"]))
        elif member["type"] == "integer":
            if rng.random() < 0.4:
                operator = rng.choice(COMPARISONS)
            known = CAMPAIGNS if name == "deliveries.campaign" else (200, 302, 404, 500)
            values = [rng.choice((*known, 0, -1, 999)) for _ in range(3)]
        elif member["type"] == "number":
            if rng.random() < 0.4:
                operator = rng.choice(COMPARISONS)
            values = [rng.choice(DEPTHS + (7, 0.1000001)) for _ in range(3)]
        else:
            operator = rng.choice((operator,) + PATTERNS + COMPARISONS)
            values = [self.text(name) for _ in range(3)]
            if operator in PATTERNS:
                values = [self.piece(value) for value in values]
        count = 1 if operator in COMPARISONS else rng.randrange(1, len(values) + 1)
        return {"member": name, "operator": operator, "values": values[:count]}

    def text(self, name: str) -> str:
        short = name.split(".")[1]
        if short == "attributes":
            return self.rng.choice(CODES)
        first = "category" if short == "life_area" else short.split("_")[0]
        known = TEXTS.get(name) or TEXTS.get(short) or self.facts.codes.get(
            "categories" if first == "category" else first + "s", CODES)
        return self.rng.choice(known) if self.rng.random() < 0.9 else self.rng.choice(CODES)

    def piece(self, text: str) -> str:
        begin = self.rng.randrange(len(text) + 1)
        return self.rng.choice((text, text[begin:], text[:begin], text[begin:begin + 1],
                                text.upper()))

    # --- Order ---

    def order(self, question: dict) -> None:
        rng = self.rng
        names = question.get("measures", []) + question.get("dimensions", []) + [
            f"{time['dimension']}.{time['granularity']}"
            for time in question.get("timeDimensions", []) if "granularity" in time]
        if rng.random() < 0.5:
            chosen = rng.sample(names, rng.randrange(1, min(3, len(names)) + 1))
            question["order"] = [[name, rng.choice(("asc", "desc"))] for name in chosen]
        if rng.random() < 0.3:
            question["limit"] = rng.choice((0, 1, 5, 20))
        if rng.random() < 0.2:
            question["offset"] = rng.choice((0, 1, 3, 1000))
