"""One sheet of a file, whatever its kind: headers that can be told apart, then rows of text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import PurePath
from typing import BinaryIO

from backend.core.sheets import plain, xlsx
from backend.core.sheets.cells import damage
from backend.core.sheets.limits import EMPTY_ON_END, MEBIBYTE, Limits, Row, Rows
from backend.core.sheets.problems import SheetWrong
from backend.core.unseen import visible

LOOKED_AT = 20  # first rows among which the header is
XLSX, CSV = (".xlsx",), (".csv", ".txt", ".tsv")
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@dataclass(frozen=True)
class Sheet:
    """`notes` say what was left out, and grow while rows are read. Empty rows never come."""

    headers: list[str]
    header_row: int
    notes: list[str] = field(default_factory=list)
    _rows: Rows = field(default=lambda: iter(()), repr=False)

    def rows(self) -> Iterator[Row]:
        """(row number as Excel shows it, cells), at least as many cells as headers. May be called
        again. Raises SheetWrong where the file turns out to be broken."""
        width = len(self.headers)
        for number, cells in self._rows():
            while len(cells) > width and not cells[-1]:
                cells.pop()
            yield number, cells + [""] * (width - len(cells))


def open_sheet(
    stream: BinaryIO, filename: str, *, limits: Limits | None = None, title: str = ""
) -> Sheet:
    """The first sheet, or of a workbook the one of that title. Raises SheetWrong.

    `stream` must stay open while rows are read.
    """
    bounds = limits or Limits()
    size = stream.seek(0, 2)
    stream.seek(0)
    head = stream.read(8)
    stream.seek(0)
    suffix = PurePath(filename.lower()).suffix
    if size == 0:
        raise SheetWrong("这个文件是空的")
    if size > bounds.file_bytes:
        most = bounds.file_bytes // MEBIBYTE
        raise SheetWrong(f"文件超过 {most} MB，请分成几个文件再传")
    if head.startswith(OLD_OFFICE) or suffix == ".xls":
        raise SheetWrong("这是旧版 .xls 或加了密码的文件，请去掉密码，另存为 .xlsx 或 .csv 再传")
    if head.startswith(b"PK\x03\x04") and suffix in XLSX + CSV:
        notes, start = xlsx.open_workbook(stream, bounds, title)
    elif suffix in CSV:
        notes, start = plain.open_text(stream, bounds)
    elif suffix in XLSX:
        raise SheetWrong("文件损坏，或不是真正的 .xlsx；请用 Excel 打开后另存一份再传")
    else:
        raise SheetWrong("只接受 .xlsx 和 .csv 文件，请另存为其中一种再传")
    return _sheet(notes, start, bounds)


def _sheet(notes: list[str], start: Rows, limits: Limits) -> Sheet:
    """Find the header: the first row with two texts or more, or the only row that has any."""
    first = list(islice(start(), LOOKED_AT))
    filled = [(number, cells) for number, cells in first if any(cells)]
    if not filled:
        raise SheetWrong("这张表里没有内容")
    wide = [each for each in filled if sum(map(bool, each[1])) > 1]
    header_row, cells = (wide or filled)[0]
    headers = _headers(header_row, [" ".join(visible(cell).split()) for cell in cells], limits)

    def rows() -> Iterator[Row]:
        return _bounded(start(), header_row, notes, limits)

    return Sheet(headers, header_row, notes, rows)


def _headers(row: int, headers: list[str], limits: Limits) -> list[str]:
    while headers and not headers[-1]:
        headers.pop()
    if len(headers) > limits.columns:
        raise SheetWrong(f"表头超过 {limits.columns} 列，请删去用不到的列")
    seen: dict[str, int] = {}
    for place, header in enumerate(headers, 1):
        if not header:
            raise SheetWrong(f"第 {row} 行第 {place} 列没有表头，请写上列名或删去这一列")
        if words := damage(header):
            raise SheetWrong(f"第 {row} 行第 {place} 列的表头：{words}")
        if header in seen:
            raise SheetWrong(
                f"表头“{header}”出现了两次（第 {seen[header]} 列和第 {place} 列），请只留一列"
            )
        seen[header] = place
    return headers


def _bounded(
    rows: Iterator[Row], header_row: int, notes: list[str], limits: Limits
) -> Iterator[Row]:
    empty = count = 0
    for number, cells in rows:
        if number <= header_row:
            continue
        if not any(cells):
            empty += 1
            if empty >= EMPTY_ON_END:
                said = f"第 {number} 行往上连续 {EMPTY_ON_END} 行是空的，后面没有再读"
                if said not in notes:
                    notes.append(said)
                return
            continue
        empty, count = 0, count + 1
        if count > limits.rows:
            raise SheetWrong(f"超过 {limits.rows:,} 行，请分成几个文件再传")
        yield number, cells
