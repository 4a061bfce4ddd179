"""Warm-up: everything the first visitor would wait for, done before the first visitor."""

from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType

import pandas  # noqa: F401  # Streamlit imports it with the first table
from plotly.io import to_json

from ui import opening
from ui.charts.priority_map import MapLabels, priority_map
from wording.language import Language


def warm(screens: ModuleType) -> None:
    """Load the screens (a package), words, criteria and framework, and draw an empty map once."""
    for screen in iter_modules(screens.__path__):
        import_module(f"{screens.__name__}.{screen.name}")
    site = opening.site()
    for language in Language:
        opening.words(language)
    opening.builtin_words()
    len(site.definitions.criteria)
    len(site.definitions.framework.questions)
    labels = MapLabels("", "", "", {}, ("", "", "", ""))
    to_json(priority_map([], labels, dark=False, right_to_left=False))
