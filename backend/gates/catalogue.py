"""Reads catalogue.json. A rule whose text is not among the copies in docs/laws says `unread`."""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

CATALOGUE = Path(__file__).with_name("catalogue.json")


class Severity(StrEnum):
    BLOCK = "block"
    WARN = "warn"
    RECORD = "record"


@dataclass(frozen=True, slots=True)
class Check:
    """One way of breaking a rule. Its severity and way on are the rule's unless it says others."""

    stages: tuple[str, ...]
    broken: Any
    message: str
    severity: Severity
    way_on: str


@dataclass(frozen=True, slots=True)
class Rule:
    id: str
    severity: Severity
    title: str
    law: str
    article: str
    way_on: str
    unread: bool
    checks: tuple[Check, ...]

    @property
    def basis(self) -> str:
        """《…》第…条 as refusals cite it; 待核 where nobody here has read the text."""
        return f"《{self.law}》{self.article}" + ("（待核）" if self.unread else "")


def _rule(written: dict[str, Any]) -> Rule:
    severity, way_on = Severity(written["severity"]), written["way_on"]
    checks = tuple(
        Check(
            stages=tuple(each["stages"]),
            broken=each["broken"],
            message=each["message"],
            severity=Severity(each.get("severity", severity)),
            way_on=each.get("way_on", way_on),
        )
        for each in written["checks"]
    )
    plain = {key: written[key] for key in ("id", "title", "law", "article", "way_on")}
    return Rule(**plain, severity=severity, unread=written.get("unread", False), checks=checks)


_read = json.loads(CATALOGUE.read_text("utf-8"))
STAGES: dict[str, str] = _read["stages"]
RULES: dict[str, Rule] = {rule.id: rule for rule in map(_rule, _read["rules"])}
RESULTS: list[dict[str, Any]] = _read["results"]
