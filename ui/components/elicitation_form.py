"""Five ways to state weights; each gives a weighting with the region of the weights that fit what was said."""

import streamlit as st

from actions import planning
from actions.planning import PlanningError
from store.use_cases import StaleVersionError
from ui.components.page_header import refusal, section
from ui.components.prose import pairs, quiet, said
from ui.components.weights import save_weighting_form, subject_name, weights_told
from ui.defending import empty_told
from ui.visit import Visit
from ui.words import escape_markdown
from usecases.admissible import admissible
from usecases.criteria import Axis
from usecases.elicitation import (
    SCALE,
    Comparisons,
    Elicited,
    compared,
    from_intervals,
    from_order,
    from_pairs,
    from_swing,
    questions,
    weighting,
)
from usecases.mcda.polytope import EmptyRegionError
from usecases.weighting import ShareBounds, Weighting, WeightingError

WAYS = ("direct", "order", "swing", "pairs", "intervals")


def elicitation_form(visit: Visit, on_table: Weighting) -> None:
    """Choose a way, answer, see the weights, keep them under a name; the sliders are the first way."""
    words = visit.words
    section(words("elicit.title"), words("elicit.caption"))
    way = st.segmented_control(
        words("elicit.way"), WAYS, default="direct", key="elicit_way", format_func=lambda code: words(f"elicit.{code}"),
        label_visibility="collapsed", required=True,
    )  # fmt: skip
    quiet(words(f"elicit.{way}_caption"))
    if way == "direct":
        pairs([(words("elicit.result"), weights_told(visit, on_table))])
        save_weighting_form(visit, on_table)
        return
    middle = round(visit.criteria.document.axis_share * 100)
    if way in ("order", "intervals"):
        low, high = st.slider(
            words("elicit.share"), 0, 100, value=(max(0, middle - 10), min(100, middle + 10)), key="elicit_shares",
            format=words.percent_pattern,
        )  # fmt: skip
    else:  # these two give one point, in which the share is one too
        low = high = st.slider(
            words("elicit.share"), 0, 100, value=middle, key="elicit_share", format=words.percent_pattern
        )
    share = ShareBounds(low=low / 100, high=high / 100)
    found = {"order": _order, "swing": _swing, "intervals": _intervals}.get(str(way), _pairs)(visit, share)
    if found is not None:
        _keep(visit, found, (share.low + share.high) / 2, str(way))


def _order(visit: Visit, share: ShareBounds) -> Elicited | None:
    """The criteria of each axis in the order in which they are picked."""
    words, names = visit.words, visit.criteria_words
    groups: dict[Axis, list[list[str]]] = {}
    for column, axis in zip(st.columns(2, gap="large"), Axis, strict=True):
        ids = [one.id for one in visit.criteria.of_axis(axis)]
        picked = column.multiselect(
            names(f"axis.{axis}"), ids, default=ids, key=f"elicit_order_{axis}",
            format_func=lambda name: names(f"{name}.label"), placeholder=words("settings.choose"),
        )  # fmt: skip
        left = [name for name in ids if name not in picked]
        groups[axis] = [[name] for name in picked] + ([left] if left else [])
    return from_order(visit.criteria, groups, share)


def _swing(visit: Visit, share: ShareBounds) -> Elicited | None:
    """Points from 0 to 100 for raising each criterion from its worst to its best."""
    names = visit.criteria_words
    points: dict[str, float] = {}
    for column, axis in zip(st.columns(2, gap="large"), Axis, strict=True):
        with column:
            quiet(names(f"axis.{axis}"))
            for criterion in visit.criteria.of_axis(axis):
                points[criterion.id] = float(
                    st.number_input(
                        names(f"{criterion.id}.label"), 0, 100, value=min(100, round(criterion.weight * 400)),
                        key=f"elicit_swing_{criterion.id}",
                    )
                )  # fmt: skip
    return from_swing(points)


def _intervals(visit: Visit, share: ShareBounds) -> Elicited | None:
    """For each criterion, the least and the most of its axis."""
    words, names = visit.words, visit.criteria_words
    bounds: dict[str, ShareBounds] = {}
    for column, axis in zip(st.columns(2, gap="large"), Axis, strict=True):
        with column:
            quiet(names(f"axis.{axis}"))
            for criterion in visit.criteria.of_axis(axis):
                now = round(criterion.weight * 100)
                low, high = st.slider(
                    names(f"{criterion.id}.label"), 0, 100, value=(max(0, now - 5), min(100, now + 5)),
                    key=f"elicit_bounds_{criterion.id}", format=words.percent_pattern,
                )  # fmt: skip
                bounds[criterion.id] = ShareBounds(low=low / 100, high=high / 100)
    return from_intervals(visit.criteria, bounds, share)


def _pairs(visit: Visit, share: ShareBounds) -> Elicited | None:
    """Ten and twenty-one comparisons, within each axis alone; the answer to look at again is named."""
    words, names = visit.words, visit.criteria_words
    results: list[Comparisons] = []
    for column, axis in zip(st.columns(2, gap="large"), Axis, strict=True):
        with column:
            quiet(names(f"axis.{axis}"))
            answers: dict[tuple[str, str], float] = {}
            for first, second in questions(visit.criteria, axis):
                step = st.select_slider(
                    words("elicit.pair", first=names(f"{first}.short"), second=names(f"{second}.short")),
                    range(len(SCALE)), value=len(SCALE) // 2, key=f"elicit_pair_{first}_{second}",
                    format_func=lambda place: words(f"elicit.step_{place}"),
                )  # fmt: skip
                answers[first, second] = SCALE[step]
            found = compared([one.id for one in visit.criteria.of_axis(axis)], answers)
            results.append(found)
            key = "elicit.consistent" if found.is_consistent else "elicit.inconsistent"
            said(words(key, ratio=words.decimal(found.ratio, 2)))
            if found.revisit:
                first, second, fitting = found.revisit
                quiet(
                    words(
                        "elicit.revisit", first=names(f"{first}.short"), second=names(f"{second}.short"),
                        answer=words(f"elicit.step_{SCALE.index(fitting)}"),
                    )
                )  # fmt: skip
    return from_pairs(results)


def _keep(visit: Visit, found: Elicited, axis_share: float, way: str) -> None:
    """What the answers give, and the deed that keeps it."""
    words = visit.words
    made = weighting(found, identity="elicited", name="-", author=visit.person.id, axis_share=axis_share)
    try:
        told = weights_told(visit, made)
        region = admissible(made, visit.criteria)
        region.least(region.lower)
    except WeightingError as error:
        refusal(words(error.code, subject=subject_name(visit, error.subject)))
        return
    except EmptyRegionError as error:
        refusal(f"{words('region.empty')} {empty_told(visit, error)}")
        return
    pairs([(words("elicit.result"), told), (words("elicit.region"), words(f"elicit.region_{made.region.kind}"))])
    with st.form(f"elicit_{way}", border=False):
        name = st.text_input(words("ranking.save_name"), max_chars=120, key=f"elicit_name_{way}")
        sent = st.form_submit_button(words("ranking.save"), type="primary")
    if not sent:
        return
    identity = visit.request_id("elicited")[:12]
    saved = made.model_copy(update={"id": identity, "name": name.strip()})
    try:
        visit.do(
            planning.save_weighting, visit.criteria, saved, expected_version=0, request_id=visit.request_id("elicited")
        )
    except PlanningError as error:
        refusal(words.told(error.code, error.values))
    except StaleVersionError:
        refusal(words("conflict.weighting"))
    else:
        visit.forget_request("elicited")
        st.session_state["weighting_saved"] = identity
        st.toast(escape_markdown(words("ranking.saved", name=saved.name)))
        st.rerun()
