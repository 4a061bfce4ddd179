"""What two windows write to the same review: the later one is refused with what it was filled on, never taken."""

from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from ethics.answer import Answer
from ethics.mitigation import Mitigation
from ethics.panel import Choice
from ethics.question import QuestionSeverity
from ethics.review import Settlement, respond
from store import Session, decisions, reviews
from store.engine import Store
from store.review_tables import MitigationRow, ResponseRow, SettlementRow
from store.use_cases import StaleVersionError
from tests.actions import scenes
from tests.conftest import CAST, NOW

Table = type[MitigationRow] | type[ResponseRow] | type[SettlementRow]
Write = Callable[[Session, int, int, str], None]


def response(db: Session, review_id: int, version: int, text_: str) -> None:
    question = scenes.FRAMEWORK.question(scenes.first_of(db, review_id, QuestionSeverity.BLOCKING))
    given = respond(question, Answer.PARTLY, reason=text_, by=CAST.rachid.id)
    reviews.put_response(db, review_id, given, expected_version=version, at=NOW)


def settlement(db: Session, review_id: int, version: int, text_: str) -> None:
    question = scenes.first_of(db, review_id, QuestionSeverity.RED_LINE)
    decided = Settlement(question, upheld=True, reason=text_, by=CAST.loubna.id)
    decisions.put_settlement(db, review_id, decided, expected_version=version, at=NOW)


def choice(db: Session, review_id: int, version: int, text_: str) -> None:
    decided = Choice(scenes.first_of(db, review_id, QuestionSeverity.BLOCKING), Answer.NO, text_, CAST.loubna.id)
    decisions.put_settlement(db, review_id, decided, expected_version=version, at=NOW)


def mitigation(db: Session, review_id: int, version: int, text_: str) -> None:
    offered = Mitigation(
        scenes.first_of(db, review_id, QuestionSeverity.BLOCKING), text_, owner="DSI", due_on=None, cost_mad=0,
        months=0, proof="", proposed_by=CAST.rachid.id,
    )  # fmt: skip
    decisions.put_mitigation(db, review_id, offered, expected_version=version, at=NOW)


def version_of(db: Session, review_id: int, table: Table) -> int:
    return db.execute(select(func.max(table.version)).where(table.review_id == review_id)).scalar_one()


@pytest.mark.parametrize(
    ("write", "table"),
    [
        (response, ResponseRow),
        (settlement, SettlementRow),
        (choice, SettlementRow),
        (mitigation, MitigationRow),
    ],
)
def test_a_write_on_an_older_version_is_refused_and_changes_nothing(store: Store, write: Write, table: Table):
    with store.writing() as db:
        review_id = scenes.opened(db, scenes.admitted(db))
        write(db, review_id, 0, "Premier.")
        first = version_of(db, review_id, table)
        write(db, review_id, first, "Deuxième.")
        second = version_of(db, review_id, table)
    assert second > first > 0
    for stale in (0, first, second + 1):
        with pytest.raises(StaleVersionError), store.writing() as db:
            write(db, review_id, stale, "Troisième.")
    with store.reading() as db:
        held = scenes.must(db, review_id)
        assert version_of(db, review_id, table) == second
        told = repr((held.responses, held.settlements, held.choices, held.mitigations))
    assert "Deuxième." in told
    assert "Troisième." not in told


@pytest.mark.parametrize("stale", [-1, 1])
def test_a_review_is_changed_and_closed_only_as_it_was_seen(store: Store, stale: int):
    with store.writing() as db:
        review_id = scenes.opened(db, scenes.admitted(db))
        seen = scenes.must(db, review_id)
    with pytest.raises(StaleVersionError), store.writing() as db:
        reviews.change(db, review_id, expected_version=seen.version + stale, stage="operate")
    with pytest.raises(StaleVersionError), store.writing() as db:
        reviews.close(db, review_id, expected_version=seen.version + stale, at=NOW)
    with store.writing() as db:
        held = scenes.must(db, review_id)
        assert (held.stage, held.state, held.version) == (seen.stage, "open", seen.version)
        reviews.change(db, review_id, expected_version=seen.version, stage="operate")
        assert scenes.must(db, review_id).stage == "operate"
        reviews.close(db, review_id, expected_version=seen.version + 1, at=NOW)
    with pytest.raises(StaleVersionError), store.writing() as db:
        reviews.close(db, review_id, expected_version=seen.version + 2, at=NOW)
