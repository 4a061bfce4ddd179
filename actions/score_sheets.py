"""Scoring away from the site: one sheet for many candidates, shown before anything is taken in."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache, partial

from actions.acts import Act
from actions.permissions import Actor, Permission, check
from actions.scoring import SOURCES, Stated, record_score
from store import Session, journal, scores, use_cases
from store.use_cases import CaseLine, StaleVersionError
from usecases.criteria import CriteriaSet, Measure
from usecases.returned_sheet import CellProblem, Fate, returned_rows
from usecases.score_sheet import (
    Held,
    Incoming,
    ScoreSheetError,
    compare,
    read_scores,
)
from usecases.scores import Interval, ScoreOrigin, origin_code
from usecases.use_case import RANKED_STATUSES, Role


@dataclass(frozen=True)
class SheetPreview:
    """What a sheet would change, and what of it cannot be taken."""

    incoming: tuple[Incoming, ...]
    problems: tuple[CellProblem, ...]

    def of(self, fate: Fate) -> tuple[Incoming, ...]:
        """The scores with this fate."""
        return tuple(one for one in self.incoming if one.fate is fate)


@dataclass(frozen=True)
class SheetLine:
    """One candidate of a sheet that goes out, with the scores in force."""

    case: CaseLine
    held: Mapping[str, Held]
    reasons: Mapping[str, str]


def sheet_lines(db: Session, actor: Actor) -> list[SheetLine]:
    """Every candidate that can be scored, with what is in force and the last reason a person gave."""
    check(db, actor, Permission.RECORD_SCORE)
    reasons: dict[tuple[str, str], str] = {
        (one.reference, one.criterion): one.reason for one in scores.all_entries(db) if one.origin not in SOURCES
    }
    lines = []
    for case in _candidates(db):
        held = {name: one for name, (one, _) in _held(db, case.reference).items()}
        told = {name: reasons.get((case.reference, name), "") for name in held}
        lines.append(SheetLine(case, held, told))
    return lines


def preview(db: Session, actor: Actor, criteria: CriteriaSet, content: bytes) -> SheetPreview:
    """What the sheet would change; nothing is stored.

    Raises
    ------
    ScoreSheetError
        If the file is no score sheet of these criteria, or no workbook that can be read.
    """
    check(db, actor, Permission.RECORD_SCORE)
    rows = returned_rows(content, ScoreSheetError)
    references = [one.reference for one in _candidates(db)]
    in_force = cache(partial(_held, db))

    def here_now(reference: str, criterion: str) -> Interval | None:
        known, _ = in_force(reference).get(criterion, (None, None))
        return known.interval if known else None

    found, problems = read_scores(rows, criteria, references, here_now)
    held: dict[tuple[str, str], Held] = {}
    own: list[CellProblem] = []
    taken = []
    for one in found:
        here, origin = in_force(one.reference).get(one.criterion, (None, None))
        if here is not None:
            held[one.reference, one.criterion] = here
        if criteria[one.criterion].measure is not Measure.NATURAL or origin != _DERIVED or here is None:
            taken.append(one)
        elif here.interval != one.interval:
            # The case itself says another figure: it is corrected there, not overruled here.
            own.append(CellProblem(one.row, one.criterion, "score.own_field", {"criterion": one.criterion}))
    return SheetPreview(compare(taken, held), (*problems, *own))


def accept(
    db: Session,
    actor: Actor,
    criteria: CriteriaSet,
    content: bytes,
    *,
    consented: Mapping[tuple[str, str], int],
    now: datetime,
    request_id: str | None = None,
) -> int:
    """Take in what is new or changed, and of the conflicts those that the person consented to; gives how many.

    Each score has its line in the journal and the sheet has one, all in one transaction.

    Parameters
    ----------
    consented : mapping
        Reference and criterion to the version of the score here that the person saw when agreeing to overwrite it.

    Raises
    ------
    StaleVersionError
        If one of those changed again since.
    """
    check(db, actor, Permission.RECORD_SCORE)
    if done := journal.repeated(db, request_id):
        return int(json.loads(done.after)["scores"])
    found = preview(db, actor, criteria, content)
    taken = [*found.of(Fate.NEW), *found.of(Fate.CHANGED)]
    for one in found.of(Fate.CONFLICT):
        place = (one.score.reference, one.score.criterion)
        if place in consented:
            if consented[place] != (one.here.version if one.here else 0):
                raise StaleVersionError("/".join(place))
            taken.append(one)
    for one in taken:
        stated = Stated(*one.score.interval, one.score.reason)
        natural = criteria[one.score.criterion].measure is Measure.NATURAL
        record_score(
            db, actor, one.score.reference, one.score.criterion, criteria, stated,
            expected_version=one.here.version if one.here else 0, now=now,
            origin=ScoreOrigin.IMPORTED if natural else ScoreOrigin.ENTERED,
        )  # fmt: skip
    if taken:
        references = sorted({one.score.reference for one in taken})
        journal.append(
            db, at=now, area=journal.Area.SCORES, actor=actor.id, act=Act.SCORE_SHEET_TAKEN.value,
            subject=f"{len(references)} cases", request_id=request_id, after={"scores": len(taken)},
            touched=references,
        )  # fmt: skip
    return len(taken)


_DERIVED = origin_code(ScoreOrigin.DERIVED)


def _candidates(db: Session) -> list[CaseLine]:
    return [one for one in use_cases.listing(db) if one.role is Role.CANDIDATE and one.status in RANKED_STATUSES]


def _held(db: Session, reference: str) -> dict[str, tuple[Held, int]]:
    """The scores in force of a case by criterion, each with its origin."""
    stated = (one for one in scores.entries(db, reference) if one.origin not in SOURCES)
    reasons = {one.criterion: one.reason for one in stated}
    return {
        name: (
            Held(Interval(one.low, one.likely, one.high), one.version, reasons.get(name)),
            one.origin,
        )
        for name, one in scores.in_force(db, reference).items()
    }
