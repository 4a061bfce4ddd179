"""Who may do what: the whole table, cell by cell, and the same table in the book for the person who runs the site."""

import pytest

from actions.permissions import ROLES, Permission, PermissionDeniedError, Role, check, permissions_of
from store import accounts
from store.accounts import Person
from store.settings import ROOT
from tests.conftest import CAST

P, R = Permission, Role
WHO_MAY = {
    P.READ_OWN_CASES: {R.CONTRIBUTOR, R.ANALYST, R.ASSESSOR, R.REVIEWER, R.ARBITER, R.PUBLISHER, R.AUDITOR, R.TERMINAL},
    P.READ_CASES: {R.ANALYST, R.ASSESSOR, R.REVIEWER, R.ARBITER, R.PUBLISHER, R.AUDITOR, R.TERMINAL},
    P.READ_SCORES: {R.ANALYST, R.ASSESSOR, R.REVIEWER, R.ARBITER, R.PUBLISHER, R.AUDITOR, R.TERMINAL},
    P.READ_REVIEWS: {R.ANALYST, R.ASSESSOR, R.REVIEWER, R.ARBITER, R.PUBLISHER, R.AUDITOR, R.TERMINAL},
    P.READ_PLAN: {R.ANALYST, R.ASSESSOR, R.REVIEWER, R.ARBITER, R.PUBLISHER, R.AUDITOR, R.TERMINAL},
    P.READ_JOURNAL: {R.ANALYST, R.ARBITER, R.PUBLISHER, R.AUDITOR, R.TERMINAL},
    P.READ_SETTINGS: {R.ANALYST, R.AUDITOR, R.ADMINISTRATOR, R.TERMINAL},
    P.PROPOSE_CASE: {R.CONTRIBUTOR, R.ANALYST},
    P.IMPORT_CASES: {R.ANALYST, R.TERMINAL},
    P.ADMIT_CASES: {R.ANALYST, R.TERMINAL},
    P.RECORD_SCORE: {R.ANALYST, R.ASSESSOR},
    P.SAVE_WEIGHTING: {R.ANALYST, R.PUBLISHER},
    P.RUN_PANEL: {R.ANALYST},
    P.REVIEW_CASE: {R.REVIEWER},
    P.SETTLE_REVIEW: {R.REVIEWER, R.ARBITER},
    P.ASSIGN_REVIEWERS: {R.ARBITER},
    P.CHOOSE_CASE: {R.PUBLISHER},
    P.MANAGE_PEOPLE: {R.ADMINISTRATOR, R.TERMINAL},
}
READS = {one for one in Permission if one.value.startswith("read_")}


def as_text() -> str:
    """The table as it can be printed and read aloud."""
    width = max(len(one.value) for one in Permission)
    head = " " * width + " | " + " | ".join(role.value for role in Role)
    lines = [
        f"{one.value:{width}} | "
        + " | ".join(("x" if one in ROLES[role] else "").center(len(role.value)) for role in Role)
        for one in Permission
    ]
    return "\n".join([head, *lines])


def test_every_cell_of_the_table_is_as_it_was_agreed():
    print(as_text())  # noqa: T201 -- shown when it fails
    found = {one: {role for role in Role if one in ROLES[role]} for one in Permission}
    assert found == WHO_MAY
    assert set(ROLES) == set(Role)


def test_the_book_of_operations_shows_the_same_table():
    found = table_of_permissions((ROOT / "docs" / "operations.md").read_text(encoding="utf-8"))
    assert found == {one.value: {role.value for role in roles} for one, roles in WHO_MAY.items()}


def table_of_permissions(text: str) -> dict[str, set[str]]:
    """The rows of the book's table that begin with a permission, whichever mark stands in a cell."""
    roles: list[str] = []
    found: dict[str, set[str]] = {}
    for line in text.splitlines():
        cells = [cell.strip().strip("`* ") for cell in line.strip().strip("|").split("|")]
        if {role.value for role in Role} <= set(cells):
            roles = cells
        elif roles and cells[0] in set(Permission):
            found[cells[0]] = {
                role for role, cell in zip(roles[1:], cells[1:], strict=True) if cell not in {"", "-", "–", "—"}
            }
    return found


def test_the_auditor_reads_everything_of_the_work_and_writes_nothing():
    assert ROLES[Role.AUDITOR] == READS


def test_the_administrator_has_no_right_in_the_work():
    assert ROLES[Role.ADMINISTRATOR] == {P.READ_SETTINGS, P.MANAGE_PEOPLE}


def test_nobody_both_reviews_and_chooses_nor_both_scores_and_reviews():
    for role in Role:
        assert not {P.REVIEW_CASE, P.CHOOSE_CASE} <= ROLES[role]
        assert not {P.SETTLE_REVIEW, P.CHOOSE_CASE} <= ROLES[role]
        assert not {P.RECORD_SCORE, P.REVIEW_CASE} <= ROLES[role]


def person(*roles: str, active: bool = True) -> Person:
    return Person("p", "person", "P", "", None, "", active, frozenset(roles), 1)


def test_somebody_with_two_roles_may_do_what_either_allows():
    assert permissions_of(person("reviewer", "publisher")) == ROLES[R.REVIEWER] | ROLES[R.PUBLISHER]


@pytest.mark.parametrize("who", [None, person(), person("analyst", active=False), person("emperor")])
def test_a_stranger_somebody_without_a_role_a_closed_account_and_an_unknown_role_may_do_nothing(who):
    assert permissions_of(who) == frozenset()


def test_a_right_is_read_from_the_store_at_the_moment_of_the_deed(store):
    with store.reading() as db:
        assert check(db, CAST.amina, P.IMPORT_CASES).id == CAST.amina.id
    with store.writing() as db:
        accounts.update_person(db, CAST.amina.id, expected_version=1, roles=["assessor"], active=True)
    with store.reading() as db, pytest.raises(PermissionDeniedError) as refused:
        check(db, CAST.amina, P.IMPORT_CASES)
    assert (refused.value.code, refused.value.permission) == ("permission.denied", P.IMPORT_CASES)
