"""Facts and score proposals that the cells of a row allow, by the rules of its profile."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from usecases.intake.grid import GridRow
from usecases.intake.profile import STATED, Condition, Derivation, Mentions, Profile
from usecases.intake.report import ScoreProposal
from usecases.intake.sheet import Sheet
from usecases.use_case import FactValue

Answers = Mapping[str, str | None]


@dataclass(frozen=True)
class FoundFact:
    """A fact a rule read, the column that told it, and which rule it was: its fact and the place of the case."""

    key: str
    value: FactValue
    column: str
    rule: str


class Rules:
    """The rules of one profile over one sheet."""

    def __init__(self, profile: Profile, sheet: Sheet) -> None:
        self._sheet = sheet
        self._facts = profile.facts
        self._derivations = profile.derivations
        self._ratings = profile.ratings
        self._patterns: dict[tuple[str, ...], re.Pattern[str]] = {}
        self._asked = {name for case in profile.conditions() for name in case.when} & set(sheet.meaning)

    def answers(self, row: GridRow) -> dict[str, str | None]:
        """The canonical answer of every column that a condition asks; None when nothing usable is said."""
        sheet, vocabulary = self._sheet, self._sheet.vocabulary
        found: dict[str, str | None] = {}
        for name in self._asked:
            text = sheet.cell(row, name)
            if not text:
                found[name] = None
            elif vocabulary.knows(name):
                found[name] = vocabulary.answer(name, text)
            else:
                found[name] = None if vocabulary.says_nothing(text) else STATED
        return found

    def facts(self, row: GridRow, answers: Answers) -> list[FoundFact]:
        """The facts that the row tells; what it does not tell is absent."""
        found = []
        for rule in self._facts:
            for place, case in enumerate(rule.cases, start=1):
                if self._holds(case, row, answers):
                    found.append(FoundFact(rule.fact, case.value, self._told_by(case), f"{rule.fact}.{place}"))
                    break
        return found

    def proposals(self, row: GridRow, answers: Answers) -> tuple[ScoreProposal, ...]:
        """One proposal for each criterion that the row says something about."""
        told = [*(self._proposal(rule, row, answers) for rule in self._derivations), *self._rated(row)]
        return tuple(proposal for proposal in told if proposal is not None)

    def _rated(self, row: GridRow) -> Iterator[ScoreProposal]:
        for rating in self._ratings:
            text = self._sheet.cell(row, rating.column)
            score = rating.read(text, self._sheet.vocabulary.answer(rating.column, text)) if text else None
            if score is not None:
                header = self._sheet.meaning[rating.column].text
                yield ScoreProposal(rating.criterion, *score, "scale", rating.id, (header,), original=text)

    def _proposal(self, rule: Derivation, row: GridRow, answers: Answers) -> ScoreProposal | None:
        for case in rule.cases:
            if self._holds(case, row, answers):
                read = [self._sheet.meaning[name].text for name in case.columns() if name in self._sheet.meaning]
                return ScoreProposal(rule.criterion, *case.score, rule.unit, rule.id, tuple(read))
        return None

    def _holds(self, case: Condition, row: GridRow, answers: Answers) -> bool:
        for name, wanted in case.when.items():
            answer = answers.get(name)
            if answer is None or (answer not in wanted and STATED not in wanted):
                return False
        return case.mentions is None or self._mentioned(case.mentions, row)

    def _mentioned(self, mentions: Mentions, row: GridRow) -> bool:
        pattern = self._patterns.get(mentions.words)
        if pattern is None:
            words = "|".join(re.escape(word) for word in mentions.words)
            pattern = self._patterns[mentions.words] = re.compile(rf"\b(?:{words})\b", re.IGNORECASE)
        return any(pattern.search(self._sheet.cell(row, name)) for name in mentions.columns)

    def _told_by(self, case: Condition) -> str:
        return next(name for name in case.columns() if name in self._sheet.meaning)
