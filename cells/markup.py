"""XML members of an archive, streamed: memory follows what is kept, never what a file declares."""

import zipfile
from xml.parsers import expat

from cells.budget import Refused

_CHUNK = 1 << 16


class Collector:
    """Receives the elements of one XML member, by local name."""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""

    def end(self, tag: str) -> None:
        """An element ends."""

    def text(self, piece: str) -> None:
        """A piece of character data."""


def stream(archive: zipfile.ZipFile, name: str, into: Collector) -> None:
    """Send a member's elements to a collector; a document type is refused, so no entity exists."""
    parser = expat.ParserCreate()
    parser.buffer_text = True

    def refuse(*_: object) -> None:
        raise Refused("intake.unreadable", reason="doctype")

    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = lambda tag, attributes: into.start(tag.rpartition(":")[2], attributes)
    parser.EndElementHandler = lambda tag: into.end(tag.rpartition(":")[2])
    parser.CharacterDataHandler = into.text
    with archive.open(name) as member:
        while chunk := member.read(_CHUNK):
            parser.Parse(chunk, False)  # noqa: FBT003 -- the signature is expat's
        parser.Parse(b"", True)  # noqa: FBT003


def attribute(attributes: dict[str, str], local: str) -> str:
    """An attribute by its local name; empty where there is none."""
    return next((value for key, value in attributes.items() if key.rpartition(":")[2] == local), "")
