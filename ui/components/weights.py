"""The weighting on the table: chosen by name, moved by sliders that stay a distribution, saved under a name."""

from dataclasses import dataclass

import streamlit as st

from actions import planning, reading
from actions.planning import PlanningError
from actions.reading import NamedWeighting
from store.use_cases import StaleVersionError
from ui import address
from ui.components.conflict import conflict
from ui.components.page_header import refusal, section
from ui.components.prose import quiet
from ui.fields import begins
from ui.visit import Visit
from ui.words import escape_markdown
from usecases.criteria import Axis
from usecases.weighting import PointRegion, Weighting, WeightingError, normalised

_TYPED, _BASE, _CHOSEN = "weights_typed", "weighting_base", "weighting_id"


@dataclass(frozen=True)
class Typed:
    """Where the sliders stand, in whole percents; ``within`` None while no criterion was moved."""

    share: int
    within: tuple[int, ...] | None = None


@dataclass(frozen=True)
class OnTheTable:
    """What is ranked by: the weighting that was chosen, and the weights as they stand now."""

    base: Weighting
    now: Weighting

    @property
    def is_moved(self) -> bool:
        """Whether a slider stands elsewhere than the weighting says."""
        return self.base != self.now


def weighting_on_the_table(visit: Visit, known: list[NamedWeighting]) -> OnTheTable:
    """Choose a weighting by name; the sliders move it from there, and the address keeps both."""
    words, state = visit.words, st.session_state
    versions = {one.weighting.id: one for one in known}
    if (saved := state.pop("weighting_saved", None)) in versions:
        state[_CHOSEN] = saved
        put_on_the_table(versions[saved])
    elif _CHOSEN not in state and address.asked("poids") in versions:
        state[_CHOSEN] = address.asked("poids")
    chosen = st.selectbox(
        words("ranking.weighting"), list(versions), key=_CHOSEN, label_visibility="collapsed",
        format_func=lambda one: words("ranking.weighting_of", name=weighting_name(visit, versions[one])),
    )  # fmt: skip
    held: NamedWeighting | None = state.get(_BASE)
    if held is None or held.weighting.id != chosen:
        first = held is None
        put_on_the_table(versions[chosen])
        address.put(scenario=None)
        if first and (asked := address.asked_number("impact", 101)) <= 100:
            state[_TYPED] = Typed(asked)
    base: Weighting = state[_BASE].weighting
    now = moved(base, state[_TYPED], visit)
    try:
        now.global_weights(visit.criteria)
    except WeightingError as error:
        refusal(words(error.code, subject=subject_name(visit, error.subject)))
        now = base
    address.put(
        poids=None if chosen == "default" else chosen, impact=state[_TYPED].share if _is_axis_moved(base) else None
    )
    return OnTheTable(base, now)


def weighting_name(visit: Visit, one: NamedWeighting) -> str:
    """The name a reader knows it by."""
    return visit.words("ranking.declared") if one.weighting.id == "default" else one.weighting.name


def put_on_the_table(one: NamedWeighting) -> None:
    """Begin at a weighting, with nothing moved."""
    state = st.session_state
    state[_BASE], state[_TYPED] = one, Typed(round(one.weighting.axis_share * 100))
    for field in ["axis_share", *(key for key in state if str(key).startswith("weight_"))]:
        state.pop(field, None)  # the plain fields begin there too


def choose_weighting(weighting: Weighting, known: list[NamedWeighting]) -> None:
    """Put weights on the table that may have been moved since they were chosen by name, those of a scenario."""
    versions = {one.weighting.id: one.version for one in known}
    identity = weighting.id if weighting.id in versions else "default"
    st.session_state[_CHOSEN] = identity
    put_on_the_table(NamedWeighting(weighting.model_copy(update={"id": identity}), versions[identity]))


def take(typed: Typed) -> None:
    """The sliders were let go somewhere."""
    before: Typed = st.session_state[_TYPED]
    st.session_state[_TYPED] = Typed(typed.share, typed.within if typed.within is not None else before.within)


def moved(base: Weighting, typed: Typed, visit: Visit) -> Weighting:
    """The weights where the sliders stand; what nobody moved keeps its exact weight, and a moved one is a point."""
    changes: dict[str, object] = {}
    if typed.share != round(base.axis_share * 100):
        changes["axis_share"] = typed.share / 100
    if typed.within is not None:
        changes["within"] = dict(zip(visit.criteria.ids, map(float, typed.within), strict=True))
    return base.model_copy(update={**changes, "region": PointRegion()}) if changes else base


def plain_sliders(visit: Visit, weighting: Weighting) -> None:
    """The same weights as ordinary fields, for the keyboard and for whoever has the page read out."""
    words, names = visit.words, visit.criteria_words
    typed: Typed = st.session_state[_TYPED]
    shares = normalised(weighting.within, visit.criteria)
    percents = typed.within or tuple(round(shares[name] * 100) for name in visit.criteria.ids)
    share = st.slider(
        words("ranking.axis_share"), 0, 100, value=begins("axis_share", typed.share), step=1, key="axis_share",
        format=words.percent_pattern,
        help=words("ranking.axis_help"),
    )  # fmt: skip
    with st.expander(words("ranking.weights")):
        quiet(words("ranking.weights_caption"))
        within = dict(zip(visit.criteria.ids, percents, strict=True))
        for column, axis in zip(st.columns(2, gap="large"), Axis, strict=True):
            with column:
                section(names(f"axis.{axis}"))
                for criterion in visit.criteria.of_axis(axis):
                    key = f"weight_{criterion.id}"
                    within[criterion.id] = st.slider(
                        names(f"{criterion.id}.label"), 0, 100, value=begins(key, within[criterion.id]), key=key,
                        format=words.percent_pattern,
                    )  # fmt: skip
    now = tuple(within[name] for name in visit.criteria.ids)
    if (share, now) != (typed.share, percents):
        take(Typed(share, now if now != percents else None))
        st.rerun()


def _is_axis_moved(base: Weighting) -> bool:
    return bool(st.session_state[_TYPED].share != round(base.axis_share * 100))


def save_weighting_form(visit: Visit, weighting: Weighting) -> None:
    """Keep the weights as they stand: anew under another name, or as the next version of the one on the table.

    What was put on the table is the base: saved in between by somebody else, the three are shown.
    """
    words = visit.words
    base: NamedWeighting = st.session_state[_BASE]
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
    if theirs:
        st.session_state[_BASE] = NamedWeighting(base.weighting, theirs.version)
    visit.forget_request("weighting")


def weights_told(visit: Visit, weighting: Weighting) -> str:
    """The weights of all criteria in one line."""
    weights = weighting.global_weights(visit.criteria)
    return visit.words("live.comma").join(
        f"{visit.criteria_words(f'{name}.short')} {visit.words.percent(float(weight), 1)}"
        for name, weight in zip(visit.criteria.ids, weights, strict=True)
    )


def subject_name(visit: Visit, subject: str) -> str:
    """The axis or criterion an error is about, by its name."""
    for key in (f"axis.{subject}", f"{subject}.short"):
        if visit.criteria_words.has(key):
            return visit.criteria_words(key)
    return subject
