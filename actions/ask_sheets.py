"""Questions to an administration that are answered away from the site: the sheet that goes out and comes back."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from actions.acts import Act
from actions.discussing import reply
from actions.examining import ReviewingError
from actions.permissions import Actor, Permission, check, speaks_for
from ethics.written import EVIDENCE_LINK_LIMIT, REASON_LIMIT, ReviewError, check_link, check_said, check_text
from store import Session, discussion, journal, use_cases
from store.discussion import Ask
from usecases.folding import fold
from usecases.intake.grid import column_letters
from usecases.returned_sheet import HEAD_ROWS, CellProblem, head_of, returned_rows
from wording.refusing import CodedError

IDENTITY = "asks"
COLUMNS = ("ask", "reference", "question", "due", "answer", "link")


class AskSheetError(CodedError):
    """The file as a whole is no sheet of questions to this administration; the code says why."""


@dataclass(frozen=True)
class AskAnswer:
    """One answer of the sheet to a question that waits for it."""

    row: int
    ask: Ask
    answer: str
    link: str


@dataclass(frozen=True)
class AskPreview:
    """What the sheet would answer."""

    answers: tuple[AskAnswer, ...]
    already: int
    """Questions of the sheet that were answered, or whose review ended, in the meantime."""
    problems: tuple[CellProblem, ...]


def waiting_asks(db: Session, actor: Actor, administration: str) -> list[Ask]:
    """Questions that wait for an administration; a contributor asks for their own."""
    person = check(db, actor, Permission.PROPOSE_CASE)
    if not speaks_for(person, administration):
        return []
    own = {one.reference for one in use_cases.listing(db) if fold(one.administration) == fold(administration)}
    return [one for one in discussion.asks(db) if one.waits and one.reference in own]


def preview(db: Session, actor: Actor, content: bytes) -> AskPreview:
    """What the sheet would answer; nothing is stored.

    Raises
    ------
    AskSheetError
        asks.not_a_sheet, asks.other_administration, or the reason why the file cannot be read.
    """
    person = check(db, actor, Permission.PROPOSE_CASE)
    rows = returned_rows(content, AskSheetError)
    kind, administration, places = head_of(rows)
    if kind != IDENTITY or not set(COLUMNS) <= set(places):
        raise AskSheetError("asks.not_a_sheet")
    if not speaks_for(person, administration):
        raise AskSheetError("asks.other_administration", administration=administration)
    waiting = {str(one.id): one for one in waiting_asks(db, actor, administration)}
    answers, problems, already = [], [], 0
    for number, cells in rows:
        texts = {name: cells.get(places[name], "").strip() for name in COLUMNS}
        if number <= HEAD_ROWS or not (texts["answer"] or texts["link"]):
            continue  # a row without an answer says nothing
        ask = waiting.pop(texts["ask"], None)
        if ask is None:
            already += 1
        elif problem := _problem(number, places, ask, texts):
            problems.append(problem)
        else:
            answers.append(AskAnswer(number, ask, texts["answer"], texts["link"]))
    return AskPreview(tuple(answers), already, tuple(problems))


def accept(
    db: Session, actor: Actor, content: bytes, *, now: datetime, request_id: str | None = None
) -> tuple[int, ...]:
    """Send every answer of the sheet that is waited for; gives the questions answered. All of them, or none."""
    check(db, actor, Permission.PROPOSE_CASE)
    if done := journal.repeated(db, request_id):
        return tuple(json.loads(done.after)["asks"])
    found = preview(db, actor, content)
    for one in found.answers:
        reply(db, actor, one.ask.id, answer=one.answer, link=one.link, now=now)
    numbers = tuple(one.ask.id for one in found.answers)
    if not numbers:
        raise ReviewingError("asks.nothing_answered")
    journal.append(
        db, at=now, area=journal.Area.REVIEWS, actor=actor.id, act=Act.ASK_SHEET_TAKEN.value,
        subject=f"{len(numbers)} asks", request_id=request_id, after={"asks": list(numbers)},
        touched=sorted({one.ask.reference for one in found.answers}),
    )  # fmt: skip
    return numbers


def _problem(row: int, places: Mapping[str, int], ask: Ask, texts: Mapping[str, str]) -> CellProblem | None:
    name = "answer"
    try:
        check_said(ask.question, name, texts[name], REASON_LIMIT)
        name = "link"
        check_text(ask.question, name, texts[name], EVIDENCE_LINK_LIMIT)
        check_link(ask.question, texts[name])
    except ReviewError as error:
        return CellProblem(row, column_letters(places[name]), error.code, error.values)
    return None
