from __future__ import annotations

import csv
import hashlib
import shutil
from pathlib import Path

import pytest

from backend.matters import laws

ROWS = list(csv.DictReader((laws.FOLDER / "index.csv").read_text("utf-8").splitlines()))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["law"])
def test_each_copy_is_the_one_that_was_read(row: dict[str, str]) -> None:
    data = (laws.FOLDER / row["file"]).read_bytes()
    assert hashlib.sha256(data).hexdigest() == row["sha256"]


def test_every_file_is_listed_once() -> None:
    on_disk = {path.name for path in laws.FOLDER.glob("*.md")} - {"README.md"}
    assert on_disk == {row["file"] for row in ROWS}
    assert len({(row["law"], row["version"]) for row in ROWS}) == len(ROWS) == 29


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["law"])
def test_articles_run_from_one_without_a_gap(row: dict[str, str]) -> None:
    found = laws.articles(row["law"])
    assert [laws.parse_citation(each.article).article for each in found] == list(
        range(1, int(row["articles"]) + 1)
    )
    assert all(each.text and each.sha256 == row["sha256"] for each in found)
    # A copy that goes to the end says since when the law is in force.
    assert ("施行" in found[-1].text) == (row["complete"] == "yes")


def test_an_article_its_paragraph_and_its_item() -> None:
    whole = laws.article("食品安全法", "第五十五条")
    second = laws.article("食品安全法", "第五十五条第二款")
    assert whole.citation == "《中华人民共和国食品安全法》第五十五条"
    assert second.text.startswith("餐饮服务提供者在加工过程中应当检查待加工的食品及原料")
    assert whole.text.endswith(second.text)
    assert laws.article("食品安全法", "第55条", paragraph=2) == second
    fifth = laws.article("食品安全法", "第三十三条第一款第（五）项")
    assert fifth.text.startswith("（五）餐具、饮具和盛放直接入口食品的容器")
    assert fifth.article == "第三十三条第一款第五项"
    assert laws.article("食品安全法", "第三十三条第一款第五项") == fifth


def test_a_paragraph_after_the_items_is_the_next_one() -> None:
    second = laws.article("食品安全法", "第三十三条第二款")
    assert second.text == "非食品生产经营者从事食品贮存、运输和装卸的，应当符合前款第六项的规定。"
    assert laws.article("消防法", "第十六条第二款").text == (
        "单位的主要负责人是本单位的消防安全责任人。"
    )


def test_an_item_needs_its_paragraph_only_where_two_list_items() -> None:
    assert laws.article("食品安全法", "第三十四条第六项").text.startswith("（六）腐败变质")
    assert laws.paragraphs("消防法", "第六十条")[0][3].startswith("（三）占用、堵塞")
    assert laws.article("消防法", "第十七条第二款第三项").text.startswith("（三）实行每日防火巡查")
    with pytest.raises(laws.NotInCopy):
        laws.article("消防法", "第十七条第一款第三项")
    with pytest.raises(laws.NotInCopy):  # two of its 款 have items
        laws.article("行政复议法", "第六十五条第一项")
    assert laws.article("行政复议法", "第六十五条第二款第一项").text.startswith("（一）")


@pytest.mark.parametrize(
    ("law", "citation"),
    [
        ("食品卫生法", "第一条"),
        ("食品安全法", "第一百五十五条"),
        ("食品安全法", "第五十五条第三款"),
        ("食品安全法", "第三十四条第十四项"),
        ("浙江省消防条例", "第十九条"),
    ],
)
def test_what_the_copy_does_not_have(law: str, citation: str) -> None:
    with pytest.raises(laws.NotInCopy):
        laws.article(law, citation)


def test_a_version_that_was_not_read() -> None:
    assert laws.article("消防法", "第一条", version="2021-04-29").version == "2021-04-29"
    with pytest.raises(laws.NotInCopy):
        laws.article("消防法", "第一条", version="2019-04-23")


@pytest.mark.parametrize("text", ["五十五条", "第条", "第五十五款", "第一条第二项第三款", ""])
def test_what_is_no_citation(text: str) -> None:
    with pytest.raises(ValueError, match="citation"):
        laws.article("消防法", text)


def test_numbers_both_ways() -> None:
    assert [laws.to_chinese(n) for n in (1, 10, 11, 20, 101, 110, 119, 154, 306, 1010)] == [
        *("一", "十", "十一", "二十", "一百零一", "一百一十", "一百一十九", "一百五十四"),
        *("三百零六", "一千零一十"),
    ]
    assert all(laws.to_number(laws.to_chinese(n)) == n for n in range(1, 10_000))
    for text in ("", "五五", "百", "零", "十百", "一百〇一条"):
        with pytest.raises(ValueError, match="number"):
            laws.to_number(text)
    assert laws.to_number("一百〇一") == 101


def test_a_changed_copy_is_not_quoted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "laws"
    shutil.copytree(laws.FOLDER, folder)
    changed = folder / laws.law("消防法").file
    changed.write_text(changed.read_text("utf-8").replace("应当", "可以"), "utf-8")
    monkeypatch.setattr(laws, "FOLDER", folder)
    laws.laws.cache_clear()
    try:
        with pytest.raises(laws.CopyChanged, match="消防法"):
            laws.article("消防法", "第十六条")
    finally:
        laws.laws.cache_clear()
