"""Writes what docs/api.json says of each function that can fail as a table in C.

generate.py API.json OUT.c. The tests of the calls read it, so that no function and no documented
status is forgotten.
"""

from __future__ import annotations

import json
import pathlib
import re
import sys

SHARED_STRUCTS = {"pmm_call", "pmm_page"}


def can_fail(function: dict) -> bool:
    parameters = function["parameters"]
    return bool(parameters) and parameters[-1]["name"] == "out_error"


def traits(function: dict, versioned: set[str]) -> list[str]:
    parameters = function["parameters"]
    calls = [p for p in parameters if p["base"] == "pmm_call"]
    conflict = re.search(r"PMM_E_CONFLICT \(([^)]*)\)", function["returns"]["doc"])
    reasons = conflict[1] if conflict else ""
    found = {
        "API_SESSION": parameters[0]["base"] == "pmm_session",
        "API_DB": parameters[0]["base"] == "pmm_db",
        "API_CALL": bool(calls),
        "API_PROGRESS": any("progress" in p["doc"] for p in calls),
        "API_VERSION": re.search(r"\bversion\b", reasons) is not None,
        "API_KEY": "idempotency key" in reasons,
        "API_NEWER": any(p["base"] in versioned - SHARED_STRUCTS and p["direction"] == "in"
                         for p in parameters),
    }
    return [name for name, holds in found.items() if holds]


def row(function: dict, versioned: set[str]) -> str:
    bits = " | ".join(traits(function, versioned)) or "0"
    return f'    {{"{function["name"]}", {bits}, {{{", ".join([*function["errors"], "0"])}}}}},'


def main() -> None:
    api_path, out_path = map(pathlib.Path, sys.argv[1:3])
    api = json.loads(api_path.read_text(encoding="utf-8"))
    versioned = {struct["name"] for struct in api["structs"] if struct["versioned"]}
    rows = [row(function, versioned) for function in api["functions"] if can_fail(function)]
    out_path.write_text("\n".join([
        "/* Generated from docs/api.json by tests/calls/generate.py. */",
        '#include "api.h"', "", "#include <pmmcrm/pmmcrm.h>", "",
        "const api_function api_functions[] = {", *rows, "};",
        "const size_t api_count = sizeof api_functions / sizeof api_functions[0];", ""]),
        encoding="utf-8")


if __name__ == "__main__":
    main()
