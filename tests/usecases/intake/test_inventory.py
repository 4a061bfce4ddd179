"""The real inventory, as it is and written in other ways."""

import csv
import re
import sys
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from tests.real_data import Inventory, here
from usecases.intake import IntakeReport, KnownRow, read, reconcile, summary
from usecases.intake.profile import header_key

from .sheets import as_text, as_workbook, chance, table_of

PUBLISHED_STAGES = {"production": 892, "build": 404, "idea": 399, "pilot": 287, "retired": 147, "unknown": 4}
STAGE_COLUMN, IMPACT_COLUMN, AGENCY_COLUMN = 9, 10, 1


@pytest.fixture(scope="module")
def report(inventory: Inventory, profiles) -> IntakeReport:
    return read(inventory.content, inventory.path.name, profiles=profiles)


def figures(report: IntakeReport) -> dict:
    found = summary(report, reconcile([], report.rows), sentence=lambda problem: str(problem.values))
    found.pop("problems")
    return found


def known_of(report: IntakeReport) -> list[KnownRow]:
    """What a store would know after this import."""
    new = reconcile([], report.rows).new
    return [KnownRow(row.key, row.occurrence, row.content_hash, f"UC-{place:05d}") for place, row in enumerate(new, 1)]


def test_every_row_of_the_file_is_counted_and_none_is_lost(inventory, report):
    rows = table_of(inventory.content)[1:]
    found = figures(report)
    assert found["rows_read"] == len(rows)
    assert found["accepted"] == len(rows)
    assert found["rejected"] == 0
    assert found["repeated"] == len(rows) - len({tuple(row) for row in rows})
    assert found["new"] == len({tuple(row) for row in rows})
    assert found["impact_flag"] == sum(
        row[IMPACT_COLUMN].strip().casefold() in {"both", "rights-impacting", "safety-impacting"} for row in rows
    )


def test_the_whole_file_gives_the_published_figures(inventory, report):
    if not inventory.whole:
        pytest.skip("the published figures are those of the whole file, which is not here")
    found = figures(report)
    assert found["rows_read"] == 2133
    assert found["stages"] == PUBLISHED_STAGES
    assert len(found["administrations"]) == 41
    assert found["rows_by_administration"]["Department of Veterans Affairs"] == 229
    assert found["impact_flag"] == 351
    assert found["repeated"] == 3


def test_each_administration_has_its_published_number_of_rows_and_flags(inventory, report):
    totals = here("oracles", "us_2024_agency_totals.csv")
    with totals.open(encoding="utf-8", newline="") as lines:
        published: dict[str, tuple[int, int]] = defaultdict(lambda: (0, 0))
        for row in csv.DictReader(lines):
            if name := row["Agency"].strip():
                rows, flags = published[name]
                published[name] = rows + int(float(row["total_csv"])), flags + int(float(row["hi_csv"]))
    rows = Counter(row.draft.administration for row in report.rows)
    flags = Counter(row.draft.administration for row in report.rows if row.draft.facts.get("impact_flag"))
    assert {name: (count, flags[name]) for name, count in rows.items()} == published


def test_an_administration_with_a_space_behind_its_name_is_the_same(excerpt, profiles):
    rows = table_of(excerpt.content)[1:]
    assert any(row[AGENCY_COLUMN] != row[AGENCY_COLUMN].strip() for row in rows)
    found = figures(read(excerpt.content, "x", profiles=profiles))
    assert found["administrations"] == sorted({row[AGENCY_COLUMN].strip() for row in rows})


def test_all_spellings_of_the_stage_are_folded(excerpt, profiles):
    rows = table_of(excerpt.content)[1:]
    spellings = {row[STAGE_COLUMN] for row in rows} - {""}
    assert len(spellings) == 10
    unknown = figures(read(excerpt.content, "x", profiles=profiles))["stages"]["unknown"]
    assert unknown == sum(row[STAGE_COLUMN] == "" for row in rows)


def test_rows_that_share_a_title_keep_their_own_place(report):
    places = [(row.key, row.occurrence) for row in reconcile([], report.rows).new]
    assert len(set(places)) == len(places)
    assert max(place for _, place in places) > 1


def test_rows_are_numbered_as_a_spreadsheet_shows_them(inventory, report):
    rows = table_of(inventory.content)
    for row in report.rows:
        assert row.draft.title[0].value == " ".join(rows[row.row - 1][0].split())


def test_importing_the_same_file_again_changes_nothing(report):
    again = reconcile(known_of(report), report.rows)
    assert not again.new
    assert not again.changed
    assert not again.missing
    assert len(again.unchanged) + len(again.repeated) == report.rows_read


def shuffled(rows, dice):
    body = rows[1:]
    dice.shuffle(body)
    return [rows[0], *body]


def reordered(rows, dice):
    order = list(range(len(rows[0])))
    dice.shuffle(order)
    return [[row[place] for place in order] for row in rows]


WAYS = {
    "rows shuffled": lambda rows, dice: as_text(shuffled(rows, dice)),
    "columns reordered": lambda rows, dice: as_text(reordered(rows, dice)),
    "semicolons": lambda rows, dice: as_text(rows, delimiter=";", encoding="cp1252"),
    "tabs and UTF-16": lambda rows, dice: as_text(rows, delimiter="\t", encoding="utf-16"),
    "UTF-16 without a mark": lambda rows, dice: as_text(rows, encoding="utf-16-be"),
    "UTF-8 with a mark": lambda rows, dice: as_text(rows, encoding="utf-8-sig"),
    "a banner above": lambda rows, dice: as_text([["Inventory of 2024, all agencies"], [], *rows]),
    "as a workbook": lambda rows, dice: as_workbook(rows),
    "as the third sheet of a workbook": lambda rows, dice: as_workbook(
        [["Consolidated inventory"], *rows],
        before=[
            ("Empty", [], False),
            ("Hidden", rows[:3], True),
            ("Read me", [["Title", "x"], ["a", "b"]], False),
        ],
    ),
}


@pytest.mark.parametrize("way", WAYS)
def test_the_same_table_written_otherwise_reads_the_same(way, inventory, report, profiles):
    rows = table_of(inventory.content)
    other = read(WAYS[way](rows, chance(2024)), "renamed.bin", profiles=profiles)
    assert figures(other) == figures(report)
    assert other.recognised.register == report.recognised.register


@pytest.mark.parametrize("way", [way for way in WAYS if way != "columns reordered"])
def test_the_same_table_written_otherwise_is_known_again_row_by_row(way, excerpt, profiles):
    # Reordered columns give another order to the nine headers of one name, so their numbers move.
    first = read(excerpt.content, "a.csv", profiles=profiles)
    other = read(WAYS[way](table_of(excerpt.content), chance(7)), "b.csv", profiles=profiles)
    again = reconcile(known_of(first), other.rows)
    assert (len(again.new), len(again.changed), again.missing) == (0, 0, ())


def test_the_name_of_the_file_decides_nothing(excerpt, profiles):
    one = read(excerpt.content, "a.csv", profiles=profiles)
    two = read(excerpt.content, "../../etc/passwd", profiles=profiles)
    assert one.recognised == two.recognised
    assert one.rows == two.rows


def test_a_derived_criterion_is_never_the_same_for_everybody(report, capsys):
    values = defaultdict(Counter)
    columns = defaultdict(set)
    for row in report.rows:
        for proposal in row.proposals:
            values[proposal.criterion][proposal.likely] += 1
            columns[proposal.criterion].update(proposal.columns)
    with capsys.disabled():
        sys.stdout.write("\n")
        for criterion, found in sorted(values.items(), key=lambda item: -item[1].total()):
            sys.stdout.write(f"{criterion:24} {found.total() / len(report.rows):6.1%}  {dict(sorted(found.items()))}\n")
    assert len(values) >= 6
    assert len(set().union(*columns.values())) >= 6
    assert {criterion: len(found) for criterion, found in values.items() if len(found) < 2} == {}


def test_a_proposal_is_wide_and_stands_on_cells_that_say_something(report, profiles):
    profile = next(profile for profile in profiles if profile.id == "us_2024")
    silent = {header_key(word) for word in profile.not_applicable}
    for row in report.rows:
        for proposal in row.proposals:
            assert proposal.low < proposal.high
            assert proposal.low <= proposal.likely <= proposal.high
            assert proposal.columns
            for column in proposal.columns:
                assert row.received[column].strip()
                assert header_key(row.received[column]) not in silent


def test_not_applicable_no_and_blank_stay_three_things(report):
    (column,) = [header for header in report.recognised.headers if "(PII) that is maintained" in header]
    said = defaultdict(set)
    for row in report.rows:
        if row.received.get(
            "Which, if any, demographic variables does the AI use case explicitly use as model features?"
        ):
            continue
        said[row.received.get(column, "").strip()].add(row.draft.facts.get("personal_data"))
    assert said["No"] == {False}
    assert said["Yes"] == {True}
    assert said["N/A"] == {None}
    assert said[""] == {None}


def test_nobodys_address_is_imported(report):
    address = re.compile(r"[A-Za-z0-9]@[A-Za-z0-9-]+\.[A-Za-z]")
    for row in report.rows:
        texts = [*row.received.values(), *(text.value for text in (*row.draft.title, *row.draft.summary))]
        texts += [getattr(source, "original", "") for source in row.draft.provenance.values()]
        assert not [text for text in texts if address.search(text)]


def test_the_excerpt_is_part_of_the_source(inventory, excerpt):
    if not inventory.whole:
        pytest.skip("the source is not here")
    source = {tuple(row) for row in table_of(inventory.content)}
    rows = table_of(Path(excerpt.path).read_bytes())
    assert len(rows) == 201
    assert {tuple(row) for row in rows} <= source
