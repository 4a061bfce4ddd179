"""The site as visitors feel it: reruns against an empty page, the cold start, memory, and twenty people at once."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from threading import Lock, Thread

from benchmarks import empty_page
from benchmarks.figures import ROUNDS, Figure, told
from benchmarks.importing import import_into, manage
from benchmarks.visitor import Run, VisitError, Visitor
from tests.real_data import inventory
from tests.serving import Server, serving

LOGIN, PASSWORD = "mesure", "une phrase de passe de mesure"
PRODUCTION = {"PRODUCTION": "1"}
CATALOGUE, RANKING = "cas-usage", "classement"
RERUNS = 20
VISITORS, EVERY = 20, 3.0
TICKS = os.sysconf("SC_CLK_TCK")


@contextmanager
def site() -> Iterator[Path]:
    """A folder with a real site that holds the inventory, admitted, and one analyst."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        import_into(folder, inventory().path)
        manage(folder, "people", "add", LOGIN, "--name", "Mesure", "--role", "analyst", typed=PASSWORD + "\n")
        yield folder


@dataclass
class Pair:
    """What one kind of rerun took: CPU of the server and waiting of the visitor, the best round of each."""

    cpu: float = float("inf")
    wall: float = float("inf")
    size: int = 0

    def take(self, server: Server, again: Callable[[int], Run]) -> None:
        """One round: a mean of CPU, a median of waiting."""
        before = cpu_of(server)
        runs = [again(number) for number in range(RERUNS)]
        self.cpu = min(self.cpu, (cpu_of(server) - before) / RERUNS)
        self.wall = min(self.wall, median(run.seconds for run in runs))
        self.size = runs[-1].size


def pages(*, quick: bool) -> Iterator[Figure]:
    """A slider of the ranking and a word typed into the catalogue, beside a slider of an empty page."""
    with (
        site() as folder,
        TemporaryDirectory() as empty_folder,
        serving(folder, environment=PRODUCTION) as server,
        serving(Path(empty_folder), script=empty_page.write(Path(empty_folder))) as empty,
        Visitor(empty.port) as nobody,
        Visitor(server.port, enter(server)) as catalogue,
        Visitor(server.port, enter(server)) as ranking,
    ):
        slider = nobody.open().widgets["slider_0"]
        search = catalogue.open(CATALOGUE).widgets["address_q"]
        live = ranking.open(RANKING).widgets["live"]
        floor, found, ranked = Pair(), Pair(), Pair()
        for _ in range(2 if quick else ROUNDS):
            floor.take(empty, lambda number: nobody.slide("", slider, 40 + number))
            found.take(server, lambda number: type_word(catalogue, search, number))
            ranked.take(server, lambda number: move(ranking, live, 40 + number))
    for what, pair in (("catalogue", found), ("ranking", ranked)):
        yield _rerun(what, pair, floor)


def _rerun(what: str, pair: Pair, floor: Pair) -> Figure:
    limit = 1.5 * floor.cpu + 0.1
    return Figure(
        f"rerun of the {what}, {pair.size / 1000:.0f} kB",
        f"{told(pair.cpu)} of CPU, {told(pair.wall)} of waiting",
        f"an empty page: {told(floor.cpu)} of CPU, {told(floor.wall)} of waiting",
        goal=f"CPU at most 1.5 × the floor + 100 ms = {told(limit)}",
        met=pair.cpu <= limit,
    )


def cold(*, quick: bool) -> Iterator[Figure]:
    """From the command to an answering server, and from signing in to the first page, in a fresh process each time."""
    ready, first = [], []
    with site() as folder:
        for _ in range(1 if quick else ROUNDS):
            started = time.perf_counter()
            with serving(folder, environment=PRODUCTION) as server:
                ready.append(time.perf_counter() - started)
                started = time.perf_counter()
                with Visitor(server.port, enter(server)) as visitor:
                    visitor.open()
                first.append(time.perf_counter() - started)
    yield Figure("cold start: the server answers", f"{told(min(ready))} of waiting")
    yield Figure("cold start: signed in and first page settled", f"{told(min(first))} of waiting")


def memory(*, quick: bool) -> Iterator[Figure]:
    """What the server's memory grows by for each visitor who opened the three main pages and stays."""
    visitors = 5 if quick else VISITORS
    with site() as folder, serving(folder, environment=PRODUCTION) as server:
        _round_trip(server)  # what is loaded on first use belongs to nobody
        before = held_mb(server)
        staying = [_round_trip(server) for _ in range(visitors)]
        rise = (held_mb(server) - before) / len(staying)
        for visitor in staying:
            visitor.__exit__(None, None, None)
    yield Figure(f"memory per visitor, {visitors} visitors", f"{rise:.1f} MB, above {before:.0f} MB")


@dataclass
class Tally:
    """What twenty threads note."""

    waits: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    lock: Lock = field(default_factory=Lock)

    def note(self, wait: float | None = None, error: str = "") -> None:
        """One deed, or one failure."""
        with self.lock:
            self.waits += [wait] if wait is not None else []
            self.errors += [error] if error else []


@dataclass(frozen=True)
class Load:
    """What people who act at once felt."""

    visitors: int
    seconds: float
    done: int
    errors: tuple[str, ...]
    median: float
    slowest: float
    """Waiting that 19 of 20 deeds stayed below, s."""
    busy: float
    """Share of one core."""
    grown: float
    """MB that the server rose by meanwhile."""

    @property
    def due(self) -> float:
        """Deeds that they would have done without waiting."""
        return self.visitors * self.seconds / EVERY


def loaded(visitors: int, seconds: float) -> Load:
    """So many people on one site, each doing something every three seconds."""
    tally = Tally()
    with site() as folder, serving(folder, environment=PRODUCTION) as server:
        cookies = [enter(server) for _ in range(visitors)]
        _round_trip(server)  # what is loaded on first use is no growth
        before, held, until = cpu_of(server), held_mb(server), time.monotonic() + seconds
        threads = [
            Thread(target=_act, args=(server.port, cookie, place * EVERY / visitors, until, tally))
            for place, cookie in enumerate(cookies)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        busy = (cpu_of(server) - before) / seconds
        grown = held_mb(server) - held
        told_by_server = list(_failures(server.told().splitlines()))
    return Load(
        visitors, seconds, len(tally.waits), (*tally.errors, *told_by_server), median(tally.waits),
        quantiles(tally.waits, n=20)[-1], busy, grown,
    )  # fmt: skip


def load(*, quick: bool) -> Iterator[Figure]:
    """Twenty visitors, each doing something every three seconds; not one error is allowed."""
    found = loaded(VISITORS, 20.0 if quick else 120.0)
    yield Figure(
        f"{found.visitors} visitors acting every {EVERY:g} s for {found.seconds:.0f} s: "
        f"{found.done} deeds of {found.due:.0f} due",
        f"{len(found.errors)} errors; waiting {told(found.median)} (median), {told(found.slowest)} (19 of 20); "
        f"{found.busy:.0%} of one core",
        goal="no error",
        met=not found.errors,
    )
    for error in found.errors[:3]:
        yield Figure("an error of the load", error[:200])


def _failures(log: list[str]) -> Iterator[str]:
    """Each failure of the server's log in one line; of a traceback the line that says what went wrong."""
    for number, line in enumerate(log):
        if "Traceback" in line:
            yield next((one for one in log[number + 1 :] if one and not one[0].isspace()), line)
        elif "failed" in line:
            yield line


def _act(port: int, cookie: str, delay: float, until: float, tally: Tally) -> None:
    """One visitor: a word in the catalogue, a slider of the ranking, the overview, and again."""
    time.sleep(delay)
    try:
        with Visitor(port, cookie) as visitor:
            search = visitor.open(CATALOGUE).widgets["address_q"]
            live = visitor.open(RANKING).widgets["live"]
            number = 0
            while (started := time.monotonic()) < until:
                deeds = (
                    lambda n=number: type_word(visitor, search, n),
                    lambda n=number: move(visitor, live, 30 + n % 40),
                    lambda: visitor.open(),
                )
                tally.note(deeds[number % len(deeds)]().seconds)
                number += 1
                time.sleep(max(0.0, EVERY - (time.monotonic() - started)))
    except (OSError, TimeoutError, VisitError, KeyError) as error:
        tally.note(error=f"{type(error).__name__}: {error}")


def _round_trip(server: Server) -> Visitor:
    visitor = Visitor(server.port, enter(server))
    for address in ("", CATALOGUE, RANKING):
        visitor.open(address)
    return visitor


def type_word(visitor: Visitor, search: str, number: int) -> Run:
    """Look for another word than before; the browser carries the last one in the address."""
    words = ("data", "model", "health", "image")
    before, now = words[(number - 1) % len(words)], words[number % len(words)]
    return visitor.type(CATALOGUE, search, now, q=before)


def move(visitor: Visitor, live: str, percent: int) -> Run:
    """Let the slider of the ranking go somewhere."""
    return visitor.tell(RANKING, live, "moved", {"share": percent, "within": None, "at": percent})


def enter(server: Server) -> str:
    """A session of the analyst."""
    return server.enter(login=LOGIN, password=PASSWORD)


def cpu_of(server: Server) -> float:
    """CPU seconds that the server's process has used, to the tick of its clock."""
    fields = Path(f"/proc/{server.process.pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def held_mb(server: Server) -> float:
    """Memory that the server's process holds now."""
    pages_held = int(Path(f"/proc/{server.process.pid}/statm").read_text(encoding="ascii").split()[1])
    return pages_held * os.sysconf("SC_PAGE_SIZE") / 2**20
