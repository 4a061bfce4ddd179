"""Texts around an answer are kept for their author as soon as a field is left, and gone once they were sent."""

import pytest

from actions import drafting, reading, reviewing
from ethics.answer import Answer
from store import reviews
from tests.conftest import NOW
from tests.pages.test_conflicts import open_question
from tests.pages.test_screens import looked_at, written
from ui import opening
from wording.language import Language

WORDS = opening.words(Language.FR)
TEXT = "Qui décide en dernier ?"


@pytest.fixture
def asking(site, visiting):
    """A reviewer before an open review, with a form in which the administration is asked."""
    visit = visiting(site, "reviewer", Language.FR)
    line, review, question = open_question(site, site.definitions.framework, visit.actor)
    app = looked_at("review", visit, cas=line.reference, principe=question.principle)
    return visit, app, line, review, question


def form_of(asking) -> str:
    _, _, _, review, question = asking
    return f"ask_{review.id}_{question.id}"


def test_what_is_typed_is_kept_and_stands_there_when_one_comes_back(asking):
    visit, app, line, _, question = asking
    form = form_of(asking)
    app.text_area(key=f"{form}_text").input(TEXT).run()
    assert not app.exception
    assert visit.read(drafting.load, form) == {"text": TEXT}
    again = looked_at("review", visit, cas=line.reference, principe=question.principle)
    assert again.text_area(key=f"{form}_text").value == TEXT


def test_what_was_sent_is_no_draft_any_more(asking):
    visit, app, _, review, _ = asking
    form, before = form_of(asking), len(visit.read(reading.asks, review_id=review.id))
    app.text_area(key=f"{form}_text").input(TEXT).run()
    app.button(key=f"{form}_send").click().run()
    assert not app.exception
    assert visit.read(drafting.load, form) is None
    assert len(visit.read(reading.asks, review_id=review.id)) == before + 1
    assert app.text_area(key=f"{form}_text").value == ""


def test_questions_written_under_several_questions_are_sent_in_one_deed(asking):
    visit, app, _, review, question = asking
    form, before = form_of(asking), len(visit.read(reading.asks, review_id=review.id))
    other = next(one.id for one in visit.site.definitions.framework.questions if one.id != question.id)
    with visit.site.store.writing() as db:
        drafting.keep(db, visit.actor, f"ask_{review.id}_{other}", {"text": "Depuis quand ?"}, now=NOW)
    assert f"together_{review.id}_send" not in {one.key for one in app.button}
    app.text_area(key=f"{form}_text").input(TEXT).run()
    app.button(key=f"together_{review.id}_send").click().run()
    assert not app.exception
    asked = visit.read(reading.asks, review_id=review.id)[-2:]
    assert len(visit.read(reading.asks, review_id=review.id)) == before + 2
    assert {(one.question, one.text) for one in asked} == {(question.id, TEXT), (other, "Depuis quand ?")}
    assert len({one.asked_at for one in asked}) == 1
    assert visit.read(drafting.load_all, f"ask_{review.id}_") == {}
    assert app.text_area(key=f"{form}_text").value == ""


def test_what_is_refused_stays_typed_and_kept(asking):
    visit, app, *_ = asking
    form = form_of(asking)
    app.text_area(key=f"{form}_text").input(" ").run()
    app.button(key=f"{form}_send").click().run()
    assert not app.exception
    assert visit.read(drafting.load, form) == {"text": " "}


def test_the_history_of_a_review_says_what_an_answer_was_before(site, asking):
    visit, _, line, review, question = asking
    framework = site.definitions.framework
    for choice, reason in ((Answer(question.expected), "Vu."), (Answer.PARTLY, "Vu de plus près.")):
        with site.store.writing() as db:
            held = reviews.get(db, review.id).response_versions.get((question.id, visit.actor.id), 0)
            reviewing.answer(
                db, visit.actor, review.id, question.id, framework, choice=choice, reason=reason, evidence_link="",
                expected_version=held, now=NOW,
            )  # fmt: skip
    shown = written(looked_at("review", visit, cas=line.reference, principe=question.principle))
    assert WORDS("review.reason_was", before="Vu.", now="Vu de plus près.") in shown
