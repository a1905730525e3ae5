"""Reads the public C headers, holds them to the rules of documentation, and writes docs/api.json
and docs/reference.md. With no argument it compares what it would write with what is committed.
"""

from __future__ import annotations

import argparse
import json
import pathlib
import re
import sys

import cheader
import project
from cheader import Header
from project import Problem

JSON = "docs/api.json"
REFERENCE = "docs/reference.md"
SKIPPED = {"arrow_abi.h"}
THREAD_WORDS = ("immutable", "shared", "serial")


def read(root: pathlib.Path) -> tuple[list[Header], list[Problem]]:
    headers, problems = [], []
    known = dict(cheader.LIMITS)  # constants of one header are used by the next
    folder = root / "include/pmmcrm"
    paths = sorted(folder.glob("*.h"), key=lambda path: (path.name != "base.h", path.name))
    for path in paths:
        if path.name in SKIPPED:
            continue
        header = cheader.parse(path.name, path.read_text(encoding="utf-8"), known)
        headers.append(header)
        problems += [Problem(f"include/pmmcrm/{path.name}", line, message)
                     for line, message in header.problems]
    return headers, problems


def check_rules(headers: list[Header]) -> list[Problem]:
    found = []
    handles = {handle["name"] for header in headers for handle in header.handles}
    functions = {function["name"] for header in headers for function in header.functions}
    for header in headers:
        path = f"include/pmmcrm/{header.name}"
        for function in header.functions:
            found += [Problem(path, function["line"], f"{function['name']}: {message}")
                      for message in function_problems(function)]
        for handle in header.handles:
            if handle["threads"] not in THREAD_WORDS:
                found.append(Problem(path, handle["line"],
                                     f"{handle['name']} has no thread word"))
            if f"{handle['name']}_free" not in functions and not handle["borrowed"]:
                found.append(Problem(path, handle["line"],
                                     f"{handle['name']} has no {handle['name']}_free"))
        for struct in header.structs:
            if struct["versioned"] and not struct["init"]:
                found.append(Problem(path, struct["line"], f"{struct['name']} has no _INIT macro"))
            for member in struct["members"]:
                if member["type"].split()[-1] in ("bool", "int", "long", "unsigned", "short"):
                    found.append(Problem(path, struct["line"],
                                         f"{struct['name']}.{member['name']}: not of fixed width"))
    if not handles:
        found.append(Problem("include/pmmcrm", 1, "there is no handle"))
    return found


def function_problems(function: dict) -> list[str]:
    found = []
    if not function["brief"]:
        found.append("no first line that says what it does")
    if not function["threads"]:
        found.append("no @threads")
    if not function["since"]:
        found.append("no @since")
    if function["returns"]["type"] != "void" and not function["returns"]["doc"]:
        found.append("no @return")
    names = [parameter["name"] for parameter in function["parameters"]]
    if "out_error" in names and "PMM_OK" not in function["returns"]["doc"]:
        found.append("@return does not name PMM_OK")
    for parameter in function["parameters"]:
        if not parameter["doc"]:
            found.append(f"no @param {parameter['name']}")
    for name in function["documented"]:
        if name not in names:
            found.append(f"@param {name} is no parameter")
    if "out_error" in names and names[-1] != "out_error":
        found.append("out_error is not the last parameter")
    if not function["noexcept"]:
        found.append("no PMM_NOEXCEPT")
    return found


def as_json(headers: list[Header]) -> str:
    def without(item: dict, *keys: str) -> dict:
        return {key: value for key, value in item.items() if key not in keys}

    data = {
        "headers": [header.name for header in headers],
        "handles": [without(item, "line", "borrowed") | {"header": header.name}
                    for header in headers for item in header.handles],
        "structs": [without(item, "line") | {"header": header.name}
                    for header in headers for item in header.structs],
        "numbers": [item | {"header": header.name}
                    for header in headers for item in header.numbers],
        "callbacks": [without(item, "line") | {"header": header.name}
                      for header in headers for item in header.callbacks],
        "constants": [without(item, "line") | {"header": header.name}
                      for header in headers for item in header.constants],
        "functions": [without(item, "line", "documented", "noexcept") | {"header": header.name}
                      for header in headers for item in header.functions],
    }
    return json.dumps(data, indent=1, ensure_ascii=False) + "\n"


def as_reference(headers: list[Header]) -> str:
    lines = ["# Reference", "",
             "Made from the public headers by `./dev docs`; edit the headers, not this file.", ""]
    for header in headers:
        if not (header.functions or header.structs):
            continue
        lines += [f"## {header.name}", ""]
        if header.brief:
            lines += [header.brief, ""]
        for handle in header.handles:
            lines.append(f"- `{handle['name']}` ({handle['threads']}): {handle['doc']}")
        if header.handles:
            lines.append("")
        if header.constants:
            lines += ["| constant | value | |", "|---|---|---|"]
            lines += [f"| `{c['name']}` | {c['value']} | {cell(c['doc'])} |"
                      for c in header.constants]
            lines.append("")
        for struct in header.structs:
            lines += [f"### `{struct['name']}`", ""]
            if struct["doc"]:
                lines += [struct["doc"], ""]
            lines += ["| member | type | |", "|---|---|---|"]
            lines += [f"| `{m['name']}` | `{m['type']}` | {cell(m['doc'])} |"
                      for m in struct["members"]]
            lines.append("")
        for function in header.functions:
            lines += reference_function(function)
    return "\n".join(lines).rstrip() + "\n"


def reference_function(function: dict) -> list[str]:
    parameters = ", ".join(f"{p['type']} {p['name']}".replace("* ", "*")
                           for p in function["parameters"])
    lines = [f"### `{function['name']}`", "", "```c",
             f"{function['returns']['type']} {function['name']}({parameters or 'void'});", "```", "",
             function["brief"], ""]
    if function["details"]:
        lines += [function["details"], ""]
    lines += [f"- `{p['name']}`: {p['doc']}" for p in function["parameters"]]
    if function["returns"]["doc"]:
        lines.append(f"- returns {function['returns']['doc']}")
    return [*lines, f"- threads: {function['threads']}; since {function['since']}", ""]


def cell(text: str) -> str:
    return text.replace("|", "\\|")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--root", type=pathlib.Path, default=project.ROOT)
    parser.add_argument("--update", action="store_true", help="write both files")
    options = parser.parse_args()
    root = options.root.resolve()
    headers, problems = read(root)
    problems += check_rules(headers)
    outputs = {JSON: as_json(headers), REFERENCE: as_reference(headers)}
    for name, text in outputs.items():
        path = root / name
        if options.update:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        elif not path.is_file() or path.read_text(encoding="utf-8") != text:
            problems.append(Problem(name, 1, "not what the headers say; ./dev docs"))
    project.report(problems)


if __name__ == "__main__":
    sys.exit(main())
