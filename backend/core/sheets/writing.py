"""Sheets for people: text stays text, whatever it begins with."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from backend.core.sheets.plain import RISKY

WIDEST = 48
LONGEST = 32_767  # characters that a cell of Excel holds
CONTROLS = dict.fromkeys((*range(9), 11, 12, *range(14, 32), *range(0xD800, 0xE000)), "\ufffd")


MOST_LISTED = 5_000  # rows of a list that somebody takes along
Page = tuple[str, Sequence[str], Iterable[Sequence[str]]]


def workbook(
    title: str, headers: Sequence[str], rows: Iterable[Sequence[str]], *others: Page
) -> bytes:
    """An .xlsx, the header frozen, every cell a text (also for who edits it). `others` are sheets
    behind the first."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    for page in ((title, headers, rows), *others):
        _write(book, *page)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def told(rows: Sequence[Sequence[str]]) -> Sequence[Sequence[str]]:
    """Of one more than MOST_LISTED, the first of them and a line that says so: nobody takes a part
    for everything."""
    if len(rows) <= MOST_LISTED:
        return rows
    return [*rows[:MOST_LISTED], cut_short(MOST_LISTED)]


def cut_short(most: int) -> list[str]:
    return [f"只导出了前 {most} 条，其余的请缩小筛选范围再导出"]


def _write(book: Any, title: str, headers: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    sheet = book.create_sheet(_sheet_title(title))
    sheet.freeze_panes = "A2"
    for place, header in enumerate(headers, 1):
        wide = 2 * len(header) + 4
        sheet.column_dimensions[get_column_letter(place)].width = min(WIDEST, max(12, wide))
    bold, wrapped = Font(bold=True), Alignment(vertical="top", wrap_text=True)

    def cell(text: str, *, head: bool = False) -> Any:
        made: Any = WriteOnlyCell(sheet, text.translate(CONTROLS)[:LONGEST])
        made.data_type = "s"  # openpyxl takes what begins with = for a formula
        made.number_format = "@"
        made.alignment = wrapped
        made.quotePrefix = text[:1] in RISKY if text else False
        if head:
            made.font = bold
        return made

    sheet.append([cell(each, head=True) for each in headers])
    for row in rows:
        sheet.append([cell(each) for each in row])


def delimited(headers: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A .csv that Excel opens in UTF-8. An apostrophe before what could become a formula."""
    kept = io.StringIO(newline="")
    writer = csv.writer(kept)
    for row in (headers, *rows):
        writer.writerow([_harmless(each) for each in row])
    return b"\xef\xbb\xbf" + kept.getvalue().encode(errors="replace")


def _harmless(text: str) -> str:
    return f"'{text}" if text and text[0] in RISKY else text


def _sheet_title(title: str) -> str:
    return "".join("_" if char in "[]:*?/\\'" else char for char in title)[:31] or "Sheet1"
