"""Text in columns: what stands where on a line. No character is lost at any width.

Shared by every printer language, and the same as miniapp/src/printing/wrapping.ts.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from backend.printing import charset
from backend.printing.raster import Bitmap

Glyph = Callable[[str], Bitmap | None]

CLOSING = frozenset("、。，．；：？！）〕］｝〉》」』】〗’”…—·％℃‰°′″,.;:!?)]}%")
OPENING = frozenset("（〔［｛〈《「『【〖‘“￥＄([{$")
PAIRED = frozenset("—…")


@dataclass(frozen=True)
class Cell:
    """One character: one column when ASCII, else two. A picture stands for one outside GBK."""

    char: str
    width: int
    picture: Bitmap | None = None


def cells(text: str, glyph: Glyph) -> list[Cell]:
    made: list[Cell] = []
    for char in charset.clean(text):
        code = charset.encode(char)
        if code:
            made.append(Cell(char, len(code)))
        elif picture := glyph(char):
            made.append(Cell(char, 2, picture))
        else:
            made += [Cell(c, 1 if c < "\x80" else 2) for c in charset.in_words(char)]
    return made


def width(line: list[Cell]) -> int:
    return sum(cell.width for cell in line)


def wrap(text: list[Cell], first: int, rest: int) -> list[list[Cell]]:
    """Lines of at most `first` columns, then `rest`. Spaces at a break go, nothing else does."""
    lines: list[list[Cell]] = []
    start = 0
    while start < len(text):
        end = _line_end(text, start, rest if lines else first)
        lines.append(trimmed(text[start:end]))
        start = end
        while start < len(text) and text[start].char == " ":
            start += 1
    return lines or [[]]


def balanced(text: list[Cell], columns: int) -> list[list[Cell]]:
    """As few lines as possible, and these as equally long as possible: for titles."""
    lines = wrap(text, columns, columns)
    for narrower in range(columns - 1, 1, -1):
        tried = wrap(text, narrower, narrower)
        if len(tried) > len(lines):
            break
        lines = tried
    return _in_twos(lines) if sum(map(len, lines)) == len(text) else lines


def _in_twos(lines: list[list[Cell]]) -> list[list[Cell]]:
    """Chinese words come in twos: of two ways to part an odd title, the one that parts no word."""
    if len(lines) != 2 or len(lines[0]) != len(lines[1]) + 1 or len(lines[0]) % 2 == 0:
        return lines
    *first, last = lines[0]
    if any(cell.width == 1 for line in lines for cell in line):
        return lines
    if not first or not _may_break(first[-1].char, last.char, True):
        return lines
    return [first, [last, *lines[1]]]


def _line_end(text: list[Cell], start: int, columns: int) -> int:
    end, used = start, 0
    while end < len(text) and (used + text[end].width <= columns or end == start):
        used += text[end].width
        end += 1
    if end == len(text):
        return end
    whole = _break(text, start, end, True)
    if 2 * width(text[start:whole]) >= columns:
        return whole
    # A word longer than half the line is split rather than leaving the line empty.
    return _break(text, start, end, False) or whole or end


def _break(text: list[Cell], start: int, end: int, words: bool) -> int:
    """The last place to break in start < place <= end, or 0."""
    for place in range(end, start, -1):
        if _may_break(text[place - 1].char, text[place].char, words):
            return place
    return 0


def _may_break(before: str, after: str, words: bool) -> bool:
    if after in CLOSING or before in OPENING:
        return False
    if words and "!" <= before <= "~" and "!" <= after <= "~":
        return False
    return not (before == after and before in PAIRED)


def trimmed(line: list[Cell]) -> list[Cell]:
    """Without the spaces at its end."""
    end = len(line)
    while end and line[end - 1].char == " ":
        end -= 1
    return line[:end]
