"""A translation stands beside what somebody wrote: it changes nothing, and is found wherever the text stands."""

from datetime import timedelta

import pytest

from actions import review_told, reviewing, settling, translating, triaging
from actions.examining import ReviewingError
from actions.permissions import PermissionDeniedError
from ethics.answer import Answer
from ethics.written import TextMissingError, TextTooLongError
from store import journal
from store.use_cases import StaleVersionError
from tests.actions import scenes
from tests.actions.several import FULL, F, S, both, close, first_of
from tests.conftest import CAST, NOW
from usecases.use_case import Stage
from wording.language import Language


def reviewed(db):
    review_id = both(db, scenes.admitted(db))
    [reason, *_] = translating.texts_of(db, CAST.rachid, review_id)
    return review_id, reason


def translate(db, review_id, of, *, by=CAST.loubna, text="مطابق للملف.", version=0, language=Language.AR):
    translating.translate(
        db, by, review_id, of=of, language=language, text=text, expected_version=version, now=NOW
    )  # fmt: skip


def test_a_translation_stands_beside_the_text_with_its_author_and_leaves_the_signature(store):
    with store.writing() as db:
        review_id, reason = reviewed(db)
        close(db, review_id)
        reference = scenes.must(db, review_id).reference
        translate(db, review_id, reason)
        [(of, held)] = translating.translations_of(db, CAST.rachid, review_id, Language.AR).items()
        assert (of, held.text, held.by, held.version) == (reason, "مطابق للملف.", CAST.loubna.id, 1)
        assert translating.translations_of(db, CAST.rachid, review_id, Language.EN) == {}
        assert review_told.signature_holds(db, CAST.nadia, reference) == {review_id: True}
        [line], _ = journal.lines(db, journal.Filter(act="review.translated"))
        assert line.actor == CAST.loubna.id


def test_the_same_text_in_another_review_has_the_same_translation(store):
    with store.writing() as db:
        review_id, reason = reviewed(db)
        translate(db, review_id, reason)
        other = both(db, scenes.admitted(db, scenes.draft("Un autre")))
        assert reason in translating.translations_of(db, CAST.rachid, other, Language.AR)


def test_two_who_correct_it_at_once_do_not_overwrite_each_other(store):
    with store.writing() as db:
        review_id, reason = reviewed(db)
        translate(db, review_id, reason)
        translate(db, review_id, reason, text="وفق الملف.", version=1)
        with pytest.raises(StaleVersionError):
            translate(db, review_id, reason, by=CAST.rachid, text="حسب الملف.", version=1)


def test_what_cannot_be_a_translation_is_refused(store):
    with store.writing() as db:
        review_id, reason = reviewed(db)
        with pytest.raises(ReviewingError, match="text_gone"):
            translate(db, review_id, "Jamais écrit ici.")
        with pytest.raises(ReviewingError, match="same_language"):
            translate(db, review_id, reason, language=Language.FR)
        with pytest.raises(TextMissingError):
            translate(db, review_id, reason, text="  ")
        with pytest.raises(TextTooLongError):
            translate(db, review_id, reason, text="ن" * 5_001)
        with pytest.raises(PermissionDeniedError):
            translate(db, review_id, reason, by=CAST.omar)


def test_a_blind_round_hides_the_words_of_the_others(store):
    with store.writing() as db:
        review_id = both(db, scenes.admitted(db), finished=False)
        scenes_reason = "Un motif que Loubna est seule à voir."
        question = first_of(db, review_id, S.RED_LINE)
        reviewing.answer(
            db, CAST.loubna, review_id, question, F, choice=Answer.PARTLY, reason=scenes_reason, evidence_link="",
            expected_version=1, now=NOW,
        )  # fmt: skip
        assert scenes_reason in translating.texts_of(db, CAST.loubna, review_id)
        assert scenes_reason not in translating.texts_of(db, CAST.rachid, review_id)
        with pytest.raises(ReviewingError, match="text_gone"):
            translate(db, review_id, scenes_reason, by=CAST.rachid)


def test_whatever_was_written_in_words_waits_for_a_translation_and_nothing_else(store):
    """Details of several words, references of documents and proofs too; neither numbers nor addresses."""
    with store.writing() as db:
        review_id = triaging.open_review(
            db, CAST.rachid, scenes.admitted(db, scenes.draft(stage=Stage.PRODUCTION)), F, traits=FULL, now=NOW
        )
        for question, details, link in (
            ("responsibility.accountable_official", {"who": ["Directeur du projet"]}, "Note de cadrage du service"),
            ("awareness.staff_training", {"share_trained": ["90"]}, "https://exemple.ma/registre"),
        ):
            reviewing.answer(
                db, CAST.rachid, review_id, question, F, choice=Answer.YES, reason="Vu.", evidence_link=link,
                expected_version=0, now=NOW, details=details,
            )  # fmt: skip
        settling.mitigate(
            db, CAST.rachid, review_id, "awareness.staff_training", F, text="Former les agents.", owner="Direction",
            due_on=NOW.date(), cost_mad=0, months=0, proof="Registre des formations", expected_version=0, now=NOW,
        )  # fmt: skip
        assert set(translating.texts_of(db, CAST.rachid, review_id)) == {
            "Vu.", "Directeur du projet", "Note de cadrage du service", "Former les agents.", "Registre des formations"
        }  # fmt: skip


def test_a_measure_that_would_be_late_from_the_start_is_no_plan(store):
    with store.writing() as db:
        review_id = both(db, scenes.admitted(db))
        with pytest.raises(ReviewingError, match="mitigation_past"):
            settling.mitigate(
                db, CAST.rachid, review_id, first_of(db, review_id, S.BLOCKING), F, text="Former.", owner="Direction",
                due_on=NOW.date() - timedelta(days=1), cost_mad=0, months=0, proof="", expected_version=0, now=NOW,
            )  # fmt: skip
