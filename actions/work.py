"""Long work: one process beside the server, one job for the same inputs whoever asks, progress, cancelling, a limit.

The process is spawned, so it shares nothing with the server's threads; what goes to it and comes back are the
domain's own values. A job that is asked for again is the same job, and a result is kept until newer ones push it out.
"""

import os
import sys
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context, parent_process, spawn
from multiprocessing.sharedctypes import SynchronizedArray
from threading import Lock, Thread
from typing import Any

SLOTS = 64
"""Jobs whose progress can be followed at once; the oldest give their slot away."""
_LANES = 1_000
SECONDS = 120.0
"""A job that takes longer is ended: the page says so instead of waiting for ever."""

_shared: dict[str, Any] = {}
_starting = Lock()


class WorkError(RuntimeError):
    """The work did not end with a result; the code says why."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


@dataclass
class Job:
    """One piece of long work, by the fingerprint of its inputs."""

    key: str
    slot: int
    future: "Future[Any]"

    @property
    def is_done(self) -> bool:
        """Whether there is a result, or a reason why there is none."""
        return self.future.done()

    def result(self) -> Any:
        """What the work gave.

        Raises
        ------
        WorkError
            work.cancelled, work.too_long, or work.failed where the process died; errors of the domain come as they are.
        """
        if self.future.cancelled():
            raise WorkError("work.cancelled")
        try:
            return self.future.result()
        except BrokenProcessPool:
            raise WorkError("work.failed") from None


class Workshop:
    """The process and its jobs."""

    def __init__(self, *, seconds: float = SECONDS) -> None:
        self._context = get_context("spawn")
        self._progress: SynchronizedArray[float] = self._context.Array("d", SLOTS)
        self._cancelled: SynchronizedArray[int] = self._context.Array("b", SLOTS)
        self._seconds = seconds
        self._jobs: OrderedDict[str, Job] = OrderedDict()
        self._lanes: OrderedDict[str, Job] = OrderedDict()
        self._next = 0
        self._lock = Lock()
        self._pool: ProcessPoolExecutor | None = None

    def ask(self, key: str, work: Callable[..., Any], *args: Any, lane: str = "") -> Job:
        """The job of these inputs: begun now, or long ago, however it ended. ``work`` takes ``progress=``.

        Parameters
        ----------
        lane : str
            Whoever asks in a lane wants its latest job only: the one before is ended, unless another lane waits for it.
        """
        with self._lock:
            job = self._jobs.get(key)
            if job is None:
                slot, self._next = self._next, (self._next + 1) % SLOTS
                self._progress[slot], self._cancelled[slot] = 0.0, 0
                job = Job(key, slot, self._submit(slot, work, args))
                self._jobs[key] = job
            self._jobs.move_to_end(key)
            if lane:
                self._enter(lane, job)
            while len(self._jobs) > SLOTS // 2:
                self._jobs.popitem(last=False)
            return job

    def _enter(self, lane: str, job: Job) -> None:
        before = self._lanes.pop(lane, None)
        self._lanes[lane] = job
        while len(self._lanes) > _LANES:
            self._lanes.popitem(last=False)
        if before is not None and before is not job and before not in self._lanes.values() and not before.is_done:
            self.cancel(before)
            self._jobs.pop(before.key, None)  # wanted again, it begins anew

    def progress(self, job: Job) -> float:
        """How far the job is, 0 to 1."""
        return 1.0 if job.is_done else float(self._progress[job.slot])

    def cancel(self, job: Job) -> None:
        """End the job at its next step; it begins anew once it is forgotten."""
        self._cancelled[job.slot] = 1
        job.future.cancel()

    def forget(self, job: Job) -> None:
        """Asked for again, the work begins anew."""
        with self._lock:
            self._jobs.pop(job.key, None)

    def close(self) -> None:
        """End everything."""
        with self._lock:
            if self._pool is not None:
                self._pool.shutdown(wait=False, cancel_futures=True)
                self._pool = None

    def _submit(self, slot: int, work: Callable[..., Any], args: tuple[Any, ...]) -> "Future[Any]":
        for _ in range(2):
            if self._pool is None:
                self._pool = ProcessPoolExecutor(
                    1, self._context, initializer=_prepare, initargs=(self._progress, self._cancelled)
                )
            try:
                with _without_the_main_script():
                    return self._pool.submit(_run, slot, self._seconds, work, args)
            except (BrokenProcessPool, RuntimeError):
                self._pool = None  # it died with the job before: a new one takes its place
        raise WorkError("work.failed")


@contextmanager
def _without_the_main_script() -> Iterator[None]:
    """Let a process start that does not run again what is running here.

    A spawned process first imports the main script of its parent. Under `streamlit run` that is the page itself, which
    would run there for nobody: what is sent to the process is importable without it.
    """
    told = spawn.get_preparation_data

    def without(name: str) -> dict[str, Any]:
        return {key: value for key, value in told(name).items() if not key.startswith("init_main_from")}

    with _starting:
        spawn.get_preparation_data = without
        try:
            yield
        finally:
            spawn.get_preparation_data = told


def _prepare(progress: "SynchronizedArray[float]", cancelled: "SynchronizedArray[int]") -> None:
    """In the process: one thread for linear algebra, and nothing of a solver's chatter on the server's output."""
    _shared.update(progress=progress, cancelled=cancelled)
    Thread(target=_end_with_the_server, daemon=True).start()
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(name, "1")
    if hasattr(os, "nice"):
        os.nice(15)  # a page is always more urgent
    with open(os.devnull, "w") as nowhere:  # noqa: PTH123 -- a descriptor is wanted, not a path
        os.dup2(nowhere.fileno(), sys.stdout.fileno() if _has_descriptor() else 1)


def _end_with_the_server() -> None:
    """A server that is killed cannot say so: its process would wait for work for ever."""
    server = parent_process()
    if server is not None:
        server.join()
        os._exit(0)


def _has_descriptor() -> bool:
    try:
        return sys.stdout.fileno() >= 0
    except (AttributeError, OSError, ValueError):
        return False


def _run(slot: int, seconds: float, work: Callable[..., Any], args: tuple[Any, ...]) -> Any:
    progress, cancelled = _shared["progress"], _shared["cancelled"]
    until = time.monotonic() + seconds

    def report(share: float) -> None:
        if cancelled[slot]:
            raise WorkError("work.cancelled")
        if time.monotonic() > until:
            raise WorkError("work.too_long")
        progress[slot] = share

    report(0.0)
    return work(*args, progress=report)
