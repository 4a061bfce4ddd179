"""`python -m tools.verdict_cases`: write the cases of tests/spec/verdict into the book of methods."""

from pathlib import Path

from wording.catalogue import load_catalogue
from wording.declared import read_yaml
from wording.language import Language

ROOT = Path(__file__).resolve().parents[1]
CASES = ROOT / "tests/spec/verdict"
BEGIN, END = "<!-- verdict cases: begin -->", "<!-- verdict cases: end -->"
SENTENCE = {Language.FR: "title", Language.AR: "arabic", Language.EN: "rule"}
HEADS = {
    Language.FR: ("Règle", "Avis"),
    Language.AR: ("القاعدة", "الرأي"),
    Language.EN: ("Rule", "Verdict"),
}


def place(language: Language) -> Path:
    """The book of methods in a language."""
    return ROOT / f"docs/methods.{language}.md"


def table(language: Language) -> str:
    """Every case as an official reads it: the rule in one sentence, and the verdict that follows."""
    words = load_catalogue(ROOT / "data/words/kit")
    lines = [f"| {' | '.join(HEADS[language])} |", "|---|---|"]
    for path in sorted(CASES.glob("*.yaml")):
        case = read_yaml(path)
        verdict = case["expect"]["verdict"]
        name = words.text(language, f"verdict.{'pending' if verdict == 'none' else verdict}")
        lines.append(f"| {case[SENTENCE[language]]} | {name} |")
    return "\n".join([BEGIN, *lines, END])


def main() -> None:
    """Put each table in its place."""
    for language in Language:
        path = place(language)
        before, _, rest = path.read_text(encoding="utf-8").partition(BEGIN)
        after = rest.partition(END)[2]
        path.write_text(before + table(language) + after, encoding="utf-8")


if __name__ == "__main__":
    main()
