"""What a list is of: tables of people, products or credits have names and owners as well, and no use of AI in them."""

import re
from collections.abc import Iterable, Sequence

from usecases.folding import fold
from usecases.intake.codes import IntakeError, Refusal
from usecases.intake.grid import GridRow
from usecases.intake.profile import STATED, Profile, header_key
from usecases.intake.vocabulary import Vocabulary

_LOOKED_INTO = 200
_JOINED_BEFORE = r"(?:[وف]?(?:بال|كال|ال|لل|[بكل])?(?=[\u0621-\u064a]))?"
"""What Arabic writes in one with the word behind it: and, by, for, the."""
_MARKS = 2
"""Headers of another kind that make a list one of it."""
_LEAST_SHARE = 0.1
"""Of the titles and summaries: so many speak of a use of AI, or of stages, as many as are read."""
_SHARE_AGAINST = {2: _LEAST_SHARE, 3: 0.5}
"""The same where so many headers are those of another kind of list; beyond them none is enough."""


def refuse_other_kinds(
    profile: Profile, headers: Sequence[str], title: str, meanings: dict[str, int], rows: Sequence[GridRow]
) -> bool:
    """Refuse a table that is no list of use cases, with the headers that say so.

    Gives whether anything in it speaks of AI: a list that is believed without says so.

    Parameters
    ----------
    headers : sequence of str
        As they are written.
    title : str
        The one above the titles.
    meanings : dict
        By meaning, the column it stands in.

    Raises
    ------
    IntakeError
        intake.other_kind, intake.not_use_cases.
    """
    if not profile.other_kinds or _speaks(profile, headers):
        return True
    looked = rows[:_LOOKED_INTO]
    texts = [text for row in looked for name in ("title", "summary") if (text := _cell(row, meanings, name))]
    share = _share(_speaks(profile, [text]) for text in texts)
    kind, marks = other_kind(profile, headers) or ("", [])
    # The more headers are those of something else, the more of its rows must speak of AI to be believed all the same.
    if marks and share < _SHARE_AGAINST.get(len(marks), 1.1):
        raise IntakeError(Refusal.OTHER_KIND, kind=kind, marks=marks, headers=list(headers)[:60])
    if share >= _LEAST_SHARE:
        return True
    words = Vocabulary(profile)
    stages = [text for row in looked if (text := _cell(row, meanings, "stage"))]
    staged = _share(words.answer("stage", text) is not None for text in stages) >= 0.5
    weak = header_key(title) in {header_key(known) for known in profile.weak_titles}
    owned = not {"administration", "department"}.isdisjoint(meanings)
    # A list that calls its rows projects or titles is believed; one that calls them names must say more.
    if weak and not ("summary" in meanings and (owned or staged)):
        raise IntakeError(Refusal.NOT_USE_CASES, headers=list(headers)[:60])
    return False


def other_kind(profile: Profile, headers: Sequence[str]) -> tuple[str, list[str]] | None:
    """The kind of list that headers are of, and those that say so; None where fewer than two do.

    A * at the end of a known header stands for any continuation.
    """
    keys = [(one, header_key(one)) for one in headers]
    marks = {}
    for kind, words in profile.other_kinds.items():
        whole = {header_key(known) for known in words if not known.endswith(STATED)}
        beginnings = tuple(header_key(known.removesuffix(STATED)) for known in words if known.endswith(STATED))
        marks[kind] = [one for one, key in keys if key in whole or (beginnings and key.startswith(beginnings))]
    kind = max(marks, key=lambda one: len(marks[one]), default="")
    return (kind, marks[kind]) if kind and len(marks[kind]) >= _MARKS else None


def _cell(row: GridRow, meanings: dict[str, int], name: str) -> str:
    return row.cells.get(meanings[name], "").strip() if name in meanings else ""


def _share(held: Iterable[bool]) -> float:
    counted = list(held)
    return sum(counted) / len(counted) if counted else 0.0


def _speaks(profile: Profile, texts: Iterable[str]) -> bool:
    """Whether some text has a word of uses of AI in it, as a whole word."""
    words = "|".join(re.escape(fold(word)) for word in profile.use_case_words)
    told = re.compile(rf"(?<!\w){_JOINED_BEFORE}(?:{words})s?(?!\w)")
    return any(told.search(fold(text.replace("_", " "))) for text in texts)
