"""Servers and sites that the screens are looked at on."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from actions.definitions import Definitions
from actions.demonstration import open_or_make_demonstration
from actions.site import Site, open_site
from store import accounts
from store.accounts import Person
from tests.conftest import NOW, Models, bare_settings
from tests.serving import Server, serving
from ui import opening
from ui.visit import Visit
from wording.language import Language


@pytest.fixture(scope="session")
def demonstration_folder(tmp_path_factory: pytest.TempPathFactory, definitions: Definitions) -> Path:
    """A folder with a demonstration in it, made once."""
    folder = tmp_path_factory.mktemp("demonstration")
    open_or_make_demonstration(bare_settings(folder), definitions, now=NOW).store.close()
    return folder


@pytest.fixture(scope="session")
def demonstration(demonstration_folder: Path, definitions: Definitions) -> Iterator[Site]:
    """The demonstration, opened in this process."""
    settings = bare_settings(demonstration_folder)
    opened = open_site(settings.demonstration_url, settings=settings, definitions=definitions, now=NOW)
    yield opened
    opened.store.close()


@pytest.fixture
def site(demonstration_folder: Path, definitions: Definitions, tmp_path: Path) -> Iterator[Site]:
    """A demonstration of one's own, to be worked on, or changed under somebody's hands."""
    shutil.copyfile(demonstration_folder / "demonstration.sqlite", tmp_path / "demonstration.sqlite")
    settings = bare_settings(tmp_path)
    opened = open_site(settings.demonstration_url, settings=settings, definitions=definitions, now=NOW)
    yield opened
    opened.store.close()


@pytest.fixture
def empty(models: Models, definitions: Definitions, tmp_path: Path) -> Iterator[Site]:
    """A real site with people and nothing else."""
    url = models.copy("sqlite", tmp_path)
    opened = open_site(url, settings=bare_settings(tmp_path), definitions=definitions, now=NOW)
    yield opened
    opened.store.close()


@pytest.fixture(scope="session")
def server(demonstration_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server of the demonstration."""
    folder = tmp_path_factory.mktemp("served")
    shutil.copyfile(demonstration_folder / "demonstration.sqlite", folder / "demonstration.sqlite")
    with serving(folder) as running:
        yield running


@pytest.fixture
def visiting() -> Callable[[Site, str, Language], Visit]:
    """Somebody of a site on a screen, by pseudonym."""

    def visit(site: Site, who: str, language: Language) -> Visit:
        return Visit(site, person_of(site, who), opening.words(language), {})

    return visit


def person_of(site: Site, who: str) -> Person:
    """Somebody of a site, by pseudonym or by role."""
    with site.store.reading() as db:
        for person in accounts.everybody(db):
            if person.id == who or (person.kind != "terminal" and who in person.roles):
                return person
    raise LookupError(who)
