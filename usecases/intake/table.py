"""A table that was found in a file: its sheet, its header row and what is known of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from usecases.intake.grid import Grid, GridRow, Why
from usecases.intake.headers import Headers
from usecases.intake.profile import Profile


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet whose header row and profile are settled."""

    grid: Grid
    header: GridRow
    profile: Profile
    headers: Headers
    """Those that the profile knows."""
    why: tuple[Why, ...]
    known: int
    """How many meanings its headers name."""
    owner: str = ""
    """The administration that is named above the table, where no column names more than a part of one."""
    owners: Mapping[int, str] = field(default_factory=dict)
    """By row, the same where the table was joined from several sheets."""

    @property
    def rows(self) -> int:
        """How many rows below the header say anything."""
        return sum(1 for row in self.grid.rows if row.number > self.header.number and row.stated())
