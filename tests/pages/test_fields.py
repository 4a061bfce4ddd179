"""Fields that begin with a value, whatever becomes of the run that sets it."""

from collections.abc import Sequence
from typing import Any

import pytest

from tests.pages.test_screens import looked_at
from wording.language import Language

FIELDS = (
    "number_input", "slider", "select_slider", "checkbox", "toggle", "radio", "text_input", "text_area", "selectbox",
    "multiselect", "date_input", "button_group",
)  # fmt: skip


@pytest.mark.parametrize(
    ("screen", "who", "where"),
    [
        ("ranking", "analyst", {}),
        ("ranking", "analyst", {"cas": "UC-00002"}),
        ("ranking", "analyst", {"vue": "champs"}),
        ("catalogue", "analyst", {"statut": "ranked", "q": "eau"}),
        ("scoring", "assessor", {"mode": "list", "critere": "equity"}),
        ("scoring", "assessor", {"cas": "UC-00002"}),
        ("review", "reviewer", {"file": "decided"}),
        ("review", "reviewer", {"cas": "UC-00013", "principe": "governance"}),
        ("review", "reviewer", {"cas": "UC-00002"}),
        ("journal", "analyst", {"reference": "UC-00002", "du": "2026-01-01", "au": "2026-12-31"}),
        ("settings", "administrator", {}),
    ],
)
def test_a_field_that_is_set_begins_with_the_same_value(screen, who, where, demonstration, visiting):
    """What a run sets is lost where the next one begins before it was sent: then the field shows its own default."""
    app = looked_at(screen, visiting(demonstration, who, Language.FR), **where)
    assert not app.exception
    fields = [
        one.proto for kind in FIELDS for one in app.get(kind) if getattr(one.proto, "set_value", False)
    ]  # fmt: skip
    for one in fields:
        assert own_default(one) == set_to(one), one.label


def own_default(proto: Any) -> list[Any]:
    """What the browser shows where nothing is set."""
    default = list(proto.default) if isinstance(proto.default, Sequence) else [proto.default]
    if isinstance(proto.default, str) or not hasattr(proto, "options") or not proto.options:
        return [proto.default] if isinstance(proto.default, str) else default
    if proto.DESCRIPTOR.fields_by_name["default"].has_presence and not proto.HasField("default"):
        return []
    options = [getattr(one, "content", one) for one in proto.options]
    return [options[int(place)] for place in default]


def set_to(proto: Any) -> list[Any]:
    """What the run sets."""
    told = next(
        (getattr(proto, name) for name in ("raw_values", "raw_value") if getattr(proto, name, None)), None
    )  # fmt: skip
    if told is None:
        told = proto.value if hasattr(proto, "value") else []
    return [told] if isinstance(told, str) or not isinstance(told, Sequence) else list(told)
