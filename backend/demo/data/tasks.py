"""What is on the officers' phones when the demo starts, and how the finished ones went.

Days are working days from `today`: an inbox made in April looks as alive as one made in November.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from backend.core.workdays import add_working_days
from backend.demo.data.agencies import agency_id
from backend.demo.data.ids import table, uid
from backend.demo.data.people import account_id, officer_id
from backend.demo.data.subjects import subject_ids

# How those inspections went that are under review or done: whoever loads them replays this.
STORIES: dict[str, dict[str, Any]] = {
    "绍兴市越城区满意小厨餐饮店": {
        "party": {"name": "朱满意", "role": "经营者"},
        "not_applicable": ["CY03", "CY06", "CY14", "CY22", "CY24"],
        "failed": [
            {
                "item": "CY15",
                "facts": "冷藏柜内“冷冻调理鸡排”3 袋，已超过标签标示的保质期。",
                "typical": ["超过保质期"],
                "disposition": "D2",
                "working_days": 5,
            },
            {
                "item": "CY23",
                "facts": "餐具消毒记录缺最近 3 天。",
                "typical": ["消毒记录缺失"],
                "disposition": "D1",
                "working_days": None,
            },
        ],
        "result": 5,
        "opinion": "以上情况属实，马上改。",
    },
    "绍兴市越城区心缘奶茶店": {
        "party": {"name": "何心怡", "role": "经营者"},
        "not_applicable": ["CY06", "CY14", "CY18", "CY22", "CY24"],
        "failed": [],
        "result": 1,
        "opinion": "无意见。",
    },
    "绍兴越秀宾馆有限公司": {
        "party": {"name": "王越秀", "role": "法定代表人"},
        "not_applicable": ["XF10", "XF20", "XF21"],
        "failed": [
            {
                "item": "XF06",
                "facts": "三楼东侧疏散通道堆放布草车 2 辆。",
                "typical": ["通道堆物"],
                "disposition": "D1",
                "working_days": None,
            },
        ],
        "result": 5,
        "opinion": "已当场清理。",
    },
}


def tasks(today: date) -> list[dict[str, Any]]:
    """{id, agency_id, subject_id, subject_name, checklist_code, kind, state, officer_ids,
    assigned_by, assigned_on, deadline, note, story, fictitious}; the lead stands first.

    `kind` is routine, campaign or random; `state` pending, accepted, review or done; `story` is
    None but for the last two.
    """
    return [
        {
            "id": uid("task", f"{row['agency']}:{row['subject']}:{row['checklist']}"),
            "agency_id": agency_id(row["agency"]),
            "subject_id": subject_ids()[row["subject"]],
            "subject_name": row["subject"],
            "checklist_code": row["checklist"],
            "kind": row["kind"],
            "state": row["state"],
            "officer_ids": [officer_id(row["lead"]), officer_id(row["second"])],
            "assigned_by": account_id(row["assigned_by"]),
            "assigned_on": add_working_days(today, int(row["assigned"])).date,
            "deadline": add_working_days(today, int(row["deadline"])).date,
            "note": row["note"],
            "story": STORIES.get(row["subject"]) if row["state"] in ("review", "done") else None,
            "fictitious": True,
        }
        for row in table("tasks.csv")
    ]
