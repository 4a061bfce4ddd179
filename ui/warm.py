"""Warm-up: everything the first visitor would wait for, done before the first visitor."""

from plotly.io import to_json

from ui import opening
from ui.charts.priority_map import MapLabels, priority_map
from wording.language import Language


def warm() -> None:
    """Load the words, criteria and framework, and draw an empty map once."""
    site = opening.site()
    for language in Language:
        opening.words(language)
    opening.builtin_words()
    len(site.definitions.criteria)
    len(site.definitions.framework.questions)
    labels = MapLabels("", "", "", {}, ("", "", "", ""))
    to_json(priority_map([], labels, dark=False, right_to_left=False))
