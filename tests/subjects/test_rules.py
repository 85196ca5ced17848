"""What a subject's fields must be."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from backend.subjects.rules import Standing, check, check_credit, check_licence, phone, standing

TODAY = date(2026, 11, 24)
SHOP: dict[str, Any] = {
    "name": "绍兴市越城区若耶面馆",
    "kind": "个体工商户",
    "state": "存续",
    "uscc": "92330602MAYW27EB7L",
    "address": "青藤弄1号",
    "region_code": "330602002",
}
PLACE = {"name": "城市广场夜市", "kind": "场所", "uscc": ""}


def wrong(**changes: Any) -> dict[str, str]:
    return check(SHOP | changes, today=TODAY).wrong


def test_a_whole_shop_is_right() -> None:
    assert check(SHOP, today=TODAY).wrong == {}


def test_full_width_blanks_and_case_are_put_right() -> None:
    found = check(
        SHOP
        | {"uscc": "９２３３０６０２ mayw27eb7l", "name": " 绍兴ＡＢＣ面馆　（总店） "}
        | {"phone": "138-0000 1234", "industry_code": "h6291"},
        today=TODAY,
    )
    assert found.wrong == {}
    assert found.values["uscc"] == "92330602MAYW27EB7L"
    assert found.values["name"] == "绍兴ABC面馆 （总店）"
    assert found.values["phone"] == "13800001234"
    assert found.values["industry_code"] == "H6291"


def test_what_nobody_sees_is_left_out() -> None:
    found = check(SHOP | {"name": "\u202e若耶\u200b面馆"}, today=TODAY)
    assert found.values["name"] == "若耶面馆"


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"uscc": "92330602MAYW27EB7M"}, "uscc", "校验位不对"),
        ({"uscc": "9233O602MAYW27EB7L"}, "uscc", "是不是 92330602MAYW27EB7L"),
        ({"uscc": ""}, "uscc", "要有统一社会信用代码"),
        ({"kind": "场所"}, "uscc", "场所没有统一社会信用代码"),
        ({"kind": "个人", "uscc": ""}, "id_number", "个人要填身份证号"),
        ({"id_number": "330602198001021232"}, "id_number", "不填身份证号"),
        (PLACE | {"id_number": "330602198001021232"}, "id_number", "场所没有身份证号"),
        ({"kind": "个人", "uscc": "", "id_number": "330602198001021233"}, "id_number", "校验位"),
        ({"kind": "火星人"}, "kind", "请选主体类型"),
        ({"state": "开着"}, "state", "登记状态"),
        ({"name": ""}, "name", "至少两个字"),
        ({"address": ""}, "address", "请填住所"),
        ({"phone": "12345"}, "phone", "电话号码不对"),
        ({"established": date(2027, 1, 1)}, "established", "不能晚于今天"),
        ({"industry_code": "6291"}, "industry_code", "门类字母"),
        ({"risk": "E"}, "risk", "A、B、C、D"),
        ({"raw_latitude": 30.0, "raw_longitude": None}, "raw_longitude", "一起填"),
        ({"raw_latitude": 120.5, "raw_longitude": 30.0}, "raw_latitude", "填反了"),
        ({"raw_latitude": 0.0, "raw_longitude": 0.0}, "raw_latitude", "不在国内"),
        ({"crs": "UTM"}, "crs", "坐标系"),
        ({"tags": ["很长" * 20]}, "tags", "16 字"),
        ({"tags": [str(n) for n in range(30)]}, "tags", "最多 20 个"),
    ],
)
def test_what_is_wrong_stands_beside_its_field(
    changes: dict[str, Any], field: str, words: str
) -> None:
    found = wrong(**changes)
    assert list(found) == [field]
    assert words in found[field]


def test_a_place_needs_no_number_and_old_papers_will_do() -> None:
    assert wrong(**PLACE) == {}
    assert wrong(uscc="", legacy_number="330602198001036") == {}
    assert "注册号" in wrong(uscc="")["uscc"]


def test_an_old_code_is_marked_and_not_refused() -> None:
    found = check(SHOP | {"kind": "企业", "uscc": "91350211M0000XUF46"}, today=TODAY)
    assert (found.wrong, found.legacy) == ({}, True)


def test_only_what_changes_is_looked_at() -> None:
    before = SHOP | {"kind": "从前的类型", "region_code": ""}
    assert check({"legal_rep": "林阿根"}, today=TODAY, before=before).wrong == {}
    assert "uscc" in check({"uscc": None}, today=TODAY, before=SHOP).wrong


@pytest.mark.parametrize("number", ["0575-8888 1234", "+86 13800001234", "88881234", "4001234567"])
def test_phones_in_all_their_forms(number: str) -> None:
    assert phone(number).isdecimal()


def test_licences_expire() -> None:
    assert standing(None, TODAY) is Standing.VALID
    assert standing(TODAY - timedelta(days=1), TODAY) is Standing.EXPIRED
    assert standing(TODAY, TODAY) is Standing.SOON
    assert standing(TODAY + timedelta(days=30), TODAY) is Standing.SOON
    assert standing(TODAY + timedelta(days=31), TODAY) is Standing.VALID


def test_a_licence_needs_its_name_number_and_issuer() -> None:
    assert set(check_licence({})) == {"kind", "number", "issuer"}
    turned = {"valid_from": date(2026, 2, 1), "valid_to": date(2026, 1, 1)}
    whole = {"kind": "食品经营许可证", "number": "JY1", "issuer": "越城区市场监督管理局"}
    assert check_licence(whole) == {}
    assert check_licence(whole | turned) == {"valid_to": "截止日期早于起始日期"}


def test_credit_is_of_a_month_that_has_come() -> None:
    assert check_credit("2026-11", "A", TODAY) == {}
    assert set(check_credit("2026-13", "E", TODAY)) == {"month", "grade"}
    assert check_credit("2026-12", "A", TODAY) == {"month": "还没到这个月"}
