"""One examination as a screen shows it: the review, the framework it stands on, and what follows from its answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from actions import evidencing, reading, translating
from actions.evidencing import as_it_stands
from actions.examining import asked_of, examination_of
from actions.permissions import Permission
from ethics.examination import Examination
from ethics.framework import Framework
from ethics.quality import read_by_one_alone
from ethics.record import Assignment, Review
from ethics.review import missing
from ethics.stakes import Severity
from store.discussion import Ask, Message
from store.evidence import Piece
from store.translations import Translation
from store.verdicts import GivenVerdict
from ui.visit import Visit
from ui.words import Words
from usecases.use_case import UseCase


@dataclass(frozen=True)
class Seen:
    """Versions of a review and of what was decided in it, as a run has shown them."""

    version: int
    settlements: Mapping[tuple[str, str], int]
    mitigations: Mapping[str, int]


@dataclass(frozen=True)
class ShownReview:
    """What the parts of the examination screen receive."""

    visit: Visit
    review: Review
    framework: Framework
    examination: Examination
    messages: tuple[Message, ...] = ()
    seen: Seen | None = None
    """What the reader had before their eyes when they clicked: versions of the run before this one."""
    asks: tuple[Ask, ...] = ()
    given: tuple[GivenVerdict, ...] = ()
    """Every verdict on the case, newest first."""
    evidence: tuple[Piece, ...] = ()
    """What there is on the case, whether or not it serves a question of this review."""

    case: UseCase | None = None
    """The record of the case, which proposes what it knows."""
    translations: Mapping[str, Translation] = field(default_factory=dict)
    """Into the reader's language, by the text."""

    @property
    def may_translate(self) -> bool:
        """Whether the reader may write a translation beside a text."""
        wanted = (Permission.REVIEW_CASE, Permission.SETTLE_REVIEW, Permission.ADMIT_CASES)
        return any(self.visit.may(one) for one in wanted)

    def crossed_before(self, question: str) -> GivenVerdict | None:
        """The last verdict before this review that found a red line crossed; a fact has changed since, it is open."""
        return next(
            (
                one for one in self.given
                if one.review_id != self.review.id
                and any(each["question"] == question and each["severity"] == Severity.REFUSAL for each in one.because)
            ),
            None,
        )  # fmt: skip

    @property
    def is_watched(self) -> bool:
        """Whether the reader sees a blind round that they have no part in."""
        return not self.review.is_disclosed and not self.review.is_own_view

    @property
    def answered(self) -> tuple[int, int]:
        """Questions answered in full, and asked; in a round that is watched, by all its reviewers together."""
        return self.answered_of(self.examination.asked)

    def answered_of(self, questions: Sequence[str]) -> tuple[int, int]:
        """The same of some of the questions."""
        if not self.is_watched:
            left = {*self.examination.open, *self.examination.deferred}
            return sum(one not in left for one in questions), len(questions)
        own = [self.review.by(one.reviewer) for one in self.review.active]
        whole = [
            one
            for given in own
            for one in questions
            if one in given and not missing(self.framework.question(one), given[one])
        ]
        return len(whole), len(questions) * self.review.reviewers

    @cached_property
    def because(self) -> list[tuple[str, str]]:
        """What the verdict rests on, question and severity: as it was signed, or as it stands while it is not."""
        signed = next((one for one in self.given if one.review_id == self.review.id), None)
        if signed is not None:
            return [(str(one["question"]), str(one["severity"])) for one in signed.because]
        verdict = self.examination.verdict
        return [(one.question, one.severity.value) for one in verdict.because] if verdict else []

    @cached_property
    def read_alone(self) -> tuple[str, ...]:
        """Principles of which one person alone set much aside: nothing is cleared on that."""
        return read_by_one_alone(asked_of(self.examination, self.framework), self.review.counted)

    def serving(self, question: str) -> list[Piece]:
        """The evidence that serves a question of this review."""
        return [one for one in self.evidence if (self.review.id, question) in one.serves]

    @cached_property
    def to_settle(self) -> tuple[str, ...]:
        """Questions that wait for somebody's decision: red lines for a second person, answers that differ."""
        if self.review.state != "open":
            return ()
        waiting = set(self.examination.undecided_red_lines)
        differing = {one.question for one in self.examination.disagreements if not one.settled}
        return tuple(one for one in self.examination.asked if one in waiting | differing)

    @cached_property
    def names(self) -> Words:
        """Words of the framework the review was opened on."""
        return Words(self.visit.language, self.framework.words)

    @property
    def before_click(self) -> Seen:
        """The versions that a deed of this run was asked for on; those of now where nothing was shown before."""
        return self.seen or seen_now(self.review)

    @cached_property
    def own(self) -> Assignment | None:
        """The reader's own place among the reviewers; None where they have none."""
        me = self.visit.actor.id
        return next((one for one in self.review.active if one.reviewer == me), None)

    @cached_property
    def evidence_elsewhere(self) -> list[Piece]:
        """What there is on other cases of the same administration, and may serve here too."""
        return self.visit.read(evidencing.elsewhere, self.review.reference, today=self.visit.now.date())

    @cached_property
    def may_answer(self) -> bool:
        """Whether the reader examines this case and has said that they have no interest in it."""
        own = self.own
        answering = self.review.state == "open" and own is not None and own.declared_at is not None
        return answering and self.visit.may(Permission.REVIEW_CASE)

    @cached_property
    def may_settle(self) -> bool:
        """Whether the reader may decide in second: nothing is decided before the blind round is over."""
        is_ripe = self.review.state == "open" and self.review.is_disclosed
        return is_ripe and self.visit.may(Permission.SETTLE_REVIEW)


def seen_now(review: Review) -> Seen:
    """The versions that this run shows."""
    return Seen(review.version, dict(review.settlement_versions), dict(review.mitigation_versions))


def shown_review(visit: Visit, review: Review, seen: Seen | None = None) -> ShownReview | None:
    """The review with its framework; None where that content of the framework is not shipped any more."""
    framework = visit.site.definitions.frameworks.get((review.framework, review.framework_version))
    if framework is None or framework.content_hash != review.framework_hash:
        return None
    file = visit.read(reading.case_file, review.reference)
    pieces = tuple(visit.read(evidencing.pieces_of, review.reference))
    review = as_it_stands(review, pieces, visit.now.date())
    return ShownReview(
        visit, review, framework, examination_of(review, framework), seen=seen,
        messages=tuple(visit.read(reading.discussion_of, review.id)) if not review.is_own_view else (),
        asks=tuple(visit.read(reading.asks, review_id=review.id)),
        given=tuple(visit.read(reading.verdicts_of, review.reference)),
        evidence=pieces,
        case=file.case if file else None,
        translations=visit.read(translating.translations_of, review.id, visit.language),
    )  # fmt: skip
