"""The order as an ordinary table and the map as an ordinary chart: for the keyboard and for reading out."""

from dataclasses import replace

import streamlit as st

from ui import address
from ui.components.badge import badge
from ui.components.priority_panel import priority_panel
from ui.components.table import ROWS_PER_PAGE, BadgeCell, BarCell, Column, NumberCell, Row, data_table
from ui.firmness import Firmness
from ui.shown_ranking import ShownRanking
from ui.words import Words
from usecases.priorities import Band, RankedCase

"""Of the draws, the share in which each case is among the first ones; by reference."""


def plain_order(shown: ShownRanking, *, selected: str | None, firmness: Firmness | None) -> None:
    """One page of the rankable cases beside the map; a row or a mark chooses its case."""
    order, place = st.columns([5, 3], gap="medium")
    with order:
        band_table(shown, Band.RANKABLE, selected=selected, firmness=firmness)
    with place:
        clicked = priority_panel(shown, key="ranking_map", selected=selected, height=330)
        if clicked and clicked != selected and clicked != st.session_state.get("map_clicked"):
            st.session_state["map_clicked"] = clicked
            address.put(cas=clicked)
            st.rerun()


def band_table(
    shown: ShownRanking, band: Band, *, selected: str | None = None, firmness: Firmness | None = None
) -> None:
    """The cases of one band, a page at a time."""
    words, ranking = shown.visit.words, shown.ranking
    places = [place for place, reference in enumerate(ranking.references(band)) if shown.passes(reference)]
    name = "page" if band is Band.RANKABLE else "attente"
    page = min(max(1, address.asked_number(name, 1)), max(1, -(-len(places) // ROWS_PER_PAGE)))
    on_page = places[(page - 1) * ROWS_PER_PAGE : page * ROWS_PER_PAGE]
    event = data_table(
        _columns(words, band),
        [_row(shown, one, selected, firmness) for place in on_page for one in ranking.page(place, place + 1, band)],
        key=f"ranking_{band}", words=words, caption=words("ranking.title"), total=len(places), page=page,
        header="title", empty="" if ranking.references(band) else words("ranking.nothing_here"),
    )  # fmt: skip
    if event and event.kind == "open":
        address.put(cas=event.id)
        st.rerun()
    if event and event.kind == "page":
        address.put(**{name: event.page})
        st.rerun()


def _columns(words: Words, band: Band) -> list[Column]:
    columns = [
        Column("rank", words("ranking.rank"), numeric=True, sortable=False),
        Column("title", words("catalogue.case"), wide=True, sortable=False),
        Column("value", words("ranking.value"), sortable=False, help=words("ranking.value_help")),
        Column("verdict", words("catalogue.verdict"), sortable=False),
    ]
    return columns[1:] if band is Band.NOT_YET_RANKABLE else columns


def _row(shown: ShownRanking, one: RankedCase, selected: str | None, firmness: Firmness | None) -> Row:
    words, names = shown.visit.words, shown.visit.criteria_words
    title = shown.title_cell(one.reference)
    if one.band is Band.NOT_YET_RANKABLE:
        missing = words.join([names(f"{criterion}.short") for criterion in one.missing])
        title = replace(title, sub=words("ranking.missing", criteria=missing), sub_language=words.language)
    elif one.missing:
        known = words("ranking.known_share", share=words.percent(one.known))
        title = replace(title, sub=known, sub_language=words.language)
    why = words("ranking.between", low=words.decimal(one.value_low * 100), high=words.decimal(one.value_high * 100))
    rank = words("ranking.tied", rank=one.rank) if one.tied else words.number(one.rank)
    held = None if firmness is None else firmness.shares.get(one.reference)
    if firmness and (told := firmness.by_method.get(one.reference)):
        title = replace(title, sub=" · ".join(part for part in (title.sub, told) if part), sub_language=words.language)
    return Row(
        one.reference,
        {
            "rank": NumberCell(rank, sub="" if held is None else words.share_of_draws(held)),
            "title": title,
            "value": BarCell(
                one.value, words.decimal(one.value * 100), unconfirmed=shown.is_unconfirmed(one.reference), why=why
            ),
            "verdict": BadgeCell((badge("verdict", shown.given(one.reference), words),)),
        },
        label=("▸ " if one.reference == selected else "") + title.text,
    )
