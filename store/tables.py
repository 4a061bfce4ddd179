"""Every table, in reading order: the data dictionary, with review_tables.py and plan_tables.py.

References, not row numbers, leave the store.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    MetaData,
    String,
    Text,
    TypeDecorator,
    UniqueConstraint,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from usecases.instants import as_utc


class Instant(TypeDecorator[datetime]):
    """An aware UTC instant; SQLite forgets the zone, so it is put back on reading."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a naive instant, store UTC."""
        return None if value is None else as_utc(value)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give back an aware UTC instant."""
        return None if value is None else as_utc(value, naive_is_utc=True)


class Base(DeclarativeBase):
    """Names of constraints are fixed, so that migrations can speak of them on both engines."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: Instant, dict[str, Any]: JSON, list[Any]: JSON}  # noqa: RUF012 -- declared by SQLAlchemy


class SiteRow(Base):
    """Facts of the site itself: demonstration or real, when it was made, the counter of references."""

    __tablename__ = "site"
    key: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[str] = mapped_column(Text)


class DefinitionRow(Base):
    """Definitions that were used here, by kind, id and version; the hash freezes them. Own ones keep their body."""

    __tablename__ = "definitions"
    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    id: Mapped[str] = mapped_column(String(60), primary_key=True)
    version: Mapped[str] = mapped_column(String(20), primary_key=True)
    content_hash: Mapped[str] = mapped_column(String(64))
    body: Mapped[dict[str, Any] | None]
    first_used_at: Mapped[datetime]


class AccountRow(Base):
    """People and terminals. Only here does an actor have a name; the journal knows the id alone."""

    __tablename__ = "accounts"
    __table_args__ = (CheckConstraint("kind IN ('person', 'terminal', 'invented')", name="kind"),)
    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))
    name: Mapped[str] = mapped_column(String(120))
    name_ar: Mapped[str] = mapped_column(String(120), default="")
    login: Mapped[str | None] = mapped_column(String(120), unique=True)
    password_hash: Mapped[str | None] = mapped_column(String(200))
    administration: Mapped[str] = mapped_column(String(300), default="")
    active: Mapped[bool] = mapped_column(default=True)
    failures: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]


class AccountRoleRow(Base):
    """Which roles a person holds today; past ones stand in the journal."""

    __tablename__ = "account_roles"
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    role: Mapped[str] = mapped_column(String(20), primary_key=True)


class SessionRow(Base):
    """Open and closed sessions; the cookie holds the token, the store only its hash."""

    __tablename__ = "sessions"
    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), index=True)
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class UseCaseRow(Base):
    """A case: what is queried has its column, what is only shown is JSON of the domain's own models."""

    __tablename__ = "use_cases"
    __table_args__ = (
        UniqueConstraint("source_register", "row_key", "row_occurrence", name="uq_use_cases_row"),
        CheckConstraint("role IN ('candidate', 'peer')", name="role"),
    )
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    reference: Mapped[str] = mapped_column(String(20), unique=True)
    source_register: Mapped[str] = mapped_column(String(80), index=True)
    row_key: Mapped[str | None] = mapped_column(Text)
    row_occurrence: Mapped[int | None]
    row_hash: Mapped[str | None] = mapped_column(String(64))
    role: Mapped[str] = mapped_column(String(10))
    status: Mapped[str] = mapped_column(String(12), index=True)
    merged_into: Mapped[str | None] = mapped_column(String(20), doc="reference of the case that this one is")
    stage: Mapped[str] = mapped_column(String(10))
    administration: Mapped[str] = mapped_column(Text)
    administration_folded: Mapped[str] = mapped_column(Text)
    bureau: Mapped[str] = mapped_column(Text, default="")
    sector: Mapped[str] = mapped_column(String(40))
    national: Mapped[bool] = mapped_column(default=False)
    price_year: Mapped[int | None]
    title: Mapped[list[Any]]
    summary: Mapped[list[Any]]
    regions: Mapped[list[Any]]
    services: Mapped[list[Any]]
    beneficiaries: Mapped[list[Any]]
    investment_mad: Mapped[dict[str, Any] | None]
    running_mad_per_year: Mapped[dict[str, Any] | None]
    months_to_benefit: Mapped[dict[str, Any] | None]
    starts_on: Mapped[dict[str, Any] | None]
    facts: Mapped[dict[str, Any]]
    provenance: Mapped[dict[str, Any]]
    search: Mapped[str] = mapped_column(Text)
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    admitted_at: Mapped[datetime | None] = mapped_column(doc="when it first could be ranked; it never moves again")


class ImportRow(Base):
    """One accepted sheet: which file, read how, by whom, with what result."""

    __tablename__ = "imports"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(ForeignKey("accounts.id"))
    source_register: Mapped[str] = mapped_column(String(80))
    file_name: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    sheet: Mapped[str] = mapped_column(Text, default="")
    header_row: Mapped[int]
    profile: Mapped[str] = mapped_column(String(60))
    profile_hash: Mapped[str] = mapped_column(String(64))
    counts: Mapped[dict[str, Any]]
    taken_back_at: Mapped[datetime | None]
    taken_back_by: Mapped[str | None] = mapped_column(String(40))


class ReceivedRow(Base):
    """Each accepted row once, as it was received."""

    __tablename__ = "import_rows"
    import_id: Mapped[int] = mapped_column(ForeignKey("imports.id"), primary_key=True)
    row: Mapped[int] = mapped_column(primary_key=True)
    use_case_id: Mapped[int] = mapped_column(ForeignKey("use_cases.id"), index=True)
    content_hash: Mapped[str] = mapped_column(String(64))
    received: Mapped[str] = mapped_column(Text)
    version: Mapped[int | None] = mapped_column(doc="of the case right after the import")
    before: Mapped[str | None] = mapped_column(Text, doc="what the case was before, as JSON; null for a new one")


class CorrectionsRow(Base):
    """What a person settled about the files of a register, remembered for the next one."""

    __tablename__ = "intake_corrections"
    source_register: Mapped[str] = mapped_column(String(80), primary_key=True)
    settled: Mapped[dict[str, Any]]
    by: Mapped[str] = mapped_column(ForeignKey("accounts.id"))
    at: Mapped[datetime]


class ScoreEntryRow(Base):
    """Every score ever stated, in order of arrival; nothing here is changed or removed."""

    __tablename__ = "score_entries"
    __table_args__ = (
        CheckConstraint("low <= likely AND likely <= high", name="order"),
        Index("ix_score_entries_case", "use_case_id", "criterion"),
    )
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    use_case_id: Mapped[int] = mapped_column(ForeignKey("use_cases.id"))
    criterion: Mapped[str] = mapped_column(String(40))
    round: Mapped[str | None] = mapped_column(String(40))
    author: Mapped[str] = mapped_column(String(40))
    low: Mapped[float]
    likely: Mapped[float]
    high: Mapped[float]
    reason: Mapped[str] = mapped_column(Text, default="")
    origin: Mapped[int] = mapped_column(doc="place in the order of precedence, 0 first (usecases.scores)")
    at: Mapped[datetime]


class PerformanceRow(Base):
    """The one score in force for a case and a criterion; the table that ranking reads."""

    __tablename__ = "performance"
    __table_args__ = (
        CheckConstraint("low <= likely AND likely <= high", name="order"),
        {"sqlite_with_rowid": False},
    )
    use_case_id: Mapped[int] = mapped_column(ForeignKey("use_cases.id"), primary_key=True, autoincrement=False)
    criterion: Mapped[str] = mapped_column(String(40), primary_key=True)
    low: Mapped[float]
    likely: Mapped[float]
    high: Mapped[float]
    origin: Mapped[int]
    stale: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)


class DraftRow(Base):
    """Text not sent yet, per person and form; sending is the deed, this is not journaled."""

    __tablename__ = "drafts"
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    form: Mapped[str] = mapped_column(String(80), primary_key=True)
    body: Mapped[dict[str, Any]]
    at: Mapped[datetime]


class JournalRow(Base):
    """Append-only: triggers refuse change and removal, the chain shows what triggers could not stop."""

    __tablename__ = "journal"
    __table_args__ = (Index("ix_journal_area", "area", "seq"),)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[str] = mapped_column(String(40), index=True)
    area: Mapped[str] = mapped_column(String(10))
    actor: Mapped[str] = mapped_column(String(40), index=True)
    act: Mapped[str] = mapped_column(String(40), index=True)
    subject: Mapped[str] = mapped_column(String(120))
    reason: Mapped[str] = mapped_column(Text, default="")
    request_id: Mapped[str | None] = mapped_column(String(64), unique=True)
    before: Mapped[str] = mapped_column(Text, default="null")
    after: Mapped[str] = mapped_column(Text, default="null")
    states: Mapped[str | None] = mapped_column(Text, doc="how what it touched stood right after it")
    prev: Mapped[str] = mapped_column(String(64), unique=True)
    hash: Mapped[str] = mapped_column(String(64))


class TouchedRow(Base):
    """The cases that a journal line touched."""

    __tablename__ = "touched"
    seq: Mapped[int] = mapped_column(ForeignKey("journal.seq"), primary_key=True, autoincrement=False)
    reference: Mapped[str] = mapped_column(String(20), primary_key=True, index=True)
