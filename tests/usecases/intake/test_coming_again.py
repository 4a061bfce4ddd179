"""A register that comes again after it was altered: the report says exactly what was done to it, and nothing else."""

import json

import pytest

from tests.real_data import real
from usecases.intake import KnownRow, read, reconcile
from usecases.intake.changes import changes, merged
from usecases.intake.remembered import Remembered
from usecases.use_case import NOT_APPLICABLE

MADE_UP = {
    "algoritmes": [
        {
            "id": f"a{n}", "title": f"Algoritme {n}", "organisatie": f"Gemeente {n % 7}", "doel": f"Doel {n}",
            "status": "in_gebruik", "juridische_basis": "", "url": f"https://example.org/{n}",
        }
        for n in range(60)
    ]
}  # fmt: skip


@pytest.fixture(scope="module")
def register() -> dict:
    path = real("nl_register", "algoritmes_2026-05-13.json")
    return json.loads(path.read_text(encoding="utf-8")) if path else MADE_UP


def report_of(register, profiles):
    return read(json.dumps(register, ensure_ascii=False).encode(), "register.json", profiles=profiles)


def known_of(report):
    new = reconcile([], report.rows).new
    return [KnownRow(row.key, row.occurrence, row.content_hash, f"UC-{n:05d}") for n, row in enumerate(new, 1)], {
        f"UC-{n:05d}": row.draft for n, row in enumerate(new, 1)
    }


def test_the_same_register_changes_nothing(register, profiles):
    known, _ = known_of(report_of(register, profiles))
    shuffled = {"algoritmes": register["algoritmes"][::-1]}
    found = reconcile(known, report_of(shuffled, profiles).rows)
    assert (found.new, found.changed, found.missing) == ((), (), ())
    assert len(found.unchanged) == len(known)


def test_what_was_done_to_it_is_what_is_told(register, profiles):
    first = report_of(register, profiles)
    known, drafts = known_of(first)
    rows = [dict(row) for row in register["algoritmes"]]
    added = [dict(rows[0], id=f"nieuw-{n}", title=f"Nieuw algoritme {n}") for n in range(3)]
    removed = [rows.pop(40), rows.pop(30)]
    altered = {
        3: {"title": "Een heel andere naam"},
        5: {"doel": "Een ander doel."},
        7: {"status": "buiten_gebruik" if rows[7]["status"] != "buiten_gebruik" else "in_gebruik"},
        9: {"juridische_basis": "Een nieuwe grondslag."},
        11: {"doel": ""},
        13: {"title": rows[13]["title"] + "  "},
    }
    for place, fields in altered.items():
        rows[place] = rows[place] | fields
    found = reconcile(known, report_of({"algoritmes": [*rows, *added]}, profiles).rows)
    assert [one.draft.title[0].value for one in found.new] == [row["title"] for row in added]
    missing = {drafts[reference].title[0].value for reference in found.missing}
    assert missing == {" ".join(row["title"].split()) for row in removed}
    told = {
        one.row.received["id"]: {change.field for change in changes(drafts[one.reference], one.row.draft)}
        for one in found.changed
    }
    assert told == {
        rows[3]["id"]: {"title"},
        rows[5]["id"]: {"summary"},
        rows[7]["id"]: {"stage"},
        rows[9]["id"]: set(),  # received, and kept with the row; no field of a case comes from it
        rows[11]["id"]: {"summary"} if register["algoritmes"][11]["doel"].strip() else set(),
        rows[13]["id"]: set(),  # spaces that nobody sees
    }


def test_a_row_that_goes_to_another_organisation_is_the_same_case(register, profiles):
    known, drafts = known_of(report_of(register, profiles))
    rows = [dict(row) for row in register["algoritmes"]]
    rows[2]["organisatie"] = "Een andere organisatie"
    found = reconcile(known, report_of({"algoritmes": rows}, profiles).rows)
    assert (found.new, found.missing) == ((), ())
    [moved] = found.changed
    assert moved.row.received["id"] == rows[2]["id"]
    assert [one.field for one in changes(drafts[moved.reference], moved.row.draft)] == ["administration"]


SAYINGS = ("", "Oui", "Non", "N/A")
TOLD = {"": None, "Oui": "True", "Non": "False", "N/A": NOT_APPLICABLE}


@pytest.mark.parametrize(("before", "after"), [(one, other) for one in SAYINGS for other in SAYINGS if one != other])
def test_blank_not_applicable_and_no_are_told_apart_when_a_list_comes_again(profiles, before, after):
    held, row = (draft_of(profiles, one) for one in (before, after))
    change = changes(held, row)[0]
    assert (change.field, change.before, change.after) == ("facts.personal_data", TOLD[before], TOLD[after])
    # What is blank takes nothing away, and neither does what does not apply, save where nothing was said.
    assert change.stays == (after == "" or (after == "N/A" and before != ""))
    kept = held.model_copy(update=merged(held, row))
    assert said_by(kept) == TOLD[before if change.stays else after]
    insisted = held.model_copy(update=merged(held, row, insisted=["facts.personal_data"]))
    assert said_by(insisted) == TOLD[after]


def draft_of(profiles, answer):
    file = f"Titre;Administration;Données personnelles\nTri;Archives;{answer}\n"
    return read(file.encode(), "a.csv", profiles=profiles).rows[0].draft


def said_by(draft):
    value = draft.facts.get("personal_data")
    return (None if value is None else str(value)) if draft.applies("facts.personal_data") else NOT_APPLICABLE


def test_headers_that_were_remembered_under_another_spelling_are_known():
    assert Remembered(mapping={"Où en est-on": "stage"}).mapping == {"ou en est on": "stage"}
