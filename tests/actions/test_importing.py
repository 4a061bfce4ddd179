"""Cases coming in: a sheet is taken whole or not at all, and coming again it changes only what changed."""

from dataclasses import replace

import pytest

from actions import editing, importing, reading, submitting
from actions.editing import Edit
from actions.submitting import SubmittingError
from store import imports, journal, scores, use_cases
from store.use_cases import StaleVersionError
from tests.actions import scenes
from tests.conftest import CAST, NOW
from usecases.intake import Profile, read
from usecases.scores import ScoreOrigin
from usecases.use_case import ImportedFrom, Origin, Role, Stage, StatedBy, Status, StatusError, Text
from wording.language import Language

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


def test_the_same_sheet_again_changes_nothing_but_says_that_it_came(store):
    with store.writing() as db:
        accept(db)
        before = use_cases.listing(db)
        done = accept(db)
        assert use_cases.listing(db) == before
        assert len(done.reconciliation.unchanged) == 3
        assert done.references == ()
        assert journal.lines(db, journal.Filter(act="cases.imported"))[1] == 2


def test_a_changed_row_is_the_next_version_of_the_same_case(store):
    changed = [ROWS[0], (*ROWS[1][:3], "production"), ROWS[2]]
    with store.writing() as db:
        accept(db)
        done = accept(db, tuple(changed))
        versions = {one.reference: (one.version, one.stage) for one in use_cases.listing(db)}
        assert [match.reference for match in done.reconciliation.changed] == ["UC-00002"]
        assert versions["UC-00002"] == (2, Stage.PRODUCTION)
        assert versions["UC-00001"] == (1, Stage.IDEA)
        assert len(imports.received_rows(db, "UC-00002")) == 2


def test_a_row_that_is_gone_from_the_file_is_told_and_its_case_stays(store):
    with store.writing() as db:
        accept(db)
        done = accept(db, tuple(ROWS[:2]))
        assert len(done.reconciliation.missing) == 1
        assert use_cases.count(db) == 3


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
    found = importing.preview(store, CAST.amina, scenes.report(scenes.sheet(*ROWS)))
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


def edited(db, **fields):
    version = scenes.case(db, "UC-00002").version
    editing.edit(
        db, CAST.amina, {"UC-00002": version}, Edit(**fields), scenes.DEFINITIONS, reason="Un seul nom.", now=NOW
    )


MOVED = [ROWS[0], (*ROWS[1][:3], "production"), ROWS[2]]


def test_what_a_person_settled_survives_the_next_file(store):
    with store.writing() as db:
        accept(db)
        edited(db, administration="Bassin réuni", regions=("01",))
        accept(db, tuple(MOVED))
        case = scenes.case(db, "UC-00002")
    assert (case.administration, [one.region for one in case.regions]) == ("Bassin réuni", ["01"])
    assert case.stage is Stage.PRODUCTION
    assert isinstance(case.provenance["administration"], StatedBy)


def test_a_cell_is_taken_or_left_one_by_one(store):
    changed = (ROWS[0], ("Prédire les crues", "Agence du bassin", "Récrit.", "production"), ROWS[2])
    with store.writing() as db:
        accept(db)
        edited(db, administration="Bassin réuni")
    found = importing.preview(store, CAST.amina, scenes.report(scenes.sheet(*changed)))
    with store.writing() as db:
        told = importing.changes_of(db, CAST.amina, found)["UC-00002"]
        accept(db, changed, left=[("UC-00002", "stage")], insisted=[("UC-00002", "administration")])
        case = scenes.case(db, "UC-00002")
    assert {one.field: one.stays for one in told} == {"administration": True, "summary": False, "stage": False}
    assert (case.administration, case.stage, case.summary[0].value) == ("Agence du bassin", Stage.PILOT, "Récrit.")
    assert isinstance(case.provenance["administration"], ImportedFrom)


def test_a_blank_cell_takes_nothing_away_unless_somebody_asks(store):
    blank = (ROWS[0], ("Prédire les crues", "Agence du bassin", "", "pilot"), ROWS[2])
    with store.writing() as db:
        accept(db)
        accept(db, blank)
        assert scenes.case(db, "UC-00002").summary[0].value == "Un autre."
        accept(db, tuple(ROWS))
        accept(db, blank, insisted=[("UC-00002", "summary")])
        assert scenes.case(db, "UC-00002").summary == ()


def test_a_translation_stays_beside_the_text_that_comes_again(store):
    arabic = Text(language=Language.AR, value="توقع الفيضانات", origin=Origin.TRANSLATED)
    with store.writing() as db:
        accept(db)
        case = scenes.case(db, "UC-00002")
        after = case.model_copy(update={"summary": (*case.summary, arabic)})
        use_cases.save(db, after, expected_version=case.version, at=NOW)
        accept(db, (ROWS[0], ("Prédire les crues", "Agence du bassin", "Récrit.", "pilot"), ROWS[2]))
        texts = {one.language: one.value for one in scenes.case(db, "UC-00002").summary}
    assert texts == {Language.EN: "Récrit.", Language.AR: "توقع الفيضانات"}


def test_another_spelling_of_the_same_administration_is_no_change(store):
    spelled = (ROWS[0], ("Prédire les crues", "AGENCE DU BASSIN", "Un autre.", "production"), ROWS[2])
    with store.writing() as db:
        accept(db)
    found = importing.preview(store, CAST.amina, scenes.report(scenes.sheet(*spelled)))
    with store.writing() as db:
        assert [one.field for one in importing.changes_of(db, CAST.amina, found)["UC-00002"]] == ["stage"]
        accept(db, spelled)
        assert scenes.case(db, "UC-00002").administration == "Agence du bassin"


def test_the_list_of_one_administration_says_nothing_of_the_others(store):
    with store.writing() as db:
        accept(db)

    def found(*rows):
        return importing.preview(store, CAST.amina, scenes.report(scenes.sheet(*rows)))

    own, other, both = found(ROWS[1]), found(("Neuf", "Agence neuve", "", "idea")), found(*ROWS[:2])
    assert (own.missing, len(own.unchanged)) == ((), 1)
    assert (other.missing, len(other.new)) == ((), 1)
    assert both.missing == ("UC-00003",)


def test_a_file_with_a_column_more_is_still_the_same_list(store):
    report = scenes.report(scenes.sheet(*ROWS))
    with store.writing() as db:
        accept(db)
        known = importing.registers(db, CAST.amina)
        assert importing.same_file(db, CAST.amina, report).file_name == report.file_name
    [(register, headers)] = known.items()
    assert {"Title", "Administration"} <= headers
    lines = scenes.sheet(*ROWS).decode().splitlines()
    wider = "\n".join([f"{lines[0]},Remarque", *(f"{line},à revoir" for line in lines[1:])]).encode()
    alone, beside = (
        read(wider, "x.csv", profiles=scenes.DEFINITIONS.profiles, registers=one) for one in ({}, known)
    )  # fmt: skip
    assert alone.recognised.register != register
    assert beside.recognised.register == register
    found = importing.preview(store, CAST.amina, beside)
    assert (len(found.changed), len(found.new), found.missing) == (3, 0, ())
    with store.reading() as db:
        assert not any(importing.changes_of(db, CAST.amina, found).values())
    other = read(b"Projet,Direction,Statut\nTrier,Archives,Pilote\n", "y.csv", profiles=scenes.DEFINITIONS.profiles,
                 registers=known)  # fmt: skip
    assert other.recognised.register != register
