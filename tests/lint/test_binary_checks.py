"""The checks of headers, of docs/api.json and of the built library find what they are there for."""

import json
import pathlib
import subprocess
import sys

import pytest

HEADER = """\
/* A small header. */
#ifndef BASE_H
#define BASE_H
#include <stdint.h>
#ifdef __cplusplus
#define PMM_NOEXCEPT noexcept
extern "C" {
#else
#define PMM_NOEXCEPT
#endif
#define PMM_API __attribute__((visibility("default")))
typedef int32_t pmm_status;
enum {
  PMM_OK = 0,
  PMM_E_INVALID = -100 /* bad */
};
#define PMM_BIT (UINT64_C(1) << 3) /* the third */
/* A thing. @threads shared. Free with pmm_thing_free(). */
typedef struct pmm_thing pmm_thing;
/* An error. @threads immutable. Free with pmm_error_free(). */
typedef struct pmm_error pmm_error;
/* Options. */
typedef struct pmm_options {
  uint32_t struct_size; /* set by PMM_OPTIONS_INIT */
  int32_t level;        /* 0 to 3 */
} pmm_options;
#define PMM_OPTIONS_INIT {(uint32_t)sizeof(pmm_options), 0}
/**
 * Make a thing. It is empty.
 *
 * @param options    NULL for defaults.
 * @param out_thing  The thing, or NULL on failure.
 * @param out_error  May be NULL.
 * @return PMM_OK; PMM_E_INVALID (options).
 * @threads any
 * @since 0.1
 */
PMM_API pmm_status pmm_thing_create(const pmm_options *options, pmm_thing **out_thing,
                                    pmm_error **out_error) PMM_NOEXCEPT;
/**
 * Free a thing.
 *
 * @param thing  NULL is allowed.
 * @threads any
 * @since 0.1
 */
PMM_API void pmm_thing_free(pmm_thing *thing) PMM_NOEXCEPT;
/**
 * Free an error.
 *
 * @param error  NULL is allowed.
 * @threads any
 * @since 0.1
 */
PMM_API void pmm_error_free(pmm_error *error) PMM_NOEXCEPT;
#ifdef __cplusplus
}
#endif
#endif
"""


@pytest.fixture
def with_header(project):
    project.write("include/pmmcrm/base.h", HEADER)
    project.write("include/pmmcrm/pmmcrm.h", '#include "pmmcrm/base.h"\n')
    project.run("api", "--update")
    return project


def change(project, old, new):
    assert old in HEADER
    project.write("include/pmmcrm/base.h", HEADER.replace(old, new))


def test_headers__passes(with_header):
    with_header.write("include/pmmcrm/pmmcrm.h",
                      '#ifndef P_H\n#define P_H\n#include "pmmcrm/base.h"\n#endif\n')
    assert with_header.run("headers") == (True, "")


@pytest.mark.parametrize("old, new, word", [
    ("#include <stdint.h>\n", "", "c99"),                               # does not stand alone
    ("int32_t level;        /*", "bool level; /*", "c99"),              # not of C
    ("int32_t level;        /*", "int32_t new; /*", "c++11"),           # a keyword of C++
    ("  PMM_E_INVALID = -100 /* bad */\n", "  PMM_E_INVALID = -100,\n  ,\n", "c99"),
    ("#ifndef BASE_H\n", "#ifdef __cplusplus\n#endif\n#ifndef OTHER\n", "c99"),  # twice
])
def test_headers__finds(with_header, old, new, word):
    change(with_header, old, new)
    passed, told = with_header.run("headers")
    assert not passed
    assert word in told


def test_api__reads_the_header(with_header):
    assert with_header.run("api") == (True, "")
    api = json.loads((with_header.root / "docs/api.json").read_text())
    create = next(f for f in api["functions"] if f["name"] == "pmm_thing_create")
    assert create["brief"] == "Make a thing."
    assert create["details"] == "It is empty."
    assert create["errors"] == ["PMM_E_INVALID"]
    assert [(p["name"], p["direction"], p["nullable"], p["ownership"])
            for p in create["parameters"]] == [
        ("options", "in", True, "borrowed for the call"),
        ("out_thing", "out", False, "caller frees"), ("out_error", "out", True, "caller frees")]
    assert {c["name"]: c["value"] for c in api["constants"]} == {
        "PMM_OK": 0, "PMM_E_INVALID": -100, "PMM_BIT": 8}
    assert {h["name"]: h["threads"] for h in api["handles"]} == {
        "pmm_thing": "shared", "pmm_error": "immutable"}
    assert api["structs"][0]["init"] == "PMM_OPTIONS_INIT"
    assert "`pmm_thing_create`" in (with_header.root / "docs/reference.md").read_text()


@pytest.mark.parametrize("old, new, word", [
    (" * @threads any\n", "", "no @threads"),
    (" * @since 0.1\n", "", "no @since"),
    (" * @return PMM_OK; PMM_E_INVALID (options).\n", "", "no @return"),
    (" * @param thing  NULL is allowed.\n", "", "no @param thing"),
    (" * @param thing ", " * @param thong ", "@param thong is no parameter"),
    (" * Free an error.\n *\n", "", "no first line"),
    (" PMM_NOEXCEPT;\n#ifdef", ";\n#ifdef", "no PMM_NOEXCEPT"),
    ("@threads shared. ", "", "pmm_thing has no thread word"),
    ("pmm_thing_free(pmm_thing", "pmm_thing_drop(pmm_thing", "pmm_thing has no pmm_thing_free"),
    ("#define PMM_OPTIONS_INIT", "#define PMM_OPTION_INIT", "no _INIT macro"),
    ("PMM_E_INVALID = -100", "PMM_E_INVALID", "has no value"),
    ("int32_t level;", "int level;", "not of fixed width"),
    ("PMM_API void pmm_error_free(pmm_error *error)", "PMM_API void pmm_error_free[1](x *error)",
     "functions declared"),
    ("@param out_error  May be NULL.", "@param out_error  Anything.", "not what the headers say"),
])
def test_api__finds(with_header, old, new, word):
    change(with_header, old, new)
    passed, told = with_header.run("api")
    assert not passed
    assert word in told


def test_layout__finds_a_moved_member_and_padding(with_header):
    assert with_header.run("layout", "--update") == (True, "")
    assert with_header.run("layout") == (True, "")
    change(with_header, "  int32_t level;        /* 0 to 3 */\n",
           "  int32_t depth; /* new, in the middle */\n  int32_t level;\n  int64_t z;\n  int32_t y;\n")
    with_header.run("api", "--update")
    passed, told = with_header.run("layout")
    assert not passed
    assert "not the layout" in told
    assert "ends in padding" in told


SOURCE = '#include <pmmcrm/pmmcrm.h>\nstruct pmm_thing { int secret; };\n' \
         'PMM_API pmm_status pmm_thing_create(const pmm_options* o, pmm_thing** t, pmm_error** e) ' \
         '{ (void)e; *t = 0; return o != 0 ? o->level : 0; }\n'


def build(project, extra=""):
    project.write("lib/x.c", SOURCE + extra)
    library = project.root / "libx.so"
    subprocess.run(["gcc", "-std=c99", "-g", "-shared", "-fPIC", "-fvisibility=hidden",
                    "-I", str(project.root / "include"), str(project.root / "lib/x.c"),
                    "-o", str(library)], check=True)
    return str(library)


def test_symbols__lists_what_is_exported(with_header):
    library = build(with_header)
    assert not with_header.run("symbols", "--library", library)[0]  # there is no list yet
    assert with_header.run("symbols", "--library", library, "--update")[0]
    assert with_header.run("symbols", "--library", library) == (True, "")
    library = build(with_header, "PMM_API int pmm_more(void);\nint pmm_more(void) { return 1; }\n")
    passed, told = with_header.run("symbols", "--library", library)
    assert not passed
    assert "pmm_more is exported but not listed" in told
    library = build(with_header, "PMM_API int leak(void);\nint leak(void) { return 1; }\n")
    passed, told = with_header.run("symbols", "--library", library)
    assert not passed
    assert "leak may not leave the library" in told
    assert "pmm_more" not in told


def test_abi__finds_a_changed_struct_but_not_a_private_one(with_header):
    library = build(with_header)
    assert not with_header.run("abi", "--library", library)[0]  # there is no snapshot yet
    assert with_header.run("abi", "--library", library, "--update")[0]
    assert with_header.run("abi", "--library", library) == (True, "")
    library = build(with_header, "struct other { int a; }; int f(struct other* o);\n"
                                 "int f(struct other* o) { return o->a; }\n")
    assert with_header.run("abi", "--library", library)[0]
    change(with_header, "  int32_t level;        /* 0 to 3 */\n", "  int64_t level; /* wider */\n")
    passed, told = with_header.run("abi", "--library", build(with_header))
    assert not passed
    assert "the ABI changed" in told


GENERATE = pathlib.Path(__file__).resolve().parents[1] / "misuse" / "generate.py"


def generate(project):
    out = project.root / "generated.c"
    done = subprocess.run([sys.executable, str(GENERATE), str(project.root / "docs/api.json"),
                           str(out)], capture_output=True, text=True, check=False)
    return done.returncode, done.stderr, out


def test_misuse__covers_each_function(with_header):
    code, told, out = generate(with_header)
    assert code == 0, told
    text = out.read_text()
    assert 'expect_refused(call_pmm_thing_create, fx, "pmm_thing_create", ' \
           '&(variant){1, NULL, "out_thing"}, PMM_E_INVALID)' in text
    assert 'expect_accepted(call_pmm_thing_create, fx, "pmm_thing_create", ' \
           '&(variant){0, NULL, "options"}, baseline)' in text
    assert "expect_sizes(call_pmm_thing_create" in text
    for name in ("pmm_thing_create", "pmm_thing_free", "pmm_error_free"):
        assert f"  test_{name}(fx);" in text


@pytest.mark.parametrize("old, new, word", [
    ("const pmm_options *options", "const pmm_unknown *options", "cannot make"),
    ("const pmm_options *options", "pmm_thing ***options", "cannot make"),
    (" * @param thing  NULL is allowed.", " * @param thing  The thing.", "NULL is allowed"),
])
def test_misuse__refuses_what_it_cannot_make(with_header, old, new, word):
    change(with_header, old, new)
    with_header.run("api", "--update")
    code, told, _ = generate(with_header)
    assert code == 1
    assert word in told
