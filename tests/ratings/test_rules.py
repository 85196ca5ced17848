from __future__ import annotations

import pytest

from backend import matters
from backend.ratings.rules import QUESTIONS, Question, against


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.name)
def test_what_is_asked_stands_in_the_kept_texts(question: Question) -> None:
    assert matters.law_article(question.law, question.article).text


def test_what_the_law_wants_otherwise_is_said_in_a_few_words() -> None:
    fine = {"credentials_shown": True, "purpose_told": None, "favour_asked": False}
    assert against(fine) == []
    assert against({"credentials_shown": False, "purpose_told": False, "favour_asked": True}) == [
        "没有出示证件",
        "没有说明来意",
        "收费或者指定购买",
    ]
