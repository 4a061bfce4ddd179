"""Two versions of a framework: what is new, reworded, removed or moved, and what it asks of past reviews."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ethics.answer import Detail
from ethics.framework import Framework
from ethics.question import Question
from wording.language import SOURCE


class VersionsError(ValueError):
    """The two are no versions of one framework."""


@dataclass(frozen=True)
class Difference:
    """What changed from one version to the next, by question id."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    reworded: tuple[str, ...]
    """Asked in other words in the source language: an answer to the old words is no answer to the new ones."""
    moved: tuple[str, ...]
    """Asked at other stages, of other cases, at another depth, after other answers, or with other stakes or findings:
    an answer stands, and may weigh otherwise."""
    detailed: tuple[str, ...]
    """Asked with other details: an answer stands, and what it is filled in with is asked again."""
    rules: tuple[str, ...]
    """Parts of the file beside the questions that say something else: see RULES."""

    @property
    def is_empty(self) -> bool:
        """Whether every question stands as it did, and every rule."""
        return not any(vars(self).values())


RULES = ("triage", "depths", "findings", "stages_due", "laws", "duties")
"""What decides how deep a review goes, what its answers give, and which law and duties it names."""


def compare(old: Framework, new: Framework) -> Difference:
    """The difference between two versions; VersionsError for two frameworks that are not the same one."""
    if old.id != new.id:
        raise VersionsError(f"{old.id} and {new.id} are different frameworks")
    before = {one.id: one for one in old.questions}
    after = {one.id: one for one in new.questions}
    kept = [id_ for id_ in after if id_ in before]
    return Difference(
        added=tuple(id_ for id_ in after if id_ not in before),
        removed=tuple(id_ for id_ in before if id_ not in after),
        reworded=tuple(id_ for id_ in kept if _words(old, id_) != _words(new, id_)),
        moved=tuple(id_ for id_ in kept if _place(old, before[id_]) != _place(new, after[id_])),
        detailed=tuple(id_ for id_ in kept if _details(before[id_]) != _details(after[id_])),
        rules=tuple(name for name in RULES if getattr(old, name) != getattr(new, name)),
    )


def asked_again(
    difference: Difference, new: Framework, traits: Mapping[str, bool], stage: str, answered: Iterable[str]
) -> tuple[str, ...]:
    """Questions that a review made on the old version must still answer to stand on the new one.

    Those that the new version asks of it and that it has not answered, and those it answered in other words or with
    other details.
    """
    held = set(answered) - set(difference.reworded) - set(difference.detailed)
    return tuple(one.id for one in new.asked(traits, stage, new.depth(traits)) if one.id not in held)


def _details(question: Question) -> tuple[Detail, ...]:
    """What it is filled in with; what the record proposes asks nobody anything."""
    return tuple(one.model_copy(update={"proposed": None}) for one in question.details)


def _words(framework: Framework, question: str) -> str:
    return framework.words.text(SOURCE, f"{question}.ask")


def _place(framework: Framework, question: Question) -> tuple[object, ...]:
    return (
        question.principle, question.severity, framework.findings[question.severity], question.expected,
        frozenset(question.stages), frozenset(question.applies_when), question.depth,
        tuple(sorted(question.asked_when.items())),
    )  # fmt: skip
