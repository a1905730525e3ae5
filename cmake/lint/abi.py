"""The types and functions of the release build are those of the snapshot cmake/abi/pmmcrm.abi.

abidw writes the snapshot from the debug information, seen through the public headers; abidiff
compares. Additions fail too, so that a change of the promise is always a change of a tracked file.
"""

from __future__ import annotations

import argparse
import pathlib
import shutil
import subprocess
import sys
import tempfile

import project

SNAPSHOT = "cmake/abi/pmmcrm.abi"


def write_snapshot(library: pathlib.Path, include: pathlib.Path, out: pathlib.Path) -> None:
    # Without places in sources, build paths, foreign libraries and private types the file changes
    # only when the promise does.
    subprocess.run(["abidw", "--no-show-locs", "--no-corpus-path", "--no-comp-dir-path",
                    "--no-elf-needed", "--no-architecture", "--no-parameter-names",
                    "--drop-private-types", "--drop-undefined-syms", "--exported-interfaces-only",
                    "--type-id-style", "hash", "--headers-dir", str(include),
                    "--out-file", str(out), str(library)], check=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--root", type=pathlib.Path, default=project.ROOT)
    parser.add_argument("--library", type=pathlib.Path)
    parser.add_argument("--update", action="store_true", help="write the snapshot")
    options = parser.parse_args()
    root = options.root.resolve()
    library = options.library or root / "build/release/lib/libpmmcrm.so"
    snapshot = root / SNAPSHOT
    for tool in ("abidw", "abidiff"):
        if shutil.which(tool) is None:
            sys.exit(f"abi: {tool} is missing; run ./dev setup")
    if options.update:
        snapshot.parent.mkdir(parents=True, exist_ok=True)
        write_snapshot(library, root / "include", snapshot)
        return
    if not snapshot.is_file():
        sys.exit(f"{SNAPSHOT}:1: missing; ./dev lint --update")
    with tempfile.TemporaryDirectory() as folder:
        now = pathlib.Path(folder, "now.abi")
        write_snapshot(library, root / "include", now)
        done = subprocess.run(["abidiff", "--no-architecture", "--no-corpus-path", "--harmless",
                               "--no-show-locs", str(snapshot), str(now)],
                              capture_output=True, text=True, check=False)
    if done.returncode != 0:
        print(done.stdout + done.stderr, end="")
        sys.exit(f"{SNAPSHOT}:1: the ABI changed; when that is meant, ./dev lint --update and say "
                 "it in docs/changelog.md")


if __name__ == "__main__":
    main()
