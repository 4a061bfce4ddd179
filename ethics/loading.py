"""A framework read from its folder, and refused whole where anything in it does not fit.

``framework.yaml`` holds the structure; ``fr.yaml``, ``ar.yaml`` and ``en.yaml`` hold the words.
"""

from pathlib import Path

from pydantic import ValidationError

from ethics.framework import Framework, FrameworkFile
from wording.catalogue import load_catalogue
from wording.declared import DeclaredFileError, content_hash, line_of, misfits, read_yaml
from wording.language import Language

STRUCTURE_FILE = "framework.yaml"


def load_framework(folder: Path) -> Framework:
    """Read a framework with its words.

    Raises
    ------
    DeclaredFileError
        If a file is missing or malformed, an id stands twice, a reference leads nowhere, or a text is
        missing, superfluous or older than the French it renders.
    """
    structure = _load_structure(folder)
    words = load_catalogue(folder)  # first: a file that is missing is named
    framework = Framework(**dict(structure), content_hash=hash_of(folder), words=words)
    if problems := _word_problems(framework, folder):
        raise DeclaredFileError("; ".join(problems))
    return framework


def hash_of(folder: Path) -> str:
    """The content hash of a framework, without reading what its files say."""
    return content_hash(folder / STRUCTURE_FILE, *(folder / f"{language}.yaml" for language in Language))


def _load_structure(folder: Path) -> FrameworkFile:
    path = folder / STRUCTURE_FILE
    if not path.exists():
        raise DeclaredFileError(f"{path.name}: missing in {folder.name}/")
    try:
        return FrameworkFile.model_validate(read_yaml(path))
    except ValidationError as error:
        told = (f"{path.name}: line {line_of(path, place)}: {wrong}" for place, wrong in misfits(error))
        raise DeclaredFileError("; ".join(told)) from error


def _word_problems(framework: Framework, folder: Path) -> list[str]:
    keys, held = set(framework.word_keys()), set(framework.words.entries[Language.FR])
    source = f"{Language.FR}.yaml"
    problems = [f"{source}: missing text: {key}" for key in sorted(keys - held)]
    problems += [
        f"{source}: line {line_of(folder / source, [key])}: superfluous text: {key}" for key in sorted(held - keys)
    ]
    for one in framework.words.problems():
        file = folder / f"{one.language}.yaml"
        line = "" if one.kind == "missing" else f"line {line_of(file, [one.key])}: "
        problems.append(f"{file.name}: {line}{one.kind} text: {one.key}")
    return problems
