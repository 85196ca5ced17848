"""Workbooks: out and in again the same; XLSForm's names understood; what cannot be said is told."""

from __future__ import annotations

import io
from typing import Any

import pytest

from backend.core.sheets import SheetWrong, workbook
from backend.matters import checking, comparing, editing, expressions, forms, xlsform
from tests.matters.conftest import item, tree

YES = {"==": [{"var": "answers.XC01"}, "fail"]}
ANSWERS: list[Any] = [
    "grade3",
    "national",
    "yes_no_na",
    {"type": "number", "min": -18, "max": 8.5, "decimals": 1, "unit": "℃"},
    {"type": "number"},
    {
        "type": "single",
        "options": [{"value": "a", "label": "甲；乙"}, {"value": "b-1", "label": "丙=丁"}],
    },
    {"type": "multi", "options": [{"value": "x", "label": "一"}, {"value": "y", "label": "二"}]},
    {"type": "text", "max": 200},
    {"type": "photo", "min": 2},
    {"type": "date"},
    {"type": "signature"},
    {"type": "scan"},
    {"type": "location"},
    {
        "type": "table",
        "columns": [
            {"key": "name", "label": "品名", "type": "text"},
            {"key": "count", "label": "数量|件", "type": "number"},
        ],
        "max_rows": 20,
    },
]


def again(given: dict[str, Any]) -> xlsform.Reading:
    return xlsform.read(io.BytesIO(xlsform.write(given, "x")), "x.xlsx")


def read(headers: list[str], *rows: list[str], choices: list[list[str]] | None = None) -> Any:
    more = [("choices", ["list_name", "name", "label"], choices)] if choices else []
    data = workbook("survey", headers, rows, *more)
    return xlsform.read(io.BytesIO(data), "x.xlsx")


@pytest.mark.parametrize("form", forms(), ids=lambda form: str(form["code"]))
def test_the_published_forms_come_back_as_they_were(form: dict[str, Any]) -> None:
    head = {key: form[key] for key in ("title", "field", "object", "source")}
    given = head | {"matters": [], "sections": checking.written(form["sections"])}
    reading = again(given)
    assert (reading.wrong, reading.notes) == ([], [])
    assert reading.tree == given


def test_the_matters_come_back_by_their_codes() -> None:
    given = tree(matters=["01310604000001", "01310604000002"])
    assert again(given).tree == given


def test_a_sheet_without_a_head_says_nothing_of_matters() -> None:
    sheet = "检查内容,依据\n有许可证,\n".encode()
    assert "matters" not in xlsform.read(io.BytesIO(sheet), "表.csv").tree


@pytest.mark.parametrize("answer", ANSWERS, ids=str)
def test_every_kind_of_answer_comes_back(answer: Any) -> None:
    given = tree(item("XC01"), item("XC02", answer=answer))
    assert again(given).tree == given


@pytest.mark.parametrize(
    "changes",
    [
        {"show_if": YES},
        {"show_if": {"and": [YES, {"!": [YES]}, {"or": [YES, {"!!": [{"var": "answers.XC01"}]}]}]}},
        {"show_if": {"in": [{"var": "answers.XC01"}, ["fail", "na"]]}},
        {"show_if": {"missing": ["answers.XC01"]}},
        {"fails": ["fail", "na"]},
        {"answer": {"type": "number"}, "fails": {"<": [{"var": "value"}, 60]}},
        {"answer": {"type": "number"}, "fails": {"<": [{"*": [{"var": "value"}, 2]}, -1.5]}},
        {"score": 2.5, "points": {"basic": 1.5}},
        {"required": False},
        {"required": True},
        {"deadline": None},
        {"deadline": {"mode": "workdays", "days": 10}},
        {"basis": [{"law": "操作规范（试行）：第一版", "checked": False}]},
        {"basis": []},
        {"typical": ["有；号", "第二"]},
        {"typical": []},
        {"how": "=1+1\n第二行", "measure": "-cmd|' /C calc'!A0"},
    ],
    ids=str,
)
def test_every_entry_comes_back(changes: dict[str, Any]) -> None:
    given = tree(item("XC01"), item("XC02", **changes))
    assert again(given).tree == given


def test_xlsform_is_understood() -> None:
    reading = read(
        ["type", "name", "label", "hint", "required", "relevant", "constraint"],
        ["begin_group", "g1", "后厨", "", "", "", ""],
        ["select_one yesno", "clean", "后厨干净", "看地面", "yes", "", ""],
        ["select_one shop", "kind", "店的类型", "", "", "", ""],
        ["decimal", "temp", "冷藏温度", "", "", "${clean}='yes'", ". >= -20 and . <= 8"],
        ["image", "photo", "拍后厨", "", "", "selected(${kind}, 'a') or ${temp} > 8", ""],
        ["end_group", "", "", "", "", "", ""],
        choices=[
            ["yesno", "yes", "是"],
            ["yesno", "no", "否"],
            ["shop", "a", "甲"],
            ["shop", "b", "乙"],
        ],
    )
    assert reading.wrong == []
    [section] = reading.tree["sections"]
    assert section["title"] == "后厨"
    clean, kind, temp, photo = section["items"]
    assert (clean["answer"], clean["required"]) == ("yes_no_na", True)
    assert [each["label"] for each in kind["answer"]["options"]] == ["甲", "乙"]
    assert temp["answer"] == {"type": "number", "decimals": 2, "min": -20, "max": 8}
    assert temp["show_if"] == {"==": [{"var": f"answers.{clean['code']}"}, "yes"]}
    assert photo["show_if"] == {
        "or": [
            {"in": ["a", {"var": f"answers.{kind['code']}"}]},
            {">": [{"var": f"answers.{temp['code']}"}, 8]},
        ]
    }


def test_columns_people_know() -> None:
    reading = read(
        ["类别", "序号", "检查内容", "检查要领", "重点项", "检查依据", "处置", "整改期限", "备注"],
        [
            "许可",
            "1",
            "有许可证",
            "看证",
            "★",
            "食品安全法第三十五条第一款",
            "责令限期改正",
            "15日",
            "",
        ],
        ["", "2", "证没有过期", "看日期", "", "某某规范", "当场改正、D8", "10个工作日", ""],
    )
    assert reading.wrong == []
    assert any("备注" in each for each in reading.notes)
    [section] = reading.tree["sections"]
    first, second = section["items"]
    assert (first["key"], first["basis"][0]["version"]) == (True, "2021-04-29")
    assert second["basis"] == [{"law": "某某规范", "checked": False}]
    assert (second["dispositions"], second["deadline"]) == (
        ["D1", "D8"],
        {"mode": "workdays", "days": 10},
    )


@pytest.mark.parametrize(
    ("header", "cell", "said"),
    [
        ("答案类型", "猜一猜", "没有“猜一猜”这种答案类型"),
        ("重点项", "也许", "请写“是”或“否”"),
        ("分值", "两分", "不是数字"),
        ("处置", "罚款", "没有“罚款”这种处置"),
        ("整改期限", "尽快", "15 日"),
        ("显示条件", "${没有这项} = 1", "没有编号或名称为“没有这项”的项目"),
        ("显示条件", "${XC01} =", "没有写完"),
        ("显示条件", "position(${XC01}) = 1", "不支持“position”"),
        ("type", "calculate", "不支持 calculate"),
        ("type", "begin_repeat", "重复组"),
        ("type", "select_one 没有", "choices 表里没有"),
        ("constraint", "regex(., 'x')", "只支持数字的范围"),
        ("calculation", "1+1", "不支持计算列"),
    ],
)
def test_what_cannot_be_taken_over_is_told_with_its_row(header: str, cell: str, said: str) -> None:
    more = ["type"] if header == "constraint" else []
    row = ["XC01", "有许可证", cell, *(["integer"] if more else [])]
    reading = read(["编号", "检查内容", header, *more], row)
    [wrong] = reading.wrong
    assert (wrong["row"], wrong["column"]) == (2, "type" if more else header)
    assert said in wrong["words"]


@pytest.mark.parametrize(
    "text",
    [
        "((((((((((((((((((((((1))))))))))))))))))))))",
        "${A} and",
        "'",
        "1 2",
        "not 1",
        "{",
        "a" * 2000,
    ],
)
def test_no_condition_breaks_the_reader(text: str) -> None:
    with pytest.raises(expressions.Untranslatable):
        expressions.parse(text, {"A": "XC01"})


def test_a_file_without_what_is_checked_is_no_form() -> None:
    with pytest.raises(SheetWrong) as refused:
        read(["列1", "列2"], ["甲", "乙"])
    assert "没有“检查内容”这一列" in refused.value.words


def test_more_than_a_form_holds_is_refused_before_it_is_read() -> None:
    with pytest.raises(SheetWrong) as refused:
        read(["检查内容"], *[[f"第 {n} 项"] for n in range(editing.MOST_ITEMS + 1)])
    assert f"最多 {editing.MOST_ITEMS} 项" in refused.value.words


@pytest.mark.parametrize(
    ("said", "kind"),
    [("是否", "yes_no_na"), ("数值", "number"), ("文本", "text"), ("单选题", "single")],
)
def test_kinds_of_answer_are_called_as_people_call_them(said: str, kind: str) -> None:
    reading = read(["检查内容", "答案类型", "选项"], ["亮证", said, "甲；乙"])
    [section] = reading.tree["sections"]
    answer = section["items"][0]["answer"]
    assert (answer if isinstance(answer, str) else answer["type"]) == kind


def test_words_of_a_choice_mean_its_value() -> None:
    logic = expressions.parse("${XC01} = '不符合' 且 ${XC01} ≠ ''", {"XC01": "XC01"})
    meant = expressions.choices_meant(logic, {"XC01": {"fail": "不符合"}})
    assert meant == {"and": [YES, {"!!": [{"var": "answers.XC01"}]}]}


def test_versions_are_compared_item_by_item() -> None:
    old = tree(item("XC01"), item("XC02"), item("XC03"))
    new = tree(item("XC03"), item("XC01", text="换了说法的检查内容"), item("XC04"))
    found = [(each["kind"], each["code"]) for each in comparing.compare(old, new)]
    assert found == [
        ("moved", "XC03"),
        ("changed", "XC01"),
        ("added", "XC04"),
        ("removed", "XC02"),
    ]
    assert comparing.compare(old, old) == []


def test_a_cell_that_excel_has_not_calculated_is_told() -> None:
    found = read(["检查内容", "依据"], ["有许可证", "#公式没有值"], ["#REF!", ""])
    assert [(each["row"], each["column"]) for each in found.wrong] == [(2, "依据"), (3, "检查内容")]
    assert "保存一次再导入" in found.wrong[0]["words"]
    with pytest.raises(SheetWrong, match="sheet-wrong") as caught:
        read(["检查内容", "类型"], ["甲", "select_one 一"], choices=[["一", "1", "#N/A"]])
    assert "工作表“choices”第 2 行" in caught.value.words
