"""The whole way on real rows: sheet, intake, scores, review, verdict, selection refused and granted, order, export."""

import csv
import hashlib
import io

import openpyxl
import pytest

from actions import importing, incoming, planning, reading, settling, triaging
from ethics import traits as trait_rules
from ethics.answer import Answer
from ethics.question import QuestionSeverity
from ethics.verdict import CLEARING
from store import planning as kept
from store import verifying
from tests.actions import scenes
from tests.conftest import CAST, NOW
from tests.real_data import Inventory
from ui.exports.workbook import ExportTable, as_csv, as_xlsx
from usecases.gate import GateError
from usecases.intake import read
from usecases.priorities import Band, rank
from usecases.use_case import Role, Stage, Status
from usecases.weighting import default_weighting

CRITERIA, FRAMEWORK = scenes.CRITERIA, scenes.FRAMEWORK


def table_of(content: bytes) -> list[list[str]]:
    """The file as the standard library reads it, told apart from our reader."""
    return list(csv.reader(io.StringIO(content.decode("cp1252"), newline="")))[1:]


def test_a_real_inventory_becomes_an_order_that_leadership_can_take_into_a_meeting(  # noqa: PLR0915 -- one way
    site, inventory: Inventory, clock, capsys
):
    store = site.store
    with capsys.disabled():
        print(f"\n  the walk goes over {'the whole inventory' if inventory.whole else 'the excerpt'}")  # noqa: T201

    # Amina reads the sheet, looks, and takes it in.
    report = read(inventory.content, inventory.path.name, profiles=site.definitions.profiles)
    rows = table_of(inventory.content)
    different = {tuple(row) for row in rows}
    found = incoming.preview(store, CAST.amina, report)
    assert (report.rows_read, len(found.new), len(report.rejected)) == (len(rows), len(different), 0)
    assert report.sha256 == hashlib.sha256(inventory.content).hexdigest()
    with store.writing() as db:
        done = importing.accept(
            db, CAST.amina, report, scenes.DEFINITIONS, role=Role.CANDIDATE, admit=True, now=clock()
        )
    assert len(set(done.references)) == len(different)

    # Every row is there as it was received.
    with store.reading() as db:
        cases = reading.cases(db, CAST.amina)
        assert len(cases) == len(different)
        one = reading.case_file(db, CAST.nadia, done.references[0])
        assert one is not None
        [(row, file_name, received)] = one.received
        assert (row, file_name) == (2, inventory.path.name)
        assert [value for value in received.values() if value] == [value for value in rows[0] if value]

    # The facts of the rows scored what they allow; the rest is unknown, not zero.
    with store.reading() as db:
        table = reading.performance_table(db, CAST.amina, CRITERIA)
    known = ~(table.likely != table.likely)
    assert 0 < known.mean() < 1
    derived = {name for place, name in enumerate(CRITERIA.ids) if known[place].any()}
    assert len(derived) >= 6

    # Mehdi states what a person must state for an idea, a system in production and a retired one.
    picked = {
        stage: next(line.reference for line in cases if line.stage is stage)
        for stage in (Stage.IDEA, Stage.PRODUCTION, Stage.RETIRED)
    }
    scales = [one.id for one in CRITERIA if one.measure == "scale"]
    for reference in picked.values():
        with store.writing() as db:
            held = reading.scores_of(db, CAST.mehdi, reference)[0]
            for criterion in scales:
                version = held[criterion].version if criterion in held else 0
                scenes.score(db, reference, criterion, 4, expected_version=version, now=clock(minutes=1))

    # The order: what people scored is known well enough to be placed, and stands at the top.
    with store.reading() as db:
        order = reading.ranking(db, CAST.salma, CRITERIA)
        alone = rank(reading.performance_table(db, CAST.salma, CRITERIA), CRITERIA, default_weighting(CRITERIA))
    assert order.fingerprint == alone.fingerprint
    assert set(picked.values()) <= set(order.references(Band.RANKABLE))
    assert {one.reference for one in order.top(3)} == set(picked.values())

    # Salma wants the first of the order at once. Nobody examined it: the gate refuses.
    first = order.top(1)[0].reference
    with pytest.raises(GateError), store.writing() as db:
        planning.choose(db, CAST.salma, first, reason="La première.", now=clock(minutes=1))

    # Rachid confirms the traits that the facts propose and examines the three.
    reviews = {}
    for stage, reference in picked.items():
        with store.writing() as db:
            case = scenes.case(db, reference)
            traits = {one.trait: one.value for one in trait_rules.propose(case.facts)}
            reviews[stage] = triaging.open_review(
                db, CAST.rachid, reference, FRAMEWORK, traits=traits, now=clock(minutes=1)
            )
            assert scenes.case(db, reference).status is Status.IN_REVIEW
            scenes.answered(db, reviews[stage], now=clock(minutes=1))
    # The system in production crosses a red line, the idea leaves one half open that Loubna settles.
    with store.writing() as db:
        crossed = scenes.first_of(db, reviews[Stage.PRODUCTION], QuestionSeverity.RED_LINE)
        scenes.answer(
            db, reviews[Stage.PRODUCTION], crossed, scenes.opposite(crossed), expected_version=1, now=clock(minutes=1)
        )
        half = scenes.first_of(db, reviews[Stage.IDEA], QuestionSeverity.RED_LINE)
        scenes.answer(db, reviews[Stage.IDEA], half, Answer.PARTLY, expected_version=1, now=clock(minutes=1))
        settling.settle(
            db, CAST.loubna, reviews[Stage.IDEA], half, FRAMEWORK, upheld=False,
            reason="La mesure est prouvée.", expected_version=0, now=clock(minutes=1),
        )  # fmt: skip
        scenes.mitigate(db, reviews[Stage.IDEA], half, now=clock(minutes=1))
    given = {}
    for stage, review_id in reviews.items():
        with store.writing() as db:
            given[stage] = scenes.closed(db, review_id, now=clock(minutes=1)).decision.value
    assert given == {
        Stage.IDEA: "cleared_with_conditions", Stage.PRODUCTION: "refused", Stage.RETIRED: "cleared",
    }  # fmt: skip

    # Leadership chooses: one is granted, the refused one and the retired one are not, whatever their place.
    with store.writing() as db:
        planning.choose(db, CAST.salma, picked[Stage.IDEA], reason="", now=clock(minutes=1))
    for stage, code in ((Stage.PRODUCTION, "gate.not_cleared"), (Stage.RETIRED, "gate.retired")):
        with pytest.raises(GateError) as refused, store.writing() as db:
            planning.choose(db, CAST.salma, picked[stage], reason="Elle est première.", now=clock(minutes=1))
        assert [one.code for one in refused.value.refusals] == [code]
    with store.reading() as db:
        assert list(kept.selection(db)) == [picked[Stage.IDEA]]
        verdicts = reading.verdicts(db, CAST.nadia)
        chosen = reading.selection(db, CAST.nadia)[picked[Stage.IDEA]]
    assert chosen.verdict_hash == verdicts[picked[Stage.IDEA]].hash
    assert verdicts[picked[Stage.IDEA]].decision in {one.value for one in CLEARING}

    # What leaves the site is what was on the screen, and a stranger's program reads it.
    titles = {line.reference: line.title[0].value for line in cases}
    ranked = order.page(0, len(order.table))
    exported = ExportTable(
        "Classement",
        ["rank", "reference", "title", "value"],
        [[one.rank, one.reference, titles[one.reference], one.value] for one in ranked],
        {"fingerprint": order.fingerprint},
    )
    book = openpyxl.load_workbook(io.BytesIO(as_xlsx(exported)))
    head, *lines = book.worksheets[0].iter_rows(values_only=True)
    assert head == ("rank", "reference", "title", "value")
    assert [line[1] for line in lines] == [one.reference for one in ranked]
    assert [line[3] for line in lines] == pytest.approx([one.value for one in ranked])
    assert order.fingerprint in {cell for line in book.worksheets[1].iter_rows(values_only=True) for cell in line}
    read_back = list(csv.reader(io.StringIO(as_csv(exported).decode("utf-8-sig"), newline="")))[1 : 1 + len(ranked)]
    assert [line[1] for line in read_back] == [one.reference for one in ranked]

    # Nadia, two years later: the journal holds and tells the way of one case.
    with store.reading() as db:
        assert verifying.verify(db) is None
        story = reading.case_file(db, CAST.nadia, picked[Stage.IDEA])
    assert story is not None
    acts = [line.act for line in reversed(story.history)]
    assert acts[0] == "cases.imported"
    assert [one for one in acts if one.startswith(("review.settled", "review.closed", "plan."))] == [
        "review.settled", "review.closed", "plan.chosen",
    ]  # fmt: skip
    assert clock.now > NOW
