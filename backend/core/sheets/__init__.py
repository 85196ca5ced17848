"""Spreadsheets from outside, read strictly as text, and spreadsheets for people, written safely.

An .xlsx or a .csv becomes headers and a stream of (row number, cells); what damages data without
a word (merged cells, two encodings in one file, twice the same header, a file cut off in the
middle) is refused, naming the place. Written cells can never become a formula.
"""

from backend.core.sheets.cells import as_day, as_text, damage
from backend.core.sheets.limits import Limits
from backend.core.sheets.problems import SheetWrong
from backend.core.sheets.reading import Sheet, open_sheet
from backend.core.sheets.writing import delimited, workbook

__all__ = [
    "Limits",
    "Sheet",
    "SheetWrong",
    "as_day",
    "as_text",
    "damage",
    "delimited",
    "open_sheet",
    "workbook",
]
