"""Filters of cases that live in the address: the fields, and which lines they leave."""

from collections.abc import Callable, Mapping

import streamlit as st

from ethics.verdict import CLEARING
from store.use_cases import CaseLine
from store.verdicts import GivenVerdict
from ui import address
from ui.visit import Visit
from usecases.folding import fold
from usecases.use_case import RANKED_STATUSES, Role, Stage, Status

ANY = ""
REGIONS = tuple(f"{number:02d}" for number in range(1, 13))
VERDICTS = ("open", "pending", "refused")


def filter_fields(visit: Visit, names: tuple[str, ...], lines: list[CaseLine]) -> None:
    """One field for each of the named filters, with the choices that occur."""
    words, occurring = visit.words, _occurring(lines)
    offered: dict[str, tuple[str, list[str], Callable[[str], str]]] = {
        "statut": (
            "catalogue.status",
            ["ranked", *(one.value for one in Status if one.value in occurring["statut"])],
            lambda code: words("catalogue.ranked" if code == "ranked" else f"status.{code}"),
        ),
        "stade": (
            "catalogue.stage",
            [one.value for one in Stage if one.value in occurring["stade"]],
            lambda code: words(f"stage.{code}"),
        ),
        "administration": ("catalogue.administration", occurring["administration"], visit.administration),
        "secteur": (
            "catalogue.sector",
            sorted(occurring["secteur"], key=lambda code: words(f"sector.{code}")),
            lambda code: words(f"sector.{code}"),
        ),
        "liste": ("catalogue.register", occurring["liste"], str),
        "avis": ("catalogue.verdict", list(VERDICTS), lambda code: words(f"catalogue.verdict_{code}")),
        "region": ("catalogue.region", list(REGIONS), visit.region),
        "ecrit": ("catalogue.written_in", occurring["ecrit"], lambda code: words(f"language.{code}")),
    }
    for name in names:
        label, options, named = offered[name]
        _field(visit, name, words(label), [ANY, *options], named)


_kept: list[tuple[list[CaseLine], dict[str, list[str]]]] = []


def _occurring(lines: list[CaseLine]) -> dict[str, list[str]]:
    """The values that occur, kept for the very list that was asked last: it is the same until a case changes."""
    for known, found in _kept:
        if known is lines:
            return found
    found = {
        "statut": sorted({line.status.value for line in lines}),
        "stade": sorted({line.stage.value for line in lines}),
        "administration": sorted({line.administration for line in lines}, key=fold),
        "secteur": sorted({line.sector for line in lines}),
        "liste": sorted({line.source_register for line in lines}),
        "ecrit": sorted({line.title[0].language.value for line in lines}),
    }
    _kept.insert(0, (lines, found))
    del _kept[4:]
    return found


def _field(visit: Visit, name: str, label: str, options: list[str], named: Callable[[str], str]) -> None:
    key = address.bound(name)
    now = st.session_state[key]
    known = {code: named(code) if code else visit.words("catalogue.all") for code in options}
    known.setdefault(now, now)  # an address may ask for what does not occur: it is shown as it was asked
    chosen = st.selectbox(label, list(known), index=list(known).index(now), key=key, format_func=known.__getitem__)
    address.follow(name, chosen)


def asked(names: tuple[str, ...]) -> dict[str, str]:
    """The filters that the address holds now."""
    return {name: value for name in names if (value := address.asked(name))}


def filters_told(wanted: Mapping[str, str]) -> str:
    """The filters as the address has them: whoever gets a file can look at the same."""
    return ", ".join(f"{name}={value}" for name, value in wanted.items())


def left_by(
    wanted: Mapping[str, str], verdicts: Mapping[str, GivenVerdict], chosen: Mapping[str, object]
) -> Callable[[CaseLine], bool]:
    """Whether a line passes every filter; only what is asked is tested."""
    terms = fold(wanted.get("q", "")).split()
    tests: dict[str, Callable[[CaseLine], bool]] = {
        "q": lambda line: all(word in line.search for word in terms),
        "statut": lambda line: _fits(wanted["statut"], line),
        "stade": lambda line: wanted["stade"] == line.stage.value,
        "administration": lambda line: wanted["administration"] == line.administration,
        "secteur": lambda line: wanted["secteur"] == line.sector,
        "liste": lambda line: wanted["liste"] == line.source_register,
        "avis": lambda line: _fits_verdict(wanted["avis"], verdicts.get(line.reference)),
        "region": lambda line: line.national or any(region == wanted["region"] for region, _ in line.regions),
        "ecrit": lambda line: wanted["ecrit"] == line.title[0].language.value,
        "choix": lambda line: line.reference in chosen,
    }
    active = [test for name, test in tests.items() if wanted.get(name)]
    return lambda line: all(test(line) for test in active)


def _fits(wanted: str, line: CaseLine) -> bool:
    if wanted == "ranked":
        return line.role is Role.CANDIDATE and line.status in RANKED_STATUSES
    return wanted == line.status.value


def _fits_verdict(wanted: str, verdict: GivenVerdict | None) -> bool:
    match wanted:
        case "open":
            return verdict is not None and verdict.decision in CLEARING
        case "refused":
            return verdict is not None and verdict.decision not in CLEARING
        case "pending":
            return verdict is None
    return True
