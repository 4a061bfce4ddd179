"""A list that comes again: what it changes, and what it takes from nobody."""

import csv
import io
import json
from datetime import timedelta

from actions import editing, importing, incoming, taking_back
from actions.editing import Edit
from store import imports, journal, scores, use_cases
from tests.actions import scenes
from tests.actions.test_importing import ROWS, accept
from tests.conftest import CAST, NOW
from usecases.intake import Corrections, IntakeReport, read
from usecases.use_case import ImportedFrom, Origin, Role, Stage, StatedBy, Text
from wording.language import Language


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
    found = incoming.preview(store, CAST.amina, scenes.report(scenes.sheet(*changed)))
    with store.writing() as db:
        told = incoming.changes_of(db, CAST.amina, found)["UC-00002"].fields
        accept(db, changed, left=[("UC-00002", "stage")], insisted=[("UC-00002", "administration")])
        case = scenes.case(db, "UC-00002")
    assert {one.field: one.stays for one in told} == {"administration": True, "summary": False, "stage": False}
    assert (case.administration, case.stage, case.summary[0].value) == ("Agence du bassin", Stage.PILOT, "Récrit.")
    assert isinstance(case.provenance["administration"], ImportedFrom)


def test_a_cell_that_was_left_is_asked_again_by_the_same_file(store):
    """Whoever left it may think again; what was taken of the row is told no more."""
    changed = (ROWS[0], ("Prédire les crues", "Agence du bassin", "Récrit.", "production"), ROWS[2])

    def asked(db):
        found = incoming.preview(store, CAST.amina, scenes.report(scenes.sheet(*changed)))
        told = incoming.changes_of(db, CAST.amina, found)
        return {reference: [change.field for change in one.fields] for reference, one in told.items()}

    with store.writing() as db:
        accept(db)
    with store.writing() as db:
        accept(db, changed, left=[("UC-00002", "stage")])
    with store.writing() as db:
        assert asked(db) == {"UC-00002": ["stage"]}
        accept(db, changed)
        assert scenes.case(db, "UC-00002").stage is Stage.PRODUCTION
    with store.reading() as db:
        assert asked(db) == {}


def test_a_row_of_which_nothing_is_taken_counts_as_unchanged(store):
    """Its import has nothing to give back, and the same file asks again."""
    with store.writing() as db:
        accept(db)
        before = scenes.case(db, "UC-00002").version
        done = accept(db, tuple(MOVED), left=[("UC-00002", "stage")])
        assert (len(done.reconciliation.changed), len(done.reconciliation.unchanged)) == (0, 3)
        assert scenes.case(db, "UC-00002").version == before
        [newest, *_] = taking_back.imports_made(db, CAST.amina)
        assert (newest.counts["changed"], newest.counts["unchanged"]) == (0, 3)
        assert taking_back.would_take_back(db, CAST.amina, newest.id).restored == ()
    found = incoming.preview(store, CAST.amina, scenes.report(scenes.sheet(*MOVED)))
    assert [one.reference for one in found.changed] == ["UC-00002"]


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
    found = incoming.preview(store, CAST.amina, scenes.report(scenes.sheet(*spelled)))
    with store.writing() as db:
        assert [one.field for one in incoming.changes_of(db, CAST.amina, found)["UC-00002"].fields] == ["stage"]
        accept(db, spelled)
        assert scenes.case(db, "UC-00002").administration == "Agence du bassin"


def test_the_list_of_one_administration_says_nothing_of_the_others(store):
    with store.writing() as db:
        accept(db)

    def found(*rows):
        return incoming.preview(store, CAST.amina, scenes.report(scenes.sheet(*rows)))

    own, other, both = found(ROWS[1]), found(("Neuf", "Agence neuve", "", "idea")), found(*ROWS[:2])
    assert (own.missing, len(own.unchanged)) == ((), 1)
    assert (other.missing, len(other.new)) == ((), 1)
    assert both.missing == ("UC-00003",)


def test_a_file_with_a_column_more_is_still_the_same_list(store):
    report = scenes.report(scenes.sheet(*ROWS))
    with store.writing() as db:
        accept(db)
        known = incoming.registers(db, CAST.amina)
        assert incoming.same_file(db, CAST.amina, report).file_name == report.file_name
    [(register, headers)] = known.items()
    assert {"Title", "Administration"} <= headers
    lines = scenes.sheet(*ROWS).decode().splitlines()
    wider = "\n".join([f"{lines[0]},Remarque", *(f"{line},à revoir" for line in lines[1:])]).encode()
    alone, beside = (
        read(wider, "x.csv", profiles=scenes.DEFINITIONS.profiles, registers=one) for one in ({}, known)
    )  # fmt: skip
    assert alone.recognised.register != register
    assert beside.recognised.register == register
    found = incoming.preview(store, CAST.amina, beside)
    assert (len(found.changed), len(found.new), found.missing) == (3, 0, ())
    with store.reading() as db:
        told = incoming.changes_of(db, CAST.amina, found)
    assert {(one.fields, *one.columns.items()) for one in told.values()} == {((), ("Remarque", ("", "à revoir")))}
    other = read(b"Projet,Direction,Statut\nTrier,Archives,Pilote\n", "y.csv", profiles=scenes.DEFINITIONS.profiles,
                 registers=known)  # fmt: skip
    assert other.recognised.register != register


COSTED = "Titre,Administration,Stade,Investissement (MDH),Coût de fonctionnement par an (MDH)\n"


def later(db):
    """A minute after every import before it."""
    return NOW + timedelta(minutes=journal.lines(db, journal.Filter(act="cases.imported"))[1])


def costed(db, stage, investment, running, **more):
    report = scenes.report(f"{COSTED}Lire,Office,{stage},{investment},{running}\n".encode())
    importing.accept(db, CAST.amina, report, scenes.DEFINITIONS, role=Role.CANDIDATE, admit=True, now=later(db), **more)
    case = scenes.case(db, "UC-00001")
    cost = scores.in_force(db, "UC-00001").get("cost")
    years = scenes.CRITERIA.cost_years
    return case, None if cost is None else cost.likely, years


def test_a_score_follows_what_the_case_says_not_what_was_refused_of_the_row(store):
    with store.writing() as db:
        case, cost, years = costed(db, "idée", "2", "1")
        assert cost == case.investment_mad.likely + years * case.running_mad_per_year.likely
        first = cost
        blank, cost, _ = costed(db, "idée", "2", "")
        assert (blank.running_mad_per_year, cost) == (case.running_mad_per_year, first)
        left, cost, _ = costed(db, "idée", "9", "1", left=[("UC-00001", "investment_mad")])
        assert (left.investment_mad, cost) == (case.investment_mad, first)
        taken, cost, _ = costed(db, "idée", "9", "1.5")
        assert cost == 9e6 + years * 1.5e6 == taken.investment_mad.likely + years * taken.running_mad_per_year.likely


def test_a_cell_that_was_left_keeps_where_its_value_came_from(store):
    with store.writing() as db:
        before, _, _ = costed(db, "pilote", "2", "1")
        after, _, _ = costed(
            db, "en production", "9", "2", left=[("UC-00001", "stage"), ("UC-00001", "investment_mad")]
        )
        [line, *_], _ = journal.lines(db, journal.Filter(act="cases.imported"))
    assert (after.stage, after.provenance["stage"]) == (before.stage, before.provenance["stage"])
    assert after.provenance["investment_mad"].original == "2"
    assert after.provenance["running_mad_per_year"].original == "2"
    assert json.loads(line.after)["left"] == [["UC-00001", "investment_mad"], ["UC-00001", "stage"]]


def test_a_cell_that_cannot_be_read_takes_nothing_away_unless_somebody_asks(store):
    with store.writing() as db:
        before, first, _ = costed(db, "pilote", "2", "1")
        after, cost, _ = costed(db, "on verra", "à définir", "1")
        assert (after.investment_mad, after.stage, cost) == (before.investment_mad, before.stage, first)
        assert after.provenance["investment_mad"].original == "2"
        asked, cost, _ = costed(db, "on verra", "à préciser", "1", insisted=[("UC-00001", "investment_mad")])
        assert (asked.investment_mad, cost) == (None, None)


def test_a_rule_that_read_a_cell_nobody_took_says_nothing(store):
    """The list's own rule scores by the stage: where the stage stays, so does the score."""
    [profile] = [one for one in scenes.DEFINITIONS.profiles if one.id == "us_2024"]
    columns = {name: words[Language.EN][0] for name, words in profile.columns.items()}

    def accepted(db, stage, **more):
        said = {"title": "Read letters", "administration": "An agency", "stage": stage}
        cells = [list(columns.values()), [said.get(name, "") for name in columns]]
        lines = io.StringIO()
        csv.writer(lines).writerows(cells)
        report = scenes.report(lines.getvalue().encode())
        importing.accept(
            db, CAST.amina, report, scenes.DEFINITIONS, role=Role.CANDIDATE, admit=True, now=later(db), **more
        )
        return scores.in_force(db, "UC-00001")["technical_maturity"].likely

    with store.writing() as db:
        assert accepted(db, "Implementation and Assessment") == 2.5
        assert accepted(db, "In production", left=[("UC-00001", "stage")]) == 2.5
        assert accepted(db, "Retired") == 2.0


DATED = b"Projet IA,Administration,Start date\nTri,DGI,03/04/2024\nAide,DGI,05/06/2024\n"


def dated(order) -> IntakeReport:
    settled = Corrections(date_order=order, register="liste")
    return read(DATED, "liste.csv", profiles=scenes.DEFINITIONS.profiles, corrections=settled)


def take(db, report, **more):
    return importing.accept(
        db, CAST.amina, report, scenes.DEFINITIONS, role=Role.CANDIDATE, admit=False, now=NOW, **more
    )


def test_a_file_that_was_read_wrongly_is_mended_by_the_same_file_read_rightly(store):
    with store.writing() as db:
        take(db, dated("dmy"))
        assert len(incoming.compared(db, dated("dmy")).unchanged) == 2
        editing.edit(db, CAST.amina, {"UC-00002": 1}, Edit(sector="health"), scenes.DEFINITIONS, reason="Vu.", now=NOW)
        found = incoming.compared(db, dated("mdy"))
        assert (len(found.changed), found.unchanged) == (2, ())
        take(db, dated("mdy"))
        days = [scenes.case(db, f"UC-0000{n}").starts_on for n in (1, 2)]
        assert [(one.month, one.day) for one in days] == [(3, 4), (5, 6)]
        assert scenes.case(db, "UC-00002").sector == "health"
        assert incoming.compared(db, dated("mdy")).changed == ()


def test_the_very_same_file_goes_into_the_register_where_it_was_put(store):
    with store.writing() as db:
        take(db, dated("dmy"))
        assert incoming.in_its_register(db, CAST.amina, DATED, Corrections()).register == "liste"
        assert incoming.in_its_register(db, CAST.amina, DATED, Corrections(register="autre")).register == "autre"
        assert incoming.in_its_register(db, CAST.amina, DATED + b"x", Corrections()).register is None


def test_bureaus_do_not_overrule_whose_list_it_was_said_to_be(store):
    rows = b"ID,Projet IA,Bureau,Status\nN-1,Tri,North,Pilot\nN-2,Aide,South,Pilot\n"
    changed = rows.replace(b"Aide,South,Pilot", b"Aide,South,Production")
    given = Corrections(owner="Direction des archives", register="liste")
    profiles = scenes.DEFINITIONS.profiles
    with store.writing() as db:
        take(db, read(rows, "a.csv", profiles=profiles, corrections=given))
        report = read(changed, "a.csv", profiles=profiles, corrections=Corrections(register="liste"))
        told = incoming.changes_of(db, CAST.amina, incoming.compared(db, report))
        assert [one.field for change in told.values() for one in change.fields] == ["stage"]
