"""clang-tidy over lib/ and the command, on the compile commands of the release build.

Nearly all its time goes into the headers, so the sources of a folder are joined, some at a time, and
looked at as one. What passed is remembered by a hash of all that the compiler sees, so that a second
run looks only at what changed.
"""

from __future__ import annotations

import argparse
import bisect
import concurrent.futures
import hashlib
import json
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys

import project

FOLDERS = ("lib/", "bindings/cli/")
TOGETHER = 12


def flags_of(entry: dict) -> list[str]:
    """The compile command without compiler, source and outputs."""
    words = entry.get("arguments") or shlex.split(entry["command"])
    if pathlib.Path(words[0]).name == "ccache":
        words = words[1:]
    kept, skip = [], False
    for word in words[1:]:
        if skip:
            skip = False
        elif word in ("-o", "-MF", "-MT", "-MQ"):
            skip = True
        elif word not in ("-c", "-MD", "-MMD", entry["file"]):
            kept.append(word)
    return kept


class Joined:
    """Sources with the same flags as one text, which knows where each of its lines came from."""

    def __init__(self, path: pathlib.Path, files: list[str], flags: list[str], directory: str):
        self.path, self.files, self.directory = path, files, directory
        beside = [f"-iquote{folder}" for folder in sorted({os.path.dirname(f) for f in files})]
        self.flags = [*flags, *beside, "-Wno-unknown-warning-option"]
        self.starts: list[int] = []
        lines: list[str] = []
        for file in files:
            self.starts.append(len(lines) + 1)
            lines += pathlib.Path(file).read_text(encoding="utf-8").splitlines()
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")

    def origin(self, match: re.Match) -> str:
        line = int(match[1])
        at = bisect.bisect_right(self.starts, line) - 1
        return f"{self.files[at]}:{line - self.starts[at] + 1}:"

    def told(self, text: str) -> str:
        return re.sub(re.escape(str(self.path)) + r":(\d+):", self.origin, text).strip()


def joined(entries: dict[str, dict], root: pathlib.Path, folder: pathlib.Path) -> list[Joined]:
    alike: dict[tuple, list[str]] = {}
    for file, entry in sorted(entries.items()):
        key = (os.path.dirname(file), entry["directory"], *flags_of(entry))
        alike.setdefault(key, []).append(file)
    out = []
    for (home, directory, *flags), files in alike.items():
        for first in range(0, len(files), TOGETHER):
            name = os.path.relpath(home, root).replace(os.sep, "_") + f"_{first}.cpp"
            out.append(Joined(folder / name, files[first:first + TOGETHER], flags, directory))
    return out


def fingerprint(tool: str, job: Joined, settings: bytes) -> str:
    """Of all that the compiler sees, comments included: NOLINT is one."""
    compiler = str(pathlib.Path(tool).with_name(pathlib.Path(tool).name.replace("-tidy", "++")))
    seen = subprocess.run([compiler if os.path.exists(compiler) else "c++", "-E", "-C", *job.flags,
                           str(job.path)], cwd=job.directory, capture_output=True, check=True)
    return hashlib.sha256(settings + seen.stdout).hexdigest()


def check_one(tool: str, job: Joined, settings: bytes, passed: pathlib.Path) -> str:
    """What there is to mend; empty: nothing."""
    try:
        mark = passed / fingerprint(tool, job, settings)
    except subprocess.CalledProcessError as error:
        return job.told(error.stderr.decode(errors="replace"))
    if mark.exists():
        return ""
    done = subprocess.run([tool, "--quiet", "--warnings-as-errors=*", str(job.path), "--",
                           *job.flags], cwd=job.directory, capture_output=True, text=True,
                          check=False)
    if done.returncode == 0:
        mark.touch()
        return ""
    return job.told(done.stdout.strip() or done.stderr)


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
    sources = passed / "sources"
    sources.mkdir(parents=True, exist_ok=True)
    wanted = [str(pathlib.Path(name).resolve()) for name in options.files]
    folders = tuple(str(root / folder) + "/" for folder in FOLDERS)
    entries = {entry["file"]: entry for entry in json.loads(commands.read_text())
               if (entry["file"] in wanted if wanted else entry["file"].startswith(folders))}
    if not entries:
        sys.exit("tidy: no such file in the build")
    failed = 0
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        jobs = [pool.submit(check_one, tool, job, settings, passed)
                for job in joined(entries, root, sources)]
        for job in concurrent.futures.as_completed(jobs):
            if told := job.result():
                failed += 1
                print(told, flush=True)
    print(f"tidy: {len(entries)} files in {len(jobs)} parts, {failed} with something to mend",
          file=sys.stderr)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
