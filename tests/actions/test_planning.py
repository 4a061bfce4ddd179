"""The selection and the weightings: what the gate lets through, what leaves again, which weights are none."""

from datetime import timedelta

import pytest

from actions import importing, planning, reading
from actions.planning import PlanningError
from ethics.answer import Answer
from ethics.question import QuestionSeverity
from store import journal
from store import planning as kept
from store.use_cases import StaleVersionError
from tests.actions import scenes
from tests.conftest import CAST, NOW
from usecases.gate import GateError
from usecases.use_case import Role, Stage, Status
from usecases.weighting import Weighting, WeightingError, default_weighting

S = QuestionSeverity
CRITERIA = scenes.CRITERIA


def choose(db, reference, reason="", **more):
    planning.choose(db, CAST.salma, reference, reason=reason, now=NOW, **more)


def refusal(store, reference, reason="") -> str:
    """The code with which the gate refuses; nothing of the try stays."""
    lines = scenes.journal_rows(store)
    with pytest.raises(GateError) as refused, store.writing() as db:
        choose(db, reference, reason)
    with store.reading() as db:
        assert kept.selection(db) == {}
    assert scenes.journal_rows(store) == lines
    [one] = refused.value.refusals
    assert one.reference == reference
    return one.code


def decided(db, answers, stage=Stage.IDEA):
    """A case with a verdict."""
    reference = scenes.admitted(db, scenes.in_stage(stage))
    review_id = scenes.opened(db, reference, **scenes.NONE_HOLDS)
    but = {}
    for severity in answers:
        question = scenes.first_of(db, review_id, severity)
        but[question] = scenes.opposite(question)
    scenes.answered(db, review_id, but)
    for question in but:
        scenes.mitigate(db, review_id, question)
    return reference, scenes.closed(db, review_id).decision.value


def test_a_case_that_nobody_examined_is_not_chosen(store):
    with store.writing() as db:
        reference = scenes.admitted(db)
    assert refusal(store, reference, "Urgent.") == "gate.no_clearance"


def test_a_case_under_examination_is_not_chosen(store):
    with store.writing() as db:
        reference = scenes.admitted(db)
        scenes.opened(db, reference)
    assert refusal(store, reference) == "gate.no_clearance"


@pytest.mark.parametrize(("severity", "verdict"), [(S.RED_LINE, "refused"), (S.BLOCKING, "redesign")])
def test_a_refused_case_and_one_to_be_redesigned_are_not_chosen_whatever_the_reason(store, severity, verdict):
    with store.writing() as db:
        reference, given = decided(db, [severity])
        for criterion in ("benefit", "equity", "service_quality", "strategy", "data_readiness"):
            scenes.score(db, reference, criterion, 4)
    assert given == verdict
    assert refusal(store, reference, "La première du classement.") == "gate.not_cleared"


def test_a_retired_system_is_not_chosen(store):
    with store.writing() as db:
        reference, given = decided(db, [], Stage.RETIRED)
    assert given == "cleared"
    assert refusal(store, reference, "Relancer.") == "gate.retired"


def test_a_system_in_production_is_chosen_only_as_an_extension_with_a_reason(store):
    with store.writing() as db:
        reference, _ = decided(db, [], Stage.PRODUCTION)
    assert refusal(store, reference) == "gate.extension_without_reason"
    assert refusal(store, reference, "   ") == "gate.extension_without_reason"
    with store.writing() as db:
        choose(db, reference, " Étendre à six régions. ")
        assert kept.selection(db)[reference].reason == "Étendre à six régions."


@pytest.mark.parametrize("severities", [[], [S.MAJOR]])
def test_a_cleared_case_is_chosen_with_the_hash_of_its_verdict(store, severities):
    with store.writing() as db:
        reference, _ = decided(db, severities)
        choose(db, reference)
        chosen = kept.selection(db)[reference]
        verdict = reading.verdicts(db, CAST.nadia)[reference]
        [line], _ = journal.lines(db, journal.Filter(act="plan.chosen"))
    assert (chosen.by, chosen.at, chosen.kind, chosen.verdict_hash) == (CAST.salma.id, NOW, "decided", verdict.hash)
    assert (line.subject, line.after) == (reference, f'{{"verdict":"{verdict.hash}"}}')


@pytest.mark.parametrize("status", [Status.RECEIVED, Status.DECLINED, Status.WITHDRAWN])
def test_only_an_admitted_candidate_is_chosen(store, status):
    with store.writing() as db:
        reference = scenes.proposed(db)
        if status is not Status.RECEIVED:
            scenes.move(db, [reference], status, reason="Motif.")
        with pytest.raises(PlanningError) as refused:
            choose(db, reference, "Urgent.")
    assert refused.value.code == "plan.not_a_candidate"


def test_another_administrations_practice_and_an_unknown_case_are_not_chosen(store):
    with store.writing() as db:
        report = scenes.report(scenes.sheet(("Lire", "Ministère de la santé", "Un résumé.", "idea")))
        done = importing.accept(db, CAST.amina, report, scenes.DEFINITIONS, role=Role.PEER, admit=True, now=NOW)
        for reference in (done.references[0], "UC-99999"):
            with pytest.raises(PlanningError) as refused:
                choose(db, reference, "Urgent.")
            assert refused.value.code == "plan.not_a_candidate"


def test_a_case_is_chosen_once(store):
    with store.writing() as db:
        reference = scenes.chosen(db)
        with pytest.raises(PlanningError) as refused:
            choose(db, reference)
    assert refused.value.code == "plan.already_chosen"


def test_a_chosen_case_is_released_with_a_reason_and_may_be_chosen_again(store):
    with store.writing() as db:
        reference = scenes.chosen(db)
    for reason in ("", "  "):
        with pytest.raises(PlanningError) as refused, store.writing() as db:
            planning.release(db, CAST.salma, reference, reason=reason, now=NOW)
        assert refused.value.code == "plan.reason_missing"
    with store.writing() as db:
        planning.release(db, CAST.salma, reference, reason="Budget.", now=NOW)
        assert kept.selection(db) == {}
        [line], _ = journal.lines(db, journal.Filter(act="plan.released"))
        assert line.reason == "Budget."
        with pytest.raises(PlanningError) as refused:
            planning.release(db, CAST.salma, reference, reason="Budget.", now=NOW)
        assert refused.value.code == "plan.not_chosen"
        choose(db, reference)
        assert list(kept.selection(db)) == [reference]


def test_a_withdrawn_case_leaves_the_selection(store):
    with store.writing() as db:
        reference = scenes.chosen(db)
        scenes.move(db, [reference], Status.WITHDRAWN, reason="Abandon.")
        assert kept.selection(db) == {}
        [line], _ = journal.lines(db, journal.Filter(act="plan.lapsed"))
    assert (line.subject, line.actor) == (reference, CAST.amina.id)


def test_the_clearance_is_that_of_the_case_itself(store):
    with store.writing() as db:
        cleared = scenes.cleared(db)
        other = scenes.admitted(db, scenes.draft("Un autre"))
        found = planning.clearances(db, NOW.date())
    assert set(found) == {cleared}
    assert other not in found
    assert (found[cleared].reference, found[cleared].may_be_chosen) == (cleared, True)


# Weightings


def weighting(**changes):
    """The declared weights under a name of their own."""
    base = default_weighting(CRITERIA).model_dump()
    return Weighting.model_validate(base | {"id": "w-1", "name": "Équité d’abord"} | changes)


def save(db, one, version=0, **more):
    planning.save_weighting(db, more.pop("by", CAST.amina), CRITERIA, one, expected_version=version, now=NOW, **more)


def within(**changes):
    return default_weighting(CRITERIA).within | changes


def test_a_saved_weighting_orders_the_cases_under_its_name(store):
    wanted = weighting(within=within(equity=3.0), axis_share=0.8)
    with store.writing() as db:
        save(db, wanted)
        scenes.score(db, scenes.admitted(db))
    with store.reading() as db:
        by_name = reading.ranking(db, CAST.nadia, CRITERIA, weighting=wanted.name)
        by_id = reading.ranking(db, CAST.nadia, CRITERIA, weighting="w-1")
        declared = reading.ranking(db, CAST.nadia, CRITERIA)
        with pytest.raises(reading.UnknownWeightingError) as refused:
            reading.ranking(db, CAST.nadia, CRITERIA, weighting="Personne")
    assert by_name.fingerprint == by_id.fingerprint != declared.fingerprint
    assert by_name.weighting == wanted
    assert (refused.value.code, refused.value.values["name"]) == ("weights.unknown", "Personne")


ZERO = dict.fromkeys([one.id for one in CRITERIA], 0.0)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"within": ZERO}, "weights.sum_zero"),
        ({"within": within(benefit=float("nan"))}, "weights.not_finite"),
        ({"within": within(benefit=float("inf"))}, "weights.not_finite"),
        ({"within": within(benefit=-0.1)}, "weights.negative"),
        ({"within": within(charm=1.0)}, "weights.unknown_criterion"),
        ({"within": {"benefit": 1.0}}, "weights.missing_criterion"),
        ({"axis_share": 1.5}, "weights.axis_share"),
        ({"axis_share": float("nan")}, "weights.axis_share"),
    ],
)
def test_weights_that_give_no_distribution_are_refused_and_nothing_is_kept(store, changes, code):
    lines = scenes.journal_rows(store)
    with pytest.raises(WeightingError) as refused, store.writing() as db:
        save(db, weighting(**changes))
    assert refused.value.code == code
    with store.reading() as db:
        assert kept.weightings(db) == []
    assert scenes.journal_rows(store) == lines


def test_a_weighting_needs_a_name_of_its_own(store):
    with store.writing() as db:
        save(db, weighting())
    for one, code in (
        (weighting(id="w-2", name=" "), "weights.name_missing"),
        (weighting(id="w-2"), "weights.name_taken"),
    ):
        with pytest.raises(PlanningError) as refused, store.writing() as db:
            save(db, one)
        assert refused.value.code == code


def test_two_people_who_change_a_weighting_at_once(store):
    with store.writing() as db:
        save(db, weighting())
        save(db, weighting(axis_share=0.7), 1, by=CAST.salma)
    with pytest.raises(StaleVersionError), store.writing() as db:
        save(db, weighting(axis_share=0.2), 1)
    with store.reading() as db:
        [saved] = kept.weightings(db)
    assert (saved.version, saved.body["axis_share"]) == (2, 0.7)


def test_a_weighting_that_is_none_any_more_stops_nobody_and_is_named_to_who_asks_for_it(store):
    with store.writing() as db:
        kept.put_weighting(
            db, kept.SavedWeighting("w", "W", CAST.amina.id, {"axis_share": 2.0}, 1, NOW), expected_version=0
        )
        assert [one.weighting.id for one in reading.weightings(db, CAST.amina, CRITERIA)] == ["default"]
        with pytest.raises(reading.UnknownWeightingError, match="W"):
            reading.ranking(db, CAST.amina, CRITERIA, weighting="W")
        [saved] = kept.weightings(db)
    with pytest.raises(WeightingError) as refused:
        planning.read_weighting(saved)
    assert refused.value.code == "weights.unreadable"


def test_no_order_of_merit_brings_a_refused_case_in(store):
    """The best case of all crosses a red line; the worst is cleared."""
    with store.writing() as db:
        best, _ = decided(db, [S.RED_LINE])
        worst, _ = decided(db, [])
        for reference, value in ((best, 4), (worst, 0)):
            for one in CRITERIA:
                if one.measure == "scale":
                    scenes.score(db, reference, one.id, value)
        order = [one.reference for one in reading.ranking(db, CAST.nadia, CRITERIA).top(2)]
        assert order == [best, worst]
        choose(db, worst)
        with pytest.raises(GateError):
            choose(db, best, "La meilleure.")
        assert list(kept.selection(db)) == [worst]


def test_an_answer_alone_gives_no_clearance(store):
    with store.writing() as db:
        reference = scenes.admitted(db)
        review_id = scenes.opened(db, reference)
        scenes.answer(db, review_id, scenes.asked(db, review_id)[0].id, Answer.YES, now=NOW + timedelta(1))
        assert planning.clearances(db, NOW.date()) == {}
