"""Writes the misuse tests from docs/api.json: each exported function with NULL in each pointer in
turn, and with every size that each of its versioned structs may claim.

generate.py API.json OUT.c. Fails when a function takes something that it cannot make, so that no
function is forgotten.
"""

from __future__ import annotations

import json
import pathlib
import re
import sys

# Struct sizes of the first release, of those that have grown since. Released programs have them.
FIRST_SIZES: dict[str, int] = {"pmm_open_options": 112, "pmm_service_input": 480,
                               "pmm_statistics": 128, "pmm_campaign_input": 168,
                               "pmm_case_filter": 216, "pmm_bi_report": 48}

# How an argument is made: by function and name, else by name, else by type.
BY_PLACE = {
    ("pmm_open", "path"): "fresh_path()",
    ("pmm_backup", "path"): "fresh_path()",
    ("pmm_export_bi", "path"): "fresh_path()",
    ("pmm_session_open", "actor"): "PMM_ACTOR_ADMINISTRATOR",
}
BY_NAME = {"column": "0", "row": "0", "limit_ms": "0", "count": "1"}
BY_TYPE = {
    "pmm_str": 'pmm_string("x")',
    "int32_t": "1", "int64_t": "1", "uint32_t": "1", "uint64_t": "1", "size_t": "1",
    "double": "1.0",
}
# What a struct needs besides its _INIT macro for the call to be a sensible one.
PREPARE = {"pmm_open_options": "prepare_open_options", "pmm_sink": "prepare_sink"}
SCALARS = {"int32_t", "int64_t", "uint32_t", "uint64_t", "size_t", "double"}


class CannotMake(Exception):
    pass


class Generator:
    def __init__(self, api: dict):
        self.api = api
        self.handles = {handle["name"] for handle in api["handles"]}
        self.structs = {struct["name"]: struct for struct in api["structs"]}
        self.callbacks = {callback["name"] for callback in api["callbacks"]}
        self.numbers = SCALARS | {number["name"] for number in api["numbers"]}

    # One argument: (declarations, expression, what must hold after a failure, what to free).
    def argument(self, function: str, index: int, p: dict) -> tuple[str, str, str, str]:
        base, name = p["base"], f"a_{p['name']}"
        replaced = f"v->index == {index}"
        if p["name"] == "out_error":
            return ("pmm_error *a_out_error = (pmm_error *)(size_t)0xdead;",
                    f"{replaced} ? v->pointer : &a_out_error", "", "")
        if p["direction"] == "out":
            return self.output(function, name, replaced, p)
        if p["pointers"] == 0:
            return self.value(function, name, replaced, p)
        if p["pointers"] != 1:
            raise CannotMake(f"{p['type']} {p['name']}")
        if base in self.handles:
            return "", f"{replaced} ? v->pointer : fx->{base[4:]}", "", ""
        if base in self.structs and base != "pmm_str":
            return (self.declare_struct(base, name), f"{replaced} ? v->pointer : (void *)&{name}",
                    "", "")
        if base in ("char", "void"):
            return "", f'{replaced} ? v->pointer : (void *)(size_t)"x"', "", ""
        if base == "pmm_str" or base in self.numbers:
            value = BY_TYPE.get(base, "1")
            return f"{base} {name} = {value};", f"{replaced} ? v->pointer : (void *)&{name}", "", ""
        raise CannotMake(f"{p['type']} {p['name']}")

    def declare_struct(self, base: str, name: str) -> str:
        struct = self.structs[base]
        init = f" = {struct['init']};" if struct["init"] else f";\n  memset(&{name}, 0, sizeof {name});"
        prepare = f"\n  {PREPARE[base]}(&{name});" if base in PREPARE else ""
        return f"{base} {name}{init}{prepare}"

    def value(self, function: str, name: str, replaced: str, p: dict) -> tuple[str, str, str, str]:
        base = p["base"]
        made = BY_PLACE.get((function, p["name"])) or BY_NAME.get(p["name"]) or BY_TYPE.get(base)
        if base in self.callbacks:
            return "", f"{replaced} ? NULL : fixture_{base[4:]}", "", ""
        if made is None and base in self.numbers:
            made = "1"
        if made is None:
            raise CannotMake(f"{p['type']} {p['name']}")
        if base == "pmm_str":
            # Bytes that are promised but not there.
            return (f"pmm_str {name} = {made};\n"
                    f"  if ({replaced}) {{\n    {name}.data = NULL;\n    {name}.size = 5;\n  }}",
                    name, "", "")
        return "", made, "", ""

    def output(self, function: str, name: str, replaced: str, p: dict) -> tuple[str, str, str, str]:
        base = p["base"]
        pass_it = f"{replaced} ? v->pointer : (void *)&{name}"
        reset = f'check({{}}, "{function}", "{p["name"]}", "not reset after a failure");'
        unless = f"if (!({replaced})) "
        if base in self.handles and p["pointers"] == 2:
            # The caller frees what is its own; a borrowed one is const.
            free = "" if p["const"] else f"{unless}{base}_free({name});"
            const = "const " if p["const"] else ""
            return (f"{const}{base} *{name} = (void *)(size_t)0xdead;",
                    f"{replaced} ? v->pointer : &{name}",
                    unless + reset.format(f"{name} == NULL"), free)
        if p["pointers"] != 1:
            raise CannotMake(f"{p['type']} {p['name']}")
        if base == "ArrowArrayStream":
            return (f"struct ArrowArrayStream {name};\n  spoil(&{name}, 0, sizeof {name});", pass_it,
                    unless + reset.format(f"{name}.release == NULL"),
                    f"if (!({replaced}) && {name}.release != NULL) {name}.release(&{name});")
        if base in self.structs and self.structs[base]["versioned"]:
            return (f"{self.declare_struct(base, name)}\n"
                    f"  spoil(&{name}, sizeof(uint32_t), sizeof {name});",
                    pass_it, unless + reset.format(
                        f"is_zero(&{name}, sizeof(uint32_t), sizeof {name})"), "")
        if base == "pmm_str":
            return (f"pmm_str {name} = {{(const char *)(size_t)0xdead, 77}};", pass_it,
                    unless + reset.format(f"{name}.size == 0"), "")
        if base in self.numbers:
            return (f"{base} {name};\n  spoil(&{name}, 0, sizeof {name});", pass_it,
                    unless + reset.format(f"is_zero(&{name}, 0, sizeof {name})"), "")
        raise CannotMake(f"{p['type']} {p['name']}")

    def fallible(self, function: dict) -> str:
        name, parameters = function["name"], function["parameters"]
        made = [self.argument(name, index, p) for index, p in enumerate(parameters)]
        error_index = len(parameters) - 1
        lines = [f"static pmm_status call_{name}(fixture *fx, const variant *v, pmm_error **error) {{",
                 "  (void)fx;"]
        lines += [f"  {declared}" for declared, *_ in made if declared]
        arguments = ",\n      ".join(expression for _, expression, *_ in made)
        lines.append(f"  const pmm_status status = {name}(\n      {arguments});")
        resets = [reset for _, _, reset, _ in made if reset]
        if resets:
            lines += ["  if (status < 0) {", *(f"    {reset}" for reset in resets), "  }"]
        lines += [f"  {free}" for *_, free in made if free]
        lines += [f"  if (v->index == {error_index}) return status;",
                  f'  check((status < 0) == (a_out_error != NULL), "{name}", "out_error",',
                  '        "an error without failure, or the other way round");',
                  "  *error = a_out_error;", "  return status;", "}", "",
                  f"static void test_{name}(fixture *fx) {{",
                  "  fixture_open(fx);"]
        optional = []
        for index, p in enumerate(parameters):
            variant = f'&(variant){{{index}, NULL, "{p["name"]}"}}'
            if p["base"] == "void" and p["direction"] == "in":
                continue  # user data: anything goes
            if p["pointers"] == 0 and p["base"] != "pmm_str" and p["base"] not in self.callbacks:
                continue
            if p["nullable"] and (p["pointers"] or p["base"] in self.callbacks):
                optional.append(f'  expect_accepted(call_{name}, fx, "{name}", {variant}, baseline);')
            else:
                lines.append(f'  expect_refused(call_{name}, fx, "{name}", {variant}, PMM_E_INVALID);')
        lines += ["  pmm_error *error = NULL;",
                  f'  const pmm_status baseline = call_{name}(fx, &(variant){{-1, NULL, ""}}, &error);',
                  "  pmm_error_free(error);", "  (void)baseline;", *optional]
        for index, p in enumerate(parameters):
            if p["pointers"] == 1 and self.structs.get(p["base"], {}).get("versioned"):
                lines += self.sizes(name, index, p)
        return "\n".join([*lines, "  fixture_close(fx);", "}"])

    def sizes(self, function: str, index: int, p: dict) -> list[str]:
        base, name = p["base"], f"s_{p['name']}"
        first = FIRST_SIZES.get(base, 0) or f"sizeof {name}"
        output = 1 if p["direction"] == "out" else 0
        return ["  {", f"    {self.declare_struct(base, name)}",
                f'    expect_sizes(call_{function}, fx, "{function}", {index}, "{p["name"]}", &{name},',
                f"                 {first}, sizeof {name}, {output}, baseline);", "  }"]

    def accessor(self, function: dict) -> str:
        """A function that cannot fail: with NULL it gives what its header says."""
        name, parameters = function["name"], function["parameters"]
        lines = [f"static void test_{name}(fixture *fx) {{", "  fixture_open(fx);",
                 '  const variant *v = &(variant){-1, NULL, ""};']
        made = [self.argument(name, index, p) for index, p in enumerate(parameters)]
        returns = function["returns"]["type"]
        for index, p in enumerate(parameters):
            if p["pointers"] == 0 and p["base"] != "pmm_str":
                continue
            lines += ["  {", f'    v = &(variant){{{index}, NULL, "{p["name"]}"}};']
            lines += [f"    {declared}" for declared, *_ in made if declared]
            call = f"{name}({', '.join(e for _, e, *_ in made)})"
            lines += [f"    {line}" for line in self.with_null(name, p, returns, call)]
            lines.append("  }")
        call = f"{name}({', '.join(e for _, e, *_ in made)})"
        lines += ["  v = &(variant){-1, NULL, \"\"};", "  {",
                  *(f"    {declared}" for declared, *_ in made if declared),
                  f"    {'(void)' if returns != 'void' else ''}{call};", "  }", "  (void)v;"]
        if name.endswith("_free"):
            lines.append(f"  fx->{name[4:-5]} = NULL;")
        return "\n".join([*lines, "  fixture_close(fx);", "}"])

    def with_null(self, function: str, p: dict, returns: str, call: str) -> list[str]:
        if returns == "void" or p["pointers"] == 0:
            if p["pointers"] and not p["nullable"]:
                raise CannotMake(f"{p['name']}: the header does not say that NULL is allowed")
            return [f"(void){call};" if returns != "void" else f"{call};"]
        told = re.search(r'NULL gives (""|-?\d+|NULL|PMM_\w+|the empty view)', p["doc"])
        if not told:
            raise CannotMake(f"{p['name']}: the header does not say what NULL gives")
        if returns == "pmm_str":
            wanted = "got.size == 0"
            if told[1] == '""':
                wanted += " && got.data != NULL && got.data[0] == 0"
            declared = "const pmm_str got"
        else:
            wanted = f"got == {told[1]}"
            declared = f"{returns}{'' if returns.endswith('*') else ' '}got"
        return [f"{declared} = {call};",
                f'check({wanted}, "{function}", "{p["name"]}", "NULL gives something else");']

    def write(self) -> tuple[str, list[str]]:
        parts, names, problems = [], [], []
        for function in self.api["functions"]:
            parameters = function["parameters"]
            can_fail = bool(parameters) and parameters[-1]["name"] == "out_error"
            try:
                parts.append(self.fallible(function) if can_fail else self.accessor(function))
                names.append(function["name"])
            except CannotMake as problem:
                problems.append(f"{function['header']}: {function['name']}: cannot make {problem}")
        head = ["/* Generated from docs/api.json by tests/misuse/generate.py. */",
                '#include "misuse.h"', "", "#include <string.h>", ""]
        tail = ["void run_all(fixture *fx) {", *(f"  test_{name}(fx);" for name in names), "}", ""]
        return "\n".join([*head, "\n\n".join(parts), "", *tail]), problems


def main() -> None:
    api_path, out_path = map(pathlib.Path, sys.argv[1:3])
    text, problems = Generator(json.loads(api_path.read_text(encoding="utf-8"))).write()
    for problem in problems:
        print(f"misuse: {problem}", file=sys.stderr)
    if problems:
        sys.exit(1)
    out_path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
