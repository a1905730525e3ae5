"""Makes a small project in a temporary folder and runs one check of cmake/lint on it."""

import pathlib
import subprocess
import sys

import pytest

LINT = pathlib.Path(__file__).resolve().parents[2] / "cmake" / "lint"

LAYERS = {
    "base": "", "model": "base", "store": "base", "columnar": "base", "crm": "model store",
    "analytics": "model store columnar", "exchange": "model columnar crm",
    "runtime": "base model store columnar crm analytics exchange", "capi": "runtime",
}


class Project:
    def __init__(self, root: pathlib.Path):
        self.root = root
        self.write("lib/CMakeLists.txt", "".join(
            f"pmmcrm_layer({layer} {'KNOWS ' + known if known else ''} USES date::date-tz)\n"
            for layer, known in LAYERS.items()))
        self.write("lib/base/status.hpp", "#pragma once\n")

    def write(self, name: str, text: str) -> None:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def run(self, check: str, *arguments: str) -> tuple[bool, str]:
        """Whether the check passed, and what it said."""
        done = subprocess.run(
            [sys.executable, str(LINT / f"{check}.py"), "--root", str(self.root), *arguments],
            capture_output=True, text=True, check=False)
        assert "Traceback" not in done.stderr, done.stderr
        return done.returncode == 0, done.stdout + done.stderr


@pytest.fixture
def project(tmp_path):
    return Project(tmp_path)
