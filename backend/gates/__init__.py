"""The legal rules L1 to L22 as data, and whether a stage's facts break them. Pure: no database, no
web; the phone does the same in miniapp/src/gates (tests/cases/gates.json).

A stage is a moment at which the law is looked at: before leaving, before the first answer, at the
conclusion, once everything is handed in. Each caller gathers its facts; what they mean stands in
catalogue.json alone.
"""

from backend.gates.catalogue import CATALOGUE, RULES, STAGES, Check, Rule, Severity
from backend.gates.judging import (
    Broken,
    Facts,
    FactUnknown,
    blocking,
    broken,
    contradictions,
    reads,
)

__all__ = [
    "CATALOGUE",
    "RULES",
    "STAGES",
    "Broken",
    "Check",
    "FactUnknown",
    "Facts",
    "Rule",
    "Severity",
    "blocking",
    "broken",
    "contradictions",
    "reads",
]
