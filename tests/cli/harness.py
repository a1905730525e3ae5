"""Runs the command in a directory of its own and looks at what it printed and returned."""

from __future__ import annotations

import csv
import io
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

COMMAND = ""

OK, NOT_FOUND, USAGE, BAD_DATA, BUSY = 0, 1, 2, 3, 4

SUBJECTS = """CODICE;TIPO;COGNOME;NOME;CF;EMAIL
S1;person;Esposito;Carmela;SPSCML74E54F839G;carmela@posta.example
S2;person;Amato;Niccolò;MTAMRC58M08F839K;
"""
SUBJECTS_MAPPING = {
    "entity": "subjects", "delimiter": ";", "key": "external_id",
    "columns": {"external_id": "CODICE", "kind": "TIPO", "family_name": "COGNOME",
                "given_name": "NOME", "identifiers": {"codice_fiscale": "CF"},
                "addresses": {"email": "EMAIL"}}}
CASES = """PRATICA;SERVIZIO;CANALE;STATO;DAL;AL;CF;OGGETTO
P1;visure;web;closed;2007-03-01 10:00:00;2007-03-02 12:00:00;SPSCML74E54F839G;Prima
P2;visure;phone;open;2007-12-10 20:47:00;;SPSCML74E54F839G;Seconda
P3;cambio;counter;closed;2007-04-02 09:00:00;2007-04-12 09:00:00;MTAMRC58M08F839K;Terza
"""
CASES_MAPPING = {
    "entity": "cases", "delimiter": ";", "key": "external_id", "timezone": "Europe/Rome",
    "columns": {"external_id": "PRATICA", "kind": {"value": "application"}, "service": "SERVIZIO",
                "channel": "CANALE", "status": "STATO", "opened_at": "DAL", "closed_at": "AL",
                "summary": "OGGETTO",
                "subject_key": {"scheme": "codice_fiscale", "column": "CF"}}}


class CliTest(unittest.TestCase):
    maxDiff = None

    def setUp(self) -> None:
        self._directory = tempfile.TemporaryDirectory(prefix="pmmcrm-cli-")
        self.addCleanup(self._directory.cleanup)
        self.directory = pathlib.Path(self._directory.name)
        self.store = self.path("city.crm")

    def path(self, name: str) -> str:
        return str(self.directory / name)

    def write(self, name: str, content: str | bytes | dict | list) -> str:
        if isinstance(content, (dict, list)):
            content = json.dumps(content)
        data = content.encode("utf-8") if isinstance(content, str) else content
        (self.directory / name).write_bytes(data)
        return self.path(name)

    def run_command(self, *arguments: str, stdin: str = "",
                    status: int = OK) -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, "NO_COLOR": "1", "TZ": "UTC"}
        done = subprocess.run([COMMAND, *arguments], input=stdin.encode(), capture_output=True,
                              env=environment, check=False)
        result = subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(),
                                             done.stderr.decode())
        self.assertEqual(result.returncode, status,
                         f"{arguments}\nstdout: {result.stdout}\nstderr: {result.stderr}")
        return result

    def json(self, *arguments: str, stdin: str = "", status: int = OK):
        return json.loads(self.run_command(*arguments, "--format", "json", stdin=stdin,
                                           status=status).stdout)

    def csv(self, *arguments: str, stdin: str = "") -> list[dict[str, str]]:
        done = self.run_command(*arguments, "--format", "csv", stdin=stdin)
        return list(csv.DictReader(io.StringIO(done.stdout, newline="")))

    def rows(self, answer: dict) -> list[dict]:
        names = [column["name"] for column in answer["columns"]]
        return [dict(zip(names, row)) for row in answer["rows"]]

    def make_store(self) -> None:
        """A store with two people and three cases."""
        self.run_command("init", self.store)
        for name, data, mapping in (("subjects", SUBJECTS, SUBJECTS_MAPPING),
                                    ("cases", CASES, CASES_MAPPING)):
            report = self.json("import", self.store, self.write(f"{name}.csv", data), "--mapping",
                               self.write(f"{name}.json", mapping))
            self.assertEqual((report["read"], report["rejected"]), (report["created"], 0), report)


def main() -> None:
    global COMMAND
    COMMAND = sys.argv.pop(1)
    unittest.main(module="__main__")
