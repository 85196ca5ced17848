"""Workbooks (.xlsx): looked at as a zip file before anything of them is unpacked."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO

from backend.core.sheets.cells import as_text
from backend.core.sheets.limits import EMPTY_ON_END, MEBIBYTE, Limits, Row, Rows
from backend.core.sheets.problems import SheetWrong

MOST_ENTRIES = 2000
SMALL = MEBIBYTE  # so far nobody minds how well something is packed
READABLE = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]+)(\d+):([A-Z]+)(\d+)"')
LONGEST_TAG = 200
BROKEN = (
    *(zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, OSError, NotImplementedError),
    *(ValueError, KeyError, IndexError, TypeError, AttributeError, SyntaxError, RuntimeError),
)


def open_workbook(stream: BinaryIO, limits: Limits, title: str) -> tuple[list[str], Rows]:
    """Notes, and the rows of the first sheet that is shown, or of the one named so.

    Raises SheetWrong.
    """
    with _told():
        _check_zip(stream, limits)
        sheet, path, notes = _find_sheet(stream, title)
        merged = _merged(stream, path)

    def start() -> Iterator[Row]:
        with _told():
            yield from _rows(sheet, merged, limits)

    return notes, start


@contextmanager
def _told() -> Iterator[None]:
    """openpyxl has no error of its own for damaged files: any of these means one."""
    try:
        yield
    except BROKEN as error:
        raise SheetWrong("文件损坏，或不是真正的 .xlsx；请用 Excel 打开后另存一份再传") from error


def _check_zip(stream: BinaryIO, limits: Limits) -> None:
    with zipfile.ZipFile(stream) as archive:
        entries = archive.infolist()
        if len(entries) > MOST_ENTRIES:
            raise SheetWrong("文件里的部件太多，请只留一张表，另存为新文件再传")
        total = 0
        for each in entries:
            total += each.file_size
            packed_too_well = each.file_size > SMALL and (
                each.file_size > limits.ratio * max(1, each.compress_size)
            )
            texts = each.filename.lower().endswith("sharedstrings.xml")
            if packed_too_well or (texts and each.file_size > limits.strings_bytes):
                raise SheetWrong("文件解开后异常地大，没有打开；请只留需要的行和列，另存为新文件")
            if each.flag_bits & 1 or each.compress_type not in READABLE:
                raise SheetWrong("文件加了密码，请去掉密码再传")
        if total > limits.unpacked_bytes:
            most = limits.unpacked_bytes // MEBIBYTE
            raise SheetWrong(f"文件解开后超过 {most} MB，没有打开；请改用 .csv")
        for each in entries:
            if each.filename.lower().endswith((".xml", ".rels")):
                with archive.open(each) as part:
                    if b"<!DOCTYPE" in part.read(2048):
                        raise SheetWrong("文件里有不允许的声明，没有打开；请用 Excel 另存一份")
        if not any(each.filename == "xl/workbook.xml" for each in entries):
            raise ValueError("no workbook")


def _find_sheet(stream: BinaryIO, title: str) -> tuple[Any, str, list[str]]:
    from openpyxl import load_workbook  # 0.2 s, only where somebody imports

    stream.seek(0)
    book = load_workbook(stream, read_only=True, data_only=True, keep_links=False)
    shown = [each for each in book.worksheets if each.sheet_state == "visible"]
    hidden = [each.title for each in book.worksheets if each.sheet_state != "visible"]
    if not shown:
        raise SheetWrong("文件里没有可见的工作表，请取消隐藏后再传")
    named = [each for each in shown if each.title.strip().lower() == title.lower()]
    if title and not named:
        raise SheetWrong(f"文件里没有名为“{title}”的工作表")
    sheet: Any = (named or shown)[0]
    sheet.reset_dimensions()  # what the file says of its size may be wrong
    notes = []
    if hidden:
        notes.append(f"隐藏的工作表没有读：{'、'.join(hidden[:5])}")
    if len(shown) > 1 and not title:
        notes.append(f"只读了第一张工作表“{sheet.title}”，其余 {len(shown) - 1} 张没有读")
    return sheet, sheet._worksheet_path, notes


def _merged(stream: BinaryIO, path: str) -> list[tuple[int, str]]:
    """(last row, range) of merged cells: they stand behind the rows, where openpyxl has passed."""
    found = []
    stream.seek(0)
    with zipfile.ZipFile(stream) as archive, archive.open(path) as part:
        rest = b""
        while block := part.read(MEBIBYTE):
            text = rest + block
            for match in MERGED.finditer(text):
                left, top, right, bottom = (each.decode() for each in match.groups())
                found.append((int(bottom), f"{left}{top}:{right}{bottom}"))
            rest = text[-LONGEST_TAG:] if b">" not in text[-LONGEST_TAG:] else _open_tag(text)
    return found


def _open_tag(text: bytes) -> bytes:
    """The tag that the block ends within, if any."""
    begun = text.rfind(b"<", -LONGEST_TAG)
    return text[begun:] if begun >= 0 and b">" not in text[begun:] else b""


def _rows(sheet: Any, merged: list[tuple[int, str]], limits: Limits) -> Iterator[Row]:
    header_seen = False
    empty = 0
    for number, values in _in_order(sheet, limits):
        cells = [as_text(value) for value in values]
        filled = sum(map(bool, cells))
        if not filled:
            empty += 1
            yield number, []
            if empty > EMPTY_ON_END:
                return
            continue
        empty = 0
        if any(cells[limits.columns :]):
            raise SheetWrong(f"第 {number} 行超过 {limits.columns} 列，请删去用不到的列")
        if not header_seen and filled > 1:
            header_seen = True
            _refuse_merged(number, merged)
        yield number, cells


def _in_order(sheet: Any, limits: Limits) -> Iterator[tuple[int, list[Any]]]:
    """With the rows that the file leaves out, for they are empty."""
    from backend.core.sheets import formulas  # as openpyxl, only where somebody imports

    last = 0
    for number, values in formulas.rows(sheet):
        for between in range(last + 1, number):
            yield between, []
            if between - last > EMPTY_ON_END:
                return
        if number > limits.excel_rows + EMPTY_ON_END:
            raise SheetWrong(f"Excel 文件超过 {limits.excel_rows:,} 行，请另存为 .csv 再传")
        if number > last:  # one that comes twice is a damaged file's
            yield number, values
        last = max(last, number)


def _refuse_merged(header_row: int, merged: list[tuple[int, str]]) -> None:
    """A title over the header may be merged; below it the cells of all rows but one are empty."""
    reached = [each for last, each in merged if last >= header_row]
    if reached:
        more = f" 等 {len(reached)} 处" if len(reached) > 1 else ""
        raise SheetWrong(f"有合并单元格（{reached[0]}{more}），请取消合并、每行填全后再传")
