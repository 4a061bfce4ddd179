"""The guards of the code, found in its syntax tree: each is a place whose text can be put out of action."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

REFUSALS = {"StaleVersionError": "version", "PermissionDeniedError": "permission", "GateError": "gate"}
"""What a guard raises, and what kind of guard that makes it."""
WITHOUT_GATE = (
    "gate.Selection((reference,), __import__('collections').defaultdict("
    "lambda: Clearance(reference=reference, may_be_chosen=True, verdict_hash='-'), clearances(db, now.date())), {})"
)
"""A selection that nobody refused, where the gate was asked."""


@dataclass(frozen=True)
class Guard:
    """A place in a file, in bytes of its text, and what stands there when the guard is gone."""

    kind: str
    file: str
    line: int
    start: int
    end: int
    without: str
    told: str

    @property
    def name(self) -> str:
        """How a reader and ``--only`` name it."""
        return f"{self.kind} {self.file}:{self.line}"

    def removed_from(self, source: bytes) -> bytes:
        """The text without the guard."""
        return source[: self.start] + self.without.encode() + source[self.end :]


def guards(root: Path) -> list[Guard]:
    """Every guard of the project, by file and line."""
    found: list[Guard] = []
    for pattern in ("actions/*.py", "store/*.py", "usecases/gate.py", "ui/*.py"):
        for path in sorted(root.glob(pattern)):
            found += in_file(path.read_bytes(), path.relative_to(root).as_posix())
    return found


def in_file(source: bytes, file: str) -> list[Guard]:
    """The guards of one file, each once."""
    tree = ast.parse(source)
    starts = [0]
    for line in source.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    recorders = _recorders(tree)
    found: dict[tuple[int, int], Guard] = {}
    for node in ast.walk(tree):
        for kind, place, without in _of_node(node, file, recorders):
            start = starts[place.lineno - 1] + place.col_offset
            end = starts[(place.end_lineno or place.lineno) - 1] + (place.end_col_offset or 0)
            told = " ".join(ast.unparse(place).split())[:90]
            found.setdefault((start, end), Guard(kind, file, place.lineno, start, end, without, told))
    return sorted(found.values(), key=lambda guard: guard.start)


_Found = Iterator[tuple[str, ast.expr, str]]


def _of_node(node: ast.AST, file: str, recorders: set[str]) -> _Found:
    """What a node guards: the place to replace and its replacement."""
    if isinstance(node, ast.If):
        yield from _refusal(node)
    elif isinstance(node, ast.Compare):
        yield from _version(node, file)
    elif isinstance(node, ast.Call) and _named(node.func, "_is_stranger"):
        yield "gatekeeper", node, "False"
    elif isinstance(node, ast.Call):
        yield from _call(node, file, recorders)
    elif isinstance(node, ast.Tuple) and file == "usecases/gate.py":
        yield from _rule(node)


def _refusal(node: ast.If) -> _Found:
    """``if something: raise SomeError``: it never holds."""
    first = node.body[0]
    if isinstance(first, ast.Raise) and isinstance(first.exc, ast.Call) and isinstance(first.exc.func, ast.Name):
        kind = REFUSALS.get(first.exc.func.id)
        if kind is not None:
            yield kind, node.test, "False"


def _version(node: ast.Compare, file: str) -> _Found:
    """``Row.version == expected_version`` in a statement: any version will do."""
    if (
        file.startswith(("store/", "actions/"))
        and isinstance(node.left, ast.Attribute)
        and isinstance(node.ops[0], ast.Eq)
        and any(_named(one, "expected_version") for one in node.comparators)
    ):
        yield "version", node.comparators[0], ast.unparse(node.left)


def _call(node: ast.Call, file: str, recorders: set[str]) -> _Found:
    """A check of a right, a line of the journal, the question put to the gate: never asked, never written."""
    if not file.startswith("actions/"):
        return
    called = ast.unparse(node.func)
    if called == "check":
        # Whoever uses the person afterwards still gets one: only the right is not looked at.
        db, actor = (ast.unparse(one) for one in node.args[:2])
        yield "permission", node, f"__import__('store.accounts').accounts.get({db}, {actor}.id)"
    elif called == "journal.append" or called in recorders:
        yield "journal", node, "None"
    elif called == "gate.choose":
        yield "gate", node, WITHOUT_GATE


def _rule(node: ast.Tuple) -> _Found:
    """``("gate.code", condition)``: the rule never holds."""
    match node.elts:
        case [ast.Constant(value=str(code)), condition] if code.startswith("gate."):
            yield "gate", condition, "False"


def _recorders(tree: ast.Module) -> set[str]:
    """Functions that do nothing but write one line of the journal: each call of theirs is a line too."""
    imported = {
        name.asname or name.name
        for one in tree.body
        if isinstance(one, ast.ImportFrom) and one.module == "actions.examining"
        for name in one.names
        if name.name == "record"
    }
    return imported | {
        one.name
        for one in tree.body
        if isinstance(one, ast.FunctionDef)
        and len(one.body) == 1
        and isinstance(one.body[0], ast.Expr)
        and isinstance(one.body[0].value, ast.Call)
        and ast.unparse(one.body[0].value.func) == "journal.append"
    }


def _named(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name
