"""Another instrument read from its own file: a small survey of ours computed by hand, laws, and the published one."""

import json
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ethics.__main__ import main
from ethics.condition import ConditionError, parse_condition
from ethics.survey import SurveyError, points, read_survey
from tests.real_data import here

# Invented: a phase, one raw question with a hidden follower, a list, and mitigation for either phase.
SMALL = {
    "pages": [
        {"name": "about", "elements": [{"type": "panel", "name": "about-NS", "elements": [
            {"type": "radiogroup", "name": "phase", "choices": [{"value": "item1"}, {"value": "item2"}]},
        ]}]},
        {"name": "stakes", "elements": [{"type": "panel", "name": "stakes-RS", "elements": [
            {"type": "radiogroup", "name": "people", "choices": [{"value": "item1-4"}, {"value": "item2-0"}]},
            {"type": "dropdown", "name": "people_sort", "visibleIf": '{people} = "item1-4"',
             "choices": [{"value": "item1-1"}, {"value": "item2-3"}]},
            {"type": "checkbox", "name": "fields", "choices": ["item1-1", "item2-2"]},
            {"type": "comment", "name": "free-9"},
            {"type": "dropdown", "name": "aside-NS", "choices": ["item1-9"]},
        ]}]},
        {"name": "care1", "visibleIf": '{phase} = "item1"', "elements": [
            {"type": "panel", "name": "care1-MS", "elements": [
                {"type": "radiogroup", "name": "tested1", "choices": [{"value": "item1-5"}, {"value": "item2-0"}]}]}]},
        {"name": "care2", "visibleIf": '{phase} = "item2"', "elements": [
            {"type": "panel", "name": "care2-MS", "elements": [
                {"type": "radiogroup", "name": "tested2", "choices": [{"value": "item1-5"}, {"value": "item2-0"}]}]}]},
    ]
}  # fmt: skip
survey = read_survey(json.dumps(SMALL))
answer_sets = st.fixed_dictionaries(
    {},
    optional={
        "phase": st.sampled_from(["item1", "item2"]),
        "people": st.sampled_from(["item1-4", "item2-0"]),
        "people_sort": st.sampled_from(["item1-1", "item2-3"]),
        "fields": st.lists(st.sampled_from(["item1-1", "item2-2"]), unique=True),
        "tested1": st.sampled_from(["item1-5", "item2-0"]),
        "tested2": st.sampled_from(["item1-5", "item2-0"]),
    },
)


def test_points_levels_and_reduction_by_hand() -> None:
    answers = {"phase": "item1", "people": "item1-4", "people_sort": "item2-3", "fields": ["item1-1"], "free-9": "x"}
    found = survey.as_published(answers)
    assert (found.raw, found.most_raw, found.mitigation, found.most_mitigation, found.level) == (8, 10, 0, 10, 4)
    eased = survey.as_published({**answers, "tested1": "item1-5"})
    # 0.85 x 8 = 6.8, rounded to 7, above half of 10 and below three quarters.
    assert (eased.current, eased.level) == (7, 3)
    assert {name: (one.questions, one.points, one.most) for name, one in eased.sections.items()} == {
        "stakes": (3, 8, 10),
        "care1": (1, 5, 5),
        "care2": (1, 0, 5),
    }


def test_half_a_point_is_rounded_upwards() -> None:
    # 0.85 x 10 = 8.5: browsers say 9, the even number would be 8.
    whole = {"people": "item1-4", "people_sort": "item2-3", "fields": ["item1-1", "item2-2"], "tested1": "item1-5"}
    assert survey.as_published(whole).current == 9


def test_a_hidden_answer_counts_there_and_never_here() -> None:
    answers = {"people": "item2-0", "people_sort": "item2-3"}
    assert survey.as_published(answers).raw == 3
    ours = survey.as_we_read_it(answers)
    assert (ours.raw, ours.most_raw, ours.most_mitigation, ours.current) == (0, 7, 0, 0)


@given(answer_sets)
def test_changing_a_hidden_answer_changes_nothing_of_our_reading(answers: dict[str, object]) -> None:
    hidden = [one for one in survey.questions if not all(held.holds(answers) for held in one.conditions)]
    without = {key: value for key, value in answers.items() if key not in {one.name for one in hidden}}
    assert survey.as_we_read_it(answers) == survey.as_we_read_it(without)


@given(answer_sets)
def test_reached_points_never_exceed_those_attainable(answers: dict[str, object]) -> None:
    for found in (survey.as_published(answers), survey.as_we_read_it(answers)):
        assert 0 <= found.raw <= found.most_raw
        assert 0 <= found.mitigation <= found.most_mitigation
        assert found.current <= found.raw
        assert found.raw + found.mitigation == sum(one.points for one in found.sections.values())


@pytest.mark.parametrize(
    ("value", "expected"),
    [("item4-3", 3), ("item4", 0), ("a-b", 0), (["item1-1", "item2-2", 4], 7), (2, 2), (None, 0), (True, 0), ("x-", 0),
     ("other-nan", 0), ("other-inf", 0)],
)  # fmt: skip
def test_points_of_a_value(value: object, expected: float) -> None:
    assert points(value) == expected


@pytest.mark.parametrize(
    ("text", "answers", "expected"),
    [
        ('{a} = "x"', {"a": "x"}, True),
        ('{a} = "x"', {}, False),
        ('{a} <> "x"', {}, True),
        ("{a} = 'x' or {b} = \"y\" and {c} notempty", {"b": "y"}, False),
        ("({a} = 'x' or {b} = 'y') and {c} empty", {"b": "y"}, True),
        ('{a} contains "item1"', {"a": ["item1", "item2"]}, True),
        ('{a} contains "item1"', {"a": ["item12"]}, False),
        ('{a} contains ["item3"]', {"a": "item3-1"}, True),
        ('{a} contains ["p", "q"]', {"a": ["p"]}, False),
        ('{a} anyof ["p", "q"]', {"a": ["p"]}, True),
        ("!({a} > 2)", {"a": 2}, True),
        ("{a} >= 2 and {a} < 3", {"a": "2.5"}, True),
        ("{a} = true", {"a": True}, True),
        ('{a} notcontains "z"', {}, True),
    ],
)
def test_conditions(text: str, answers: dict[str, object], expected: bool) -> None:
    assert parse_condition(text).holds(answers) is expected


@pytest.mark.parametrize(
    "text", ["", "{a}", "{a} =", "{a} resembles 'b'", "({a} = 1", "{a} = 1 {b}", "{a} = [", "#", "(" * 200]
)
def test_a_condition_that_cannot_be_read_says_so(text: str) -> None:
    with pytest.raises(ConditionError):
        parse_condition(text)


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"pages": 1}', '{"pages": []}', '{"pages": [1]}', json.dumps(
        {"pages": [{"elements": [{"type": "radiogroup", "name": "a-RS", "visibleIf": "?", "choices": []}]}]}),
        '{"pages": [{"elements": ["a-RS"]}]}', '{"pages": [{"elements": [{"type": ["radiogroup"], "name": "a-RS"}]}]}',
        '{"pages": [{"elements": [{"type": "radiogroup", "name": "a-RS", "visibleIf": 5}]}]}',
        '{"pages": [{"elements": [{"type": "panel", "name": "p-RS", "elements": [{"type": "radiogroup"}]}]}]}',
        '{"pages": ' + "[" * 5_000],
)  # fmt: skip
def test_a_file_that_is_no_survey_is_refused(text: str) -> None:
    with pytest.raises(SurveyError):
        read_survey(text)


def test_the_command_says_which_set_differs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file, sets = tmp_path / "survey.json", tmp_path / "sets.json"
    file.write_text(json.dumps(SMALL), encoding="utf-8")
    right = {"id": "right", "answers": {"people": "item1-4"}, "expected": {"raw_impact_score": 4}}
    wrong = {"id": "wrong", "answers": {}, "expected": {"raw_impact_score": 4, "unheard_of": 1}}
    sets.write_text(json.dumps([right, wrong]), encoding="utf-8")
    assert main(["survey", str(file), str(sets)]) == 1
    told = capsys.readouterr().out.splitlines()
    assert told[0].startswith("right: ok")
    assert told[1].startswith("wrong: DIFFERS raw_impact_score 4, unheard_of 1")
    assert told[-1] == "1 of 2"
    sets.write_text(json.dumps([right]), encoding="utf-8")
    assert main(["survey", str(file), str(sets)]) == 0
    for broken in (
        "[1]",
        "[]",
        "",
        "{",
        '[{"answers": []}]',
        '[{"answers": {}, "expected": [3]}]',
        '[{"expected": {}}]',
    ):
        sets.write_text(broken, encoding="utf-8")
        assert main(["survey", str(file), str(sets)]) == 2, broken
    assert "Traceback" not in capsys.readouterr().err
    assert main(["survey", str(tmp_path / "none.json"), str(sets)]) == 2


def test_what_expects_nothing_is_not_called_right_and_what_was_never_offered_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, sets = tmp_path / "survey.json", tmp_path / "sets.json"
    file.write_text(json.dumps(SMALL), encoding="utf-8")
    odd = {"people": "item9-99", "fields": ["item1-1", "item7-7"], "unheard": 1, "free-9": "said", "tested1": ""}
    sets.write_text(json.dumps({"answers": odd, "expected": None}), encoding="utf-8")
    assert main(["survey", str(file), str(sets)]) == 0
    line, last = capsys.readouterr().out.splitlines()
    assert line.startswith("1: nothing expected  raw_impact_score=107 ")
    assert line.split("; ")[1:] == ["no question unheard", "people offers no item9-99", "fields offers no item7-7"]
    assert last == "0 of 0"


def test_the_published_answer_sets_agree_exactly(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["survey", str(here("ca_aia", "survey-enfr.json")), str(here("ca_aia", "golden_aia_dev.json"))]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "8 of 8"


def test_any_answers_to_the_published_survey_are_summed_by_brute_force() -> None:
    text = here("ca_aia", "survey-enfr.json").read_text(encoding="utf-8")
    whole, chance = read_survey(text), random.Random(5)  # noqa: S311 -- a seed, not a secret
    raws = [page for page in json.loads(text)["pages"] if page["elements"][0]["name"].endswith("-RS")]
    listed = [
        (one["name"], one["type"], [choice["value"] for choice in one["choices"]])
        for page in raws
        for one in page["elements"][0]["elements"]
        if one["type"] in {"radiogroup", "dropdown", "checkbox"}
    ]
    for _ in range(50):
        answers = {
            name: chance.sample(values, chance.randint(0, len(values))) if kind == "checkbox" else chance.choice(values)
            for name, kind, values in listed
        }
        flat = [one for value in answers.values() for one in (value if isinstance(value, list) else [value])]
        assert whole.as_published(answers).raw == sum(int(one.split("-")[1]) for one in flat if "-" in one)
