"""A workbook with a sheet for each body is one list; versions, examples and other tables are not taken in beside it."""

from collections.abc import Mapping, Sequence

import pytest

from usecases.intake import Corrections, IntakeReport, Profile, read
from usecases.intake.administrations import KnownAdministrations
from usecases.intake.codes import How, Notice, Rejection
from usecases.intake.grid import GridRow, Part, by_part, place_of
from usecases.intake.inspection import inspected
from wording.language import Language

from .sheets import Rows, as_sheets

HEAD = ["N°", "Intitulé du projet", "Description", "État d'avancement", "Budget (MDH)"]


def cases(*titles: str, stage: str = "Pilote") -> list[list[str]]:
    return [[str(n), title, f"Un assistant IA : {title}", stage, "1,5"] for n, title in enumerate(titles, 1)]


def report_of(sheets: Mapping[str, Rows], profiles: Sequence[Profile], **settled: str) -> IntakeReport:
    return read(as_sheets(sheets), "liste.xlsx", profiles=profiles, corrections=Corrections(**settled))  # type: ignore[arg-type]


def titles(report: IntakeReport) -> list[str]:
    return [row.draft.title[0].value for row in report.rows]


def test_a_sheet_for_each_ministry_is_one_list(profiles: Sequence[Profile]) -> None:
    found = report_of(
        {
            "Lisez-moi": [["Une feuille par ministère."]],
            "Ministère de la Santé": [HEAD, *cases("Tri d'images", "Files d'attente")],
            "Ministère du Transport": [["Plan 2026"], [], HEAD, *cases("Trafic", "Ponts", "Ports")],
        },
        profiles,
    )
    assert titles(found) == ["Tri d'images", "Files d'attente", "Trafic", "Ponts", "Ports"]
    assert [row.draft.administration for row in found.rows] == ["Ministère de la Santé"] * 2 + [
        "Ministère du Transport"
    ] * 3
    assert [str(found.recognised.place(row.row)) for row in found.rows] == [
        "Ministère de la Santé!2", "Ministère de la Santé!3", "Ministère du Transport!4", "Ministère du Transport!5",
        "Ministère du Transport!6",
    ]  # fmt: skip
    told = next(one for one in found.recognised.why if one.code is How.SHEETS_TOGETHER)
    assert told.values["sheets"] == ["Ministère de la Santé (2)", "Ministère du Transport (3)"]


def test_a_row_keeps_its_sheet_and_its_own_number(profiles: Sequence[Profile]) -> None:
    found = report_of({"Nord": [HEAD, *cases("A1", "A2")], "Sud": [HEAD, *cases("B1")]}, profiles)
    origin = found.rows[2].draft.provenance["title"]
    assert (origin.kind, origin.row) == ("import", "Sud!2")  # type: ignore[union-attr]
    assert found.rows[2].received["[!]"] == "Sud!2"


def test_a_row_says_the_same_alone_and_among_sheets(profiles: Sequence[Profile]) -> None:
    sheets = {"Nord": [HEAD, *cases("A1", "A2")], "Sud": [HEAD, *cases("B1")]}
    together = report_of(sheets, profiles).rows[2]
    alone = report_of(sheets, profiles, sheet="Sud").rows[0]
    assert (together.key.name, together.content_hash) == (alone.key.name, alone.content_hash)
    assert alone.draft.provenance["title"].row == 2  # type: ignore[union-attr]


def test_problems_name_the_sheet(profiles: Sequence[Profile]) -> None:
    sud = [*cases("B1"), ["2", "", "sans titre", "Pilote", "2"], ["", "A1", "Un assistant IA : A1", "Pilote", "1,5"]]
    sud += cases("B3", "B4", "B5", "B6")
    nord = [*cases("A2"), ["", "A1", "Un assistant IA : A1", "Pilote", "1,5"], *cases("A3", "A4", "A5", "A6")]
    found = report_of({"Nord": [HEAD, *nord], "Sud": [HEAD, *sud]}, profiles)
    told = inspected(found)["problems"]
    assert ("Sud!3", 3, str(Rejection.NO_TITLE)) in [(one.get("place"), one["row"], one["code"]) for one in told]
    repeated = next(one for one in told if one["code"] == str(Notice.REPEATED_ROW))
    assert (repeated["place"], repeated["row"], repeated["before"]) == ("Sud!4", 4, "Nord!3")


def test_help_under_each_header_and_each_total_are_no_cases(profiles: Sequence[Profile]) -> None:
    help_ = ["", "Saisir le titre", "Texte libre", "Choisir dans la liste", "Ex : 1,5"]
    total = ["", "Total", "", "", "3"]
    found = report_of(
        {"Nord": [HEAD, help_, *cases("A1", "A2"), total], "Sud": [HEAD, help_, *cases("B1"), total]}, profiles
    )
    assert titles(found) == ["A1", "A2", "B1"]
    assert [str(found.recognised.place(one.row)) for one in found.rejected] == ["Nord!2", "Nord!5", "Sud!2", "Sud!4"]


def test_bands_of_one_sheet_end_with_it(profiles: Sequence[Profile]) -> None:
    banded = [HEAD, ["Ministère de la Santé"], *cases("A1"), ["Ministère du Transport"], *cases("A2")]
    found = report_of({"Nord": banded, "Sud": [HEAD, *cases("B1")]}, profiles)
    owners = [row.draft.administration for row in found.rows]
    assert owners[:2] == ["Ministère de la Santé", "Ministère du Transport"]
    assert owners[2] not in owners[:2]


def test_a_mark_of_repetition_repeats_nothing_of_another_sheet(profiles: Sequence[Profile]) -> None:
    head = ["Administration", *HEAD]
    nord = [["DGI", *one] for one in cases("A1", "A2")]
    sud = [["idem", *cases("B1")[0]], ["CNSS", *cases("B2")[0]]]
    found = report_of({"Nord": [head, *nord], "Sud": [head, *sud]}, profiles)
    assert [row.draft.administration for row in found.rows][2:] != ["DGI", "CNSS"]


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("Version 1", [HEAD, *cases("A1", "A2")]),
        ("Exemple", [HEAD, *cases("Un titre")]),
        ("En KDH", [["Montants en KDH"], HEAD, *cases("B1", "B2")]),
        ("Autrement", [["N°", "Description", "Intitulé du projet", "État d'avancement", "Budget (MDH)"], *cases("B1")]),
        ("Autre chose", [["Projet", "Statut", "Description", "Budget (KDH)", "Chef", "Tél."], *cases("B1", "B2")]),
    ],
)
def test_what_is_not_the_same_list_stays_beside_it(name: str, rows: Rows, profiles: Sequence[Profile]) -> None:
    found = report_of({name: rows, "Liste": [HEAD, *cases("A1", "A2", "A3", "A4", "A5", "A6")]}, profiles)
    assert titles(found) == ["A1", "A2", "A3", "A4", "A5", "A6"]
    assert found.recognised.sheets == ("Liste",)
    assert [one.values["sheets"] for one in found.recognised.why if one.code is How.SHEETS_BESIDE] == [[name]]


def test_a_known_name_of_a_body_is_the_owner(profiles: Sequence[Profile]) -> None:
    known = KnownAdministrations((dict.fromkeys(Language, "Direction générale des impôts"),))
    sheets = {"Direction générale des impots": [HEAD, *cases("A1")], "Divers": [HEAD, *cases("B1")]}
    found = read(as_sheets(sheets), "l.xlsx", profiles=profiles, administrations=known)
    assert found.rows[0].draft.administration == "Direction générale des impôts"
    assert found.rows[1].draft.administration != "Direction générale des impôts"


def test_numbers_that_begin_anew_in_each_sheet_identify_nothing(profiles: Sequence[Profile]) -> None:
    head = ["Administration", *HEAD]
    years = {
        "2024": [head, *(["DGI", *one] for one in cases("A1", "A2", "A3"))],
        "2025": [head, *(["DGI", *one] for one in cases("B1", "B2", "B3"))],
    }
    assert [(row.key.by, row.key.name) for row in report_of(years, profiles).rows] == [
        ("title", name) for name in ("a1", "a2", "a3", "b1", "b2", "b3")
    ]


def test_numbers_that_go_on_identify_rows(profiles: Sequence[Profile]) -> None:
    head = ["Administration", *HEAD]
    rows = [["DGI", *one] for one in cases("A1", "A2", "A3", "A4")]
    found = report_of({"Nord": [head, *rows[:2]], "Sud": [head, *rows[2:]]}, profiles)
    assert [(row.key.by, row.key.name) for row in found.rows] == [("id", name) for name in "1234"]


def test_places_by_brute_force() -> None:
    parts = (Part("A", 0), Part("B", 4), Part("C", 5), Part("D", 9))
    spread = [(part.sheet, own) for part, size in zip(parts, (4, 1, 4, 3), strict=True) for own in range(1, size + 1)]
    assert [(one.sheet, one.row) for number in range(1, 13) for one in [place_of(number, parts)]] == spread
    rows = [GridRow(number, {0: "x"}, 1) for number in range(1, 13)]
    assert [[row.number for row in one] for one in by_part(rows, parts)] == [
        [1, 2, 3, 4], [5], [6, 7, 8, 9], [10, 11, 12]
    ]  # fmt: skip


def test_a_row_is_shown_by_its_number_unless_that_does_not_say_where_it_stands(profiles: Sequence[Profile]) -> None:
    sheets = {"Nord": [HEAD, *cases("A1", "A2")], "Sud": [HEAD, *cases("B1")]}
    together, alone = report_of(sheets, profiles), report_of(sheets, profiles, sheet="Sud")
    assert [one.recognised.row_shown(one.rows[-1].row) for one in (together, alone)] == ["Sud!2", 2]
