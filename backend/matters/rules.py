"""What codes, categories and states may be. Pure: no database, no web."""

from __future__ import annotations

import re
from enum import StrEnum

MATTER_CODE = re.compile(r"[0-9]{14}")
KIND_OF_IMPLEMENTATION = "12345"
LONGEST_IMPLEMENTATION = 60
GENERAL_RATIO = 5  # per cent; the usual bound of 一般检查事项 (待核)


class Category(StrEnum):
    KEY = "key"
    GENERAL = "general"
    UNDISTURBED = "undisturbed"


class State(StrEnum):
    DRAFT = "draft"
    REVIEW = "review"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"
    RECHECK = "recheck"  # made of one order's items, for one task


CATEGORY_IN_WORDS = {
    Category.KEY: "重点检查事项",
    Category.GENERAL: "一般检查事项",
    Category.UNDISTURBED: "无事不扰事项",
}
STATE_IN_WORDS = {
    State.DRAFT: "草稿",
    State.REVIEW: "待审核",
    State.PUBLISHED: "已发布",
    State.WITHDRAWN: "已停用",
    State.RECHECK: "复查用",
}
MODES = {
    "site": "现场检查",
    "papers": "书式检查",
    "testing": "检验检测",
    "results": "行政部门检查结果或专业意见",
    "third": "第三方验证",
    "network": "网络监测",
}

DISPOSITIONS = {  # what an item may propose, in the words of the inspection
    "D0": "未发现问题",
    "D1": "当场改正",
    "D2": "责令限期改正",
    "D4": "移送办案机构",
    "D5": "移交其他部门",
    "D8": "教育提醒",
}


def matter_code_wrong(code: str) -> str:
    """Why it is no 目录编码, or nothing."""
    return "" if MATTER_CODE.fullmatch(code) else "目录编码是 14 位数字"


def implementation_code_wrong(code: str, uscc: str) -> str:
    """Why it is no 实施清单编码 of the agency with this USCC, or nothing. The tail is opaque."""
    if len(code) > LONGEST_IMPLEMENTATION or not re.fullmatch(r"[0-9A-Z-]+", code):
        return f"实施清单编码只有数字和大写字母，不超过 {LONGEST_IMPLEMENTATION} 位"
    if code[:18] != uscc:
        return f"前 18 位应当是实施单位的统一社会信用代码 {uscc}"
    if code[18:19] not in KIND_OF_IMPLEMENTATION or len(code) < 20:
        return "第 19 位是 1 到 5 中的一个，后面还要有目录编码和序号"
    return ""


def usual_implementation_code(uscc: str, matter_code: str) -> str:
    """What is proposed; the agency's own register may say otherwise."""
    return f"{uscc}1{matter_code}01"


def ratio_unusual(category: Category, ratio: int | None) -> str:
    """What to think over about a ratio; it is said, not refused."""
    if category is Category.GENERAL and ratio is not None and ratio > GENERAL_RATIO:
        return f"一般检查事项的抽查比例通常不超过 {GENERAL_RATIO}%（待核），请确认"
    if category is Category.UNDISTURBED and ratio:
        return "无事不扰事项不安排主动抽查，比例通常为 0"
    return ""
