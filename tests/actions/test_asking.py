"""The administration is asked, and what it answers is evidence that waits for acceptance."""

from datetime import timedelta

import pytest

from actions import (
    discussing,
    evidencing,
    reading,
    translating,
)
from actions.examining import ReviewingError
from ethics.evidence import EvidenceError, EvidenceKind
from tests.actions import scenes
from tests.actions.several import F, S, begun, first_of
from tests.conftest import CAST, NOW


def test_the_administration_is_asked_and_answers(store):
    with store.writing() as db:
        reference = scenes.admitted(db, scenes.draft("Le nôtre", "Caisse nationale de sécurité sociale"))
        review_id = begun(db, reference)
        question = first_of(db, review_id, S.RED_LINE)
        with pytest.raises(ReviewingError, match="due_in_the_past"):
            discussing.ask(
                db, CAST.rachid, review_id, {question: "Qui ?"}, F, due_on=NOW.date() - timedelta(days=1), now=NOW
            )
        discussing.ask(db, CAST.rachid, review_id, {question: "Qui ?"}, F, due_on=NOW.date(), now=NOW)
        [asked] = reading.asks(db, CAST.omar)
        discussing.reply(db, CAST.omar, asked.id, answer="Le chef de service.", link="Note 4", now=NOW)
        with pytest.raises(ReviewingError, match="ask_answered"):
            discussing.reply(db, CAST.omar, asked.id, answer="Un autre.", link="", now=NOW)
        told, linked = pieces = evidencing.pieces_of(db, CAST.rachid, reference)
        assert [one.evidence.body for one in pieces] == ["Le chef de service.", "Note 4"]
        assert [one.serves for one in pieces] == [{(review_id, question): False}] * 2
        standing = evidencing.as_it_stands(scenes.must(db, review_id), pieces, NOW.date())
        assert question in standing.evidenced
        evidencing.use(db, CAST.rachid, told.id, review_id, question, F, now=NOW)
        assert evidencing.pieces_of(db, CAST.rachid, reference)[0].serves == {(review_id, question): True}
        assert linked.added_by == CAST.omar.id
        [answered_one] = reading.asks(db, CAST.rachid, review_id=review_id)
        assert (answered_one.answer, answered_one.answered_by) == ("Le chef de service.", CAST.omar.id)
        other = begun(db, scenes.admitted(db))
        discussing.ask(db, CAST.rachid, other, {question: "Et là ?"}, F, due_on=NOW.date(), now=NOW)
        assert len(reading.asks(db, CAST.omar)) == 1
        with pytest.raises(ReviewingError, match="ask_unknown"):
            discussing.reply(db, CAST.omar, 2, answer="Indiscret.", link="", now=NOW)


def test_a_file_comes_with_the_answer_or_nothing_does(store):
    with store.writing() as db:
        reference = scenes.admitted(db, scenes.draft("Le nôtre", "Caisse nationale de sécurité sociale"))
        review_id = begun(db, reference)
        question = first_of(db, review_id, S.RED_LINE)
        discussing.ask(db, CAST.rachid, review_id, {question: "Qui ?"}, F, due_on=NOW.date(), now=NOW)
    with pytest.raises(EvidenceError), store.writing() as db:
        discussing.reply(db, CAST.omar, 1, answer="Voici.", link="", file=("acte.pdf", b"MZ\x90\x00"), now=NOW)
    with store.writing() as db:
        [asked] = reading.asks(db, CAST.omar)
        assert asked.waits
        assert evidencing.pieces_of(db, CAST.omar, reference) == []
        discussing.reply(
            db, CAST.omar, 1, answer="Voici.", link="https://example.org/acte", file=("acte.pdf", b"%PDF-1.7 acte"),
            now=NOW,
        )  # fmt: skip
        kinds = [one.evidence.kind for one in evidencing.pieces_of(db, CAST.rachid, reference)]
        assert kinds == [EvidenceKind.TEXT, EvidenceKind.LINK, EvidenceKind.FILE]
        assert {"Qui ?", "Voici."} <= set(translating.texts_of(db, CAST.rachid, review_id))
