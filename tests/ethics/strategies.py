"""Hypothesis: reviews as reviewers might leave them, on the shipped framework."""

from dataclasses import dataclass
from pathlib import Path

from hypothesis import strategies as st

from ethics.framework import Question
from ethics.loading import load_framework
from ethics.review import Mitigation, MitigationState, Response, Settlement, answers_offered, respond
from ethics.verdict import Examination, examine

UNESCO = load_framework(Path(__file__).resolve().parents[2] / "data/frameworks/unesco-2021/1.0")
SECOND_PERSON = "loubna"


def _accepted(question):
    return Mitigation(question, "Mesure.", state=MitigationState.ACCEPTED, decided_by=SECOND_PERSON)


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
    return answer.map(lambda one: respond(question, one, reason="Motif.", by="rachid"))


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
