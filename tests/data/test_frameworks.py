"""Every framework of data/frameworks stands on its own: structure, words in three languages, source."""

import re
from itertools import pairwise
from pathlib import Path

import pytest

from ethics.framework import Framework
from ethics.loading import load_framework
from ethics.question import QuestionSeverity
from usecases.use_case import Stage
from wording.language import Language

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = sorted(path.parent for path in (ROOT / "data/frameworks").glob("*/*/framework.yaml"))
UNESCO = ROOT / "data/frameworks/unesco-2021/1.0"
ARABIC = re.compile("[\u0621-\u064a]")


def test_there_is_a_framework():
    assert UNESCO in FOLDERS


@pytest.fixture(scope="module", params=FOLDERS, ids=lambda path: f"{path.parent.name}-{path.name}")
def folder(request: pytest.FixtureRequest) -> Path:
    return request.param


@pytest.fixture(scope="module")
def framework(folder: Path) -> Framework:
    return load_framework(folder)


@pytest.fixture(scope="module")
def unesco() -> Framework:
    return load_framework(UNESCO)


def test_a_folder_is_named_after_its_framework_and_version(folder: Path, framework: Framework):
    assert (folder.parent.name, folder.name) == (framework.id, framework.version)
    assert (folder / "SOURCE.md").exists()


def test_the_words_are_complete_in_three_languages_and_none_is_stale(framework: Framework):
    assert list(framework.words.problems()) == []
    for language in Language:
        assert set(framework.words.entries[language]) == set(framework.word_keys())


def test_arabic_is_arabic_and_english_is_not_the_french(framework: Framework):
    for key in framework.word_keys():
        arabic = framework.words.text(Language.AR, key)
        french, english = (framework.words.text(language, key) for language in (Language.FR, Language.EN))
        assert ARABIC.search(arabic), key
        assert not ARABIC.search(french + english), key
        if key.endswith((".ask", ".guide")):
            assert french != english, key
            assert not re.search("[A-Za-z]{3}", arabic), key


def test_a_question_asks_in_every_language(framework: Framework):
    marks = {Language.FR: "\u00a0?", Language.AR: "؟", Language.EN: "?"}
    for question in framework.questions:
        for language, mark in marks.items():
            assert framework.words.text(language, f"{question.id}.ask").endswith(mark), (
                question.id,
                language,
            )


def test_french_points_keep_their_unbreakable_space(framework: Framework):
    for key in framework.word_keys():
        assert not re.search(r" [?;:!»]|« ", framework.words.text(Language.FR, key)), key


def test_ids_are_a_principle_and_a_word_and_codes_stand_once(framework: Framework):
    assert all(re.fullmatch(r"[a-z_]+\.[a-z0-9_]+", question.id) for question in framework.questions)
    codes = [question.code for question in framework.questions]
    assert len(set(codes)) == len(codes)


def test_every_stage_of_a_case_is_in_the_table_and_later_stages_ask_no_less(framework: Framework):
    assert set(framework.stages_due) == {stage.value for stage in Stage}
    asked = [
        {question.id for question in framework.asked({}, stage)} for stage in ("idea", "build", "pilot", "production")
    ]
    assert all(earlier <= later for earlier, later in pairwise(asked))
    assert asked[0]
    assert asked[-1] == {question.id for question in framework.questions}


def test_every_declared_value_trait_area_and_evidence_is_used(framework: Framework):
    questions = framework.questions
    assert {value.id for value in framework.values} == {one for q in questions for one in q.values}
    assert set(framework.traits) == {one for q in questions for one in q.applies_when}
    assert {area.id for area in framework.policy_areas} == {one for q in questions for one in q.policy_areas}
    assert set(framework.evidence_types) == {one for q in questions for one in q.evidence}


def test_the_unesco_checklist_has_its_74_questions(unesco: Framework):
    counts = {principle.code: 0 for principle in unesco.principles}
    for question in unesco.questions:
        counts[question.code.partition("-")[0]] += 1
    assert sum(counts.values()) == 74
    assert counts == {
        "RED": 9, "PRO": 6, "SAF": 7, "FAI": 7, "SUS": 6, "PRI": 8,
        "HUM": 6, "TRA": 7, "RES": 7, "AWA": 5, "GOV": 6,
    }  # fmt: skip


def test_the_unesco_checklist_uses_every_paragraph_of_the_ten_principles(unesco: Framework):
    # Part III.2 of the Recommendation, "Principles", is paragraphs 25 to 47.
    assert {paragraph for question in unesco.questions for paragraph in question.unesco} >= set(range(25, 48))
    ours = [principle.id for principle in unesco.principles if not principle.in_source]
    assert ours == ["red_lines"]
    covered = {one for principle in unesco.principles if principle.in_source for one in principle.paragraphs}
    assert covered == set(range(25, 48))


def test_a_paragraph_of_a_policy_area_brings_that_area(unesco: Framework):
    for question in unesco.questions:
        for area in unesco.policy_areas:
            if any(area.first <= paragraph <= area.last for paragraph in question.unesco):
                assert area.id in question.policy_areas, (question.id, area.id)


def test_the_red_lines_are_the_questions_that_expect_no(unesco: Framework):
    for question in unesco.questions:
        is_red_line = question.severity is QuestionSeverity.RED_LINE
        assert is_red_line == (question.principle == "red_lines")
        assert is_red_line == (question.expected == "no")


def test_every_red_line_is_asked_from_the_idea_on(unesco: Framework):
    at_first = {question.id for question in unesco.asked({}, "idea")}
    assert {question.id for question in unesco.questions if question.principle == "red_lines"} <= at_first


def test_the_declared_files_can_be_compared_line_by_line(folder: Path):
    for path in folder.glob("*.yaml"):
        text = path.read_text(encoding="utf-8")
        assert "\\u" not in text, path.name
        assert max(len(line) for line in text.splitlines()) <= 260, path.name


def test_no_number_of_the_checklist_is_a_score(folder: Path):
    text = (folder / "framework.yaml").read_text(encoding="utf-8")
    assert not re.search(r"^\s*(- \{.*)?(score|weight)\w*:", text, re.MULTILINE)
