"""The rows of a worksheet as openpyxl reads them, and which cells are formulas without a value.

A program that writes a workbook leaves formulas for Excel to calculate; until somebody saves it
there, such a cell looks empty to whoever reads values only. Loaded where somebody imports: openpyxl
takes 0.2 s.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from openpyxl.worksheet._reader import FORMULA_TAG, VALUE_TAG, WorkSheetParser

from backend.core.sheets.cells import UNCALCULATED

Values = list[Any]


class _Parser(WorkSheetParser):
    def parse_row(self, row: Any) -> tuple[int, list[dict[str, Any]]]:
        number, cells = super().parse_row(row)
        for element, cell in zip(row, cells, strict=True):
            if cell["value"] is None and len(element) and _uncalculated(element):
                cell["value"] = UNCALCULATED
        return number, cells


def _uncalculated(element: Any) -> bool:
    """A formula that came to an empty text says of what type that is."""
    if element.find(FORMULA_TAG) is None:
        return False
    return element.get("t") != "str" or element.find(VALUE_TAG) is None


def rows(sheet: Any) -> Iterator[tuple[int, Values]]:
    """(number, values up to the last cell there is) of the rows that are in the file, in order."""
    book = sheet.parent
    with sheet._get_source() as source:
        parser = _Parser(
            source,
            sheet._shared_strings,
            data_only=True,
            epoch=book.epoch,
            date_formats=book._date_formats,
            timedelta_formats=book._timedelta_formats,
        )
        for number, cells in parser.parse():
            yield number, _spread(cells)


def _spread(cells: list[dict[str, Any]]) -> Values:
    """Each in its column; those that the file leaves out are empty."""
    values = [cell["value"] for cell in cells]
    if cells and cells[-1]["column"] != len(cells):
        values = [None] * max(cell["column"] for cell in cells)
        for cell in cells:
            values[cell["column"] - 1] = cell["value"]
    return values
