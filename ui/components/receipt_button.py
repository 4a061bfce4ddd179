"""The receipt of a case, for whoever proposed it: made when somebody asks for it."""

from datetime import datetime

import streamlit as st

from ui.exports.receipt import receipt_pdf
from ui.visit import Visit
from usecases.use_case import UseCase


def receipt_button(visit: Visit, case: UseCase, known_since: datetime | None) -> None:
    """The receipt that the administration keeps, as a PDF."""
    words = visit.words
    facts = [
        (words("catalogue.case"), visit.title(case.title)),
        (words("catalogue.administration"), visit.administration(case.administration)),
        (words("receipt.at"), words.instant(known_since) if known_since else "—"),
        (words("catalogue.status"), words(f"status.{case.status}")),
    ]
    notes = [words("brief.note", name=name, text=text) for name, text in visit.notes().items()]
    st.download_button(
        words("receipt.download"), data=lambda: receipt_pdf(words, case.reference, facts, notes),
        file_name=f"{case.reference}.pdf", mime="application/pdf", key=f"receipt_{case.reference}", on_click="ignore",
        type="tertiary", icon=":material/receipt_long:",
    )  # fmt: skip
