"""Kendall's tau between several orders of the same cases."""

from collections.abc import Mapping

import numpy as np

from ui.components.download_row import download_row
from ui.components.table import AbsentCell, Column, NumberCell, Row, TextCell, data_table
from ui.exports.workbook import CellValue, ExportTable
from ui.words import Words
from usecases.mcda.agreement import Agreement


def tau_table(
    words: Words, agreed: Agreement, names: Mapping[str, str], notes: Mapping[str, str], *, key: str, caption: str
) -> None:
    """One row and one column for each order; a dash where an order ties all cases."""
    rows = [
        Row(
            name,
            {"name": TextCell(names[name])}
            | {
                other: NumberCell(words.decimal(float(agreed.tau[i, j]), 2)) if np.isfinite(agreed.tau[i, j])
                else AbsentCell(words("methods_of.no_tau"))
                for j, other in enumerate(agreed.names)
            },
        )
        for i, name in enumerate(agreed.names)
    ]  # fmt: skip
    data_table(
        [
            Column("name", caption, wide=True, sortable=False),
            *(Column(name, names[name], numeric=True, sortable=False) for name in agreed.names),
        ],
        rows, key=key, words=words, caption=caption, total=len(rows), per_page=max(1, len(rows)), opens=False,
        header="name", count=words("methods_of.tau_caption"),
    )  # fmt: skip
    cells: list[list[CellValue]] = [
        [names[name], *(one if np.isfinite(one) else None for one in row)]
        for name, row in zip(agreed.names, agreed.tau.tolist(), strict=True)
    ]
    columns = [caption, *(names[one] for one in agreed.names)]
    download_row(words, "accord", ExportTable(caption, columns, cells, notes, words("download.notes")), key=key)
