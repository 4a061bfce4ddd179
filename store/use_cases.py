"""Cases: row <-> value, the counter of references, and the light lines that lists are made of."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, literal, select, update
from sqlalchemy.orm import Session

from store.bulk import insert_values
from store.site import next_numbers
from store.tables import UseCaseRow
from usecases.folding import fold
from usecases.intake import KnownRow, RowKey
from usecases.use_case import RANKED_STATUSES, Origin, Role, Stage, Status, Text, Texts, UseCase
from wording.language import Language

_JSON_FIELDS = (
    "title", "summary", "regions", "services", "beneficiaries", "investment_mad", "running_mad_per_year",
    "months_to_benefit", "starts_on", "facts", "provenance",
)  # fmt: skip
_PLAIN_FIELDS = (
    "reference", "source_register", "role", "status", "stage", "administration", "bureau", "sector",
    "national", "price_year", "version", "merged_into",
)  # fmt: skip


class StaleVersionError(RuntimeError):
    """Somebody saved in between: what is stored is not what the form was filled on."""


@dataclass(frozen=True, slots=True)
class RowIdentity:
    """Where a case stands in its register, so that the next file of that register finds it again."""

    key: RowKey
    occurrence: int
    content_hash: str

    @property
    def parts(self) -> tuple[str, str, str, str, int, str]:
        """The identity as plain values, in a fixed order."""
        key = self.key
        return key.register, key.administration, key.by, key.name, self.occurrence, self.content_hash

    @classmethod
    def of(cls, parts: Sequence[Any]) -> "RowIdentity":
        """The identity of those values."""
        return cls(RowKey(*parts[:4]), parts[4], parts[5])


@dataclass(frozen=True, slots=True)
class CaseLine:
    """What lists and figures need of a case."""

    reference: str
    source_register: str
    role: Role
    status: Status
    stage: Stage
    administration: str
    sector: str
    national: bool
    title: Texts
    regions: tuple[tuple[str, float], ...]
    residents_per_year: float | None
    investment_mad: float | None
    running_mad_per_year: float | None
    search: str
    version: int
    admitted_at: datetime | None


def allocate_references(db: Session, how_many: int) -> list[str]:
    """New references, never used before and never used again."""
    first = next_numbers(db, "last_reference", how_many)
    return [f"UC-{number:05d}" for number in range(first, first + how_many)]


def add(db: Session, cases: Iterable[tuple[UseCase, RowIdentity | None]], *, at: datetime) -> None:
    """Remember new cases."""
    rows = [
        _to_row(case, at=at)
        | {"created_at": at, "admitted_at": at if case.status in RANKED_STATUSES else None}
        | _identity(identity)
        for case, identity in cases
    ]
    if rows:
        insert_values(db, UseCaseRow, rows)


def save(
    db: Session, case: UseCase, *, expected_version: int, at: datetime, identity: RowIdentity | None = None
) -> UseCase:
    """Replace a case by its next version.

    Raises
    ------
    StaleVersionError
        If the stored version is not the expected one.
    """
    after = case.model_copy(update={"version": expected_version + 1})
    values = _to_row(after, at=at) | (_identity(identity) if identity else {})
    if case.status in RANKED_STATUSES:
        values["admitted_at"] = func.coalesce(UseCaseRow.admitted_at, literal(at, UseCaseRow.admitted_at.type))
    done = db.execute(
        update(UseCaseRow)
        .where(UseCaseRow.reference == case.reference, UseCaseRow.version == expected_version)
        .values(**values)
    )
    if done.rowcount != 1:  # type: ignore[attr-defined]
        raise StaleVersionError(case.reference)
    return after


def get(db: Session, reference: str) -> UseCase | None:
    """One case, None when the reference is unknown."""
    row = db.execute(_CASE, {"reference": reference}).first()
    return _to_value(row) if row else None


def row_ids(db: Session, references: Sequence[str] | None = None) -> dict[str, int]:
    """The store's own numbers of cases, for joining inside the store and for bulk rows."""
    query = select(UseCaseRow.reference, UseCaseRow.id)
    if references is not None and len(references) <= 500:
        query = query.where(UseCaseRow.reference.in_(references))
    return dict(db.execute(query).all())


def row_id(db: Session, reference: str) -> int:
    """The store's own number of one case; a KeyError when the reference is unknown."""
    number = db.execute(_NUMBER, {"reference": reference}).scalar_one_or_none()
    if number is None:
        raise KeyError(reference)
    return number


def listing(db: Session) -> list[CaseLine]:
    """All cases as light lines, by reference."""
    columns = (
        UseCaseRow.reference, UseCaseRow.source_register, UseCaseRow.role, UseCaseRow.status, UseCaseRow.stage,
        UseCaseRow.administration, UseCaseRow.sector, UseCaseRow.national, UseCaseRow.title, UseCaseRow.regions,
        UseCaseRow.beneficiaries, UseCaseRow.investment_mad, UseCaseRow.running_mad_per_year,
        UseCaseRow.search, UseCaseRow.version, UseCaseRow.admitted_at,
    )  # fmt: skip
    return [_to_line(row) for row in db.execute(select(*columns).order_by(UseCaseRow.reference))]


def facts(db: Session) -> dict[str, dict[str, Any]]:
    """What is known of every case for the ethics review, by reference."""
    return {one.reference: one.facts for one in db.execute(select(UseCaseRow.reference, UseCaseRow.facts))}


def known_rows(db: Session, source_register: str) -> list[KnownRow]:
    """The cases that came from one register, by the identity of their rows."""
    found = db.execute(
        select(UseCaseRow.row_key, UseCaseRow.row_occurrence, UseCaseRow.row_hash, UseCaseRow.reference)
        .where(UseCaseRow.source_register == source_register, UseCaseRow.row_key.is_not(None))
        .order_by(UseCaseRow.reference)
    )
    return [
        KnownRow(RowKey(*json.loads(key or "[]")), occurrence or 0, digest or "", reference)
        for key, occurrence, digest, reference in found
    ]


def count(db: Session) -> int:
    """How many cases are remembered."""
    return db.execute(select(func.count()).select_from(UseCaseRow)).scalar_one()


def _identity(identity: RowIdentity | None) -> dict[str, Any]:
    if identity is None:
        return {"row_key": None, "row_occurrence": None, "row_hash": None}
    return {
        "row_key": json.dumps(_key_parts(identity.key), ensure_ascii=False),
        "row_occurrence": identity.occurrence,
        "row_hash": identity.content_hash,
    }


def _key_parts(key: RowKey) -> list[str]:
    return [key.register, key.administration, key.by, key.name]


def _to_row(case: UseCase, *, at: datetime) -> dict[str, Any]:
    plain = case.model_dump(mode="json")
    words = [text.value for text in (*case.title, *case.summary)]
    return {name: plain[name] for name in (*_PLAIN_FIELDS, *_JSON_FIELDS)} | {
        "administration_folded": fold(case.administration),
        "search": fold(" ".join([case.reference, case.administration, case.bureau, *case.services, *words])),
        "updated_at": at,
    }


def _to_value(row: Any) -> UseCase:
    return UseCase.model_validate({name: getattr(row, name) for name in (*_PLAIN_FIELDS, *_JSON_FIELDS)})


def _text(stored: Mapping[str, Any]) -> Text:
    """A text without validating it again: it was validated before it was stored."""
    return Text.model_construct(
        language=Language(stored["language"]),
        value=stored["value"],
        origin=Origin(stored["origin"]),
        of=stored["of"],
    )


def _to_line(row: Any) -> CaseLine:
    residents = [group["per_year"]["likely"] for group in row.beneficiaries if group["kind"] == "residents"]
    return CaseLine(
        reference=row.reference,
        source_register=row.source_register,
        role=Role(row.role),
        status=Status(row.status),
        stage=Stage(row.stage),
        administration=row.administration,
        sector=row.sector,
        national=row.national,
        title=tuple(_text(text) for text in row.title),
        regions=tuple((share["region"], share["share"]) for share in row.regions),
        residents_per_year=sum(residents) if residents else None,
        investment_mad=row.investment_mad["likely"] if row.investment_mad else None,
        running_mad_per_year=row.running_mad_per_year["likely"] if row.running_mad_per_year else None,
        search=row.search,
        version=row.version,
        admitted_at=row.admitted_at,
    )


# Built once: every deed runs them, and building a statement takes longer than running it.
_CASE = select(*(getattr(UseCaseRow, name) for name in (*_PLAIN_FIELDS, *_JSON_FIELDS))).where(
    UseCaseRow.reference == bindparam("reference")
)
_NUMBER = select(UseCaseRow.id).where(UseCaseRow.reference == bindparam("reference"))
