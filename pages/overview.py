"""Where the programme stands: five figures, the map, and what waits for the reader."""

import streamlit as st

from actions import assigning, planning, reading, renewing, settling
from actions.permissions import Permission
from ethics.verdict import CLEARING
from store.use_cases import CaseLine
from ui import opening
from ui.components.empty_state import empty_state
from ui.components.figures import Figure, Way, figures
from ui.components.page_header import page_header, section
from ui.components.priority_panel import priority_panel
from ui.components.prose import quiet
from ui.settling import to_examine, to_settle
from ui.shown_ranking import ShownRanking
from ui.visit import Visit
from ui.words import escape_markdown
from usecases.priorities import Ranking, rank
from usecases.programme import FIRST, ProgrammeFigures, programme_figures
from usecases.use_case import RANKED_STATUSES, Role, Status
from usecases.weighting import default_weighting


def show(visit: Visit) -> None:
    """Five figures, the priority map, what waits for me."""
    words = visit.words
    if page_header(words("overview.title"), words("overview.purpose"), key="overview", deed=words("overview.deed")):
        visit.go("ranking")
    lines = {line.reference: line for line in visit.cases() if _is_candidate(line)}
    if not lines:
        _nothing_admitted(visit)
        return
    ranking = rank(visit.table(), visit.criteria, default_weighting(visit.criteria))
    shown = ShownRanking(visit, ranking, lines, visit.verdicts())
    found = _figures(visit, lines, ranking)
    opened = figures(_shown(visit, found), key="overview_figures", words=words)
    if opened:
        _open(visit, opened, found)
    left, right = st.columns([2, 1], gap="large")
    with left:
        section(words("overview.map"), words("overview.map_caption"))
        clicked = priority_panel(shown, key="overview_map", selected=None)
        if clicked:
            visit.go("catalogue", cas=clicked)
    with right:
        _waiting(visit, lines, ranking, found)


def _nothing_admitted(visit: Visit) -> None:
    """The first thing to do: admit what was received or, where nothing was, bring a first sheet."""
    words, received = visit.words, _received(visit)
    if received:
        deed = words("overview.received_deed") if visit.may(Permission.ADMIT_CASES) else ""
        text = words("overview.received_text" if deed else "overview.received_wait")
        if empty_state(words("overview.received_title", n=len(received)), text, key="overview", deed=deed):
            visit.go("catalogue", statut="received")
        return
    may_import = visit.may(Permission.IMPORT_CASES)
    deed = words("overview.empty_deed") if may_import else ""
    text = words("overview.empty_text" if may_import else "overview.empty_wait")
    if empty_state(words("overview.empty_title"), text, key="overview", deed=deed):
        visit.go("intake")


def _received(visit: Visit) -> list[CaseLine]:
    return [one for one in visit.cases() if one.role is Role.CANDIDATE and one.status is Status.RECEIVED]


def _is_candidate(line: CaseLine) -> bool:
    return line.role is Role.CANDIDATE and line.status in RANKED_STATUSES


def _figures(visit: Visit, lines: dict[str, CaseLine], ranking: Ranking) -> ProgrammeFigures:
    decisions = {name: verdict.decision for name, verdict in visit.verdicts().items()}
    return programme_figures(
        lines.values(),
        ranking,
        decisions,
        visit.read(reading.selection),
        open_decisions=CLEARING,
        conditions_mad={name: verdict.cost_mad for name, verdict in visit.verdicts().items()},
        now=opening.now(),
    )


def _shown(visit: Visit, found: ProgrammeFigures) -> list[Figure]:
    words = visit.words
    people = words.number(found.people_served) if found.people_served is not None else None
    see = words("overview.open")
    return [
        Figure(
            words("overview.admitted"), words.number(len(found.admitted)),
            sub=words("overview.rankable", share=words.percent(len(found.rankable) / len(found.admitted))),
            ways=(Way("admitted", see),),
        ),
        Figure(
            words("overview.cleared"), words.number(len(found.cleared)),
            sub=words("overview.waiting_refused", waiting=len(found.waiting), refused=len(found.refused)),
            ways=tuple(
                Way(code, words(f"overview.open_{code}"))
                for code, behind in (("cleared", found.cleared), ("waiting", found.waiting), ("refused", found.refused))
                if behind
            ),
        ),
        Figure(
            words("overview.firm", first=FIRST), words.number(len(found.firm)) if found.first else None,
            sub=words("overview.unknown_places", n=len(found.first) - len(found.firm)) if found.first
            else words("overview.nothing_rankable"),
            ways=(Way("firm", see),) if found.first else (),
        ),
        Figure(
            words("overview.people"), people, sub=_selection_told(visit, found),
            ways=(Way("selected", see),) if found.selected else (),
        ),
        Figure(
            words("overview.oldest"),
            words.number(found.oldest_waiting_days) if found.oldest_waiting_days is not None else None,
            unit=words("overview.days", n=found.oldest_waiting_days or 0),
            sub=found.oldest_waiting or words("overview.nothing_waits"),
            ways=(Way("oldest", see),) if found.oldest_waiting else (),
        ),
    ]  # fmt: skip


def _selection_told(visit: Visit, found: ProgrammeFigures) -> str:
    """What the selection costs, and for how many of its cases people or cost are not known."""
    words = visit.words
    if not found.selected:
        return words("overview.nothing_chosen")
    parts = [words("overview.cost", cost=words.money_mad(found.cost_mad))] if found.cost_mad is not None else []
    if found.people_unknown:
        parts.append(words("overview.people_unknown", n=found.people_unknown))
    if found.cost_unknown:
        parts.append(words("overview.cost_unknown", n=found.cost_unknown))
    return " · ".join(parts)


def _open(visit: Visit, way: str, found: ProgrammeFigures) -> None:
    """The list behind a figure."""
    match way:
        case "admitted":
            visit.go("catalogue", statut="ranked")
        case "cleared" | "waiting" | "refused":
            verdict = {"cleared": "open", "waiting": "pending", "refused": "refused"}[way]
            visit.go("catalogue", statut="ranked", avis=verdict)
        case "firm":
            visit.go("ranking")
        case "selected":
            visit.go("catalogue", choix="1")
        case "oldest":
            visit.go("review", file="waiting")


def _waiting(visit: Visit, lines: dict[str, CaseLine], ranking: Ranking, found: ProgrammeFigures) -> None:
    """What waits for the reader, by what they may do; then the head of the order."""
    words = visit.words
    section(words("overview.for_me"))
    tasks = _tasks(visit, lines, found)
    if not tasks:
        quiet(words("overview.nothing_for_me"))
    for place, (text, screen, where) in enumerate(tasks):
        if st.button(text, key=f"task_{place}", width="stretch", type="tertiary", icon=":material/arrow_forward:"):
            visit.go(screen, **where)
    section(words("overview.first"), words("overview.first_caption"))
    for one in ranking.top(5):
        line = lines[one.reference]
        label = f"{words.number(one.rank)} · {visit.title(line.title)}"
        if st.button(escape_markdown(label), key=f"first_{one.reference}", width="stretch", type="tertiary"):
            visit.go("catalogue", cas=one.reference)


def _tasks(visit: Visit, lines: dict[str, CaseLine], found: ProgrammeFigures) -> list[tuple[str, str, dict[str, str]]]:
    """Sentence, screen and view of each kind of work that waits and that the reader may do."""
    # An arbiter's own are those that wait for a decision.
    decided = {"file": "open" if visit.may(Permission.REVIEW_CASE) else "mine"}
    kinds: tuple[tuple[Permission, str, int, str, dict[str, str]], ...] = (
        (Permission.ADMIT_CASES, "overview.to_admit", len(_received(visit)), "catalogue", {"statut": "received"}),
        (Permission.RECORD_SCORE, "overview.to_score", len(lines) - len(found.rankable), "scoring", {}),
        (Permission.REVIEW_CASE, "overview.to_answer", _mine(visit), "review", {"file": "mine"}),
        (Permission.ASSIGN_REVIEWERS, "overview.to_assign", _to_assign(visit), "review", {"file": "open"}),
        (Permission.REVIEW_CASE, "overview.to_review_again", _again(visit), "review", {"file": "decided"}),
        (Permission.REVIEW_CASE, "overview.to_follow", _overdue(visit), "review", {"file": "decided"}),
        (Permission.CHOOSE_CASE, "overview.to_keep", _chosen_again(visit, found), "review", {"file": "decided"}),
        (
            Permission.CHOOSE_CASE,
            "overview.fallen",
            len(visit.read(planning.lapsed_choices)) if visit.may(Permission.CHOOSE_CASE) else 0,
            "review",
            {"file": "open"},
        ),
        (Permission.REVIEW_CASE, "overview.to_review", len(found.waiting), "review", {}),
        (Permission.SETTLE_REVIEW, "overview.to_settle", len(to_settle(visit)), "review", decided),
        (
            Permission.CHOOSE_CASE,
            "overview.to_choose",
            len(set(found.cleared) - set(found.selected)),
            "catalogue",
            {"avis": "open"},
        ),
    )
    may = visit.allowed
    return [
        (visit.words(key, n=count), screen, where)
        for permission, key, count, screen, where in kinds
        if permission in may and count
    ]


def _mine(visit: Visit) -> int:
    """Open reviews that the reader was given and has not finished, and those that they were told to begin."""
    if not visit.may(Permission.REVIEW_CASE):
        return 0
    me = visit.actor.id
    begun = len(to_examine(visit))
    return begun + list(visit.read(assigning.triages).values()).count(me)


def _to_assign(visit: Visit) -> int:
    """Open reviews that want more reviewers, and cases that were sent and that nobody was told to begin."""
    if not visit.may(Permission.ASSIGN_REVIEWERS):
        return 0
    wanting = (one.state == "open" and len(one.active) < one.reviewers for one in visit.read(reading.review_queue))
    return sum(wanting) + len(visit.read(assigning.to_triage))


def _overdue(visit: Visit) -> int:
    """Measures of verdicts in force that are past their day and that nobody found carried out."""
    if not visit.may(Permission.REVIEW_CASE):
        return 0
    return len(visit.read(settling.overdue_mitigations, now=visit.now))


def _again(visit: Visit) -> int:
    """Verdicts in force that time has overtaken: their next review is due, or their evidence has expired."""
    return len(visit.read(renewing.overdue_cases, now=visit.now)) if visit.may(Permission.REVIEW_CASE) else 0


def _chosen_again(visit: Visit, found: ProgrammeFigures) -> int:
    """Chosen cases whose verdict time has overtaken: they were rightly chosen, and could not be now."""
    if not visit.may(Permission.CHOOSE_CASE):
        return 0
    return len(set(found.selected) & set(visit.read(renewing.overdue_cases, now=visit.now)))
