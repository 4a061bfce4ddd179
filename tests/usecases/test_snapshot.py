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
from usecases.priorities import Ranking, rank
from usecases.robustness import Doubt, robustness
from usecases.scenario import Move, changed, compared, saved
from usecases.snapshot import DRAWN, MANIFEST, RESULT, SnapshotError, check, gathered, sealed

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


def test_a_value_that_is_no_number_is_not_the_one_computed():
    ranking = rank(many(5, 3), SIX, EVEN)

    def forged(text: str) -> str:
        told = json.loads(text)
        told["ranking"][3]["value"] = float("nan")
        return json.dumps(told)

    found = check(changed_file(content_of(ranking), RESULT, forged, repaired=True))
    assert [(one.code, one.subject) for one in found.differences] == [("snapshot.value", ranking.references()[3])]


def test_what_the_draws_said_is_frozen_with_their_seed_and_drawn_again():
    ranking = rank(many(12, 6, width=0.2), SIX, EVEN)
    doubt = Doubt(draws=512, seed=7, tolerance=0.4)
    kept = gathered(ranking, titles={}, drawn=robustness(ranking, doubt))
    content = sealed(kept, reference="RK-00001", made=MADE)
    assert check(content).holds
    changes = {
        "doubt": lambda told: {**told, "doubt": {**told["doubt"], "seed": 8}},
        "ranks": lambda told: {**told, "ranks": {**told["ranks"], ranking.references()[0]: [1, 511]}},
        "no number": lambda told: {**told, "ranks": {**told["ranks"], ranking.references()[0]: [float("nan")] * 12}},
        "a case less": lambda told: {**told, "ranks": dict(list(told["ranks"].items())[1:])},
    }
    for change in changes.values():
        edited = changed_file(content, DRAWN, lambda text: json.dumps(change(json.loads(text))), repaired=True)  # noqa: B023
        found = {(one.code, one.subject) for one in check(edited).differences}
        assert ("snapshot.share", ranking.references()[0]) in found
    again = changed_file(content, DRAWN, lambda text: text.replace('"seed": 7', '"seed": 8'), repaired=True)
    assert ("snapshot.fingerprint", DRAWN) in {(one.code, one.subject) for one in check(again).differences}


def test_draws_of_another_sampler_are_said_to_be_of_another_and_not_forged():
    ranking = rank(many(12, 6, width=0.2), SIX, EVEN)
    kept = gathered(ranking, titles={}, drawn=robustness(ranking, Doubt(draws=32)))
    content = sealed(kept, reference="RK-00001", made=MADE)
    older = changed_file(
        content, DRAWN, lambda text: json.dumps({**json.loads(text), "sampling": "exact 1", "ranks": {}}), repaired=True
    )
    [one] = check(older).differences
    assert (one.code, one.said) == ("snapshot.sampling", "exact 1")


@pytest.mark.parametrize("wrong", [{"draws": 10**9}, {"draws": 0}, {"draws": "many"}, {"tolerance": "wide"}])
def test_draws_that_nobody_should_make_are_refused(wrong):
    ranking = rank(many(5, 3), SIX, EVEN)
    kept = gathered(ranking, titles={}, drawn=robustness(ranking, Doubt(draws=32)))
    content = sealed(kept, reference="RK-00001", made=MADE)
    edited = changed_file(
        content, DRAWN, lambda text: json.dumps({**json.loads(text), "doubt": {"draws": 32, **wrong}}), repaired=True
    )
    with pytest.raises(SnapshotError) as refused:
        check(edited)
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


def crossed_by(move: Move, before: Ranking, now: Ranking) -> list[int]:
    """By definition, the columns of those that a case left behind, or that left it behind."""
    was, stands = before.references().index, now.references().index
    side = 1 if move.now < move.before else -1
    return [
        before.table.positions[one]
        for one in before.references()
        if side * was(one) < side * was(move.reference) and side * stands(one) > side * stands(move.reference)
    ]


def is_told_rightly(move: Move, before: Ranking, now: Ranking) -> None:
    """The criterion of the greatest change of lead over those it crossed; it never reads backwards."""
    crossed, rose = crossed_by(move, before, now), move.now < move.before
    assert crossed
    own = before.table.positions[move.reference]
    was, stands = (
        one.contributions[:, own] - one.contributions[:, crossed].mean(axis=1) for one in (before, now)
    )  # fmt: skip
    change = stands - was if rose else was - stands
    row = SIX.ids.index(move.why.criterion)
    assert change[row] == pytest.approx(change.max(), abs=2e-6)
    assert (move.why.before, move.why.now) == (pytest.approx(was[row], abs=2e-6), pytest.approx(stands[row], abs=2e-6))
    assert (move.why.now > move.why.before) == (move.now < move.before)


def test_a_scenario_names_the_criterion_whose_change_moved_a_case():
    before = rank(many(12, 6), SIX, EVEN)
    kept = saved(before, 3)
    mover = before.references()[-1]
    raised = before.table.likely.copy()
    raised[:, before.table.positions[mover]] = [4.0, 1000.0, 4.0, 4.0, 0.0, 100.0]
    table = replace(before.table, low=raised, likely=raised, high=raised)
    found = changed(kept, rank(table, SIX, EVEN))
    [move] = [one for one in found.entered if one.reference == mover]
    for one in (move, *found.left):
        is_told_rightly(one, before, rank(table, SIX, EVEN))


def test_a_case_that_goes_leaves_the_others_where_they_were_to_each_other():
    before = rank(many(12, 6), SIX, EVEN)
    gone, table = before.table.positions[before.references()[0]], before.table
    kept = np.arange(len(table)) != gone
    names = tuple(one for one, stays in zip(table.references, kept, strict=True) if stays)
    fewer = replace(
        table,
        references=names,
        **{part: getattr(table, part)[:, kept] for part in ("low", "likely", "high", "origins")},
    )
    found = changed(saved(before, 3), rank(fewer, SIX, EVEN))
    assert [one.why for one in (*found.entered, *found.left)] == [None, None]


def test_two_scenarios_side_by_side_name_what_lifts_a_case_above_the_others():
    table = many(12, 6)
    one, other = (rank(table, SIX, EVEN.model_copy(update={"axis_share": share})) for share in (0.0, 1.0))
    moves = compared(one, other, 4)
    inside = set(one.references()[:4]) | set(other.references()[:4])
    assert {move.reference for move in moves} == {name for name in inside if one.rank_of(name) != other.rank_of(name)}
    for move in moves:
        assert (move.before, move.now) == (one.rank_of(move.reference), other.rank_of(move.reference))
        is_told_rightly(move, one, other)
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


def edited(content: bytes, name: str, change) -> bytes:
    """One file of the snapshot changed as JSON, every checksum computed anew."""

    def rewritten(text: str) -> str:
        held = json.loads(text)
        change(held)
        return json.dumps(held)

    return changed_file(content, name, rewritten, repaired=name != MANIFEST)


def twice(held) -> None:
    held["ranking"].append({**held["ranking"][0], "rank": 9})


STATED = {
    "impact": (RESULT, lambda held: held["ranking"][0].update(impact=0.25)),
    "feasibility": (RESULT, lambda held: held["ranking"][0].update(feasibility=0.25)),
    "known": (RESULT, lambda held: held["ranking"][0].update(known=0.25)),
    "tied": (RESULT, lambda held: held["ranking"][0].update(tied=not held["ranking"][0]["tied"])),
    "a weight": (RESULT, lambda held: held["weights"].update(dict.fromkeys(list(held["weights"])[:1], 0.9))),
    "a weight less": (RESULT, lambda held: held["weights"].popitem()),
    "filled": (RESULT, lambda held: held.update(filled=held["filled"] + 1)),
    "the convention": (RESULT, lambda held: held.update(convention="worst")),
    "the method": (RESULT, lambda held: held.update(method="topsis")),
    "the weighting": (RESULT, lambda held: held.update(weighting="Another")),
    "how many wait": (RESULT, lambda held: held.update(not_yet_rankable=99)),
    "the order": (RESULT, lambda held: held["ranking"].reverse()),
    "a case twice": (RESULT, twice),
    "who waits": (RESULT, lambda held: held.update(waiting={"UC-99999": 0.5})),
    "the method of the rules": ("rules.json", lambda held: held.update(method="topsis")),
    "no file counted": (MANIFEST, lambda held: held.update(files={})),
    "a file not counted": (MANIFEST, lambda held: held["files"].pop(RESULT)),
}


@pytest.mark.parametrize("what", sorted(STATED))
def test_whatever_the_files_say_of_the_ranking_is_compared(what):
    content = content_of(rank(many(8, 3), SIX, EVEN))
    assert check(content).holds
    assert not check(edited(content, *STATED[what])).holds
