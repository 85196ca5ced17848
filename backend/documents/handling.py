"""办理: what is done with the paper of a kind, which is not what stands on it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

CHOICES: dict[str, dict[str, str]] = {
    "文号": {"接收任务时": "accepted", "需要时": "asked", "随检查笔录": "attached"},
    "现场": {"按处置出": "needed", "可以加": "added", "不在现场出": "office"},
    "小票": {"原件": "original", "副本": "copy", "不打": "none"},
}
OFFICE = {"科室负责人": "section_head", "机关负责人": "agency_head", "法制审核": "legal_review"}
SEALS = {"预盖": "before", "套印": "printed", "电子签章": "electronic", "补盖": "later"}


def read(given: Mapping[str, Any]) -> dict[str, Any]:
    """What is not made on site is the section head's to make, where nobody else is named."""
    usual = ["科室负责人"] if given["现场"] == "不在现场出" else []
    return {
        "word": given["文种"],
        "number": CHOICES["文号"][given["文号"]],
        "site": CHOICES["现场"][given["现场"]],
        "office": [OFFICE[one] for one in given.get("后台", usual)],
        "seals": [SEALS[one] for one in given["盖章"]],
        "slip": CHOICES["小票"][given["小票"]],
        "party": given["给当事人"] == "是",
        "each_page": given.get("每页签名") == "是",
    }
