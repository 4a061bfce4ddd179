"""Scenes that many tests begin with: a case proposed, admitted, scored, examined, chosen."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from actions import assigning, planning, reviewing, scoring, settling, signing, submitting, triaging
from actions.definitions import Definitions
from actions.permissions import Actor
from actions.scoring import Stated
from ethics.answer import Answer
from ethics.framework import Framework
from ethics.question import QuestionSeverity
from ethics.record import Review
from store import Session, assignments, reviews, use_cases
from store.engine import Store
from tests.conftest import CAST, NOW
from usecases.intake import IntakeReport, read
from usecases.use_case import Draft, Stage, Status, Text
from wording.language import Language

DEFINITIONS = Definitions()
CRITERIA, FRAMEWORK = DEFINITIONS.criteria, DEFINITIONS.frameworks["unesco-2021", "1.0"]
"""Version 1.0 asks one reviewer and has one depth: what several reviewers do is told by scenes of its own."""
ALL_TRAITS = dict.fromkeys(FRAMEWORK.traits, True)
NONE_HOLDS = dict.fromkeys(FRAMEWORK.traits, False)
HEADER = "Title,Administration,Summary,Stage"


def draft(title: str = "Orienter les appels", administration: str = "Ministère de la santé", **fields: Any) -> Draft:
    """A proposed case."""
    text = Text(language=Language.FR, value=title)
    return Draft(title=(text,), administration=administration, **fields)


def proposed(db: Session, one: Draft | None = None, *, now: datetime = NOW) -> str:
    """A received case."""
    return submitting.propose(db, CAST.amina, one or draft(), CRITERIA, now=now)


def admitted(db: Session, one: Draft | None = None, *, now: datetime = NOW) -> str:
    """An admitted case."""
    reference = proposed(db, one, now=now)
    move(db, [reference], Status.ADMITTED, now=now)
    return reference


def move(
    db: Session, references: Sequence[str], wanted: Status, *, by: Actor = CAST.amina, reason: str = "",
    now: datetime = NOW, **more: Any,
) -> None:  # fmt: skip
    """Cases moved by somebody who sees them as they stand."""
    versions = {reference: case(db, reference).version for reference in references}
    submitting.move(db, by, versions, wanted, reason=reason, now=now, **more)


def score(
    db: Session, reference: str, criterion: str = "benefit", value: float = 3, *, by: Actor = CAST.mehdi,
    expected_version: int = 0, now: datetime = NOW, reason: str = "Étude de 2025.", **more: Any,
) -> Any:  # fmt: skip
    """A score stated by a person."""
    stated = Stated(value, value, value, reason)
    return scoring.record_score(
        db, by, reference, criterion, CRITERIA, stated, expected_version=expected_version, now=now, **more
    )


def opened(db: Session, reference: str, *, by: Actor = CAST.rachid, now: datetime = NOW, **traits: bool) -> int:
    """An examination begun."""
    return triaging.open_review(db, by, reference, FRAMEWORK, traits=traits, now=now)


def answer(
    db: Session, review_id: int, question: str, choice: Answer, *, by: Actor = CAST.rachid,
    expected_version: int = 0, now: datetime = NOW, reason: str = "Constaté au dossier.", **more: Any,
) -> None:  # fmt: skip
    """One question answered."""
    reviewing.answer(
        db, by, review_id, question, FRAMEWORK, choice=choice, reason=reason, evidence_link="",
        expected_version=expected_version, now=now, **more,
    )  # fmt: skip


def mitigate(
    db: Session, review_id: int, question: str, *, by: Actor = CAST.rachid, now: datetime = NOW, **more: Any
) -> None:
    """A mitigation offered on what stands."""
    seen = reviews.get(db, review_id)
    version = more.pop("expected_version", seen.mitigation_versions.get(question, 0) if seen else 0)
    told = {"text": "Retirer le champ.", "owner": "Direction métier", "due_on": date(2026, 9, 30)} | dict.fromkeys(
        ("cost_mad", "months"), 0
    )
    settling.mitigate(
        db, by, review_id, question, FRAMEWORK, **(told | {"proof": ""} | more), expected_version=version, now=now
    )


def must(db: Session, review_id: int) -> Review:
    """The review, which is there."""
    found = reviews.get(db, review_id)
    assert found is not None
    return found


def version(db: Session, review_id: int) -> int:
    """Of the review as it stands."""
    return must(db, review_id).version


def places(db: Session, review_id: int, how_many: int) -> None:
    """A review that wants so many reviewers."""
    reviews.change(db, review_id, expected_version=version(db, review_id), reviewers=how_many)


def nobody_else(db: Session, review_id: int) -> None:
    """A review of Rachid's with a place more, which nobody may take: the others have an interest in the case."""
    places(db, review_id, 2)
    for who in (CAST.loubna, CAST.driss):
        assignments.assign(db, review_id, who.id, case_author=None, administrations=("", ""), by=CAST.naima.id, at=NOW)
        assignments.change(db, review_id, who.id, ended_at=NOW, interest="Un proche y travaille.", declared_at=NOW)


def read_alone(db: Session, title: str = "Lu par une seule personne") -> int:
    """A review in which its only reviewer set the whole of a principle aside."""
    review_id = opened(db, admitted(db, draft(title)), **NONE_HOLDS)
    principle = FRAMEWORK.question(first_of(db, review_id, QuestionSeverity.BLOCKING)).principle
    aside = [one.id for one in asked(db, review_id) if one.principle == principle]
    answered(db, review_id, dict.fromkeys(aside, Answer.NOT_APPLICABLE))
    return review_id


def disagreed(db: Session, reference: str, *, now: datetime = NOW) -> int:
    """Rachid and Driss have finished; of the first minor question Driss says that it holds partly."""
    review_id = opened(db, reference, now=now, **NONE_HOLDS)
    places(db, review_id, 2)
    assigning.join(db, CAST.driss, review_id, now=now)
    answered(db, review_id, now=now)
    answered(db, review_id, {first_of(db, review_id, QuestionSeverity.MINOR): Answer.PARTLY}, by=CAST.driss, now=now)
    for who in (CAST.rachid, CAST.driss):
        reviewing.finish(db, who, review_id, FRAMEWORK, now=now)
    return review_id


def asked(db: Session, review_id: int, framework: Framework = FRAMEWORK) -> tuple[Any, ...]:
    """The questions due in a review."""
    review = must(db, review_id)
    return framework.asked(review.traits, review.stage, framework.depth(review.traits))


def first_of(db: Session, review_id: int, severity: QuestionSeverity, framework: Framework = FRAMEWORK) -> str:
    """The first question of a review with this severity."""
    return next(one.id for one in asked(db, review_id, framework) if one.severity is severity)


def opposite(question: str, framework: Framework = FRAMEWORK) -> Answer:
    """The answer that departs from the expected one."""
    return Answer.NO if framework.question(question).expected is Answer.YES else Answer.YES


def answered(
    db: Session, review_id: int, but: Mapping[str, Answer | None] | None = None, *, by: Actor = CAST.rachid,
    now: datetime = NOW,
) -> None:  # fmt: skip
    """Every question answered as one would wish, but for some; None leaves a question open."""
    but = but or {}
    for one in asked(db, review_id):
        choice = but.get(one.id, one.expected)
        if choice is not None:
            answer(db, review_id, one.id, choice, by=by, now=now)


def closed(db: Session, review_id: int, *, by: Actor = CAST.rachid, now: datetime = NOW, **more: Any) -> Any:
    """A verdict given."""
    seen = reviews.get(db, review_id)
    version = more.pop("expected_version", seen.version if seen else 1)
    return signing.close(db, by, review_id, FRAMEWORK, expected_version=version, now=now, **more)


def cleared(db: Session, one: Draft | None = None, *, now: datetime = NOW) -> str:
    """A case that may be chosen."""
    reference = admitted(db, one, now=now)
    review_id = opened(db, reference, now=now, **NONE_HOLDS)
    answered(db, review_id, now=now)
    closed(db, review_id, now=now)
    return reference


def chosen(db: Session, *, now: datetime = NOW) -> str:
    """A case in the decided selection."""
    reference = cleared(db, draft("Lire les courriers"), now=now)
    planning.choose(db, CAST.salma, reference, reason="", now=now)
    return reference


def case(db: Session, reference: str) -> Any:
    """The case as it stands."""
    found = use_cases.get(db, reference)
    assert found is not None
    return found


def journal_of(reference: str) -> Any:
    """What the journal has on a case."""
    from store.journal import Filter

    return Filter(reference=reference)


def sheet(*rows: tuple[str, str, str, str]) -> bytes:
    """A small inventory."""
    return "\n".join([HEADER, *(",".join(row) for row in rows)]).encode()


def report(content: bytes, name: str = "inventaire.csv") -> IntakeReport:
    """The sheet as it was understood."""
    return read(content, name, profiles=DEFINITIONS.profiles)


def in_stage(stage: Stage) -> Draft:
    """A case at a stage of its life."""
    return draft(f"Un cas {stage.value}", stage=stage)


def journal_rows(store: Store) -> int:
    """How many lines the journal holds."""
    from store import journal

    with store.reading() as db:
        return journal.head(db)[0]
