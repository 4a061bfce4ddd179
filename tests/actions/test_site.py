"""Two kinds of sites that never mix, definitions that never change under a version, and the journal's keeper."""

import shutil
from datetime import timedelta

import pytest
from pydantic import SecretStr
from sqlalchemy import make_url

from actions import accounts as people
from actions.accounts import AccountError
from actions.definitions import DATA, Definitions
from actions.demonstration import open_or_make_demonstration
from actions.keeping import read_anchor_file, seal_head, upgrade_site, verify_journal
from actions.permissions import Actor
from actions.site import Site, make_site, open_or_make, open_site, terminal, terminal_actor
from store import accounts, journal, use_cases, verdicts, verifying
from store.engine import StoreError, is_sqlite
from tests.actions import scenes
from tests.conftest import CAST, NOW, PASSWORD, bare_settings
from wording.told import FileError


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory, definitions):
    """The demonstration store, filled as a first visitor finds it."""
    folder = tmp_path_factory.mktemp("demonstration")
    made = open_or_make_demonstration(bare_settings(folder), definitions, now=NOW)
    yield made
    made.store.close()


def test_a_demonstration_refuses_real_people(demonstration):
    with demonstration.store.reading() as db:
        hicham = next(one for one in people.cast(db) if "administrator" in one.roles)
    with demonstration.store.writing() as db, pytest.raises(AccountError) as refused:
        people.add_person(
            db, Actor(hicham.id), name="Une vraie personne", login="vraie", password_hash=None, roles=[], now=NOW
        )
    assert refused.value.code == "account.demonstration"


def test_in_a_demonstration_one_enters_as_an_invented_person_and_as_nobody_else(demonstration):
    with demonstration.store.writing() as db:
        somebody = people.cast(db)[0]
        token = people.sign_in_as(db, somebody.id, now=NOW)
        for other in (terminal(db, now=NOW).id, "p-nobody"):
            with pytest.raises(AccountError):
                people.sign_in_as(db, other, now=NOW)
    person = people.person_of(demonstration.store, token, now=NOW)
    assert person == somebody
    with pytest.raises(AccountError):
        people.sign_in(demonstration.store, "amina", PASSWORD, now=NOW)


def test_the_demonstration_was_filled_by_deeds_and_its_journal_holds(demonstration):
    with demonstration.store.reading() as db:
        assert verifying.verify(db) is None
        assert use_cases.count(db) >= 60
        given = {one.decision for one in verdicts.in_force(db).values()}
        acts = {line.act for line in journal.everything(db)}
    assert given == {"cleared", "cleared_with_conditions", "redesign", "refused"}
    assert {"case.registered", "score.recorded", "review.opened", "review.answered", "review.closed"} <= acts


def test_a_demonstration_is_made_once_and_then_opened(demonstration, definitions):
    path = make_url(demonstration.store.url).database
    before = (demonstration.settings.site_dir / "demonstration.sqlite").stat().st_ino
    again = open_or_make_demonstration(demonstration.settings, definitions, now=NOW + timedelta(days=9))
    assert again.is_demonstration
    assert (demonstration.settings.site_dir / "demonstration.sqlite").stat().st_ino == before
    assert str(again.store.url.database) == path
    again.store.close()


def test_a_real_site_begins_empty_with_its_terminal_and_its_making_in_the_journal(empty_url, definitions, tmp_path):
    made = make_site(empty_url, "real", settings=bare_settings(tmp_path), definitions=definitions, now=NOW)
    with made.store.reading() as db:
        assert use_cases.count(db) == 0
        assert [line.act for line in journal.everything(db)] == ["person.added", "site.made"]
        assert [one.kind for one in accounts.everybody(db)] == ["terminal"]
    made.store.close()
    with pytest.raises(StoreError) as refused:
        make_site(empty_url, "real", settings=bare_settings(tmp_path), definitions=definitions, now=NOW)
    assert refused.value.code == "store.exists"


def test_a_site_is_opened_as_the_kind_it_was_made(site: Site, definitions, tmp_path):
    url = site.store.url.render_as_string(hide_password=False)
    again = open_site(url, settings=bare_settings(tmp_path), definitions=definitions, now=NOW)
    assert (again.kind, again.is_demonstration) == ("real", False)
    again.store.close()


def test_a_store_without_the_flag_is_no_site(site: Site, definitions, tmp_path):
    from sqlalchemy import text

    with site.store.writing() as db:
        db.execute(text("DELETE FROM site WHERE key = 'kind'"))
    url = site.store.url.render_as_string(hide_password=False)
    with pytest.raises(StoreError) as refused:
        open_site(url, settings=bare_settings(tmp_path), definitions=definitions, now=NOW)
    assert refused.value.code == "store.not_a_site"


def test_an_empty_place_is_not_opened_but_can_be_made(empty_url, definitions, tmp_path):
    settings = bare_settings(tmp_path).model_copy(update={"database_url": empty_url})
    for call in (
        lambda: open_site(empty_url, settings=settings, definitions=definitions, now=NOW),
        lambda: upgrade_site(empty_url, now=NOW),
    ):
        with pytest.raises(StoreError) as refused:
            call()
        assert refused.value.code == "store.missing"
    made, first = open_or_make(settings, definitions, now=NOW)
    made.store.close()
    again, second = open_or_make(settings, definitions, now=NOW)
    again.store.close()
    assert (first, second) == (True, False)


def test_a_shipped_definition_that_changed_under_its_version_stops_the_opening(site: Site, tmp_path):
    data = tmp_path / "data"
    shutil.copytree(DATA, data)
    criteria = data / "criteria" / "2026.yaml"
    declared = criteria.read_text(encoding="utf-8")
    criteria.write_text(declared.replace("axis_share: 0.5", "axis_share: 0.9"), encoding="utf-8")
    assert Definitions(data).criteria.document.axis_share == 0.9
    url = site.store.url.render_as_string(hide_password=False)
    with pytest.raises(StoreError) as refused:
        open_site(url, settings=bare_settings(tmp_path), definitions=Definitions(data), now=NOW)
    assert refused.value.code == "definition.changed"
    assert refused.value.values["kind"] == "criteria"


def test_the_terminal_is_one_actor_however_often_it_acts(site: Site):
    first = terminal_actor(site.store, now=NOW)
    assert terminal_actor(site.store, now=NOW) == first == CAST.terminal


def keyed(site: Site, key: str = "une clé") -> Site:
    """The site with a key for its anchors."""
    settings = site.settings.model_copy(update={"anchor_key": SecretStr(key)})
    return Site(site.store, site.definitions, settings, site.kind)


def test_anchors_are_added_to_a_file_that_somebody_else_keeps(site: Site, tmp_path):
    file = tmp_path / "elsewhere" / "anchors.jsonl"
    file.parent.mkdir()
    held = keyed(site)
    first = seal_head(held, file, now=NOW)
    with site.store.writing() as db:
        scenes.proposed(db)
    second = seal_head(held, file, now=NOW)
    assert read_anchor_file(file) == [first, second]
    assert verify_journal(held, read_anchor_file(file)) == (None, second.seq)
    fault, _ = verify_journal(keyed(site, "une autre"), read_anchor_file(file))
    assert fault is not None
    assert (fault.code, fault.seq) == ("anchor.forged", first.seq)


def test_without_a_key_nothing_is_sealed_and_no_anchor_is_believed(site: Site, tmp_path):
    file = tmp_path / "anchors.jsonl"
    with pytest.raises(StoreError) as refused:
        seal_head(site, file, now=NOW)
    assert refused.value.code == "anchor.key_missing"
    assert not file.exists()
    anchor = seal_head(keyed(site), file, now=NOW)
    with pytest.raises(StoreError):
        verify_journal(site, [anchor])
    assert verify_journal(site, []) == (None, anchor.seq)


def test_a_file_that_holds_no_anchors_is_named(tmp_path):
    (tmp_path / "letter.txt").write_text("Bonjour", encoding="utf-8")
    (tmp_path / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n\x00\xff")
    for name, code in (
        ("letter.txt", "anchor.unreadable"),
        ("picture.png", "anchor.unreadable"),
        ("nowhere.txt", "file.missing"),
    ):
        with pytest.raises((StoreError, FileError)) as refused:
            read_anchor_file(tmp_path / name)
        assert (refused.value.code, refused.value.values["name"]) == (code, name)


def test_upgrading_a_store_that_stands_at_the_last_step_changes_nothing(site: Site):
    lines = scenes.journal_rows(site.store)
    step = upgrade_site(site.store.url.render_as_string(hide_password=False), now=NOW)
    assert step
    assert scenes.journal_rows(site.store) == lines
    assert is_sqlite(site.store.url) or step
