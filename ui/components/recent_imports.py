"""The last imports, and the deed that takes one back as a whole."""

import streamlit as st

from actions import taking_back
from actions.permissions import Permission
from store.imports import Import
from ui.components.confirm import confirm
from ui.components.page_header import section
from ui.components.prose import quiet
from ui.visit import Visit

AT_ONCE = 12
_WANTED = "imports_wanted"


def recent_imports(visit: Visit) -> None:
    """Each import with its file, date, author and counts; nothing where there is none."""
    words = visit.words
    wanted = st.session_state.get(_WANTED, AT_ONCE)
    made = visit.read(taking_back.imports_made, wanted + 1)
    if not made:
        return
    section(words("intake.recent"), words("intake.recent_caption"))
    may = visit.may(Permission.ADMIT_CASES)
    for one in made[:wanted]:
        with st.container(border=True, horizontal=True, vertical_alignment="center", key=f"am_import_{one.id}"):
            quiet(_told(visit, one))
            if one.taken_back_at is None and may and st.button(words("intake.take_back"), key=f"take_back_{one.id}"):
                _ask(visit, one)
    if len(made) > wanted and st.button(words("intake.older"), key="imports_older", type="tertiary"):
        st.session_state[_WANTED] = wanted + AT_ONCE
        st.rerun()


def _told(visit: Visit, one: Import) -> str:
    words = visit.words
    told = words(
        "intake.import_line", file=one.file_name, at=one.at, name=visit.name_of(one.actor), new=one.counts["new"],
        changed=one.counts["changed"],
    )  # fmt: skip
    if one.taken_back_at and one.taken_back_by:
        back = words("intake.taken_back_at", at=one.taken_back_at, name=visit.name_of(one.taken_back_by))
        return f"{told} · {back}"
    return told


def _ask(visit: Visit, one: Import) -> None:
    words = visit.words
    found = visit.read(taking_back.would_take_back, one.id)
    told = words(
        "intake.would_take_back", withdrawn=len(found.withdrawn), restored=len(found.restored), kept=len(found.kept)
    )
    if found.kept:
        told += " " + words("intake.would_keep", references=words.join(list(found.kept[:12])))
    form = f"take_back_{one.id}"

    def deed() -> None:
        done = visit.do(taking_back.take_back, one.id, visit.site.definitions, request_id=visit.request_id(form))
        visit.forget_request(form)
        st.session_state["intake_done"] = words(
            "intake.taken_back", withdrawn=len(done.withdrawn), restored=len(done.restored), kept=len(done.kept)
        )

    confirm(words("intake.take_back_ask"), told, deed=words("intake.take_back"), words=words, key=form, on_confirm=deed)
