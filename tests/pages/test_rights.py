"""Who sees which screen, asked of a running server by people who signed in; and what happens when a right is gone."""

import sqlite3
from pathlib import Path

import pytest

from actions import accounts
from actions.definitions import Definitions
from actions.permissions import PermissionDeniedError, Role
from actions.site import open_site
from tests.conftest import CAST, NOW, PASSWORD, Models, account_id, bare_settings
from tests.pages.conftest import person_of
from tests.pages.screens import MAY_OPEN, SCREENS
from tests.serving import Server, Socket, serving
from ui import opening
from wording.language import Language

WORDS = opening.words(Language.FR)


def titles_in(text: str) -> set[str]:
    """The screens whose title is on what was shown."""
    return {screen for screen in SCREENS if f'<h1 class="am-title">{WORDS(f"{screen}.title")}</h1>' in text}


def test_every_role_is_in_the_table():
    assert set(MAY_OPEN) == {role.value for role in Role} - {"terminal"}
    assert all(screens <= set(SCREENS) for screens in MAY_OPEN.values())


@pytest.mark.parametrize("role", MAY_OPEN)
def test_a_role_opens_its_own_screens_and_is_refused_the_others_with_the_reason(role, server, demonstration):
    cookie = server.enter(person=person_of(demonstration, role).id)
    refusal = WORDS("permission.denied", permission="|").partition("|")[0]
    for screen, address in SCREENS.items():
        with Socket(server, cookie) as tab:
            shown = tab.run(address, query="lang=fr")
        assert shown.tracebacks == []
        assert shown.addresses == {SCREENS[one] for one in MAY_OPEN[role]}, "the menu offers what opens, nothing else"
        if screen in MAY_OPEN[role]:
            assert titles_in(shown.text) == {screen}
            assert refusal not in shown.text
        else:
            assert titles_in(shown.text) == set()
            assert refusal in shown.text


def test_whoever_has_no_role_sees_no_screen_at_all(server, demonstration):
    with demonstration.store.reading() as db:
        yassine = next(one for one in accounts.cast(db) if not one.roles)
    cookie = server.enter(person=yassine.id)
    for address in ("", *SCREENS.values(), *SCREENS):
        with Socket(server, cookie) as tab:
            shown = tab.run(address, query="lang=fr")
        assert shown.page_not_found == (address in SCREENS), "a known address answers with the reason"
        assert shown.addresses == set()
        assert titles_in(shown.text) == set()
        assert WORDS("role.none") in shown.text


@pytest.fixture
def real(models: Models, tmp_path: Path):
    """A real site with the cast, and its server."""
    models.copy("sqlite", tmp_path)
    with serving(tmp_path) as running:
        yield running


def change(server: Server, definitions: Definitions, who: str, roles: list[Role], *, active: bool = True) -> None:
    """Hicham changes somebody's roles, from another window."""
    settings = bare_settings(server.folder)
    site = open_site(settings.site_url, settings=settings, definitions=definitions, now=NOW)
    with site.store.writing() as db:
        person = person_of(site, account_id(who))
        accounts.change_person(
            db, CAST.hicham, person.id, roles=roles, active=active, expected_version=person.version, now=NOW
        )
    site.store.close()


def test_a_right_that_is_taken_away_is_gone_at_the_next_click(real, definitions):
    cookie = real.enter(login="amina", password=PASSWORD)
    with Socket(real, cookie) as tab:
        assert titles_in(tab.run("classement", query="lang=fr").text) == {"ranking"}
        change(real, definitions, "amina", [])
        shown = tab.run("classement", query="lang=fr")
        assert titles_in(shown.text) == set()
        assert WORDS("sign_in.ended") in shown.text


def test_a_right_that_is_given_is_there_at_the_next_click(real, definitions):
    cookie = real.enter(login="yassine", password=PASSWORD)
    with Socket(real, cookie) as tab:
        assert WORDS("role.none") in tab.run("classement", query="lang=fr").text
        change(real, definitions, "yassine", [Role.AUDITOR])
        shown = tab.run("classement", query="lang=fr")
        assert shown.addresses == {SCREENS[one] for one in MAY_OPEN["auditor"]}
        assert titles_in(shown.text) == {"ranking"}


def test_a_closed_account_is_out_at_the_next_click_and_stays_out(real, definitions):
    cookie = real.enter(login="salma", password=PASSWORD)
    with Socket(real, cookie) as tab:
        assert titles_in(tab.run("tableau-de-bord", query="lang=fr").text) == {"overview"}
        change(real, definitions, "salma", [Role.PUBLISHER], active=False)
        assert WORDS("sign_in.ended") in tab.run("tableau-de-bord", query="lang=fr").text
    assert real.open_page("/tableau-de-bord", cookie=cookie).status == 303
    answer = real.ask("POST", "/entrer", form={"login": "salma", "password": PASSWORD})
    assert answer.status == 401


def test_a_screen_that_fails_shows_a_sentence_and_no_traceback(real):
    """The store is damaged under the running server: a table that the ranking reads is gone."""
    cookie = real.enter(login="amina", password=PASSWORD)
    with Socket(real, cookie) as tab:
        tab.run("", query="lang=fr")
        with sqlite3.connect(real.folder / "site.sqlite") as damaged:
            damaged.execute("ALTER TABLE performance RENAME TO gone")
        for language in Language:
            shown = tab.run("classement", query=f"lang={language}")
            sentence = opening.words(language)("error.unexpected", number="|").split("|")[0]
            assert sentence[:30] in shown.text
            assert shown.tracebacks == []
            for trace in ("Traceback", "sqlalchemy", "performance", ".py"):
                assert trace not in shown.text
    assert "Traceback" in real.told(), "the server's own log keeps the reason"


def test_what_is_kept_for_many_readers_is_not_shown_to_one_who_may_not_read_it(demonstration, visiting):
    """A list that somebody else has asked for lies ready: the right is asked before it is handed out."""
    analyst = visiting(demonstration, "analyst", Language.FR)
    assert analyst.cases()
    assert len(analyst.table())
    assert analyst.verdicts()
    with demonstration.store.reading() as db:
        yassine = next(one for one in accounts.cast(db) if not one.roles)
    nobody = visiting(demonstration, yassine.id, Language.FR)
    for read in (nobody.cases, nobody.table, nobody.verdicts):
        with pytest.raises(PermissionDeniedError):
            read()
