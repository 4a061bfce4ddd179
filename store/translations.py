"""What people wrote, put into other languages by people; found by the text itself, wherever it stands."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from store.review_tables import TranslationRow
from store.use_cases import StaleVersionError
from wording.language import Language


@dataclass(frozen=True)
class Translation:
    """One text in another language."""

    text: str
    by: str
    at: datetime
    version: int


def key_of(text: str) -> str:
    """What a text is found by."""
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def of_texts(db: Session, texts: Iterable[str], language: Language) -> dict[str, Translation]:
    """The translations that there are into a language, by the text they render."""
    by_key = {key_of(text): text for text in texts}
    query = select(*TranslationRow.__table__.c).where(
        TranslationRow.language == language.value, TranslationRow.of.in_(by_key)
    )
    return {by_key[row.of]: Translation(row.text, row.by, row.at, row.version) for row in db.execute(query)}


def put(db: Session, of: str, language: Language, text: str, *, by: str, at: datetime, expected_version: int) -> None:
    """Remember a translation; 0 expects that there is none. A newer one is a StaleVersionError."""
    place = (TranslationRow.of == key_of(of), TranslationRow.language == language.value)
    values = {"text": text, "by": by, "at": at, "version": expected_version + 1}
    held = db.execute(select(TranslationRow.version).where(*place)).scalar() or 0
    if held != expected_version:
        raise StaleVersionError(key_of(of)[:16])
    if expected_version == 0:
        db.execute(insert(TranslationRow), {"of": key_of(of), "language": language.value, **values})
    else:
        db.execute(update(TranslationRow).where(*place).values(**values))
