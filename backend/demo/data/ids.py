"""Ids, tables and chance that are the same on every machine."""

from __future__ import annotations

import csv
import random
import uuid
from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

NAMESPACE = uuid.UUID("6f2d3b0a-9b4e-5c1f-8a77-330602000000")
FOLDER = Path(__file__).parent
T = TypeVar("T")


def uid(kind: str, key: str) -> uuid.UUID:
    """The id of one thing of the demo, from what it is and its natural key."""
    return uuid.uuid5(NAMESPACE, f"{kind}:{key}")


def table(name: str) -> list[dict[str, str]]:
    """The rows of one of the CSV files beside this."""
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def rising(weights: Sequence[float]) -> list[float]:
    """[1, 2, 3] -> [1, 3, 6]."""
    found: list[float] = []
    for weight in weights:
        found.append(weight + (found[-1] if found else 0.0))
    return found


class Dice:
    """Chance from a seed, by random.random() alone, whose stream Python promises to keep."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed).random

    def chance(self, share: float) -> bool:
        return self._random() < share

    def between(self, low: float, high: float) -> float:
        return low + (high - low) * self._random()

    def number(self, low: int, high: int) -> int:
        """low … high, both included."""
        return low + int(self._random() * (high - low + 1))

    def pick(self, choices: Sequence[T]) -> T:
        return choices[int(self._random() * len(choices))]

    def weighted(self, choices: Sequence[T], cumulative: Sequence[float]) -> T:
        """`cumulative` is `rising` of the weights."""
        at = self._random() * cumulative[-1]
        low, high = 0, len(cumulative) - 1
        while low < high:
            middle = (low + high) // 2
            low, high = (low, middle) if cumulative[middle] > at else (middle + 1, high)
        return choices[low]
