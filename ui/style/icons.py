"""The icons: strokes on a 24 x 24 grid, used as CSS masks so that they take the colour of their text."""

from collections.abc import Mapping
from urllib.parse import quote

STROKES: Mapping[str, str] = {
    "check": "M5 12.5l4.5 4.5L19 7.5",
    "check_plus": "M3 13l4 4 7.5-8.5M18 12v8M14 16h8",
    "turn": "M4 9h10a5 5 0 0 1 0 10H8M8 5L4 9l4 4",
    "cross": "M6 6l12 12M18 6L6 18",
    "clock": "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 7.5V12l3 2",
    "bulb": "M9 18h6M10 21h4M12 3a6 6 0 0 0-3.5 10.9c.6.5.9 1 1 1.6h5c.1-.6.4-1.1 1-1.6A6 6 0 0 0 12 3z",
    "wrench": "M14.5 6.5a4 4 0 0 1 5-1l-2.5 2.6 1.4 1.9 3-.5a4.2 4.2 0 0 1-6.2 3.6L8 20.3l-3.5-3.5 7.2-7.2",
    "flask": "M9 3h6M10 3v6l-5 9.5A1.7 1.7 0 0 0 6.5 21h11a1.7 1.7 0 0 0 1.5-2.5L14 9V3M7.5 15h9",
    "play": "M7 5l11 7-11 7z",
    "archive": "M3 4h18v4H3zM5 8v12h14V8M10 12h4",
    "question": "M8.5 9a3.5 3.5 0 1 1 5 3.2c-1 .5-1.5 1.1-1.5 2.3M12 18.5v.01",
    "pencil": "M4 20l1-4L16.5 4.5l3 3L8 19zM14 7l3 3",
    "inbox": "M3 13l3-8h12l3 8v6H3zM3 13h5l1.5 3h5L16 13h5",
    "list": "M9 6h11M9 12h11M9 18h11M4.5 6v.01M4.5 12v.01M4.5 18v.01",
    "search": "M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM15.5 15.5L20 20",
    "stamp": "M5 20h14M6 16h12v-2l-4-1.5c-.5-2 1-3.5 1-5.5a3 3 0 0 0-6 0c0 2 1.5 3.5 1 5.5L6 14z",
    "leave": "M13 4H5v16h8M10 12h10M16 8l4 4-4 4",
    "merge": "M5 4c0 6 7 4 7 10v6M19 4c0 6-7 4-7 10M9 17l3 3 3-3",
    "minus": "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM8 12h8",
    "people": "M9 5a3 3 0 1 0 0 6 3 3 0 0 0 0-6zM3 19c0-4 3-6 6-6s6 2 6 6M16 6a3 3 0 0 1 0 5M18 14q3 2 3 5",
    "sheet": "M5 3h14v18H5zM5 9h14M5 15h14M11 9v12",
    "derive": "M4 19L9 5M14 5c-3 0-2.5 14-6 14M15 11l6 7M21 11l-6 7",
    "translate": "M3 6h10M8 3v3M11 6c-.5 4-3.5 7-7.5 8.5M6 9c1 3 3 5 5 5M12.5 21L17 11l4.5 10M14 18h6",
    "next": "M9 5l7 7-7 7",
    "previous": "M15 5l-7 7 7 7",
    "up": "M6 15l6-6 6 6",
    "down": "M6 9l6 6 6-6",
    "fullscreen": "M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5",
    "both": "M8 9l4-4 4 4M8 15l4 4 4-4",
    "warn": "M12 4L2.5 20h19zM12 10v4.5M12 17.5v.01",
    "info": "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 11v5.5M12 7.5v.01",
}
FILLED: Mapping[str, str] = {
    "point_circle": "M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16z",
    "point_diamond": "M12 2l10 10-10 10L2 12z",
    "point_square": "M4 4h16v16H4z",
    "point_x": "M7 3l5 5 5-5 4 4-5 5 5 5-4 4-5-5-5 5-4-4 5-5-5-5z",
    "point_circle_open": "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zm0 3a6 6 0 1 1 0 12 6 6 0 0 1 0-12z",
}
"""The symbols of the priority map, for its legend."""
_STROKE = "fill='none' stroke='black' stroke-width='2' stroke-linecap='round' stroke-linejoin='round'"
ICONS = tuple(STROKES) + tuple(FILLED)


def icon_url(name: str) -> str:
    """The icon as a CSS url() that asks nothing of any host."""
    drawn = (
        f"<path {_STROKE} d='{STROKES[name]}'/>"
        if name in STROKES
        else f"<path fill-rule='evenodd' d='{FILLED[name]}'/>"
    )
    svg = f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 24 24'>{drawn}</svg>"
    return f'url("data:image/svg+xml,{quote(svg, safe=" =:/")}")'
