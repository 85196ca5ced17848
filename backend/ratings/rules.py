"""What the party is asked: how it was, and what the law wants of every inspection in plain words.
Pure: no database, no web."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

WORDS_MOST = 500
Answers = Mapping[str, bool | None]


class Grade(StrEnum):
    SATISFIED = "satisfied"
    FAIR = "fair"
    DISSATISFIED = "dissatisfied"


GRADE_IN_WORDS = {
    Grade.SATISFIED: "满意",
    Grade.FAIR: "基本满意",
    Grade.DISSATISFIED: "不满意",
}


@dataclass(frozen=True)
class Question:
    """`lawful` is the answer that the law wants; `against` says the other one in a few words.

    `law` and `article` are where it stands, as far as the kept texts go.
    """

    name: str
    title: str
    yes: str
    no: str
    lawful: bool
    against: str
    law: str
    article: str

    def said(self, answer: bool | None) -> str:
        return "没有回答" if answer is None else self.yes if answer else self.no


QUESTIONS = (
    Question(
        *("credentials_shown", "主动出示了执法证件吗", "出示了", "没有", True),
        *("没有出示证件", "行政处罚法", "第五十五条"),
    ),
    Question(
        *("purpose_told", "说明了为什么来查、查什么吗", "说明了", "没有", True),
        *("没有说明来意", "特种设备安全监督检查办法", "第十九条"),
    ),
    Question(
        *("favour_asked", "有没有收费，或者要您买指定的产品、服务", "有", "没有", False),
        *("收费或者指定购买", "消防法", "第五十六条第二款"),
    ),
)


def against(answers: Answers) -> list[str]:
    """What the party says was not as the law wants it, in a few words each."""
    return [each.against for each in QUESTIONS if answers[each.name] is (not each.lawful)]
