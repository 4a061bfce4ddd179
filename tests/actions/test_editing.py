"""Many cases corrected at once, two that are one, and the way back from both."""

import pytest

from actions import editing, importing, planning, submitting
from actions.editing import Edit
from actions.submitting import SubmittingError
from store import use_cases, verdicts
from store.use_cases import StaleVersionError
from tests.actions import scenes
from tests.conftest import CAST, NOW
from usecases.gate import GateError
from usecases.use_case import ImportedFrom, Role, StatedBy, Status, StatusError

SPELLINGS = ("Min. Santé", "وزارة الصحة", "Ministère de la santé", "MINISTERE DE LA SANTE")


def edited(db, versions, reason="Un seul nom.", **wanted):
    return editing.edit(db, CAST.amina, versions, Edit(**wanted), scenes.DEFINITIONS, reason=reason, now=NOW)


def versions_of(db, references):
    return {one: scenes.case(db, one).version for one in references}


def test_one_ministry_in_several_spellings_becomes_one_by_one_deed_and_is_undone_by_one(store):
    with store.writing() as db:
        references = [scenes.proposed(db, scenes.draft(f"Cas {n}", name)) for n, name in enumerate(SPELLINGS)]
        before = {one: scenes.case(db, one) for one in references}
        seq = edited(db, versions_of(db, references), administration="Ministère de la Santé", sector="health")
        for one in references:
            case = scenes.case(db, one)
            assert (case.administration, case.sector) == ("Ministère de la Santé", "health")
            assert isinstance(case.provenance["administration"], StatedBy)
        found = editing.undo_edit(db, CAST.amina, seq, scenes.DEFINITIONS, now=NOW)
        assert found.restored == tuple(references)
        for one in references:
            after = scenes.case(db, one)
            assert after.model_dump(exclude={"version"}) == before[one].model_dump(exclude={"version"})


def test_what_changed_since_is_kept_by_the_undo(store):
    with store.writing() as db:
        first, second = scenes.proposed(db), scenes.proposed(db)
        seq = edited(db, versions_of(db, [first, second]), sector="health")
        edited(db, versions_of(db, [second]), sector="justice")
        found = editing.undo_edit(db, CAST.amina, seq, scenes.DEFINITIONS, now=NOW)
        assert (found.restored, found.kept) == ((first,), (second,))
        assert scenes.case(db, second).sector == "justice"


def test_the_last_correction_is_known_until_it_is_undone(store):
    with store.writing() as db:
        references = [scenes.proposed(db, scenes.draft(f"Cas {number}")) for number in range(2)]
        assert editing.last_edit(db, CAST.amina) is None
        seq = editing.edit(
            db, CAST.amina, dict.fromkeys(references, 1), Edit(sector="health"), scenes.DEFINITIONS, reason="", now=NOW
        )
        assert editing.last_edit(db, CAST.amina) == (seq, 2, NOW)
        editing.undo_edit(db, CAST.amina, seq, scenes.DEFINITIONS, now=NOW)
        assert editing.last_edit(db, CAST.amina) is None


def test_one_stale_case_leaves_all_as_they_were(store):
    with store.writing() as db:
        first, second = scenes.proposed(db), scenes.proposed(db)
    with pytest.raises(StaleVersionError), store.writing() as db:
        edited(db, {first: 1, second: 7}, sector="health")
    with store.reading() as db:
        assert scenes.case(db, first).version == 1


def test_regions_share_the_case_and_the_whole_country_has_none(store):
    with store.writing() as db:
        reference = scenes.proposed(db)
        edited(db, versions_of(db, [reference]), regions=("01", "04", "07"))
        shares = scenes.case(db, reference).regions
        assert [one.region for one in shares] == ["01", "04", "07"]
        assert sum(one.share for one in shares) == pytest.approx(1)
        edited(db, versions_of(db, [reference]), national=True)
        assert (scenes.case(db, reference).national, scenes.case(db, reference).regions) == (True, ())


def test_a_correction_of_a_field_that_a_verdict_rests_on_ends_it(store):
    with store.writing() as db:
        reference = scenes.cleared(db)
        planning.choose(db, CAST.salma, reference, reason="", now=NOW)
        edited(db, versions_of(db, [reference]), administration="Une autre administration")
        resting = "administration" in scenes.FRAMEWORK.material()
        assert (reference in verdicts.in_force(db)) is not resting
        if resting:
            with pytest.raises(GateError):
                planning.choose(db, CAST.salma, reference, reason="", now=NOW)


@pytest.mark.parametrize(
    ("wanted", "code"),
    [({}, "nothing_to_change"), ({"administration": " \u200b"}, "no_administration_given")],
)
def test_an_empty_correction_is_refused(store, wanted, code):
    with store.writing() as db:
        reference = scenes.proposed(db)
        with pytest.raises(SubmittingError, match=code):
            edited(db, versions_of(db, [reference]), **wanted)


def test_two_cases_that_are_one_keep_their_references_and_are_two_again(store):
    with store.writing() as db:
        kept, merged = scenes.admitted(db), scenes.admitted(db)
        versions = versions_of(db, [kept, merged])
        editing.merge(db, CAST.amina, kept, merged, versions=versions, reason="Envoyé deux fois.", now=NOW)
        case = scenes.case(db, merged)
        assert (case.status, case.merged_into) == (Status.MERGED, kept)
        assert scenes.case(db, kept).status is Status.ADMITTED
        submitting.move(db, CAST.amina, versions_of(db, [merged]), Status.RECEIVED, reason="", now=NOW)
        case = scenes.case(db, merged)
        assert (case.status, case.merged_into) == (Status.ADMITTED, None)  # as it stood before


def test_what_cannot_be_merged_says_why(store):
    with store.writing() as db:
        kept, merged, third = scenes.admitted(db), scenes.admitted(db), scenes.admitted(db)
        for one, other, reason, code in (
            (kept, kept, "Le même.", "merge_itself"),
            (kept, merged, " ", "reason_missing"),
        ):
            with pytest.raises(SubmittingError, match=code):
                editing.merge(
                    db, CAST.amina, one, other, versions=versions_of(db, [one, other]), reason=reason, now=NOW
                )
        editing.merge(
            db, CAST.amina, kept, merged, versions=versions_of(db, [kept, merged]), reason="Le même.", now=NOW
        )
        with pytest.raises(SubmittingError, match="merge_into_merged"):
            editing.merge(
                db, CAST.amina, merged, third, versions=versions_of(db, [merged, third]), reason="Le même.", now=NOW
            )
        scenes.move(db, [third], Status.WITHDRAWN, reason="Retirée.")
        with pytest.raises(StatusError):
            editing.merge(
                db, CAST.amina, kept, third, versions=versions_of(db, [kept, third]), reason="Le même.", now=NOW
            )


def test_of_two_cases_that_are_one_the_one_that_was_examined_stays(store):
    with store.writing() as db:
        examined, judged, other = scenes.admitted(db), scenes.chosen(db), scenes.admitted(db)
        scenes.opened(db, examined)
        for one in (examined, judged):
            versions = versions_of(db, [other, one])
            with pytest.raises(SubmittingError, match="merge_examined"):
                editing.merge(db, CAST.amina, other, one, versions=versions, reason="Le même.", now=NOW)
        versions = versions_of(db, [judged, other])
        editing.merge(db, CAST.amina, judged, other, versions=versions, reason="Le même.", now=NOW)
        assert scenes.case(db, other).merged_into == judged


def test_a_correction_keeps_where_the_other_fields_came_from(store):
    with store.writing() as db:
        report = scenes.report(scenes.sheet(("Lire", "Santé", "Un résumé.", "idea")))
        done = importing.accept(db, CAST.amina, report, scenes.DEFINITIONS, role=Role.CANDIDATE, admit=True, now=NOW)
        [reference] = done.references
        edited(db, versions_of(db, [reference]), sector="health")
        provenance = use_cases.get(db, reference).provenance
        assert isinstance(provenance["title"], ImportedFrom)
        assert isinstance(provenance["sector"], StatedBy)


def test_a_change_of_status_in_bulk_is_undone_as_each_case_stood(store):
    with store.writing() as db:
        received, admitted, touched = (scenes.proposed(db, scenes.draft(f"Cas {number}")) for number in range(3))
        scenes.move(db, [admitted, touched], Status.ADMITTED)
        cases = versions_of(db, [received, admitted, touched])
        seq = submitting.move(db, CAST.amina, cases, Status.WITHDRAWN, reason="Par erreur.", now=NOW)
        assert editing.last_edit(db, CAST.amina) == (seq, 3, NOW)
        scenes.move(db, [touched], Status.RECEIVED)
        found = editing.undo_edit(db, CAST.amina, seq, scenes.DEFINITIONS, now=NOW)
        assert (found.restored, found.kept) == ((received, admitted), (touched,))
        stand = [scenes.case(db, one).status for one in (received, admitted, touched)]
        assert stand == [Status.RECEIVED, Status.ADMITTED, Status.RECEIVED]


def test_a_case_that_was_signed_for_comes_back_admitted_and_its_verdict_stays_lapsed(store):
    with store.writing() as db:
        reference = scenes.cleared(db)
        assert verdicts.in_force_of(db, reference)
        seq = submitting.move(
            db, CAST.amina, versions_of(db, [reference]), Status.WITHDRAWN, reason="Par erreur.", now=NOW
        )
        editing.undo_edit(db, CAST.amina, seq, scenes.DEFINITIONS, now=NOW)
        assert scenes.case(db, reference).status is Status.ADMITTED
        assert verdicts.in_force_of(db, reference) is None


def test_parting_two_cases_that_were_one_is_not_undone_by_its_line(store):
    with store.writing() as db:
        kept, merged = scenes.proposed(db), scenes.proposed(db)
        editing.merge(db, CAST.amina, kept, merged, versions=versions_of(db, [kept, merged]), reason="x", now=NOW)
        seq = submitting.move(db, CAST.amina, versions_of(db, [merged]), Status.RECEIVED, reason="", now=NOW)
        assert editing.undo_edit(db, CAST.amina, seq, scenes.DEFINITIONS, now=NOW).kept == (merged,)
