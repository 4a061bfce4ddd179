"""What a cell of a kit says, and what stays beside it: no answer applies, nothing is said, another unit is meant."""

import io

import openpyxl
import pytest

from store import use_cases
from tests.actions.filled_kits import PLACES, filled, kit_of, previewed, taken
from ui import opening
from usecases.use_case import NOT_APPLICABLE
from wording.language import Language


def test_blank_not_applicable_and_no_are_three_things_in_a_kit_too(store):
    arabic = opening.words(Language.AR)
    with store.writing() as db:
        content = filled(
            kit_of(db),
            {"at": 1, "title.fr": "Sans", "facts.personal_data": "N/A", "running_mad_per_year": "Sans objet"},
            {"at": 2, "title.fr": "Non", "facts.personal_data": "Non", "starts_on": arabic("answer.not_applicable")},
            {"at": 3, "title.fr": "Vide"},
        )
        without, no, blank = (use_cases.get(db, one) for one in taken(db, content))
        assert [one.facts for one in (without, no, blank)] == [{}, {"personal_data": False}, {}]
        assert [one.applies("facts.personal_data") for one in (without, no, blank)] == [False, True, True]
        assert (without.running_mad_per_year, no.starts_on) == (None, None)
        assert not without.applies("running_mad_per_year")
        assert not no.applies("starts_on")
        assert without.provenance["facts.personal_data"].original == "N/A"
        # The next kit says the same, and read again it changes nothing; a cell emptied by hand erases nothing.
        again = kit_of(db)
        cells = openpyxl.load_workbook(io.BytesIO(again)).worksheets[0]
        row = next(one for one in range(4, 10) if cells.cell(one, 1).value == without.reference)
        assert cells.cell(row, PLACES["facts.personal_data"]).value == opening.words(Language.FR)(
            "answer.not_applicable"
        )
        assert taken(db, again) == taken(db, filled(again, {"at": row - 3, "facts.personal_data": None})) == ()
        yes = {"at": row - 3, "facts.personal_data": "Oui"}
        [change] = previewed(db, filled(again, yes)).lines[row - 4].changes
        assert (change.field, change.before, change.after) == ("facts.personal_data", NOT_APPLICABLE, "True")
        taken(db, filled(again, yes))
        said = use_cases.get(db, without.reference)
        assert said.facts["personal_data"] is True
        assert said.applies("facts.personal_data")
        aside = {"at": row - 3, "facts.personal_data": "غير منطبق"}
        taken(db, filled(kit_of(db), aside))
        aside = use_cases.get(db, without.reference)
        assert "personal_data" not in aside.facts
        assert not aside.applies("facts.personal_data")


def test_beside_what_is_read_of_a_kit_stays_what_was_written_in_it(store):
    with store.writing() as db:
        content = filled(
            kit_of(db),
            {"at": 1, "title.fr": "Orienter", "investment_mad": "1.500 KDH", "running_mad_per_year": "100 KDH HT",
             "starts_on": "T2 2025", "stage": opening.words(Language.EN)("stage.pilot"), "months_to_benefit": "12",
             "assumption": "Devis."},
        )  # fmt: skip
        [line] = previewed(db, content).lines
        told = {one.field: (one.original, one.read) for one in line.row.read_otherwise()}
        assert told == {
            "investment_mad": ("1.500 KDH", "1500000"),
            "running_mad_per_year": ("100 KDH HT", "120000"),
            "starts_on": ("T2 2025", "2025"),  # of a quarter only the year is kept
        }
        case = use_cases.get(db, taken(db, content)[0])
        origins = {name: (one.original, one.rule) for name, one in case.provenance.items() if one.rule}
        assert origins == {
            "investment_mad": ("1.500 KDH", "amount"),
            "running_mad_per_year": ("100 KDH HT", "amount_with_tax_added"),
            "starts_on": ("T2 2025", "date"),
            "stage": (opening.words(Language.EN)("stage.pilot"), "fold"),
            "months_to_benefit": ("12", "amount"),
        }
        assert case.provenance["investment_mad"].reason == "Devis."


@pytest.mark.parametrize("text", ["12/03/2025", "2025-03-12", "mars 2026", "1 500 000", "1500000 DH", "٢٠٢٥"])
def test_what_is_read_as_its_figures_stand_is_not_told_as_read_otherwise(store, text):
    field = "investment_mad" if "500" in text else "starts_on"
    with store.writing() as db:
        [line] = previewed(db, filled(kit_of(db), {"at": 1, "title.fr": "Orienter", field: text})).lines
        assert [*line.row.read_otherwise()] == []
