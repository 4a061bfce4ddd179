"""The commands that need no database and no server: what they print, and what they refuse."""

import io
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
import pytest
import yaml

from actions.definitions import DATA, Definitions
from tests.strategies import SIX
from tests.usecases.test_defending import EVEN, many
from usecases.criteria import Measure
from usecases.mcda.__main__ import main
from usecases.mcda.examples import check
from usecases.performance import Convention, table_to_csv
from usecases.priorities import rank

PUBLISHED = Path("tests/golden/published/mcda.json")


@pytest.fixture
def files(tmp_path):
    """A table and the criteria set it is in."""
    table = many(9, 4, width=0.1)
    (tmp_path / "table.csv").write_text(table_to_csv(table), encoding="utf-8")
    document = SIX.document.model_dump(mode="json", exclude_none=True)
    (tmp_path / "criteria.yaml").write_text(yaml.safe_dump(document, allow_unicode=True), encoding="utf-8")
    (tmp_path / "weighting.json").write_text(EVEN.model_dump_json(), encoding="utf-8")
    return table, [str(tmp_path / name) for name in ("table.csv", "criteria.yaml", "weighting.json")]


def test_a_ranking_is_made_again_from_two_files_with_the_same_digits(files, capsys):
    table, (csv, criteria, weighting) = files
    options = ["--weighting", weighting, "--convention", "worst", "--threshold", "0.4", "--json"]
    assert main(["rank", csv, criteria, *options]) == 0
    told = json.loads(capsys.readouterr().out)
    ranking = rank(table, SIX, EVEN, convention=Convention.WORST, threshold=0.4)
    assert told["fingerprint"] == ranking.fingerprint
    assert [one["reference"] for one in told["ranking"]] == list(ranking.references())
    assert [one["value"] for one in told["ranking"]] == [one.value for one in ranking.top(9)]
    assert main(["rank", csv, criteria, "--weighting", weighting, "--top", "2", "--method", "topsis"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 2


def test_the_criteria_of_the_site_are_read_as_they_lie_there(tmp_path, capsys):
    criteria = Definitions().criteria
    (tmp_path / "table.csv").write_text(f"reference,{','.join(criteria.ids)}\nUC-1{',2' * 12}\n", encoding="utf-8")
    found = sorted((DATA / "criteria").rglob("*.yaml"))
    declared = next(one for one in found if "criteria:" in one.read_text(encoding="utf-8"))
    assert main(["rank", str(tmp_path / "table.csv"), str(declared), "--json"]) == 0
    assert [one["reference"] for one in json.loads(capsys.readouterr().out)["ranking"]] == ["UC-1"]


def test_acceptabilities_of_paired_samples_are_those_of_counting_by_hand(tmp_path, capsys):
    rng = np.random.default_rng(3)
    values, weights = rng.random((400, 5, 3)), rng.dirichlet(np.ones(3), 400)
    np.savez(tmp_path / "samples.npz", meas=values, weights=weights)
    assert main(["smaa", str(tmp_path / "samples.npz"), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    totals = np.einsum("saj,sj->sa", values, weights)
    ranks = (totals[:, np.newaxis, :] > totals[:, :, np.newaxis]).sum(axis=2)
    expected = [[(ranks[:, one] == place).mean() for place in range(5)] for one in range(5)]
    assert np.allclose(told["rank_acceptability"], expected, atol=1e-12)
    winning = (totals[:, :, np.newaxis] > totals[:, np.newaxis, :]).mean(axis=0)
    assert np.allclose(told["pairwise_winning"], winning, atol=1e-12)
    for one in range(5):
        own = weights[ranks[:, one] == 0]
        assert np.allclose(told["central_weights"][one], own.mean(axis=0))


def test_who_is_never_first_has_no_central_weights_and_no_confidence(tmp_path, capsys):
    np.savez(tmp_path / "s.npz", meas=np.array([[0.9, 0.9], [0.1, 0.1]]), weights=np.full((8, 2), 0.5))
    assert main(["smaa", str(tmp_path / "s.npz"), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["central_weights"][1], told["confidence_factor"]) == (None, [1.0, None])


@pytest.mark.parametrize(("meas", "weights", "said"), [
    (np.full((3, 2, 2), 1.5), np.full((3, 2), 0.5), "[0, 1]"),
    (np.full((2, 2), np.nan), np.full((3, 2), 0.5), "[0, 1]"),
    (np.full((2, 2), 0.5), np.array([[0.5, -0.5]]), "negative"),
    (np.full((2, 2), 0.5), np.array([[0.5, np.nan]]), "negative"),
    (np.full((2, 2), 0.5), np.array([[0.0, 0.0]]), "zero"),
    (np.full((2, 2), 0.5), np.zeros((0, 2)), "no sample"),
    (np.full((4, 2, 2), 0.5), np.full((3, 2), 0.5), "equally many: 4 of meas, 3 of weights"),
    (np.full((2, 3), 0.5), np.full((3, 2), 0.5), "meas (2, 3), weights (3, 2)"),
    (np.full((2, 2), 0.5j), np.full((3, 2), 0.5), "meas does not hold real numbers"),
    (np.zeros(2, dtype=[("a", float)]), np.full((3, 2), 0.5), "meas does not hold real numbers"),
])  # fmt: skip
def test_samples_that_are_none_are_refused_with_the_reason(tmp_path, capsys, meas, weights, said):
    np.savez(tmp_path / "s.npz", meas=meas, weights=weights)
    assert main(["smaa", str(tmp_path / "s.npz"), "--lang", "en"]) == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize("factor", [1e-9, 0.2, 5.0, 1e9])
def test_weights_count_by_their_proportions(tmp_path, capsys, factor):
    rng = np.random.default_rng(4)
    values, weights = rng.random((5, 3)), rng.dirichlet(np.ones(3), 200)
    told = []
    for name, each in (("one", weights), ("other", weights * factor)):
        np.savez(tmp_path / f"{name}.npz", meas=values, weights=each)
        assert main(["smaa", str(tmp_path / f"{name}.npz"), "--json"]) == 0
        told.append(json.loads(capsys.readouterr().out))
    assert told[0]["rank_acceptability"] == told[1]["rank_acceptability"]
    assert told[0]["pairwise_winning"] == told[1]["pairwise_winning"]


def spoilt(tmp_path: Path, kind: str) -> Path:
    """A file that calls itself npz."""
    file, buffer = tmp_path / "s.npz", io.BytesIO()
    np.savez_compressed(buffer, meas=np.random.default_rng(1).random((40, 3)), weights=np.full((2, 3), 1 / 3))
    whole = buffer.getvalue()
    huge = b"\x93NUMPY\x01\x00v\x00{'descr': '<f8', 'fortran_order': False, 'shape': (10000000000, 1000, 1000), }"
    contents: dict[str, bytes] = {
        "empty": b"", "text": b"meas;weights\n1;2\n", "cut": whole[: len(whole) // 2],
        "spoilt": whole[:200] + b"\xff" * 40 + whole[240:], "array": _array(), "picture": b"\x89PNG\r\n\x1a\n",
    }  # fmt: skip
    if kind == "huge":
        with zipfile.ZipFile(buffer := io.BytesIO(), "w") as archive:
            for name in ("meas", "weights"):
                archive.writestr(f"{name}.npy", huge + b" " * (128 - len(huge) - 1) + b"\n")
        contents["huge"] = buffer.getvalue()
    if kind == "packed strangely":
        at = whole.index(b"PK\x01\x02")
        contents[kind] = whole[:8] + b"\x61\x00" + whole[10 : at + 10] + b"\x61\x00" + whole[at + 12 :]
    file.write_bytes(contents[kind])
    return file


def _array() -> bytes:
    np.save(buffer := io.BytesIO(), np.zeros((2, 2)))
    return buffer.getvalue()


@pytest.mark.parametrize("kind", ["empty", "text", "cut", "spoilt", "array", "picture", "huge", "packed strangely"])
def test_a_file_of_samples_that_is_none_is_a_sentence_in_the_readers_language(tmp_path, capsys, kind):
    assert main(["smaa", str(spoilt(tmp_path, kind)), "--lang", "ar"]) == 2
    assert capsys.readouterr().err == "الملف s.npz ليس ملف npz مقروءا.\n"


@pytest.mark.parametrize(("name", "content", "said"), [
    ("table.csv", "reference,benefit\nUC-1,y\nUC-2,x\n", ["Row 2, column benefit: “y”", "Row 3, column benefit: “x”"]),
    ("table.csv", "case,benefit\nUC-1,1\n", ["The first column"]),
    ("table.csv", "reference,colour\nUC-1,1\n", ["criterion colour is not in"]),
    ("criteria.yaml", "? [a]\n: 2\n", ["no key"]),
    ("criteria.yaml", "criteria: [", ["criteria.yaml"]),
    ("weighting.json", "[", ["weighting.json is not a weighting"]),
    ("weighting.json", '{"within": {"benefit": -1}, "axis_share": 0.5}', ["weighting"]),
])  # fmt: skip
def test_each_file_of_a_ranking_that_is_wrong_says_what_is_wrong(files, tmp_path, capsys, name, content, said):
    _, (csv, criteria, weighting) = files
    (tmp_path / name).write_text(content, encoding="utf-8")
    assert main(["rank", csv, criteria, "--weighting", weighting, "--lang", "en"]) == 2
    errors = capsys.readouterr().err
    assert "Traceback" not in errors
    for each in said:
        assert each in errors


def test_a_score_that_cannot_be_is_told_and_counts_as_the_nearer_bound(files, tmp_path, capsys):
    _, (csv, criteria, _) = files
    for score in ("9", "4"):
        scores = ",".join(score for _ in SIX.ids)
        Path(csv).write_text(f"reference,{','.join(SIX.ids)}\nUC-1,{scores}\n", encoding="utf-8")
        assert main(["rank", csv, criteria, "--lang", "en"]) == 0
    said = capsys.readouterr()
    off = sum(one.measure is Measure.SCALE for one in SIX)
    assert said.err.startswith(f"{off} scores are off the scale of their criterion (the first: UC-1, ")
    first, second = said.out.splitlines()
    assert first.split()[0] == second.split()[0] == "1"


def test_where_nothing_can_be_ranked_that_is_said(files, tmp_path, capsys):
    _, (csv, criteria, _) = files
    Path(csv).write_text("reference,benefit\nUC-1,\nUC-2,\n", encoding="utf-8")
    assert main(["rank", csv, criteria, "--lang", "en"]) == 0
    assert capsys.readouterr().out == "No case can be ranked: 2 wait for scores that are missing.\n"


@pytest.mark.parametrize("top", ["-1", "many"])
def test_a_number_of_rows_that_is_none_is_refused(files, capsys, top):
    with pytest.raises(SystemExit) as ended:
        main(["rank", *files[1][:2], "--top", top])
    assert ended.value.code == 2


@pytest.mark.parametrize("content", ["[" * 100_000, "no json", '{"examples": 3}'])
def test_examples_that_are_no_list_of_them_are_a_sentence(tmp_path, capsys, content):
    (tmp_path / "e.json").write_text(content, encoding="utf-8")
    assert main(["check", str(tmp_path / "e.json"), "--lang", "en"]) == 2
    assert capsys.readouterr().err.startswith(("The file e.json is not JSON", "A list of examples"))


def test_one_strange_example_fails_alone(tmp_path, capsys):
    whole = json.loads(PUBLISHED.read_text(encoding="utf-8"))[:1]
    strange = [
        {**whole[0], "id": "\ud800"}, {**whole[0], "weights": [-one for one in whole[0]["weights"]]},
        {**whole[0], "types": [2] * len(whole[0]["weights"])}, {**whole[0], "matrix": [[10**400]]},
    ]  # fmt: skip
    (tmp_path / "e.json").write_bytes(b"\xef\xbb\xbf" + json.dumps([*strange, *whole]).encode())
    assert main(["check", str(tmp_path / "e.json")]) == 1
    said = capsys.readouterr().out.splitlines()
    assert [line[:4] for line in said[:-1]] == ["pass", "FAIL", "FAIL", "FAIL", "pass"]
    assert said[-1] == "2 of 5"


def test_published_examples_pass_and_one_that_differs_ends_with_one(tmp_path, capsys):
    assert main(["check", str(PUBLISHED)]) == 0
    count = len(json.loads(PUBLISHED.read_text(encoding="utf-8")))
    assert capsys.readouterr().out.splitlines()[-1] == f"{count} of {count}"
    wrong = json.loads(PUBLISHED.read_text(encoding="utf-8"))[:2]
    wrong[0]["expected"]["rank"] = wrong[0]["expected"]["rank"][::-1]
    wrong[0]["expected"]["rank"][0] = 99
    wrong[1]["method"] = "ORACLE"
    (tmp_path / "wrong.json").write_text(json.dumps(wrong), encoding="utf-8")
    assert main(["check", str(tmp_path / "wrong.json")]) == 1
    said = capsys.readouterr().out.splitlines()
    assert said[-1] == "0 of 2"
    assert len(said) == 3


@pytest.mark.parametrize("command", [["rank", "nothing.csv", "nothing.yaml"], ["smaa", "nothing.npz"],
                                     ["check", "nothing.json"]])  # fmt: skip
def test_a_file_that_is_not_there_is_a_sentence_and_two(command, capsys):
    assert main(command) == 2
    assert "Traceback" not in capsys.readouterr().err


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the place that is always full is Linux's")
def test_a_reader_who_stops_early_is_no_fault_and_a_place_that_is_full_is_said(files):
    _, (csv, criteria, _) = files
    command = [sys.executable, "-m", "usecases.mcda", "rank", csv, criteria]
    read, write = os.pipe()
    os.close(read)
    with os.fdopen(write, "wb") as closed:
        done = subprocess.run(command, stdout=closed, stderr=subprocess.PIPE, check=False)
    assert (done.returncode, b"Traceback" in done.stderr) == (0, False)
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, check=False)
    assert (done.returncode, b"Traceback" in done.stderr) == (2, False)
    assert "jusqu’au bout" in done.stderr.decode()


def test_a_criteria_file_that_is_no_utf8_is_refused_in_a_sentence(files, capsys, tmp_path):
    _, (csv, _, _) = files
    (tmp_path / "latin.yaml").write_bytes("id: \xe9t\xe9".encode("cp1252"))
    assert main(["rank", csv, str(tmp_path / "latin.yaml")]) == 2
    assert "latin.yaml" in capsys.readouterr().err


GAPS = {
    "method": "PROMETHEE_II", "matrix": [[0.1, 5.0], [0.4, 1.0], [0.9, 3.0]], "weights": [0.5, 0.5], "types": [1, 1],
    "abs_tol": 1e-12,
}  # fmt: skip


@pytest.mark.parametrize(
    ("params", "flows"),
    [
        # By hand: usual on both; linear up to 0.5 on the first and usual on the second; each flow over two others.
        ({"preference_function": ["usual", "usual"]}, [0.0, -0.5, 0.5]),
        ({"preference_function": ["vshape", "usual"], "p": [0.5, 9.0]}, [0.1, -0.6, 0.5]),
        ({"preference_function": "usual"}, [0.0, -0.5, 0.5]),
    ],
)
def test_each_criterion_may_have_a_preference_function_of_its_own(params, flows):
    found = check(GAPS | {"params": params, "expected": {"net_flow": flows}})
    assert found.passed, found


@pytest.mark.parametrize("tolerance", [float("inf"), float("nan"), -1])
def test_a_tolerance_that_lets_anything_pass_is_none(tolerance):
    assert not check(GAPS | {"abs_tol": tolerance, "expected": {"net_flow": [7, 7, 7]}}).passed


def test_no_examples_prove_nothing(tmp_path, capsys):
    (tmp_path / "none.json").write_text("[]", encoding="utf-8")
    assert main(["check", str(tmp_path / "none.json")]) == 1
    assert capsys.readouterr().out == "0 of 0\n"


@pytest.mark.parametrize("word", ["vector", "vector (as published)", "Vector normalisation", "vector normalization"])
def test_a_normalisation_may_call_itself_one(word):
    example = GAPS | {
        "method": "TOPSIS",
        "params": {"normalisation": word},
        "expected": {"score": [0, 0, 0]},
        "abs_tol": 9,
    }
    assert check(example).passed


PLAIN = {
    "id": "x", "method": "WSM", "matrix": [[1, 2], [3, 4], [2, 9]], "types": [1, -1], "weights": [0.5, 0.5],
    "params": {}, "expected": {"rank": [1, 2, 3]},
}  # fmt: skip


@pytest.mark.parametrize(
    "strange",
    [
        {"weights": [float("nan"), 0.5]},
        {"weights": [float("inf"), 0.5], "params": {"normalisation": "min-max"}},
        {"matrix": [[float("inf"), float("-inf")], [3, 4], [2, 9]]},
        {"method": "SPOTIS", "weights": [float("nan"), 1], "params": {"bounds": [[0, 9], [0, 9]]}},
        {"method": "SPOTIS", "params": {"bounds": [[0, 9], [0, 9]], "esp": 3}},
        {"matrix": []},
    ],
)
def test_an_example_of_what_are_no_numbers_fails_with_its_reason_and_ends_nothing(strange):
    found = check(PLAIN | strange)
    assert not found.passed
    assert found.failures[0]


@pytest.mark.parametrize(
    ("word", "cost"),
    [
        ("sum (cost by 1/x)", "1/x"),
        ("max [cost: min / x]", "min / x"),
        ("min_max [0,1]", "1-x"),
        ("sum (note)", "1 / x"),
    ],
)
def test_a_note_behind_a_normalisation_may_name_the_rule_for_costs(word, cost):
    bare = word.partition("(")[0].partition("[")[0].strip()
    named = check(PLAIN | {"params": {"normalisation": bare, "cost": cost}, "expected": {"score": [0, 0, 0]}})
    noted = check(PLAIN | {"params": {"normalisation": word}, "expected": {"score": [0, 0, 0]}})
    assert noted.differences == named.differences
    assert noted.differences


@pytest.mark.parametrize("sign", [";", "\t"])
def test_a_table_as_a_french_spreadsheet_writes_it_is_the_same_table(files, tmp_path, capsys, sign):
    _, (csv, criteria, _) = files
    assert main(["rank", csv, criteria, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    text = Path(csv).read_text(encoding="utf-8").replace(",", sign).replace(".0", ",0")
    other = tmp_path / "other.csv"
    other.write_text(text + sign * 3 + "\n", encoding="utf-8")
    assert main(["rank", str(other), criteria, "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == told


def test_a_value_that_is_beyond_its_scale_by_its_last_digit_is_on_it(tmp_path, capsys):
    meas, weights = np.array([[1 + 1e-15, -1e-17], [0.5, 0.5]]), np.array([[0.5, 0.5]])
    np.savez(tmp_path / "s.npz", meas=meas, weights=weights)
    assert main(["smaa", str(tmp_path / "s.npz"), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["expected_rank"] == [1.0, 1.0]
