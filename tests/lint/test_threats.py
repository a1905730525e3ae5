"""The check of tests/threats.md finds a case without a test, in each language of the tests."""

import pytest

CASES = [f"{group}{number}" for group in "ABC" for number in range(1, 16)]
EXCUSED = ["B16", "C16"]


def write_tests(project, cases):
    project.write("tests/threats.md", "".join(
        [f"| {case} | something bad | refused | |\n" for case in [*CASES, "A23"]] +
        [f"| {case} | something bad | refused | not read yet |\n" for case in EXCUSED]))
    project.write("tests/unit/a_test.cpp", "".join(
        f"TEST_F(Bad, {case}_IsRefused) {{\n}}\n" for case in cases[::3]))
    project.write("tests/capi/test_a.c", "".join(
        f"static void test_subject__{case}_is_refused(void) {{\n}}\n" for case in cases[1::3]))
    project.write("tests/cli/test_a.py", "".join(
        f"    def test_{case}_is_refused(self):\n        pass\n" for case in cases[2::3]))
    project.write("tests/calls/main.c", "/* A23: the stack may be small. */\n")


def test_threats__passes_when_each_case_has_a_test(project):
    write_tests(project, CASES)
    assert project.run("threats") == (True, "")


@pytest.mark.parametrize("missing", ["A7", "B1", "C12"])
def test_threats__finds_a_case_without_a_test(project, missing):
    write_tests(project, [case for case in CASES if case != missing])
    passed, told = project.run("threats")
    assert not passed
    assert told.count("no test has") == 1
    assert f"no test has {missing} in its name" in told


def test_threats__finds_that_not_every_call_is_tried(project):
    write_tests(project, CASES)
    project.write("tests/calls/main.c", "/* nothing */\n")
    assert "no test has A23 in its name" in project.run("threats")[1]


def test_threats__a_name_may_go_on_at_once(project):
    write_tests(project, [case for case in CASES if case != "B1"])
    project.write("tests/unit/b_test.cpp", "TEST(Bad, B1IsRefused) {\n}\n")
    assert project.run("threats") == (True, "")


def test_threats__a_case_in_a_comment_or_a_longer_number_is_none(project):
    write_tests(project, [case for case in CASES if case != "B1"])
    project.write("tests/unit/b_test.cpp", "// TEST(Bad, B1_IsRefused)\nTEST(Bad, B100_X) {\n}\n")
    assert "no test has B1 in its name" in project.run("threats")[1]


def test_threats__finds_a_test_of_what_is_said_not_to_apply(project):
    write_tests(project, [*CASES, EXCUSED[0]])
    passed, told = project.run("threats")
    assert not passed
    assert "B16 has a test" in told
