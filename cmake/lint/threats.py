"""Every case of tests/threats.md stands in the name of a test, or the page says why it has none."""

from __future__ import annotations

import pathlib
import re

import project
from project import Problem

LIST = "tests/threats.md"
# | B15 | given | wanted | why there is no test |
LISTED = re.compile(r"^\| ([A-Z]\d+) \|.*\|([^|]*)\|$", re.MULTILINE)

# A program that does it with every function of the library names the case in a comment.
WITH_EVERY_CALL = {"A23": "tests/calls/main.c"}

# TEST(Group, C8_unclosed_quote), static void test_subject__B1_nul(, def test_B5_hidden(
TEST_NAME = re.compile(r"^\s*(?:TEST(?:_F|_P)?\(\s*\w+,\s*(\w+)\)"
                       r"|(?:static\s+)?void\s+(test_\w+)\(|def\s+(test_\w+)\()", re.MULTILINE)
CASE = re.compile(r"(?<![A-Za-z0-9])([A-Z]\d+)(?![0-9a-z])")


def cases_in(text: str) -> set[str]:
    found: set[str] = set()
    for match in TEST_NAME.finditer(text):
        found.update(CASE.findall(next(name for name in match.groups() if name)))
    return found


def check(root: pathlib.Path) -> list[Problem]:
    tested: set[str] = set()
    for path in project.files(root, ".c", ".cpp", ".py", under="tests/"):
        text = path.read_text(encoding="utf-8")
        tested |= cases_in(text)
        tested |= {case for case, name in WITH_EVERY_CALL.items()
                   if path.relative_to(root).as_posix() == name and f"{case}:" in text}
    listed = LISTED.findall((root / LIST).read_text(encoding="utf-8"))
    found = [] if listed else [Problem(LIST, 1, "lists no case")]
    for case, excuse in listed:
        if excuse.strip() and case in tested:
            found.append(Problem(LIST, 1, f"{case} has a test, but is listed as having none"))
        elif not excuse.strip() and case not in tested:
            found.append(Problem("tests", 1, f"no test has {case} in its name"))
    return found


if __name__ == "__main__":
    project.run(__doc__, check)
