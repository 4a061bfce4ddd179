"""People: opening accounts, roles, signing in and out, sessions that end."""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from actions.acts import Act
from actions.permissions import Actor, Permission, Role, check
from store import Session, accounts, journal, site, verifying
from store.accounts import Person
from store.engine import Store
from wording.refusing import CodedError

IDLE = timedelta(minutes=30)
ABSOLUTE = timedelta(hours=8)
SEEN_EVERY = timedelta(minutes=1)
"""A visit writes that the person was seen at most this often."""
ATTEMPTS = 5
LOCK = timedelta(minutes=15)
PASSWORD_LENGTH = 12

_hasher = PasswordHasher()
# Checked where the login is unknown, so that the answer takes as long as for a known one.
_DECOY = _hasher.hash(secrets.token_hex(16))


class AccountError(CodedError):
    """An account cannot be opened, changed or entered; the code says why."""


def add_person(
    db: Session,
    actor: Actor,
    *,
    name: str,
    login: str,
    password_hash: str | None,
    roles: Iterable[Role],
    now: datetime,
    administration: str = "",
    name_ar: str = "",
    request_id: str | None = None,
) -> Person:
    """Open an account. A demonstration store has invented people only."""
    check(db, actor, Permission.MANAGE_PEOPLE)
    if done := journal.repeated(db, request_id):
        return _known(db, done.subject.removeprefix("person:"))
    if site.kind(db) == "demonstration":
        raise AccountError("account.demonstration")
    if not name.strip() or not login.strip():
        raise AccountError("account.name_missing")
    if accounts.credentials(db, login.strip()):
        raise AccountError("account.login_taken", login=login.strip())
    person = Person(
        new_id("p"), "person", name.strip(), name_ar.strip(), login.strip(), administration.strip(), True,  # noqa: FBT003 -- a record, field by field

        frozenset(role.value for role in roles if role is not Role.TERMINAL), 1,
    )  # fmt: skip
    stood = verifying.area_stands(db, journal.Area.PEOPLE)
    accounts.add(db, person, at=now, password_hash=password_hash)
    _record(
        db, actor, Act.PERSON_ADDED, person.id, now, request_id, after={"roles": sorted(person.roles)},
        tells_people=stood,
    )  # fmt: skip
    return person


def hash_password(password: str) -> str:
    """Argon2 hash of a password; slow on purpose, so it is made before a write begins."""
    if len(password) < PASSWORD_LENGTH:
        raise AccountError("account.password_short", n=PASSWORD_LENGTH)
    return str(_hasher.hash(password))


def change_person(
    db: Session,
    actor: Actor,
    account_id: str,
    *,
    roles: Iterable[Role],
    active: bool,
    expected_version: int,
    now: datetime,
    request_id: str | None = None,
) -> None:
    """Change a person's roles or close the account; whoever loses a right loses their sessions too.

    The last administrator keeps the role: otherwise nobody could give it back.
    """
    check(db, actor, Permission.MANAGE_PEOPLE)
    if journal.repeated(db, request_id):
        return
    before = _known(db, account_id)
    # Nobody becomes a terminal: that role belongs to whoever may read and write the site's files.
    wanted = {role.value for role in roles if role is not Role.TERMINAL or role.value in before.roles}
    _keep_an_administrator(db, before, wanted if active else set())
    stood = verifying.area_stands(db, journal.Area.PEOPLE)
    accounts.update_person(db, account_id, expected_version=expected_version, roles=wanted, active=active)
    if not active or before.roles - wanted:
        accounts.end_sessions_of(db, account_id, at=now)
    _record(
        db, actor, Act.PERSON_CHANGED, account_id, now, request_id,
        before={"roles": sorted(before.roles), "active": before.active},
        after={"roles": sorted(wanted), "active": active}, tells_people=stood,
    )  # fmt: skip


def end_sessions(db: Session, actor: Actor, account_id: str, *, now: datetime, request_id: str | None = None) -> int:
    """End every open session of a person; gives how many there were."""
    check(db, actor, Permission.MANAGE_PEOPLE)
    if journal.repeated(db, request_id):
        return 0
    ended = accounts.end_sessions_of(db, account_id, at=now)
    _record(db, actor, Act.SESSIONS_ENDED, account_id, now, request_id, after={"ended": ended})
    return ended


def sign_in(store: Store, login: str, password: str, *, now: datetime) -> str:
    """Check a password and open a session; gives the token that the cookie will hold.

    The slow comparison is made between two short transactions, never inside one.

    Raises
    ------
    AccountError
        account.wrong (which of the two is wrong is not told) or account.locked.
    """
    with store.reading() as db:
        found = accounts.credentials(db, login.strip())
    # The comparison is made in every case, so that neither the sentence nor the time tells which logins exist.
    matches = _matches(found.password_hash if found else None, password)
    if found and found.locked_until and found.locked_until > now:
        raise AccountError("account.locked")
    if found is None or not matches or not found.active:
        if found is not None:
            _count_failure(store, login.strip(), now)
        raise AccountError("account.wrong")
    with store.writing() as db:
        accounts.set_failures(db, found.account_id, 0, None)
        return _open_session(db, found.account_id, now)


def sign_in_as(db: Session, account_id: str, *, now: datetime) -> str:
    """Enter a demonstration store as one of its invented people."""
    if site.kind(db) != "demonstration":
        raise AccountError("account.not_a_demonstration")
    person = accounts.get(db, account_id)
    if person is None or person.kind != "invented" or not person.active:
        raise AccountError("account.unknown")
    return _open_session(db, account_id, now)


def cast(db: Session) -> list[Person]:
    """The invented people of a demonstration store, to pick one; a real site shows nobody."""
    if site.kind(db) != "demonstration":
        return []
    return [person for person in accounts.everybody(db) if person.kind == "invented" and person.active]


def person_of(store: Store, token: str, *, now: datetime) -> Person | None:
    """Whose session a token opens now; None when it ended, idled too long, or the account is closed."""
    digest = _digest(token)
    with store.reading() as db:
        session = accounts.session(db, digest)
        if session is None or session.ended_at is not None:
            return None
        if now - session.last_seen_at > IDLE or now - session.created_at > ABSOLUTE:
            return None
        person = accounts.get(db, session.account_id)
    if person is None or not person.active:
        return None
    if now - session.last_seen_at > SEEN_EVERY:
        with store.writing() as db:
            accounts.touch_session(db, digest, at=now)
    return person


def sign_out(db: Session, token: str, *, now: datetime) -> None:
    """End the session of a token."""
    digest = _digest(token)
    session = accounts.session(db, digest)
    if session is None or session.ended_at is not None:
        return
    accounts.end_session(db, digest, at=now)
    _record(db, Actor(session.account_id), Act.SIGNED_OUT, session.account_id, now, None)


def new_id(prefix: str) -> str:
    """A pseudonym that says nothing of the person."""
    return f"{prefix}-{secrets.token_hex(6)}"


def _open_session(db: Session, account_id: str, now: datetime) -> str:
    token = secrets.token_urlsafe(32)
    accounts.open_session(db, _digest(token), account_id, at=now)
    _record(db, Actor(account_id), Act.SIGNED_IN, account_id, now, None)
    return token


def _matches(password_hash: str | None, password: str) -> bool:
    try:
        return bool(_hasher.verify(password_hash or _DECOY, password)) and password_hash is not None
    except (VerifyMismatchError, InvalidHashError):
        return False


def _count_failure(store: Store, login: str, now: datetime) -> None:
    with store.writing() as db:
        # Read again: of passwords tried at the same moment every one counts.
        found = accounts.credentials(db, login)
        if found is None:
            return
        failures = found.failures + 1
        locked = now + LOCK if failures >= ATTEMPTS else None
        accounts.set_failures(db, found.account_id, 0 if locked else failures, locked)
        if locked:
            _record(db, Actor(found.account_id), Act.LOCKED_OUT, found.account_id, now, None)


def _keep_an_administrator(db: Session, person: Person, wanted: set[str]) -> None:
    if Role.ADMINISTRATOR not in person.roles or Role.ADMINISTRATOR in wanted:
        return
    others = [
        one for one in accounts.everybody(db) if one.id != person.id and one.active and Role.ADMINISTRATOR in one.roles
    ]
    if not others:
        raise AccountError("account.last_administrator")


def _known(db: Session, account_id: str) -> Person:
    person = accounts.get(db, account_id)
    if person is None:
        raise AccountError("account.unknown")
    return person


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _record(
    db: Session,
    actor: Actor,
    act: Act,
    subject: str,
    now: datetime,
    request_id: str | None,
    *,
    before: Any = None,
    after: Any = None,
    tells_people: bool = False,
) -> None:
    journal.append(
        db, at=now, area=journal.Area.PEOPLE, actor=actor.id, act=act.value, subject=f"person:{subject}",
        request_id=request_id, before=before, after=after, tells_own=tells_people,
    )  # fmt: skip
