"""The order and the map that follow the hand: the browser ranks while a weight is dragged, Python when it is let go.

Two mounts of one component: one keeps the values in the browser and is sent again only when a score, a verdict or the
language has changed; the other is the view, and is small. What the browser says is a wish: it is checked here.
"""

import base64
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from pathlib import Path
from threading import Lock
from typing import Any, NamedTuple

import numpy as np
import streamlit as st

from store.use_cases import CaseLine
from ui.charts.priority_map import MOST_POINTS, marker_size
from ui.components.priority_panel import drawn_told
from ui.firmness import Firmness
from ui.shown_ranking import ShownRanking
from ui.style.palette import VERDICTS
from ui.visit import Visit
from ui.words import Words
from usecases.criteria import Axis
from usecases.fingerprint import fingerprint
from usecases.priorities import Ranking
from usecases.use_case import in_language

_HERE = Path(__file__).parent
_LIVE = st.components.v2.component(
    "am_live_ranking",
    html='<div class="root"></div>',
    css=(_HERE / "live_ranking.css").read_text(encoding="utf-8"),
    js=(_HERE / "live_ranking.js").read_text(encoding="utf-8"),
)
TITLE_LETTERS = 110


class _Table(NamedTuple):
    """What the browser keeps of a ranking, written once: Streamlit would write a dict anew on every run, twice."""

    fingerprint: str
    sent: bytes
    """The fingerprint, a line feed, the table as JSON."""


_tables: list[tuple[tuple[str, ...], object, object, _Table]] = []
_lock = Lock()


@dataclass(frozen=True)
class Moved:
    """Where the sliders were let go, in whole percents; ``within`` None when only the axes were moved."""

    share: int
    within: tuple[int, ...] | None


def live_ranking(
    shown: ShownRanking,
    base: Ranking,
    *,
    key: str,
    selected: str | None,
    firmness: Firmness | None,
    large: bool,
    on_moved: Callable[[Moved], None],
    on_opened: Callable[[str], None],
) -> None:
    """Draw the view; what the reader does is handed to the two callbacks before the next run.

    Parameters
    ----------
    base : Ranking
        Under the weighting that is on the table, where ``shown`` is under the weights as they stand: moves are told
        against it.
    firmness : Firmness, optional
        None while it is being computed.
    """
    visit, ranking, first = shown.visit, shown.ranking, shown.rules.first
    at_first = replace(shown, ranking=base)
    table = _table(at_first)
    words, names = visit.words, visit.criteria_words
    weighting, started = ranking.weighting, base.weighting
    positions = ranking.table.positions
    drawn = [positions[name] for name in at_first.with_point[:MOST_POINTS]]
    percents = _percents(words)
    _LIVE(key=f"{key}_values", data=table.sent, height=1)
    data = {
        "table": table.fingerprint,
        "layout": f"{words.language} {table.fingerprint} {large} {fingerprint(drawn)}",
        "large": large,
        "dir": words.direction,
        "lang": str(words.language),
        "share": weighting.axis_share,
        "within": _within(ranking),
        "base": {"share": started.axis_share, "within": _within(base)},
        "threshold": ranking.threshold,
        "first": first,
        "selected": selected,
        "firm": None if firmness is None else {
            str(positions[name]): _share_told(words, share) for name, share in firmness.shares.items() if share
        },
        "methods": {} if firmness is None else {
            str(positions[name]): told for name, told in firmness.by_method.items()
        },
        "shown": None if shown.left is None else [positions[name] for name in shown.left if name in positions],
        "drawn": drawn,
        "sizes": _sizes(shown, drawn),
        "percents": percents,
        "percentTenth": words.percent(0.0, 1).replace("0", "{whole}", 1).replace("0", "{tenth}", 1),
        "decimal": words.decimal(0.0).replace("0", "{whole}", 1).replace("0", "{tenth}", 1),
        "ticks": [words.number(tick) for tick in (0, 0.25, 0.5, 0.75, 1)],
        "verdicts": {
            code: {"icon": mark.icon, "tone": mark.tone, "symbol": mark.symbol, "text": words(f"verdict.{code}")}
            for code, mark in VERDICTS.items()
        },
        "words": {
            "impact": names("axis.citizen_impact"), "feasibility": names("axis.feasibility"),
            "share": words("ranking.axis_share"), "split": words("live.split"), "weights": words("ranking.weights"),
            "caption": words("ranking.title"), "map": words("live.map"), "rank": words("ranking.rank"), "move": "",
            "case": words("catalogue.case"), "value": words("ranking.value"),
            "firm": firm_told(words, first, firmness), "firm_wait": words("live.firm_wait"),
            "known": words("ranking.known_share", share="{share}"), "drawn": drawn_told(at_first),
            "verdict": words("live.verdict"), "up": words("live.up"),
            "down": words("live.down"), "whole": words("live.whole"), "count": words("live.count"),
            "none": words("table.none"),
            "previous": words("table.previous"), "next": words("table.next"), "live": words("live.now"),
            "comma": words("live.comma"), "nothing": words("weights.sum_zero", subject=""),
            "quadrants": [words(f"quadrant.{code}") for code in ("prepare", "act_now", "later", "at_hand")],
        },
    }  # fmt: skip
    count = len(ranking.criteria)

    def moved() -> None:
        if (wish := read_moved(_said(key, "moved"), count)) is not None:
            on_moved(wish)

    def opened() -> None:
        said = _said(key, "opened")
        if isinstance(said, Mapping) and said.get("reference") in positions:
            on_opened(str(said["reference"]))

    _LIVE(key=key, data=data, on_moved_change=moved, on_opened_change=opened)


def firm_told(words: Words, first: int, firmness: Firmness | None) -> str:
    """Head of the column of shares, with their largest standard error once there are any."""
    if firmness is None:
        return words("live.firm", first=first)
    return words("live.firm_error", first=first, error=words.at_most(100 * firmness.error))


def read_moved(said: object, count: int) -> Moved | None:
    """What the browser says of the sliders, where it can be true; anything else is nothing."""
    match said:
        case {"share": int(share), "within": None} if _is_percent(share):
            return Moved(share, None)
        case {"share": int(share), "within": list(within)} if (
            _is_percent(share) and len(within) == count and all(_is_percent(one) for one in within)
        ):
            return Moved(share, tuple(within))
    return None


@cache
def _percents(words: Words) -> list[str]:
    return [words.percent(step / 100) for step in range(101)]


@lru_cache(maxsize=20_000)
def _share_told(words: Words, share: float) -> str:
    # Shares are counts of the same number of draws: few texts serve all cases of all rankings.
    return words.share_of_draws(share)


def _is_percent(number: object) -> bool:
    return isinstance(number, int) and not isinstance(number, bool) and 0 <= number <= 100


def _said(key: str, name: str) -> object:
    state = st.session_state.get(key)
    return state.get(name) if isinstance(state, Mapping) else getattr(state, name, None)


def _within(ranking: Ranking) -> list[float]:
    """Weights within the axes, in declared order."""
    first, second = (ranking.weighting.within_axis(ranking.criteria, axis) for axis in Axis)
    return [float(one) for one in first + second]


def _sizes(shown: ShownRanking, drawn: Sequence[int]) -> list[float]:
    """Radius of each point: its area follows the people served."""
    people = [shown.lines[shown.ranking.table.references[position]].residents_per_year for position in drawn]
    largest = max((one for one in people if one is not None), default=0.0)
    return [round(marker_size(one, largest) / 2, 1) for one in people]


def _table(shown: ShownRanking) -> _Table:
    """What the browser keeps: made once for the same scores, verdicts, titles and language."""
    ranking, lines, verdicts = shown.ranking, shown.visit.cases(), shown.verdicts
    language = shown.visit.language.value
    asked = (ranking.table.fingerprint, ranking.criteria.structure_hash, ranking.convention.value, language)
    with _lock:
        for known, kept_lines, kept_verdicts, made in _tables:
            # The very same objects are handed out until a case or a verdict changes.
            if known == asked and kept_lines is lines and kept_verdicts is verdicts:
                return made
    made = _made(shown, asked)
    with _lock:
        _tables.insert(0, (asked, lines, verdicts, made))
        del _tables[8:]
    return made


def _made(shown: ShownRanking, asked: tuple[str, ...]) -> _Table:
    visit, ranking = shown.visit, shown.ranking
    references = ranking.table.references
    decided = [shown.decision(name) for name in references]
    versions = [shown.lines[name].version for name in references]
    names = np.empty(len(references), dtype=np.int32)
    names[np.argsort(np.array(references, dtype=object), kind="stable")] = np.arange(len(references), dtype=np.int32)
    table = {
        "values": _packed(ranking.values.astype("<f8")),
        "known": _packed(ranking.table.values(ranking.criteria).known.astype(np.uint8)),
        "names": _packed(names.astype("<i4")),
        "axes": [0 if one.axis is Axis.CITIZEN_IMPACT else 1 for one in ranking.criteria],
        "criteria": [{"label": visit.criteria_words(f"{one.id}.label")} for one in ranking.criteria],
        "references": list(references),
        "titles": [_title(visit, shown.lines[name]) for name in references],
        "verdicts": decided,
        "unconfirmed": [int(shown.is_unconfirmed(name)) for name in references],
        "numbers": [visit.words.number(number) for number in range(len(references) + 1)],
    }
    name = fingerprint([*asked, decided, versions])
    return _Table(name, f"{name}\n{json.dumps(table)}".encode())


def _title(visit: Visit, line: CaseLine) -> dict[str, str]:
    text = in_language(line.title, visit.language)
    if text is None:
        return {"text": "—"}
    told = text.value if len(text.value) <= TITLE_LETTERS else f"{text.value[: TITLE_LETTERS - 1]}…"
    return {"text": told, "lang": str(text.language), "dir": text.language.direction}


def _packed(array: np.ndarray[Any, Any]) -> str:
    return base64.b64encode(np.ascontiguousarray(array).tobytes()).decode("ascii")
