"""Delimited text: which encoding and which delimiter, found out strictly, never guessed."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from typing import BinaryIO

from backend.core.sheets.limits import MEBIBYTE, Limits, Row, Rows
from backend.core.sheets.problems import SheetWrong

DELIMITERS = ",;\t"
UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
LONGEST = MEBIBYTE  # of one line
RISKY = "=+-@\t\r\n＝＋－＠"  # first characters that make a formula, full width in Chinese Excel
HANZI = ("\u4e00", "\u9fff")


def open_text(stream: BinaryIO, limits: Limits) -> tuple[list[str], Rows]:
    """Notes, and the rows from the first. Raises SheetWrong."""
    encoding = find_encoding(stream)
    delimiter = _delimiter(stream, encoding)

    def start() -> Iterator[Row]:
        return _rows(stream, encoding, delimiter, limits)

    return [], start


def find_encoding(stream: BinaryIO) -> str:
    """utf-8-sig or gb18030, of the whole file. Raises SheetWrong, naming the line that differs."""
    stream.seek(0)
    head = stream.read(3)
    if head.startswith(UTF_16):
        raise SheetWrong("文件是 UTF-16 编码，请在 Excel 里另存为“CSV UTF-8（逗号分隔）”再传")
    if _decodes(stream):
        return "utf-8-sig"
    return _told_apart(stream, marked=head == codecs.BOM_UTF8)


def _decodes(stream: BinaryIO) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    chinese = False
    stream.seek(0)
    try:
        while block := stream.read(MEBIBYTE):
            chinese = not decoder.decode(block).isascii() or chinese
    except UnicodeDecodeError:
        return False
    if decoder.getstate()[0]:
        if chinese:
            raise SheetWrong("文件末尾少了半个字，多半是没有传完；请核对后再传")
        return False
    return True


def _told_apart(stream: BinaryIO, *, marked: bool) -> str:
    """Line by line: GB18030 reads most of UTF-8 without complaint, so a mixture shows only so."""
    in_utf8 = 0
    in_gb = 0
    stream.seek(0)
    number = 0
    while line := stream.readline(LONGEST + 1):
        number += 1
        if len(line) > LONGEST:
            raise SheetWrong(f"第 {number} 行太长，文件可能不是表格")
        if line.isascii():
            continue
        if _is_chinese_utf8(line):
            in_utf8 = in_utf8 or number
        elif not _is(line, "utf-8"):
            if marked or not _is(line, "gb18030"):
                raise SheetWrong(
                    f"第 {number} 行的文字读不出来，文件可能损坏或中间被截断；"
                    "请用 Excel 打开核对后，另存为“CSV UTF-8”再传"
                )
            in_gb = in_gb or number
        if in_utf8 and in_gb:
            raise SheetWrong(
                f"文件里混用了两种编码：第 {in_utf8} 行是 UTF-8，第 {in_gb} 行是 GB18030；"
                "请统一另存为“CSV UTF-8”再传"
            )
    return "gb18030"


def _is_chinese_utf8(line: bytes) -> bool:
    """Valid, and with 汉字 in it: two bytes of GB18030 may be valid by chance, three hardly."""
    try:
        text = line.decode()
    except UnicodeDecodeError:
        return False
    return any(HANZI[0] <= char <= HANZI[1] for char in text)


def _is(line: bytes, encoding: str) -> bool:
    try:
        line.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _delimiter(stream: BinaryIO, encoding: str) -> str:
    """The one that the first line with anything in it has most of, outside of quotes."""
    stream.seek(0)
    for line in stream:
        text = line.decode(encoding, errors="replace")
        bare = "".join(text.split('"')[::2])
        if bare.strip():
            best = max(DELIMITERS, key=bare.count)
            if not bare.count(best) and bare.count("，") > 1:
                raise SheetWrong("表头是用中文逗号“，”隔开的，请改用英文逗号")
            return best
    return ","


def _rows(stream: BinaryIO, encoding: str, delimiter: str, limits: Limits) -> Iterator[Row]:
    stream.seek(0)
    text = io.TextIOWrapper(stream, encoding=encoding, newline="")
    reader = csv.reader(text, delimiter=delimiter, strict=True)
    number = 0
    try:
        for number, cells in enumerate(reader, 1):
            if len(cells) > limits.columns + 1 and any(cells[limits.columns :]):
                raise SheetWrong(f"第 {number} 行超过 {limits.columns} 列，请检查分隔符")
            found = [cell.strip() for cell in cells]
            whole = "".join(found)  # one look at the row, and at its cells only where need be
            if "\0" in whole:
                raise SheetWrong(f"第 {number} 行含有无法保存的字符，文件可能不是表格")
            yield number, [*map(_told, found)] if "'" in whole else found
    except csv.Error as error:
        raise SheetWrong(
            f"第 {number + 1} 行的引号没有成对，或文件在这里被截断；请核对后再传"
        ) from error
    finally:
        text.detach()  # or closing it would close the stream, which may be read again


def _told(cell: str) -> str:
    """Without the apostrophe that our own files put before what could become a formula."""
    return cell[1:] if len(cell) > 1 and cell[0] == "'" and cell[1] in RISKY else cell
