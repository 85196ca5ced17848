"""What the lists here share: addresses with filters, tabs, and the same rows as a sheet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import Enum
from typing import Any
from urllib.parse import urlencode

from flask import Response

from backend.console import downloads
from backend.core.auth import Caller
from backend.core.database import perform
from backend.core.records import audit
from backend.core.sheets import writing


def address(path: str, asked: Mapping[str, Any], **changed: Any) -> str:
    """The same list with some filters changed; what is empty is left out, but a state may be."""
    wanted = {key: value for key, value in asked.items() if key != "before"} | changed
    given = {
        key: value.value if isinstance(value, Enum) else value
        for key, value in wanted.items()
        if value or key == "state"
    }
    return f"/console/{path}" + (f"?{urlencode(given)}" if given else "")


def tabs(
    path: str,
    asked: Mapping[str, Any],
    titles: Iterable[tuple[str, str]],
    counts: Mapping[str, int],
) -> list[dict[str, Any]]:
    return [
        {"state": state, "title": title, "count": counts[state or "all"]}
        | {"on": asked["state"] == state, "href": address(path, asked, state=state)}
        for state, title in titles
    ]


def sheet(
    by: Caller,
    kind: str,
    name: str,
    title: str,
    headers: Sequence[str],
    rows: Iterable[Sequence[Any]],
) -> Response:
    """The rows that the filters leave, as .xlsx; no cell can become a formula. Who took how many
    rows of what `kind` away is kept."""
    plain = [[_text(cell) for cell in row] for row in rows]
    perform(audit, by, f"{kind}.export", kind, None, count=min(len(plain), writing.MOST_LISTED))
    content = writing.workbook(title, headers, writing.told(plain))
    return downloads.sheet_of_today(content, name)


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    return "" if value is None else str(value)
