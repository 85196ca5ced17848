"""Tables in columns of characters, one space between them."""

from __future__ import annotations

from itertools import zip_longest

from backend.printing.wrapping import Cell, trimmed, width, wrap

NARROWEST = 4  # two Chinese characters


def widths(shares: list[int], columns: int) -> list[int]:
    """Columns for each share, together as wide as the paper; none when they cannot all fit."""
    room = columns - (len(shares) - 1)
    if room < NARROWEST * len(shares):
        return []
    made = [max(NARROWEST, room * share // sum(shares)) for share in shares]
    while sum(made) > room:
        made[made.index(max(made))] -= 1
    made[shares.index(max(shares))] += room - sum(made)
    return made


def row(values: list[list[Cell]], places: list[int]) -> list[list[Cell]]:
    """The lines of one row, each value wrapped in its own place."""
    wrapped = [wrap(value, place, place) for value, place in zip(values, places, strict=True)]
    lines = []
    for parts in zip_longest(*wrapped, fillvalue=[]):
        line: list[Cell] = []
        end = 0
        for part, place in zip(parts, places, strict=True):
            line += _spaces(end - width(line)) + part
            end += place + 1
        lines.append(trimmed(line))
    return lines


def _spaces(count: int) -> list[Cell]:
    return [Cell(" ", 1)] * count
