"""What a person settles of a file in the form stays settled, and one column tells one thing."""

import pytest

from actions.definitions import Definitions
from ui.components.intake_changes import Consent
from ui.components.intake_corrections import one_each, with_words
from usecases.intake import Corrections, IntakeError, read
from usecases.intake.changes import FieldChange


def test_words_settled_before_stay_when_something_else_is_settled():
    before = {"sector": {"Police": "security"}}
    assert with_words(before, {}) == before
    assert with_words(before, {"stage": {"POC": "pilot"}, "sector": {"Armée": "security"}}) == {
        "sector": {"Police": "security", "Armée": "security"}, "stage": {"POC": "pilot"}
    }  # fmt: skip
    assert with_words(before, {"sector": {"Police": "justice"}}) == {"sector": {"Police": "justice"}}


def test_a_column_that_is_given_the_meaning_of_another_takes_it_from_it():
    assert one_each({0: "title", 3: "summary"}, {5: "summary"}) == {3: None, 5: "summary"}
    assert one_each({0: "title", 3: "summary"}, {3: "sector", 5: "summary"}) == {3: "sector", 5: "summary"}
    assert one_each({0: "title"}, {0: None}) == {0: None}


def test_two_columns_for_one_meaning_are_refused_with_its_name():
    content = b"Projet IA;Administration;Description;Note\nTri;DGI;Trier;Vite\n"
    settled = Corrections(columns={"Description": "summary", "Note": "summary"})
    with pytest.raises(IntakeError) as refused:
        read(content, "x.csv", profiles=Definitions().profiles, corrections=settled)
    assert (refused.value.code, refused.value.values["fields"]) == ("intake.two_columns", ["summary"])


def test_a_change_is_taken_or_stays_as_the_choices_below_the_table_say():
    plain, stated = (FieldChange("stage", "idea", "pilot", stays) for stays in (False, True))
    for consent, takes in (
        (Consent(), (True, False)),
        (Consent(cases=frozenset({"UC-1"}), insisted=frozenset({("UC-1", "stage")})), (False, False)),
        (Consent(left=frozenset({("UC-1", "stage")})), (False, False)),
        (Consent(insisted=frozenset({("UC-1", "stage")})), (True, True)),
        (Consent(cases=frozenset({"UC-2"}), left=frozenset({("UC-2", "stage")})), (True, False)),
    ):
        assert (consent.takes("UC-1", plain), consent.takes("UC-1", stated)) == takes
