"""Bad input: each is told in a sentence of the reader's language, and nothing that was there is lost."""

import re
import resource
import time
from pathlib import Path

import pytest
import xlsxwriter

from actions import importing, planning, reading
from actions.scoring import Stated, record_score
from store import imports, use_cases
from store.settings import ROOT
from store.use_cases import StaleVersionError
from tests.actions import scenes
from tests.conftest import CAST, NOW
from ui.exports.workbook import ExportTable, as_csv, as_xlsx
from ui.words import Words
from usecases.intake import IntakeError
from usecases.scores import ScoreError
from usecases.use_case import Role
from usecases.weighting import Weighting, WeightingError, default_weighting
from wording.catalogue import load_catalogue
from wording.language import Language

CATALOGUE = load_catalogue(ROOT / "data" / "words")
SHOULD_FAIL = sorted((ROOT / "tests" / "golden" / "should_fail").iterdir())
MEBIBYTE = 1024 * 1024


def sentences(code: str, **values: object) -> dict[Language, str]:
    """What readers of each language are told; every place for a value must be filled."""
    assert CATALOGUE.has(code), code
    told = {
        language: Words(language, CATALOGUE)(code, **{key: plain(value) for key, value in values.items()})
        for language in Language
    }
    for language, text in told.items():
        assert " " in text, f"{code} in {language} is no sentence: {text!r}"
        assert not re.search(r"\{\w+\}", text), f"{code} in {language} leaves a place empty: {text!r}"
    assert re.search(r"[\u0600-\u06ff]", told[Language.AR])
    assert len(set(told.values())) == len(Language), f"{code}: one language stands for another"
    return told


def plain(value: object) -> str | int | float | None:
    """A value of an error as a screen shows it."""
    if value is None or isinstance(value, str | int | float):
        return value
    return ", ".join(str(one) for one in value) if isinstance(value, list | tuple) else str(value)


def whole(store) -> tuple[object, int]:
    """Everything a bad input could have touched."""
    with store.reading() as db:
        return use_cases.listing(db), scenes.journal_rows(store)


def bad_files() -> list[tuple[str, bytes]]:
    """Files of every sort that are no inventory."""
    return [(path.name, path.read_bytes()) for path in SHOULD_FAIL] + [
        ("empty.xlsx", b""),
        ("picture.csv", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)) * 40),
        ("picture.xlsx", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40),
        ("program.csv", b"MZ\x90\x00\x03" + bytes(400)),
        ("document.csv", b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n"),
        ("page.csv", b"<!DOCTYPE html><html><body><table><tr><td>Title</td></tr></table></body></html>"),
        ("zeros.csv", bytes(5000)),
        ("header.csv", b"Title,Administration,Summary\n"),
    ]


@pytest.mark.parametrize(("name", "content"), bad_files(), ids=[name for name, _ in bad_files()])
def test_a_file_that_is_no_inventory_is_told_and_touches_nothing(store, name, content):
    with store.writing() as db:
        scenes.admitted(db)
    before = whole(store)
    with pytest.raises(IntakeError) as refused:
        scenes.report(content, name)
    sentences(str(refused.value.code), **refused.value.values)
    assert whole(store) == before


def far_cell(path: Path) -> None:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_string(0, 0, "Title")
        sheet.write_string(1_048_575, 16_383, "far")


def test_a_small_workbook_whose_cell_is_far_away_is_answered_quickly_and_in_little_memory(tmp_path):
    """A common reader takes 12 GB for these few kilobytes."""
    far_cell(tmp_path / "far.xlsx")
    content = (tmp_path / "far.xlsx").read_bytes()
    assert len(content) < 8_000
    scenes.DEFINITIONS.profiles  # noqa: B018 -- read beforehand: it is not what is measured
    held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.monotonic()
    with pytest.raises(IntakeError) as refused:
        scenes.report(content, "far.xlsx")
    assert time.monotonic() - started < 30
    assert (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - held) * 1024 < 50 * MEBIBYTE
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024 < 1_500 * MEBIBYTE
    sentences(str(refused.value.code), **refused.value.values)


HOSTILE = [
    "<script>alert(1)</script>",
    '<img src=x onerror="alert(1)">',
    "[lien](javascript:alert(1))",
    '=HYPERLINK("http://evil.example";"x")',
    "'; DROP TABLE use_cases; --",
]


def test_hostile_titles_are_kept_as_text_and_leave_as_text(store):
    rows = [f'"{title.replace(chr(34), chr(34) * 2)}",Ministère de la santé,Un résumé,idea' for title in HOSTILE]
    content = "\n".join([scenes.HEADER, *rows]).encode()
    report = scenes.report(content)
    with store.writing() as db:
        importing.accept(db, CAST.amina, report, scenes.DEFINITIONS, role=Role.CANDIDATE, admit=True, now=NOW)
        titles = [line.title[0].value for line in reading.cases(db, CAST.nadia)]
        received = [imports.received_rows(db, line.reference)[0][2]["Title"] for line in reading.cases(db, CAST.nadia)]
    assert received == HOSTILE
    assert len(titles) == len(HOSTILE)
    assert titles[-1] == HOSTILE[-1]
    table = ExportTable("t", ["title"], [[one] for one in HOSTILE])
    assert all(not line.startswith(("=", '"=')) for line in as_csv(table).decode("utf-8-sig").splitlines())
    import io

    import openpyxl

    cells = [row[0] for row in openpyxl.load_workbook(io.BytesIO(as_xlsx(table))).worksheets[0].iter_rows(min_row=2)]
    assert [cell.value for cell in cells] == HOSTILE
    assert {cell.data_type for cell in cells} == {"s"}


def test_html_in_a_title_is_pointed_out_by_row_and_column():
    content = "\n".join([scenes.HEADER, "<b>Lire</b>,Ministère de la santé,Un résumé,idea"]).encode()
    found = [one for one in scenes.report(content).problems if str(one.code) == "intake.html_in_title"]
    assert [one.row for one in found] == [2]
    assert found[0].column is not None
    sentences("intake.html_in_title", **found[0].values)


def test_weights_that_sum_to_zero_are_told_and_the_order_stays(store):
    criteria = scenes.CRITERIA
    with store.writing() as db:
        scenes.score(db, scenes.admitted(db))
        order = reading.ranking(db, CAST.amina, criteria).fingerprint
    nothing = Weighting(
        id="w", name="Rien", author=CAST.amina.id, axis_share=0.5, within=dict.fromkeys(criteria.ids, 0.0)
    )
    before = whole(store)
    with pytest.raises(WeightingError) as refused, store.writing() as db:
        planning.save_weighting(db, CAST.amina, criteria, nothing, expected_version=0, now=NOW)
    sentences(refused.value.code, subject="Effet pour le citoyen")
    assert whole(store) == before
    with store.reading() as db:
        assert reading.ranking(db, CAST.amina, criteria).fingerprint == order
        assert [one.weighting for one in reading.weightings(db, CAST.amina, criteria)] == [default_weighting(criteria)]


@pytest.mark.parametrize(
    "three", [(9, 9, 9), (-1, 0, 1), (float("nan"),) * 3, (3, 1, 2)], ids=["above", "below", "no number", "order"]
)
def test_a_score_that_is_none_is_told_and_the_one_before_it_stays(store, three):
    with store.writing() as db:
        reference = scenes.admitted(db)
        held = scenes.score(db, reference, value=2)
    before = whole(store)
    with pytest.raises(ScoreError) as refused, store.writing() as db:
        record_score(
            db, CAST.mehdi, reference, "benefit", scenes.CRITERIA, Stated(*three, "Motif."), expected_version=1, now=NOW
        )
    sentences(refused.value.code)
    assert whole(store) == before
    with store.reading() as db:
        assert reading.scores_of(db, CAST.nadia, reference)[0]["benefit"] == held


def test_two_people_saving_the_same_score_are_both_heard(store):
    with store.writing() as db:
        reference = scenes.admitted(db)
        scenes.score(db, reference, value=1, by=CAST.mehdi, reason="Le mien.")
    with pytest.raises(StaleVersionError), store.writing() as db:
        scenes.score(db, reference, value=4, by=CAST.soukaina, reason="Le vôtre.")
    sentences("conflict.score", name="Mehdi")
    with store.reading() as db:
        held, stated = reading.scores_of(db, CAST.soukaina, reference)
    assert held["benefit"].likely == 1
    assert [one.reason for one in stated] == ["Le mien."]
    with store.writing() as db:
        scenes.score(db, reference, value=4, by=CAST.soukaina, reason="Le vôtre.", expected_version=1)
    with store.reading() as db:
        assert [one.reason for one in reading.scores_of(db, CAST.soukaina, reference)[1]] == ["Le mien.", "Le vôtre."]
