"""House rules that a compiler does not know: where SQLite, JSON and SQL may stand, and what may
stand nowhere in lib/."""

from __future__ import annotations

import fnmatch
import pathlib
import re

import project
from project import Problem

SQLITE_HOME = "lib/store/sqlite/"
# Who reads JSON, and the one file that knows whose parser does it.
JSON_HOMES = ("lib/base/json.*", "lib/capi/*.cpp", "lib/exchange/*.cpp", "lib/analytics/*",
              "lib/crm/*attribute*.cpp")
JSON_PARSER_HOME = "lib/base/json.cpp"
SQL_HOME = "lib/*_sql.hpp"
LONGEST_FILE = 700
GENERATED = {"tests/abi/layout.c"}  # by layout.py, one line a struct

# In code, with strings and comments blanked.
BANNED_CODE = {
    r"\bsetlocale\s*\(": "the locale belongs to the host",
    r"\b(localtime|gmtime|asctime|ctime)\s*\(": "not safe with threads; use base/zone",
    r"\b(setenv|putenv|unsetenv|getenv)\s*\(": "the environment belongs to the host",
    r"#\s*include\s*<(iostream|fstream|sstream|strstream)>": "no iostreams in the library",
    r"\bstd::(cout|cerr|clog|cin)\b": "no iostreams in the library",
    r"\b(exit|_exit|quick_exit|system|popen|strtok|rand|srand)\s*\(": "not in a library",
    r"\bstd::(stoi|stol|stoll|stod|stof|strtod|to_string\s*\(\s*[a-z_]*(double|float))\b":
        "depends on the locale or throws; use std::from_chars",
    r"\b(sleep|usleep|nanosleep)\s*\(": "wait on a condition instead",
    r"\bthread_local\b": "there is no state of a thread",
}
# Only the boundary makes and frees handles by hand.
NAKED_MEMORY = re.compile(r"\bnew\s+(?:\(std::nothrow\)\s*)?[A-Za-z_][\w:]*\s*[({\[;]"
                          r"|(?<!=)(?<!= )\bdelete\s*(?:\[\])?\s+?[A-Za-z_(*]|\b(malloc|free)\s*\(")
# In string literals. Capitals only: prose does not shout.
STATEMENT = re.compile(
    r"\bSELECT\s|\bINSERT\s+(OR\s+\w+\s+)?INTO\s|\bDELETE\s+FROM\s|\bUPDATE\s+\w+\s+SET\s"
    r"|\b(CREATE|DROP|ALTER)\s+(UNIQUE\s+|TEMP\s+|VIRTUAL\s+)?(TABLE|INDEX|VIEW|TRIGGER)\s")
# The driver's own words, which no other database shares.
DRIVER_WORDS = re.compile(r"^\s*(PRAGMA\s|BEGIN(\s+\w+)?;?\s*$|COMMIT;?\s*$|END;?\s*$"
                          r"|ROLLBACK(\s+TO\s.*)?;?\s*$|SAVEPOINT\s|RELEASE\s|VACUUM\b|ATTACH\s)")
# The catalogue of the driver's own database.
CATALOGUE = re.compile(r"\bsqlite_(master|schema)\b|\bpragma_\w+\b")
# A smart pointer takes it at once: what a private constructor needs.
OWNED = re.compile(r"\b(unique|shared)_ptr<[^;]*>\s*\w*[({]\s*$|\.reset\(\s*$")
NOLINT = re.compile(r"//\s*NOLINT(?:NEXTLINE|BEGIN)?(?!END)(?:\([^)]*\))?(.*)")


def check_code(name: str, text: str) -> list[Problem]:
    found = []
    code = project.code_only(text)
    for pattern, reason in BANNED_CODE.items():
        for match in re.finditer(pattern, code):
            found.append(Problem(name, project.line_of(code, match.start()),
                                 f"{match[0].strip()}: {reason}"))
    if not name.startswith("lib/capi/"):
        lines = text.split("\n")
        for match in NAKED_MEMORY.finditer(code):
            line = lines[project.line_of(code, match.start()) - 1]
            if OWNED.search(code, max(0, match.start() - 200), match.start()) or "NOLINT" in line:
                continue
            found.append(Problem(name, project.line_of(code, match.start()),
                                 f"{match[0].strip()}: memory is owned by an object"))
    return found


def check_includes(name: str, text: str) -> list[Problem]:
    found = []
    plain = project.without_comments(text)
    for match in re.finditer(r'#\s*include\s*[<"]([^>"]+)', plain):
        line, target = project.line_of(plain, match.start()), match[1]
        if target.startswith("sqlite3") and not name.startswith(SQLITE_HOME):
            found.append(Problem(name, line, f"{target} is for {SQLITE_HOME} alone"))
        if target.startswith("nlohmann/") and name != JSON_PARSER_HOME:
            found.append(Problem(name, line, f"{target} is for {JSON_PARSER_HOME} alone"))
        if target == "base/json.hpp" and not any(
                fnmatch.fnmatch(name, home) for home in JSON_HOMES):
            found.append(Problem(name, line, f"{target} is for {', '.join(JSON_HOMES)}"))
    return found


def check_sql(name: str, text: str) -> list[Problem]:
    if fnmatch.fnmatch(name, SQL_HOME):
        return []
    found = []
    for line, content in project.strings(text):
        in_driver = name.startswith(SQLITE_HOME)
        if STATEMENT.search(content) and not (in_driver and CATALOGUE.search(content)):
            found.append(Problem(name, line, "SQL stands in files named *_sql.hpp"))
        elif DRIVER_WORDS.search(content) and not in_driver:
            found.append(Problem(name, line, f"words of the driver are for {SQLITE_HOME}"))
    for match in re.finditer(r'R"sql(part)?\(', project.without_comments(text)):
        found.append(Problem(name, project.line_of(text, match.start()),
                             f"{match[0]}…) stands in files named *_sql.hpp"))
    return found


def check_lines(name: str, text: str) -> list[Problem]:
    found = []
    lines = text.split("\n")
    for number, line in enumerate(lines, 1):
        match = NOLINT.search(line)
        if match and len(match[1].strip(" :*/.-")) < 4:
            found.append(Problem(name, number, "NOLINT gives the reason on the same line"))
    if len(lines) > LONGEST_FILE and name not in GENERATED:
        found.append(Problem(name, LONGEST_FILE, f"{len(lines)} lines; split where the thought splits"))
    return found


def check(root: pathlib.Path) -> list[Problem]:
    found = []
    for path in project.files(root, ".cpp", ".hpp", ".c", ".h"):
        name = path.relative_to(root).as_posix()
        text = path.read_text(encoding="utf-8")
        if not name.startswith("include/"):
            found += check_lines(name, text)
        if name.startswith("lib/"):
            found += check_code(name, text) + check_includes(name, text) + check_sql(name, text)
        elif name.startswith(("bindings/", "examples/")):
            for match in re.finditer(r'#\s*include\s*[<"]sqlite3', text):
                found.append(Problem(name, project.line_of(text, match.start()),
                                     "the command, bindings and examples know only <pmmcrm/…>"))
    return found


if __name__ == "__main__":
    project.run(__doc__, check)
