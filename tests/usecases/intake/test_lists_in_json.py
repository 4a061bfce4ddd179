"""Documents of JSON: where records say their fields, which of the lists is wanted, and names that are objects."""

import json

import pytest

from usecases.intake import IntakeError, read
from usecases.intake.headers import Headers

FIELDS = {"title": "Chatbot", "organisation": "Ministry of Justice", "status": "Pilot"}


def report(document, profiles, **options):
    return read(json.dumps(document, ensure_ascii=False).encode(), "x.json", profiles=profiles, **options)


def told(found):
    return [(row.draft.title[0].value, row.draft.administration, row.draft.stage.value) for row in found.rows]


@pytest.mark.parametrize(
    "document",
    [
        {"data": [{"id": str(n), "type": "use-case", "attributes": FIELDS} for n in range(1, 4)]},
        {"data": {"items": [{"id": n, "attributes": FIELDS} for n in range(1, 4)]}},
        [{"id": n, "attributes": FIELDS, "relationships": {"owner": {"data": {"id": "9"}}}} for n in range(1, 4)],
    ],
)
def test_what_a_record_says_under_its_attributes_is_read(document, profiles):
    found = report(document, profiles)
    assert told(found) == [("Chatbot", "Ministry of Justice", "pilot")] * 3
    assert [row.key.name for row in found.rows] == ["1", "2", "3"]


TOWNS = [{"code": n, "nom": f"C{n}", "population": n} for n in range(40)]
PROJECTS = [{"titre": f"A{n}", "administration": "Archives", "stade": "Pilote"} for n in range(3)]


@pytest.mark.parametrize("document", [{"projets": PROJECTS, "communes": TOWNS}, {"communes": TOWNS, "x": PROJECTS}])
def test_of_several_lists_the_one_whose_fields_are_those_of_cases_is_taken(document, profiles):
    found = report(document, profiles)
    assert [row.draft.title[0].value for row in found.rows] == ["A0", "A1", "A2"]


def test_of_two_lists_of_cases_the_longer_one_is_taken_and_the_other_named(profiles):
    found = report({"anciens": PROJECTS[:2], "projets": PROJECTS}, profiles)
    assert found.recognised.sheet == "projets"
    assert any(why.values.get("sheets") == ["anciens"] for why in found.recognised.why)


def test_a_document_without_a_list_of_cases_is_refused(profiles):
    with pytest.raises(IntakeError, match=r"intake\.missing_columns"):
        report({"communes": TOWNS}, profiles)


def test_an_owner_that_is_an_object_is_the_one_it_names_and_its_code_is_not_that_of_the_row(profiles):
    owners = ["Archives", {"nom": "Archives", "code": "AR"}, {"code": "AR", "name": "Archives"}]
    found = report([{"titre": f"Tri {n}", "administration": one} for n, one in enumerate(owners)], profiles)
    assert [row.draft.administration for row in found.rows] == ["Archives"] * 3
    assert {row.key.by for row in found.rows} == {"title"}
    assert found.rows[1].received == {"titre": "Tri 1", "administration": "Archives", "administration.code": "AR"}


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("attributes.title", "title"),
        ("attributes.agency.name", "administration"),
        ("fields.stage", "stage"),
        ("administration.code", None),
        ("agency.id", None),
        ("project.id", "id"),
    ],
)
def test_a_path_means_what_its_end_says_of_the_row(header, name, profiles):
    match = Headers(next(one for one in profiles if one.id == "generic")).match(header)
    assert (match.known.name if match else None) == name
