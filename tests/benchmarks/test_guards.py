"""The machinery that removes guards finds them all, and leaves everything else as it was."""

import ast
import re
from pathlib import Path

import pytest

from benchmarks.guards import Guard, guards, in_file

ROOT = Path(__file__).resolve().parents[2]
FOUND = guards(ROOT)


def of_file(file: str, kind: str) -> list[Guard]:
    return [guard for guard in FOUND if guard.file == file and guard.kind == kind]


@pytest.mark.parametrize("path", sorted((ROOT / "actions").glob("*.py")), ids=lambda path: path.name)
def test_every_check_of_a_right_is_a_guard(path: Path) -> None:
    written = re.findall(r"(?<!def )\bcheck\(db, actor, [^()]+\)", path.read_text(encoding="utf-8"))
    checks = [guard for guard in of_file(f"actions/{path.name}", "permission") if guard.told.startswith("check(")]
    assert [guard.told for guard in checks] == written


@pytest.mark.parametrize("path", sorted((ROOT / "actions").glob("*.py")), ids=lambda path: path.name)
def test_every_line_of_the_journal_is_a_guard(path: Path) -> None:
    written = path.read_text(encoding="utf-8").count("journal.append(")
    direct = [g for g in of_file(f"actions/{path.name}", "journal") if g.told.startswith("journal.append(")]
    assert len(direct) == written


def test_every_update_that_expects_a_version_is_a_guard_and_so_is_its_answer() -> None:
    expecting = updated = 0
    for path in sorted((ROOT / "store").glob("*.py")):
        text = path.read_text(encoding="utf-8")
        expecting += len(re.findall(r"\.version == expected_version\b", text))
        updated += text.count("raise StaleVersionError(")
    found = [guard for guard in FOUND if guard.file.startswith("store/") and guard.kind == "version"]
    assert expecting > 0
    assert len([guard for guard in found if guard.told == "expected_version"]) == expecting
    assert len([guard for guard in found if guard.told != "expected_version"]) == updated


def test_every_rule_of_the_gate_and_the_question_put_to_it_are_guards() -> None:
    codes = re.findall(r'\("(gate\.\w+)",', (ROOT / "usecases" / "gate.py").read_text(encoding="utf-8"))
    assert len(of_file("usecases/gate.py", "gate")) == len(codes) + 1  # the refusal itself
    assert len(of_file("actions/planning.py", "gate")) == 1


def test_the_session_check_and_the_check_before_a_screen_are_guards() -> None:
    assert len(of_file("ui/gatekeeper.py", "gatekeeper")) == 1
    assert [guard.told for guard in of_file("ui/shell.py", "permission")] == ["not visit.may(screen.permission)"]


@pytest.mark.parametrize("guard", FOUND, ids=lambda guard: guard.name)
def test_without_a_guard_the_file_still_reads_and_nothing_else_has_moved(guard: Guard) -> None:
    source = (ROOT / guard.file).read_bytes()
    without = guard.removed_from(source)
    assert ast.dump(ast.parse(without)) != ast.dump(ast.parse(source))
    assert without.startswith(source[: guard.start])
    assert without.endswith(source[guard.end :])


def test_a_guard_behind_letters_of_several_bytes_is_cut_where_it_stands() -> None:
    source = 'def f(db, actor):\n    """Élève مراجعة."""\n    x = "é"; check(db, actor, Permission.READ)\n'.encode()
    [guard] = in_file(source, "actions/x.py")
    without = guard.removed_from(source).decode()
    assert without.splitlines()[2].startswith('    x = "é"; __import__(')
    assert "Permission" not in without
