"""The commands that need no database and no server: what they print, and what they refuse."""

import json
from pathlib import Path

import numpy as np
import pytest
import yaml

from actions.definitions import DATA, Definitions
from tests.strategies import SIX
from tests.usecases.test_defending import EVEN, many
from usecases.mcda.__main__ import main
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
    (np.full((2, 2), 0.5), np.zeros((0, 2)), "no samples"),
    (np.full((4, 2, 2), 0.5), np.full((3, 2), 0.5), "samples"),
    (np.full((2, 3), 0.5), np.full((3, 2), 0.5), "shapes"),
])  # fmt: skip
def test_samples_that_are_none_are_refused_with_the_reason(tmp_path, capsys, meas, weights, said):
    np.savez(tmp_path / "s.npz", meas=meas, weights=weights)
    assert main(["smaa", str(tmp_path / "s.npz")]) == 2
    assert said in capsys.readouterr().err


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
