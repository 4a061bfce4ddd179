"""Lists of another shape: cases in columns, a form for each case, stages by a mark."""

from collections.abc import Mapping, Sequence

import pytest

from usecases.intake import IntakeError, IntakeReport, Profile, read
from usecases.intake.codes import How, Notice
from usecases.intake.grid import Grid, GridRow, turned
from usecases.use_case import Stage

from .sheets import Rows, as_sheets, as_text

FORM = {"Intitulé du projet": "Tri d'images", "Organisme": "CHU Salé", "Stade": "Pilote", "Budget": "2 MDH"}


def report_of(rows: Rows, profiles: Sequence[Profile]) -> IntakeReport:
    return read(as_text(rows), "liste.csv", profiles=profiles)


def forms(*changed: Mapping[str, str], above: str = "Fiche projet IA") -> bytes:
    return as_sheets(
        {
            f"Fiche {n}": [[above], *([name, text] for name, text in {**FORM, **one}.items())]
            for n, one in enumerate(changed, 1)
        }
    )


def told(report: IntakeReport) -> list[tuple[str, str, str, Stage]]:
    return [
        (str(report.recognised.place(row.row)), row.draft.title[0].value, row.draft.administration, row.draft.stage)
        for row in report.rows
    ]


def test_cases_in_columns_are_read_as_rows(profiles: Sequence[Profile]) -> None:
    found = report_of(
        [
            ["Intitulé du projet", "Détection de fuites", "Tri des dossiers", "Aide au guichet"],
            ["Organisme", "ONEE", "CNSS", "ANCFCC"],
            ["Stade", "Pilote", "Idée", "En production"],
        ],
        profiles,
    )
    assert told(found) == [
        ("B", "Détection de fuites", "ONEE", Stage.PILOT),
        ("C", "Tri des dossiers", "CNSS", Stage.IDEA),
        ("D", "Aide au guichet", "ANCFCC", Stage.PRODUCTION),
    ]
    assert [one.values["value"] for one in found.recognised.why if one.code is How.TURNED] == ["A"]
    assert found.rows[1].draft.provenance["title"].row == "C"  # type: ignore[union-attr]


def test_a_form_for_each_case_is_one_list(profiles: Sequence[Profile]) -> None:
    found = read(forms({}, {"Intitulé du projet": "Lits"}, {"Intitulé du projet": "Eau"}), "f.xlsx", profiles=profiles)
    assert told(found) == [
        (f"Fiche {n}!B", title, "CHU Salé", Stage.PILOT) for n, title in enumerate(["Tri d'images", "Lits", "Eau"], 1)
    ]
    assert [row.draft.investment_mad and row.draft.investment_mad.likely for row in found.rows] == [2e6] * 3


def test_one_form_is_one_case(profiles: Sequence[Profile]) -> None:
    found = read(forms({}), "f.xlsx", profiles=profiles)
    assert told(found) == [("Fiche 1!B", "Tri d'images", "CHU Salé", Stage.PILOT)]


def test_the_rest_of_a_merged_cell_is_no_case(profiles: Sequence[Profile]) -> None:
    rows = [[name, text, text, text] for name, text in FORM.items()]
    assert len(report_of(rows, profiles).rows) == 1


def test_a_form_of_something_else_is_refused(profiles: Sequence[Profile]) -> None:
    with pytest.raises(IntakeError):
        report_of([["Nom", "Alami"], ["Prénom", "Sara"], ["Grade", "Ingénieur"], ["Affectation", "Salé"]], profiles)


def test_turning_twice_gives_the_cells_back() -> None:
    rows = tuple(GridRow(n + 1, {c: f"{n}.{c}" for c in range(4) if (n + c) % 3}, 4) for n in range(5))
    again = turned(turned(Grid("S", rows, positional=False)))
    assert [(row.number, dict(sorted(row.cells.items()))) for row in again.rows] == [
        (row.number, dict(row.cells)) for row in rows
    ]


HEAD = ["Projet IA", "Organisme", "Idée", "Pilote", "Production"]


def test_a_mark_under_a_stage_is_the_stage(profiles: Sequence[Profile]) -> None:
    rows = [HEAD, ["Lecture", "ONMT", "", "X", ""], ["Tri", "ONMT", "", "", "x"], ["Aide", "ONMT", "✓", "", ""]]
    found = report_of(rows, profiles)
    assert [row.draft.stage for row in found.rows] == [Stage.PILOT, Stage.PRODUCTION, Stage.IDEA]
    origin = found.rows[0].draft.provenance["stage"]
    assert (origin.column, origin.original) == ("Idée / Pilote / Production", "Pilote")  # type: ignore[union-attr]


def test_two_marks_or_none_leave_the_stage_to_a_person(profiles: Sequence[Profile]) -> None:
    rows = [HEAD, ["Lecture", "ONMT", "", "X", "X"], ["Tri", "ONMT", "", "", ""], ["Aide", "ONMT", "X", "", ""]]
    found = report_of(rows, profiles)
    assert [row.draft.stage for row in found.rows] == [Stage.UNKNOWN, Stage.UNKNOWN, Stage.IDEA]
    assert [(one.row, one.values["text"]) for one in found.problems if one.code is Notice.UNKNOWN_STAGE] == [
        (2, "Pilote + Production")
    ]


@pytest.mark.parametrize("cell", ["2024-03-01", "En cours", "12"])
def test_columns_that_hold_more_than_marks_tell_no_stage(cell: str, profiles: Sequence[Profile]) -> None:
    rows = [HEAD, ["Lecture", "ONMT", "", cell, ""], ["Tri", "ONMT", "", "", "X"]]
    assert "stage" not in report_of(rows, profiles).recognised.mapping.values()


def test_columns_of_yes_and_no_are_one_answer(profiles: Sequence[Profile]) -> None:
    head = ["Projet IA", "Organisme", "Stade", "Données personnelles : Oui", "Données personnelles : Non"]
    rows = [
        head,
        ["Lecture", "ONMT", "Pilote", "X", ""],
        ["Tri", "ONMT", "Idée", "", "X"],
        ["Aide", "ONMT", "Idée", "", ""],
    ]
    assert [dict(row.draft.facts) for row in report_of(rows, profiles).rows] == [
        {"personal_data": True}, {"personal_data": False}, {}
    ]  # fmt: skip


def test_stages_below_a_merged_header_are_its_lower_half(profiles: Sequence[Profile]) -> None:
    rows = [
        ["Administration", "Intitulé du projet", "Stade", "", ""],
        ["Administration", "Intitulé du projet", "Idée", "Pilote", "Production"],
        ["ONEE", "IA transcription", "", "x", ""],
        ["CNSS", "IA triage", "", "", "x"],
    ]
    found = report_of(rows, profiles)
    assert [(row.draft.title[0].value, row.draft.stage) for row in found.rows] == [
        ("IA transcription", Stage.PILOT), ("IA triage", Stage.PRODUCTION)
    ]  # fmt: skip


def test_a_form_below_a_letterhead_is_no_list_of_its_fields(profiles: Sequence[Profile]) -> None:
    form = [
        ["FICHE PROJET IA"],
        ["Administration :", "CHU Salé"],
        ["Intitulé du projet :", "Tri IA"],
        ["Stade :", "Idée"],
    ]
    found = report_of(form, profiles)
    assert told(found) == [("B", "Tri IA", "CHU Salé", Stage.IDEA)]


def test_a_second_table_beside_the_first_is_told(profiles: Sequence[Profile]) -> None:
    head = ["Administration", "Intitulé", "Stade"]
    rows = [[*head, "", *head], ["DGI", "Tri IA", "Pilote", "", "CNSS", "Aide IA", "Idée"]]
    found = report_of(rows, profiles)
    assert [one.values["columns"] for one in found.recognised.why if one.code is How.TABLE_BESIDE] == [["E", "F", "G"]]


def test_a_header_that_stands_twice_is_no_second_table(profiles: Sequence[Profile]) -> None:
    rows = [["Administration", "Intitulé", "Stade", "Stade"], ["DGI", "Tri IA", "Pilote", "Idée"]]
    assert not [one for one in report_of(rows, profiles).recognised.why if one.code is How.TABLE_BESIDE]
