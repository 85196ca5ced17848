"""A file as lines of JSON in the storage, so that work can go on at any row of it.

A line is [row number, what is wrong with the row as a whole, cells in the order of `columns`].
"""

from __future__ import annotations

import json
import tempfile
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from itertools import islice
from json.encoder import encode_basestring
from typing import BinaryIO

from backend.core.sheets import Sheet, SheetWrong, damage
from backend.core.unseen import visible
from backend.imports import vault
from backend.imports.kinds import Kind, Row
from backend.imports.models import Import

Line = tuple[int, str, list[str]]

DECORATIONS = ("(必填)", "[必填]", "必填:", "*", ":")
LONGEST_CELL = 2000
AT_ONCE = 1000
IN_MEMORY = 4 * 1024 * 1024
REASONS, ROW = "哪里不对", "原行号"  # columns that a sheet of wrong rows has besides
RESEMBLES = 0.55  # as difflib measures it: 单位全称 is near 单位名称
SHOWN = 8  # headers named in a refusal


def columns_of(
    kind: Kind, headers: Sequence[str], chosen: Mapping[int, str] | None = None
) -> tuple[list[tuple[int, str]], list[str]]:
    """[(place, key)] of the columns that the kind knows, or that were `chosen` by hand, and notes.

    Raises SheetWrong.
    """
    places = known_places(kind, headers) if chosen is None else _chosen(kind, headers, chosen)
    missing = missing_of(kind, places)
    if missing and chosen is not None:
        raise SheetWrong(f"还没有选哪一列是“{'、'.join(missing)}”，选好再检查")
    if missing:
        raise SheetWrong(
            f"缺少这些列：{'、'.join(missing)}。文件里的列是：{'、'.join(headers[:SHOWN])}"
            f"{' 等' if len(headers) > SHOWN else ''}；可以下载模板对照"
        )
    unused = unused_of(headers, places)
    notes = [f"没有用到的列：{'、'.join(unused)}"] if unused else []
    return sorted((place, key) for place, key in places.items()), notes


def known_places(kind: Kind, headers: Sequence[str]) -> dict[int, str]:
    """{place: key} by the names that the kind knows. Raises SheetWrong where two mean the same."""
    by_name = {_bare(name): key for name, key in _names(kind)}
    named = {place: by_name.get(_bare(header), "") for place, header in enumerate(headers)}
    return _once(kind, headers, named, "都是")


def _chosen(kind: Kind, headers: Sequence[str], chosen: Mapping[int, str]) -> dict[int, str]:
    keys = {each.key for each in kind.columns}
    mine = {
        place: key for place, key in chosen.items() if place < len(headers) and key in {*keys, ""}
    }
    return _once(kind, headers, mine, "都选了")


def _once(
    kind: Kind, headers: Sequence[str], named: Mapping[int, str], words: str
) -> dict[int, str]:
    first: dict[str, int] = {}
    for place, key in named.items():
        if key and first.setdefault(key, place) != place:
            raise SheetWrong(
                f"“{headers[first[key]]}”和“{headers[place]}”{words}“{kind.column(key).title}”，"
                "请只留一列"
            )
    return {place: key for key, place in first.items()}


def chosen_in(found: Import) -> dict[int, str] | None:
    """What was said by hand of this import, if anything was."""
    if found.mapping is None:
        return None
    return {int(place): key for place, key in found.mapping.items()}


def missing_of(kind: Kind, places: Mapping[int, str]) -> list[str]:
    """Titles of columns that are needed and not there."""
    there = {*places.values()}
    return [each.title for each in kind.columns if each.required and each.key not in there]


def unused_of(headers: Sequence[str], places: Mapping[int, str]) -> list[str]:
    return [
        header
        for place, header in enumerate(headers)
        if place not in places and header not in (REASONS, ROW)
    ]


def guesses(kind: Kind, headers: Sequence[str], places: Mapping[int, str]) -> dict[int, str]:
    """{place: key} of what headers that are not known most resemble: for a person to confirm."""
    taken = {*places.values()}
    free = {_bare(name): key for name, key in _names(kind) if key not in taken}
    found: dict[int, str] = {}
    for place, header in enumerate(headers):
        if place not in places:
            for near in get_close_matches(_bare(header), free, n=3, cutoff=RESEMBLES):
                if free[near] not in found.values():
                    found[place] = free[near]
                    break
    return found


def _names(kind: Kind) -> Iterator[tuple[str, str]]:
    for column in kind.columns:
        for name in (column.key, column.title, *column.aliases):
            yield name, column.key


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
        mine = [cells[place] for place, _ in places]
        whole = "".join(mine)
        if len(whole) > LONGEST_CELL or not whole.isprintable():  # three times faster to ask
            mine = [visible(cell[:LONGEST_CELL].replace("\0", "")).strip() for cell in mine]
        if len(cells) > width:
            words = f"这一行比表头多 {len(cells) - width} 格，多半是内容里有分隔符却没加引号"
        elif "#" in whole and any(map(damage, mine)):
            words = ""  # told by cell; what it says of whom it is about may be damaged too
        else:
            words = _twin(kind.identity(dict(zip(keys, mine, strict=True))), number, seen)
        yield number, words, mine


def _twin(identity: str, number: int, seen: dict[int, int]) -> str:
    first = seen.setdefault(hash(identity), number) if identity else number
    return "" if first == number else f"和第 {first} 行重复，请只留一行"


def stage(lines: Iterable[Line], key_sealed: str, part: int = vault.STAGED) -> tuple[str, int]:
    """Keep them sealed; their name and how many there are."""
    count = 0
    rest = iter(lines)
    with tempfile.SpooledTemporaryFile(IN_MEMORY) as draft:
        while some := [*islice(rest, AT_ONCE)]:
            count += len(some)
            draft.write(b"".join(map(_line, some)))
        draft.seek(0)
        name, _ = vault.keep(draft, key_sealed, part)  # type: ignore[arg-type]  # is one
        return name, count


def _line(line: Line) -> bytes:
    """As json.dumps, which makes an encoder for each call: too long for a million of them."""
    number, words, cells = line
    inside = ",".join(map(encode_basestring, cells))
    return f"[{number},{encode_basestring(words)},[{inside}]]\n".encode(errors="replace")


def read_lines(stream: BinaryIO, most: int) -> tuple[list[Line], int]:
    """As many lines from where the stream stands, and where it stands then."""
    texts = [*islice(stream, most)]
    found: list[Line] = json.loads(b"[" + b",".join(texts) + b"]")
    return found, stream.tell()


def row_of(columns: Sequence[str], cells: Sequence[str]) -> Row:
    return dict(zip(columns, cells, strict=True))
