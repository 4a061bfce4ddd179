"""Fingerprints: one canonical form of JSON, so that the same inputs give the same SHA-256 everywhere."""

import hashlib
import json
import math
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime
from enum import Enum
from typing import Any

from pydantic import BaseModel


def canonical_json(value: Any) -> str:
    """Sorted keys, no spaces, NFC text, shortest float form; instants and dates in ISO 8601.

    Raises
    ------
    ValueError
        If a number is not finite: an unknown is written as null, never as NaN.

    >>> canonical_json({"b": 1.0, "a": "é"})
    '{"a":"é","b":1.0}'
    """
    return json.dumps(_plain(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def fingerprint(value: Any) -> str:
    """SHA-256 of the canonical JSON, 64 hexadecimal digits."""
    return hashlib.sha256(canonical_json(value).encode()).hexdigest()


def _plain(value: Any) -> Any:  # noqa: C901, PLR0911 -- one line per kind of value reads better than a table
    # Most values are texts and numbers: they are asked first, because a large table asks a million times.
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value.value if isinstance(value, Enum) else value)
    if isinstance(value, float):
        if not math.isfinite(value):
            raise ValueError("a number that is not finite has no canonical form")
        return value
    if value is None or isinstance(value, int):
        return value
    if isinstance(value, (list, tuple)):
        return [_plain(inner) for inner in value]
    if isinstance(value, Mapping):
        return {str(_plain(key)): _plain(inner) for key, inner in value.items()}
    if isinstance(value, BaseModel):
        return _plain(value.model_dump())
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, (set, frozenset)):
        return sorted(_plain(inner) for inner in value)
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    return value
