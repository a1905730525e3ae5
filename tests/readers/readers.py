"""A small city with awkward texts in it, and what the readers share."""

from __future__ import annotations

import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "cli"))
import harness  # noqa: E402

LIBRARY = ""

LONG = "x" * 40_000
# What a spreadsheet would run, XML would refuse, or a cell cannot hold.
TEXTS = ["=1+1", "+39 081 7950000", "-5", "@SUM(A1)", "'=1", "fine\n=cmd|' /C calc'!A0",
         "_x0041_", "Perché «no»; \"sì\", 😀", "a\x01b", LONG, "007", "a, b", "1e5"]
MAPPING = {
    "entity": "cases", "key": "external_id", "timezone": "Europe/Rome",
    "columns": {"external_id": "id", "kind": {"value": "application"}, "service": "service",
                "channel": "channel", "status": "status", "opened_at": "opened",
                "closed_at": "closed", "due_at": "due", "description": "text"}}


def csv_text(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


class ReaderTest(harness.CliTest):
    def make_city(self) -> None:
        """Cases of three services over a year, one of the services named like a formula."""
        lines = ["id,service,channel,status,opened,closed,due,text"]
        for number in range(120):
            month = number % 12 + 1
            closed = number % 5 != 0
            text = TEXTS[number] if number < len(TEXTS) else f"text {number}"
            lines.append(",".join([
                f"C{number}", ("=visure", "cambio", "reclami")[number % 3],
                ("web", "phone")[number % 2], "closed" if closed else "open",
                f"2007-{month:02}-{number % 27 + 1:02} 10:20:30",
                f"2007-{month:02}-{number % 27 + 1:02} 23:50:30" if closed else "",
                f"2007-{month:02}-{number % 27 + 1:02} {23 - number % 4}:59:00",
                csv_text(text)]))
        self.run_command("init", self.store)
        report = self.json("import", self.store, self.write("data.csv", "\n".join(lines) + "\n"),
                           "--mapping", self.write("mapping.json", MAPPING))
        self.assertEqual((report["read"], report["rejected"]), (120, 0), report)

    def ask(self, question: dict) -> list[dict]:
        return self.rows(self.json("query", self.store, "-", stdin=json.dumps(question)))

    def export(self, what: str | dict, out: str, *arguments: str) -> dict:
        """The report; what the command says is about this and nothing else."""
        if isinstance(what, dict):
            what = self.write("question.json", what)
        done = self.run_command("export", self.store, what, self.path(out), "--format", "json",
                                *arguments)
        self.assertTrue(done.stderr.startswith("wrote "), done.stderr)
        for line in done.stderr.splitlines()[1:]:
            self.assertTrue(line.startswith("  "), done.stderr)
        return json.loads(done.stdout)


def main() -> None:
    global LIBRARY
    LIBRARY = sys.argv.pop(2)
    harness.main()
