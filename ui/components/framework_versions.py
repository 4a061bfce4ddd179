"""What changed between the versions of the framework, and which reviews a change touches."""

import streamlit as st

from actions import framework_versions
from actions.permissions import Permission
from ethics.framework import Framework
from ethics.versions import Difference, compare
from ui.components.page_header import section
from ui.components.prose import pairs, plain_table, quiet
from ui.visit import Visit
from ui.words import Words

KINDS = ("added", "reworded", "removed", "moved", "detailed")


def framework_versions_panel(visit: Visit) -> None:
    """One part for each earlier version; nothing where there is none."""
    words, new = visit.words, visit.framework
    shipped = visit.site.definitions.frameworks.values()
    older = sorted((one for one in shipped if one.id == new.id and one is not new), key=lambda one: one.version)
    if not older:
        return
    section(words("versions.title"), words("versions.caption"))
    for old in reversed(older):
        difference = compare(old, new)
        named = {kind: getattr(difference, kind) for kind in (*KINDS, "rules")}
        counts = words.join([words(f"versions.{kind}", n=len(ids)) for kind, ids in named.items() if ids])
        counts = counts or words("versions.nothing")
        with st.expander(words("versions.from_to", old=old.version, new=new.version, counts=counts)):
            _changes(visit, difference, old)
            if visit.may(Permission.READ_REVIEWS):
                _touched(visit, old)


def _changes(visit: Visit, difference: Difference, old: Framework) -> None:
    for kind in KINDS:
        if ids := getattr(difference, kind):
            quiet(visit.words(f"versions.{kind}", n=len(ids)))
            of = old if kind == "removed" else visit.framework
            names = Words(visit.language, of.words)
            pairs((of.question(id_).code, names(f"{id_}.ask")) for id_ in ids)
    if difference.rules:
        named = [visit.words(f"versions.rule_{name}") for name in difference.rules]
        quiet(visit.words("versions.rules_named", names=visit.words.join(named)))


def _touched(visit: Visit, old: Framework) -> None:
    """Looked up when asked for: each review must be read whole."""
    words = visit.words
    if not st.toggle(words("versions.touched"), key=f"touched_{old.version}"):
        return
    found = visit.read(framework_versions.touched_reviews, old, visit.framework)
    again = [one for one in found if one.questions]
    quiet(words("versions.count", n=len(found), again=len(again)))
    codes = {one.id: one.code for one in visit.framework.questions}
    plain_table([
        {
            words("catalogue.reference"): one.reference,
            words("versions.again"): words.join([codes[id_] for id_ in one.questions]),
        }
        for one in again
    ])  # fmt: skip
