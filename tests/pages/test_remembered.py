"""What a visit remembers for many is not read by somebody whose right was taken away in between."""

import pytest

from actions import accounts
from actions.permissions import Actor, PermissionDeniedError
from tests.conftest import NOW
from tests.pages.conftest import person_of
from ui.visit import Visit
from wording.language import Language


@pytest.mark.parametrize(("role", "read"), [
    ("contributor", Visit.cases), ("analyst", Visit.cases), ("analyst", Visit.table), ("analyst", Visit.verdicts),
])  # fmt: skip
def test_a_right_that_was_taken_away_ends_what_is_remembered_too(site, visiting, role, read):
    visit = visiting(site, role, Language.FR)
    assert read(visit) is read(visiting(site, role, Language.FR)), "it is remembered"
    with site.store.writing() as db:
        accounts.change_person(
            db, Actor(person_of(site, "administrator").id), visit.person.id, roles=[], active=True,
            expected_version=visit.person.version, now=NOW,
        )  # fmt: skip
    with pytest.raises(PermissionDeniedError):
        read(visiting(site, visit.person.id, Language.FR))
