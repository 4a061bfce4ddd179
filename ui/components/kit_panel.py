"""The kit on the screen: taken away, brought back, shown row by row and cell by cell before anything is taken in."""

from collections.abc import Mapping

import streamlit as st
from pydantic import ValidationError

from actions import kits
from actions.kits import KitLine, KitPreview
from actions.permissions import Permission
from actions.submitting import SubmittingError
from store.use_cases import StaleVersionError
from ui.components.page_header import banner, refusal
from ui.components.prose import plain_table, quiet
from ui.components.readings_told import readings_told
from ui.components.returned_problems import returned_problems
from ui.exports.case_kit import case_kit, kit_choices
from ui.exports.workbook import XLSX
from ui.facts import field_told, told_apart
from ui.opening import words as words_in
from ui.turns import aside
from ui.visit import Visit
from usecases.case_kit import Choices, KitError
from usecases.folding import fold
from usecases.intake.changes import FieldChange
from usecases.returned_sheet import Fate
from wording.language import Language

MOST_MB = 20
SHOWN = 12
_TURN, _DONE = "kit_turn", "kit_done"


def kit_panel(visit: Visit) -> None:
    """For a contributor the kit of their administration; for an analyst that of any."""
    words = visit.words
    if told := st.session_state.pop(_DONE, None):
        banner(told, tone="accent")
    quiet(words("kit.caption"))
    administration = _administration(visit)
    if administration:
        _take_away(visit, administration)
    turn = st.session_state.get(_TURN, 0)
    file = st.file_uploader(words("kit.in"), type=["xlsx", "xls", "ods"], key=f"kit_in_{turn}", max_upload_size=MOST_MB)
    if file is not None:
        _looked_at(visit, file.getvalue())


def _administration(visit: Visit) -> str | None:
    if visit.person.administration and not visit.may(Permission.READ_CASES):
        return visit.person.administration
    names = sorted({one.administration for one in visit.cases()}, key=fold)
    return st.selectbox(
        visit.words("catalogue.administration"), names, index=None, format_func=visit.administration, key="kit_whose"
    )


def _take_away(visit: Visit, administration: str) -> None:
    words, sectors = visit.words, visit.sectors()
    cases = visit.read(kits.kit_cases, administration)
    st.download_button(
        words("kit.out", n=len(cases)), file_name="kit.xlsx", mime=XLSX, key="kit_out", on_click="ignore",
        data=lambda: case_kit(words, administration, cases, sectors),
    )  # fmt: skip


def choices_of(visit: Visit) -> Choices:
    """Every choice in the three languages: a kit is read whatever language it was made in."""
    spoken = [words_in(language) for language in Language]
    return kit_choices(spoken, visit.sectors(), visit.site.definitions.not_applicable)


def _looked_at(visit: Visit, content: bytes) -> None:
    words, choices = visit.words, choices_of(visit)
    try:
        with aside():
            found = visit.read(kits.preview, content, choices, now=visit.now)
    except KitError as error:
        refusal(words.told(error.code, error.values))
        return
    counts = {name: len(found.of(fate)) for name, fate in (
        ("new", Fate.NEW), ("changed", Fate.CHANGED), ("same", Fate.SAME), ("conflicts", Fate.CONFLICT)
    )}  # fmt: skip
    quiet(words("kit.told", **counts))
    returned_problems(visit, found.problems, key="kit", left=words("problems.rows_left"))
    readings = [
        (words.number(line.row.row), one)
        for line in (*found.of(Fate.NEW), *found.of(Fate.CHANGED), *found.of(Fate.CONFLICT))
        for one in line.row.read_otherwise()
    ]
    readings_told(visit, words("problems.row"), readings, key="kit_readings")
    _new(visit, found)
    _changed(visit, found)
    consented = _conflicts(visit, found)
    settled = sum(
        any(one.field not in line.disputed or one.field in consented.get(line.row.reference or "", ())
            for one in line.changes)
        for line in found.of(Fate.CONFLICT)
    )  # fmt: skip
    taken = counts["new"] + counts["changed"] + settled
    if taken and st.button(words("kit.take", n=taken), type="primary", key="kit_take"):
        _take(visit, content, choices, consented)


def _new(visit: Visit, found: KitPreview) -> None:
    """The cases that would be proposed, each by its title."""
    words = visit.words
    rows = [
        {
            words("problems.row"): words.number(line.row.row),
            words("kit.new_case"): visit.title(line.row.stated.get("title") or ())[:160],
        }
        for line in found.of(Fate.NEW)
    ]
    plain_table(rows[:SHOWN])
    if len(rows) > SHOWN:
        quiet(words("intake.changes_rest", n=len(rows) - SHOWN))


def _changed(visit: Visit, found: KitPreview) -> None:
    rows = [
        _told(visit, line, one)
        for line in (*found.of(Fate.CHANGED), *found.of(Fate.CONFLICT))
        for one in line.changes
        if one.field not in line.disputed
    ]
    plain_table(rows[:SHOWN])
    if len(rows) > SHOWN:
        quiet(visit.words("intake.changes_rest", n=len(rows) - SHOWN))


def _conflicts(visit: Visit, found: KitPreview) -> dict[str, set[str]]:
    """Each cell of a case that changed here since the kit was made; one tick for each to overwrite."""
    words = visit.words
    consented: dict[str, set[str]] = {}
    for line in found.of(Fate.CONFLICT)[:SHOWN]:
        reference = line.row.reference or ""
        for one in line.changes:
            if one.field not in line.disputed:
                continue
            plain_table([_told(visit, line, one)])
            label = words("kit.overwrite", reference=reference, field=field_told(visit, one.field))
            if st.checkbox(label, key=f"kit_over_{reference}_{one.field}_{line.version_here}"):
                consented.setdefault(reference, set()).add(one.field)
    return consented


def _told(visit: Visit, line: KitLine, one: FieldChange) -> dict[str, str]:
    words = visit.words
    before, after = told_apart(visit, one)
    return {
        words("catalogue.reference"): line.row.reference or "",
        words("intake.field"): field_told(visit, one.field),
        words("intake.before"): before,
        words("intake.after"): after,
    }


def _take(visit: Visit, content: bytes, choices: Choices, consented: Mapping[str, set[str]]) -> None:
    words, form = visit.words, "kit"
    try:
        with st.spinner(words("intake.storing")):
            references = visit.do(
                kits.accept, content, choices, visit.site.definitions, consented=consented,
                request_id=visit.request_id(form),
            )  # fmt: skip
    except (KitError, SubmittingError) as error:
        refusal(words.told(error.code, error.values))
    except ValidationError:
        refusal(words("kit.no_title"))
    except StaleVersionError:
        refusal(words("conflict.case_list"))
    else:
        st.session_state[_TURN] = st.session_state.get(_TURN, 0) + 1
        st.session_state[_DONE] = words("kit.taken", references=words.join(list(references)))
        visit.forget_request(form)
        st.rerun()
    visit.forget_request(form)
