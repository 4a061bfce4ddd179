"""The one open site of this process, its clock and its words."""

import secrets
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from threading import RLock
from typing import TypeVar

from actions.definitions import DATA, Definitions
from actions.demonstration import open_or_make_demonstration
from actions.site import Site, open_site
from actions.work import Workshop
from store.engine import StoreError
from store.settings import Settings
from ui.words import Words
from usecases.criteria import CriteriaError
from wording.catalogue import Catalogue, joined, load_catalogue
from wording.declared import DeclaredFileError, read_yaml
from wording.language import Language

T = TypeVar("T")
_making = RLock()


def once(make: Callable[[], T]) -> Callable[[], T]:
    """One value for the whole process: visitors who arrive together wait for it, and no second one is ever made."""
    kept = cache(make)

    def given() -> T:
        with _making:
            return kept()

    return given


def now() -> datetime:
    """The instant at which a gesture arrives; everything further in takes it as an argument."""
    return datetime.now(UTC)


@once
def site() -> Site:
    """The site this process serves: the configured one, else the demonstration, made on first use."""
    settings, definitions = Settings(), Definitions()
    if settings.has_site:
        return open_site(settings.site_url, settings=settings, definitions=definitions, now=now())
    return open_or_make_demonstration(settings, definitions, now=now())


def site_or_stop() -> Site:
    """The site, or the end of the process with a sentence in three languages."""
    try:
        return site()
    except StoreError as error:
        code, values = error.code, error.values
    except (DeclaredFileError, CriteriaError) as error:
        code, values = "definition.unreadable", {"why": str(error)}
    for language in Language:
        sys.stderr.write(words(language)(code, **values) + "\n")
    raise SystemExit(2)


@cache
def catalogue() -> Catalogue:
    """Texts of the screens and of their components."""
    return joined(load_catalogue(DATA / "words"), load_catalogue(DATA / "words" / "kit"))


@cache
def builtin_words() -> Catalogue:
    """Streamlit's own English strings, which it offers no way to translate."""
    return load_catalogue(DATA / "words" / "builtin")


@cache
def words(language: Language) -> Words:
    """The reader's words."""
    return Words(language, catalogue())


@once
def workshop() -> Workshop:
    """Where long work is done, beside this process."""
    return Workshop()


@once
def cookie_secret() -> str:
    """The key that signs cookies; without one from the environment, sessions end with the process."""
    return site().settings.cookie_secret.get_secret_value() or secrets.token_hex(32)


@cache
def region_names() -> dict[str, dict[Language, str]]:
    """Names of the twelve regions by code."""
    regions = read_yaml(DATA / "reference" / "regions.yaml")
    return {one["code"]: {language: one[language.value] for language in Language} for one in regions}
