"""The receipt of one case: its reference, what was received and from whom, where it stands."""

import json
from collections.abc import Sequence
from pathlib import Path

import typst

from ui.style.fonts import font_directory
from ui.words import Words

_TEMPLATE = Path(__file__).with_name("receipt.typ")


def receipt_pdf(words: Words, reference: str, facts: Sequence[tuple[str, str]], notes: Sequence[str]) -> bytes:
    """One page as PDF, right to left in Arabic, with our own fonts and nothing of the system's."""
    data = {
        "title": words("receipt.title"), "reference": reference, "facts": [list(one) for one in facts],
        "notes": list(notes), "lang": str(words.language), "rtl": words.direction == "rtl",
    }  # fmt: skip
    return typst.compile(
        str(_TEMPLATE),
        font_paths=[str(font_directory())],
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
    )
