"""The cast, and a throw-away real site for every test that asks for one, on each engine that is there."""

import shutil
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from actions import accounts as people_actions
from actions.acts import Act
from actions.definitions import Definitions
from actions.permissions import Actor, Role
from actions.site import Site, make_site, open_site, terminal
from store import accounts, journal
from store.accounts import Person
from store.engine import Store, open_engines
from store.settings import Settings
from tests.postgres import ENGINES, Server, server_address
from tests.real_data import Inventory
from tests.real_data import inventory as real_inventory

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
PASSWORD = "une phrase de passe assez longue"
HOME = "Caisse nationale de sécurité sociale"
"""Omar's administration."""

ROLES_OF_THE_CAST: dict[str, tuple[Role, ...]] = {
    "amina": (Role.ANALYST,),
    "mehdi": (Role.ASSESSOR,),
    "soukaina": (Role.ASSESSOR,),
    "rachid": (Role.REVIEWER,),
    "loubna": (Role.REVIEWER,),
    "driss": (Role.REVIEWER,),
    "naima": (Role.ARBITER,),
    "salma": (Role.PUBLISHER,),
    "nadia": (Role.AUDITOR,),
    "hicham": (Role.ADMINISTRATOR,),
    "omar": (Role.CONTRIBUTOR,),
    "yassine": (),
}


@dataclass(frozen=True)
class Cast:
    """The people of the tests; all invented."""

    amina: Actor
    mehdi: Actor
    soukaina: Actor
    rachid: Actor
    loubna: Actor
    driss: Actor
    naima: Actor
    salma: Actor
    nadia: Actor
    hicham: Actor
    omar: Actor
    yassine: Actor
    terminal: Actor
    stranger: Actor


@dataclass
class Clock:
    """Time that moves only when a test says so."""

    now: datetime = NOW

    def __call__(self, *, seconds: float = 0, minutes: float = 0, hours: float = 0) -> datetime:
        """Let time pass, and tell it."""
        self.now += timedelta(seconds=seconds, minutes=minutes, hours=hours)
        return self.now


def account_id(name: str) -> str:
    """The pseudonym of somebody of the cast."""
    return f"p-{name}"


CAST = Cast(
    **{name: Actor(account_id(name)) for name in ROLES_OF_THE_CAST},
    terminal=Actor("t-0001"),
    stranger=Actor("p-nobody"),
)


@pytest.fixture(scope="session")
def definitions() -> Definitions:
    return Definitions()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def cast() -> Cast:
    return CAST


@pytest.fixture(scope="session")
def password_hash() -> str:
    """The cast shares a pass phrase: hashing is slow on purpose."""
    return people_actions.hash_password(PASSWORD)


def furnish(url: str, definitions: Definitions, password_hash: str) -> None:
    """Make a real site at an address and let the cast in."""
    site = make_site(url, "real", settings=bare_settings(Path()), definitions=definitions, now=NOW)
    with site.store.writing() as db:
        assert terminal(db, now=NOW).id == CAST.terminal.id
        for name, roles in ROLES_OF_THE_CAST.items():
            person = Person(
                account_id(name), "person", name.title(), "", name, HOME if name == "omar" else "",
                True, frozenset(role.value for role in roles), 1,
            )  # fmt: skip
            accounts.add(db, person, at=NOW, password_hash=password_hash)
        journal.append(
            db, at=NOW, area=journal.Area.PEOPLE, actor=person.id, act=Act.PERSON_ADDED.value,
            subject=f"person:{person.id}", after={"roles": sorted(person.roles)},
        )  # fmt: skip
    site.store.close()


def bare_settings(folder: Path) -> Settings:
    """Settings that hear nothing of the environment but the folder."""
    return Settings(site_dir=folder, database_url="", demo=False, anchor_key="", cookie_secret="", production=False)


@dataclass(frozen=True)
class Models:
    """A furnished site of each engine, made once; tests work on copies."""

    folder: Path
    definitions: Definitions
    password_hash: str
    server: Callable[[], Server]
    made: dict[tuple[str, str], str] = field(default_factory=dict)

    def fresh(self, engine: str, place: Path) -> str:
        """The address of an empty place for a store."""
        return f"sqlite:///{place / 'site.sqlite'}" if engine == "sqlite" else self.server().new_database()

    def copy(self, engine: str, place: Path, *, name: str = "cast", fill: Callable[[Store], None] | None = None) -> str:
        """The address of a copy of the furnished site; ``fill`` (with a name of its own) furnishes it further."""
        key = (engine, name)
        if key not in self.made:
            made = self.folder / name
            made.mkdir(exist_ok=True)
            url = self.fresh(engine, made)
            furnish(url, self.definitions, self.password_hash)
            if fill is not None:
                store = open_engines(url)
                fill(store)
                store.close()
            self.made[key] = url
        if engine == "postgresql":
            return self.server().new_database(self.made[key])
        to = place / "site.sqlite"
        shutil.copyfile(self.made[key].removeprefix("sqlite:///"), to)
        return f"sqlite:///{to}"

    def drop(self, url: str) -> None:
        """The test is over."""
        if not url.startswith("sqlite"):
            self.server().drop(url)


@pytest.fixture(scope="session")
def server() -> Iterator[Callable[[], Server]]:
    """The PostgreSQL server, started when the first test asks for it."""
    held: list[Server] = []
    running = None

    def get() -> Server:
        nonlocal running
        if not held:
            running = server_address()
            held.append(Server(running.__enter__()))
        return held[0]

    yield get
    if held:
        held[0].close()
    if running is not None:
        running.__exit__(None, None, None)


@pytest.fixture(scope="session")
def models(
    tmp_path_factory: pytest.TempPathFactory,
    definitions: Definitions,
    password_hash: str,
    server: Callable[[], Server],
) -> Models:
    return Models(tmp_path_factory.mktemp("models"), definitions, password_hash, server)


def engine_parameters() -> list[object]:
    """SQLite always, PostgreSQL when the environment gives one."""
    return [pytest.param(name, marks=pytest.mark.postgres if name == "postgresql" else ()) for name in ENGINES]


@pytest.fixture(params=engine_parameters())
def engine(request: pytest.FixtureRequest) -> str:
    """Name of the engine that a test runs on."""
    return str(request.param)


@pytest.fixture
def store_url(engine: str, models: Models, tmp_path: Path) -> Iterator[str]:
    """The address of a real site of the test's own, with the cast in it."""
    url = models.copy(engine, tmp_path)
    yield url
    models.drop(url)


@pytest.fixture
def empty_url(engine: str, models: Models, tmp_path: Path) -> Iterator[str]:
    """The address of a place where no store is yet."""
    url = models.fresh(engine, tmp_path)
    yield url
    models.drop(url)


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    """A real site's store of the test's own."""
    opened = open_engines(store_url)
    yield opened
    opened.close()


@pytest.fixture
def site(store_url: str, definitions: Definitions, tmp_path: Path) -> Iterator[Site]:
    """A real site of the test's own."""
    opened = open_site(store_url, settings=bare_settings(tmp_path), definitions=definitions, now=NOW)
    yield opened
    opened.store.close()


@pytest.fixture(scope="session")
def inventory() -> Inventory:
    """Real rows: all of them where they stand, else the excerpt."""
    found = real_inventory()
    if not found.whole:
        warnings.warn("the whole inventory is not here: the excerpt of 200 rows stands in", stacklevel=1)
    return found
