"""What one version of a checklist changes of another. Pure."""

from __future__ import annotations

from typing import Any

from backend.matters import xlsform
from backend.matters.editing import HEAD, Tree

HEADERS = {key: names[0] for key, names in xlsform.COLUMNS.items()}


def compare(old: Tree | None, new: Tree) -> list[dict[str, Any]]:
    """{kind: added | removed | changed | moved | head, code, text, fields: [{label, old, new}]}.

    In the order of the new one; what is gone stands at the end.
    """
    before = _rows(old) if old else {}
    after = _rows(new)
    found: list[dict[str, Any]] = []
    head = [
        {"label": xlsform.HEAD_IN_WORDS[key], "old": old[key], "new": new[key]}
        for key in HEAD
        if old and old[key] != new[key]
    ]
    served = ["、".join(each.get("matters", [])) for each in (old or {}, new)]
    if old and served[0] != served[1]:
        head.append({"label": xlsform.MATTERS, "old": served[0], "new": served[1]})
    if head:
        found.append({"kind": "head", "code": "", "text": "表头", "fields": head})
    stayed = [code for code in before if code in after]
    order = [code for code in after if code in before]
    for code, row in after.items():
        if code not in before:
            found.append({"kind": "added", "code": code, "text": row["text"], "fields": []})
            continue
        fields = [
            {"label": HEADERS[key], "old": before[code][key], "new": value}
            for key, value in row.items()
            if value != before[code][key]
        ]
        moved = stayed.index(code) != order.index(code)
        if fields or moved:
            kind = "changed" if fields else "moved"
            found.append({"kind": kind, "code": code, "text": row["text"], "fields": fields})
    found += [
        {"kind": "removed", "code": code, "text": row["text"], "fields": []}
        for code, row in before.items()
        if code not in after
    ]
    return found


def _rows(tree: Tree) -> dict[str, dict[str, str]]:
    return {
        item["code"]: xlsform.cells_of(section, item)
        for section in tree["sections"]
        for item in section["items"]
    }
