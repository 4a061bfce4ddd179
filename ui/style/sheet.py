"""The style sheet as one text: fonts, palette and icons as CSS variables, then the rules of style.css."""

from functools import cache
from pathlib import Path

from ui.style.fonts import font_faces
from ui.style.icons import ICONS, icon_url
from ui.style.palette import COLOURS, TONES, Colour

RULES = Path(__file__).with_name("style.css")


@cache
def stylesheet() -> str:
    """Everything a page of the site needs, the sign-in page included."""
    return f"{font_faces()}\n{variables()}\n{RULES.read_text(encoding='utf-8')}"


def variables() -> str:
    """Palette and icons as custom properties; they reach components through their shadow roots."""
    lines = [_variable(name, colour) for name, colour in COLOURS.items()]
    for name, tone in TONES.items():
        lines += [_variable(f"{name}-ink", tone.ink), _variable(f"{name}-tint", tone.tint)]
    lines += [f"--am-icon-{name}:{icon_url(name)};" for name in ICONS]
    tones = [f".am-tone-{name}{{--ink:var(--am-{name}-ink);--tint:var(--am-{name}-tint)}}" for name in TONES]
    icons = [f".am-icon-{name}{{--icon:var(--am-icon-{name})}}" for name in ICONS]
    return "\n".join([":root{", *lines, "}", *tones, *icons])


def _variable(name: str, colour: Colour) -> str:
    return f"--am-{name}:light-dark({colour.light},{colour.dark});"
