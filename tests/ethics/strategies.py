"""Hypothesis: reviews as reviewers might leave them, on the shipped framework."""

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from ethics.answer import Detail, DetailKind
from ethics.examination import Examination, examine
from ethics.finding import Finding, finding_of
from ethics.loading import load_framework
from ethics.mitigation import Mitigation, MitigationState
from ethics.question import Question
from ethics.review import Response, Settlement, answers_offered, respond

UNESCO = load_framework(Path(__file__).resolve().parents[2] / "data/frameworks/unesco-2021/1.5")
SECOND_PERSON = "loubna"


def _accepted(question):
    return Mitigation(question, "Mesure.", state=MitigationState.ACCEPTED, decided_by=SECOND_PERSON)


def finding_in(question: Question, response: Response | None, **decided: Any) -> Finding | None:
    """What a response reveals by the table of the shipped framework."""
    return finding_of(question, response, reveals=UNESCO.findings[question.severity], **decided)


@dataclass(frozen=True)
class Review:
    """Everything that a verdict depends on."""

    traits: dict[str, bool]
    stage: str
    responses: tuple[Response, ...]
    settlements: tuple[Settlement, ...] = ()
    mitigations: tuple[Mitigation, ...] = ()

    def examined(self) -> Examination:
        return examine(
            UNESCO,
            self.traits,
            self.stage,
            self.responses,
            settlements=self.settlements,
            mitigations=self.mitigations,
        )


traits = st.dictionaries(st.sampled_from(UNESCO.traits), st.booleans())
stages = st.sampled_from(sorted(UNESCO.stages_due))


def response_to(question: Question) -> st.SearchStrategy[Response]:
    """Any answer the question offers; the expected one in most cases, so that good verdicts occur."""
    expected = st.just(question.expected)
    answer = st.one_of(*[expected] * 12, st.sampled_from(answers_offered(question)))
    return st.builds(
        lambda one, details: respond(question, one, reason="Motif.", by="rachid", details=details),
        answer, details_of(question),
    )  # fmt: skip


def enough(question: Question) -> dict[str, list[str]]:
    """Details that fill every question of the shipped framework in, and fall short in none."""
    return {one.id: _enough(one) for one in question.details if one.kind is not DetailKind.FILE}


def _enough(detail: Detail) -> list[str]:
    if detail.kind is DetailKind.SEVERAL:
        return list(detail.wanted or detail.options)
    if detail.kind is DetailKind.CHOICE:
        return [(detail.wanted or detail.options)[0]]
    plain = {DetailKind.NUMBER: str(detail.at_least or detail.at_most or 1), DetailKind.DATE: "2026-01-31"}
    return [plain.get(detail.kind, "Précision.")]


def details_of(question: Question) -> st.SearchStrategy[dict[str, list[str]]]:
    """Details as somebody may fill them in; nine in ten are there, whether or not they go with the answer."""
    filled = {one.id: st.one_of(*[value_of(one)] * 9, st.just([])) for one in question.details}
    return st.fixed_dictionaries(filled)


def value_of(detail: Detail) -> st.SearchStrategy[list[str]]:
    """What a detail of this kind may be filled in with."""
    if detail.kind is DetailKind.CHOICE:
        return st.sampled_from(detail.options).map(lambda one: [one])
    if detail.kind is DetailKind.SEVERAL:
        return st.lists(st.sampled_from(detail.options), min_size=1, unique=True)
    if detail.kind is DetailKind.NUMBER:
        return st.one_of(st.integers(0, 200), st.floats(0, 1e6)).map(lambda one: [str(one)])
    if detail.kind is DetailKind.DATE:
        return st.dates().map(lambda one: [one.isoformat()])
    if detail.kind is DetailKind.FILE:
        return st.binary(max_size=4).map(lambda one: [sha256(one).hexdigest()])
    return st.text("abé ع", min_size=1, max_size=9).filter(str.strip).map(lambda one: [one])


@st.composite
def reviews(draw: st.DrawFn) -> Review:
    """A review with a few questions left open, some red lines settled and some mitigations accepted."""
    confirmed, stage = draw(traits), draw(st.sampled_from(["idea", "idea", "unknown", "production"]))
    asked = UNESCO.asked(confirmed, stage)
    left_open = draw(st.sets(st.sampled_from([one.id for one in asked]), max_size=2))
    responses = tuple(draw(response_to(one)) for one in asked if one.id not in left_open)
    red_lines = [one.id for one in asked if one.severity == "red_line"]
    settlements = tuple(
        Settlement(one, upheld=draw(st.booleans()), reason="Motif.", by=SECOND_PERSON)
        for one in draw(st.sets(st.sampled_from(red_lines), max_size=2))
    )
    mitigations = tuple(
        draw(st.sampled_from([Mitigation(one.id, "Mesure."), _accepted(one.id)]))
        for one in asked
        if draw(st.integers(0, 9)) == 0
    )
    return Review(confirmed, stage, responses, settlements, mitigations)
