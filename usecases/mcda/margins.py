"""Under which weights an alternative has a rank at all: where enough is known of it."""

from dataclasses import dataclass

import numpy as np

from usecases.mcda.arrays import FloatArray

ROUNDING = 1e-9
"""By how much a known share may miss its threshold: it is a sum of weights, and the last digit must not fail it."""


@dataclass(frozen=True, eq=False)
class Margins:
    """Weights rank an alternative where their sum over its margins is not negative.

    As much is known of it as its known criteria weigh: its margins are 1 or 0, each less what must be known.
    """

    own: FloatArray  # (n_criteria,)
    others: FloatArray  # (n_criteria, n_others)

    @classmethod
    def of(cls, margins: FloatArray | None, own: int, like: FloatArray) -> "Margins":
        """Those of one column and of the others; of the shape of ``like``, and positive, where every one has a rank."""
        known = np.ones_like(like) if margins is None else margins
        return cls(known[:, own], np.delete(known, own, axis=1))

    @property
    def beside(self) -> FloatArray:
        """Those of the others as far as they matter while the alternative itself has a rank.

        Of whom at least the same is known, that one has a rank then too, at the border as well.
        """
        along = (self.others >= self.own[:, np.newaxis]).all(axis=0)
        return np.where(along, 1.0, self.others)
