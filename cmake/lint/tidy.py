"""clang-tidy over lib/ and the command, on the compile commands of the release build.

What passed is remembered by a hash of all that the compiler sees, so that a second run looks only at
what changed.
"""

from __future__ import annotations

import argparse
import concurrent.futures
import hashlib
import json
import os
import pathlib
import shlex
import shutil
import subprocess
import sys

import project

FOLDERS = ("lib/", "bindings/cli/")


def without_output(command: list[str]) -> list[str]:
    """The compile command as a preprocessor's command, comments kept: NOLINT is one."""
    kept, skip = [], False
    for word in command:
        if skip:
            skip = False
        elif word in ("-o", "-MF", "-MT", "-MQ"):
            skip = True
        elif word not in ("-c", "-MD", "-MMD"):
            kept.append(word)
    if kept and pathlib.Path(kept[0]).name == "ccache":
        kept = kept[1:]
    return [*kept, "-E", "-C"]


def fingerprint(entry: dict, settings: bytes) -> str:
    words = entry.get("arguments") or shlex.split(entry["command"])
    seen = subprocess.run(without_output(words), cwd=entry["directory"], capture_output=True,
                          check=True)
    return hashlib.sha256(settings + seen.stdout).hexdigest()


def check_one(tool: str, build: pathlib.Path, entry: dict, settings: bytes,
              passed: pathlib.Path) -> tuple[str, str]:
    try:
        mark = passed / fingerprint(entry, settings)
    except subprocess.CalledProcessError as error:
        return entry["file"], error.stderr.decode(errors="replace")
    if mark.exists():
        return entry["file"], ""
    done = subprocess.run([tool, "-p", str(build), "--quiet", "--warnings-as-errors=*",
                           "--extra-arg=-Wno-unknown-warning-option", entry["file"]],
                          capture_output=True, text=True, check=False)
    if done.returncode == 0:
        mark.touch()
        return entry["file"], ""
    return entry["file"], done.stdout.strip() or done.stderr.strip()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--root", type=pathlib.Path, default=project.ROOT)
    parser.add_argument("--build", type=pathlib.Path)
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("files", nargs="*", help="only these")
    options = parser.parse_args()
    root = options.root.resolve()
    build = (options.build or root / "build/release").resolve()
    tool = shutil.which("clang-tidy-14") or shutil.which("clang-tidy")
    if tool is None:
        sys.exit("tidy: clang-tidy is missing; run ./dev setup")
    commands = build / "compile_commands.json"
    if not commands.is_file():
        sys.exit(f"tidy: {commands.name} is missing in the build; run ./dev build")
    settings = (root / ".clang-tidy").read_bytes()
    passed = root / "build" / "tidy"
    passed.mkdir(parents=True, exist_ok=True)
    wanted = [str(pathlib.Path(name).resolve()) for name in options.files]
    folders = tuple(str(root / folder) + "/" for folder in FOLDERS)
    entries = {entry["file"]: entry for entry in json.loads(commands.read_text())
               if (entry["file"] in wanted if wanted else entry["file"].startswith(folders))}
    if not entries:
        sys.exit("tidy: no such file in the build")
    failed = 0
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        jobs = [pool.submit(check_one, tool, build, entry, settings, passed)
                for _, entry in sorted(entries.items())]
        for job in concurrent.futures.as_completed(jobs):
            name, told = job.result()
            if told:
                failed += 1
                print(told, flush=True)
    print(f"tidy: {len(entries)} files, {failed} with something to mend", file=sys.stderr)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
