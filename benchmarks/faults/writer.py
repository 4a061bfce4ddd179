"""The program that is hurt: deeds one after the other in a site, each told on standard output once it is done.

Usage: ``python -m benchmarks.faults.writer FOLDER PREFIX COUNT [--pause MS] [--sync LEVEL] [--room BYTES]``.
"""

import argparse
import random
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from actions import submitting
from actions.permissions import Actor
from actions.site import Site
from benchmarks.faults.site import ACTOR, deed, opened
from store import engine
from usecases.use_case import Draft, Text
from wording.language import Language


def main() -> int:
    """Write until the count is reached or a deed fails; a failure is told and is no crash."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("prefix")
    parser.add_argument("count", type=int)
    parser.add_argument(
        "--pause", type=float, default=0.0, help="longest pause between the last write and the commit, ms"
    )
    parser.add_argument("--sync", default="", help="a weaker level, for the controls")
    parser.add_argument("--room", type=int, default=0, help="bytes that a file may have at most: a disk that is full")
    asked = parser.parse_args()
    if asked.sync:
        engine.journal_mode = lambda *_: ("DELETE", asked.sync)
    site = opened(asked.folder)
    if asked.room:
        _limit(asked.room)
    for number in range(asked.count):
        request = f"{asked.prefix}-{number}"
        began = time.perf_counter()
        try:
            reference = _slow_deed(site, request, asked.pause) if asked.pause else deed(site, request)
        except Exception as error:
            _say(f"failed {request} {type(error).__name__}")
            continue
        _say(f"done {request} {reference} {(time.perf_counter() - began) * 1000:.0f}")
    return 0


def _slow_deed(site: Site, request: str, pause: float) -> str:
    """A deed that waits before its commit, so that a kill falls between the first write and it."""
    draft = Draft(title=(Text(language=Language.FR, value=f"Cas {request}"),), administration="Administration d’essai")
    with site.store.writing() as db:
        reference = submitting.propose(
            db, Actor(ACTOR), draft, site.definitions.criteria, now=datetime.now(UTC), request_id=request
        )
        _say(f"inside {request}")
        time.sleep(random.random() * pause / 1000)
    return reference


def _limit(room: int) -> None:
    import resource
    import signal

    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
