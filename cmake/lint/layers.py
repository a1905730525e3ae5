"""Arrows point down: reads every #include and refuses one that the layer rule does not allow."""

from __future__ import annotations

import pathlib
import re

import project
from project import Problem

# What each folder of lib/ may include besides itself. The order is the order of the layers.
MAY_INCLUDE: dict[str, set[str]] = {
    "base": set(),
    "model": {"base"},
    "store": {"base"},
    "columnar": {"base"},
    "crm": {"base", "model", "store"},
    "analytics": {"base", "model", "store", "columnar"},
    "exchange": {"base", "model", "columnar", "crm"},
    "runtime": {"base", "model", "store", "columnar", "crm", "analytics", "exchange"},
    # The boundary converts to the layers' own inputs (docs/adr/0007); the store stays out of it.
    "capi": {"base", "model", "columnar", "crm", "exchange", "runtime"},
}
# The rooms of a layer that has some, from the ground up: each may include those before it. What
# stands in no room is above them all.
ROOMS: dict[str, list[str]] = {
    "analytics": ["catalogue", "columns", "question", "scan", "answer", "explain", "segment",
                  "indicator"],
}
# The public headers are the boundary's; Arrow's two structs are everybody's standard.
PUBLIC_INCLUDES = {"capi": r"pmmcrm/.*", "columnar": r"pmmcrm/arrow_abi\.h"}
OUTSIDE = ("bindings/", "examples/", "bench/", "tests/")
WHITE_BOX = ("tests/unit/", "tests/fuzz/", "tests/fault/wal_reset.cpp",
             "bench/mypage/decisions.cpp")
HEADERS = (".hpp", ".h")
SOURCES = (".cpp", ".c", *HEADERS)

_INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"]+)[>"]', re.MULTILINE)
_LAYER = re.compile(r"pmmcrm_layer\(\s*(\w+)([^)]*)\)")


def includes(path: pathlib.Path):
    text = project.without_comments(path.read_text(encoding="utf-8"))
    for match in _INCLUDE.finditer(text):
        yield project.line_of(text, match.start()), match[1], match[2]


def room_of(layer: str, parts: list[str]) -> int:
    """How high a file of the layer stands, by the parts of its path below the layer."""
    rooms = ROOMS[layer]
    return rooms.index(parts[0]) if len(parts) > 1 and parts[0] in rooms else len(rooms)


def check_rooms(name: str, line: int, target: str) -> list[Problem]:
    layer, *own = name.split("/")[1:]
    if layer not in ROOMS or target.split("/")[0] != layer:
        return []
    if len(own) > 1 and own[0] not in ROOMS[layer]:
        return [Problem(name, line, f"{own[0]} is no room of lib/{layer}; add it to "
                                    "cmake/lint/layers.py")]
    if room_of(layer, target.split("/")[1:]) <= room_of(layer, own):
        return []
    return [Problem(name, line, f"{own[0]} stands below {target}")]


def check_inside(root: pathlib.Path, path: pathlib.Path) -> list[Problem]:
    name = path.relative_to(root).as_posix()
    layer = name.split("/")[1]
    if layer not in MAY_INCLUDE:
        return [Problem(name, 1, f"lib/{layer} is not a layer; add it to cmake/lint/layers.py")]
    found = []
    for line, quote, target in includes(path):
        first = target.split("/")[0]
        if first == "pmmcrm" or target == "pmmcrm.h":
            if not re.fullmatch(PUBLIC_INCLUDES.get(layer, r"$^"), target):
                found.append(Problem(name, line, f"lib/{layer} may not include {target}"))
        elif quote == '"' and first not in MAY_INCLUDE:
            found.append(Problem(name, line, f'"{target}" does not start with a layer'))
        elif first in MAY_INCLUDE and "/" in target:
            found += check_rooms(name, line, target)
            if first != layer and first not in MAY_INCLUDE[layer]:
                found.append(Problem(name, line, f"lib/{layer} may not include lib/{first}"))
            elif not (root / "lib" / target).is_file():
                found.append(Problem(name, line, f"there is no lib/{target}"))
    return found


def check_outside(root: pathlib.Path, path: pathlib.Path) -> list[Problem]:
    name = path.relative_to(root).as_posix()
    found = []
    for line, quote, target in includes(path):
        beside = (path.parent / target).resolve()
        own = quote == '"' and beside.is_file() and not beside.is_relative_to(root / "lib")
        into_lib = target.split("/")[0] in MAY_INCLUDE and "/" in target
        if not own and (into_lib or "lib/" in target):
            found.append(Problem(name, line, f"{target} is inside lib/; use <pmmcrm/…>"))
    return found


def check_public(root: pathlib.Path, path: pathlib.Path) -> list[Problem]:
    """A public header includes standard headers and its sisters, by the name users write."""
    name = path.relative_to(root).as_posix()
    found = []
    for line, quote, target in includes(path):
        sister = target.startswith("pmmcrm/")
        if sister and not (root / "include" / target).is_file():
            found.append(Problem(name, line, f"there is no include/{target}"))
        elif not sister and (quote == '"' or "/" in target):
            found.append(Problem(name, line, f"a public header may not include {target}"))
    return found


def check_cmake(root: pathlib.Path) -> list[Problem]:
    """The links that CMake knows are the same rule a second time."""
    path = root / "lib" / "CMakeLists.txt"
    if not path.is_file():
        return [Problem("lib/CMakeLists.txt", 1, "missing")]
    text = path.read_text(encoding="utf-8")
    found, seen = [], set()
    for match in _LAYER.finditer(text):
        layer, words = match[1], match[2].split()
        seen.add(layer)
        known: list[str] = []
        if "KNOWS" in words:
            tail = words[words.index("KNOWS") + 1:]
            known = tail[:tail.index("USES")] if "USES" in tail else tail
        for other in known:
            if other not in MAY_INCLUDE.get(layer, set()):
                found.append(Problem("lib/CMakeLists.txt", project.line_of(text, match.start()),
                                     f"{layer} may not know {other}"))
    for layer in MAY_INCLUDE.keys() - seen:
        found.append(Problem("lib/CMakeLists.txt", 1, f"no pmmcrm_layer({layer} …)"))
    return found


def check(root: pathlib.Path) -> list[Problem]:
    found = check_cmake(root)
    for path in project.files(root, *SOURCES):
        name = path.relative_to(root).as_posix()
        if name.startswith("lib/"):
            found += check_inside(root, path)
        elif name.startswith("include/"):
            found += check_public(root, path)
        elif name.startswith(OUTSIDE) and not name.startswith(WHITE_BOX):
            found += check_outside(root, path)
    return found


if __name__ == "__main__":
    project.run(__doc__, check)
