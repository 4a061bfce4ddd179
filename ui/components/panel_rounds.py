"""Rounds of blind scoring: who is late while a round is open, how far people agreed once it is closed."""

from collections.abc import Mapping
from datetime import date

import streamlit as st

from actions import panel
from actions.panel import Outcome, PanelError
from actions.permissions import Permission
from actions.scoring import Stated
from store.panels import Round
from store.use_cases import CaseLine
from ui.components.download_row import download_row
from ui.components.page_header import done, refusal, section
from ui.components.prose import quiet, said
from ui.components.score_fields import score_fields
from ui.components.table import AbsentCell, BarCell, Column, IntervalCell, NumberCell, Row, TextCell, data_table
from ui.exports.workbook import CellValue, ExportTable
from ui.visit import Visit
from ui.words import escape_markdown
from usecases.criteria import SCALE_TOP, Measure
from usecases.scores import ScoreError


def panel_rounds(visit: Visit, lines: Mapping[str, CaseLine]) -> None:
    """My part first, then every round, then a new one."""
    words = visit.words
    quiet(words("panel.caption"))
    rounds = visit.read(panel.rounds)
    mine = [one for one in rounds if one.state == "open" and visit.person.id in one.members]
    for one in mine:
        _my_part(visit, one, lines)
    for one in rounds:
        with st.expander(escape_markdown(_told(visit, one)), expanded=one.state == "open" and not mine):
            if one.state == "open":
                _open_round(visit, one)
            else:
                _closed_round(visit, one, lines)
    if not rounds:
        quiet(words("panel.none"))
    if visit.may(Permission.RUN_PANEL):
        _new_round(visit, lines)


def _told(visit: Visit, one: Round) -> str:
    words = visit.words
    return words(f"panel.line_{one.state}", name=one.name, cases=len(one.cases), n=len(one.members))


def _my_part(visit: Visit, one: Round, lines: Mapping[str, CaseLine]) -> None:
    """One case and criterion at a time, the next one that is missing first; what others say is not shown."""
    words, names = visit.words, visit.criteria_words
    given = {(vote.reference, vote.criterion): vote for vote in visit.read(panel.own_votes, one.id)}
    wanted = [(case, criterion) for case in one.cases for criterion in one.criteria]
    section(words("panel.mine", name=one.name))
    st.progress(len(given) / max(1, len(wanted)), text=words("panel.given", n=len(given), total=len(wanted)))
    left = [pair for pair in wanted if pair not in given]
    options = left + [pair for pair in wanted if pair in given]
    if not left:
        done(words("panel.complete"))
    chosen = st.selectbox(
        words("panel.which"), options, key=f"vote_which_{one.id}_{len(given)}",
        format_func=lambda pair: words(
            "panel.pair", title=visit.title(lines[pair[0]].title) if pair[0] in lines else pair[0],
            criterion=names(f"{pair[1]}.short"), mark="✓" if pair in given else "·",
        ),
    )  # fmt: skip
    if chosen is None:
        return
    reference, criterion = chosen
    form = f"vote_{one.id}_{reference}_{criterion}"
    before = given.get(chosen)
    base = Stated(before.low, before.likely, before.high, before.reason) if before else None
    with st.form(form, border=False):
        fields = score_fields(words, names, criterion, key=form, base=base, question=names(f"{criterion}.ask"))
        sent = fields.deeds.form_submit_button(words("scoring.record"), type="primary")
    if not sent or (stated := fields.stated()) is None:
        return
    try:
        visit.do(panel.vote, one.id, reference, criterion, visit.criteria, stated, request_id=visit.request_id(form))
    except (PanelError, ScoreError) as error:
        refusal(words.told(error.code, getattr(error, "values", {})))
    else:
        visit.forget_request(form)
        st.rerun()


def _open_round(visit: Visit, one: Round) -> None:
    """Who has how much left to do, and the deed that closes the round."""
    words = visit.words
    progress = visit.read(panel.progress, one.id)
    late = bool(one.due_on) and one.due_on < visit.now.date().isoformat()
    rows = []
    for member, missing in sorted(progress.missing.items(), key=lambda item: -item[1]):
        share = 1.0 - missing / max(1, progress.wanted)
        state = "panel.done" if not missing else "panel.late" if late else "panel.waiting"
        rows.append(
            Row(
                member,
                {
                    "name": TextCell(visit.name_of(member)),
                    "share": BarCell(share, words.percent(share)),
                    "left": NumberCell(words.number(missing)),
                    "state": TextCell(words(state), visit.language),
                },
            )
        )
    if one.due_on:
        quiet(words("panel.due", day=words.date(date.fromisoformat(one.due_on))))
    data_table(
        [
            Column("name", words("settings.name"), wide=True, sortable=False),
            Column("share", words("panel.share"), sortable=False),
            Column("left", words("panel.left"), numeric=True, sortable=False),
            Column("state", words("cut.state"), sortable=False),
        ],
        rows, key=f"round_{one.id}", words=words, caption=one.name, total=len(rows), opens=False, header="name",
        count=" ",
    )  # fmt: skip
    told: list[list[CellValue]] = [
        [visit.name_of(member), progress.wanted - missing, missing] for member, missing in progress.missing.items()
    ]
    head = [words("settings.name"), words("panel.share"), words("panel.left")]
    download_row(words, "tour", ExportTable(one.name, head, told, visit.notes(), words("download.notes")),
                 key=f"open_round_{one.id}")  # fmt: skip
    quiet(words("panel.blind"))
    if visit.may(Permission.RUN_PANEL) and st.button(
        words("panel.close"), key=f"close_{one.id}", help=words("panel.close_help")
    ):
        try:
            visit.do(panel.close_round, one.id, request_id=visit.request_id(f"close_round_{one.id}"))
        except PanelError as error:
            refusal(words.told(error.code, error.values))
        else:
            st.rerun()


def _closed_round(visit: Visit, one: Round, lines: Mapping[str, CaseLine]) -> None:
    """Agreement by criterion, the ambiguous ones named, and the medians with their spread; nobody is named."""
    words, names = visit.words, visit.criteria_words
    outcome = visit.read(panel.outcome, one.id)
    for agreed in outcome.criteria:
        name = names(f"{agreed.subject}.label")
        if agreed.alpha is None:
            quiet(words("panel.alpha_none", criterion=name))
        else:
            key = "panel.alpha_low" if agreed.is_ambiguous else "panel.alpha"
            (said if agreed.is_ambiguous else quiet)(
                words(key, criterion=name, alpha=words.decimal(agreed.alpha, 2), n=agreed.units)
            )
    _cases_agreed(visit, one, outcome, lines)
    widest = sorted(outcome.settled, key=lambda each: (-each.spread, each.reference, each.criterion))
    rows = [
        Row(
            f"{each.reference}/{each.criterion}",
            {
                "case": visit.text_cell(lines[each.reference].title) if each.reference in lines
                else TextCell(each.reference),
                "criterion": TextCell(names(f"{each.criterion}.short"), visit.language),
                "score": IntervalCell(
                    each.interval.low / SCALE_TOP, each.interval.likely / SCALE_TOP, each.interval.high / SCALE_TOP,
                    words.decimal(each.interval.likely),
                ),
                "spread": NumberCell(words.decimal(each.spread)) if each.is_shared
                else AbsentCell(words("panel.one_vote")),
                "reasons": TextCell(" · ".join(each.reasons)),
            },
        )
        for each in widest[:25]
    ]  # fmt: skip
    data_table(
        [
            Column("case", words("catalogue.case"), wide=True, sortable=False),
            Column("criterion", words("cut.criterion"), sortable=False),
            Column("score", words("panel.median"), sortable=False),
            Column("spread", words("panel.spread"), numeric=True, sortable=False),
            Column("reasons", words("panel.reasons"), wide=True, sortable=False),
        ],
        rows, key=f"closed_{one.id}", words=words, caption=one.name, total=len(rows), opens=False, header="case",
        count=words("panel.settled", n=len(outcome.settled)),
    )  # fmt: skip
    table = ExportTable(
        one.name,
        [words("catalogue.reference"), words("cut.criterion"), words("book.low"), words("panel.median"),
         words("book.high"), words("panel.spread"), words("panel.votes"), words("panel.reasons")],
        [
            [each.reference, names(f"{each.criterion}.label"), *each.interval, each.spread, each.votes,
             " · ".join(each.reasons)]
            for each in widest
        ],
        visit.notes(), words("download.notes"),
    )  # fmt: skip
    download_row(words, "tour", table, key=f"round_{one.id}")


def _cases_agreed(visit: Visit, one: Round, outcome: Outcome, lines: Mapping[str, CaseLine]) -> None:
    """Agreement case by case over the criteria of the round, the least agreed first; nobody is named."""
    words = visit.words

    def title(reference: str) -> str:
        return visit.title(lines[reference].title) if reference in lines else reference

    section(words("panel.by_case"), words("panel.by_case_caption"))
    rows = [
        Row(
            each.subject,
            {
                "case": TextCell(title(each.subject)),
                "alpha": AbsentCell(words("panel.no_alpha")) if each.alpha is None
                else NumberCell(words.decimal(each.alpha, 2)),
                "criteria": NumberCell(words.number(each.units)),
            },
        )
        for each in outcome.cases[:25]
    ]  # fmt: skip
    columns = [
        Column("case", words("catalogue.case"), wide=True, sortable=False),
        Column("alpha", words("panel.alpha_column"), numeric=True, sortable=False),
        Column("criteria", words("panel.criteria"), numeric=True, sortable=False),
    ]
    data_table(
        columns, rows, key=f"agreed_{one.id}", words=words, caption=words("panel.by_case"), total=len(rows),
        opens=False, header="case", count=" ",
    )  # fmt: skip
    head = [words("catalogue.reference"), words("catalogue.case"), words("panel.alpha_column"), words("panel.criteria")]
    told: list[list[CellValue]] = [
        [each.subject, title(each.subject), each.alpha, each.units] for each in outcome.cases
    ]
    table = ExportTable(words("panel.by_case"), head, told, visit.notes(), words("download.notes"))
    download_row(words, "accord-par-cas", table, key=f"agreed_{one.id}")


def _new_round(visit: Visit, lines: Mapping[str, CaseLine]) -> None:
    words, names = visit.words, visit.criteria_words
    section(words("panel.new"), words("panel.new_caption"))
    scales = [one.id for one in visit.criteria if one.measure is Measure.SCALE]
    people = {one.id: one for one in visit.read(panel.assessors)}
    with st.form("new_round", border=False):
        name = st.text_input(words("panel.name"), max_chars=120)
        left, right = st.columns(2, gap="large")
        cases = left.multiselect(
            words("panel.cases"), list(lines), placeholder=words("settings.choose"),
            format_func=lambda one: f"{one} · {visit.title(lines[one].title)}",
        )  # fmt: skip
        criteria = right.multiselect(
            words("panel.criteria"), scales, placeholder=words("settings.choose"),
            format_func=lambda one: names(f"{one}.label"),
        )  # fmt: skip
        members = left.multiselect(
            words("panel.members"), list(people), placeholder=words("settings.choose"), format_func=visit.name_of
        )
        due = right.date_input(words("panel.due_on"), value=None, format="DD/MM/YYYY")
        sent = st.form_submit_button(words("panel.open"), type="primary")
    if not sent:
        return
    try:
        visit.do(
            panel.open_round, visit.criteria, name=name, wanted=tuple(criteria), cases=tuple(cases),
            members=tuple(members), due_on=due.isoformat() if isinstance(due, date) else "",
            request_id=visit.request_id("new_round"),
        )  # fmt: skip
    except PanelError as error:
        refusal(words.told(error.code, error.values))
    else:
        visit.forget_request("new_round")
        st.rerun()
