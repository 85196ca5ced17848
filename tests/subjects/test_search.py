"""What an officer of 越城区 types, and what is found."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from backend.core.database import perform
from tests.cast import Cast
from tests.conftest import Phone, problem
from tests.subjects.searching import keep, place, put

XINYUAN = "绍兴市越城区鑫源餐饮店"
FISH = "绍兴市越城区鑫源生鲜水产店"
COMPANY = "绍兴鑫源（中国）机电有限公司"
KEQIAO = "绍兴市柯桥区鑫源布行"
HANGZHOU = "鑫源网络科技有限公司"


@pytest.fixture
def phone(app: Flask, chen: Phone) -> Phone:
    with app.app_context():
        perform(place)
    put(app, FISH, uscc="92330602MA2H9C1R5K", importance=3, legal_rep="王一", risk="B")
    put(
        app,
        COMPANY,
        uscc="913306027463258130",
        legacy_number="330602000012345",
        importance=1,
        kind="有限责任公司",
        industry_code="C3311",
        address="绍兴市越城区皋埠街道人民东路1688号",
        operating_address="绍兴市越城区青藤弄2号",
        credit="A",
        tags=["特种设备"],
        phone="0575-88001234",
    )
    put(app, KEQIAO, region_code="330603", importance=900, phone="13800001234")
    put(app, HANGZHOU, region_code="330110001", importance=999, state="注销")
    keep(app)
    return chen


def ask(phone: Phone, q: str = "", /, **more: Any) -> dict[str, Any]:
    answer = phone.get("/subjects", q=q, **more)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    found: dict[str, Any] = answer.get_json()
    assert (found["degraded"], found["notice"]) == (False, "")
    return found


def names(phone: Phone, q: str = "", /, **more: Any) -> list[str]:
    return [each["name"] for each in ask(phone, q, **more)["items"]]


def test_the_own_county_comes_first_then_the_city_then_the_province(phone: Phone) -> None:
    assert names(phone, "鑫源") == [FISH, COMPANY, XINYUAN, KEQIAO, HANGZHOU]


def test_in_a_county_the_start_of_the_name_comes_first(app: Flask, phone: Phone) -> None:
    put(app, "鑫源水果店")
    keep(app)
    assert names(phone, "鑫源")[:2] == ["鑫源水果店", FISH]


@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("鲜", [FISH]),
        ("源餐", [XINYUAN]),
        ("越城区鑫源生鲜水产店", [FISH]),
        ("鑫源 水产", [FISH]),
        ("机电 皋埠", [COMPANY]),
        ("特种设备", [COMPANY]),
        ("孙小红", [XINYUAN]),
        ("王一", [FISH]),
        ("人民东路1688", [COMPANY]),
        ("青藤弄2", [COMPANY, XINYUAN]),
        ("没有这家", []),
        ("源鑫", []),
    ],
)
def test_any_piece_finds(phone: Phone, q: str, found: list[str]) -> None:
    assert sorted(names(phone, q)) == sorted(found)


@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("ＸＩＮ", []),
        ("紹興市越城區鑫源餐飲店", [XINYUAN]),
        ("绍兴鑫源(中国) 机电", [COMPANY]),
        ("　鑫源　餐饮 ", [XINYUAN]),
        ("sxxycy", [XINYUAN]),
        ("SXXYSX", [FISH]),
        ("xybh", [KEQIAO]),
        ("xyc", [XINYUAN]),
    ],
)
def test_another_way_of_writing_finds_the_same(phone: Phone, q: str, found: list[str]) -> None:
    assert names(phone, q) == found


def test_initials_find_what_they_stand_for(phone: Phone) -> None:
    assert names(phone, "sxxy") == [FISH, COMPANY, XINYUAN, KEQIAO]


@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("92330602MA2D7K3Q7W", [XINYUAN]),
        ("92330602ma2d7k3q7w", [XINYUAN]),
        ("9233 0602 MA2D 7K3Q 7W", [XINYUAN]),
        ("92330602MA2", [XINYUAN, FISH]),
        ("MA2H9C1R5", [FISH]),
        ("MA2H9C1R-5", [FISH]),
        ("74632", [COMPANY]),
        ("330602000012345", [COMPANY]),
        ("13800001234", [KEQIAO]),
        ("138 0000 1234", [KEQIAO]),
        ("1380000123", []),
        ("https://www.gsxt.gov.cn/licence?uniscid=92330602MA2D7K3Q7W&t=1", [XINYUAN]),
        ("https://qr.example/%3D92330602MA2D7K3Q7W", [XINYUAN]),
        ("统一社会信用代码:92330602MA2D7K3Q7W;", [XINYUAN]),
        (f"https://a.example/?t={'4f2a90b1c7d84e6f' * 9}&c=92330602MA2D7K3Q7W", [XINYUAN]),
        ("92330602MA2D7K3Q77", []),
    ],
)
def test_codes_and_telephones_find(phone: Phone, q: str, found: list[str]) -> None:
    assert names(phone, q) == found


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"region": "330602"}, [FISH, COMPANY, XINYUAN]),
        ({"region": "3306"}, [FISH, COMPANY, XINYUAN, KEQIAO]),
        ({"region": "330110001"}, [HANGZHOU]),
        ({"industry": "C"}, [COMPANY]),
        ({"industry": "H62"}, [FISH, XINYUAN, KEQIAO, HANGZHOU]),
        ({"industry": "C3311"}, [COMPANY]),
        ({"credit": "A"}, [COMPANY]),
        ({"risk": "B"}, [FISH]),
        ({"state": "注销"}, [HANGZHOU]),
        ({"tag": "特种设备"}, [COMPANY]),
        ({"tag": "特种设备", "region": "330603"}, []),
    ],
)
def test_filters_narrow_with_words_and_without(
    phone: Phone, filters: dict[str, str], found: list[str]
) -> None:
    assert names(phone, "鑫源", **filters) == found
    assert set(names(phone, **filters)) >= set(found)


def test_filters_narrow_codes_too(phone: Phone) -> None:
    assert names(phone, "92330602MA2", risk="B") == [FISH]
    assert names(phone, "92330602MA2", tag="餐饮") == [XINYUAN]


def test_what_matched_is_told_in_places_of_the_text_shown(phone: Phone) -> None:
    [found] = ask(phone, "鑫源中国 青藤")["items"]
    [piece] = found["matched"]["name"]
    assert found["name"][slice(*piece)] == "鑫源（中国"
    [piece] = found["matched"]["operating_address"]
    assert found["operating_address"][slice(*piece)] == "青藤"
    for q, piece in (("sxxysx", "鑫源生鲜"), ("xysx", "鑫源生鲜"), ("sxsycqxysx", FISH[:10])):
        [found] = ask(phone, q)["items"]
        assert [found["name"][slice(*each)] for each in found["matched"]["name"]] == [piece]
    [found] = ask(phone, "MA2H9C1R5")["items"]
    assert found["matched"]["uscc"] == [[8, 17]]


@pytest.mark.parametrize("q", ["鑫源", "33060", "店"])
def test_pages_follow_each_other_without_gap_or_repetition(
    app: Flask, phone: Phone, q: str
) -> None:
    for number in range(7):
        put(app, f"越城第{number}鑫源店", uscc=f"33060{number}000000000000", importance=number % 2)
    keep(app)
    whole = [each["id"] for each in ask(phone, q, limit=50)["items"]]
    pages, after = list[str](), ""
    for _ in range(20):
        page = ask(phone, q, limit=2, after=after)
        pages += [each["id"] for each in page["items"]]
        after = page["next"]
        assert page["more"] == bool(after)
        if not after:
            break
    assert pages == whole
    assert len(whole) >= 7


def test_what_the_index_only_supposes_is_checked(app: Flask, phone: Phone) -> None:
    """All pairs of 甲乙丙 stand in the name, the three together do not."""
    put(app, "甲乙店乙丙店")
    keep(app)
    assert names(phone, "甲乙丙") == []


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"q": "鑫" * 65}, "q"),
        ({"q": "一 二 三 四 五 六 七 八 九"}, "q"),
        ({"q": "a\0"}, "q"),
        ({"q": "鑫", "region": "33%"}, "region"),
        ({"q": "鑫", "industry": "h6210"}, "industry"),
        ({"q": "鑫", "limit": 51}, "limit"),
        ({"q": "鑫", "sort": "name"}, "sort"),
    ],
)
def test_what_cannot_be_meant_is_refused(phone: Phone, query: dict[str, Any], field: str) -> None:
    body = problem(phone.get("/subjects", **query), 422, "invalid-input")
    assert field in body["details"]["fields"]["query"]


def test_nothing_at_all_is_refused_and_punctuation_finds_nothing(phone: Phone) -> None:
    problem(phone.get("/subjects"), 422, "nothing-asked")
    assert names(phone, "（%_') OR 1=1 --") == []
    assert names(phone, "（）") == []


@pytest.mark.parametrize("after", ["x", "WyJpbmRleCIsIFtdXQ", "WyJ1c2NjIiwgWzEsIDJdXQ", "W10"])
def test_a_place_of_no_page_is_refused(phone: Phone, after: str) -> None:
    problem(phone.get("/subjects", q="鑫源", after=after), 422, "unknown-place")


def test_the_console_searches_the_same_way(app: Flask, phone: Phone) -> None:
    from backend import subjects
    from backend.core.database import unit_of_work

    with app.app_context(), unit_of_work(writes=False) as session:
        [found] = subjects.search(session, q="源餐", limit=10)
    assert found.id == Cast.subject
