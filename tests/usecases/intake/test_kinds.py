"""One table in every format and writing; real lists of every kind, each as it is and written otherwise."""

import json
from collections import Counter

import pytest

from tests.real_data import here
from usecases.intake import Corrections, IntakeError, IntakeReport, read
from usecases.intake.readers import read_bytes
from usecases.use_case import Amount, PartialDate

from .sheets import as_old_workbook, as_open_document, as_text, as_workbook

ROWS = [
    ["Intitulé", "Administration", "Stade", "Budget (MDH)", "Date de démarrage"],
    ["Tri du courrier", "Archives", "en test", "1,5", "mars 2024"],
    ["Accueil", "Usagers", "b) En service – depuis l’été", "2 à 3", "T2 2025"],
    ["Relances", "Usagers", "Idée", "", "1er juin 2024"],
]
BANNER = [["Liste des cas d’usage"], [], ["Version", "de travail"]]
US_2025 = {
    ("department-of-justice", "2025_DOJ_AI_Use_Case_Inventory_downloadable.xlsx"): (
        314,
        {"production": 163, "build": 107, "pilot": 25, "retired": 19},
    ),
    ("department-of-veterans-affairs", "VA-AI-Use-Case-Inventory-2025-Web.xlsx"): (
        367,
        {"production": 138, "build": 136, "retired": 72, "pilot": 21},
    ),
    ("department-of-health-and-human-services", "hhs-ai-use-case-inventory-fy25.csv"): (
        447,
        {"production": 167, "build": 143, "pilot": 88, "retired": 49},
    ),
    ("department-of-transportation", "rows.csv"): (70, {"build": 53, "production": 16, "pilot": 1}),
    ("department-of-agriculture", "ai_inventory.csv"): (
        89,
        {"production": 37, "build": 21, "idea": 13, "pilot": 11, "retired": 7},
    ),
    ("department-of-housing-and-urban-development", "HUD-2025-AI-Use-Case-Inventory.xlsx"): (
        11,
        {"production": 5, "build": 3, "retired": 2, "pilot": 1},
    ),
    ("tennessee-valley-authority", "tva-inventory.csv"): (59, {"unknown": 59}),
    ("office-of-personnel-management", "ai_use_case_inventory_opm_2025.csv"): (5, {"production": 3, "pilot": 2}),
}
OTHERS = {
    ("us_2023", "2023_consolidated_ai_inventory_raw.csv"): (710, 321),
    ("fr_bib_ia", "data.csv"): (23, 0),
    ("fr_ami_2019", "ami_ia2_laureats.csv"): (15, 15),
    ("uk_atrs", "atrs_records.csv"): (136, 136),
    ("uk_atrs", "atrs_records.json"): (136, 136),
    ("nl_register", "algoritmes_2026-05-13.json"): (1431, 0),
    ("eu_aiwatch", "9-services-ai-watch-t6-jrc120399.csv"): (143, 143),
    ("eu_aiwatch", "9-services-ai-watch-t6-jrc120399.json"): (143, 143),
    ("eu_aiwatch", "11-services-amsterdam-algorithm-register.csv"): (3, 0),
    ("eu_aiwatch", "12-services-helsinki-ai-register.csv"): (5, 0),
}
HIDDEN = ("Listes", [["Oui", "Non"]], True)
WRITINGS = {
    "semicolons": lambda rows: as_text(rows, delimiter=";"),
    "tabs in UTF-16": lambda rows: as_text(rows, delimiter="\t", encoding="utf-16"),
    "Windows page": lambda rows: as_text(_latin(rows), delimiter=";", encoding="cp1252"),
    "Macintosh page": lambda rows: as_text(_latin(rows, "mac_roman"), delimiter=";", encoding="mac_roman"),
    "banner above": lambda rows: as_text([*BANNER, *rows], encoding="utf-8-sig"),
    "workbook": lambda rows: as_workbook([*BANNER, *rows], before=[("Lisez-moi", [["Bonjour"]], False), HIDDEN]),
    "old workbook": as_old_workbook,
    "open document": lambda rows: as_open_document([*BANNER, *rows]),
}  # fmt: skip


def _latin(rows, page="cp1252"):
    return [[text.encode(page, "replace").decode(page) for text in row] for row in rows]


def told(report: IntakeReport) -> tuple:
    stages = Counter(str(row.draft.stage) for row in report.rows)
    owners = {row.draft.administration for row in report.rows}
    return report.rows_read, len(report.rows), dict(sorted(stages.items())), len(owners)


@pytest.mark.parametrize("writing", WRITINGS)
def test_a_table_says_the_same_in_every_writing(writing, profiles):
    report = read(WRITINGS[writing](ROWS), "x", profiles=profiles)
    drafts = [row.draft for row in report.rows]
    assert [one.title[0].value for one in drafts] == ["Tri du courrier", "Accueil", "Relances"]
    assert [str(one.stage) for one in drafts] == ["pilot", "production", "idea"]
    assert [one.investment_mad for one in drafts] == [
        Amount(low=1.5e6, likely=1.5e6, high=1.5e6), Amount(low=2e6, likely=2.5e6, high=3e6), None
    ]  # fmt: skip
    assert [one.starts_on for one in drafts] == [
        PartialDate(year=2024, month=3), PartialDate(year=2025), PartialDate(year=2024, month=6, day=1)
    ]  # fmt: skip


def test_a_hidden_sheet_is_read_when_a_person_names_it(profiles):
    hidden = as_open_document(ROWS, hidden=True)
    with pytest.raises(IntakeError, match="empty"):
        read(hidden, "x", profiles=profiles)
    assert len(read(hidden, "x", profiles=profiles, corrections=Corrections(sheet="Inventory")).rows) == 3


@pytest.mark.parametrize(
    "shape",
    [
        lambda records: records,
        lambda records: {"meta": {"count": 3}, "data": {"items": records}},
        lambda records: {str(place): record for place, record in enumerate(records)},
        lambda records: {"features": [{"type": "Feature", "properties": one} for one in records]},
    ],
    ids=["list", "wrapped", "by key", "features"],
)  # fmt: skip
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_records_are_found_wherever_they_stand_in_a_document(shape, encoding, profiles):
    records = [
        {"titel": row[0], "organisatie": {"naam": row[1]}, "status": row[2], "tags": ["a", "b"], "leeg": None}
        for row in ROWS[1:]
    ]
    content = json.dumps(shape(records), ensure_ascii=False).encode(encoding)
    report = read(content, "x.json", profiles=profiles)
    assert [row.draft.administration for row in report.rows] == ["Archives", "Usagers", "Usagers"]
    assert [str(row.draft.stage) for row in report.rows] == ["pilot", "production", "idea"]
    assert report.rows[0].received["tags"] == "a; b"


NAMES = ["title", "agency", "budget"]
CELLS = [[row[0], row[1], place] for place, row in enumerate(ROWS[1:])]


@pytest.mark.parametrize(
    "document",
    [
        {"columns": NAMES, "rows": CELLS},
        {"columns": NAMES, "index": [0, 1, 2], "data": CELLS},
        {"columns": [{"name": name} for name in NAMES], "data": CELLS},
        {"meta": {"view": {"columns": [{"id": 1, "name": name} for name in NAMES]}}, "data": CELLS},
        [NAMES, *CELLS],
        {name: [cells[place] for cells in CELLS] for place, name in enumerate(NAMES)},
        {"records": [{"recordid": "r", "fields": dict(zip(NAMES, cells, strict=True))} for cells in CELLS]},
        {"agencies": [
            {"agency": "Archives", "cases": [{"title": ROWS[1][0], "budget": 0}]},
            {"agency": "Usagers", "cases": [{"title": row[0], "budget": 1} for row in ROWS[2:]]},
        ]},
    ],
    ids=["rows", "split", "fields", "described elsewhere", "first row", "columns", "catalogue", "within their owners"],
)  # fmt: skip
def test_cells_and_records_within_others_are_found_with_what_is_said_around_them(document, profiles):
    report = read(json.dumps(document, ensure_ascii=False).encode(), "x.json", profiles=profiles)
    assert [row.draft.title[0].value for row in report.rows] == [row[0] for row in ROWS[1:]]
    assert [row.draft.administration for row in report.rows] == ["Archives", "Usagers", "Usagers"]


def read_json(document, profiles):
    return read(json.dumps(document, ensure_ascii=False).encode(), "x.json", profiles=profiles)


@pytest.mark.parametrize("nothing", [[], 3, None, "a", [1, 2]])
def test_a_case_without_steps_stays_a_case_beside_one_with_steps(nothing, profiles):
    cases = [{"title": "Lire", "agency": "Archives", "steps": [{"step": 1}, {"step": 2}, {"step": 3}]},
             {"title": "Trier", "agency": "Usagers", "steps": nothing}]  # fmt: skip
    found = read_json(cases, profiles)
    assert {row.draft.title[0].value: row.draft.administration for row in found.rows} == {
        "Lire": "Archives", "Trier": "Usagers"
    }  # fmt: skip


def test_what_a_record_says_beside_its_fields_is_kept(profiles):
    records = [{"title": row[0], "agency": row[1], "fields": {"budget (MDH)": 1.5}} for row in ROWS[1:]]
    found = read_json(records, profiles)
    assert [row.draft.title[0].value for row in found.rows] == [row[0] for row in ROWS[1:]]
    assert all("1.5" in row.received.values() for row in found.rows)


def test_a_column_named_twice_and_a_cell_too_many_are_kept_as_in_any_table(profiles):
    rows = [[row[0], row[1], "Un.", "Deux."] for row in ROWS[1:]]
    names = ["title", "agency", "summary", "summary"]
    twice = {"columns": names, "data": rows}
    found = read_json(twice, profiles)
    assert "intake.duplicate_header" in {one.code for one in found.problems}
    assert {"Un.", "Deux."} <= set(found.rows[0].received.values())
    longer = read_json({"columns": names, "data": [*rows, [*rows[0], "de trop"]]}, profiles)
    assert "de trop" in longer.rows[-1].received.values()


def test_one_record_a_line_is_read_too(profiles):
    lines = "\n".join(json.dumps({"title": row[0], "agency": row[1]}) for row in ROWS[1:])
    assert len(read(lines.encode(), "x", profiles=profiles).rows) == 3


@pytest.mark.parametrize("content", [b'{"a": 1}', b"[[1, 2]]", b'[{"a": [', b"{" * 100_000, b"[]"])
def test_json_that_is_no_list_of_cases_is_refused_for_what_it_is(content, profiles):
    with pytest.raises(IntakeError):
        read(content, "x.json", profiles=profiles)


@pytest.mark.parametrize("place", US_2025, ids=lambda place: place[0])
def test_what_agencies_really_send_is_read_whole(place, profiles):
    path = here("us_2025_agencies", *place)
    rows, stages = US_2025[place]
    assert told(read(path.read_bytes(), path.name, profiles=profiles))[:3] == (rows, rows, dict(sorted(stages.items())))


@pytest.mark.parametrize("place", OTHERS, ids="/".join)
def test_lists_of_other_countries_are_read_whole(place, profiles):
    path = here(*place)
    report = read(path.read_bytes(), path.name, profiles=profiles)
    rows, unstated = OTHERS[place]
    assert (report.rows_read, len(report.rows)) == (rows, rows)
    stages = Counter(str(row.draft.stage) for row in report.rows)
    assert unstated <= stages["unknown"] <= unstated + 3


@pytest.mark.parametrize(
    "place",
    [("us_2025_agencies", *one) for one in US_2025] + [one for one in OTHERS if "csv" in one[1]],
    ids=lambda place: place[-1],
)
def test_a_real_list_says_the_same_however_it_is_written(place, profiles):
    path = here(*place)
    content = path.read_bytes()
    first = read(content, path.name, profiles=profiles)
    [grid] = [one for one in read_bytes(content).grids if one.sheet == first.recognised.sheet]
    width = max(column for row in grid.rows for column in row.cells) + 1
    rows = [
        [row.cells.get(column, "") for column in range(width)]
        for row in grid.rows
        if row.number >= first.recognised.header_row
    ]
    for writing, written in WRITINGS.items():
        assert told(read(written(rows), "x", profiles=profiles)) == told(first), writing


NOT_INVENTORIES = [
    ("MANIFEST.csv",), ("ca_aia", "en.json"), ("ca_aia", "survey-enfr.json"), ("ca_aia", "aia_scored_questions.csv"),
    ("eu_aiwatch", "9-catalog-ai-watch-t6-jrc120399.csv"), ("mcda", "golden_mcda_dev.json"),
    ("morocco", "portails_publics.csv"), ("morocco", "administrations_plf2025.csv"),
    ("morocco", "idarati", "procedures_distinctes.csv"), ("morocco", "idarati", "benchmark_testset_gold.json"),
    ("morocco", "rgph", "communes.csv"), ("morocco", "rgph", "sources.json"),
    ("oracles", "omb_2025_value_recodings_dev.csv"), ("oracles", "us_2024_agency_totals.csv"),
]  # fmt: skip


@pytest.mark.parametrize("place", NOT_INVENTORIES, ids="/".join)
def test_the_wrong_kind_of_file_is_refused(place, profiles):
    path = here(*place)
    with pytest.raises(IntakeError):
        read(path.read_bytes(), path.name, profiles=profiles)


def test_a_wide_table_of_nothing_is_refused_in_good_time(profiles):
    """Every cell of the first rows could be a header, and every header a mark of some other kind of list."""
    words = [[f"mot {row % 7} texte {column % 90}" for column in range(2_000)] for row in range(80)]
    with pytest.raises(IntakeError, match=r"intake\.missing_columns"):
        read(as_text(words), "large.csv", profiles=profiles)
