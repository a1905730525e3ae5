"""Each check of the sources passes on a good file and finds what it is there to find."""

import pytest


def test_layers__passes_what_looks_down(project):
    project.write("lib/crm/case.cpp", '#include "base/status.hpp"\n#include <vector>\n')
    project.write("bindings/cli/main.cpp", '#include <pmmcrm/pmmcrm.h>\n')
    assert project.run("layers") == (True, "")


@pytest.mark.parametrize("name, include, word", [
    ("lib/base/x.cpp", '"model/case.hpp"', "lib/base may not include lib/model"),
    ("lib/store/x.hpp", '"model/case.hpp"', "lib/store may not include lib/model"),
    ("lib/columnar/x.cpp", '"model/case.hpp"', "lib/columnar may not include lib/model"),
    ("lib/exchange/x.cpp", '"store/store.hpp"', "lib/exchange may not include lib/store"),
    ("lib/capi/x.cpp", '"store/store.hpp"', "lib/capi may not include lib/store"),
    ("lib/crm/x.cpp", "<analytics/cube.hpp>", "lib/crm may not include lib/analytics"),
    ("lib/crm/x.cpp", "<pmmcrm/case.h>", "may not include pmmcrm/case.h"),
    ("lib/crm/x.cpp", '"case.hpp"', "does not start with a layer"),
    ("lib/crm/x.cpp", '"base/nowhere.hpp"', "there is no lib/base/nowhere.hpp"),
    ("lib/extra/x.cpp", "<vector>", "is not a layer"),
    ("lib/analytics/scan/x.cpp", '"analytics/explain/time.hpp"', "scan stands below"),
    ("lib/analytics/segment/x.cpp", '"analytics/engine.hpp"', "segment stands below"),
    ("lib/analytics/odd/x.cpp", '"analytics/question/query.hpp"', "odd is no room"),
    ("bindings/cli/main.cpp", '"model/case.hpp"', "is inside lib/"),
    ("examples/c/x.c", '"../../lib/base/status.hpp"', "is inside lib/"),
    ("tests/capi/test_x.c", '"base/status.hpp"', "is inside lib/"),
    ("bench/store.cpp", "<base/status.hpp>", "is inside lib/"),
    ("include/pmmcrm/case.h", '"case2.h"', "a public header may not include"),
])
def test_layers__finds(project, name, include, word):
    project.write("lib/model/case.hpp", "#pragma once\n")
    project.write(name, f"// a comment\n#include {include}\n")
    passed, told = project.run("layers")
    assert not passed
    assert word in told


def test_layers__an_include_in_a_comment_is_none(project):
    project.write("lib/base/x.cpp", '/*\n#include "model/case.hpp"\n*/\n')
    assert project.run("layers")[0]


def test_layers__unit_tests_look_inside(project):
    project.write("tests/unit/test_x.cpp", '#include "base/status.hpp"\n')
    assert project.run("layers")[0]


def test_layers__finds_an_upward_link_in_cmake(project):
    project.write("lib/CMakeLists.txt", "pmmcrm_layer(base KNOWS model)\n")
    passed, told = project.run("layers")
    assert not passed
    assert "base may not know model" in told
    assert "no pmmcrm_layer(capi" in told


@pytest.mark.parametrize("name, text", [
    ("lib/store/sqlite/connection.cpp", '#include <sqlite3.h>\nauto s = "BEGIN IMMEDIATE";\n'),
    ("lib/store/sqlite/x.cpp", 'auto s = "SELECT count(*) FROM sqlite_master";\n'),
    ("lib/store/x.cpp", "std::unique_ptr<X> x(new X(1));\nstd::shared_ptr<X> y(\n  new X(1));\n"),
    ("lib/store/x.cpp", "static auto* const x = new X;  // NOLINT: outlives what is static\n"),
    ("lib/capi/json.cpp", '#include "base/json.hpp"\nauto* h = new Handle();\n'),
    ("lib/base/json.cpp", "#include <nlohmann/json.hpp>\n"),
    ("lib/crm/case_sql.hpp", 'auto s = R"sql(SELECT 1 FROM cases)sql";\n'),
    ("lib/crm/x.cpp", "X(const X&) = delete;\nauto n = 1'000'000;  // don't\nint b = 1;\n"),
    ("lib/crm/x.cpp", '// SELECT what you need, new Thing()\nauto s = "Select one";\n'),
    ("lib/exchange/ical.cpp", 'auto s = "BEGIN:VCALENDAR";\n'),
    ("lib/crm/x.cpp", "f();  // NOLINT(bugprone-x): the caller checks\n"),
])
def test_source__passes(project, name, text):
    project.write(name, text)
    assert project.run("source") == (True, "")


@pytest.mark.parametrize("name, text, word", [
    ("lib/crm/x.cpp", "#include <sqlite3.h>\n", "sqlite3.h is for lib/store/sqlite/"),
    ("bindings/cli/x.cpp", "#include <sqlite3.h>\n", "know only <pmmcrm/"),
    ("lib/capi/json.cpp", "#include <nlohmann/json.hpp>\n", "nlohmann/json.hpp is for"),
    ("lib/model/x.cpp", '#include "base/json.hpp"\n', "base/json.hpp is for"),
    ("lib/crm/x.cpp", 'auto s = R"sql(SELECT 1)sql";\n', "SQL stands in"),
    ("lib/crm/x.cpp", 'auto s = R"sqlpart(a = 1)sqlpart";\n', "stands in files"),
    ("lib/crm/x.cpp", 'auto s = "INSERT "\n  "INTO cases(id) VALUES (1)";\n', "SQL stands in"),
    ("lib/crm/x.cpp", 'auto s = "UPDATE cases SET a = 1";\n', "SQL stands in"),
    ("lib/store/sqlite/x.cpp", 'auto s = "DELETE FROM cases";\n', "SQL stands in"),
    ("lib/store/x.cpp", 'auto s = "SELECT count(*) FROM sqlite_master";\n', "SQL stands in"),
    ("lib/store/x.cpp", "std::unique_ptr<X> x;\nauto* y = new X(1);\n", "memory is owned"),
    ("lib/store/x.cpp", 'auto s = "PRAGMA journal_mode=WAL";\n', "words of the driver"),
    ("lib/store/x.cpp", 'auto s = "BEGIN IMMEDIATE";\n', "words of the driver"),
    ("lib/base/x.cpp", "auto t = localtime(&now);\n", "not safe with threads"),
    ("lib/base/x.cpp", 'setlocale(LC_ALL, "");\n', "the locale belongs to the host"),
    ("lib/base/x.cpp", 'setenv("TZ", "UTC", 1);\n', "the environment belongs"),
    ("lib/base/x.cpp", "#include <iostream>\n", "no iostreams"),
    ("lib/base/x.cpp", "std::cerr << 1;\n", "no iostreams"),
    ("lib/crm/x.cpp", "auto* p = new Thing();\n", "memory is owned"),
    ("lib/crm/x.cpp", "delete p;\n", "memory is owned"),
    ("lib/crm/x.cpp", "f();  // NOLINT\n", "NOLINT gives the reason"),
    ("lib/crm/x.cpp", "f();  // NOLINT(bugprone-x)\n", "NOLINT gives the reason"),
    ("tests/unit/x.cpp", "f();  // NOLINT(bugprone-x)\n", "NOLINT gives the reason"),
    ("lib/crm/x.cpp", "\n" * 800, "801 lines"),
])
def test_source__finds(project, name, text, word):
    project.write(name, text)
    passed, told = project.run("source")
    assert not passed
    assert word in told


@pytest.mark.parametrize("text", [
    "see /wo" + "rk/main/lib", "/ro" + "ot/.cache", "htt" + "ps://pypi.org/x",
    "htt" + "p://deb.debian.org/debian", "TO" + "DO later", "is not " + "implemented",
])
def test_words__finds(project, text):
    project.write("docs/guide.md", f"first\n{text}\n")
    passed, told = project.run("words")
    assert not passed
    assert "docs/guide.md:2" in told


def test_words__passes(project):
    project.write("docs/guide.md", "a network of works, rooted; https://sqlite.org/wal.html\n")
    assert project.run("words") == (True, "")


def test_format__finds(project):
    project.write(".clang-format", "BasedOnStyle: Google\n")
    project.write("lib/base/x.cpp", "int  main( ){return 0 ;}\n")
    assert not project.run("format")[0]
    assert project.run("format", "--fix")[0]
    assert project.run("format")[0]


def sql(body, tag="sql"):
    return f'constexpr char kX[] = R"{tag}({body}){tag}";\n'


@pytest.mark.parametrize("body, tag", [
    ("SELECT id FROM cases WHERE id = $1 AND {} ORDER BY id LIMIT $2", "sql"),
    ("INSERT INTO c (a) VALUES ($1) ON CONFLICT (a) DO UPDATE SET b = excluded.b", "sql"),
    ("SELECT 'is this a rowid?' -- ?\nFROM cases", "sql"),
    ("c.office IN ($1, $2) AND (c.state <> 'x')", "sqlpart"),
])
def test_sql__passes(project, body, tag):
    project.write("lib/crm/case_sql.hpp", sql(body, tag))
    assert project.run("sql") == (True, "")


@pytest.mark.parametrize("body, tag, word", [
    ("SELEC 1", "sql", "syntax error"),
    ("", "sql", "empty"),
    ("CREATE TABLE t (a INTEGER) STRICT", "sql", "syntax error"),
    ("PRAGMA user_version", "sql", "syntax error"),
    ("INSERT OR IGNORE INTO t VALUES (1)", "sql", "INSERT OR"),
    ("SELECT rowid FROM t", "sql", "rowid"),
    ("SELECT a FROM t WHERE a = ?1", "sql", "$1"),
    ("SELECT group_concat(a) FROM t", "sql", "SQLite alone"),
    ("SELECT a::text FROM t", "sql", "CAST"),
    ("SELECT DISTINCT ON (a) b FROM t", "sql", "PostgreSQL's own"),
    ("a = AND", "sqlpart", "syntax error"),
])
def test_sql__finds(project, body, tag, word):
    project.write("lib/crm/case_sql.hpp", sql(body, tag))
    passed, told = project.run("sql")
    assert not passed
    assert word in told


def test_sql__finds_what_nothing_uses(project):
    project.write("lib/crm/case_sql.hpp",
                  'inline constexpr const char* kUsed = R"sql(SELECT 1)sql";\n'
                  'inline constexpr const char* kLeft =\n    R"sqlpart(a = 1)sqlpart";  // kUsed\n')
    project.write("lib/crm/case.cpp", "// kLeft\nauto x = sql::kUsed;\n")
    passed, told = project.run("sql")
    assert not passed
    assert told == "lib/crm/case_sql.hpp:2: kLeft is used by nothing\n"


def test_sql__finds_other_raw_strings_and_none_at_all(project):
    project.write("lib/crm/case_sql.hpp", 'auto x = R"(SELECT 1)";\n')
    passed, told = project.run("sql")
    assert not passed
    assert "a raw string here" in told
    assert "there is no SQL statement" in told
