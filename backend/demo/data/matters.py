"""监管事项 and 实施清单 of the demo: names and codes are made up, the law they cite is not."""

from __future__ import annotations

from datetime import date
from typing import Any

from backend.demo.data.agencies import agencies, agency_id
from backend.demo.data.ids import table, uid
from backend.matters import basis, rules


def matters(today: date) -> list[dict[str, Any]]:
    """The columns of the table; the last one is not yet published."""
    rows = table("matters.csv")
    return [_matter(row, today if row is not rows[-1] else None) for row in rows]


def _matter(row: dict[str, str], published_on: date | None) -> dict[str, Any]:
    law, *cited = row["basis"].split("|")
    given: dict[str, Any] = {"law": law, "checked": False}
    if cited:
        given = {"law": law} | dict(zip(("version", "article", "quoted"), cited, strict=True))
    texts = ("code", "name", "sub_item", "field", "duty", "object", "measure", "qualification")
    return {key: row[key] for key in (*texts, "office")} | {
        "id": uid("matter", row["code"]),
        "subject_kinds": row["kinds"].split(),
        "subject_tags": row["tags"].split(),
        "industries": row["industries"].split(),
        "modes": row["modes"].split(),
        "basis": [basis.proved(given)],
        "category": rules.Category(row["category"]),
        "ratio": int(row["ratio"]),
        "yearly": int(row["yearly"]) if row["yearly"] else None,
        "content": "",
        "materials": "",
        "active": True,
        "published_on": published_on,
        "agency_id": agency_id(row["keeper"]),
        "changed_by": "演示数据",
        "revision": 1,
    }


def implementations(today: date) -> list[dict[str, Any]]:
    """The columns of the table, tied to the checklists that each agency uses."""
    codes = {each["key"]: each["uscc"] for each in agencies()}
    return [
        {
            "id": uid("implementation", f"{row['code']}:{key}"),
            "code": rules.usual_implementation_code(codes[key], row["code"]),
            "matter_id": uid("matter", row["code"]),
            "agency_id": agency_id(key),
            "checklists": row["checklists"].split(),
            "active": True,
            "published_on": today,
        }
        for row in table("matters.csv")
        for key in row["implementing"].split()
    ]


def served_by(checklist: str) -> list[str]:
    """The codes of the matters that a checklist serves."""
    return [row["code"] for row in table("matters.csv") if checklist in row["checklists"].split()]
