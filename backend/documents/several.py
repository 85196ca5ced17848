"""Several documents of one kind in one inspection, where the template says so (重复).

The first goes by its kind, the others by kind and place, `interview_record.2`; what tells them
apart is a value of their own. The same as miniapp several.ts (tests/cases/several.json).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

NAME = re.compile(r"[a-z][a-z_]*(\.([2-9]|[1-9][0-9]))?")
MOST = 99


def name_of(kind: str, nth: int) -> str:
    return kind if nth == 1 else f"{kind}.{nth}"


def parts(name: str) -> tuple[str, int]:
    """The kind and the place of a name that NAME matches."""
    kind, _, nth = name.partition(".")
    return kind, int(nth or 1)


def about(path: str, data: Mapping[str, Any]) -> str:
    """What stands at a path of the data; of a list its first entry, and how many there are."""
    value: Any = data
    count = 1
    for name in path.split("."):
        if isinstance(value, list):
            value, count = (value[0] if value else ""), len(value)
        value = value.get(name) if isinstance(value, Mapping) else None
    text = value if isinstance(value, str) else ""
    return f"{text}等{count}项" if text and count > 1 else text
