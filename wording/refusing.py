"""What is refused is said by a code and its values; the sentence is made where the reader's language is known."""


class CodedError(ValueError):
    """Something that cannot be done as asked.

    Parameters
    ----------
    code
        Key of the sentence in the catalogue of words.
    values
        What the sentence has to fill in.
    """

    def __init__(self, code: str, **values: object) -> None:
        self.code, self.values = code, values
        super().__init__(f"{code} {values}" if values else code)
