"""Regions of lists: all parts of a cell are known or nothing is; the expected codes are those of the official list."""

import pytest

from usecases.intake import read
from usecases.intake.changes import changes, merged
from usecases.intake.codes import Notice
from usecases.use_case import RegionShare, StatedBy


def drafts(profiles, *cells, header="Région"):
    rows = [f'Chatbot IA {at};Santé;"{cell}";Pilote' for at, cell in enumerate(cells)]
    report = read("\n".join([f"Projet;Ministère;{header};Statut", *rows]).encode(), "x.csv", profiles=profiles)
    return [row.draft for row in report.rows], report


@pytest.mark.parametrize(("text", "codes"), [
    ("Casablanca-Settat", ["06"]),
    ("Région de Casablanca - Settat", ["06"]),
    ("Rabat Salé Kénitra, Souss-Massa et Oriental", ["04", "09", "02"]),
    ("جهة الشرق وجهة مراكش-آسفي", ["02", "07"]),
    ("طنجة-تطوان-الحسيمة، العيون-الساقية الحمراء", ["01", "11"]),
    ("Fès-Meknès / فاس-مكناس", ["03"]),
    ("Dakhla-Oued Ed-Dahab\nGuelmim-Oued Noun", ["12", "10"]),
    ("Casablanca", []),
    ("Fès-Meknès, Ifrane", []),
    ("Souss-Massa / Toutes", []),
])  # fmt: skip
def test_regions_are_read_in_three_languages_or_not_at_all(text, codes, profiles):
    [draft], report = drafts(profiles, text)
    assert [one.region for one in draft.regions] == codes
    assert not draft.national
    assert sum(one.share for one in draft.regions) == pytest.approx(float(bool(codes)))
    assert (Notice.UNKNOWN_REGION in {one.code for one in report.problems}) == (not codes)


@pytest.mark.parametrize("text", ["National", "Toutes les régions", "على الصعيد الوطني", "Nationwide", "Tout le Maroc"])
def test_the_whole_country_is_no_list_of_regions(text, profiles):
    [draft], _ = drafts(profiles, text, header="Portée géographique")
    assert (draft.national, draft.regions) == (True, ())


def test_a_region_that_changes_is_shown_and_taken_with_the_whole_country_beside(profiles):
    [held, row], _ = drafts(profiles, "Oriental", "National")
    row = row.model_copy(update={"title": held.title})
    [change] = changes(held, row)
    assert (change.field, change.before, change.after, change.stays) == ("regions", "02", "national", False)
    assert held.model_copy(update=merged(held, row)).national
    back = merged(row, held)
    assert (back["national"], back["regions"]) == (False, (RegionShare(region="02", share=1),))
    assert "national" not in merged(held, row, left={"regions"})


def test_regions_that_a_person_stated_stay(profiles):
    [held, row], _ = drafts(profiles, "Oriental", "National")
    held = held.model_copy(update={"provenance": {**held.provenance, "regions": StatedBy(person="a", at=None)}})
    assert "national" not in merged(held, row)
    assert merged(held, row, insisted={"regions"})["national"]
