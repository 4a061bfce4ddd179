"""Two versions of a framework: what changed is named, and a past review is asked only what it has not answered."""

import shutil
from pathlib import Path

import pytest

from ethics.__main__ import main
from ethics.loading import load_framework
from ethics.question import QuestionSeverity
from ethics.versions import VersionsError, asked_again, compare

FOLDER = Path(__file__).resolve().parents[2] / "data/frameworks/unesco-2021"
OLD, NEW = load_framework(FOLDER / "1.0"), load_framework(FOLDER / "1.1")
NONE = dict.fromkeys(NEW.traits, False)


def altered(tmp_path: Path, *changes: tuple[str, str, str]) -> Path:
    """A copy of the newest version in which passages were replaced."""
    folder = tmp_path / "next"
    shutil.copytree(FOLDER / "1.1", folder)
    for file, old, new in changes:
        text = (folder / file).read_text(encoding="utf-8")
        assert old in text
        (folder / file).write_text(text.replace(old, new), encoding="utf-8")
    return folder


def test_no_id_of_a_released_version_is_gone_or_renamed():
    assert {one.id for one in OLD.questions} <= {one.id for one in NEW.questions}
    assert [one.code for one in OLD.questions] == [one.code for one in NEW.questions]


def test_the_released_versions_ask_the_same_at_other_depths():
    found = compare(OLD, NEW)
    assert (found.added, found.removed, found.reworded) == ((), (), ())
    assert set(found.moved) == {one.id for one in NEW.questions if one.depth.value != "full"}


def test_what_is_said_of_findings_and_of_proposals_asks_nobody_again():
    """1.4 says in the file what 1.3 was read as, and where a detail is proposed from the record."""
    older, newer = load_framework(FOLDER / "1.3"), load_framework(FOLDER / "1.4")
    assert compare(older, newer).is_empty
    assert older.findings == newer.findings
    said = [(FOLDER / one / "framework.yaml").read_text(encoding="utf-8") for one in ("1.3", "1.4")]
    assert ["\nfindings:\n" in one for one in said] == [False, True]


def test_what_changed_is_named(tmp_path: Path):
    french = "Existe-t-il une solution éprouvée"
    block = NEW.question("governance.coordination")
    folder = altered(
        tmp_path,
        *((file, french, french.replace("Existe-t-il", "Y a-t-il")) for file in ("fr.yaml", "ar.yaml", "en.yaml")),
        ("framework.yaml", "id: governance.coordination", "id: governance.shared_work"),
        *((file, f"{block.id}.", "governance.shared_work.") for file in ("fr.yaml", "ar.yaml", "en.yaml")),
    )
    found = compare(NEW, load_framework(folder))
    assert found.added == ("governance.shared_work",)
    assert found.removed == ("governance.coordination",)
    assert found.reworded == ("safety.continuity",)
    assert found.moved == ()


def test_a_past_review_answers_again_what_was_reworded_and_what_is_new(tmp_path: Path):
    traits = NONE | {"rights_sensitive": True, "decision_about_person": True}
    french = "Le cas d’usage sert-il"
    files = ("fr.yaml", "ar.yaml", "en.yaml")
    later = load_framework(altered(tmp_path, *((file, french, french.replace("Le cas", "Ce cas")) for file in files)))
    answered = [one.id for one in NEW.asked(traits, "idea")]
    difference = compare(NEW, later)
    assert asked_again(difference, later, traits, "idea", answered) == ("proportionality.legitimate_aim",)
    assert set(asked_again(difference, later, traits, "build", answered)) > {"proportionality.legitimate_aim"}
    assert asked_again(compare(NEW, NEW), NEW, traits, "idea", answered) == ()


def test_what_answers_give_and_what_is_asked_at_which_depth_is_part_of_a_version():
    """An answer that now blocks where it gave a remark is another question, though not a word of it changed."""
    stricter = {**NEW.findings, QuestionSeverity.MINOR: NEW.findings[QuestionSeverity.MAJOR]}
    found = compare(NEW, NEW.model_copy(update={"findings": stricter}))
    assert found.rules == ("findings",)
    assert set(found.moved) == {one.id for one in NEW.questions if one.severity is QuestionSeverity.MINOR} != set()
    longer = [one.model_copy(update={"reviewers": one.reviewers + 1}) for one in NEW.depths]
    found = compare(NEW, NEW.model_copy(update={"depths": tuple(longer)}))
    assert (found.rules, found.moved, found.is_empty) == (("depths",), (), False)


def test_two_frameworks_are_not_two_versions():
    other = NEW.model_copy(update={"id": "other"})
    with pytest.raises(VersionsError):
        compare(OLD, other)


def test_the_command_names_each_change(capsys: pytest.CaptureFixture[str], tmp_path: Path):
    assert main(["diff", str(FOLDER / "1.0"), str(FOLDER / "1.1")]) == 0
    assert "moved     red_lines.social_scoring" in capsys.readouterr().out.splitlines()
    assert main(["diff", str(FOLDER / "1.1"), str(FOLDER / "1.1")]) == 0
    assert capsys.readouterr().out == "nothing changed\n"
    assert main(["diff", str(tmp_path), str(FOLDER / "1.1")]) == 2
