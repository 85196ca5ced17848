"""Which rules a stage's facts break."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from backend import checklists
from backend.gates.catalogue import RESULTS, RULES, STAGES, Check, Severity

Facts = Mapping[str, Any]
PLACE = re.compile(r"\{(\w+)\}")


class FactUnknown(LookupError):
    """A stage was judged without a fact that it reads: a gate must not open because of that."""


@dataclass(frozen=True, slots=True)
class Broken:
    """`article` is the whole citation; `message` says what happened, `way_on` what to do."""

    rule: str
    severity: Severity
    title: str
    message: str
    article: str
    way_on: str


def broken(stage: str, facts: Facts) -> list[Broken]:
    """In the catalogue's order; a rule may be broken in more than one way.

    A fact that is not so is given as null. Raises FactUnknown for one not given at all, KeyError
    for a stage that there is not.
    """
    if lacking := reads(stage) - facts.keys():
        raise FactUnknown("、".join(sorted(lacking)))
    return [
        Broken(
            rule=rule.id,
            severity=check.severity,
            title=rule.title,
            message=_filled(check.message, facts),
            article=rule.basis,
            way_on=check.way_on,
        )
        for rule in RULES.values()
        for check in rule.checks
        if stage in check.stages and checklists.holds(check.broken, facts)
    ]


def blocking(found: Iterable[Broken]) -> list[Broken]:
    return [each for each in found if each.severity is Severity.BLOCK]


def contradictions(facts: Facts) -> list[str]:
    """What a result type says against the answers and dispositions beside it.

    Raises FactUnknown.
    """
    read = {name.split(".")[0] for each in RESULTS for name in checklists.variables(each["broken"])}
    if lacking := read - facts.keys():
        raise FactUnknown("、".join(sorted(lacking)))
    return [each["message"] for each in RESULTS if checklists.holds(each["broken"], facts)]


def reads(stage: str) -> set[str]:
    """The facts of a stage, by name. Raises KeyError."""
    STAGES[stage]
    checks = [c for rule in RULES.values() for c in rule.checks if stage in c.stages]
    return {name for check in checks for name in _named(check)}


def _named(check: Check) -> set[str]:
    paths = checklists.variables(check.broken) + PLACE.findall(check.message)
    return {path.split(".")[0] for path in paths}


def _filled(message: str, facts: Facts) -> str:
    return PLACE.sub(lambda found: _words(facts[found[1]]), message)


def _words(value: Any) -> str:
    if isinstance(value, list | tuple):
        return "、".join(map(_words, value))
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)
