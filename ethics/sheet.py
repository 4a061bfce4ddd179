"""A review filled in away from the site: the rows that come back, checked one by one against what was sent out.

The sheet's first row says which review, framework and content it was made for, the second what each column is, the
third says it to people. Below stands a row for each question: id, question, answer, reason, evidence, and the version
of the answer that the sheet was made with. The rows below a question hold its details, each under the id of the
question, a # and its own. A file is brought on the site.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from ethics.answer import OPTIONED, Answer, Detail
from ethics.framework import Framework, FrameworkError
from ethics.review import Response, respond
from ethics.written import ReviewError
from wording.language import Language
from wording.refusing import CodedError

IDENTITY = "review"
COLUMNS = ("question", "ask", "answer", "reason", "evidence_link", "version")
"""As the sheet names them; they are found by their names, wherever they stand when it comes back."""
_HEAD_ROWS = 3
_MARK = "#"
_BETWEEN = ";"
_VERSION = re.compile(r"[0-9]{1,9}")


class SheetError(CodedError):
    """The sheet as a whole is not one of this review; the code says why."""


@dataclass(frozen=True)
class SheetProblem:
    """A row that cannot be taken, by its number in the spreadsheet, its column and a code."""

    row: int
    column: str
    code: str
    question: str = ""
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class SheetAnswer:
    """An answer from the sheet, with the version of the answer that stood when the sheet was made (0: none)."""

    row: int
    response: Response
    version: int


class Fate(StrEnum):
    """What becomes of an answer from the sheet."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    CONFLICT = "conflict"
    """The answer on the site changed since the sheet was made: somebody must say which one holds."""


@dataclass(frozen=True)
class Incoming:
    """One answer of the sheet beside the one on the site, with its version there (0: none)."""

    answer: SheetAnswer
    fate: Fate
    here: Response | None
    version_here: int


def identity(review_id: int, framework: Framework) -> str:
    """What the first cell of the sheet says."""
    return f"{IDENTITY}:{review_id} {framework.id} {framework.version} {framework.content_hash[:16]}"


def detail_row(question: str, detail: str) -> str:
    """What stands in the first column of a detail's row."""
    return f"{question}{_MARK}{detail}"


def detail_text(detail: Detail, value: Sequence[str], named: Callable[[str], str]) -> str:
    """What a detail's cell says; options by their name in the reader's language."""
    return f"{_BETWEEN} ".join(named(one) for one in value) if detail.kind in OPTIONED else "".join(value)


def read_sheet(
    rows: Iterable[tuple[int, Mapping[int, str]]], review_id: int, framework: Framework, asked: Iterable[str], by: str
) -> tuple[tuple[SheetAnswer, ...], tuple[SheetProblem, ...]]:
    """The answers of a sheet and everything that is wrong with it, row by row.

    Parameters
    ----------
    rows : iterable
        Number of each row in the spreadsheet and its texts by column, from 0.
    asked : iterable of str
        Questions of the review, hidden ones with them: away from the site nothing is hidden. A row about another one
        is a problem.
    by : str
        Who answers.

    Raises
    ------
    SheetError
        sheet.not_a_review, sheet.other_review, sheet.other_framework, or sheet.columns_missing.
    """
    numbered = list(rows)
    _check_identity(numbered, review_id, framework)
    below = list(_below(numbered))
    details, problems = _details([one for one in below if _MARK in one[1]["question"]], framework)
    due, answers = set(asked), []
    seen: set[str] = set()
    for number, texts in below:
        if _MARK in texts["question"]:
            continue
        if not texts["answer"]:
            # A row that says nothing erases nothing; one that gives reasons for no answer was filled in by mistake.
            if texts["reason"] or texts["evidence_link"] or texts["question"] in details:
                problems.append(SheetProblem(number, "answer", "sheet.answer_missing", texts["question"]))
            continue
        found = _row(number, texts, framework, due, by, details)
        if isinstance(found, SheetProblem):
            problems.append(found)
        elif found.response.question in seen:
            problems.append(SheetProblem(number, "question", "sheet.twice", found.response.question))
        else:
            seen.add(found.response.question)
            answers.append(found)
    return tuple(answers), tuple(sorted(problems, key=lambda one: one.row))


def _below(rows: Sequence[tuple[int, Mapping[int, str]]]) -> Iterable[tuple[int, dict[str, str]]]:
    """The rows below the head, each text by the name of its column."""
    named = next((cells for number, cells in rows if number == _HEAD_ROWS - 1), {})
    places = {text.strip(): place for place, text in named.items()}
    if missing := [name for name in COLUMNS if name not in places]:
        raise SheetError("sheet.columns_missing", columns=", ".join(missing))
    for number, cells in rows:
        if number > _HEAD_ROWS:
            yield number, {name: cells.get(places[name], "").strip() for name in COLUMNS}


def _details(
    rows: Iterable[tuple[int, Mapping[str, str]]], framework: Framework
) -> tuple[dict[str, dict[str, list[str]]], list[SheetProblem]]:
    """What the detail rows hold, by question, and what in them is not of its kind."""
    found: dict[str, dict[str, list[str]]] = {}
    problems = []
    for number, texts in rows:
        id_, _, name = texts["question"].partition(_MARK)
        question = next((one for one in framework.questions if one.id == id_), None)
        detail = next((one for one in question.details if one.id == name), None) if question else None
        text = texts["answer"]
        if detail is None:
            problems.append(SheetProblem(number, "question", "sheet.unknown_question", f"{id_}{_MARK}{name}"))
        elif text:
            told = _told(framework, id_, detail, text)
            if detail.read(told) is None:
                code = f"review.detail_unreadable.{detail.kind}"
                problems.append(SheetProblem(number, "answer", code, id_, {"detail": name, "kind": detail.kind.value}))
            else:
                found.setdefault(id_, {})[name] = told
    return found, problems


def _told(framework: Framework, question: str, detail: Detail, text: str) -> list[str]:
    """The texts of a cell; options by their id or their name in any of the languages."""
    if detail.kind not in OPTIONED:
        return [text]
    ids: dict[str, str] = {}
    for one in detail.options:
        named = f"{question}.detail.{detail.id}.{one}"
        ids |= {framework.words.text(language, named).casefold(): one for language in Language} | {one: one}
    parts = [part.strip() for part in text.replace("؛", _BETWEEN).split(_BETWEEN)]
    return [ids.get(part.casefold(), part) for part in parts if part]


def compare(
    answers: Iterable[SheetAnswer], here: Mapping[str, Response], versions: Mapping[str, int]
) -> tuple[Incoming, ...]:
    """Each answer beside the one on the site: new, changed, the same, or in conflict with a later change there."""
    found = []
    for one in answers:
        held, version_here = here.get(one.response.question), versions.get(one.response.question, 0)
        if held and replace(held, taken_from=None) == one.response:
            fate = Fate.SAME
        elif version_here != one.version:
            fate = Fate.CONFLICT
        else:
            fate = Fate.CHANGED if held else Fate.NEW
        found.append(Incoming(one, fate, held, version_here))
    return tuple(found)


def _check_identity(rows: list[tuple[int, Mapping[int, str]]], review_id: int, framework: Framework) -> None:
    first = next((cells.get(0, "") for number, cells in rows if number == 1), "")
    if not first.startswith(f"{IDENTITY}:"):
        raise SheetError("sheet.not_a_review")
    review, _, version = first.partition(" ")
    if review != f"{IDENTITY}:{review_id}":
        raise SheetError("sheet.other_review")
    if version.strip() != identity(review_id, framework).partition(" ")[2]:
        raise SheetError("sheet.other_framework", version=version.strip())


def _row(
    number: int, texts: Mapping[str, str], framework: Framework, due: set[str], by: str,
    details: Mapping[str, Mapping[str, Sequence[str]]],
) -> SheetAnswer | SheetProblem:  # fmt: skip
    try:
        question = framework.question(texts["question"])
    except FrameworkError:
        return SheetProblem(number, "question", "sheet.unknown_question", texts["question"])
    if question.id not in due:
        return SheetProblem(number, "question", "sheet.not_asked", question.id)
    answer = _answer(framework, texts["answer"])
    if answer is None:
        return SheetProblem(number, "answer", "sheet.unknown_answer", question.id)
    try:
        response = respond(
            question, answer, reason=texts["reason"], evidence_link=texts["evidence_link"], by=by,
            details=details.get(question.id, {}),
        )  # fmt: skip
    except ReviewError as error:
        column = str(error.values.get("field", "evidence_link" if "link" in error.values else "reason"))
        values = dict(error.values)
        return SheetProblem(number, column if column in COLUMNS else "answer", error.code, question.id, values)
    version = texts["version"]
    return SheetAnswer(number, response, int(version) if _VERSION.fullmatch(version) else 0)


def _answer(framework: Framework, text: str) -> Answer | None:
    """The answer that a cell says: its code, or its name in any of the languages."""
    wanted = text.casefold()
    for answer in framework.answers:
        names = {framework.words.text(language, f"answer.{answer}").casefold() for language in Language}
        if wanted in {answer.value, *names}:
            return answer
    return None
