"""A framework is read strictly, and asks what is due of a case and nothing else."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ethics.framework import Framework, FrameworkError
from ethics.loading import load_framework
from wording.declared import DeclaredFileError

SHIPPED = Path(__file__).resolve().parents[2] / "data/frameworks/unesco-2021/1.5"
UNESCO = load_framework(SHIPPED)
Alter = Callable[[str, str, str], Path]


@pytest.fixture
def altered(tmp_path: Path) -> Alter:
    """A copy of the shipped framework in which one passage of one file was replaced, once."""

    def alter(file: str, old: str, new: str) -> Path:
        folder = tmp_path / "copy"
        shutil.copytree(SHIPPED, folder)
        text = (folder / file).read_text(encoding="utf-8")
        assert old in text
        (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
        return folder

    return alter


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("id: red_lines.mass_surveillance", "id: red_lines.social_scoring", "stands twice"),
        ("code: RED-2", "code: RED-1", "stands twice"),
        ("code: RED-2", "code: PRO-99", "is not its principle's"),
        (
            "id: red_lines.mass_surveillance",
            "id: privacy.mass_surveillance",
            "does not begin with its principle",
        ),
        ("principle: safety", "principle: luck", "luck is not declared"),
        ("values: [human_rights, peace]", "values: [human_rights, profit]", "profit is not declared"),
        ("policy_areas: [2]", "policy_areas: [12]", "12 is not declared"),
        ("stages: [idea, design]", "stages: [idea, dream]", "dream is not declared"),
        ("applies_when: [decision_about_person]", "applies_when: [taste]", "taste is not declared"),
        ("evidence: [scope_statement", "evidence: [rumour", "rumour is not declared"),
        ('oecd: ["1.2"]', 'oecd: ["9.9"]', "9.9 is not declared"),
        ('morocco: ["law_09_08:1"]', 'morocco: ["law_99_99:1"]', "law_99_99:1 is not declared"),
        ('eu_ai_act: ["Art.5(1)(c)"]', 'eu_ai_bill: ["Art.5(1)(c)"]', "is not declared"),
        ("idea: [idea]", "idea: [dawn]", "dawn is no stage"),
        ("unesco: [26]", "unesco: [142]", "less than or equal to 141"),
        ("severity: red_line", "severity: terrible", "severity"),
        ('expected: "no"', "expected: no", "expected"),
        ('expected: "no"', 'expected: "partly"', "expected"),
        ("    code: RED-1\n", "    code: RED-1\n    weight: 5\n", "Extra inputs are not permitted"),
        ('answers: ["yes", "partly", "no", "not_applicable"]', 'answers: ["yes", "no"]', "not the four"),
        ("status: draft\n", "", "status"),
        ("red_line: {against: refusal}", "red_line: {against: condition}", "crossed it refuses"),
        ("red_line: {against: refusal}", "red_line: {against: refusal, partly: remark}", "a second person decides"),
        ("blocking: {against: blocker, partly: condition}", "blocking: {against: condition, partly: remark}", "blocks"),
        ("blocking: {against: blocker, partly: condition}", "blocking: {against: blocker}", "in part it gives"),
        ("major: {against: condition, partly: remark}", "major: {against: refusal, partly: remark}", "only a red line"),
        ("minor: {against: remark, partly: remark}", "minor: {against: blocker, partly: remark}", "weighs less"),
        ("minor: {against: remark, partly: remark}", "", "nothing is said of minor"),
        ("own_servers: ministry", "own_servers: cellar", "cellar is no option"),
        ("proposed: {fact: hosting", "proposed: {fact: supplier", "does not depend on"),
        ("id: unesco-2021\n", "id: unesco-2021\nid: other\n", r"framework\.yaml: line \d+: key written twice: 'id'"),
        ("id: unesco-2021\n", "id: [unesco\n", "framework.yaml"),
    ],
)
def test_a_slip_in_the_structure_is_named(altered: Alter, old: str, new: str, said: str):
    with pytest.raises(DeclaredFileError, match=said):
        load_framework(altered("framework.yaml", old, new))


def test_a_text_that_nobody_asks_for_is_refused(altered: Alter):
    folder = altered("fr.yaml", 'answer.yes: "Oui"\n', 'answer.yes: "Oui"\nanswer.maybe: "Peut-être"\n')
    with pytest.raises(DeclaredFileError, match=r"superfluous text: answer\.maybe"):
        load_framework(folder)


def test_an_unknown_key_in_a_translation_is_named_with_its_file_and_line(altered: Alter):
    folder = altered("ar.yaml", '  of: "En partie"', '  of: "En partie"\n  note: "à relire"')
    line = (folder / "ar.yaml").read_text(encoding="utf-8").split("\n").index("answer.partly:") + 1
    with pytest.raises(DeclaredFileError, match=rf"ar\.yaml: line {line}: answer\.partly: .*not note"):
        load_framework(folder)


def test_a_translation_of_nothing_is_named_with_its_file_and_line(altered: Alter):
    folder = altered("en.yaml", "answer.partly:", 'foo.bar:\n  text: "x"\n  of: "x"\nanswer.partly:')
    with pytest.raises(DeclaredFileError, match=r"en\.yaml: line \d+: orphan text: foo\.bar"):
        load_framework(folder)


def test_a_missing_text_is_refused(altered: Alter):
    with pytest.raises(DeclaredFileError, match=r"missing text: answer\.yes"):
        load_framework(altered("fr.yaml", 'answer.yes: "Oui"\n', ""))


def test_a_translation_older_than_its_french_is_refused(altered: Alter):
    with pytest.raises(DeclaredFileError, match=r"ar\.yaml: line \d+: stale text: answer\.partly"):
        load_framework(altered("ar.yaml", 'of: "En partie"', 'of: "Partiellement"'))


@pytest.mark.parametrize("file", ["framework.yaml", "fr.yaml", "ar.yaml", "en.yaml"])
def test_a_missing_file_is_named(altered: Alter, file: str):
    folder = altered("framework.yaml", "status: draft", "status: draft")
    (folder / file).unlink()
    with pytest.raises(DeclaredFileError, match=file):
        load_framework(folder)


def test_a_structure_that_is_no_mapping_is_refused(altered: Alter):
    folder = altered("framework.yaml", "status: draft", "status: draft")
    (folder / "framework.yaml").write_text("- a list\n", encoding="utf-8")
    with pytest.raises(DeclaredFileError, match=r"framework\.yaml"):
        load_framework(folder)


@pytest.mark.parametrize("file", ["framework.yaml", "fr.yaml", "ar.yaml", "en.yaml"])
def test_a_changed_byte_in_any_file_changes_the_hash(altered: Alter, file: str):
    assert load_framework(altered(file, "# ", "#  ")).content_hash != UNESCO.content_hash


def test_line_ends_do_not_change_the_hash(altered: Alter):
    folder = altered("framework.yaml", "status: draft", "status: draft")
    path = folder / "framework.yaml"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert load_framework(folder).content_hash == UNESCO.content_hash


def test_what_the_framework_does_not_hold_is_named():
    with pytest.raises(FrameworkError) as caught:
        UNESCO.question("privacy.wishes")
    assert (caught.value.code, caught.value.value) == ("framework.unknown_question", "privacy.wishes")
    with pytest.raises(FrameworkError) as caught:
        UNESCO.principle("luck")
    assert caught.value.code == "framework.unknown_principle"
    with pytest.raises(FrameworkError) as caught:
        UNESCO.asked({}, "dream")
    assert caught.value.code == "framework.unknown_stage"


def test_questions_and_principles_are_found_by_their_id():
    assert UNESCO.question("privacy.cndp_formality").code == "PRI-2"
    assert UNESCO.principle("privacy").paragraphs == (32, 33, 34)


def test_an_idea_is_asked_the_questions_of_the_idea_only():
    assert all("idea" in question.stages for question in UNESCO.asked({}, "idea"))


def test_a_case_that_touches_no_personal_data_is_not_asked_for_its_legal_basis():
    ids = {question.id for question in UNESCO.asked({"personal_data": False}, "build")}
    assert "privacy.legal_basis" not in ids
    assert "privacy.data_provenance" in ids


def test_one_of_several_traits_is_enough():
    denied = dict.fromkeys(UNESCO.traits, False)
    asked = UNESCO.asked({**denied, "generative": True}, "production")
    assert "privacy.input_protection" in {question.id for question in asked}
    asked = UNESCO.asked(denied, "production")
    assert "privacy.input_protection" not in {question.id for question in asked}


traits = st.dictionaries(st.sampled_from(UNESCO.traits), st.booleans())
stages = st.sampled_from(sorted(UNESCO.stages_due))


@settings(deadline=None)
@given(traits, stages)
def test_not_knowing_a_trait_asks_what_its_presence_would(confirmed: dict[str, bool], stage: str):
    supposed = {trait: confirmed.get(trait, True) for trait in UNESCO.traits}
    assert UNESCO.asked(confirmed, stage) == UNESCO.asked(supposed, stage)


@settings(deadline=None)
@given(traits, stages, st.sampled_from(UNESCO.traits))
def test_denying_a_trait_never_adds_a_question(confirmed: dict[str, bool], stage: str, trait: str):
    fewer = set(_ids(UNESCO, {**confirmed, trait: False}, stage))
    assert fewer <= set(_ids(UNESCO, {**confirmed, trait: True}, stage))


def _ids(framework: Framework, confirmed: dict[str, bool], stage: str) -> list[str]:
    return [question.id for question in framework.asked(confirmed, stage)]
