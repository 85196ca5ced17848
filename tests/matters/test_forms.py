from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from backend.matters import laws
from backend.matters.forms import FOLDER, ChecklistWrong, checklists, read

PUBLISHED = checklists()
ITEMS = [
    pytest.param(item, id=item["code"])
    for checklist in PUBLISHED
    for section in checklist["sections"]
    for item in section["items"]
]


def test_three_checklists_are_published() -> None:
    found = {each["title"]: (each["item_count"], each["key_count"]) for each in PUBLISHED}
    assert found == {
        "餐饮服务食品安全检查表": (24, 9),
        "人员密集场所消防安全检查表": (22, 9),
        "特种设备（电梯）使用检查表": (20, 8),
    }
    assert {each["state"] for each in PUBLISHED} == {"published"}


@pytest.mark.parametrize("item", ITEMS)
def test_each_item_rests_on_an_article_that_was_read(item: dict[str, Any]) -> None:
    read = [basis for basis in item["basis"] if basis["checked"]]
    assert read, "no basis was read"
    for basis in read:
        cited = laws.article(basis["law"], basis["article"], version=basis["version"])
        assert basis["quoted"] in cited.text == basis["text"]
        assert basis["sha256"] == laws.law(basis["law"]).sha256
    for basis in item["basis"]:
        assert basis["checked"] or not (basis["article"] or basis["quoted"] or basis["sha256"])


@pytest.mark.parametrize("item", ITEMS)
def test_each_item_says_what_photos_a_problem_needs(item: dict[str, Any]) -> None:
    assert len(item["evidence"]["what"]) <= max(1, item["evidence"]["photos_on_fail"])
    assert not item["key"] or item["evidence"]["photos_on_fail"] >= 1
    # An order to correct needs a date to propose.
    assert item["deadline"] is not None or "D2" not in item["dispositions"]


CHANGES: list[tuple[str, Callable[[str], str], int, str]] = [
    ("a shape", lambda text: text.replace("key: true", "key: 是", 1), 15, "类型不对"),
    (
        "a missing field",
        lambda text: text.replace("        answer: pass_fail_na\n", "", 1),
        12,
        "缺少",
    ),
    (
        "an unknown field",
        lambda text: text.replace("version: 1\n", "versoin: 1\n", 1),
        2,
        "versoin",
    ),
    ("a code used twice", lambda text: text.replace("CY02", "CY01", 1), 26, "重复 CY01"),
    (
        "other words",
        lambda text: text.replace("quoted: 从事", "quoted: 凡从事", 1),
        17,
        "没有“凡从事",
    ),
    (
        "no such article",
        lambda text: text.replace("第三十五条第一款", "第三百条", 1),
        17,
        "第三百条",
    ),
    ("no such version", lambda text: text.replace("2021-04-29", "2025-09-12", 1), 17, "2025-09-12"),
    ("no YAML", lambda text: text.replace("key: true", "key: [", 1), 0, "不是 YAML"),
]


@pytest.mark.parametrize(("change", "line", "said"), [row[1:] for row in CHANGES])
def test_what_is_wrong_is_told_with_its_line(
    tmp_path: Path, change: Callable[[str], str], line: int, said: str
) -> None:
    good = (FOLDER / "catering.yaml").read_text("utf-8")
    bad = tmp_path / "bad.yaml"
    bad.write_text(change(good), "utf-8")
    with pytest.raises(ChecklistWrong) as told:
        read(bad)
    assert str(told.value).startswith(f"bad.yaml:{line or ''}")
    assert said in str(told.value)


def test_two_files_of_one_code(tmp_path: Path) -> None:
    good = (FOLDER / "catering.yaml").read_text("utf-8")
    for name in ("a.yaml", "b.yaml"):
        (tmp_path / name).write_text(good, "utf-8")
    with pytest.raises(ChecklistWrong, match="food-catering"):
        checklists(tmp_path)
