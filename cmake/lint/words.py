"""No tracked file names a path of somebody's machine, a package host, or unfinished work."""

from __future__ import annotations

import pathlib
import re

import project
from project import Problem

# Written in two halves, so that this file passes its own check.
_PATTERNS = {
    r"/(?:wor" r"k|far" r"m|hom" r"e/[a-z]|roo" r"t)/[a-z.]": "a path of one machine",
    r"https?://(?:registry|deb|security|pypi|files|index|repo1?|proxy|crates|static)\.[a-z]":
        "a package host",
    r"\b(?:TO" r"DO|FIX" r"ME)\b": "unfinished work is told in an issue, not in a file",
    r"\bnot " r"implemented\b": "unfinished work is told in an issue, not in a file",
}
PATTERNS = {re.compile(pattern): reason for pattern, reason in _PATTERNS.items()}
BINARY = (".gz", ".png", ".xlsx", ".crm", ".zip", ".abi")


def check(root: pathlib.Path) -> list[Problem]:
    found = []
    for path in project.files(root):
        name = path.relative_to(root).as_posix()
        if path.suffix in BINARY:
            continue
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue  # bytes of a test, no text of ours
        for number, line in enumerate(text.split("\n"), 1):
            for pattern, reason in PATTERNS.items():
                match = pattern.search(line)
                if match:
                    found.append(Problem(name, number, f"'{match[0]}': {reason}"))
    return found


if __name__ == "__main__":
    project.run(__doc__, check)
