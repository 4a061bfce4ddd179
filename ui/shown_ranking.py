"""A ranking as a screen shows it: with its cases, their verdicts, the rules and the filters it is looked at by."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from store.use_cases import CaseLine
from store.verdicts import GivenVerdict
from ui.components.ranking_rules import Rules
from ui.components.table import TextCell
from ui.visit import Visit
from usecases.criteria import Axis
from usecases.priorities import Band, Ranking
from usecases.scores import ScoreOrigin, origin_code

PENDING = "pending"
_DERIVED = origin_code(ScoreOrigin.DERIVED)


@dataclass(frozen=True, eq=False)
class ShownRanking:
    """What every part of the ranking page is given."""

    visit: Visit
    ranking: Ranking
    lines: Mapping[str, CaseLine]
    verdicts: Mapping[str, GivenVerdict]
    rules: Rules = field(default_factory=Rules)
    left: frozenset[str] | None = None
    """References that the filters leave; None for all. Ranks stay those among all."""
    filters: str = ""
    """Those filters, as a file tells them."""

    def passes(self, reference: str) -> bool:
        """Whether the filters leave the case."""
        return self.left is None or reference in self.left

    def title(self, reference: str) -> str:
        """Title in the reader's language; the reference of a case that is not here any more."""
        line = self.lines.get(reference)
        return self.visit.title(line.title) if line else reference

    def administration(self, reference: str) -> str:
        """Whose case it is, in the reader's language where that body is known."""
        return self.visit.administration(self.lines[reference].administration)

    def title_cell(self, reference: str) -> TextCell:
        """The same for a table."""
        return self.visit.text_cell(self.lines[reference].title)

    def given(self, reference: str) -> str | None:
        """Verdict in force, if there is one."""
        return self.verdicts[reference].decision if reference in self.verdicts else None

    def decision(self, reference: str) -> str:
        """Verdict in force, or PENDING."""
        return self.given(reference) or PENDING

    def is_unconfirmed(self, reference: str) -> bool:
        """Whether nobody has confirmed any of the case's scores."""
        origins = self.ranking.table.origins[:, self.ranking.table.positions[reference]]
        known = origins[origins >= 0]
        return bool(known.size) and bool((known == _DERIVED).all())

    def derived(self, reference: str) -> frozenset[str]:
        """Criteria whose score a rule read, and nobody has confirmed."""
        origins = self.ranking.table.origins[:, self.ranking.table.positions[reference]]
        return frozenset(name for name, origin in zip(self.ranking.table.criteria, origins, strict=True)
                         if origin == _DERIVED)  # fmt: skip

    @cached_property
    def with_point(self) -> list[str]:
        """Cases that the filters leave and the map can place: those with a verdict first, then by rank."""
        every = (name for band in Band for name in self.ranking.references(band))
        positions, has_point = self.ranking.table.positions, self.ranking.has_point
        drawn = [name for name in every if has_point[positions[name]] and self.passes(name)]
        return sorted(drawn, key=lambda name: name not in self.verdicts)

    @property
    def without_point(self) -> int:
        """How many of those that the filters leave have no place on the map: too little of an axis is known."""
        positions, has_point = self.ranking.table.positions, self.ranking.has_point
        return sum(self.passes(name) and not has_point[place] for name, place in positions.items())

    def point(self, reference: str) -> tuple[float, float]:
        """Feasibility and impact of a case on the map."""
        place = self.ranking.table.positions[reference]
        impact, feasibility = (self.ranking.axis_values[axis][place] for axis in Axis)
        return float(feasibility), float(impact)
