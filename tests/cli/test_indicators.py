"""indicators: every one against plain Python over the same rows."""

import datetime
import pathlib
import random
import re
import statistics

import harness
from harness import BAD_DATA, USAGE

DOCS = pathlib.Path(__file__).resolve().parents[2] / "docs" / "indicators.md"
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
                      "closed": closed})
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
            "outcome": chance.choice(["resolved", "forwarded"]) if chance.random() < 0.6 else None})
    return cases, contacts


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
    resolved = [c for c in begun if c["outcome"] == "resolved" and not c["abandoned"]]
    demand = len(opened) + len(begun)
    return {
        "demand": demand,
        "answer_capacity": quotient(len(in_time), demand),
        "resolution_time_avg": quotient(sum(timed), len(timed)),
        "resolution_time_median": median(timed),
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
            "direction": {"value": "in"}, "started_at": "started", "ended_at": "ended",
            "waited_s": "waited", "abandoned": "abandoned", "outcome": "outcome"})

    def load(self, entity: str, rows: list[dict], columns: dict) -> None:
        lines = [",".join(rows[0])] + [",".join(text(v) for v in row.values()) for row in rows]
        report = self.json("import", self.store, self.write(f"{entity}.csv", "\n".join(lines) + "\n"),
                           "--mapping", self.write(f"{entity}.json", {
                               "entity": entity, "key": "external_id", "timezone": "UTC",
                               "columns": columns}))
        self.assertEqual(report["created"], len(rows), report)

    def ask(self, *arguments: str) -> list[dict]:
        return self.rows(self.json("indicators", self.store, "--from", "2007-02-01", "--to",
                                   "2007-09-30", *arguments))

    def compare(self, rows: list[dict], cases: list[dict], contacts: list[dict]) -> None:
        found = {row["indicator"]: row for row in rows}
        for name, value in expected(cases, contacts).items():
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
