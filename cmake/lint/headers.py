"""Each public header compiles alone, in each language and by each compiler that users have."""

from __future__ import annotations

import concurrent.futures
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

import project
from project import Problem

WARNINGS = ["-Wall", "-Wextra", "-pedantic", "-Werror", "-fsyntax-only"]
C_WARNINGS = ["-Wstrict-prototypes", "-Wmissing-prototypes"]
# (compilers, language, standard)
C_MODES = [("c", "c99"), ("c", "c11"), ("c++", "c++11"), ("c++", "c++20")]
CXX_MODES = [("c++", "c++17"), ("c++", "c++20")]  # the wrapper
COMPILERS = {"c": ("gcc", "clang-14"), "c++": ("g++", "clang++-14")}


def compile_alone(include: pathlib.Path, header: str, compiler: str, language: str,
                  standard: str, source: str) -> Problem | None:
    command = [compiler, "-x", language, f"-std={standard}", *WARNINGS,
               *(C_WARNINGS if language == "c" else []), "-I", str(include), source]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode == 0:
        return None
    first = next((line for line in done.stderr.splitlines() if "error" in line), done.stderr)
    return Problem(f"include/{header}", 1, f"alone as {standard} with {compiler}: {first.strip()}")


def check(root: pathlib.Path) -> list[Problem]:
    include = root / "include"
    headers = [path.relative_to(include).as_posix()
               for path in project.files(root, ".h", ".hpp", under="include/")]
    if not headers:
        return [Problem("include/pmmcrm", 1, "there is no public header")]
    for compiler in sum(COMPILERS.values(), ()):
        if shutil.which(compiler) is None:
            sys.exit(f"headers: {compiler} is missing; run ./dev setup")
    jobs = []
    with tempfile.TemporaryDirectory() as folder, \
            concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for number, header in enumerate(headers):
            modes = CXX_MODES if header.endswith(".hpp") else C_MODES
            # Included twice: the second time must be free of effect.
            text = f"#include <{header}>\n#include <{header}>\ntypedef int not_empty;\n"
            sources = {language: pathlib.Path(folder, f"{number}.{suffix}")
                       for language, suffix in (("c", "c"), ("c++", "cpp"))}
            for source in sources.values():
                source.write_text(text, encoding="utf-8")
            for language, standard in modes:
                for compiler in COMPILERS[language]:
                    jobs.append(pool.submit(compile_alone, include, header, compiler, language,
                                            standard, str(sources[language])))
        return [problem for job in jobs if (problem := job.result())]


if __name__ == "__main__":
    project.run(__doc__, check)
