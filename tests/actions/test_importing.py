"""Cases coming in: a sheet is taken whole or not at all, and coming again it changes only what changed."""

from dataclasses import replace

import pytest

from actions import importing, incoming, reading, submitting
from actions.submitting import SubmittingError
from store import imports, journal, scores, use_cases
from store.use_cases import StaleVersionError
from tests.actions import scenes
from tests.conftest import CAST, NOW
from usecases.intake import Profile, read
from usecases.scores import ScoreOrigin
from usecases.use_case import Role, Stage, Status, StatusError

CRITERIA = scenes.CRITERIA
ROWS = [
    ("Lire les courriers", "Ministère de la santé", "Un résumé.", "idea"),
    ("Prédire les crues", "Agence du bassin", "Un autre.", "pilot"),
    ("Trier les dossiers", "Ministère de la justice", "Encore un.", "production"),
]


def accept(db, rows=tuple(ROWS), *, admit=False, role=Role.CANDIDATE, **more):
    report = scenes.report(scenes.sheet(*rows))
    return importing.accept(db, CAST.amina, report, scenes.DEFINITIONS, role=role, admit=admit, now=NOW, **more)


def test_every_row_gets_a_reference_its_row_as_received_and_one_line_of_the_journal(store):
    with store.writing() as db:
        done = accept(db)
        [line], total = journal.lines(db, journal.Filter(act="cases.imported"))
        received = [imports.received_rows(db, reference) for reference in done.references]
        lines = {one.reference: one for one in use_cases.listing(db)}
    assert done.references == ("UC-00001", "UC-00002", "UC-00003")
    assert total == 1
    assert line.subject == f"import:{done.import_id}"
    assert [(rows[0][0], rows[0][1]) for rows in received] == [(row, "inventaire.csv") for row in (2, 3, 4)]
    assert received[0][0][2]["Title"] == "Lire les courriers"
    assert [lines[name].stage for name in done.references] == [Stage.IDEA, Stage.PILOT, Stage.PRODUCTION]
    assert {one.status for one in lines.values()} == {Status.RECEIVED}


def test_admitting_with_the_sheet_also_admits_what_had_only_been_received(store):
    with store.writing() as db:
        accept(db)
        scenes.move(db, ["UC-00003"], Status.DECLINED, reason="Doublon.")
        accept(db, admit=True)
        status = {one.reference: one.status for one in use_cases.listing(db)}
    assert status == {
        "UC-00001": Status.ADMITTED, "UC-00002": Status.ADMITTED, "UC-00003": Status.DECLINED,
    }  # fmt: skip


def test_looking_stores_nothing(store):
    lines = scenes.journal_rows(store)
    found = incoming.preview(store, CAST.amina, scenes.report(scenes.sheet(*ROWS)))
    assert len(found.new) == 3
    with store.reading() as db:
        assert use_cases.count(db) == 0
    assert scenes.journal_rows(store) == lines


def test_a_sheet_that_fails_at_its_last_step_leaves_no_row(store, monkeypatch):
    """The journal line is the last step: without it none of the rows may stand."""

    def broken(*_args, **_more):
        raise RuntimeError("disk")

    monkeypatch.setattr(journal, "append", broken)
    with pytest.raises(RuntimeError, match="disk"), store.writing() as db:
        accept(db)
    monkeypatch.undo()
    with store.reading() as db:
        assert use_cases.count(db) == 0
        assert scores.entries(db, "UC-00001") == []
    with store.writing() as db:
        assert accept(db).references[0] == "UC-00001"


def test_a_peers_rows_are_listed_and_never_ranked(store):
    with store.writing() as db:
        accept(db, role=Role.PEER, admit=True)
        assert len(reading.cases(db, CAST.nadia)) == 3
        assert reading.performance_table(db, CAST.nadia, CRITERIA).references == ()


def test_only_admitted_candidates_are_ranked(store):
    with store.writing() as db:
        received, admitted = scenes.proposed(db), scenes.admitted(db)
        table = reading.performance_table(db, CAST.nadia, CRITERIA)
    assert list(table.references) == [admitted]
    assert received != admitted


@pytest.mark.parametrize("wanted", [Status.WITHDRAWN, Status.DECLINED, Status.TO_COMPLETE])
def test_what_ends_a_cases_way_needs_a_reason(store, wanted):
    with store.writing() as db:
        reference = scenes.proposed(db)
    with pytest.raises(SubmittingError) as refused, store.writing() as db:
        scenes.move(db, [reference], wanted, reason="  ")
    assert refused.value.code == "case.reason_missing"


def test_several_cases_are_moved_all_or_none(store):
    with store.writing() as db:
        first, second = scenes.proposed(db), scenes.admitted(db)
    lines = scenes.journal_rows(store)
    with pytest.raises(StatusError), store.writing() as db:
        scenes.move(db, [first, second], Status.ADMITTED)
    with pytest.raises(SubmittingError) as refused, store.writing() as db:
        submitting.move(db, CAST.amina, {first: 1, "UC-99999": 1}, Status.ADMITTED, reason="", now=NOW)
    assert refused.value.code == "case.unknown_reference"
    with store.reading() as db:
        assert scenes.case(db, first).status is Status.RECEIVED
    assert scenes.journal_rows(store) == lines


def test_two_people_who_move_a_case_at_once(store):
    with store.writing() as db:
        reference = scenes.proposed(db)
        scenes.move(db, [reference], Status.DECLINED, reason="Doublon.")
    with pytest.raises(StaleVersionError), store.writing() as db:
        submitting.move(db, CAST.amina, {reference: 1}, Status.ADMITTED, reason="", now=NOW)


def test_a_proposal_gives_a_receipt_and_is_in_the_history_of_its_case(store):
    with store.writing() as db:
        reference = scenes.proposed(db)
        found = reading.case_file(db, CAST.nadia, reference)
        assert reading.case_file(db, CAST.nadia, "UC-99999") is None
    assert found is not None
    assert found.case.reference == reference
    assert [line.act for line in found.history] == ["case.registered"]
    assert found.received == []


@pytest.mark.parametrize("register", sorted(submitting.RESERVED))
def test_a_sheet_is_not_taken_into_the_registers_of_what_people_propose(store, register):
    lines = scenes.journal_rows(store)
    report = scenes.report(scenes.sheet(*ROWS))
    report = replace(report, recognised=replace(report.recognised, register=register))
    with pytest.raises(SubmittingError) as refused, store.writing() as db:
        importing.accept(db, CAST.amina, report, scenes.DEFINITIONS, role=Role.CANDIDATE, admit=False, now=NOW)
    assert refused.value.code == "intake.register_reserved"
    assert scenes.journal_rows(store) == lines


def test_a_score_that_the_list_states_keeps_the_cell_in_its_reason(store):
    generic = next(one for one in scenes.DEFINITIONS.profiles if one.id == "generic")
    whole = generic.model_dump(mode="json", by_alias=True)
    whole["columns"]["benefit_grade"] = {"en": ["Impact out of 5"]}
    scale = {"worst": 1, "best": 5}
    whole["ratings"] = [{"id": "own.benefit", "column": "benefit_grade", "criterion": "benefit", "scale": scale}]
    sheet = b"Title,Administration,Impact out of 5\nLire les courriers,Archives,4\n"
    report = read(sheet, "inventaire.csv", profiles=[Profile.model_validate(whole)])
    with store.writing() as db:
        [reference] = importing.accept(
            db, CAST.amina, report, scenes.DEFINITIONS, role=Role.CANDIDATE, admit=True, now=NOW
        ).references
        [entry] = scores.entries(db, reference)
    assert entry.interval == (2.5, 3, 3.5)
    assert entry.reason == "own.benefit: Impact out of 5 = 4"
    assert entry.origin is ScoreOrigin.DERIVED
