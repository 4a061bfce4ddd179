"""Answers of earlier reviews are proposed to whoever examines, and confirmed one by one with their source."""

import pytest

from actions import earlier
from actions.examining import ReviewingError
from ethics.answer import Answer
from ethics.earlier import Kinship
from tests.actions import scenes
from tests.actions.scenes import NONE_HOLDS
from tests.actions.several import answered, begun, close
from tests.conftest import CAST, NOW

FRAMEWORKS = scenes.DEFINITIONS.frameworks
OFFICIAL = "responsibility.accountable_official"


def judged(db, title="Voisin", supplier=""):
    one = scenes.draft(title)
    if supplier:
        one = one.model_copy(update={"facts": {"supplier": supplier}})
    reference = scenes.admitted(db, one)
    review_id = begun(db, reference, NONE_HOLDS)
    answered(db, review_id, by=CAST.rachid)
    close(db, review_id)
    return reference, review_id


def take(db, review_id, source, question=OFFICIAL):
    earlier.take(
        db, CAST.rachid, review_id, question, FRAMEWORKS, source=source, expected_version=0, now=NOW
    )  # fmt: skip


def test_an_answer_is_proposed_with_its_source_and_taken_when_it_is_confirmed(store):
    with store.writing() as db:
        reference, source = judged(db)
        review_id = begun(db, scenes.admitted(db, scenes.draft("Le même service")), NONE_HOLDS)
        [found] = earlier.earlier_answers(db, CAST.rachid, review_id, FRAMEWORKS)[OFFICIAL]
        assert (found.review, found.reference, found.kinship) == (source, reference, Kinship.ADMINISTRATION)
        assert scenes.must(db, review_id).responses == (), "nothing is answered by being proposed"
        take(db, review_id, source)
        [held] = scenes.must(db, review_id).responses
        assert (held.question, held.answer, held.taken_from) == (OFFICIAL, Answer.YES, source)
        assert held.details == {"who": ("Précision.",), "appointed_on": ("2026-01-31",)}


def test_the_same_supplier_is_closer_than_the_same_administration(store):
    with store.writing() as db:
        judged(db, "De la maison")
        _, source = judged(db, "Du fournisseur", supplier="Société Exemple")
        case = scenes.draft("Autre").model_copy(update={"facts": {"supplier": "SOCIETE  exemple"}})
        review_id = begun(db, scenes.admitted(db, case), NONE_HOLDS)
        [first] = earlier.earlier_answers(db, CAST.rachid, review_id, FRAMEWORKS)[OFFICIAL]
        assert (first.review, first.kinship) == (source, Kinship.SUPPLIER), "the same words are proposed once"


def test_what_no_related_review_says_cannot_be_taken(store):
    with store.writing() as db:
        _, source = judged(db)
        elsewhere = scenes.admitted(db, scenes.draft("Ailleurs", "Caisse nationale de sécurité sociale"))
        review_id = begun(db, elsewhere, NONE_HOLDS)
        assert earlier.earlier_answers(db, CAST.rachid, review_id, FRAMEWORKS) == {}
        with pytest.raises(ReviewingError, match="not_proposed"):
            take(db, review_id, source)
        with pytest.raises(ReviewingError, match="not_assigned"):
            earlier.earlier_answers(db, CAST.loubna, review_id, FRAMEWORKS)


def test_an_open_review_proposes_nothing(store):
    with store.writing() as db:
        open_one = begun(db, scenes.admitted(db, scenes.draft("Ouvert")), NONE_HOLDS)
        answered(db, open_one, by=CAST.rachid)
        review_id = begun(db, scenes.admitted(db, scenes.draft("Autre")), NONE_HOLDS)
        assert earlier.earlier_answers(db, CAST.rachid, review_id, FRAMEWORKS) == {}
