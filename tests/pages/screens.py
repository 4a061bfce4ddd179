"""The screens as a reader knows them: their addresses, and who may open which; written down again on purpose."""

SCREENS = {
    "overview": "tableau-de-bord",
    "ranking": "classement",
    "catalogue": "cas-usage",
    "intake": "depot",
    "scoring": "notation",
    "review": "examen-ethique",
    "journal": "registre-des-actes",
    "settings": "reglages",
    "methods": "methodes",
}
MAY_OPEN: dict[str, set[str]] = {
    "contributor": {"catalogue", "intake", "methods"},
    "analyst": {
        "overview", "ranking", "catalogue", "intake", "scoring", "review", "journal", "settings", "methods",
    },
    "assessor": {"overview", "ranking", "catalogue", "scoring", "review", "methods"},
    "reviewer": {"overview", "ranking", "catalogue", "review", "methods"},
    "arbiter": {"overview", "ranking", "catalogue", "review", "journal", "methods"},
    "publisher": {"overview", "ranking", "catalogue", "review", "journal", "methods"},
    "auditor": {"overview", "ranking", "catalogue", "review", "journal", "settings", "methods"},
    "administrator": {"settings"},
}  # fmt: skip
"""By role. Whoever has none opens nothing."""
