"""People, their roles, their sessions."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.orm import Session

from store.tables import AccountRoleRow, AccountRow, DraftRow, SessionRow
from store.use_cases import StaleVersionError
from wording.language import Language

AccountKind = Literal["person", "terminal", "invented"]


@dataclass(frozen=True)
class Person:
    """Somebody who acts here; ``roles`` are the roles of this moment."""

    id: str
    kind: str
    name: str
    name_ar: str
    login: str | None
    administration: str
    active: bool
    roles: frozenset[str]
    version: int

    def name_in(self, language: Language) -> str:
        """The name in the script of a language, as far as it is known in it."""
        return self.name_ar if language is Language.AR and self.name_ar else self.name


@dataclass(frozen=True)
class Credentials:
    """What signing in looks at."""

    account_id: str
    password_hash: str | None
    failures: int
    locked_until: datetime | None
    active: bool


@dataclass(frozen=True)
class OpenSession:
    """A session by its token's hash."""

    account_id: str
    created_at: datetime
    last_seen_at: datetime
    ended_at: datetime | None


def add(db: Session, person: Person, *, at: datetime, password_hash: str | None = None) -> None:
    """Remember a new person with their roles."""
    db.execute(
        insert(AccountRow).values(
            id=person.id, kind=person.kind, name=person.name, name_ar=person.name_ar, login=person.login,
            administration=person.administration, active=person.active, password_hash=password_hash, created_at=at,
        )
    )  # fmt: skip
    _put_roles(db, person.id, person.roles)


def get(db: Session, account_id: str) -> Person | None:
    """One person with the roles of this moment."""
    rows = db.execute(_WITH_ROLES, {"account_id": account_id}).all()
    if not rows:
        return None
    return _to_value(rows[0], [row.role for row in rows if row.role is not None])


def everybody(db: Session) -> list[Person]:
    """All people, by name."""
    roles: dict[str, set[str]] = {}
    for account_id, role in db.execute(select(AccountRoleRow.account_id, AccountRoleRow.role)):
        roles.setdefault(account_id, set()).add(role)
    rows = db.execute(select(*_PERSON).order_by(AccountRow.name))
    return [_to_value(row, roles.get(row.id, ())) for row in rows]


def update_person(db: Session, account_id: str, *, expected_version: int, roles: Iterable[str], active: bool) -> None:
    """Change roles and whether the account is open; a newer version in the store is a StaleVersionError."""
    done = db.execute(
        update(AccountRow)
        .where(AccountRow.id == account_id, AccountRow.version == expected_version)
        .values(active=active, version=expected_version + 1)
    )
    if done.rowcount != 1:  # type: ignore[attr-defined]
        raise StaleVersionError(account_id)
    db.execute(delete(AccountRoleRow).where(AccountRoleRow.account_id == account_id))
    _put_roles(db, account_id, roles)


def credentials(db: Session, login: str) -> Credentials | None:
    """What is needed to check a password."""
    row = db.execute(
        select(
            AccountRow.id,
            AccountRow.password_hash,
            AccountRow.failures,
            AccountRow.locked_until,
            AccountRow.active,
        ).where(AccountRow.login == login)
    ).first()
    return Credentials(*row) if row else None


def set_failures(db: Session, account_id: str, failures: int, locked_until: datetime | None) -> None:
    """Count failed attempts; a lock ends by itself."""
    db.execute(
        update(AccountRow).where(AccountRow.id == account_id).values(failures=failures, locked_until=locked_until)
    )


def open_session(db: Session, token_hash: str, account_id: str, *, at: datetime) -> None:
    """Remember a session that begins."""
    db.execute(insert(SessionRow).values(token_hash=token_hash, account_id=account_id, created_at=at, last_seen_at=at))


def session(db: Session, token_hash: str) -> OpenSession | None:
    """A session by the hash of its token."""
    row = db.execute(_SESSION, {"token_hash": token_hash}).first()
    return OpenSession(*row) if row else None


def touch_session(db: Session, token_hash: str, *, at: datetime) -> None:
    """The person was seen."""
    db.execute(update(SessionRow).where(SessionRow.token_hash == token_hash).values(last_seen_at=at))


def end_session(db: Session, token_hash: str, *, at: datetime) -> None:
    """The session is over."""
    db.execute(update(SessionRow).where(SessionRow.token_hash == token_hash).values(ended_at=at))


def end_sessions_of(db: Session, account_id: str, *, at: datetime) -> int:
    """End every open session of a person; gives how many."""
    done = db.execute(
        update(SessionRow).where(SessionRow.account_id == account_id, SessionRow.ended_at.is_(None)).values(ended_at=at)
    )
    return int(done.rowcount)  # type: ignore[attr-defined]


def put_draft(db: Session, account_id: str, form: str, body: dict[str, Any] | None, *, at: datetime) -> None:
    """Keep or drop the unsent text of a form."""
    db.execute(delete(DraftRow).where(DraftRow.account_id == account_id, DraftRow.form == form))
    if body is not None:
        db.execute(insert(DraftRow).values(account_id=account_id, form=form, body=body, at=at))


def draft(db: Session, account_id: str, form: str) -> dict[str, Any] | None:
    """The unsent text of a form."""
    return db.execute(
        select(DraftRow.body).where(DraftRow.account_id == account_id, DraftRow.form == form)
    ).scalar_one_or_none()


def drafts(db: Session, account_id: str, start: str) -> dict[str, dict[str, Any]]:
    """The unsent texts of the forms whose names begin so."""
    query = select(DraftRow.form, DraftRow.body).where(
        DraftRow.account_id == account_id, DraftRow.form.startswith(start, autoescape=True)
    )
    return {row.form: row.body for row in db.execute(query)}


def _put_roles(db: Session, account_id: str, roles: Iterable[str]) -> None:
    rows = [{"account_id": account_id, "role": role} for role in sorted(set(roles))]
    if rows:
        db.execute(insert(AccountRoleRow), rows)


def _to_value(row: Any, roles: Iterable[str]) -> Person:
    return Person(
        row.id, row.kind, row.name, row.name_ar, row.login, row.administration, row.active,
        frozenset(roles), row.version,
    )  # fmt: skip


# Built once: every reading and every deed begins with them, and building a statement takes longer than running it.
_PERSON = (
    AccountRow.id, AccountRow.kind, AccountRow.name, AccountRow.name_ar, AccountRow.login,
    AccountRow.administration, AccountRow.active, AccountRow.version,
)  # fmt: skip
_WITH_ROLES = (
    select(*_PERSON, AccountRoleRow.role)
    .join(AccountRoleRow, AccountRoleRow.account_id == AccountRow.id, isouter=True)
    .where(AccountRow.id == bindparam("account_id"))
)
_SESSION = select(SessionRow.account_id, SessionRow.created_at, SessionRow.last_seen_at, SessionRow.ended_at).where(
    SessionRow.token_hash == bindparam("token_hash")
)
