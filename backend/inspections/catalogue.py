"""docs/rules.md, written by `python -m backend.inspections`: the catalogue of backend/gates beside
the text of each article as the kept copy has it."""

from __future__ import annotations

from backend.gates import RULES, STAGES, Rule, Severity
from backend.matters import law_article

SEVERITY_IN_WORDS = {
    Severity.BLOCK: "不满足不能继续",
    Severity.WARN: "说明原因后继续",
    Severity.RECORD: "只作记录",
}


def as_markdown() -> str:
    parts = [
        "# 规则目录",
        "由 `python -m backend.inspections` 生成，不要手改。规则在 backend/gates/catalogue.json，"
        "条文摘自 docs/laws 中留存的公开文本；没有留存的标“待核”。",
        "手机上先拦；离线时才发现没做到的，不退回证据，记为“程序瑕疵·待处理”。",
    ]
    return "\n\n".join(parts + [_section(rule) for rule in RULES.values()]) + "\n"


def _section(rule: Rule) -> str:
    lines = [
        f"## {rule.id} {rule.title}\n",
        f"- 轻重：{SEVERITY_IN_WORDS[rule.severity]}",
        f"- 出路：{rule.way_on}",
        _basis(rule),
    ]
    for check in rule.checks:
        when = "、".join(STAGES[stage] for stage in check.stages)
        weight = (
            "" if check.severity is rule.severity else f"（{SEVERITY_IN_WORDS[check.severity]}）"
        )
        lines.append(f"- {when}：{check.message}{weight}")
    if not rule.checks:
        lines.append("- 现场检查的各步没有它的关口")
    return "\n".join(lines) + _quoted(rule)


def _basis(rule: Rule) -> str:
    if rule.unread:
        return f"- 依据：{rule.basis}"
    found = law_article(rule.law, rule.article)
    return (
        f"- 依据：《{found.title}》{rule.article}（{found.version} 版，"
        f"SHA-256 `{found.sha256[:16]}…`）"
    )


def _quoted(rule: Rule) -> str:
    if rule.unread:
        return ""
    lines = law_article(rule.law, rule.article).text.splitlines()
    return "\n\n" + "\n".join(f"> {line}" for line in lines)
