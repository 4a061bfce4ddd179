"""An import taken back: as if it had not been, save what people did since; and corrections that are remembered."""

import pytest

from actions import importing, taking_back
from actions.submitting import SubmittingError
from store import imports, scores, use_cases
from store.use_cases import StaleVersionError
from tests.actions import scenes
from tests.conftest import CAST, NOW
from usecases.intake import Corrections, read
from usecases.use_case import Role, Stage, Status

HEAD = "Title,Administration,Summary,Stage,Id"
FIRST = ["Lire,Santé,Un résumé.,idea,1", "Trier,Justice,Un autre.,idea,2", "Prévoir,Eau,Le troisième.,pilot,3"]
DEFINITIONS = scenes.DEFINITIONS


def imported(db, *rows, corrections=None, head=HEAD):
    report = read(
        "\n".join([head, *rows]).encode(), "liste.csv", profiles=DEFINITIONS.profiles, corrections=corrections,
        remembered=imports.remembered(db),
    )  # fmt: skip
    return importing.accept(
        db, CAST.amina, report, DEFINITIONS, role=Role.CANDIDATE, admit=True, settled=corrections, now=NOW
    )


def taken_back(db, done, **more):
    return taking_back.take_back(db, CAST.amina, done.import_id, DEFINITIONS, now=NOW, **more)


def test_the_new_cases_are_withdrawn_and_their_rows_are_new_again(store):
    with store.writing() as db:
        done = imported(db, *FIRST)
        found = taken_back(db, done)
        assert (found.withdrawn, found.restored, found.kept) == (done.references, (), ())
        assert {scenes.case(db, one).status for one in done.references} == {Status.WITHDRAWN}
        again = imported(db, *FIRST)
        assert len(again.reconciliation.new) == 3
        assert not set(again.references) & set(done.references)


def test_what_it_changed_is_what_it_was_scores_included(store):
    with store.writing() as db:
        first = imported(db, *FIRST)
        reference = first.references[0]
        before, scored = scenes.case(db, reference), scores.in_force(db, reference)
        second = imported(db, "Lire,Santé,Récrit.,production,1", *FIRST[1:], "Quatre,Eau,Neuf.,idea,4")
        assert scenes.case(db, reference).stage is Stage.PRODUCTION
        found = taken_back(db, second)
        after = scenes.case(db, reference)
        assert (found.restored, found.withdrawn) == ((reference,), second.references)
        assert after.model_dump(exclude={"version"}) == before.model_dump(exclude={"version"})
        held = scores.in_force(db, reference)
        assert {name: one.likely for name, one in held.items()} == {name: one.likely for name, one in scored.items()}
        assert not imported(db, *FIRST).reconciliation.changed


def test_imports_are_taken_back_one_after_the_other(store):
    with store.writing() as db:
        first = imported(db, *FIRST)
        second = imported(db, "Lire,Santé,Récrit.,production,1", *FIRST[1:], "Quatre,Eau,Neuf.,idea,4")
        third = imported(db, "Lire,Santé,Récrit encore.,production,1", *FIRST[1:], "Quatre,Eau,Neuf.,pilot,4")
        told = [taken_back(db, one) for one in (third, second, first)]
        assert [one.kept for one in told] == [(), (), ()]
        assert told[1].restored == first.references[:1]
        assert told[2].withdrawn == first.references
        assert {scenes.case(db, one).status for one in (*first.references, *second.references)} == {Status.WITHDRAWN}


def test_what_somebody_worked_on_is_kept_and_named(store):
    with store.writing() as db:
        done = imported(db, *FIRST)
        scored, moved, untouched = done.references
        scenes.score(db, scored)
        scenes.move(db, [moved], Status.TO_COMPLETE, reason="Il manque le service.")
        told = taking_back.would_take_back(db, CAST.amina, done.import_id)
        found = taken_back(db, done)
        assert found == told
        assert (found.kept, found.withdrawn) == ((scored, moved), (untouched,))
        assert scenes.case(db, scored).status is Status.ADMITTED


def test_a_later_import_keeps_what_it_changed(store):
    with store.writing() as db:
        first = imported(db, *FIRST)
        imported(db, "Lire,Santé,Récrit.,production,1", *FIRST[1:])
        assert taken_back(db, first).kept == first.references[:1]


def test_it_is_taken_back_once_and_a_retry_says_the_same(store):
    with store.writing() as db:
        done = imported(db, *FIRST)
        found = taken_back(db, done, request_id="r1")
        assert taken_back(db, done, request_id="r1") == found
        with pytest.raises(SubmittingError, match="taken_back_already"):
            taken_back(db, done)
        with pytest.raises(SubmittingError, match="import_unknown"):
            taking_back.take_back(db, CAST.amina, 99, DEFINITIONS, now=NOW)
        [line] = taking_back.imports_made(db, CAST.amina)
        assert (line.taken_back_at, line.taken_back_by) == (NOW, CAST.amina.id)


def test_a_case_that_moves_while_it_is_taken_back_is_not_overwritten(store):
    with store.writing() as db:
        reference = imported(db, *FIRST).references[0]
        case = scenes.case(db, reference)
        with pytest.raises(StaleVersionError):
            use_cases.save(db, case, expected_version=case.version + 1, at=NOW)


def test_corrections_are_remembered_for_the_next_file_of_the_register(store):
    head = "Libellé du truc,Structure,Où en est-on"
    rows = ["Lire,Santé,ça roule", "Trier,Justice,au frigo"]
    settled = Corrections(
        mapping={0: "title", 2: "stage"}, vocabulary={"stage": {"ça roule": "production", "au frigo": "retired"}}
    )
    with store.writing() as db:
        done = imported(db, *rows, head=head, corrections=settled)
        assert [scenes.case(db, one).stage for one in done.references] == [Stage.PRODUCTION, Stage.RETIRED]
        shuffled = "Où en est-on,Libellé du truc,Structure"
        again = imported(db, "ça roule,Prévoir,Eau", head=shuffled)
        assert scenes.case(db, again.references[0]).stage is Stage.PRODUCTION
        [register] = imports.remembered(db)
        assert imports.remembered(db)[register].mapping == {"libelle du truc": "title", "ou en est on": "stage"}


def test_nothing_is_remembered_where_nothing_was_settled(store):
    with store.writing() as db:
        imported(db, *FIRST, corrections=Corrections())
        assert imports.remembered(db) == {}
