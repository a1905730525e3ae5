"""A reader of the public headers: plain C declarations with documentation comments.

It knows the shapes that the headers use and no more; what it does not understand is a problem, never
skipped in silence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import project

_COMMENT = r"/\*(?:(?!\*/).)*\*/"
# A comment that begins its own line and stands right above.
_DOC = rf"(?:^[ \t]*(?P<doc>{_COMMENT})[ \t]*\n[ \t]*)?"
_FUNCTION = re.compile(
    rf"(?P<doc>{_COMMENT})?\s*PMM_API\s+(?P<attributes>(?:PMM_[A-Z_]+(?:\([^)]*\))?\s+)*)"
    r"(?P<type>[\w\s*]*?[\s*])(?P<name>pmmx?_\w+)\s*\((?P<parameters>[^;{}]*?)\)"
    r"\s*(?P<tail>(?:PMM_\w+(?:\([^)]*\))?\s*)*);", re.DOTALL)
_HANDLE = re.compile(
    rf"{_DOC}typedef\s+struct\s+(?P<name>pmm_\w+)\s+(?P=name)\s*;"
    rf"[ \t]*(?P<after>{_COMMENT})?", re.DOTALL | re.MULTILINE)
_STRUCT = re.compile(
    rf"{_DOC}typedef\s+struct\s+(?P<name>pmm_\w+)\s*\{{(?P<body>.*?)\}}"
    r"\s*(?P=name)\s*;", re.DOTALL | re.MULTILINE)
_ENUM = re.compile(rf"{_DOC}enum\s*(?P<name>\w*)\s*\{{(?P<body>[^{{}}]*)\}}\s*;",
                   re.DOTALL | re.MULTILINE)
_CALLBACK = re.compile(
    rf"{_DOC}typedef\s+(?P<type>[\w\s*]+?)\(\s*\*\s*(?P<name>pmm_\w+)\s*\)"
    r"\s*\((?P<parameters>[^;{}]*?)\)\s*;", re.DOTALL | re.MULTILINE)
_NUMBER = re.compile(rf"{_DOC}typedef\s+(?P<type>u?int(?:8|16|32|64)_t)\s+(?P<name>pmm_\w+)\s*;",
                     re.DOTALL | re.MULTILINE)
_DEFINE = re.compile(
    r"^[ \t]*#[ \t]*define[ \t]+(?P<name>PMM_\w+)[ \t]+(?P<value>(?:[^\n\\]|\\\n|\\.)*)",
    re.MULTILINE)
_MEMBER = re.compile(
    rf"(?P<before>(?:{_COMMENT}\s*)*)(?P<declaration>[^;/]+(?:{_COMMENT}[^;/]*)*);"
    rf"[ \t]*(?P<after>{_COMMENT})?", re.DOTALL)
LIMITS = {"INT32_MIN": -2**31, "INT32_MAX": 2**31 - 1, "UINT32_MAX": 2**32 - 1,
          "INT64_MIN": -2**63, "INT64_MAX": 2**63 - 1}
_TAG = re.compile(r"^@(\w+)(?:\[[^\]]*\])?\s*(.*)$")


@dataclass
class Header:
    name: str
    brief: str = ""
    functions: list[dict] = field(default_factory=list)
    handles: list[dict] = field(default_factory=list)
    structs: list[dict] = field(default_factory=list)
    numbers: list[dict] = field(default_factory=list)
    callbacks: list[dict] = field(default_factory=list)
    constants: list[dict] = field(default_factory=list)
    problems: list[tuple[int, str]] = field(default_factory=list)


def comment_text(comment: str | None) -> list[str]:
    """The lines of a comment, without stars and slashes."""
    if not comment:
        return []
    inner = re.sub(r"^/\*+<?|\*+/$", "", comment.strip())
    return [re.sub(r"^\s*\*?[ \t]?", "", line, count=1).rstrip() for line in inner.split("\n")]


def flat(comment: str | None) -> str:
    return " ".join(" ".join(comment_text(comment)).split())


def parse_doc(comment: str | None) -> dict:
    """A documentation comment in parts: brief, details, params, return, threads, since."""
    doc = {"brief": "", "details": "", "params": {}, "return": "", "threads": "", "since": ""}
    paragraphs: list[str] = [""]
    target: tuple[str, str] | None = None
    for line in comment_text(comment):
        line = line.strip()
        tag = _TAG.match(line)
        if tag and tag[1] == "param":
            name, _, rest = tag[2].partition(" ")
            target = ("param", name)
            doc["params"][name] = rest.strip()
        elif tag:
            target = (tag[1].replace("returns", "return"), "")
            doc[target[0]] = tag[2]
        elif target is None:
            if line:
                paragraphs[-1] = f"{paragraphs[-1]} {line}".strip()
            elif paragraphs[-1]:
                paragraphs.append("")
        elif target[0] == "param":
            doc["params"][target[1]] = f"{doc['params'][target[1]]} {line}".strip()
        else:
            doc[target[0]] = f"{doc[target[0]]} {line}".strip()
    first = paragraphs[0]
    sentence = re.match(r"(.+?[.:])(?:\s|$)(.*)", first)
    doc["brief"], rest = (sentence[1], sentence[2]) if sentence else (first, "")
    doc["details"] = "\n\n".join(part for part in [rest.strip(), *paragraphs[1:]] if part)
    return doc


def tidy_type(text: str) -> str:
    return re.sub(r"\s*\*\s*", " *", re.sub(r"\s+", " ", text)).replace("* *", "**").replace("( *)", "(*)").strip()


def split_declaration(text: str) -> tuple[str, str]:
    """'const pmm_call *call' -> ('const pmm_call *', 'call'); a pointer to a function keeps its type."""
    text = re.sub(_COMMENT, " ", text, flags=re.DOTALL).strip()
    function = re.match(r"(.*?)\(\s*\*\s*(\w+)\s*\)\s*(\(.*\))$", text, re.DOTALL)
    if function:
        return tidy_type(f"{function[1]} (*){function[3]}"), function[2]
    match = re.match(r"(.*?[\s*])(\w+)\s*((?:\[\w*\])*)$", text, re.DOTALL)
    if not match:
        return tidy_type(text), ""
    return tidy_type(match[1]) + match[3], match[2]


def split_parameters(text: str) -> list[str]:
    parts, depth, current = [], 0, ""
    for character in re.sub(_COMMENT, " ", text, flags=re.DOTALL):
        depth += {"(": 1, ")": -1}.get(character, 0)
        if character == "," and depth == 0:
            parts.append(current)
            current = ""
        else:
            current += character
    parts.append(current)
    return [part.strip() for part in parts if part.strip() not in ("", "void")]


def accepts_null(doc: str) -> bool:
    """Whether a parameter's text says that NULL may be given; what it says of results is left out."""
    doc = re.sub(r"\b(set|reset|or|and|is|to)\s+(to\s+)?NULL\b[^.;]*\b(on|when|if|until)\b[^.;]*", "",
                 doc)
    doc = re.sub(r"\b(set|reset|or)\s+to\s+NULL\b", "", doc)
    doc = re.sub(r"\bon (success|failure)\b[^.;]*", "", doc)
    doc = re.sub(r"\b(not|never|non-)\s*(be\s+)?NULL\b", "", doc, flags=re.IGNORECASE)
    return "NULL" in doc


def parameter(text: str, doc: dict) -> dict:
    kind, name = split_declaration(text)
    words = doc["params"].get(name, "")
    pointers = kind.count("*") if "(*)" not in kind else 0
    constant = kind.startswith("const ")
    base = kind.replace("const ", "").replace("struct ", "").rstrip(" *")
    if name.startswith("out_"):
        direction = "out"
    elif pointers and not constant and name.startswith("inout_"):
        direction = "inout"
    else:
        direction = "in"
    nullable = (pointers > 0 or kind.endswith("_fn")) and accepts_null(words)
    ownership = "none"
    if name == "out_error" or (direction == "out" and pointers == 2 and not constant):
        ownership = "caller frees"
    elif direction == "out" and "borrowed" in words.lower():
        ownership = "borrowed"
    elif pointers and direction == "in":
        ownership = "borrowed for the call"
    if re.search(r"\b(takes|consumes?|consumed)\b", words, re.IGNORECASE):
        ownership = "taken"
    return {"name": name, "type": kind, "base": base, "pointers": pointers, "const": constant,
            "direction": direction, "nullable": nullable, "ownership": ownership, "doc": words}


def add_functions(header: Header, text: str) -> None:
    for match in _FUNCTION.finditer(text):
        doc = parse_doc(match["doc"] if (match["doc"] or "").startswith("/**") else None)
        line = project.line_of(text, match.start("name"))
        returns = tidy_type(match["type"])
        freeing = match["name"].endswith("_free")
        header.functions.append({
            "name": match["name"], "line": line, "brief": doc["brief"], "details": doc["details"],
            "parameters": [parameter(part, doc) | ({"ownership": "taken"} if freeing else {})
                           for part in split_parameters(match["parameters"])],
            "documented": list(doc["params"]),
            "returns": {"type": returns, "doc": doc["return"],
                        "ownership": "borrowed" if "*" in returns or returns == "pmm_str"
                        else "none"},
            "errors": sorted(set(re.findall(r"\bPMM_(?:E_\w+|END)\b", doc["return"]))),
            "threads": doc["threads"], "since": doc["since"],
            "deprecated": "PMM_DEPRECATED" in match["attributes"] + match["tail"],
            "noexcept": "PMM_NOEXCEPT" in match["tail"],
        })
    plain = project.without_comments(text)
    declared = re.findall(r"^[ \t]*PMM_API\b", plain, re.MULTILINE)
    if len(declared) != len(header.functions):
        header.problems.append((1, f"{len(declared)} functions declared, "
                                   f"{len(header.functions)} understood"))


def add_types(header: Header, text: str) -> None:
    for match in _STRUCT.finditer(text):
        members = []
        for member in _MEMBER.finditer(match["body"]):
            kind, name = split_declaration(member["declaration"])
            words = " ".join(part for part in (flat(member["before"]), flat(member["after"])) if part)
            if not name:
                header.problems.append((project.line_of(text, match.start("name")),
                                        f"{match['name']}: '{kind}' is not understood"))
            members.append({"name": name, "type": kind, "doc": words})
        init = f"PMM_{match['name'][4:].upper()}_INIT"
        header.structs.append({
            "name": match["name"], "line": project.line_of(text, match.start("name")),
            "doc": flat(match["doc"]), "members": members,
            "versioned": bool(members) and members[0]["name"] == "struct_size",
            "init": init if re.search(rf"#\s*define\s+{init}\b", text) else None})
    complete = {struct["name"] for struct in header.structs}
    for match in _HANDLE.finditer(text):
        if match["name"] in complete:
            continue
        words = " ".join(part for part in (flat(match["doc"]), flat(match["after"])) if part)
        word = re.search(r"@threads\s+(\w+)\.?\s*", words)
        header.handles.append({"name": match["name"], "threads": word[1] if word else "",
                               "doc": words.replace(word[0], "") if word else words,
                               "line": project.line_of(text, match.start("name")),
                               "borrowed": "borrowed" in words.lower()})
    for match in _NUMBER.finditer(text):
        header.numbers.append({"name": match["name"], "type": match["type"],
                               "doc": flat(match["doc"])})
    for match in _CALLBACK.finditer(text):
        doc = parse_doc(match["doc"])
        header.callbacks.append({
            "name": match["name"], "line": project.line_of(text, match.start("name")),
            "doc": flat(match["doc"]), "returns": tidy_type(match["type"]),
            "parameters": [parameter(part, doc) for part in split_parameters(match["parameters"])]})


def constant_value(expression: str, known: dict[str, int]) -> int | None:
    """The value of an integer constant expression, or None when it is something else."""
    text = re.sub(r"\(\s*u?int(?:32|64)_t\s*\)|\(\s*pmm_\w+\s*\)", "", expression)
    text = re.sub(r"\bU?INT(?:32|64)_C\s*\(\s*(\w+)\s*\)", r"\1", text)
    text = re.sub(r"\b(0[xX][0-9a-fA-F]+|\d+)[uUlL]*\b", r"\1", text).strip()
    names = re.sub(r"\b0[xX][0-9a-fA-F]+\b", "", text)
    if not text or not re.fullmatch(r"[\w\s()|&~<>+*-]+", text):
        return None
    words = re.findall(r"[A-Za-z_]\w*", names)
    if any(word not in known for word in words):
        return None
    try:
        return int(eval(text, {"__builtins__": {}}, known))  # digits, operators and known names only
    except (SyntaxError, TypeError, ValueError):
        return None


def add_constants(header: Header, text: str, known: dict[str, int]) -> None:
    for match in _ENUM.finditer(text):
        following = -1
        line = project.line_of(text, match.start("body"))
        body = project.without_comments(match["body"])
        for item in body.split(","):
            if not item.strip():
                continue
            name, assigned, expression = (part.strip() for part in item.partition("="))
            value = constant_value(expression, known) if assigned else following + 1
            if value is None or not assigned:
                header.problems.append((line, f"{name}: has no value that is understood"))
                continue
            following = known[name] = value
            header.constants.append({"name": name, "value": value, "line": line,
                                     "doc": constant_doc(match["body"], name)})
    for match in _DEFINE.finditer(text):
        raw = re.sub(_COMMENT, " ", match["value"], flags=re.DOTALL).strip()
        value = constant_value(raw.replace("\\\n", " "), known)
        if value is not None and match["name"] not in known:
            known[match["name"]] = value
            after = re.search(_COMMENT, match["value"], re.DOTALL)
            header.constants.append({"name": match["name"], "value": value,
                                     "line": project.line_of(text, match.start("name")),
                                     "doc": flat(after[0]) if after else ""})


def constant_doc(body: str, name: str) -> str:
    after = re.search(rf"\b{name}\b[^,/]*,?[ \t]*({_COMMENT})", body, re.DOTALL)
    return flat(after[1]) if after else ""


def parse(name: str, text: str, known: dict[str, int]) -> Header:
    header = Header(name)
    first = re.match(rf"\s*({_COMMENT})", text, re.DOTALL)
    if first:
        header.brief = "\n".join(comment_text(first[1])).strip()
    add_constants(header, text, known)
    add_types(header, text)
    add_functions(header, text)
    return header
