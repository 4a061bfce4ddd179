"""`python -m ethics`: a published survey computed from its own file, and two versions of a framework compared.

``survey SURVEY.json ANSWERS.json``: ANSWERS.json is a list of answer sets, ``{id, answers, expected}``; a line for
each, last ``N of M`` of those that expect something. Exit 0 when all that is expected is met, 1 when a set differs,
2 when a file is not understood.
``diff OLD NEW``: two folders of data/frameworks; a line for each question that is new, removed, reworded, moved, or
asks for other details.
"""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from pydantic import BaseModel, TypeAdapter, ValidationError

from ethics.loading import load_framework
from ethics.survey import Assessment, Survey, SurveyError, misfitting, read_survey
from ethics.versions import VersionsError, compare
from wording.declared import DeclaredFileError
from wording.printed import say_no_more

NOT_UNDERSTOOD = 2


def main(arguments: list[str] | None = None) -> int:
    """Run one command."""
    parser = argparse.ArgumentParser(prog="python -m ethics", description=__doc__)
    commands = parser.add_subparsers(required=True)
    surveyed = commands.add_parser("survey", help="answer sets computed against a survey file")
    surveyed.add_argument("survey", type=Path, help="the published survey file (JSON)")
    surveyed.add_argument("answers", type=Path, help="answer sets: a list of {id, answers, expected}")
    surveyed.set_defaults(run=_survey)
    compared = commands.add_parser("diff", help="what changed between two versions of a framework")
    compared.add_argument("old", type=Path, help="folder of the older version")
    compared.add_argument("new", type=Path, help="folder of the newer version")
    compared.set_defaults(run=_diff)
    asked = parser.parse_args(arguments)
    try:
        code = int(asked.run(asked))
        sys.stdout.flush()
    except BrokenPipeError:  # whoever reads has seen enough
        say_no_more()
        return 0
    except (OSError, UnicodeDecodeError, SurveyError, DeclaredFileError, VersionsError) as error:
        sys.stderr.write(f"{type(error).__name__}: {error}\n")
        return NOT_UNDERSTOOD
    return code


def _diff(asked: argparse.Namespace) -> int:
    found = compare(load_framework(asked.old), load_framework(asked.new))
    for name in ("added", "removed", "reworded", "moved", "detailed"):
        for question in getattr(found, name):
            _print(f"{name:<9} {question}")
    for name in found.rules:
        _print(f"rules     {name}")
    if found.is_empty:
        _print("nothing changed")
    return 0


class _AnswerSet(BaseModel):
    """Answers by question, and what they should come to."""

    id: str | int | None = None
    answers: dict[str, Any]
    expected: dict[str, Any] | None = None


_ANSWER_SETS = TypeAdapter(list[_AnswerSet])


def _survey(asked: argparse.Namespace) -> int:
    survey = read_survey(asked.survey.read_text(encoding="utf-8-sig"))
    sets = _answer_sets(asked.answers.read_text(encoding="utf-8-sig"))
    judged = []
    for number, one in enumerate(sets, 1):
        line, holds = _computed(survey, one, str(number if one.id is None else one.id))
        judged += [holds] if one.expected else []
        _print(line)
    _print(f"{sum(judged)} of {len(judged)}")
    return 0 if all(judged) else 1


def _answer_sets(text: str) -> list[_AnswerSet]:
    try:
        sets = _ANSWER_SETS.validate_json(f"[{text}]" if text.lstrip().startswith("{") else text)
    except ValidationError as error:
        raise SurveyError(f"answers: not a list of {{id, answers, expected}}: {misfitting(error)}") from error
    if not sets:
        raise SurveyError("answers: no answer set")
    return sets


def _computed(survey: Survey, one: _AnswerSet, name: str) -> tuple[str, bool]:
    """The line of an answer set, and whether it comes to what is expected."""
    told = told_of(survey.as_published(one.answers))
    expected = one.expected or {}
    differs = [f"{key} {value}" for key, value in expected.items() if told.get(key) != value]
    judged = "nothing expected" if not expected else "DIFFERS " + ", ".join(differs) if differs else "ok"
    own = survey.as_we_read_it(one.answers)
    remarks = survey.remarks(one.answers)
    return (
        f"{name}: {judged}  raw_impact_score={told['raw_impact_score']} mitigation_score={told['mitigation_score']} "
        f"current_score={told['current_score']} impact_level={told['impact_level']} "
        f"sections={json.dumps(told['sections'], separators=(',', ':'))}  visible only: raw {_plain(own.raw)} of "
        f"{_plain(own.most_raw)}, mitigation {_plain(own.mitigation)} of {_plain(own.most_mitigation)}, "
        f"current {_plain(own.current)}, level {own.level}" + "".join(f"; {remark}" for remark in remarks)
    ), not differs


def told_of(assessed: Assessment) -> dict[str, Any]:
    """An assessment under the names of the published results; a section is [questions, points, most]."""
    return {
        "raw_impact_score": _plain(assessed.raw),
        "mitigation_score": _plain(assessed.mitigation),
        "current_score": _plain(assessed.current),
        "impact_level": assessed.level,
        "max_raw": _plain(assessed.most_raw),
        "max_mitigation_both_phases": _plain(assessed.most_mitigation),
        "sections": {
            name: [held.questions, _plain(held.points), _plain(held.most)] for name, held in assessed.sections.items()
        },
    }


def _plain(number: float) -> float | int:
    return int(number) if float(number).is_integer() else number


def _print(line: str) -> None:
    sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    sys.exit(main())
