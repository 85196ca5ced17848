"""JsonLogic for conditions, the same as miniapp/src/checklists/logic.ts (tests/cases/logic.json).

A closed part of the language, and total: where the known libraries coerce, disagree or fail (a
comparison with nothing, a text beside a number), the result here is false or null, never a guess.
Everywhere else it is what json-logic-js answers; the case file is run against that too.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Mapping
from typing import Any

Data = Mapping[str, Any]


def run(rule: Any, data: Data) -> Any:
    """The value of a rule. Raises KeyError for an operator that is not taken."""
    if isinstance(rule, list):
        return [run(each, data) for each in rule]
    if not isinstance(rule, dict):
        return rule
    ((name, given),) = rule.items()
    operands = given if isinstance(given, list) else [given]
    if name in _LAZY:
        return _LAZY[name](operands, data)
    return _PLAIN[name](*(run(each, data) for each in operands))


def holds(rule: Any, data: Data) -> bool:
    return truthy(run(rule, data))


def truthy(value: Any) -> bool:
    """Nothing, no, zero, an empty text and an empty list do not hold; "0" does."""
    return bool(value)


def _var(operands: list[Any], data: Data) -> Any:
    found: Any = data
    for key in operands[0].split("."):
        if not isinstance(found, Mapping) or key not in found:
            return None
        found = found[key]
    return found


def _missing(operands: list[Any], data: Data) -> list[str]:
    return [key for key in operands if _var([key], data) in (None, "")]


def _and(operands: list[Any], data: Data) -> Any:
    value = None
    for each in operands:
        value = run(each, data)
        if not truthy(value):
            break
    return value


def _or(operands: list[Any], data: Data) -> Any:
    value = None
    for each in operands:
        value = run(each, data)
        if truthy(value):
            break
    return value


def _if(operands: list[Any], data: Data) -> Any:
    for place in range(0, len(operands) - 1, 2):
        if truthy(run(operands[place], data)):
            return run(operands[place + 1], data)
    return run(operands[-1], data) if len(operands) % 2 else None


def _class(value: Any) -> str:
    if value is None or isinstance(value, bool):
        return str(value)
    if isinstance(value, int | float):
        return "number"
    return "text" if isinstance(value, str) else "list"


def _equal(one: Any, other: Any) -> bool:
    return _class(one) == _class(other) != "list" and bool(one == other)


def _compared(test: Callable[[Any, Any], bool]) -> Callable[..., bool]:
    def holds(one: Any, *others: Any) -> bool:
        chain = [one, *others]
        classes = {_class(each) for each in chain}
        if classes not in ({"number"}, {"text"}):
            return False
        return all(test(a, b) for a, b in zip(chain, others, strict=False))

    return holds


def _in(one: Any, among: Any) -> bool:
    if isinstance(among, str):
        return isinstance(one, str) and one in among
    return isinstance(among, list) and any(_equal(one, each) for each in among)


def _reckoned(step: Callable[[Any, Any], Any], first: float) -> Callable[..., float | None]:
    """From left to right, as doubles: sum() of a later Python rounds otherwise."""

    def reckon(*numbers: Any) -> float | None:
        total: Any = first
        for each in numbers:
            if _class(each) != "number":
                return None
            total = step(total, float(each))
        return total if math.isfinite(total) else None

    return reckon


def _minus(one: Any, *other: Any) -> float | None:
    if any(_class(each) != "number" for each in (one, *other)):
        return None
    left = 0.0 if not other else float(one)
    return left - float(other[0] if other else one)


_LAZY: dict[str, Callable[[list[Any], Data], Any]] = {
    "var": _var,
    "missing": _missing,
    "and": _and,
    "or": _or,
    "if": _if,
}
_PLAIN: dict[str, Callable[..., Any]] = {
    "==": _equal,
    "!=": lambda one, other: not _equal(one, other),
    "<": _compared(operator.lt),
    "<=": _compared(operator.le),
    ">": _compared(operator.gt),
    ">=": _compared(operator.ge),
    "!": lambda one: not truthy(one),
    "!!": truthy,
    "in": _in,
    "+": _reckoned(operator.add, 0.0),
    "*": _reckoned(operator.mul, 1.0),
    "-": _minus,
}
OPERATORS = frozenset(_LAZY) | frozenset(_PLAIN)


def variables(rule: Any) -> list[str]:
    """Every path that a rule reads, in order."""
    if isinstance(rule, list):
        return [path for each in rule for path in variables(each)]
    if not isinstance(rule, dict):
        return []
    ((name, given),) = rule.items()
    if name in ("var", "missing"):
        return list(given) if isinstance(given, list) else [given]
    return variables(given)


def renamed(rule: Any, paths: Mapping[str, str]) -> Any:
    """The same rule reading other paths."""
    if isinstance(rule, list):
        return [renamed(each, paths) for each in rule]
    if not isinstance(rule, dict):
        return rule
    ((name, given),) = rule.items()
    if name == "var":
        return {name: paths.get(given, given)}
    if name == "missing":
        return {name: [paths.get(each, each) for each in given]}
    return {name: renamed(given, paths)}
