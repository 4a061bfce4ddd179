"""Who may do what: one table, read top to bottom. Whatever is not in it is refused."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from store import Session, accounts
from usecases.folding import fold


class Permission(StrEnum):
    """A right; the first word says whether it reads or writes."""

    READ_OWN_CASES = "read_own_cases"
    READ_CASES = "read_cases"
    READ_SCORES = "read_scores"
    READ_REVIEWS = "read_reviews"
    READ_PLAN = "read_plan"
    READ_JOURNAL = "read_journal"
    READ_SETTINGS = "read_settings"
    PROPOSE_CASE = "propose_case"
    IMPORT_CASES = "import_cases"
    ADMIT_CASES = "admit_cases"
    RECORD_SCORE = "record_score"
    SAVE_WEIGHTING = "save_weighting"
    RUN_PANEL = "run_panel"
    REVIEW_CASE = "review_case"
    SETTLE_REVIEW = "settle_review"
    ASSIGN_REVIEWERS = "assign_reviewers"
    CHOOSE_CASE = "choose_case"
    MANAGE_PEOPLE = "manage_people"


class Role(StrEnum):
    """What a person is here for; one person may hold several."""

    CONTRIBUTOR = "contributor"
    ANALYST = "analyst"
    ASSESSOR = "assessor"
    REVIEWER = "reviewer"
    ARBITER = "arbiter"
    PUBLISHER = "publisher"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"
    TERMINAL = "terminal"


_P = Permission
_READ_BUSINESS = frozenset({_P.READ_OWN_CASES, _P.READ_CASES, _P.READ_SCORES, _P.READ_REVIEWS, _P.READ_PLAN})

ROLES: Mapping[Role, frozenset[Permission]] = {
    Role.CONTRIBUTOR: frozenset({_P.READ_OWN_CASES, _P.PROPOSE_CASE}),
    Role.ANALYST: _READ_BUSINESS
    | {_P.READ_JOURNAL, _P.READ_SETTINGS, _P.PROPOSE_CASE, _P.IMPORT_CASES, _P.ADMIT_CASES}
    | {_P.RECORD_SCORE, _P.SAVE_WEIGHTING, _P.RUN_PANEL},
    Role.ASSESSOR: _READ_BUSINESS | {_P.RECORD_SCORE},
    # A reviewer settles what a colleague left open; that it is not their own answer is refused by the rules of review.
    Role.REVIEWER: _READ_BUSINESS | {_P.REVIEW_CASE, _P.SETTLE_REVIEW},
    Role.ARBITER: _READ_BUSINESS | {_P.READ_JOURNAL, _P.SETTLE_REVIEW, _P.ASSIGN_REVIEWERS},
    Role.PUBLISHER: _READ_BUSINESS | {_P.READ_JOURNAL, _P.SAVE_WEIGHTING, _P.CHOOSE_CASE},
    Role.AUDITOR: _READ_BUSINESS | {_P.READ_JOURNAL, _P.READ_SETTINGS},
    Role.ADMINISTRATOR: frozenset({_P.READ_SETTINGS, _P.MANAGE_PEOPLE}),
    # The terminal is whoever may read and write the site's files: it needs no business right it would not have anyway.
    Role.TERMINAL: _READ_BUSINESS
    | {_P.READ_JOURNAL, _P.READ_SETTINGS, _P.IMPORT_CASES, _P.ADMIT_CASES, _P.MANAGE_PEOPLE},
}


@dataclass(frozen=True)
class Actor:
    """Who acts, by the id that the journal knows; roles are read from the store each time."""

    id: str


class PermissionDeniedError(PermissionError):
    """The person's roles of this moment do not allow the deed."""

    def __init__(self, permission: Permission) -> None:
        self.code = "permission.denied"
        self.permission = permission
        super().__init__(permission.value)


def permissions_of(person: accounts.Person | None) -> frozenset[Permission]:
    """Everything a person may do now; a closed account may do nothing."""
    if person is None or not person.active:
        return frozenset()
    granted = [ROLES[Role(role)] for role in person.roles if role in set(Role)]
    return frozenset().union(*granted)


def is_of(person: accounts.Person, administration: str) -> bool:
    """Whether a person is of an administration, however either spells it."""
    return bool(person.administration) and fold(person.administration) == fold(administration)


def speaks_for(person: accounts.Person, administration: str) -> bool:
    """Whether a person may act on the cases of an administration: of their own, or of all."""
    return Permission.READ_CASES in permissions_of(person) or is_of(person, administration)


def check(db: Session, actor: Actor, permission: Permission, *others: Permission) -> accounts.Person:
    """The person, if their roles in the store allow the deed at this moment; any one of several rights is enough.

    Raises
    ------
    PermissionDeniedError
        If they do not.
    """
    person = accounts.get(db, actor.id)
    if person is None or permissions_of(person).isdisjoint({permission, *others}):
        raise PermissionDeniedError(permission)
    return person
