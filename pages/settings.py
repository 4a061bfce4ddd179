"""Settings: people and their roles, the criteria, the framework, what this site runs on."""

import streamlit as st

from actions import accounts, reading
from actions.accounts import AccountError
from actions.permissions import Permission, Role
from store.accounts import Person
from store.use_cases import StaleVersionError
from ui.components.download_row import download_row
from ui.components.page_header import done, notice, page_header, refusal, section
from ui.components.prose import pairs, quiet, quiet_in, said
from ui.components.table import Column, Row, TextCell, data_table
from ui.exports.workbook import ExportTable
from ui.frame import language_switch
from ui.visit import Visit
from usecases.criteria import Axis, Measure
from wording.language import SOURCE

OFFERED = tuple(role for role in Role if role is not Role.TERMINAL)


def show(visit: Visit) -> None:
    """One tab a subject."""
    words = visit.words
    page_header(words("settings.title"), words("settings.purpose"), key="settings")
    people, criteria, framework, language = st.tabs(
        [words("settings.people"), words("settings.criteria"), words("settings.framework"), words("language.choose")]
    )
    with people:
        _people(visit)
    with criteria:
        _criteria(visit)
    with framework:
        _framework(visit)
    with language:
        quiet(words("settings.language_told"))
        language_switch(words, key="settings")


def _people(visit: Visit) -> None:
    words = visit.words
    everybody = visit.read(reading.people)
    columns = [
        Column("name", words("settings.name"), wide=True, sortable=False),
        Column("roles", words("settings.roles"), sortable=False),
        Column("administration", words("catalogue.administration"), sortable=False),
        Column("state", words("settings.state"), sortable=False),
    ]
    rows = [
        Row(
            one.id,
            {
                "name": TextCell(visit.name_of_person(one), sub=one.login or ""),
                "roles": TextCell(_roles(visit, one)),
                "administration": TextCell(visit.administration(one.administration) or "—"),
                "state": TextCell(words("settings.open" if one.active else "settings.closed")),
            },
        )
        for one in everybody
    ]
    data_table(
        columns, rows, key="people", words=words, caption=words("settings.people"), total=len(rows),
        per_page=max(len(rows), 1), opens=False, header="name",
    )  # fmt: skip
    table = ExportTable(
        words("settings.people"), [column.label for column in columns],
        [[one.name, _roles(visit, one), one.administration, one.active] for one in everybody],
        visit.notes(), words("download.notes"),
    )  # fmt: skip
    download_row(words, "people", table, key="people")
    if visit.may(Permission.MANAGE_PEOPLE):
        left, right = st.columns(2, gap="large")
        with left:
            _change(visit, everybody)
        with right:
            _add(visit)


def _roles(visit: Visit, person: Person) -> str:
    return visit.words.join([visit.words(f"role.{role}") for role in sorted(person.roles)]) or visit.words("role.none")


def _change(visit: Visit, everybody: list[Person]) -> None:
    words = visit.words
    section(words("settings.change"))
    by_id = {one.id: one for one in everybody if one.kind != "terminal"}
    chosen = by_id[st.selectbox(words("settings.name"), list(by_id), format_func=visit.name_of)]
    base = st.session_state.setdefault(f"person_version_{chosen.id}", chosen.version)
    with st.form(f"person_{chosen.id}", border=False):
        roles = st.multiselect(
            words("settings.roles"), [role.value for role in OFFERED], default=sorted(chosen.roles),
            format_func=lambda code: words(f"role.{code}"), placeholder=words("settings.choose"),
        )  # fmt: skip
        active = st.checkbox(words("settings.open"), value=chosen.active)
        deeds = st.container(horizontal=True)
        sent = deeds.form_submit_button(words("settings.save"), type="primary")
        ended = deeds.form_submit_button(words("settings.end_sessions"))
    form = f"person_{chosen.id}"
    if not sent and not ended:
        return
    try:
        if ended:
            count = visit.do(accounts.end_sessions, chosen.id, request_id=visit.request_id(form))
            done(words("settings.sessions_ended", n=count))
        else:
            visit.do(
                accounts.change_person, chosen.id, roles=[Role(role) for role in roles], active=active,
                expected_version=base, request_id=visit.request_id(form),
            )  # fmt: skip
    except AccountError as error:
        refusal(words(error.code, **error.values))
    except StaleVersionError:
        fresh = next(one for one in visit.read(reading.people) if one.id == chosen.id)
        notice(words("conflict.person"))
        mine = words.join([words(f"role.{role}") for role in sorted(roles)]) or words("role.none")
        pairs([(words("conflict.theirs"), _roles(visit, fresh)), (words("conflict.mine"), mine)])
        st.session_state[f"person_version_{chosen.id}"] = fresh.version
    else:
        visit.forget_request(form)
        if sent:
            st.session_state.pop(f"person_version_{chosen.id}", None)
            st.rerun()


def _add(visit: Visit) -> None:
    words = visit.words
    section(words("settings.add"))
    if visit.site.is_demonstration:
        quiet(words("account.demonstration"))
        return
    with st.form("add_person", border=False, clear_on_submit=False):
        name = st.text_input(words("settings.name"), max_chars=120)
        login = st.text_input(words("sign_in.login"), max_chars=120)
        administration = st.text_input(words("catalogue.administration"), max_chars=300)
        roles = st.multiselect(
            words("settings.roles"), [role.value for role in OFFERED], format_func=lambda code: words(f"role.{code}"),
            placeholder=words("settings.choose"),
        )  # fmt: skip
        password = st.text_input(
            words("settings.first_password"), type="password", max_chars=400,
            help=words("account.password_short", n=accounts.PASSWORD_LENGTH),
        )  # fmt: skip
        sent = st.form_submit_button(words("settings.add_deed"))
    if not sent:
        return
    try:
        digest = accounts.hash_password(password)
        visit.do(
            accounts.add_person, name=name, login=login, password_hash=digest, administration=administration,
            roles=[Role(role) for role in roles], request_id=visit.request_id("add_person"),
        )  # fmt: skip
    except AccountError as error:
        refusal(words(error.code, **error.values))
    else:
        visit.forget_request("add_person")
        st.rerun()


def _criteria(visit: Visit) -> None:
    words, names = visit.words, visit.criteria_words
    quiet(words("settings.criteria_told", id=visit.criteria.id, version=visit.criteria.version))
    for axis in Axis:
        section(names(f"axis.{axis}"))
        for criterion in visit.criteria.of_axis(axis):
            label = words(
                "settings.criterion",
                name=names(f"{criterion.id}.label"),
                share=words.percent(criterion.weight),
            )
            with st.expander(label):
                said(names(f"{criterion.id}.ask"))
                if criterion.measure is Measure.SCALE:
                    pairs((words.number(level), names(f"{criterion.id}.{level}")) for level in range(5))
                else:
                    quiet(names(f"{criterion.id}.explain"))
                quiet(words("settings.criterion_source", until=criterion.review_by))
                quiet_in(criterion.source, SOURCE)


def _framework(visit: Visit) -> None:
    words, names = visit.words, visit.framework_words
    framework = visit.framework
    said(names("framework.title"))
    quiet(names("framework.notice"))
    count, digest = len(framework.questions), framework.content_hash[:16]
    quiet(words("settings.framework_told", id=framework.id, version=framework.version, n=count, hash=digest))
    for principle in framework.principles:
        questions = [one for one in framework.questions if one.principle == principle.id]
        with st.expander(words("settings.principle", name=names(f"principle.{principle.id}"), n=len(questions))):
            pairs((f"{one.code} · {names(f'severity.{one.severity}')}", names(f"{one.id}.ask")) for one in questions)
