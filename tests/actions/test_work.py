"""Long work beside the server: one job for the same inputs, progress, cancelling, a limit, and a process that dies."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from actions.work import Job, WorkError, Workshop
from usecases.mcda.polytope import Constraint, EmptyRegionError

ROOT = Path(__file__).resolve().parents[2]


def square(number, *, progress):
    progress(0.5)
    return number * number


def slowly(*, progress):
    for step in range(400):
        progress(step / 400)
        time.sleep(0.05)


def refuse(*, progress):
    raise EmptyRegionError([Constraint((1.0,), 0.5, "region.below", "cost", 0.5)])


def die(*, progress):
    os._exit(3)


def chatter(*, progress):
    os.write(1, b"a solver talks to itself\n")
    return "done"


def number_of_process(*, progress):
    return os.getpid()


SERVER = """
import time
from actions.work import Workshop
from tests.actions.test_work import number_of_process

workshop = Workshop()
print(workshop.ask("p", number_of_process).result(), flush=True)
time.sleep(60)
"""


def is_there(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.fixture
def workshop():
    opened = Workshop(seconds=20.0)
    yield opened
    opened.close()


def ended(job: Job, seconds: float = 60) -> Job:
    until = time.monotonic() + seconds
    while not job.is_done:
        assert time.monotonic() < until
        time.sleep(0.02)
    return job


def test_the_same_inputs_are_one_job_whoever_asks(workshop):
    first, second = workshop.ask("a", square, 7), workshop.ask("a", square, 7)
    assert first is second
    assert ended(first).result() == 49
    assert workshop.ask("a", square, 7) is first
    assert workshop.progress(first) == 1.0


def test_a_job_tells_how_far_it_is_and_ends_when_it_is_cancelled(workshop):
    job = workshop.ask("slow", slowly)
    until = time.monotonic() + 60
    while workshop.progress(job) == 0.0:
        assert time.monotonic() < until
        time.sleep(0.02)
    assert 0 < workshop.progress(job) < 1
    workshop.cancel(job)
    with pytest.raises(WorkError) as told:
        ended(job).result()
    assert told.value.code == "work.cancelled"
    assert workshop.ask("slow", square, 3) is job, "it stays ended until somebody wants it again"
    workshop.forget(job)
    assert ended(workshop.ask("slow", square, 3)).result() == 9


def test_a_newer_question_in_a_lane_ends_the_one_before_unless_another_lane_waits_for_it(workshop):
    shared = workshop.ask("shared", slowly, lane="one")
    assert workshop.ask("shared", slowly, lane="two") is shared
    alone = workshop.ask("alone", slowly, lane="two")
    workshop.ask("last", square, 4, lane="two")
    assert ended(alone).future.cancelled() or isinstance(alone.future.exception(), WorkError)
    assert not shared.is_done
    assert workshop.ask("alone", square, 5) is not alone
    workshop.ask("next", square, 6, lane="one")
    with pytest.raises(WorkError):
        ended(shared).result()
    assert ended(workshop.ask("last", square, 4)).result() == 16


def test_a_job_that_takes_too_long_is_ended(tmp_path):
    hurried = Workshop(seconds=0.2)
    try:
        with pytest.raises(WorkError) as told:
            ended(hurried.ask("slow", slowly)).result()
        assert told.value.code == "work.too_long"
    finally:
        hurried.close()


def test_a_refusal_of_the_domain_comes_back_as_it_is(workshop):
    with pytest.raises(EmptyRegionError) as told:
        ended(workshop.ask("r", refuse)).result()
    assert [(one.code, one.subject) for one in told.value.constraints] == [("region.below", "cost")]


def test_a_process_that_dies_takes_its_job_with_it_and_the_next_one_gets_another(workshop):
    with pytest.raises(WorkError) as told:
        ended(workshop.ask("d", die)).result()
    assert told.value.code == "work.failed"
    assert ended(workshop.ask("e", square, 5)).result() == 25


@pytest.mark.skipif(sys.platform == "win32", reason="no such signal")
def test_a_server_that_is_killed_leaves_no_process_behind(tmp_path):
    program = tmp_path / "server.py"
    program.write_text(SERVER, encoding="utf-8")
    command, environment = [sys.executable, str(program)], {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as server:
        worker = int(server.stdout.readline())
        assert is_there(worker)
        server.send_signal(signal.SIGKILL)
    until = time.monotonic() + 30
    while is_there(worker) and time.monotonic() < until:
        time.sleep(0.05)
    assert not is_there(worker)


def test_the_process_does_not_run_the_main_script_again(tmp_path):
    """Under `streamlit run` the main script is the page itself."""
    script = tmp_path / "page.py"
    script.write_text(
        "import sys\n"
        "from actions.work import Workshop\n"
        "from tests.actions.test_work import ended, square\n"
        "sys.stderr.write('the page runs\\n')\n"
        "shop = Workshop()\n"
        "print(ended(shop.ask('a', square, 7)).result())\n"
        "shop.close()\n"
    )
    told = subprocess.run(
        [sys.executable, str(script)], cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True,
        text=True, timeout=60, check=True,
    )  # fmt: skip
    assert told.stdout.strip() == "49"
    assert told.stderr.count("the page runs") == 1


def test_what_a_solver_prints_stays_out_of_the_servers_output(workshop, capfd):
    assert ended(workshop.ask("c", chatter)).result() == "done"
    assert "talks" not in capfd.readouterr().out


def test_forgotten_work_begins_anew(workshop):
    job = ended(workshop.ask("f", square, 2))
    workshop.forget(job)
    assert workshop.ask("f", square, 2) is not job
