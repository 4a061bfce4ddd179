"""Correcting several cases of the list at once, with the way back."""

from collections.abc import Callable, Mapping, Sequence

import streamlit as st

from actions import editing, submitting
from actions.editing import Edit
from actions.submitting import SubmittingError
from store.use_cases import CaseLine, StaleVersionError
from ui.components.page_header import banner, refusal
from ui.components.prose import quiet
from ui.visit import Visit
from usecases.folding import fold
from usecases.use_case import Status, StatusError

_DONE = "bulk_edit_done"
LONGEST = 200
_SCOPES = ("keep", "national", "regions")


def bulk_edit(visit: Visit, found: Sequence[CaseLine]) -> None:
    """The forms for the cases that the filters leave, and the last correction or move with its undo."""
    words = visit.words
    _last(visit)
    if not found:
        return
    with st.expander(words("catalogue.edit")):
        quiet(words("catalogue.edit_caption"))
        _earlier(visit)
        titles = {one.reference: f"{one.reference} · {visit.title(one.title)[:60]}" for one in found}
        everything = st.checkbox(words("catalogue.edit_all", n=len(found)), key="bulk_all")
        chosen = st.multiselect(
            words("catalogue.edit_cases"), list(titles), format_func=lambda one: titles[one], key="bulk_cases"
        )
        versions = {one.reference: one.version for one in found if everything or one.reference in chosen}
        _fields_form(visit, versions)
        _move_form(visit, versions)


def _fields_form(visit: Visit, versions: Mapping[str, int]) -> None:
    """Administration, sector, regions: what is left empty stays as it is."""
    words = visit.words
    with st.form("bulk_edit", border=False, clear_on_submit=False):
        left, middle, right = st.columns(3, gap="small")
        administration = left.selectbox(
            words("catalogue.administration"), _administrations(visit), index=None, key="bulk_administration",
            format_func=visit.administration, accept_new_options=True, placeholder=words("catalogue.edit_keep"),
            help=words("catalogue.edit_administration_help"),
        )  # fmt: skip
        sector = middle.selectbox(
            words("catalogue.sector"), ["", *visit.sectors()], key="bulk_sector",
            format_func=lambda code: words(f"sector.{code}") if code else words("catalogue.edit_keep"),
        )  # fmt: skip
        scope = right.selectbox(
            words("catalogue.edit_scope"), _SCOPES, format_func=lambda code: words(f"catalogue.edit_{code}"),
            key="bulk_scope",
        )  # fmt: skip
        regions = st.multiselect(
            words("catalogue.region"), [f"{number:02d}" for number in range(1, 13)], format_func=visit.region,
            key="bulk_regions",
        )  # fmt: skip
        reason = st.text_input(words("catalogue.edit_reason"), max_chars=500, key="bulk_reason")
        sent = st.form_submit_button(words("catalogue.edit_apply"))
    if not sent:
        return
    if scope == "national" and regions:
        refusal(words("catalogue.edit_both"))
        return
    wanted = Edit(
        administration=(administration or "").strip()[:LONGEST] or None, sector=sector or None,
        national=True if scope == "national" else None,
        regions=tuple(regions) if regions or scope == "regions" else None,
    )  # fmt: skip

    def deed() -> None:
        seq = visit.do(
            editing.edit, versions, wanted, visit.site.definitions, reason=reason,
            request_id=visit.request_id("bulk_edit"),
        )  # fmt: skip
        st.session_state[_DONE] = (seq, words("catalogue.edited", n=len(versions)))

    _attempted(visit, "bulk_edit", deed)


def _administrations(visit: Visit) -> list[str]:
    """Those of the catalogue and those that the site knows, by their names: a chosen one is spelled as the others."""
    names = {one.administration for one in visit.cases()} | {*visit.site.definitions.administrations.canonical}
    return sorted(names, key=lambda name: fold(visit.administration(name)))


def _move_form(visit: Visit, versions: Mapping[str, int]) -> None:
    """The status of the same cases: admitted, sent back, declined, withdrawn, or taken up again."""
    words = visit.words
    with st.form("bulk_move", border=False):
        left, right = st.columns([1, 2], gap="small")
        wanted = left.selectbox(
            words("case.move_to"), [one.value for one in submitting.OFFERED_MOVES], index=None, key="bulk_to",
            format_func=lambda code: words(f"move.{code}"),
        )  # fmt: skip
        reason = right.text_input(words("case.reason"), max_chars=500, key="bulk_move_reason")
        sent = st.form_submit_button(words("case.move"))
    if not sent:
        return
    if wanted is None or not versions:
        refusal(words("case.choose_move" if versions else "case.nothing_to_change"))
        return

    def deed() -> None:
        seq = visit.do(
            submitting.move, versions, Status(wanted), reason=reason, request_id=visit.request_id("bulk_move")
        )  # fmt: skip
        told = words("catalogue.moved", n=len(versions), status=words(f"status.{Status(wanted).value}"))
        st.session_state[_DONE] = (seq, told)

    _attempted(visit, "bulk_move", deed)


def _attempted(visit: Visit, form: str, deed: Callable[[], None]) -> None:
    """Do it and begin anew, or say why it is not done; what was filled in stays."""
    words = visit.words
    try:
        deed()
    except (SubmittingError, StatusError) as error:
        refusal(words.told(error.code, getattr(error, "values", {})))
    except StaleVersionError:
        refusal(words("conflict.case_list"))
    else:
        visit.forget_request(form)
        st.rerun()
    visit.forget_request(form)


def _last(visit: Visit) -> None:
    words = visit.words
    if told := st.session_state.pop(f"{_DONE}_told", None):
        banner(told, tone="accent")
    held = st.session_state.get(_DONE)
    if held is None:
        return
    seq, done = held
    banner(done, tone="accent")
    if st.button(words("catalogue.edit_undo"), key="bulk_undo"):
        _undo(visit, seq)


def _earlier(visit: Visit) -> None:
    """The way back outlives the page on which the correction was made."""
    last = visit.read(editing.last_edit) if st.session_state.get(_DONE) is None else None
    if last is None:
        return
    seq, count, at = last
    told = visit.words("catalogue.edit_undo_last", n=count, at=at)
    if st.button(told, key="bulk_undo_last", type="tertiary", icon=":material/undo:"):
        _undo(visit, seq)


def _undo(visit: Visit, seq: int) -> None:
    words = visit.words
    found = visit.do(editing.undo_edit, seq, visit.site.definitions, request_id=visit.request_id("bulk_undo"))
    visit.forget_request("bulk_undo")
    st.session_state.pop(_DONE, None)
    st.session_state[f"{_DONE}_told"] = words(
        "catalogue.edit_undone", restored=len(found.restored), kept=len(found.kept)
    )
    st.rerun()
