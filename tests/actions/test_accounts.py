"""People: opening accounts, signing in, sessions that end, and the last administrator."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from actions import accounts as people
from actions.accounts import ABSOLUTE, ATTEMPTS, IDLE, LOCK, AccountError
from actions.permissions import PermissionDeniedError, Role
from store import accounts, journal
from store.use_cases import StaleVersionError
from tests.conftest import CAST, NOW, PASSWORD

MINUTE = timedelta(minutes=1)


def sign_in(store, login="amina", password=PASSWORD, now=NOW):
    return people.sign_in(store, login, password, now=now)


def refused(deed, *args, **more) -> str:
    with pytest.raises(AccountError) as error:
        deed(*args, **more)
    return error.value.code


def acts(store, act):
    with store.reading() as db:
        return journal.lines(db, journal.Filter(act=act))[0]


def test_a_password_is_kept_as_an_argon2_hash_with_a_salt_of_its_own():
    first, second = people.hash_password(PASSWORD), people.hash_password(PASSWORD)
    assert first.startswith("$argon2id$")
    assert first != second
    assert PASSWORD not in first


@pytest.mark.parametrize("password", ["", "court", "a" * 11, "كلمةالسر"])
def test_a_short_password_is_refused(password):
    assert refused(people.hash_password, password) == "account.password_short"


def test_signing_in_opens_a_session_whose_token_is_nowhere_in_the_store(store):
    token = sign_in(store)
    person = people.person_of(store, token, now=NOW)
    assert person is not None
    assert person.id == CAST.amina.id
    with store.reading() as db:
        from sqlalchemy import text

        kept = db.execute(text("SELECT token_hash FROM sessions")).scalars().all()
    assert token not in kept
    assert len(kept) == 1
    assert [line.actor for line in acts(store, "person.signed_in")] == [CAST.amina.id]


def test_spaces_around_the_login_do_not_matter(store):
    assert sign_in(store, "  amina ")


@pytest.mark.parametrize(("login", "password"), [("amina", "faux"), ("nobody", PASSWORD), ("", ""), ("nobody", "")])
def test_which_of_login_and_password_was_wrong_is_not_told(store, login, password):
    assert refused(sign_in, store, login, password) == "account.wrong"


def test_an_unknown_login_is_checked_against_a_decoy_so_that_it_takes_as_long(store, monkeypatch):
    checked = []

    class Watching:
        def verify(self, digest, password):
            checked.append(digest)
            return real.verify(digest, password)

    real = people._hasher
    monkeypatch.setattr(people, "_hasher", Watching())
    for login in ("nobody", "amina"):
        assert refused(sign_in, store, login, "faux") == "account.wrong"
    assert checked[0] == people._DECOY
    assert checked[1] != people._DECOY
    assert checked[0].split("$")[1:4] == checked[1].split("$")[1:4], "the same cost"


def test_an_account_without_a_password_cannot_be_entered_with_any(store):
    with store.writing() as db:
        people.add_person(db, CAST.hicham, name="Vide", login="vide", password_hash=None, roles=[], now=NOW)
    for password in ("", PASSWORD):
        assert refused(sign_in, store, "vide", password) == "account.wrong"


def test_five_wrong_passwords_lock_the_account_for_a_while_even_for_the_right_one(store):
    for _ in range(ATTEMPTS):
        assert refused(sign_in, store, "amina", "faux") == "account.wrong"
    assert refused(sign_in, store) == "account.locked"
    assert refused(sign_in, store, now=NOW + LOCK - MINUTE) == "account.locked"
    assert sign_in(store, now=NOW + LOCK + MINUTE)
    [line] = acts(store, "person.locked_out")
    assert line.subject == f"person:{CAST.amina.id}"


def test_four_wrong_passwords_and_the_right_one_start_the_count_anew(store):
    for _ in range(2):
        for _ in range(ATTEMPTS - 1):
            refused(sign_in, store, "amina", "faux")
        assert sign_in(store)


def test_wrong_passwords_sent_at_once_are_all_counted(store):
    with ThreadPoolExecutor(ATTEMPTS) as pool:
        codes = list(pool.map(lambda _: refused(sign_in, store, "amina", "faux"), range(ATTEMPTS)))
    assert set(codes) <= {"account.wrong", "account.locked"}
    assert refused(sign_in, store) == "account.locked"


def test_a_session_ends_after_half_an_hour_without_a_sign_of_life(store):
    token = sign_in(store)
    assert people.person_of(store, token, now=NOW + IDLE)
    assert people.person_of(store, token, now=NOW + IDLE + IDLE)
    assert people.person_of(store, token, now=NOW + 3 * IDLE + MINUTE) is None
    assert people.person_of(store, token, now=NOW + 3 * IDLE + 2 * MINUTE) is None


def test_a_session_ends_after_eight_hours_however_busy_it_was(store):
    token = sign_in(store)
    now = NOW
    while now <= NOW + ABSOLUTE:
        assert people.person_of(store, token, now=now)
        now += timedelta(minutes=20)
    assert people.person_of(store, token, now=NOW + ABSOLUTE + MINUTE) is None


def test_signing_out_ends_the_session_and_only_that_one(store):
    first, second = sign_in(store), sign_in(store)
    for _ in range(2):
        with store.writing() as db:
            people.sign_out(db, first, now=NOW)
    assert people.person_of(store, first, now=NOW) is None
    assert people.person_of(store, second, now=NOW)
    assert len(acts(store, "person.signed_out")) == 1


def test_a_token_that_nobody_was_given_opens_nothing(store):
    sign_in(store)
    for token in ("", "x", "0" * 43):
        assert people.person_of(store, token, now=NOW) is None
        with store.writing() as db:
            people.sign_out(db, token, now=NOW)
    assert acts(store, "person.signed_out") == []


def change(store, account_id, roles, version=1, *, active=True, by=CAST.hicham):
    with store.writing() as db:
        people.change_person(db, by, account_id, roles=roles, active=active, expected_version=version, now=NOW)


def test_whoever_loses_a_role_or_the_account_loses_their_sessions(store):
    for login, roles, active in (("amina", [Role.ASSESSOR], True), ("rachid", [Role.REVIEWER], False)):
        token = sign_in(store, login)
        change(store, f"p-{login}", roles, active=active)
        assert people.person_of(store, token, now=NOW) is None
    assert refused(sign_in, store, "rachid") == "account.wrong"


def test_whoever_gains_a_role_stays_signed_in_and_may_use_it_at_once(store):
    token = sign_in(store)
    change(store, CAST.amina.id, [Role.ANALYST, Role.AUDITOR])
    person = people.person_of(store, token, now=NOW)
    assert person is not None
    assert person.roles == {"analyst", "auditor"}


def test_an_administrator_ends_all_sessions_of_a_person(store):
    tokens = [sign_in(store), sign_in(store)]
    other = sign_in(store, "rachid")
    with store.writing() as db:
        assert people.end_sessions(db, CAST.hicham, CAST.amina.id, now=NOW) == 2
    assert [people.person_of(store, token, now=NOW) for token in tokens] == [None, None]
    assert people.person_of(store, other, now=NOW)


def test_the_last_administrator_keeps_the_role_and_the_account(store):
    for roles, active in (([], True), ([Role.ANALYST], True), ([Role.ADMINISTRATOR], False)):
        assert refused(change, store, CAST.hicham.id, roles, active=active) == "account.last_administrator"
    change(store, CAST.amina.id, [Role.ADMINISTRATOR])
    change(store, CAST.hicham.id, [], by=CAST.amina)
    assert refused(change, store, CAST.amina.id, [], 2, by=CAST.amina) == "account.last_administrator"


def test_a_closed_account_with_the_role_is_no_other_administrator(store):
    change(store, CAST.amina.id, [Role.ADMINISTRATOR], active=False)
    assert refused(change, store, CAST.hicham.id, []) == "account.last_administrator"


def test_two_administrators_who_change_a_person_at_once(store):
    change(store, CAST.yassine.id, [Role.AUDITOR])
    with pytest.raises(StaleVersionError):
        change(store, CAST.yassine.id, [Role.PUBLISHER])
    with store.reading() as db:
        person = accounts.get(db, CAST.yassine.id)
    assert person is not None
    assert (person.roles, person.version) == ({"auditor"}, 2)


def test_opening_an_account_needs_a_name_and_a_login_of_its_own(store):
    for name, login, code in (
        (" ", "new", "account.name_missing"),
        ("New", "  ", "account.name_missing"),
        ("New", " amina ", "account.login_taken"),
    ):
        with store.writing() as db:
            assert code == refused(
                people.add_person, db, CAST.hicham, name=name, login=login, password_hash=None, roles=[], now=NOW
            )


def test_nobody_is_made_a_terminal(store):
    with store.writing() as db:
        person = people.add_person(
            db, CAST.hicham, name="T", login="t", password_hash=None, roles=[Role.TERMINAL, Role.AUDITOR], now=NOW
        )
        assert person.roles == {"auditor"}
    change(store, CAST.yassine.id, [Role.TERMINAL, Role.AUDITOR])
    with store.reading() as db:
        yassine = accounts.get(db, CAST.yassine.id)
    assert yassine is not None
    assert yassine.roles == {"auditor"}


def test_an_unknown_person_is_not_changed(store):
    assert refused(change, store, "p-nobody", []) == "account.unknown"


def test_the_journal_knows_people_by_their_pseudonym_alone(store):
    with store.writing() as db:
        person = people.add_person(
            db, CAST.hicham, name="Prénom Nom", login="prenom.nom", password_hash=None, roles=[Role.AUDITOR], now=NOW
        )
    change(store, person.id, [])
    with store.reading() as db:
        told = " ".join(str(vars(line)) for line in journal.everything(db))
    assert person.id in told
    for secret in ("Prénom", "prenom.nom"):
        assert secret not in told


def test_in_a_real_site_nobody_enters_by_being_picked(store):
    with store.writing() as db:
        assert refused(people.sign_in_as, db, CAST.amina.id, now=NOW) == "account.not_a_demonstration"
        assert people.cast(db) == []


def test_a_reviewer_cannot_open_an_account_for_themselves(store):
    with store.writing() as db, pytest.raises(PermissionDeniedError):
        people.change_person(
            db, CAST.rachid, CAST.rachid.id, roles=[Role.PUBLISHER], active=True, expected_version=1, now=NOW
        )
