"""Sentences for a terminal: a key of the site's words in one language, with its values; errors, and files behind them.

Screens have ui.words, with its numbers, dates and directions; a terminal prints plain values.
"""

from argparse import ArgumentParser
from functools import cache
from pathlib import Path
from typing import Any

from wording.catalogue import Catalogue, joined, load_catalogue
from wording.language import SOURCE, Language
from wording.refusing import CodedError

_WORDS = Path(__file__).resolve().parents[1] / "data" / "words"
_WHY_UNREADABLE = {
    FileNotFoundError: "file.missing", IsADirectoryError: "file.is_folder", PermissionError: "file.forbidden",
}  # fmt: skip


class FileError(CodedError):
    """A file that cannot be read; the code says why."""


@cache
def _catalogue() -> Catalogue:
    """The sentences, read once: an import may tell of a hundred rows."""
    return joined(load_catalogue(_WORDS), load_catalogue(_WORDS / "kit"))


def sentence(language: Language, key: str, **values: Any) -> str:
    """A sentence with its values; what the language has no word for stands as it is."""
    counted = values.get("n", values.get("first"))
    text = _catalogue().text(language, key, counted if isinstance(counted, int | float) else None)
    if _catalogue().has(limit := f"limit.{values.get('what')}"):
        values["what"] = _catalogue().text(language, limit)
    if _catalogue().has(kind := f"intake.kind.{values.get('kind')}"):
        values["kind"] = _catalogue().text(language, kind)
    if isinstance(missing := values.get("missing"), list):
        values["missing"] = [_catalogue().text(language, f"field.{name}") for name in missing]
    between = "، " if language is Language.AR else ", "
    values |= {name: between.join(map(str, one)) for name, one in values.items() if isinstance(one, list)}
    for name, value in values.items():
        text = text.replace("{" + name + "}", "" if value is None else str(value))
    return text


def says(key: str) -> bool:
    """Whether there is such a sentence."""
    return _catalogue().has(key)


def told(language: Language, error: CodedError) -> str:
    """Everything that an error says, a line for each problem."""
    return "\n".join(sentence(language, one.code, **one.values) for one in (error, *error.others))


def speaks(parser: ArgumentParser) -> None:
    """Give a module's command its language."""
    parser.add_argument(
        "--lang", type=Language, default=SOURCE, choices=list(Language), help="language of the sentences"
    )


def unreadable(path: Path, error: OSError) -> FileError:
    """What the system says of a file, in our words."""
    return FileError(_WHY_UNREADABLE.get(type(error), "file.unreadable"), name=path.name)


def bytes_of(path: Path) -> bytes:
    """The content of a file.

    Raises
    ------
    FileError
        file.missing, file.is_folder, file.forbidden, file.unreadable.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        raise unreadable(path, error) from error


def text_of(path: Path) -> str:
    """The text of a file, UTF-8 with or without a byte order mark.

    Raises
    ------
    FileError
        As bytes_of, and file.not_utf8.
    """
    try:
        return bytes_of(path).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FileError("file.not_utf8", name=path.name) from error
