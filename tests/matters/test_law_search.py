"""The kept laws by words, for who stands in a shop and wants the article."""

from __future__ import annotations

from backend.matters import laws
from tests.conftest import Phone


def test_every_word_must_stand_in_the_article_or_its_citation() -> None:
    found, count = laws.search("行政处罚法 当场", 30)
    assert count == len(found)
    assert {one.law for one in found} == {"行政处罚法"}
    assert "第五十一条" in {one.article for one in found}


def test_more_are_counted_than_are_shown() -> None:
    found, count = laws.search("应当", 5)
    assert (len(found), count > 100) == (5, True)
    assert laws.search("   ", 5) == ([], 0)


def test_the_phone_searches_by_law_and_number(chen: Phone) -> None:
    answer = chen.get("/laws/search", q="食品安全法 第三十四条").get_json()
    assert "食品安全法第三十四条" in {f"{one['law']}{one['article']}" for one in answer["items"]}
    assert chen.get("/laws/search", q="").status_code == 422
