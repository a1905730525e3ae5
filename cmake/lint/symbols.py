"""The shared library exports exactly the names in cmake/abi/pmmcrm.symbols, and only pmm_*."""

from __future__ import annotations

import argparse
import pathlib
import subprocess

import project
from project import Problem

LISTED = "cmake/abi/pmmcrm.symbols"


def exported(library: pathlib.Path) -> list[str]:
    listing = subprocess.run(["nm", "-D", "--defined-only", "--format=posix", str(library)],
                             capture_output=True, text=True, check=True)
    rows = (line.split() for line in listing.stdout.splitlines())
    # Type A is the name of the version node itself.
    return sorted({row[0].split("@")[0] for row in rows if row[1] != "A"})


def check(root: pathlib.Path, library: pathlib.Path) -> list[Problem]:
    found = exported(library)
    listed_path = root / LISTED
    listed = listed_path.read_text().split() if listed_path.is_file() else []
    problems = [Problem(LISTED, 1, f"{name} may not leave the library")
                for name in found if not name.startswith(("pmm_", "pmmx_"))]
    problems += [Problem(LISTED, 1, f"{name} is exported but not listed; ./dev lint --update")
                 for name in found if name not in listed]
    problems += [Problem(LISTED, number, f"{name} is listed but not exported")
                 for number, name in enumerate(listed, 1) if name not in found]
    if listed != sorted(set(listed)):
        problems.append(Problem(LISTED, 1, "not sorted"))
    if not found:
        problems.append(Problem(LISTED, 1, "the library exports nothing"))
    return problems


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--root", type=pathlib.Path, default=project.ROOT)
    parser.add_argument("--library", type=pathlib.Path)
    parser.add_argument("--update", action="store_true", help="write the list")
    options = parser.parse_args()
    root = options.root.resolve()
    library = options.library or root / "build/release/lib/libpmmcrm.so"
    if options.update:
        path = root / LISTED
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("".join(f"{name}\n" for name in exported(library)))
        return
    project.report(check(root, library))


if __name__ == "__main__":
    main()
