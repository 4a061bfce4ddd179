"""What the terminal says: sentences in its language, errors that end a command with one, and the site it speaks of.

Exit 0 when done, 1 when a check found a fault, 2 when what was asked cannot be understood or done.
"""

import errno
import json
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Annotated, Any

import typer

import wording.told
from actions.definitions import Definitions
from actions.permissions import PermissionDeniedError
from actions.reading import UnknownWeightingError
from actions.site import Site, open_site
from store.engine import StoreError, failures_named, store_exists
from store.settings import Settings
from usecases.criteria import CriteriaError
from usecases.intake import IntakeError
from usecases.mcda.polytope import EmptyRegionError
from wording.declared import DeclaredFileError
from wording.language import SOURCE, Language
from wording.printed import say_no_more
from wording.refusing import CodedError
from wording.told import says, told

# Every command that can print JSON says so in the same words.
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
_OF_THE_SYSTEM = {
    errno.ENOSPC: "file.no_room", errno.EACCES: "file.unwritable", errno.EPERM: "file.unwritable",
    errno.EROFS: "file.unwritable",
}  # fmt: skip
"""What the system says of a file or a folder that has a sentence of its own."""
UNDERSTOOD_BUT_WRONG, NOT_UNDERSTOOD = 1, 2
_spoken = SOURCE


def speak(language: Language) -> None:
    """Say everything in this language from now on."""
    global _spoken
    _spoken = language


def language() -> Language:
    """The terminal's language."""
    return _spoken


def the_site() -> Site:
    """The real site, opened."""
    settings = Settings()
    if not settings.has_site and store_exists(settings.demonstration_url):
        raise StoreError("store.only_demonstration", url=settings.demonstration_url)
    return open_site(settings.site_url, settings=settings, definitions=Definitions(), now=now())


def now() -> datetime:
    """The moment of the command."""
    return datetime.now(UTC)


def request_id() -> str:
    """The id under which the journal knows the one deed of a command."""
    return uuid.uuid4().hex


def place_of(site: Site) -> str:
    """Where a site is kept, without its password."""
    return site.store.url.render_as_string(hide_password=True)


@contextmanager
def sentences() -> Iterator[None]:
    """An error that has a sentence ends the command with it, never with a traceback."""
    try:
        with failures_named():
            yield
        sys.stdout.flush()
    except BrokenPipeError:  # whoever reads has seen enough
        say_no_more()
        raise typer.Exit from None
    except Exception as error:
        said = _said_of(error)
        if said is None:
            raise
        sys.stderr.write(said + "\n")
        raise typer.Exit(NOT_UNDERSTOOD) from None


def _said_of(error: Exception) -> str | None:
    """The sentence of an error; None where it has none, and is a fault of ours."""
    if isinstance(error, CodedError):
        return told(language(), error)
    found = _coded(error)
    return None if found is None else sentence(found[0], **found[1])


def _coded(error: Exception) -> tuple[str, dict[str, Any]] | None:
    """The code of an error and what its sentence is filled with."""
    found: tuple[str, dict[str, Any]] | None = None
    match error:
        case OSError():
            code, why = _OF_THE_SYSTEM.get(error.errno or 0, "file.failed"), error.strerror or str(error)
            found = code, {"name": str(error.filename or ""), "why": why}
        case StoreError() | UnknownWeightingError():
            found = error.code, _with_reason(error.values)
        case IntakeError():
            found = error.code, error.values
        case PermissionDeniedError():
            found = error.code, {"permission": sentence(f"permission.{error.permission}")}
        case EmptyRegionError():
            found = "region.empty", {}
        case DeclaredFileError() | CriteriaError():
            found = "definition.unreadable", {"why": str(error)}
    return found


def _with_reason(values: dict[str, Any]) -> dict[str, Any]:
    """The values of an error; a reason that is a sentence of its own is said."""
    why = values.get("why", "")
    return {**values, "why": sentence(why, **values)} if says(why) else values


def sentence(key: str, **values: Any) -> str:
    """A sentence with its values, in the terminal's language."""
    return wording.told.sentence(language(), key, **values)


def tell(key: str, *, error: bool = False, **values: Any) -> None:
    """Print a sentence; an error goes to the other stream."""
    (sys.stderr if error else sys.stdout).write(sentence(key, **values) + "\n")


def print_json(value: Any) -> None:
    """Print plain values."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, allow_nan=False, indent=1) + "\n")
