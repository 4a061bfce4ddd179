"""Bad days in small: what is acknowledged stays, nothing is half done; the large figures are in docs/reliability.md."""

import shutil

import pytest

from benchmarks.faults import power_cuts
from benchmarks.faults.bad_files import bad_files
from benchmarks.faults.crowds import crowd
from benchmarks.faults.full_disk import full_disk
from benchmarks.faults.io_faults import FAULTS, io_faults
from benchmarks.faults.kills import kills
from tests.not_here import not_here

SEED = 7


@pytest.fixture
def strace() -> None:
    """It sees every call of a process; a container may forbid that, and then nothing here can be tried."""
    if shutil.which("strace") is None:
        not_here("no strace here")
    if not power_cuts.is_possible():
        pytest.skip("strace may not look at processes here")


def test_twenty_kills_lose_nothing_and_double_nothing(tmp_path):
    found = kills(tmp_path / "site", 20, SEED)
    assert found.acknowledged > 20
    assert (found.lost, found.half, found.corrupt, found.doubled) == (0, 0, 0, 0)
    assert found.inside >= 12


def test_twenty_writers_at_once_are_all_heard(tmp_path):
    found = crowd(tmp_path / "site", 20, 25)
    assert (found.acknowledged, found.failed) == (500, 0)
    assert (found.lost, found.half, found.corrupt) == (0, 0, False)


def test_a_full_disk_refuses_and_breaks_nothing(tmp_path):
    found = full_disk(tmp_path / "site", 5)
    assert found.refused > 0
    assert (found.lost, found.half, found.corrupt) == (0, 0, 0)


@pytest.mark.usefixtures("strace")
def test_the_first_call_of_each_kind_fails_and_breaks_nothing(tmp_path):
    found = io_faults(tmp_path / "sites", 1)
    assert found.met == found.runs == 2 * len(FAULTS)
    assert found.refused > 0
    assert (found.lost, found.half, found.corrupt) == (0, 0, 0)


def test_spoilt_files_are_refused_or_read_and_leave_no_memory_behind():
    found = bad_files(120, SEED)
    assert found.crashed == 0
    assert found.refused + found.read == 120
    assert found.grown < 50


@pytest.mark.usefixtures("strace")
def test_a_hundred_power_cuts_lose_nothing_and_the_control_shows_that_they_could(tmp_path):
    found = power_cuts.power_cuts(tmp_path / "own", 100, SEED)
    assert (found.lossy, found.half, found.corrupt) == (0, 0, 0)
    control = power_cuts.power_cuts(tmp_path / "off", 40, SEED, level="OFF")
    assert control.lossy + control.corrupt > 0
