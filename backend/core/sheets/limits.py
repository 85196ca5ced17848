from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

MEBIBYTE = 1024 * 1024
EMPTY_ON_END = 1000  # empty rows, behind which nothing more is expected

Row = tuple[int, list[str]]
Rows = Callable[[], Iterator[Row]]


@dataclass(frozen=True)
class Limits:
    """What is read at most; more is refused before it is unpacked or kept."""

    file_bytes: int = 256 * MEBIBYTE
    unpacked_bytes: int = 512 * MEBIBYTE  # of everything inside an .xlsx
    strings_bytes: int = 96 * MEBIBYTE  # of its table of texts, which has to be in memory
    ratio: int = 200
    excel_rows: int = 200_000
    rows: int = 3_000_000
    columns: int = 200
