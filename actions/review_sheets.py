"""A review that comes back as a sheet: looked at first, then taken in row by row, nothing overwritten unasked."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from actions.acts import Act
from actions.examining import examination_of, must_get, opened, record
from actions.permissions import Actor, Permission, check
from actions.reviewing import answer
from ethics.answer import DetailKind
from ethics.framework import Framework
from ethics.review import Response
from ethics.sheet import Fate, Incoming, SheetError, SheetProblem, compare, read_sheet
from store import Session, journal
from usecases.returned_sheet import returned_rows


@dataclass(frozen=True)
class SheetPreview:
    """What a sheet would do."""

    incoming: tuple[Incoming, ...]
    problems: tuple[SheetProblem, ...]

    def of(self, fate: Fate) -> tuple[Incoming, ...]:
        """The answers with that fate."""
        return tuple(one for one in self.incoming if one.fate is fate)


def preview(db: Session, actor: Actor, review_id: int, framework: Framework, content: bytes) -> SheetPreview:
    """What the sheet would change of the person's own answers; nothing is stored.

    Raises
    ------
    SheetError
        If the file is no sheet of this review, or no workbook that can be read.
    """
    check(db, actor, Permission.REVIEW_CASE)
    review = opened(db, review_id)
    rows = returned_rows(content, SheetError)
    seen = examination_of(review.as_seen_by(actor.id), framework)
    answers, problems = read_sheet(rows, review_id, framework, {*seen.asked, *seen.hidden}, actor.id)
    mine = review.by(actor.id)
    whole = [replace(one, response=_with_files(one.response, mine, framework)) for one in answers]
    versions = {name: number for (name, by), number in review.response_versions.items() if by == actor.id}
    return SheetPreview(compare(whole, mine, versions), problems)


def _with_files(response: Response, here: Mapping[str, Response], framework: Framework) -> Response:
    """Files are brought on the site, not in a sheet: an answer that comes back keeps those it had."""
    held = here.get(response.question)
    files = {one.id for one in framework.question(response.question).details if one.kind is DetailKind.FILE}
    kept = {id_: value for id_, value in held.details.items() if id_ in files} if held else {}
    return replace(response, details={**kept, **response.details})


def accept(
    db: Session,
    actor: Actor,
    review_id: int,
    framework: Framework,
    content: bytes,
    *,
    consented: Mapping[str, int],
    now: datetime,
    request_id: str | None = None,
) -> int:
    """Take in what is new or changed, and of the conflicts those that the person consented to; gives how many.

    Each answer has its line in the journal and the sheet has one, all in one transaction: whatever fails, nothing
    stays.

    Parameters
    ----------
    consented : mapping
        Question to the version of the answer here that the person saw when agreeing to overwrite it.

    Raises
    ------
    StaleVersionError
        If one of those answers changed again since: a consent holds for what was seen, not for what came later.
    """
    check(db, actor, Permission.REVIEW_CASE)
    if done := journal.repeated(db, request_id):
        return len(json.loads(done.after)["questions"])
    found = preview(db, actor, review_id, framework, content)
    expected = {one.answer.response.question: one.version_here for one in found.of(Fate.NEW) + found.of(Fate.CHANGED)}
    expected |= {
        question: consented[question]
        for question in (one.answer.response.question for one in found.of(Fate.CONFLICT))
        if question in consented
    }
    taken = [one.answer.response for one in found.incoming if one.answer.response.question in expected]
    for response in taken:
        answer(
            db, actor, review_id, response.question, framework, choice=response.answer, reason=response.reason,
            evidence_link=response.evidence_link, expected_version=expected[response.question], now=now,
            details=response.details,
        )  # fmt: skip
    if taken:
        record(
            db, actor, Act.SHEET_TAKEN, review_id, must_get(db, review_id).reference, now, request_id,
            after={"questions": [one.question for one in taken]},
        )  # fmt: skip
    return len(taken)
