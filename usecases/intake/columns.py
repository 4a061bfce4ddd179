"""What the columns of a table mean, by their headers and by what stands in them; and the register of its rows."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from usecases.fingerprint import fingerprint
from usecases.intake.amounts import is_without_tax
from usecases.intake.codes import How, IntakeError, Refusal
from usecases.intake.dates import latest_day
from usecases.intake.grid import GridRow, Why, column_letters
from usecases.intake.headers import WORDS, Headers, Match
from usecases.intake.owners_around import OWNERS
from usecases.intake.profile import Profile, header_key
from usecases.intake.recognise import MOST_HEADERS
from usecases.intake.sheet import Header
from usecases.intake.table import Table
from usecases.intake.under_header import are_units, money_of
from usecases.intake.vocabulary import Vocabulary

_LOOKED_INTO, _FEW, _NEARLY_ALL = 200, 6, 0.8
_NEXT, _MOST = 3, 0.6
"""Rows right under the header that may be it once more, and how many of their cells then must be headers."""
_ADDED_BY_US = (
    {"ligne", "ce qui ne va pas"},
    {"row", "what is wrong"},
    {"السطر", "المشكل"},
)
"""What we write before the rows that were not taken in, in each language; sent back, they are no columns of the list.
Folded: the words are problems.row and problems.problem of data/words, and a test holds the two together."""
_UNNAMED, _NEARLY_ALL_HEADERS = "list-", 0.7


def headers_of(table: Table, rows: Sequence[GridRow]) -> tuple[Header, ...]:
    """The used columns with one text each: spaces folded, blanks named by letters, duplicates numbered."""
    used = sorted({column for row in (table.header, *rows) for column in row.cells})
    if table.grid.positional:
        used = [column for column in used if column < table.header.width]
    seen: Counter[str] = Counter()
    headers: list[Header] = []
    units = rows[0] if rows and are_units(rows[0]) else None
    for column in used:
        letters = str(column + 1) if table.grid.turned else column_letters(column)
        given = " ".join(table.header.cells.get(column, "").split())
        text = given or f"[{letters}]"
        if given and units is not None and (money := money_of(units, column)):
            given = f"{given} ({money})"
        key = header_key(text)
        seen[key] += 1
        if seen[key] > 1:
            text = f"{text} ({seen[key]})"
        headers.append(Header(column, letters, text, given, key))
    return tuple(headers)


def meanings(
    headers: Sequence[Header], known: Headers, corrections: Mapping[int, str | None]
) -> tuple[dict[int, str], dict[int, Match]]:
    """Header position to meaning, and how surely: of several headers of one meaning the surest keeps it.

    Raises
    ------
    IntakeError
        If a correction unmapped what makes an inventory, a chosen header row never named it, or two columns are given
        one meaning.
    """
    mapping: dict[int, str] = {position: name for position, name in corrections.items() if name is not None}
    if twice := sorted({name for name, n in Counter(mapping.values()).items() if n > 1}):
        raise IntakeError(Refusal.TWO_COLUMNS, fields=twice)
    sure: dict[int, Match] = {}
    best: dict[str, tuple[tuple[bool, float, str, int], int, Match]] = {}
    for position, header in enumerate(headers):
        match = known.match(header.given) if position not in corrections and header.given else None
        if match is None or match.known.name in mapping.values():
            continue
        # Beside "HT" the column "TTC" has the amount itself: nothing need be added to it.
        day = latest_day(header.given) if match.known.name == "stage" else ""
        place = match.order[1]
        # ... and "Projet" says more of a case than "Nom", which may be that of its owner.
        strong = not is_without_tax("", header.given) and not known.is_weak_title(header.given)
        order = (match.confidence >= WORDS and strong, match.confidence, day, place)
        held = best.get(match.known.name)
        if held is None or order > held[0]:
            best[match.known.name] = order, position, match
    for name, (_, position, match) in best.items():
        mapping[position], sure[position] = name, match
    if any(not 0 <= position < len(headers) for position in mapping):
        raise IntakeError(Refusal.UNKNOWN_COLUMN, columns=["?"], headers=[one.text for one in headers][:MOST_HEADERS])
    return dict(sorted(mapping.items())), sure


def with_inner_owners(
    headers: Sequence[Header], mapping: Mapping[int, str], chosen: Collection[int], known: Headers, above: str
) -> dict[int, str]:
    """The mapping, where a column that tells a part of a body is its bureau beside the body itself.

    The body is named ``above`` the table or by another column; what a person chose for a column stays.
    """
    kept = dict(mapping)
    free = (place for place in range(len(headers)) if place not in chosen)
    inner = [place for place in free if known.is_inner_owner(headers[place].given)]
    if above:
        for place in inner:
            if kept.get(place) in OWNERS:
                del kept[place]
    if "bureau" not in kept.values() and (above or not set(OWNERS).isdisjoint(kept.values())):
        kept |= {place: "bureau" for place in inner[:1] if place not in kept}
    return dict(sorted(kept.items()))


def headers_again(rows: Sequence[GridRow], meaning: Mapping[str, Header], known: Headers) -> frozenset[int]:
    """The first rows whose cells are headers of the very columns that they stand in: in another language, say."""
    found = set()
    for row in rows[:_NEXT]:
        texts = {name: row.cells.get(header.column, "").strip() for name, header in meaning.items()}
        said = {name: text for name, text in texts.items() if text}
        same = sum((match := known.match(text)) is not None and match.known.name == name for name, text in said.items())
        if same < 2 or same < _MOST * len(said):
            break
        found.add(row.number)
    return frozenset(found)


def by_content(
    headers: Sequence[Header], mapping: Mapping[int, str | None], rows: Sequence[GridRow], words: Vocabulary
) -> dict[int, str]:
    """Columns without a known header whose cells speak for themselves: nearly all are known words of one meaning.

    A column that a person left unused, None in ``mapping``, stays so.
    """
    found: dict[int, str] = {}
    for name in ("stage", "sector"):
        if name in mapping.values() or not words.knows(name):
            continue
        shares = {}
        for position, header in enumerate(headers):
            if position in mapping or position in found:
                continue
            texts = [text.strip() for row in rows[:_LOOKED_INTO] if (text := row.cells.get(header.column, "")).strip()]
            if len(texts) >= _FEW and len(set(texts)) <= max(_FEW, len(texts) // 3):
                shares[position] = sum(words.answer(name, text) is not None for text in texts) / len(texts)
        position, share = max(shares.items(), key=lambda one: (one[1], -one[0]), default=(0, 0.0))
        if share >= _NEARLY_ALL:
            found[position] = name
    return found


def register_of(
    profile: Profile, headers: Sequence[Header], chosen: str | None, known: Mapping[str, Collection[str]]
) -> tuple[str, Why]:
    """The list a row belongs to: a person's choice, the profile's name, or the headers in any order.

    ``known`` holds the headers of the registers that came before: a file with a column more or less than one of them is
    the same list.
    """
    if chosen is not None:
        return chosen, Why(How.CHOSEN_REGISTER, {"value": chosen})
    if profile.register_name is not None:
        return profile.register_name, Why(How.REGISTER_PROFILE, {"value": profile.register_name})
    keys = {header.key for header in headers if header.given}
    keys = keys.difference(*(added for added in _ADDED_BY_US if added <= keys))
    named = sorted(
        f"{header.key} {header.text}" if header.text != header.given else header.key
        for header in headers
        if header.given and header.key in keys
    )
    register = f"{_UNNAMED}{fingerprint(named)[:12]}"
    if register not in known and (like := _most_like(keys, known)):
        return like, Why(How.REGISTER_LIKE, {"value": like})
    return register, Why(How.REGISTER_HEADERS, {"value": register, "headers": len(named)})


def _most_like(headers: set[str], known: Mapping[str, Collection[str]]) -> str | None:
    """The unnamed register that shares nearly all headers with these; None where none or several do so alike."""
    shares = {
        register: len(headers & keys) / len(headers | keys)
        for register, texts in known.items()
        if register.startswith(_UNNAMED) and (keys := {header_key(text) for text in texts})
    }
    best = max(shares.values(), default=0.0)
    found = [register for register, share in shares.items() if share == best >= _NEARLY_ALL_HEADERS]
    return found[0] if len(found) == 1 else None
