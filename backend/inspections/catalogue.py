"""The legal rules that touch an inspection, as data: id, severity, article, words for the officer.

Each cited article stands in docs/laws and a test checks that it does. docs/rules.md is written
from here by `python -m backend.inspections`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from backend.matters import law_article


class Severity(StrEnum):
    BLOCK = "block"
    WARN = "warn"
    RECORD = "record"


@dataclass(frozen=True)
class Rule:
    id: str
    severity: Severity
    title: str
    law: str
    article: str
    way_on: str


RULES = {
    rule.id: rule
    for rule in (
        Rule(
            "L1",
            Severity.BLOCK,
            "两名以上持证执法人员到场",
            "行政处罚法",
            "第四十二条",
            "请另一名执法人员在自己手机上确认到场",
        ),
        Rule(
            "L2",
            Severity.BLOCK,
            "执法证在检查当日有效",
            "行政处罚法",
            "第五十五条",
            "换一名证件有效的执法人员，由派任务的人改派",
        ),
        Rule(
            "L3",
            Severity.BLOCK,
            "先主动出示执法证件，再开始检查",
            "行政处罚法",
            "第五十五条",
            "出示实体执法证或官方电子证，并在本页记录",
        ),
        Rule(
            "L4",
            Severity.BLOCK,
            "告知并询问是否申请回避",
            "行政处罚法",
            "第四十三条",
            "当面询问，把回答记下来",
        ),
        Rule(
            "L5",
            Severity.BLOCK,
            "检查应当制作笔录",
            "行政处罚法",
            "第五十五条",
            "先完成现场检查笔录的签名，再提交",
        ),
        Rule(
            "L6",
            Severity.WARN,
            "全过程记录",
            "行政处罚法",
            "第四十七条",
            "补齐没有结论的检查项，或说明原因",
        ),
        Rule(
            "L7",
            Severity.BLOCK,
            "拒签要写明原因，两名执法人员签名",
            "食品生产经营监督检查管理办法",
            "第三十四条",
            "写明原因；可以邀请见证人签名，也可以录音录像",
        ),
    )
}


SEVERITY_IN_WORDS = {
    Severity.BLOCK: "不满足不能继续",
    Severity.WARN: "说明原因后继续",
    Severity.RECORD: "只作记录",
}


def as_markdown() -> str:
    """The catalogue with the text of each article as read from the kept copy."""
    parts = [
        "# 规则目录",
        "由 `python -m backend.inspections` 生成，不要手改。条文摘自 docs/laws 中留存的公开文本。",
        "手机上先拦；离线时才发现没做到的，不退回证据，记为“程序瑕疵·待处理”。",
    ]
    for rule in RULES.values():
        found = law_article(rule.law, rule.article)
        quoted = "\n".join(f"> {line}" for line in found.text.splitlines())
        parts.append(
            f"## {rule.id} {rule.title}\n\n"
            f"- 轻重：{SEVERITY_IN_WORDS[rule.severity]}\n"
            f"- 出路：{rule.way_on}\n"
            f"- 依据：《{found.title}》{rule.article}（{found.version} 版，"
            f"SHA-256 `{found.sha256[:16]}…`）\n\n{quoted}"
        )
    return "\n\n".join(parts) + "\n"
