"""A frozen ranking comes out the same when it is computed again; whatever was changed in it is named."""

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.strategies import SIX, tables, weightings
from tests.usecases.test_defending import EVEN, many
from usecases.performance import Convention
from usecases.priorities import rank
from usecases.scenario import changed, compared, saved
from usecases.snapshot import MANIFEST, RESULT, SnapshotError, check, gathered, sealed

MADE = {"by": "p-0001", "at": "2026-11-25T10:00:00+00:00"}


def content_of(ranking) -> bytes:
    return sealed(gathered(ranking, titles={"UC-00001": "Un cas"}), reference="RK-00001", made=MADE)


def changed_file(content: bytes, name: str, change, *, repaired: bool) -> bytes:
    """The snapshot with one file changed; repaired, every checksum and fingerprint is computed anew."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        files = {one: archive.read(one).decode() for one in archive.namelist()}
    files[name] = change(files[name])
    if repaired:
        manifest = json.loads(files[MANIFEST])
        manifest["files"] = {one: hashlib.sha256(files[one].encode()).hexdigest() for one in manifest["files"]}
        files[MANIFEST] = json.dumps(manifest)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for one, text in files.items():
            archive.writestr(one, text)
    return buffer.getvalue()


def cells_of(reference: str, values: Mapping[str, str]):
    """What writes other values into the columns of one case; a column that the table lacks stays lacking."""

    def change(text: str) -> str:
        lines = text.splitlines()
        place = next(number for number, line in enumerate(lines) if line.startswith(f"{reference},"))
        header, cells = lines[0].split(","), lines[place].split(",")
        for column in header:
            cells[header.index(column)] = values.get(column, cells[header.index(column)])
        lines[place] = ",".join(cells)
        return "\n".join(lines) + "\n"

    return change


@given(tables(intervals=True, max_size=6), weightings(), st.sampled_from(Convention), st.sampled_from([0.0, 0.5, 0.9]))
@settings(deadline=None, max_examples=40)
def test_what_is_frozen_comes_out_the_same(table, weighting, convention, threshold):
    ranking = rank(table, SIX, weighting, convention=convention, threshold=threshold)
    found = check(content_of(ranking))
    assert found.holds, found.differences
    assert (found.reference, found.cases, found.fingerprint) == ("RK-00001", len(table), ranking.fingerprint)


def test_the_same_ranking_gives_the_same_bytes():
    ranking = rank(many(6, 1), SIX, EVEN)
    assert content_of(ranking) == content_of(ranking)


@pytest.mark.parametrize("repaired", [False, True])
def test_one_changed_score_names_its_case_even_when_every_checksum_was_computed_anew(repaired):
    ranking = rank(many(9, 3, width=0.1), SIX, EVEN)
    victim = ranking.references()[4]
    raised = cells_of(victim, {"benefit": "4", "benefit.high": "4"})

    found = check(changed_file(content_of(ranking), "table.csv", raised, repaired=repaired))
    assert not found.holds
    assert victim in {one.subject for one in found.differences if one.code in {"snapshot.value", "snapshot.input"}}
    assert ("snapshot.checksum" in {one.code for one in found.differences}) is not repaired


def test_a_widened_interval_that_moves_no_value_is_found_too():
    ranking = rank(many(5, 3, width=0.1), SIX, EVEN)

    found = check(
        changed_file(content_of(ranking), "table.csv", cells_of("UC-00001", {"benefit.low": "0"}), repaired=True)
    )
    assert {one.subject for one in found.differences if one.code == "snapshot.input"} == {"UC-00001"}


def test_a_place_written_over_in_the_result_is_found():
    ranking = rank(many(5, 3), SIX, EVEN)

    def promote(text: str) -> str:
        told = json.loads(text)
        told["ranking"][3]["rank"] = 1
        return json.dumps(told)

    found = check(changed_file(content_of(ranking), RESULT, promote, repaired=True))
    assert [(one.code, one.subject) for one in found.differences] == [("snapshot.rank", ranking.references()[3])]


@pytest.mark.parametrize(
    "content", [b"", b"PK", b"\x89PNG\r\n", zipfile.ZipFile(io.BytesIO(), "w").filename or b"x" * 100]
)
def test_what_is_no_snapshot_is_refused_with_its_reason(content):
    with pytest.raises(SnapshotError) as refused:
        check(content)
    assert refused.value.code in {"snapshot.unreadable", "snapshot.missing"}


@pytest.mark.parametrize(("name", "text"), [
    ("weighting.json", "{}"), ("rules.json", "[]"), ("criteria.yaml", "{}"), ("table.csv", "x"), ("result.json", "{"),
])  # fmt: skip
def test_a_file_that_says_nothing_is_refused_and_no_traceback(name, text):
    ranking = rank(many(3, 1), SIX, EVEN)
    with pytest.raises(SnapshotError) as refused:
        check(changed_file(content_of(ranking), name, lambda _: text, repaired=True))
    assert refused.value.code == "snapshot.unreadable"


def test_scores_that_contradict_themselves_name_their_case():
    ranking = rank(many(5, 3, width=0.1), SIX, EVEN)

    with pytest.raises(SnapshotError) as refused:
        check(changed_file(content_of(ranking), "table.csv", cells_of("UC-00001", {"benefit": "-1"}), repaired=True))
    assert "UC-00001" in refused.value.values["why"]


def test_a_way_of_packing_that_nobody_here_can_read_is_refused_too():
    content = bytearray(content_of(rank(many(3, 1), SIX, EVEN)))
    directory = content.index(b"PK\x01\x02")
    content[directory + 10 : directory + 12] = content[8:10] = (97).to_bytes(2, "little")
    with pytest.raises(SnapshotError) as refused:
        check(bytes(content))
    assert refused.value.code == "snapshot.unreadable"


def test_a_damaged_stream_and_a_nest_without_end_are_refused_too():
    content = bytearray(content_of(rank(many(9, 3), SIX, EVEN)))
    with zipfile.ZipFile(io.BytesIO(bytes(content))) as archive:
        first = archive.infolist()[0]
    start = first.header_offset + 30 + len(first.filename)
    content[start + 4 : start + 40] = b"\xff" * 36  # inside the compressed bytes; the directory still holds
    deep = changed_file(bytes(content_of(rank(many(3, 1), SIX, EVEN))), RESULT, lambda _: "[" * 200_000, repaired=True)
    for damaged in (bytes(content), deep):
        with pytest.raises(SnapshotError) as refused:
            check(damaged)
        assert refused.value.code == "snapshot.unreadable"


def test_a_scenario_says_who_came_in_and_who_went_out_since_it_was_saved():
    before = rank(many(12, 6), SIX, EVEN)
    kept = saved(before, 3)
    assert changed(kept, before).is_same
    now = rank(many(12, 6), SIX, EVEN.model_copy(update={"axis_share": 0.95}))
    found = changed(kept, now)
    inside_before, inside_now = set(before.references()[:3]), set(now.references()[:3])
    assert not found.is_same
    assert {one.reference for one in found.entered} == inside_now - inside_before
    assert {one.reference for one in found.left} == inside_before - inside_now
    assert all(one.now == now.references().index(one.reference) + 1 for one in found.entered)
    assert type(kept).model_validate_json(kept.model_dump_json()) == kept


def test_a_scenario_names_the_criterion_whose_change_moved_a_case():
    before = rank(many(12, 6), SIX, EVEN)
    kept = saved(before, 3)
    mover = before.references()[-1]
    raised = before.table.likely.copy()
    raised[:, before.table.positions[mover]] = [4.0, 1000.0, 4.0, 4.0, 0.0, 100.0]
    table = replace(before.table, low=raised, likely=raised, high=raised)
    found = changed(kept, rank(table, SIX, EVEN))
    [move] = [one for one in found.entered if one.reference == mover]
    place = before.table.positions[mover]
    shift = np.abs(rank(table, SIX, EVEN).contributions - before.contributions)[:, place]
    assert move.why.criterion == SIX.ids[int(shift.argmax())]
    assert abs(move.why.now - move.why.before) == pytest.approx(shift.max(), abs=1e-5)
    for one in found.left:
        assert one.why is None, "nothing of these cases changed: another came in"


def test_two_scenarios_side_by_side_name_what_lifts_a_case_above_the_others():
    table = many(12, 6)
    one, other = (rank(table, SIX, EVEN.model_copy(update={"axis_share": share})) for share in (0.0, 1.0))
    moves = compared(one, other, 4)
    inside = set(one.references()[:4]) | set(other.references()[:4])
    assert {move.reference for move in moves} == {name for name in inside if one.rank_of(name) != other.rank_of(name)}
    for move in moves:
        assert (move.before, move.now) == (one.rank_of(move.reference), other.rank_of(move.reference))
        place = table.positions[move.reference]
        shift = other.contributions - one.contributions
        relative = {name: shift[row, place] - shift[row].mean() for row, name in enumerate(SIX.ids)}
        best = max(relative.values()) if move.now < move.before else min(relative.values())
        assert relative[move.why.criterion] == pytest.approx(best)
    assert compared(one, one, 4) == ()


def test_wherever_an_archive_is_broken_the_answer_is_a_refusal_or_a_comparison():
    whole, chance, refused = content_of(rank(many(3, 1), SIX, EVEN)), np.random.default_rng(5), 0
    directory = whole.index(b"PK\x01\x02")
    for turn in range(600):
        content = bytearray(whole)
        for place in chance.integers(directory if turn % 2 else 0, len(content), chance.integers(1, 5)):
            content[place] = chance.choice([0, 1, 255, chance.integers(256)])
        try:
            check(bytes(content))
        except SnapshotError:
            refused += 1
    assert refused > 300
