"""clang-format has nothing to change."""

from __future__ import annotations

import argparse
import pathlib
import shutil
import subprocess
import sys

import project

# Generated or standard text, kept as it was given.
KEPT = ("include/pmmcrm/arrow_abi.h", "tests/abi/layout.c")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--root", type=pathlib.Path, default=project.ROOT)
    parser.add_argument("--fix", action="store_true", help="change the files")
    parser.add_argument("files", nargs="*", type=pathlib.Path)
    options = parser.parse_args()
    root = options.root.resolve()
    tool = shutil.which("clang-format-14") or shutil.which("clang-format")
    if tool is None:
        sys.exit("format: clang-format is missing; run ./dev setup")
    chosen = [path.resolve() for path in options.files] or [
        path for path in project.files(root, ".cpp", ".hpp", ".c", ".h")
        if path.relative_to(root).as_posix() not in KEPT]
    if not chosen:
        return
    mode = ["-i"] if options.fix else ["--dry-run", "-Werror", "--ferror-limit=3"]
    sys.exit(subprocess.run([tool, "--style=file", *mode, *map(str, chosen)],
                            check=False, cwd=root).returncode)


if __name__ == "__main__":
    main()
