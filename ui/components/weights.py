"""The weighting on the table: chosen by name, moved by sliders that stay a distribution, saved under a name."""

import streamlit as st

from actions import planning, reading
from actions.planning import PlanningError
from actions.reading import NamedWeighting
from store.use_cases import StaleVersionError
from ui import address
from ui.components.conflict import conflict
from ui.components.page_header import refusal
from ui.components.prose import quiet
from ui.visit import Visit
from ui.words import escape_markdown
from usecases.weighting import Weighting, WeightingError, normalised


def weighting_on_the_table(visit: Visit, known: list[NamedWeighting]) -> Weighting:
    """The weighting on the table: a named one, moved by the slider."""
    words = visit.words
    versions = {one.weighting.id: one for one in known}
    by_id = {one.weighting.id: one.weighting for one in known}
    if (saved := st.session_state.pop("weighting_saved", None)) in by_id:
        st.session_state["weighting_id"] = st.session_state["weighting_of"] = saved
        st.session_state["weighting_base"] = versions[saved]
    elif "weighting_id" not in st.session_state and address.asked("poids") in by_id:
        st.session_state["weighting_id"] = address.asked("poids")
    first, second = st.columns([3, 2], gap="large", vertical_alignment="bottom")
    with second:
        chosen = st.selectbox(
            words("ranking.weighting"),
            list(by_id),
            format_func=lambda one: words("ranking.declared") if one == "default" else by_id[one].name,
            key="weighting_id",
        )
    base = by_id[chosen]
    shares = normalised(base.within, visit.criteria)
    percents = {name: round(share * 100) for name, share in shares.items()}
    # Streamlit forgets the sliders of a screen that was left: they begin at the weighting again.
    if st.session_state.get("weighting_of") != chosen or "axis_share" not in st.session_state:
        st.session_state["weighting_of"], st.session_state["weighting_base"] = chosen, versions[chosen]
        st.session_state["axis_share"] = min(address.asked_number("impact", round(base.axis_share * 100)), 100)
        for name, percent in percents.items():
            st.session_state[f"weight_{name}"] = percent
    with first:
        share = st.slider(
            words("ranking.axis_share"),
            0,
            100,
            step=1,
            key="axis_share",
            format=words.percent_pattern,
            help=words("ranking.axis_help"),
        )
    typed = {name: st.session_state.get(f"weight_{name}", percent) for name, percent in percents.items()}
    axis_moved = share != round(base.axis_share * 100)
    # A slider shows whole percents; as long as none is moved the exact weights count.
    within = shares if typed == percents else {name: float(percent) for name, percent in typed.items()}
    address.put(poids=None if chosen == "default" else chosen, impact=share if axis_moved else None)
    if axis_moved or typed != percents:
        with second:
            quiet(words("ranking.moved"))
    return base.model_copy(update={"axis_share": share / 100 if axis_moved else base.axis_share, "within": within})


def save_weighting_form(visit: Visit, weighting: Weighting) -> None:
    """Keep the weights as they stand: anew under another name, or as the next version of the one on the table.

    What was put on the table is the base: saved in between by somebody else, the three are shown.
    """
    words = visit.words
    base: NamedWeighting = st.session_state["weighting_base"]
    own = base.weighting.name if base.version else ""
    with st.form("save_weighting", border=False):
        name = st.text_input(words("ranking.save_name"), value=own, max_chars=120, key=f"weighting_name_{own}")
        sent = st.form_submit_button(words("ranking.save"))
    if not sent:
        return
    again = bool(own) and name.strip() == own
    identity = base.weighting.id if again else visit.request_id("weighting")[:12]
    saved = weighting.model_copy(update={"id": identity, "name": name.strip(), "author": visit.person.id})
    try:
        visit.do(
            planning.save_weighting, visit.criteria, saved, expected_version=base.version if again else 0,
            request_id=visit.request_id("weighting"),
        )  # fmt: skip
    except (PlanningError, WeightingError) as error:
        values = getattr(error, "values", {})
        refusal(words(error.code, **{"subject": subject_name(visit, getattr(error, "subject", "")), **values}))
    except StaleVersionError:
        _conflict(visit, base=base, mine=saved)
    else:
        visit.forget_request("weighting")
        st.session_state["weighting_saved"] = identity
        st.toast(escape_markdown(words("ranking.saved", name=saved.name)))
        st.rerun()


def _conflict(visit: Visit, *, base: NamedWeighting, mine: Weighting) -> None:
    """Somebody saved the weighting in between; the sliders stay where they are, the next save is made on theirs."""
    fresh = visit.read(reading.weightings, visit.criteria)
    theirs = next((one for one in fresh if one.weighting.id == mine.id), None)
    conflict(
        visit.words,
        visit.words("conflict.weighting"),
        base=weights_told(visit, base.weighting),
        theirs=weights_told(visit, theirs.weighting) if theirs else "—",
        mine=weights_told(visit, mine),
    )
    st.session_state["weighting_base"] = theirs or base
    visit.forget_request("weighting")


def weights_told(visit: Visit, weighting: Weighting) -> str:
    """The weights of all criteria in one line."""
    weights = weighting.global_weights(visit.criteria)
    return ", ".join(
        f"{visit.criteria_words(f'{name}.short')} {visit.words.percent(float(weight), 1)}"
        for name, weight in zip(visit.criteria.ids, weights, strict=True)
    )


def subject_name(visit: Visit, subject: str) -> str:
    """The axis or criterion an error is about, by its name."""
    for key in (f"axis.{subject}", f"{subject}.short"):
        if visit.criteria_words.has(key):
            return visit.criteria_words(key)
    return subject
