"""Visit: what every screen receives. It reads and acts in the person's name, and remembers what many read."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from threading import Lock
from typing import Any, Concatenate, ParamSpec, TypeVar

import streamlit as st

from actions import reading
from actions.permissions import Actor, Permission, PermissionDeniedError, permissions_of
from actions.site import Site
from ethics.framework import Framework
from ethics.triage import DepthProposal
from ethics.verdict import CLEARING
from store import Session, accounts
from store.accounts import Person
from store.journal import Area, head, revisions
from store.use_cases import CaseLine
from store.verdicts import GivenVerdict
from ui import opening
from ui.components.table import TextCell
from ui.words import Words, isolate
from usecases.criteria import CriteriaSet, Criterion
from usecases.intake.sheet import UNSTATED
from usecases.performance import PerformanceTable
from usecases.use_case import Texts, in_language
from wording.language import Language

P = ParamSpec("P")
T = TypeVar("T")

_kept: dict[tuple[str, ...], tuple[tuple[int, ...], Any]] = {}
_lock = Lock()


@dataclass(frozen=True)
class Visit:
    """One person on one screen, in one language, at one moment."""

    site: Site
    person: Person
    words: Words
    screens: Mapping[str, Any]
    dark: bool = False

    @property
    def actor(self) -> Actor:
        """Who acts."""
        return Actor(self.person.id)

    @property
    def language(self) -> Language:
        """The reader's language."""
        return self.words.language

    @property
    def criteria(self) -> CriteriaSet:
        """The criteria set in use."""
        return self.site.definitions.criteria

    @property
    def framework(self) -> Framework:
        """The ethics framework in use."""
        return self.site.definitions.framework

    @property
    def criteria_words(self) -> Words:
        """Words of the criteria."""
        return Words(self.language, self.criteria.words)

    @property
    def framework_words(self) -> Words:
        """Words of the framework."""
        return Words(self.language, self.framework.words)

    @cached_property
    def allowed(self) -> frozenset[Permission]:
        """Everything the person may do, as the store had it when this run began; every deed asks the store again."""
        return permissions_of(self.person)

    def may(self, permission: Permission) -> bool:
        """Whether the person may do this."""
        return permission in self.allowed

    def read(self, reader: Callable[Concatenate[Session, Actor, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Read in the person's name; the reader checks the right."""
        with self.site.store.reading() as db:
            return reader(db, self.actor, *args, **kwargs)

    def do(self, deed: Callable[..., T], *args: Any, **kwargs: Any) -> T:
        """Do something in the person's name; the deed checks the right, saves and records in one transaction."""
        self.__dict__.pop("_revisions", None)
        with self.site.store.writing() as db:
            return deed(db, self.actor, *args, now=opening.now(), **kwargs)

    def cases(self) -> list[CaseLine]:
        """Cases the person may see, kept until a deed changes cases or their status."""
        return self._remember(("cases", self._scope()), (Area.CASES, Area.REVIEWS), reading.cases)

    def table(self) -> PerformanceTable:
        """Scores in force of the admitted candidates, kept until a deed changes them."""
        self._require(Permission.READ_SCORES)
        areas = (Area.CASES, Area.REVIEWS, Area.SCORES)
        return self._remember(("table",), areas, lambda db, actor: reading.performance_table(db, actor, self.criteria))

    def verdicts(self) -> dict[str, GivenVerdict]:
        """Verdicts in force on the cases the person may see."""
        return self._remember(("verdicts", self._scope()), (Area.CASES, Area.REVIEWS), reading.verdicts)

    def barred(self) -> set[str]:
        """Cases that their verdict in force keeps out of every selection."""
        return {name for name, one in self.verdicts().items() if one.decision not in CLEARING}

    def entries(self, first: int) -> dict[str, float]:
        """How often each case enters the indicative selection, kept until a deed changes scores or verdicts."""
        self._require(Permission.READ_SCORES)
        barred = self.barred()
        return self._remember(
            ("entries", str(first)), (Area.CASES, Area.REVIEWS, Area.SCORES),
            lambda db, actor: reading.entries(db, actor, self.criteria, first=first, barred=barred),
        )  # fmt: skip

    def proposed_depths(self) -> dict[str, DepthProposal]:
        """The depth of review that the facts of each case suggest, kept until a deed changes cases."""
        self._require(Permission.READ_CASES)
        return self._remember(
            ("depths", self.framework.content_hash), (Area.CASES,),
            lambda db, actor: reading.proposed_depths(db, actor, self.framework),
        )  # fmt: skip

    def name_of(self, actor_id: str) -> str:
        """The name of somebody who acted, in the reader's script; the pseudonym where nobody has it any more."""
        person = self._people().get(actor_id)
        return person.name_in(self.language) if person else actor_id

    def journal_head(self) -> str:
        """Number and hash of the last line, printed on every export."""
        with self.site.store.reading() as db:
            seq, digest = head(db)
        return f"{seq} · {digest[:16]}"

    def title(self, texts: Texts) -> str:
        """A text of a case as the reader sees it, isolated where it stands in another script."""
        shown = in_language(texts, self.language)
        if shown is None:
            return "—"
        same = shown.language.direction == self.language.direction
        return shown.value if same else isolate(shown.value)

    def text_cell(self, texts: Texts) -> TextCell:
        """A text of a case for a table, in the language it stands in."""
        shown = in_language(texts, self.language)
        return TextCell(shown.value, shown.language) if shown else TextCell("—")

    def administration(self, name: str) -> str:
        """An administration by its name in the reader's language, where it is known; else as its source spells it."""
        if name == UNSTATED:
            return self.words("case.owner_unstated")
        return self.site.definitions.administrations.named(name, self.language) or name

    def region(self, code: str) -> str:
        """The name of a region."""
        known = opening.region_names().get(code)
        return known[self.language] if known else code

    def in_unit(self, criterion: Criterion, x: float) -> str:
        """A quantity of a criterion: dirhams short, months in words, the rest as a number."""
        shown: dict[str, Callable[[float], str]] = {"mad": self.words.money_mad, "months": self.words.months}
        return shown.get(criterion.unit, self.words.number)(x)

    def sectors(self) -> list[str]:
        """Codes of the sectors, in their declared order."""
        return list(self.site.definitions.sectors)

    def request_id(self, form: str) -> str:
        """One id for one filled form, so that sending it twice does it once; `forget_request` begins the next."""
        key = f"request_{form}"
        if key not in st.session_state:
            st.session_state[key] = uuid.uuid4().hex
        return str(st.session_state[key])

    def forget_request(self, form: str) -> None:
        """The form was taken: the next one is another request."""
        st.session_state.pop(f"request_{form}", None)

    def go(self, screen: str, **where: str) -> None:
        """Open another screen of the site with what it should show."""
        st.switch_page(self.screens[screen], query_params={"lang": self.language.value, **where})

    def notes(self, **more: str) -> dict[str, str]:
        """What every export says of itself."""
        return {
            self.words("export.site"): self.words(f"site.{self.site.kind}"),
            self.words("export.at"): self.words.instant(opening.now()),
            self.words("export.by"): self.name_of(self.person.id),
            self.words("export.journal"): self.journal_head(),
            **more,
        }

    @property
    def now(self) -> datetime:
        """The moment of this run."""
        return opening.now()

    def _people(self) -> dict[str, Person]:
        """Everybody by pseudonym, so that a screen can name who did something; kept until an account changes."""
        return self._remember(
            ("people",), (Area.PEOPLE,), lambda db, _actor: {one.id: one for one in accounts.everybody(db)}
        )

    def _scope(self) -> str:
        """Whose cases the person may see: everybody's, or those of one administration."""
        self._require(Permission.READ_OWN_CASES)
        return "" if self.may(Permission.READ_CASES) else f"own:{self.person.administration}"

    def _require(self, permission: Permission) -> None:
        if not self.may(permission):
            raise PermissionDeniedError(permission)

    def _remember(self, name: tuple[str, ...], areas: tuple[Area, ...], reader: Callable[[Session, Actor], T]) -> T:
        """What `reader` gives, kept for everybody of the same scope until a deed touches one of the areas."""
        key, now = (str(self.site.store.url), *name), tuple(self._revisions[area] for area in areas)
        held = _kept.get(key)
        if held and held[0] == now:
            return held[1]  # type: ignore[no-any-return]
        fresh = self.read(reader)
        with _lock:
            _kept[key] = (now, fresh)
        return fresh

    @cached_property
    def _revisions(self) -> dict[Area, int]:
        """How far each area of the journal has come in this run; forgotten with every deed."""
        with self.site.store.reading() as db:
            return revisions(db)
