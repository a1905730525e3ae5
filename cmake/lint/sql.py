"""Every SQL statement of the library parses with PostgreSQL's own grammar, and is used.

R"sql(…)sql" holds whole statements, R"sqlpart(…)sqlpart" a predicate that is put into one. {} marks
where a statement takes such a predicate in.
"""

from __future__ import annotations

import pathlib
import re
import sys
from collections import Counter

import project
from project import Problem

try:
    from pglast.parser import ParseError, parse_sql
except ImportError:
    sys.exit("sql: the Python environment lacks pglast; run ./dev setup")

_RAW = re.compile(r'R"(sql|sqlpart)\((.*?)\)\1"', re.DOTALL)
_OTHER_RAW = re.compile(r'(?<!\w)(?:u8|[uUL])?R"(?!(?:sql|sqlpart)\()([^\s()\\]*)\(')
_CONSTANT = re.compile(r"\bconstexpr\b[^=;({]*?\b(k[A-Z]\w*)\s*[={]")
# PostgreSQL parses these but SQLite, or the other way round, does not mean the same.
NOT_SHARED = {
    r"\bINSERT\s+OR\b": "INSERT OR is SQLite's own; use ON CONFLICT",
    r"\bAUTOINCREMENT\b": "ids are given by the library",
    r"\browid\b": "rowid is SQLite's own",
    r"\b(STRICT|WITHOUT\s+ROWID)\b": "the driver adds its own words",
    r"\b(IFNULL|GROUP_CONCAT|DATETIME|STRFTIME|JULIANDAY|UNIXEPOCH|TOTAL|INSTR|GLOB)\s*\(":
        "a function of SQLite alone",
    r"\b(NOW|GREATEST|LEAST|STRING_AGG|ARRAY_AGG|DATE_TRUNC|DATE_PART)\s*\(":
        "a function of PostgreSQL alone",
    r"\bGLOB\b": "an operator of SQLite alone",
    r"\b(ILIKE|SIMILAR\s+TO|DISTINCT\s+ON|FOR\s+UPDATE|SERIAL|BIGSERIAL)\b":
        "PostgreSQL's own words",
    r"::": "PostgreSQL's own cast; use CAST",
    r"\bREGEXP\b": "an operator of SQLite alone",
    r"\?\d*": "the places of values are $1, $2 …",
    r"[`\[]": "names are quoted with double quotes",
}


def plain(statement: str) -> str:
    """Without comments and string literals, for the words check."""
    return re.sub(r"--[^\n]*|'(?:[^']|'')*'", " ", statement)


def parse(kind: str, body: str) -> str | None:
    filled = body.replace("{}", "(1 = 1)")
    candidates = [filled]
    if kind == "sqlpart":
        candidates = [f"SELECT 1 WHERE {filled}"]
    elif "{}" in body:
        # What goes in may also be a word of another place: a list of columns, an order.
        candidates += [body.replace("{}", "x"), body.replace("{}", "")]
    reason = "empty"
    for number, candidate in enumerate(candidates):
        try:
            if parse_sql(candidate):
                return None
        except ParseError as error:
            if number == 0:
                reason = str(error.args[0])
    return reason


def check_file(name: str, text: str) -> tuple[int, list[Problem]]:
    found, count = [], 0
    for match in _RAW.finditer(text):
        count += 1
        line = project.line_of(text, match.start())
        reason = parse(match[1], match[2])
        if reason:
            found.append(Problem(name, line, f"PostgreSQL: {reason}"))
        for pattern, why in NOT_SHARED.items():
            word = re.search(pattern, plain(match[2]), re.IGNORECASE)
            if word:
                inner = project.line_of(match[2], match[2].find(word[0])) - 1
                found.append(Problem(name, line + inner, f"{word[0]}: {why}"))
    for match in _OTHER_RAW.finditer(text):
        found.append(Problem(name, project.line_of(text, match.start()),
                             'a raw string here is R"sql( or R"sqlpart('))
    return count, found


def unused(root: pathlib.Path) -> list[Problem]:
    """Constants of the SQL headers that nothing else in the library names."""
    code = {path: project.code_only(path.read_text(encoding="utf-8"))
            for path in project.files(root, ".cpp", ".hpp", under="lib/")}
    words = Counter(word for text in code.values() for word in re.findall(r"\bk[A-Z]\w*", text))
    return [Problem(path.relative_to(root).as_posix(), project.line_of(text, match.start(1)),
                    f"{match[1]} is used by nothing")
            for path, text in code.items() if path.name.endswith("_sql.hpp")
            for match in _CONSTANT.finditer(text) if words[match[1]] == 1]


def check(root: pathlib.Path) -> list[Problem]:
    found, count = [], 0
    for path in project.files(root, ".hpp", under="lib/"):
        if path.name.endswith("_sql.hpp"):
            number, problems = check_file(path.relative_to(root).as_posix(),
                                          path.read_text(encoding="utf-8"))
            count += number
            found += problems
    found += unused(root)
    if count == 0:
        found.append(Problem("lib", 1, "there is no SQL statement"))
    return found


if __name__ == "__main__":
    project.run(__doc__, check)
