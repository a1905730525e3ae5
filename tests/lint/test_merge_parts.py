"""Every column that names a subject goes over in a merge, or is one of those that have a reason not
to: a new table must not be forgotten."""

import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parents[2]

# What stays where it is, and why.
STAYS = {
    "subjects.merged_into": "moves as the part of its own name",
    "subject_past.subject": "the history of a row is the row's",
    "subject_words.subject": "made anew from the row",
    "preferences.subject": "what holds for both is worked out",
    "page_layouts.subject": "copied where the winner has none",
    "subject_merges.winner": "tells of the merge",
    "subject_merges.loser": "tells of the merge",
    "contacts.on_behalf_of": "who it was done for then, whose id leads on",
    "cases.on_behalf_of": "the same",
    "appointments.on_behalf_of": "the same",
    "feedback.on_behalf_of": "the same",
    "case_messages.on_behalf_of": "the same",
    "data_requests.on_behalf_of": "the same",
    "consents.on_behalf_of": "the same",
    "erasures.subject": "who was erased is not merged",
}


def columns_of_subjects() -> set[str]:
    found = set()
    for path in sorted((ROOT / "lib" / "store").glob("schema*_sql.hpp")):
        text = path.read_text(encoding="utf-8")
        for table, body in re.findall(r"CREATE TABLE (\w+) \((.*?)\)sql", text, re.DOTALL):
            found |= {f"{table}.{column}" for column in
                      re.findall(r"(\w+) INTEGER[^,]*? REFERENCES subjects \(id\)", body)}
        found |= {f"{table}.{column}" for table, column in
                  re.findall(r"ALTER TABLE (\w+) ADD COLUMN (\w+) INTEGER[^)]*REFERENCES subjects",
                             text)}
    return found


def moved() -> set[str]:
    text = (ROOT / "lib" / "crm" / "merge_sql.hpp").read_text(encoding="utf-8")
    return {f"{table}.{column}" for table, column in
            re.findall(r"UPDATE (\w+) SET (\w+) = \$2", text)}


def test_every_subject_column_is_accounted_for():
    columns = columns_of_subjects()
    assert len(columns) > 30
    assert columns - moved() - set(STAYS) == set()


def test_every_exception_is_still_needed():
    assert set(STAYS) <= columns_of_subjects()
