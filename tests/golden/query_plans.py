"""Every statement of lib/crm finds its rows the way that golden/query_plans.txt says.

A live store has no statistics, so that SQLite plans by the text of a statement and the indexes alone: what one more
condition does to a plan shows in no test of what comes out. Each constant of the *_sql.hpp files is prepared over the tables
of an empty store; what it scans, and by which index and columns it searches, is compared with the list. Statements that are
put together of several are spelled out in JOINED. `--update` rewrites the list: read what changed before it is committed.
"""

import pathlib
import re
import sqlite3
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
LIST = ROOT / "tests/golden/query_plans.txt"

_TABLE = re.compile(r'TableSql\{TableKind::(\w+),\s*R"sql\((.*?)\)sql"', re.DOTALL)
_RAW = re.compile(r'R"sql\((.*?)\)sql"', re.DOTALL)
_CONSTANT = re.compile(r'constexpr const char\*\s+(k\w+)\s*=\s*(?:R"(sql|sqlpart)\((.*?)\)\2"|"([^"]*)")\s*;', re.DOTALL)

# By file: a name, and the constants it is made of in order; words that are no constant stand for themselves.
JOINED = {
    "delivery": {
        "due, what is legal": "kGateRows WHERE kGateRowDue AND kGateRowLegal kGateRowOrder $3",
        "due, the rest": "kGateRows WHERE kGateRowDue AND kGateRowNotLegal kGateRowOrder $3",
        "of an id": "kGateRows WHERE kGateRowIs",
        "of a subject": "kSelectDeliveries WHERE kDeliveryOfSubject ORDER BY id DESC LIMIT 50",
        "of a notification": "kSelectDeliveries WHERE kDeliveryOfNotification ORDER BY id DESC LIMIT 50",
        "of a campaign": "kSelectDeliveries WHERE kDeliveryOfCampaign ORDER BY id DESC LIMIT 50",
        "in a digest": "kSelectDeliveries WHERE kDeliveryInDigest ORDER BY id DESC LIMIT 50",
        "dead": "kSelectDeliveries WHERE kDeliveryDead ORDER BY id DESC LIMIT 50",
    },
    "reminder": {
        "of a subject": "kSelectReminders WHERE kReminderSubjectIs ORDER BY id LIMIT 50",
        "of a case": "kSelectReminders WHERE kReminderCaseIs ORDER BY id LIMIT 50",
        "rules from one on": "kSelectRules kRuleFrom",
    },
    "appointment": {
        "of a subject": "kSelectAppointments WHERE kAppointmentSubjectIs ORDER BY id LIMIT 50",
        "of a calendar from a time": "kSelectAppointments WHERE kAppointmentCalendarIs AND kAppointmentFrom ORDER BY id LIMIT 50",
        "of a code": "kSelectAppointments WHERE kAppointmentCodeIs ORDER BY id LIMIT 50",
    },
    "feedback": {
        "of a case": "kSelectFeedbacks WHERE kFeedbackCaseIs ORDER BY id DESC LIMIT 50",
        "of a subject": "kSelectFeedbacks WHERE kFeedbackSubjectIs ORDER BY id DESC LIMIT 50",
    },
}


def empty_store() -> sqlite3.Connection:
    """The tables and indexes of a store, as the migrations make them; views are for extracts alone."""
    db = sqlite3.connect(":memory:")
    waiting = []
    for path in sorted((ROOT / "lib/store").glob("*_sql.hpp")):
        text = path.read_text(encoding="utf-8")
        kinds = {body: kind for kind, body in _TABLE.findall(text)}
        for body in _RAW.findall(text):
            if re.match(r"\s*(CREATE (TABLE|INDEX|UNIQUE INDEX)|ALTER)\b", body):
                ending = {"kKeyed": " STRICT, WITHOUT ROWID", "kRows": " STRICT"}.get(kinds.get(body), "")
                waiting.append(body + ending)
    while waiting:
        left, reason = [], None
        for statement in waiting:
            try:
                db.execute(statement)
            except sqlite3.OperationalError as error:
                left.append(statement)
                reason = error
        if len(left) == len(waiting):
            sys.exit(f"query_plans: {reason}\n{left[0]}")
        waiting = left
    return db


def brief(detail: str) -> str:
    """SEARCH d USING INDEX deliveries_due (channel=? AND due_us<?) as: d by deliveries_due(channel=, due_us<)."""
    found = re.fullmatch(r"(SEARCH|SCAN) (.+?)(?: USING (AUTOMATIC )?(?:PARTIAL )?(?:COVERING )?(INDEX|INTEGER PRIMARY KEY|PRIMARY KEY)"
                         r"(?: (\w+))?(?: \((.*)\))?)?( LEFT-JOIN)?( VIRTUAL TABLE.*)?", detail)
    if not found:
        return detail.lower()
    way, table, automatic, kind, index, columns = found[1], found[2], found[3], found[4], found[5], found[6]
    words = ", ".join(re.sub(r"\?$", "", part) for part in (columns or "").split(" AND ") if part)
    through = "an index of its own" if automatic else index or ("id" if kind == "INTEGER PRIMARY KEY" else "key")
    if way == "SCAN":
        return f"all of {table}" + (f" in {through}" if kind else "")
    return f"{table} by {through}({words})"


def plan_of(db: sqlite3.Connection, text: str) -> list[str]:
    text = re.sub(r"\$(\d+)", r"?\1", text)
    count = max([int(number) for number in re.findall(r"\?(\d+)", text)] or [0])
    return [brief(row[3]) for row in db.execute("EXPLAIN QUERY PLAN " + text, [None] * count)]


def numbered(text: str) -> str:
    used = [int(number) for number in re.findall(r"\$(\d+)", text)]
    number = max(used or [0])
    while "{}" in text:
        number += 1
        text = text.replace("{}", f"${number}", 1)
    return text


def statements():
    for path in sorted((ROOT / "lib/crm").glob("*_sql.hpp")):
        part = path.name.removesuffix("_sql.hpp")
        # An extract has tables of its own, which are read whole, and statistics.
        if part == "bi_extract":
            continue
        constants = {name: (kind, body or other)
                     for name, kind, body, other in _CONSTANT.findall(path.read_text(encoding="utf-8"))}
        for name, (kind, body) in constants.items():
            # Where something is put in, what it is stands elsewhere.
            if kind == "sql" and "{}" not in body:
                yield f"{part} {name}", body
        for name, words in JOINED.get(part, {}).items():
            # Placeholders of parts come after those that are spelled out, as the code numbers them for itself.
            yield f"{part}, {name}", numbered(" ".join(constants.get(word, (None, word))[1] for word in words.split(" ")))


def main():
    db = empty_store()
    lines = []
    for name, text in statements():
        try:
            plan = plan_of(db, text)
        except sqlite3.OperationalError as error:
            sys.exit(f"query_plans: {name}: {error}")
        if plan:
            lines += [name + "\n"] + [f"  {step}\n" for step in plan]
    if sys.argv[1:] == ["--update"]:
        LIST.write_text("".join(lines), encoding="utf-8")
        return
    wanted = LIST.read_text(encoding="utf-8").splitlines(keepends=True)
    if wanted != lines:
        import difflib
        sys.stdout.writelines(difflib.unified_diff(wanted, lines, "golden/query_plans.txt", "the library"))
        sys.exit("query_plans: a statement finds its rows in another way than the list says")


if __name__ == "__main__":
    main()
