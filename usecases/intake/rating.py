"""Scores that a list states itself, on a scale of its own: read onto ours, the cell kept beside."""

import re
from typing import Annotated, Self

from pydantic import Field, model_validator

from usecases.criteria import SCALE_TOP
from usecases.intake.cleaning import western_digits
from usecases.use_case import Frozen

Triple = tuple[float, float, float]
_GRADE = re.compile(r"(\d+(?:[.,]\d+)?)\s*(?:(?:/|sur|out of|من)\s*(\d+(?:[.,]\d+)?))?", re.IGNORECASE)


class GradeScale(Frozen):
    """The two ends of a scale, either way round, and how far apart its grades are."""

    worst: float
    best: float
    step: float = Field(default=1.0, gt=0)

    @model_validator(mode="after")
    def _has_grades(self) -> Self:
        if not self.step <= abs(self.best - self.worst):
            raise ValueError("profile.rating_scale")
        return self

    def onto_ours(self, grade: float) -> Triple:
        """The grade from 0 to 4, with half a step of its own scale to each side: it may have been rounded.

        >>> GradeScale(worst=1, best=5).onto_ours(4)
        (2.5, 3.0, 3.5)
        >>> GradeScale(worst=5, best=1).onto_ours(5)
        (0.0, 0.0, 0.5)
        """
        width = abs(self.best - self.worst)
        likely = SCALE_TOP * abs(grade - self.worst) / width
        half = SCALE_TOP * self.step / width / 2
        return round(max(0.0, likely - half), 6), round(likely, 6), round(min(SCALE_TOP, likely + half), 6)

    def read(self, text: str) -> float | None:
        """The grade that a cell states; None where it is none, or beyond the ends.

        >>> GradeScale(worst=1, best=5).read("3,5 / 5"), GradeScale(worst=1, best=5).read("6")
        (3.5, None)
        """
        found = _GRADE.fullmatch(western_digits(text).strip())
        if found is None:
            return None
        grade, top = (None if one is None else float(one.replace(",", ".")) for one in found.groups())
        low, high = sorted((self.worst, self.best))
        # "4/10" in a list whose scale ends at 5 is another scale.
        return grade if grade is not None and low <= grade <= high and top in {None, high} else None


class Rating(Frozen):
    """A column that states a criterion's score: grades of a scale, or answers of the column's vocabulary."""

    id: str = Field(pattern=r"^[a-z0-9_]+\.[a-z0-9_]+$")
    column: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    criterion: str = Field(pattern=r"^[a-z][a-z0-9_]*$", description="one that is scored from 0 to 4")
    scale: GradeScale | None = None
    answers: dict[str, Triple] = Field(default_factory=dict, description="low, likely, high from 0 to 4 by answer")

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if (self.scale is None) == (not self.answers):
            raise ValueError(f"profile.rating_way {self.id}")
        for low, likely, high in self.answers.values():
            if not 0 <= low <= likely <= high <= SCALE_TOP:
                raise ValueError(f"profile.score_range {self.id}")
        return self

    def read(self, text: str, answer: str | None) -> Triple | None:
        """What a cell states, from 0 to 4; None where it is not of this scale.

        Parameters
        ----------
        answer : str, optional
            The canonical answer that the column's vocabulary sees in the cell.
        """
        if self.scale is None:
            return self.answers.get(answer or "")
        grade = self.scale.read(text)
        return None if grade is None else self.scale.onto_ours(grade)
