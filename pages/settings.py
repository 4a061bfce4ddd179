"""Settings: people and their roles, the criteria, the framework, what this site runs on."""

from dataclasses import replace

import streamlit as st

from actions import accounts, reading
from actions.accounts import AccountError
from actions.permissions import Permission, Role
from store.accounts import Person
from store.use_cases import StaleVersionError
from ui.components.conflict import conflict
from ui.components.download_row import download_row
from ui.components.framework_versions import framework_versions_panel
from ui.components.page_header import done, page_header, refusal, section
from ui.components.prose import pairs, quiet, quiet_in, said
from ui.components.table import Column, Row, TextCell, data_table
from ui.exports.workbook import ExportTable
from ui.fields import begins
from ui.frame import language_switch
from ui.visit import Visit
from ui.words import Words
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
                "name": TextCell(one.name_in(visit.language), sub=one.login or ""),
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
    form = f"person_{chosen.id}"
    if f"{form}_roles" not in st.session_state:  # opened anew
        st.session_state[f"base_{form}"] = chosen
    base: Person = st.session_state[f"base_{form}"]
    roles, active, sent, ended = _account_form(words, form, base)
    if ended:
        count = visit.do(accounts.end_sessions, chosen.id, request_id=visit.request_id(form))
        visit.forget_request(form)
        done(words("settings.sessions_ended", n=count))
    if not sent:
        return
    try:
        visit.do(
            accounts.change_person, chosen.id, roles=[Role(role) for role in roles], active=active,
            expected_version=base.version, request_id=visit.request_id(form),
        )  # fmt: skip
    except AccountError as error:
        refusal(words.told(error.code, error.values))
    except StaleVersionError:
        _conflict(visit, base, replace(chosen, roles=frozenset(roles), active=active))
    else:
        visit.forget_request(form)
        for name in (f"base_{form}", f"{form}_roles", f"{form}_active"):
            st.session_state.pop(name, None)
        st.rerun()


def _account_form(words: Words, form: str, base: Person) -> tuple[list[str], bool, bool, bool]:
    """Roles, open or not, and which of the two deeds was asked for."""
    # The fields begin with what was read first: another's save must not set them anew under the reader's hands.
    granted, is_open = begins(f"{form}_roles", sorted(base.roles)), begins(f"{form}_active", base.active)
    with st.form(form, border=False):
        roles = st.multiselect(
            words("settings.roles"), [role.value for role in OFFERED], default=granted,
            format_func=lambda code: words(f"role.{code}"), placeholder=words("settings.choose"), key=f"{form}_roles",
        )  # fmt: skip
        active = st.checkbox(words("settings.open"), value=is_open, key=f"{form}_active")
        deeds = st.container(horizontal=True)
        sent = deeds.form_submit_button(words("settings.save"), type="primary")
        ended = deeds.form_submit_button(words("settings.end_sessions"))
    return roles, active, sent, ended


def _conflict(visit: Visit, base: Person, mine: Person) -> None:
    """Somebody changed the account in between; saved once more, it is saved on theirs. The fields stay as set."""
    theirs = next(one for one in visit.read(reading.people) if one.id == mine.id)
    told = [_account(visit, one) for one in (base, theirs, mine)]
    conflict(visit.words, visit.words("conflict.person"), base=told[0], theirs=told[1], mine=told[2])
    st.session_state[f"base_person_{mine.id}"] = theirs
    visit.forget_request(f"person_{mine.id}")


def _account(visit: Visit, person: Person) -> str:
    state = visit.words("settings.open" if person.active else "settings.closed")
    return f"{_roles(visit, person)} · {state}"


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
        refusal(words.told(error.code, error.values))
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
    framework_versions_panel(visit)
