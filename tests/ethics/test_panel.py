"""Several reviewers: the stricter answer holds, agreement by a published example and by hand, reviewers by load."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ethics.answer import Answer
from ethics.depth import DepthName
from ethics.examination import examine
from ethics.panel import (
    Choice,
    Dissent,
    Need,
    NotGivenError,
    Offer,
    agreement,
    by_load,
    check_choice,
    disagreements,
    in_force,
    is_ambiguous,
    offers,
    strictness,
)
from ethics.question import Question, QuestionSeverity
from ethics.review import Response, SecondPersonError, answers_offered, respond
from ethics.verdict import Decision, MoreLenientError, Verdict, decide, stricter
from ethics.written import ReasonMissingError, TextMissingError
from tests.ethics.strategies import UNESCO, enough

MAJOR = next(one for one in UNESCO.questions if one.severity is QuestionSeverity.MAJOR)
RED = next(one for one in UNESCO.questions if one.severity is QuestionSeverity.RED_LINE)
BLOCKING = UNESCO.question("proportionality.legitimate_aim")
A = Answer
NONE = dict.fromkeys(UNESCO.traits, False)


def said(question: Question, answer: Answer, by: str) -> Response:
    return respond(question, answer, reason="Motif.", by=by, details=enough(question))


@pytest.mark.parametrize(
    ("answers", "holds"),
    [
        ((A.YES, A.YES), A.YES),
        ((A.YES, A.PARTLY), A.PARTLY),
        ((A.PARTLY, A.NO, A.YES), A.NO),
        ((A.YES, A.NOT_APPLICABLE), A.NOT_APPLICABLE),
        ((A.NOT_APPLICABLE, A.PARTLY), A.PARTLY),
    ],
)
def test_the_strictest_answer_holds(answers: tuple[Answer, ...], holds: Answer):
    given_ = [said(MAJOR, answer, f"r{place}") for place, answer in enumerate(answers)]
    held = in_force(MAJOR, given_)
    assert held is not None
    assert held.answer is holds
    assert in_force(MAJOR, given_[::-1]) == held


def test_the_choice_of_the_arbiter_holds_and_is_one_of_the_answers():
    given_ = [said(MAJOR, A.YES, "a"), said(MAJOR, A.NO, "b")]
    held = in_force(MAJOR, given_, Choice(MAJOR.id, A.YES, "Vu.", "naima"))
    assert held is not None
    assert (held.answer, held.by) == (A.YES, "a")
    for choice, error in (
        (Choice(MAJOR.id, A.PARTLY, "Vu.", "naima"), NotGivenError),
        (Choice(MAJOR.id, A.YES, "Vu.", "b"), SecondPersonError),
    ):
        with pytest.raises(error):
            check_choice(MAJOR.id, given_, choice)
        # One that no longer fits is undecided again, and the review can still be read.
        undecided = examine(UNESCO, NONE, "production", given_, choices=[choice], reviewers=2)
        assert undecided.held[MAJOR.id].answer is A.NO
    with pytest.raises(ReasonMissingError):
        Choice(MAJOR.id, A.YES, "  ", "naima")
    with pytest.raises(TextMissingError):
        Dissent("a", " ")


TRAINING = UNESCO.question("awareness.staff_training")


def trained(share: str, by: str) -> Response:
    return respond(TRAINING, A.YES, by=by, details={"share_trained": [share]})


def test_the_same_answer_with_details_that_weigh_differently_is_a_disagreement_and_can_be_settled():
    """The framework wants at least 80 percent: who says yes with 30 says partly."""
    much, little, also = trained("90", "a"), trained("30", "b"), trained("85", "c")
    assert disagreements([TRAINING], {TRAINING.id: [much, also]}, {}) == ()  # both hold
    [found] = disagreements([TRAINING], {TRAINING.id: [much, little]}, {})
    assert found.answers == {"a": A.YES, "b": A.PARTLY}
    assert in_force(TRAINING, [much, little]) == little
    assert offers(TRAINING, [much, little, also]) == (Offer(A.YES, "a"), Offer(A.YES, "b"))
    assert offers(TRAINING, [much, also]) == (Offer(A.YES),)
    choice = Choice(TRAINING.id, A.YES, "Le registre de formation le montre.", "naima", whose="a")
    check_choice(TRAINING.id, [much, little], choice)
    assert in_force(TRAINING, [much, little], choice) == much
    for whose in ("c", "naima"):
        with pytest.raises(NotGivenError):
            check_choice(TRAINING.id, [much, little], Choice(TRAINING.id, A.YES, "Vu.", "naima", whose=whose))
    # Once whoever was followed says otherwise, it is undecided again.
    undecided = examine(UNESCO, NONE, "production", [trained("40", "a"), little], choices=[choice], reviewers=2)
    assert undecided.held[TRAINING.id].by == "a"
    gone = examine(UNESCO, NONE, "production", [little, also], choices=[choice], reviewers=2)
    assert (gone.held[TRAINING.id], gone.disagreements[0].settled) == (little, False)


@given(st.sampled_from(UNESCO.questions), st.data())
def test_one_more_reviewer_never_makes_the_answer_laxer(question: Question, data: st.DataObject):
    offered = st.sampled_from(answers_offered(question))
    before = [said(question, data.draw(offered), f"r{place}") for place in range(data.draw(st.integers(1, 3)))]
    held = in_force(question, before)
    after = in_force(question, [*before, said(question, data.draw(offered), "z")])
    assert held is not None
    assert after is not None
    assert strictness(question, after.answer) >= strictness(question, held.answer)


@given(st.sampled_from(UNESCO.questions), st.data())
def test_a_stricter_answer_never_gives_a_milder_verdict(question: Question, data: st.DataObject):
    stage = "production"
    traits = dict.fromkeys(UNESCO.traits, True)
    others = [said(one, one.expected, "a") for one in UNESCO.asked(traits, stage) if one.id != question.id]
    first, second = (data.draw(st.sampled_from(answers_offered(question))) for _ in range(2))
    low, high = sorted((first, second), key=lambda one: strictness(question, one))

    def rank(answer: Answer) -> int:
        verdict = examine(UNESCO, traits, stage, [*others, said(question, answer, "a")]).verdict
        return verdict.decision.rank if verdict else Decision.REDESIGN.rank

    assert rank(high) >= rank(low)


def test_every_question_needs_the_answers_of_all_reviewers():
    asked = UNESCO.asked(NONE, "idea")
    alone = [said(one, one.expected, "a") for one in asked]
    assert examine(UNESCO, NONE, "idea", alone, reviewers=2).verdict is None
    both = [*alone, *(said(one, one.expected, "b") for one in asked)]
    found = examine(UNESCO, NONE, "idea", both, reviewers=2)
    assert found.verdict == Verdict(Decision.CLEARED)
    assert found.disagreements == ()


def test_a_light_review_is_cleared_by_its_red_lines_and_the_rest_become_duties():
    from ethics.loading import load_framework
    from tests.data.test_frameworks import ROOT

    new = load_framework(ROOT / "data/frameworks/unesco-2021/1.1")
    traits = dict.fromkeys(new.traits, False)
    asked = new.asked(traits, "build", DepthName.LIGHT)
    red = [said(one, one.expected, "a") for one in asked if one.severity is QuestionSeverity.RED_LINE]
    found = examine(new, traits, "build", red, depth=DepthName.LIGHT)
    assert found.verdict == Verdict(Decision.CLEARED)
    assert set(found.deferred) == {one.id for one in asked if one.severity is not QuestionSeverity.RED_LINE}
    assert examine(new, traits, "build", red[1:], depth=DepthName.LIGHT).verdict is None
    assert examine(new, traits, "build", red, depth=DepthName.STANDARD).verdict is None


def test_an_answer_that_became_a_duty_and_is_given_all_the_same_counts():
    from ethics.loading import load_framework
    from tests.data.test_frameworks import ROOT

    new = load_framework(ROOT / "data/frameworks/unesco-2021/1.1")
    traits = dict.fromkeys(new.traits, False)
    asked = new.asked(traits, "idea", DepthName.LIGHT)
    given_ = [said(one, one.expected, "a") for one in asked if one.severity is QuestionSeverity.RED_LINE]
    aim = next(one for one in asked if one.severity is QuestionSeverity.BLOCKING)
    found = examine(new, traits, "idea", [*given_, said(aim, A.NO, "a")], depth=DepthName.LIGHT)
    assert found.verdict is not None
    assert found.verdict.decision is Decision.REDESIGN


def test_agreement_by_hand():
    # Two reviewers, four questions, values yes yes / no no / yes no / no no: coincidences yes-yes 2, no-no 4,
    # yes-no 1 each way; n = 8, expected disagreement 2 * 3 * 5 / (8 * 7), observed 2 / 8: alpha = 1 - 7 * 2 / 30.
    pairs = [(A.YES, A.YES), (A.NO, A.NO), (A.YES, A.NO), (A.NO, A.NO)]
    units = [[said(MAJOR, first, "a"), said(MAJOR, second, "b")] for first, second in pairs]
    assert agreement(units) == pytest.approx(1 - 14 / 30)


def test_agreement_of_the_published_example():
    # Krippendorff (2011), example C: nominal data, four observers, twelve units, missing data: alpha = 0.743.
    nominal = [
        (1, 1, None, 1), (2, 2, 3, 2), (3, 3, 3, 3), (3, 3, 3, 3), (2, 2, 2, 2), (1, 2, 3, 4), (4, 4, 4, 4),
        (1, 1, 2, 1), (2, 2, 2, 2), (None, 5, 5, 5), (None, None, 1, 1), (None, None, 3, None),
    ]  # fmt: skip
    # Answers are four words: the fifth value of the example is a label of its own, and labels are all that counts.
    label = {1: "a", 2: "b", 3: "c", 4: "d", 5: "e"}

    class Said:
        def __init__(self, answer: str) -> None:
            self.answer = answer

    units = [[Said(label[one]) for one in unit if one] for unit in nominal]
    assert agreement(units) == pytest.approx(0.743, abs=5e-4)  # type: ignore[arg-type]


def test_where_nothing_can_be_compared_there_is_no_coefficient():
    assert agreement([]) is None
    assert agreement([[said(MAJOR, A.YES, "a")]]) is None
    assert agreement([[said(MAJOR, A.YES, "a"), said(MAJOR, A.YES, "b")]]) is None


@pytest.mark.parametrize(
    ("answers", "unclear"),
    [((A.YES,), False), ((A.YES, A.YES), False), ((A.YES, A.NO), False), ((A.YES, A.YES, A.NO), False),
     ((A.YES, A.NO, A.PARTLY), True), ((A.YES, A.YES, A.YES, A.NO), False), ((A.YES, A.YES, A.NO, A.NO), True),
     ((A.YES, A.YES, A.NO, A.PARTLY), True), ((A.YES, A.YES, A.YES, A.NO, A.PARTLY), False)],
)  # fmt: skip
def test_a_question_is_ambiguous_when_no_answer_has_a_majority_of_three_or_more(
    answers: tuple[Answer, ...], unclear: bool
):
    assert is_ambiguous(answers) is unclear


def test_disagreements_stand_in_the_order_of_the_questions():
    responses = {
        BLOCKING.id: [said(BLOCKING, A.NO, "a"), said(BLOCKING, A.YES, "b")],
        RED.id: [said(RED, A.NO, "a"), said(RED, A.PARTLY, "b")],
        MAJOR.id: [said(MAJOR, A.YES, "a"), said(MAJOR, A.YES, "b")],
    }
    found = disagreements(UNESCO.questions, responses, {RED.id: Choice(RED.id, A.NO, "Vu.", "n")})
    assert [(one.question, one.settled) for one in found] == [(RED.id, True), (BLOCKING.id, False)]
    assert found[1].answers == {"a": A.NO, "b": A.YES}


names = st.sampled_from("abcdef")


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.integers(1, 3), st.frozensets(names)), max_size=6),
    st.dictionaries(names, st.integers(0, 5)),
)
def test_reviewers_are_given_by_load_and_never_an_excluded_one(
    wanted: list[tuple[int, frozenset[str]]], load: dict[str, int]
):
    needs = [Need(number, *one) for number, one in enumerate(wanted)]
    given_, short = by_load(needs, load)
    for need in needs:
        free = set(load) - need.excluded
        assert set(given_[need.review]) <= free
        assert len(given_[need.review]) == min(need.wanted, len(free))
        assert (need.review in short) == (len(free) < need.wanted)
        assert len(set(given_[need.review])) == len(given_[need.review])


def test_the_least_burdened_come_first_and_the_burden_is_counted():
    given_, short = by_load([Need(1, 1, frozenset()), Need(2, 1, frozenset())], {"a": 1, "b": 0, "c": 1})
    assert (given_, short) == ({1: ("b",), 2: ("a",)}, ())


@pytest.mark.parametrize(("by_rules", "wanted"), list(product(Decision, Decision)))
def test_a_person_makes_a_verdict_stricter_and_never_milder(by_rules: Decision, wanted: Decision):
    verdict = Verdict(by_rules)
    if wanted.rank > by_rules.rank:
        made = stricter(verdict, wanted, " Trop tôt. ")
        assert (made.decision, made.by_rules, made.reason) == (wanted, by_rules, "Trop tôt.")
        with pytest.raises(ReasonMissingError):
            stricter(verdict, wanted, " ")
    else:
        with pytest.raises(MoreLenientError):
            stricter(verdict, wanted, "Trop tôt.")


def test_nothing_decided_is_cleared_only_when_complete():
    assert decide([], complete=False) is None
