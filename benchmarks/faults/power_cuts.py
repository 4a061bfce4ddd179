"""Power cuts: every write and sync of a writer is recorded by strace, and the disk rebuilt at many moments.

A write is on the disk for certain once its file was synced; until then any part of it may be there, torn at 512 bytes.
A file that was made or removed is so for certain once its folder was synced. The model is that of SQLite's own tests.
"""

import random
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.faults.programs import done, writer
from benchmarks.faults.site import made, state_of

SECTOR = 512
_CALL = re.compile(r"^(?:\d+\s+)?(\w+)\((.*)\)\s*=\s*(-?\d+|0x[0-9a-f]+)")
_FD_PATH = re.compile(r"^(\d+)<([^>]*)>")
_TRACED = "openat,write,pwrite64,fsync,fdatasync,ftruncate,unlink"


@dataclass(frozen=True)
class Cuts:
    """What was found at the moments looked at."""

    level: str
    cuts: int
    lossy: int
    """Cuts after which an acknowledged deed was gone."""
    half: int
    corrupt: int


@dataclass
class _File:
    """What a file surely holds, what may or may not have reached it, and whether it surely exists."""

    durable: bytes = b""
    pending: list[tuple[str, int, bytes]] = field(default_factory=list)
    exists: bool = True
    surely: bool | None = True
    """None: made or removed since its folder was last synced."""


@dataclass(frozen=True)
class _Event:
    kind: str
    path: str = ""
    place: int = 0
    data: bytes = b""


def is_possible() -> bool:
    """Whether this machine has strace and lets it look at our own processes."""
    strace = shutil.which("strace")
    if strace is None:
        return False
    tried = subprocess.run([strace, "-o", "/dev/null", "true"], capture_output=True, check=False)
    return tried.returncode == 0


def power_cuts(folder: Path, cuts: int, seed: int, *, level: str = "", deeds: int = 12) -> Cuts:
    """Record a writer, then rebuild the disk at ``cuts`` moments; ``level`` is a weaker one for the controls."""
    made(folder)
    start = {path.name: path.read_bytes() for path in folder.iterdir()}
    events = list(_recorded(folder, level, deeds))
    chance = random.Random(seed)
    lossy = half = corrupt = 0
    with tempfile.TemporaryDirectory() as scratch:
        for number in range(cuts):
            moment = chance.randrange(len(events))
            disk, acknowledged = _disk_at(events[:moment], start, chance)
            place = Path(scratch) / str(number)
            place.mkdir()
            for name, content in disk.items():
                (place / name).write_bytes(content)
            state = state_of(place, acknowledged)
            lossy, half, corrupt = lossy + bool(state.lost), half + bool(state.half), corrupt + state.corrupt
            shutil.rmtree(place)
    return Cuts(level or "EXTRA", cuts, lossy, half, corrupt)


def _recorded(folder: Path, level: str, deeds: int) -> Iterator[_Event]:
    """What a writer did to the files of the folder, in order, with its acknowledgements between."""
    with tempfile.NamedTemporaryFile(suffix=".strace") as trace:
        options = ("--sync", level) if level else ()
        before = ("strace", "-f", "-y", "-xx", "-s", "1000000", "-e", f"trace={_TRACED}", "-o", trace.name)
        process = writer(folder, "p", deeds, *options, before=before)
        process.communicate()
        for line in Path(trace.name).read_text(encoding="utf-8", errors="replace").splitlines():
            if event := _event(line, str(folder.resolve())):
                yield event


def _event(line: str, folder: str) -> _Event | None:
    match = _CALL.match(line)
    if match is None or match[3].startswith("-"):
        return None
    call, inside = match[1], match[2]
    if call == "openat":
        parts = re.findall(r'"((?:\\x[0-9a-f]{2})*)"', inside)
        path = _bytes(parts[0]).decode() if parts else ""
        made_now = "O_CREAT" in inside and path.startswith(folder)
        return _Event("open", Path(path).name) if made_now else None
    if call == "unlink":
        path = _bytes(re.findall(r'"((?:\\x[0-9a-f]{2})*)"', inside)[0]).decode()
        return _Event("unlink", Path(path).name) if path.startswith(folder) else None
    return _on_descriptor(call, inside, folder)


def _on_descriptor(call: str, inside: str, folder: str) -> _Event | None:
    found = _FD_PATH.match(inside)
    if found is None:
        return None
    path = _bytes(found[2]).decode(errors="replace") if "\\x" in found[2] else found[2]
    data = re.search(r'"((?:\\x[0-9a-f]{2})*)"', inside)
    if call == "write" and found[1] == "1" and data:
        return _Event("said", data=_bytes(data[1]))
    if not path.startswith(folder):
        return None
    name, last = Path(path).name, inside.rpartition(",")[2]
    made_of: dict[str, Callable[[], _Event]] = {
        "ftruncate": lambda: _Event("truncate", name, int(last)),
        "pwrite64": lambda: _Event("write", name, int(last), _bytes(data[1] if data else "")),
        "write": lambda: _Event("ignored"),
    }
    sync = _Event("sync_folder") if path.rstrip("/") == folder else _Event("sync", name)
    return made_of.get(call, lambda: sync)()


def _bytes(escaped: str) -> bytes:
    return bytes.fromhex(escaped.replace("\\x", ""))


def _disk_at(
    events: list[_Event], start: dict[str, bytes], chance: random.Random
) -> tuple[dict[str, bytes], dict[str, str]]:
    """The files as a machine finds them that lost its power now, and the deeds acknowledged until then."""
    files = {name: _File(content) for name, content in start.items()}
    acknowledged: dict[str, str] = {}
    for event in events:
        if event.kind == "said":
            for line in event.data.decode(errors="replace").splitlines():
                if told := done(line):
                    acknowledged[told[0]] = told[1]
        elif event.kind != "ignored":
            _apply(files, event)
    disk = {}
    for name, file in files.items():
        there = file.surely if file.surely is not None else chance.random() < 0.5
        if there:
            disk[name] = _torn(file, chance)
    return disk, acknowledged


def _apply(files: dict[str, _File], event: _Event) -> None:
    if event.kind == "sync_folder":
        for file in files.values():
            file.surely = file.exists
        return
    file = files.get(event.path)
    if event.kind == "open":
        if file is None or not file.exists:
            # What an earlier file of that name held may still be found where the new one was not yet recorded.
            files[event.path] = _File(file.durable if file and file.surely is None else b"", exists=True, surely=None)
    elif file is not None:
        if event.kind == "unlink":
            file.exists, file.surely = False, None
        elif event.kind == "sync":
            file.durable, file.pending = _with(file.durable, file.pending), []
        else:
            file.pending.append((event.kind, event.place, event.data))


def _with(content: bytes, operations: list[tuple[str, int, bytes]]) -> bytes:
    disk = bytearray(content)
    for kind, place, data in operations:
        if kind == "truncate":
            del disk[place:]
            disk.extend(b"\x00" * (place - len(disk)))
        else:
            if len(disk) < place:
                disk.extend(b"\x00" * (place - len(disk)))
            disk[place : place + len(data)] = data
    return bytes(disk)


def _torn(file: _File, chance: random.Random) -> bytes:
    """The file with any part of what was not synced: all, none, some writes, or some sectors of them."""
    way = chance.randrange(4)
    if way == 0:
        return file.durable
    if way == 1:
        return _with(file.durable, file.pending)
    kept: list[tuple[str, int, bytes]] = []
    for kind, place, data in file.pending:
        if kind == "truncate" or way == 2:
            kept += [(kind, place, data)] if chance.random() < 0.5 else []
        else:
            for step in range(0, len(data), SECTOR):
                if chance.random() < 0.5:
                    kept.append((kind, place + step, data[step : step + SECTOR]))
    return _with(file.durable, kept)
