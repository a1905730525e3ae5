"""What the checks share: the project's files, text without comments, and how a problem is told."""

from __future__ import annotations

import argparse
import pathlib
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import NamedTuple

BUILT = (".git", ".venv", "build")
ROOT = pathlib.Path(__file__).resolve().parents[2]


class Problem(NamedTuple):
    path: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.message}"


def files(root: pathlib.Path, *suffixes: str, under: str = "") -> list[pathlib.Path]:
    """The project's own files: what git tracks or would track; without git, all but what is built."""
    listed = subprocess.run(
        ["git", "-C", str(root), "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        capture_output=True, check=False)
    if listed.returncode == 0:
        names = listed.stdout.decode().split("\0")
        found = [root / name for name in sorted(set(names)) if name]
    else:
        found = sorted(path for path in root.rglob("*")
                       if path.relative_to(root).parts[0] not in BUILT)
    return [path for path in found
            if path.is_file()
            and path.relative_to(root).as_posix().startswith(under)
            and (not suffixes or path.suffix in suffixes)]


# A number with its separators, a comment, a raw string, a string or a character: what begins first.
_TOKEN = re.compile(
    r"""\b\d[\w']*|//[^\n]*|/\*.*?\*/|R"(?P<tag>[a-z]*)\(.*?\)(?P=tag)"|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'""",
    re.DOTALL)


def _blank(text: str) -> str:
    return re.sub(r"[^\n]", " ", text)


def without_comments(text: str) -> str:
    """The same text, line for line and column for column, with comments blanked."""
    return _TOKEN.sub(lambda m: _blank(m[0]) if m[0].startswith("/") else m[0], text)


def code_only(text: str) -> str:
    """The same text with comments, strings and characters blanked."""
    return _TOKEN.sub(lambda m: m[0] if m[0][0].isdigit() else _blank(m[0]), text)


def strings(text: str) -> Iterator[tuple[int, str]]:
    """Every string literal, raw ones included, with its line; neighbours are joined as C does."""
    last_end, first_line, joined = -1, 0, ""
    for match in _TOKEN.finditer(text):
        token = match[0]
        if token[0] not in '"R':
            continue
        content = token[1:-1] if token[0] == '"' else token[token.index("(") + 1:token.rindex(")")]
        gap = text[last_end:match.start()] if last_end >= 0 else None
        if gap is not None and not without_comments(gap).strip():
            joined += content
        else:
            if last_end >= 0:
                yield first_line, joined
            first_line, joined = line_of(text, match.start()), content
        last_end = match.end()
    if last_end >= 0:
        yield first_line, joined


def line_of(text: str, offset: int) -> int:
    return text.count("\n", 0, offset) + 1


def run(description: str, check: Callable[[pathlib.Path], list[Problem]]) -> None:
    """The main function of a check that needs no more than the root of the project."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--root", type=pathlib.Path, default=ROOT)
    report(check(parser.parse_args().root.resolve()))


def report(problems: list[Problem]) -> None:
    for problem in problems:
        print(problem)
    sys.exit(1 if problems else 0)
