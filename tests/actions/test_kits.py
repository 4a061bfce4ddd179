"""The kit of an administration: out, filled in offline in any language, and back with conflicts cell by cell."""

import io

import openpyxl
import pytest

from actions import editing, kits, review_changes
from actions.editing import Edit
from ethics.answer import Answer
from store import journal, reviews, use_cases
from tests.actions import scenes
from tests.actions.filled_kits import LATER, PLACES, filled, kit_of, previewed, taken
from tests.actions.several import judged
from tests.conftest import CAST, HOME, NOW
from ui import opening
from usecases.case_kit import FACTS, KitError
from usecases.returned_sheet import Fate
from usecases.use_case import Amount, PartialDate, Stage, Status, in_language
from wording.language import Language


@pytest.mark.parametrize("language", Language)
def test_a_new_case_is_described_offline_in_any_language(store, language):
    words = opening.words(language)
    with store.writing() as db:
        content = filled(
            kit_of(db, language=language),
            {
                "at": 1, "title.fr": "Orienter les appels", "title.ar": "توجيه المكالمات", "summary.fr": "Un résumé.",
                "sector": words("sector.health"), "stage": words("stage.pilot"), "starts_on": "mars 2026",
                "investment_mad": "1,5 MDH", "months_to_benefit": 6, "facts.personal_data": words("answer.yes"),
                "facts.generative": words("answer.no"), "assumption": "Devis de 2025.",
            },
        )  # fmt: skip
        assert len(previewed(db, content).of(Fate.NEW)) == 1
        [reference] = taken(db, content)
        case = scenes.case(db, reference)
    assert in_language(case.title, Language.AR).value == "توجيه المكالمات"
    assert (case.administration, case.sector, case.stage) == (HOME, "health", Stage.PILOT)
    assert case.starts_on == PartialDate(year=2026, month=3)
    assert case.investment_mad == Amount(low=1.5e6, likely=1.5e6, high=1.5e6)
    assert case.facts == {"personal_data": True, "generative": False}
    assert case.provenance["investment_mad"].reason == "Devis de 2025."
    assert case.status is Status.RECEIVED


def test_a_known_case_is_corrected_and_an_empty_cell_erases_nothing(store):
    with store.writing() as db:
        reference = scenes.proposed(db, scenes.draft("Lire", HOME))
        before = scenes.case(db, reference)
        content = filled(kit_of(db), {"at": 1, "title.fr": None, "title.en": "Read letters", "stage": "Pilote"})
        [line] = previewed(db, content).of(Fate.CHANGED)
        assert {one.field for one in line.changes} == {"title", "stage"}
        assert taken(db, content) == (reference,)
        after = scenes.case(db, reference)
        assert after.title[0] == before.title[0]
        assert in_language(after.title, Language.EN).value == "Read letters"
        assert previewed(db, kit_of(db)).of(Fate.SAME) != ()


def test_what_changed_here_meanwhile_is_a_conflict_for_each_cell(store):
    with store.writing() as db:
        reference = scenes.proposed(db, scenes.draft("Lire", HOME))
        content = filled(kit_of(db), {"at": 1, "sector": "Justice", "stage": "Pilote"})
        editing.edit(db, CAST.amina, {reference: 1}, Edit(sector="health"), scenes.DEFINITIONS, reason="", now=NOW)
        [line] = previewed(db, content).of(Fate.CONFLICT)
        assert {(one.field, one.before, one.after) for one in line.changes} == {
            ("sector", "health", "justice"), ("stage", "unknown", "pilot")
        }  # fmt: skip
        assert line.disputed == {"sector"}
        assert taken(db, content) == (reference,)
        after = scenes.case(db, reference)
        assert (after.sector, after.stage) == ("health", Stage.PILOT)
        assert taken(db, content, consented={reference: {"sector"}}) == (reference,)
        assert scenes.case(db, reference).sector == "justice"


@pytest.mark.parametrize("language", Language)
def test_a_cell_that_nobody_touched_says_nothing_whatever_changed_here(store, language):
    with store.writing() as db:
        draft = scenes.draft("Lire", HOME, stage=Stage.IDEA, starts_on=PartialDate(year=2026, month=3))
        full = draft.model_copy(
            update={"investment_mad": Amount(low=1e6, likely=1.2e6, high=2e6), "facts": {"personal_data": False}}
        )
        reference = scenes.proposed(db, full)
        given = kit_of(db, language=language)
        editing.edit(db, CAST.amina, {reference: 1}, Edit(sector="health"), scenes.DEFINITIONS, reason="", now=NOW)
        assert [one.row.reference for one in previewed(db, given).of(Fate.SAME)] == [reference]
        touched = filled(given, {"at": 1, "facts.generative": opening.words(language)("answer.yes")})
        [line] = previewed(db, touched).of(Fate.CHANGED)
        assert {one.field for one in line.changes} == {"facts.generative"}
        taken(db, touched)
        after = scenes.case(db, reference)
    assert (after.sector, after.facts) == ("health", {"personal_data": False, "generative": True})


def test_a_kit_that_lost_its_marks_disputes_every_cell_of_a_case_that_changed(store):
    with store.writing() as db:
        reference = scenes.proposed(db, scenes.draft("Lire", HOME))
        content = filled(kit_of(db), {"at": 1, "sector": "Justice", "stage": "Pilote", "as_given": "perdu"})
        editing.edit(db, CAST.amina, {reference: 1}, Edit(sector="health"), scenes.DEFINITIONS, reason="", now=NOW)
        [line] = previewed(db, content).of(Fate.CONFLICT)
        assert line.disputed == {"sector", "stage"}
        assert taken(db, content) == ()


def test_an_administration_corrects_its_cases_only_while_nobody_judges_them(store):
    with store.writing() as db:
        reference = scenes.proposed(db, scenes.draft("Lire", HOME))
        content = filled(kit_of(db), {"at": 1, "stage": "Pilote"})
        scenes.move(db, [reference], Status.ADMITTED)
        assert [one.code for one in previewed(db, content).problems] == ["kit.under_way"]
        assert taken(db, content) == ()
        assert len(previewed(db, content, by=CAST.amina).of(Fate.CHANGED)) == 1


def test_the_kit_of_another_administration_is_not_theirs(store):
    with store.writing() as db:
        other = scenes.proposed(db, scenes.draft("Lire", "Une autre administration"))
        content = kit_of(db, by=CAST.amina, administration="Une autre administration")
        for deed in (lambda: previewed(db, content), lambda: taken(db, content)):
            with pytest.raises(KitError, match="other_administration"):
                deed()
        forged = filled(kit_of(db), {"at": 1, "reference": other, "title.fr": "Volé"})
        assert [one.code for one in previewed(db, forged).problems] == ["sheet.unknown_case"]
        assert taken(db, forged) == ()


def test_every_wrong_cell_is_told_at_once_and_the_right_rows_are_taken(store):
    with store.writing() as db:
        content = filled(
            kit_of(db),
            {"at": 1, "summary.fr": "Sans titre."},
            {"at": 2, "title.fr": "Un", "stage": "quelque part", "investment_mad": "cher", "starts_on": "bientôt"},
            {"at": 3, "title.fr": "Deux", "facts.procured": "peut-être"},
            {"at": 4, "title.fr": "Trois"},
        )
        found = previewed(db, content)
        assert sorted((one.row, one.code) for one in found.problems) == [
            (4, "kit.no_title"), (5, "intake.unreadable_date"), (5, "kit.no_amount"), (5, "kit.no_choice"),
            (6, "kit.no_choice"),
        ]  # fmt: skip
        assert len(taken(db, content)) == 1


def test_a_kit_that_comes_twice_is_taken_once(store):
    with store.writing() as db:
        content = filled(kit_of(db), {"at": 1, "title.fr": "Un"})
        assert taken(db, content, request_id="r1") == taken(db, content, request_id="r1")
        assert use_cases.count(db) == 1
        assert journal.lines(db, journal.Filter(act="cases.kit"))[1] == 1


def test_a_kit_that_is_corrected_and_comes_again_proposes_nothing_twice(store):
    with store.writing() as db:
        first = {"at": 1, "title.fr": "Orienter les appels", "stage": "Idée"}
        kit = kit_of(db)
        [reference] = taken(
            db, filled(kit, first, {"at": 2, "title.fr": "Trier le courrier", "stage": "n’importe quoi"})
        )
        again = filled(kit, first, {"at": 2, "title.fr": "Trier le courrier", "stage": "Pilote"})
        found = previewed(db, again)
        assert [line.row.reference for line in found.of(Fate.SAME)] == [reference]
        assert len(taken(db, again)) == len(found.of(Fate.NEW)) == 1
        changed = previewed(db, filled(kit, {**first, "stage": "Pilote"}))
        [line] = changed.of(Fate.CONFLICT)
        assert (line.row.reference, line.disputed) == (reference, {"stage"})


def test_in_arabic_the_kit_reads_from_right_to_left_and_offers_its_lists(store):
    with store.writing() as db:
        book = openpyxl.load_workbook(io.BytesIO(kit_of(db, language=Language.AR)))
    sheet, lists = book.worksheets
    assert sheet.sheet_view.rightToLeft
    assert lists.sheet_state == "hidden"
    offered = {area.min_col for one in sheet.data_validations.dataValidation for area in one.sqref.ranges}
    assert offered == {PLACES[name] for name in ("sector", "stage", *(f"facts.{one}" for one in FACTS))}


@pytest.mark.parametrize("content", [b"", b"a,b\n1,2\n", b"PK\x03\x04nothing"])
def test_another_file_is_refused(store, content):
    with store.writing() as db, pytest.raises(KitError):
        previewed(db, content)


def sent_back(db):
    reference = scenes.admitted(db, scenes.draft("Le nôtre", HOME))
    review_id, _ = judged(db, reference, "proportionality.legitimate_aim", Answer.NO)
    return reference, review_id


def test_a_case_that_was_sent_back_is_changed_by_its_administration_once_and_seen_by_one_more_reviewer(store):
    with store.writing() as db:
        reference, judged = sent_back(db)
        [offered] = kits.kit_cases(db, CAST.omar, HOME)
        assert offered.reference == reference
        content = filled(kit_of(db), {"at": 1, "summary.fr": "Le but est écrit dans la loi 72-18."})
        assert taken(db, content) == (reference,)
        assert kits.kit_cases(db, CAST.omar, HOME) == [], "it is examined again: one submission for each verdict"
        review = scenes.must(db, reviews.open_of(db, reference))
        assert (review.follows, review.reviewers) == (judged, 2)
        [change] = review_changes.changes_under(db, CAST.rachid, reference, review.id)
        assert change.field == "summary"
        assert change.before["summary"] != change.after["summary"]
        assert change.after["summary"][0]["value"] == "Le but est écrit dans la loi 72-18."


def test_an_answer_to_a_verdict_changes_something_that_the_verdict_rests_on(store):
    with store.writing() as db:
        reference, _ = sent_back(db)
        content = filled(kit_of(db), {"at": 1, "starts_on": "mars 2027"})
        assert "starts_on" not in scenes.FRAMEWORK.material()
        assert [one.code for one in previewed(db, content).problems] == ["kit.nothing_material"]
        assert taken(db, content) == ()
        assert [one.reference for one in kits.kit_cases(db, CAST.omar, HOME)] == [reference], "it is open still"
        assert len(previewed(db, content, by=CAST.amina).of(Fate.CHANGED)) == 1


def test_a_cleared_case_stays_closed_to_its_administration(store):
    with store.writing() as db:
        scenes.cleared(db, scenes.draft("Le nôtre", HOME))
        assert kits.kit_cases(db, CAST.omar, HOME) == []


def test_what_changes_twice_under_an_open_review_is_told_from_the_first_to_the_last(store):
    with store.writing() as db:
        reference, _ = sent_back(db)
        number = None
        for place in ("Office du Sud", "Office du Nord"):
            case = scenes.case(db, reference)
            editing.edit(
                db, CAST.amina, {reference: case.version}, Edit(administration=place), scenes.DEFINITIONS,
                reason="Rattachée ailleurs.", now=LATER,
            )  # fmt: skip
            number = reviews.open_of(db, reference)
        [change] = review_changes.changes_under(db, CAST.rachid, reference, number)
        assert (change.field, change.before, change.after) == ("administration", HOME, "Office du Nord")
