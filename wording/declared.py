"""Declared files: YAML read strictly, so that a slip in data/ is an error and never a silent default."""

import hashlib
from collections.abc import Hashable, Iterator, Sequence
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError


class DeclaredFileError(ValueError):
    """A file of data/ cannot be read as it stands; the message names the file and the place."""


class _KeyError(ValueError):
    """A key that cannot stand; the file's name is added by whoever reads it."""


# The same rules in C where the library was built with them: a tenth of the time for two thousand lines.
_SafeLoader: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _StrictLoader(_SafeLoader):  # type: ignore[valid-type, misc]
    """SafeLoader that refuses a key written twice (PyYAML keeps the last one and says nothing)."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:  # noqa: FBT001, FBT002 -- the signature is PyYAML's
        seen: set[object] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if not isinstance(key, Hashable):
                raise _KeyError(f"line {key_node.start_mark.line + 1}: a list or a mapping is no key")
            if key in seen:
                raise _KeyError(f"line {key_node.start_mark.line + 1}: key written twice: {key!r}")
            seen.add(key)
        mapping: dict[Hashable, Any] = super().construct_mapping(node, deep=deep)
        return mapping


def read_yaml(path: Path) -> Any:
    """Content of a declared file; a key written twice, a syntax error or no UTF-8 is a DeclaredFileError."""
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=_StrictLoader)  # noqa: S506 -- a SafeLoader
    except (yaml.YAMLError, _KeyError, UnicodeDecodeError) as error:
        raise DeclaredFileError(f"{path.name}: {error}") from error


def misfits(error: ValidationError) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Everything in which a content misses its model: the place, and a sentence with the place and what is wrong."""
    for one in error.errors():
        yield one["loc"], f"{'.'.join(map(str, one['loc'])) or 'content'}: {one['msg']}"


def line_of(path: Path, place: Sequence[str | int]) -> int:
    """Line of a declared file (from 1) where the value of that place stands, or the nearest one around it."""
    node = yaml.compose(path.read_text(encoding="utf-8"), Loader=_SafeLoader)
    line = 1
    for step in place:
        found = _inner(node, step)
        if found is None:
            break
        at, node = found
        line = at.start_mark.line + 1
    return line


def _inner(node: Any, step: str | int) -> tuple[Any, Any] | None:
    """The node that says where a step is, and the node it leads to."""
    if isinstance(node, yaml.MappingNode):
        return next(((key, value) for key, value in node.value if str(key.value) == str(step)), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step], node.value[step]
    return None


def content_hash(*paths: Path) -> str:
    """SHA-256 over the files' names and bytes, in the order of their names; line ends are folded to LF."""
    digest = hashlib.sha256()
    for path in sorted(paths, key=lambda p: p.name):
        digest.update(path.name.encode() + b"\0")
        digest.update(path.read_bytes().replace(b"\r\n", b"\n") + b"\0")
    return digest.hexdigest()
