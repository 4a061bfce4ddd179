"""What all methods share: the array types, and the refusal of a missing value."""

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.intp]
BoolArray = NDArray[np.bool_]


class MissingValueError(ValueError):
    """A method was given a missing value: what stands for the unknown is decided before it."""

    def __init__(self, alternative: int, criterion: int | None = None) -> None:
        self.code = "mcda.missing_value"
        self.alternative, self.criterion = alternative, criterion
        super().__init__(f"alternative {alternative}, criterion {criterion}")
