"""A file as lines of JSON in the storage, so that work can go on at any row of it.

A line is [row number, what is wrong with the row as a whole, cells in the order of `columns`].
"""

from __future__ import annotations

import json
import tempfile
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, BinaryIO

from backend.core.sheets import Sheet, SheetWrong
from backend.imports import vault
from backend.imports.kinds import Kind, Row

Line = tuple[int, str, list[str]]

DECORATIONS = ("(必填)", "[必填]", "必填:", "*", ":")
LONGEST_CELL = 2000
AT_ONCE = 1000
ENCODE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
IN_MEMORY = 4 * 1024 * 1024
REASONS, ROW = "哪里不对", "原行号"  # columns that a sheet of wrong rows has besides
SHOWN = 8  # headers named in a refusal


def columns_of(kind: Kind, headers: Sequence[str]) -> tuple[list[tuple[int, str]], list[str]]:
    """[(place, key)] of the columns that the kind knows, and notes. Raises SheetWrong."""
    by_name = {
        _bare(name): column.key
        for column in kind.columns
        for name in (column.key, column.title, *column.aliases)
    }
    places: dict[str, int] = {}
    unused = []
    for place, header in enumerate(headers):
        key = by_name.get(_bare(header))
        if key is None:
            unused += [] if header in (REASONS, ROW) else [header]
        elif key in places:
            raise SheetWrong(
                f"“{headers[places[key]]}”和“{header}”都是“{kind.column(key).title}”，请只留一列"
            )
        else:
            places[key] = place
    missing = [each.title for each in kind.columns if each.required and each.key not in places]
    if missing:
        raise SheetWrong(
            f"缺少这些列：{'、'.join(missing)}。文件里的列是：{'、'.join(headers[:SHOWN])}"
            f"{' 等' if len(headers) > SHOWN else ''}；可以下载模板对照"
        )
    notes = [f"没有用到的列：{'、'.join(unused)}"] if unused else []
    return sorted((place, key) for key, place in places.items()), notes


def _bare(header: str) -> str:
    text = "".join(unicodedata.normalize("NFKC", header).split()).lower()
    for each in DECORATIONS:
        text = text.removeprefix(each).removesuffix(each)
    return text


def lines_of(kind: Kind, sheet: Sheet, places: Sequence[tuple[int, str]]) -> Iterator[Line]:
    """Every row with what shows only in the whole file: cells too many, and rows that say twice
    who they are about. Raises SheetWrong."""
    width = len(sheet.headers)
    seen: dict[int, int] = {}
    keys = [key for _, key in places]
    for number, cells in sheet.rows():
        mine = [cells[place][:LONGEST_CELL].replace("\0", "") for place, _ in places]
        if len(cells) > width:
            words = f"这一行比表头多 {len(cells) - width} 格，多半是内容里有分隔符却没加引号"
        else:
            words = _twin(kind.identity(dict(zip(keys, mine, strict=True))), number, seen)
        yield number, words, mine


def _twin(identity: str, number: int, seen: dict[int, int]) -> str:
    first = seen.setdefault(hash(identity), number) if identity else number
    return "" if first == number else f"和第 {first} 行重复，请只留一行"


def stage(lines: Iterable[Any], key_sealed: str) -> tuple[str, int]:
    """Keep them sealed; their name and how many there are."""
    count = 0
    rest = iter(lines)
    with tempfile.SpooledTemporaryFile(IN_MEMORY) as draft:
        while some := [*islice(rest, AT_ONCE)]:
            count += len(some)
            draft.write(b"".join(map(_line, some)))
        draft.seek(0)
        name, _ = vault.keep(draft, key_sealed, vault.STAGED)  # type: ignore[arg-type]  # is one
        return name, count


def _line(line: Any) -> bytes:
    return (ENCODE(line) + "\n").encode(errors="replace")


def read_lines(stream: BinaryIO, most: int) -> tuple[list[Line], int]:
    """As many lines from where the stream stands, and where it stands then."""
    found: list[Line] = []
    for text in stream:
        number, words, cells = json.loads(text)
        found.append((number, words, cells))
        if len(found) >= most:
            break
    return found, stream.tell()


def row_of(columns: Sequence[str], cells: Sequence[str]) -> Row:
    return dict(zip(columns, cells, strict=True))
