"""What is refused is said by a code and its values; the sentence is made where the reader's language is known."""

from collections.abc import Sequence
from typing import NoReturn, Self


class CodedError(ValueError):
    """Something that cannot be done as asked.

    Parameters
    ----------
    code
        Key of the sentence in the catalogue of words.
    values
        What the sentence has to fill in.
    """

    others: "tuple[CodedError, ...]" = ()
    """What else is wrong with the same thing; a reader is told everything at once."""

    def __init__(self, code: str, **values: object) -> None:
        self.code, self.values = code, values
        super().__init__(f"{code} {values}" if values else code)

    def with_others(self, others: "Sequence[CodedError]") -> Self:
        """The same error, with all else that is wrong."""
        self.others = tuple(others)
        return self


def refuse(problems: Sequence[CodedError]) -> NoReturn:
    """Raise the first of some problems, with the others; there must be one."""
    raise problems[0].with_others(problems[1:])
