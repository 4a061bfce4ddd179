"""Evidence: stored once, serving many questions, seen by its administration, opening what it expires under."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select, update

from actions import evidencing, review_told, reviewing
from actions.examining import ReviewingError
from actions.permissions import PermissionDeniedError
from ethics.answer import Answer
from ethics.evidence import EvidenceKind, filed, stated
from store import evidence, verdicts
from store.review_tables import EvidenceFileRow
from tests.actions import scenes
from tests.actions.scenes import NONE_HOLDS
from tests.conftest import CAST, NOW

F = scenes.FRAMEWORK
PDF = b"%PDF-1.7 note"


@pytest.fixture
def begun(store):
    with store.writing() as db:
        reference = scenes.admitted(db, scenes.draft("Le nôtre", "Caisse nationale de sécurité sociale"))
        review_id = scenes.opened(db, reference, **NONE_HOLDS)
        return reference, review_id, [one.id for one in scenes.asked(db, review_id)]


def bring(db, review_id, question, *, by=CAST.rachid, until=None, content=PDF, name="note.pdf"):
    return evidencing.bring(db, by, review_id, question, F, piece=filed(name, content, until), content=content, now=NOW)


def test_a_file_is_stored_once_and_serves_many_questions(store, begun):
    reference, review_id, asked = begun
    with store.writing() as db:
        first = bring(db, review_id, asked[0])
        bring(db, review_id, asked[1], name="copie.pdf")
        evidencing.use(db, CAST.rachid, first, review_id, asked[2], F, now=NOW)
        with pytest.raises(ReviewingError, match="serves_already"):
            evidencing.use(db, CAST.rachid, first, review_id, asked[2], F, now=NOW)
        assert db.execute(select(func.count()).select_from(EvidenceFileRow)).scalar() == 1
        pieces = evidencing.pieces_of(db, CAST.nadia, reference)
        assert [sorted(question for _, question in one.serves) for one in pieces] == [
            sorted([asked[0], asked[2]]), [asked[1]],
        ]  # fmt: skip
        assert evidencing.file_of(db, CAST.nadia, reference, first) == PDF


def test_a_piece_of_another_case_serves_nothing_here(store, begun):
    _, review_id, asked = begun
    with store.writing() as db:
        other = scenes.opened(db, scenes.admitted(db), **NONE_HOLDS)
        number = bring(db, other, asked[0])
        with pytest.raises(ReviewingError, match="unknown"):
            evidencing.use(db, CAST.rachid, number, review_id, asked[0], F, now=NOW)


def test_a_piece_serves_many_cases_of_one_administration_with_its_day_and_its_bytes_once(store, begun):
    reference, review_id, asked = begun
    until = NOW.date() + timedelta(days=30)
    with store.writing() as db:
        twin = scenes.admitted(db, scenes.draft("Le nôtre aussi", "CAISSE NATIONALE DE SECURITE SOCIALE"))
        other = scenes.opened(db, twin, **NONE_HOLDS)
        stranger = scenes.opened(db, scenes.admitted(db, scenes.draft("Un autre", "Office des eaux")), **NONE_HOLDS)
        number = bring(db, review_id, asked[0], until=until)
        bring(db, review_id, asked[1], until=until)  # the same once more: offered elsewhere as one
        bring(db, stranger, asked[0], content=b"%PDF-1.7 autre")
        [offered] = evidencing.elsewhere(db, CAST.rachid, twin, today=NOW.date())
        assert (offered.id, offered.reference) == (number, reference)
        assert evidencing.elsewhere(db, CAST.rachid, twin, today=until + timedelta(days=1)) == []
        evidencing.use(db, CAST.rachid, number, other, asked[0], F, now=NOW)
        evidencing.use(db, CAST.rachid, number, other, asked[1], F, now=NOW)
        [piece] = evidencing.pieces_of(db, CAST.nadia, twin)
        assert (piece.evidence.valid_until, piece.serves) == (until, {(other, asked[0]): True, (other, asked[1]): True})
        assert evidencing.elsewhere(db, CAST.rachid, twin, today=NOW.date()) == []
        assert evidencing.file_of(db, CAST.nadia, twin, piece.id) == PDF
        assert db.execute(select(func.count()).select_from(EvidenceFileRow)).scalar() == 2
        expired = evidencing.as_it_stands(scenes.must(db, other), [piece], until + timedelta(days=1)).expired
        assert expired == {asked[0], asked[1]}, "the day goes with the piece"
        with pytest.raises(ReviewingError, match="unknown"):
            evidencing.use(db, CAST.rachid, number, stranger, asked[0], F, now=NOW)


def test_the_administration_brings_evidence_on_its_own_cases_and_sees_no_other(store, begun):
    reference, review_id, asked = begun
    with store.writing() as db:
        number = bring(db, review_id, asked[0], by=CAST.omar)
        assert evidencing.file_of(db, CAST.omar, reference, number) == PDF
        elsewhere = scenes.admitted(db)
        other = scenes.opened(db, elsewhere, **NONE_HOLDS)
        with pytest.raises(ReviewingError, match="unknown"):
            bring(db, other, asked[0], by=CAST.omar)
        with pytest.raises(ReviewingError, match="unknown"):
            evidencing.pieces_of(db, CAST.omar, elsewhere)
        for who in (CAST.yassine, CAST.hicham):
            with pytest.raises(PermissionDeniedError):
                evidencing.pieces_of(db, who, reference)


def test_evidence_that_expires_opens_its_question_again(store, begun):
    reference, review_id, asked = begun
    with store.writing() as db:
        scenes.answered(db, review_id)
        with pytest.raises(ReviewingError, match="expired_already"):
            bring(db, review_id, asked[0], until=NOW.date() - timedelta(days=1))
        bring(db, review_id, asked[0], until=NOW.date())
        later = NOW + timedelta(days=1)
        with pytest.raises(ReviewingError, match="not_complete"):
            scenes.closed(db, review_id, now=later)
        bring(db, review_id, asked[0], until=date(2030, 1, 1))
        scenes.closed(db, review_id, now=later)
        assert reference in verdicts.in_force(db)


def test_the_signature_covers_the_evidence(store, begun):
    reference, review_id, asked = begun
    with store.writing() as db:
        scenes.answered(db, review_id)
        bring(db, review_id, asked[0])
        scenes.closed(db, review_id)
        assert review_told.signature_holds(db, CAST.nadia, reference) == {review_id: True}
        from sqlalchemy import update

        from store.review_tables import EvidenceUseRow

        db.execute(update(EvidenceUseRow).values(question=asked[1]))
        assert review_told.signature_holds(db, CAST.nadia, reference) == {review_id: False}


def test_nothing_is_brought_to_a_review_that_is_closed(store, begun):
    _, review_id, asked = begun
    with store.writing() as db:
        scenes.answered(db, review_id)
        scenes.closed(db, review_id)
        with pytest.raises(ReviewingError, match="closed_already"):
            bring(db, review_id, asked[0])


def test_a_link_needs_no_bytes_and_a_file_needs_its_own(store, begun):
    _, review_id, asked = begun
    link = stated(EvidenceKind.LINK, "Note", "https://exemple.ma/note")
    with store.writing() as db:
        evidencing.bring(db, CAST.rachid, review_id, asked[0], F, piece=link, now=NOW)
        for piece, content in ((link, PDF), (filed("n.pdf", PDF), None)):
            with pytest.raises(ReviewingError, match="empty"):
                evidencing.bring(db, CAST.rachid, review_id, asked[1], F, piece=piece, content=content, now=NOW)
        reviewing.answer(
            db, CAST.rachid, review_id, asked[0], F, choice=Answer.NO, reason="Vu.", evidence_link="",
            expected_version=0, now=NOW,
        )  # fmt: skip
        told = review_told.review_told(db, CAST.nadia, review_id, F, now=NOW)
    assert [(one["label"], one["questions"]) for one in told["evidence"]] == [("Note", [asked[0]])]


def test_a_file_that_was_changed_behind_the_site_is_not_handed_out_and_breaks_the_signature(store, begun):
    reference, review_id, asked = begun
    with store.writing() as db:
        number = bring(db, review_id, asked[0])
        scenes.answered(db, review_id)
        scenes.closed(db, review_id)
        assert review_told.signature_holds(db, CAST.nadia, reference) == {review_id: True}
        db.execute(update(EvidenceFileRow).values(content=PDF + b" et plus"))
        assert review_told.signature_holds(db, CAST.nadia, reference) == {review_id: False}
        assert [len(one) for one in evidence.altered(db)] == [64]
        assert evidence.altered(db, scenes.admitted(db)) == set()
        with pytest.raises(evidence.AlteredFileError, match="altered"):
            evidencing.file_of(db, CAST.nadia, reference, number)
