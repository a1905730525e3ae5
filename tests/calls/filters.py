"""Writes, from docs/api.json, one call for each text and each id that a filter of a list takes, and
one of each list without any.

filters.py API.json OUT.c. Fails when a list takes something that it cannot give, so that no filter is
forgotten.
"""

from __future__ import annotations

import json
import pathlib
import sys

# What a list takes besides its session, filter, page and call: of the prepared world.
BESIDE = {"subject": "w->known.subject", "actor": "w->known.clerk", "rows": "10"}
KNOWN = {"session", "filter", "page", "call", "out_result", "out_error"}
# A member that says nothing without another.
WITH = {("pmm_subject_filter", "value"): ("scheme", 'pmm_string("library_card")')}


def lists(api: dict) -> list[tuple[dict, str]]:
    found = []
    for function in api["functions"]:
        for p in function["parameters"]:
            if p["name"] == "filter" and p["base"].endswith("_filter"):
                found.append((function, p["base"]))
    return found


def call(function: dict, struct: str, member: dict | None) -> str:
    name = member["name"] if member else "nothing"
    lines = [f"static pmm_status {function['name']}_by_{name}(world* w, const ask* a,",
             "    pmm_result** out, pmm_error** error) {",
             f"  {struct} filter = {struct.upper()}_INIT;", "  (void)w;"]
    if member:
        given = "a->text" if member["type"] == "pmm_str" else "a->id"
        lines += [f"  filter.set_fields = {struct.upper()}_{name.upper()};",
                  f"  filter.{name} = {given};"]
        if (struct, name) in WITH:
            other, value = WITH[struct, name]
            lines += [f"  filter.set_fields |= {struct.upper()}_{other.upper()};",
                      f"  filter.{other} = {value};"]
    else:
        lines.append("  (void)a;")
    given = []
    for p in function["parameters"]:
        if p["name"] not in KNOWN | set(BESIDE):
            sys.exit(f"filters: {function['name']}: cannot give {p['name']}")
        given.append({"session": "a->session", "filter": "&filter", "out_result": "out",
                      "out_error": "error"}.get(p["name"]) or BESIDE.get(p["name"], "NULL"))
    lines += [f"  return {function['name']}({', '.join(given)});", "}", ""]
    return "\n".join(lines)


def main() -> None:
    api_path, out_path = map(pathlib.Path, sys.argv[1:3])
    api = json.loads(api_path.read_text(encoding="utf-8"))
    structs = {struct["name"]: struct for struct in api["structs"]}
    calls, rows = [], []
    for function, struct in lists(api):
        members = [m for m in structs[struct]["members"] if m["type"] in ("pmm_str", "pmm_id")]
        for member in [None, *members]:
            name = member["name"] if member else "nothing"
            kind = {"pmm_str": "BY_TEXT", "pmm_id": "BY_ID"}[member["type"]] if member else "BY_NOTHING"
            calls.append(call(function, struct, member))
            rows.append(f'    {{"{function["name"]}", "{name}", {kind}, '
                        f'{function["name"]}_by_{name}}},')
    out_path.write_text("\n".join([
        "/* Generated from docs/api.json by tests/calls/filters.py. */",
        '#include "filters.h"', "", *calls,
        "const filter_call filter_calls[] = {", *rows, "};",
        "const size_t filter_count = sizeof filter_calls / sizeof filter_calls[0];", ""]),
        encoding="utf-8")


if __name__ == "__main__":
    main()
