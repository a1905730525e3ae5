"""Every numbered case of bad input that applies to the library stands in the name of a test."""

from __future__ import annotations

import pathlib
import re

import project
from project import Problem

# How many cases each group of the list of threats has: the C ABI, texts and numbers, JSON and files.
GROUPS = {"A": 23, "B": 15, "C": 15}

NOT_HERE = {
    "B15": "lone surrogates exist only in texts of Python, which has no binding yet",
    "C10": "no format that is an archive is read yet",
    "C11": "no XML is read",
}

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
    found = []
    for group, count in GROUPS.items():
        for number in range(1, count + 1):
            case = f"{group}{number}"
            if case in NOT_HERE and case in tested:
                found.append(Problem("cmake/lint/threats.py", 1,
                                     f"{case} has a test, but is listed as one that does not apply"))
            elif case not in NOT_HERE and case not in tested:
                found.append(Problem("tests", 1, f"no test has {case} in its name"))
    return found


if __name__ == "__main__":
    project.run(__doc__, check)
