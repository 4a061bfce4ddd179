"""The Streamlit script: finds the visitor, registers the screens they may open, shows the one they asked for.

It imports the screens from above because it is an entry point, like app.py; nothing imports it.
"""

import logging
import sys
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import NamedTuple

ROOT = str(Path(__file__).resolve().parent.parent)
if ROOT not in sys.path:
    sys.path.insert(0, ROOT)

import streamlit as st  # noqa: E402 -- the project's folder must be on the path first

from actions.permissions import Permission, PermissionDeniedError, permissions_of  # noqa: E402
from pages import (  # noqa: E402
    catalogue,
    intake,
    journal,
    methods,
    overview,
    ranking,
    review,
    scoring,
    settings,
)
from store.accounts import Person  # noqa: E402
from store.engine import StoreError  # noqa: E402
from ui import frame, opening, sign_in  # noqa: E402
from ui.components.page_header import banner  # noqa: E402
from ui.turns import in_turn  # noqa: E402
from ui.visit import Visit  # noqa: E402
from ui.words import Words  # noqa: E402

logger = logging.getLogger("site")
MARK = Path(ROOT, "ui", "style", "mark.svg")


class Screen(NamedTuple):
    """A screen: who may open it, where it stands in the menu, its French address (never a file's name)."""

    name: str
    show: Callable[[Visit], None]
    address: str
    permission: Permission
    section: str


SCREENS = (
    Screen("overview", overview.show, "tableau-de-bord", Permission.READ_PLAN, "decide"),
    Screen("ranking", ranking.show, "classement", Permission.READ_SCORES, "decide"),
    Screen("catalogue", catalogue.show, "cas-usage", Permission.READ_OWN_CASES, "collect"),
    Screen("intake", intake.show, "depot", Permission.PROPOSE_CASE, "collect"),
    Screen("scoring", scoring.show, "notation", Permission.RECORD_SCORE, "collect"),
    Screen("review", review.show, "examen-ethique", Permission.READ_REVIEWS, "examine"),
    Screen("journal", journal.show, "registre-des-actes", Permission.READ_JOURNAL, "keep"),
    Screen("settings", settings.show, "reglages", Permission.READ_SETTINGS, "keep"),
    Screen("methods", methods.show, "methodes", Permission.READ_OWN_CASES, "keep"),
)


def main() -> None:
    """One run of the script."""
    words = opening.words(frame.reader_language())
    with in_turn(), _in_words(words, "frame"):
        _run(words)


def _run(words: Words) -> None:
    st.set_page_config(page_title=words("app.title"), page_icon=str(MARK), layout="wide")
    frame.surround(words)
    person = sign_in.visitor(st.context.cookies.get(sign_in.COOKIE))
    if person is None:
        _show_everywhere(partial(frame.ended, words), words)
        return
    allowed = permissions_of(person)
    screens = [screen for screen in SCREENS if screen.permission in allowed]
    if not screens:
        _show_everywhere(partial(_no_role, person, words), words)
        return
    registered: dict[str, object] = {}
    visit = Visit(opening.site(), person, words, registered, dark=st.context.theme.type == "dark")
    # The first page of a menu answers at "/" only, not at its own address: so that one is nobody's screen.
    home = st.Page(partial(visit.go, screens[0].name), title=words("app.title"), default=True, visibility="hidden")
    sections: dict[str, list[object]] = {"": [home]}
    for screen in SCREENS:
        # A screen that is not the reader's stays out of the menu, but its address answers with the reason.
        page = st.Page(
            partial(_shown, screen, visit),
            title=words(f"{screen.name}.menu"),
            url_path=screen.address,
            visibility="visible" if screen in screens else "hidden",
        )
        registered[screen.name] = page
        sections.setdefault(words(f"section.{screen.section}"), []).append(page)
    current = st.navigation(sections)  # type: ignore[arg-type]
    frame.sidebar(visit)
    frame.demonstration_notice(visit)
    current.run()


def _show_everywhere(show: Callable[[], None], words: Words) -> None:
    """The same at every address: otherwise Streamlit says in English that the page does not exist."""
    title = words("app.title")
    pages = [st.Page(show, title=title, url_path=screen.address) for screen in SCREENS]
    st.navigation([st.Page(show, title=title, default=True), *pages], position="hidden").run()


def _shown(screen: Screen, visit: Visit) -> None:
    with _in_words(visit.words, screen.name):
        if not visit.may(screen.permission):
            raise PermissionDeniedError(screen.permission)
        screen.show(visit)


@contextmanager
def _in_words(words: Words, what: str) -> Iterator[None]:
    """Whatever happens, the reader gets a sentence and never a traceback; the log keeps the reason."""
    try:
        yield
    except PermissionDeniedError as error:
        banner(words("permission.denied", permission=words(f"permission.{error.permission}")), tone="conditions")
    except StoreError as error:
        logger.exception("screen %s: %s", what, error.code)
        banner(words(error.code, **error.values), tone="refused")
    except Exception:
        number = uuid.uuid4().hex[:8]
        logger.exception("screen %s failed, case %s", what, number)
        banner(words("error.unexpected", number=number), tone="refused")


def _no_role(person: Person, words: Words) -> None:
    visit = Visit(opening.site(), person, words, {})
    frame.demonstration_notice(visit)
    banner(words("role.none_explained", name=person.name_in(visit.language)), tone="quiet", title=words("role.none"))
    frame.sidebar(visit)


main()
