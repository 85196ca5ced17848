"""Spreadsheets as people really send them: each is read right, or refused with the place named."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from backend.core.sheets import (
    Limits,
    Sheet,
    SheetWrong,
    as_day,
    as_text,
    damage,
    delimited,
    open_sheet,
    workbook,
)
from backend.core.sheets.cells import UNCALCULATED

HEADERS = ["名称", "统一社会信用代码"]
ROW = ["绍兴市越城区鑫源餐饮店", "92330602MA2D7K3Q7W"]


def text(content: bytes, name: str = "名录.csv") -> Sheet:
    return open_sheet(io.BytesIO(content), name)


def excel(fill: Callable[[Any], object], **limits: int) -> Sheet:
    book = Workbook()
    fill(book.active)
    return saved(book, **limits)


def saved(book: Workbook, **limits: int) -> Sheet:
    kept = io.BytesIO()
    book.save(kept)
    return open_sheet(kept, "名录.xlsx", limits=Limits(**limits))


def appended(*rows: list[Any]) -> Callable[[Any], object]:
    return lambda sheet: [sheet.append(row) for row in rows]


def refused(content: bytes, name: str = "名录.csv") -> str:
    with pytest.raises(SheetWrong) as caught:
        list(text(content, name).rows())
    return caught.value.words


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_csv_is_read_in_every_encoding_and_delimiter(encoding: str, delimiter: str) -> None:
    lines = [delimiter.join(HEADERS), delimiter.join(ROW), "", delimiter.join(ROW)]
    sheet = text("\r\n".join(lines).encode(encoding))
    assert sheet.headers == HEADERS
    assert list(sheet.rows()) == [(2, ROW), (4, ROW)]
    assert list(sheet.rows()) == [(2, ROW), (4, ROW)]  # as often as one likes


def test_quotes_hold_delimiters_and_line_breaks() -> None:
    sheet = text('名称,地址\n"鑫源, 分店","府山街道\n27号"\n'.encode())
    assert list(sheet.rows()) == [(2, ["鑫源, 分店", "府山街道\n27号"])]


def test_short_rows_are_filled_up_and_long_ones_stay_long() -> None:
    sheet = text("名称,地址,电话\n鑫源\n鑫源,越城区,1,2,,\n".encode())
    assert [cells for _, cells in sheet.rows()] == [["鑫源", "", ""], ["鑫源", "越城区", "1", "2"]]


def test_two_encodings_in_one_file_are_told_apart_by_line() -> None:
    mixed = "名称,地址\n鑫源餐饮店,越城区\n".encode() + "宏达布行,柯桥区\n".encode("gb18030")
    assert "第 1 行是 UTF-8，第 3 行是 GB18030" in refused(mixed)


def test_a_gb18030_file_with_a_line_that_could_be_utf_8_is_no_mixture() -> None:
    sheet = text("名称,地址\n联通,越城区\n联通,1\n".encode("gb18030"))
    assert [cells[0] for _, cells in sheet.rows()] == ["联通", "联通"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "空的"),
        (b"\n\n", "没有内容"),
        ("名称,名称\n鑫源,宏达\n".encode(), "“名称”出现了两次（第 1 列和第 2 列）"),
        ("名称,,地址\n鑫源,1,2\n".encode(), "第 2 列没有表头"),
        ('名称,地址\n"鑫源,越城区\n'.encode(), "引号没有成对"),
        ("名称,地址\n鑫源\0,越城区\n".encode(), "第 2 行含有无法保存的字符"),
        ("名称,地址\n鑫源,越城区".encode()[:-1], "末尾少了半个字"),
        ("名称,地址\n".encode() + b"\xe9\xff\n,\n", "第 2 行的文字读不出来"),
        ("名称，地址，电话\n".encode(), "中文逗号"),
        ("名称,地址\n".encode("utf-16"), "UTF-16"),
    ],
)
def test_a_csv_that_cannot_be_taken_is_told_why(content: bytes, words: str) -> None:
    assert words in refused(content)


def test_only_the_two_kinds_are_taken() -> None:
    assert "旧版" in refused(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "名录.xls")
    assert "加了密码" in refused(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "名录.xlsx")
    assert "只接受" in refused(b"%PDF-1.7", "名录.pdf")
    assert "损坏" in refused(b"PK\x03\x04 and nothing", "名录.xlsx")
    assert "不是真正的" in refused(b"a,b", "名录.xlsx")


def test_a_workbook_comes_as_text() -> None:
    day = datetime(2026, 1, 5)
    sheet = excel(
        appended(
            [None, None],
            ["越城区餐饮名录", None, None],
            ["名称", "成立日期", "人数", "连锁", "注册号"],
            ["鑫源", day, 12, True, 330602000012345],
            ["宏达", day.replace(hour=8), 1.5, False, 913306021234567890],
        )
    )
    assert (sheet.header_row, sheet.headers[0]) == (3, "名称")
    assert list(sheet.rows()) == [
        (4, ["鑫源", "2026-01-05", "12", "是", "330602000012345"]),
        (5, ["宏达", "2026-01-05 08:00:00", "1.5", "否", "9.13306021234568E+17"]),
    ]


def test_what_excel_did_to_a_cell_is_told() -> None:
    assert "后面几位已经丢失" in damage("9.13306021234568E+17", code=True)
    assert "后面几位已经丢失" in damage("9.13306E+17", code=True)
    assert damage("92330602MA2D7K3Q7W", code=True) == ""
    assert damage("3E5") == ""  # a name may be so
    assert "#N/A" in damage("#N/A")
    assert as_text(1e20) == "1.00000000000000E+20"


@pytest.mark.parametrize(
    "said",
    [
        *("2026-01-05", "2026/1/5", "2026年1月5日", "20260105", "46027", "2026-01-05 00:00:00"),
        "２０２６－０１－０５",
    ],
)
def test_a_day_is_read_as_people_write_it(said: str) -> None:
    assert as_day(said) == date(2026, 1, 5)


@pytest.mark.parametrize("said", ["2026-02-30", "46", "2026", "明天", "99999999", "1.5"])
def test_what_is_no_day_is_none(said: str) -> None:
    assert as_day(said) is None


def with_formulas(*cells: str) -> Sheet:
    """A row of such cells, as the XML of a sheet has them."""
    kept, mended = io.BytesIO(), io.BytesIO()
    book = Workbook()
    appended(HEADERS, ["A", "B"])(book.active)
    book.save(kept)
    row = "".join(cells)
    with zipfile.ZipFile(kept) as old, zipfile.ZipFile(mended, "w") as new:
        for each in old.infolist():
            content = old.read(each)
            if each.filename == "xl/worksheets/sheet1.xml":
                begin, end = content.index(b'<row r="2"'), content.rindex(b"</sheetData>")
                content = content[:begin] + f'<row r="2">{row}</row>'.encode() + content[end:]
            new.writestr(each.filename, content)
    return open_sheet(mended, "名录.xlsx")


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ('<c r="A2"><f>B2</f></c>', UNCALCULATED),
        ('<c r="A2"><f>B2</f><v></v></c>', UNCALCULATED),  # as openpyxl and others write it
        ('<c r="A2"><f>B2</f><v/></c>', UNCALCULATED),
        ('<c r="A2"><f t="shared" si="0"/></c>', UNCALCULATED),
        ('<c r="A2" t="str"><f>B2</f></c>', UNCALCULATED),
        ('<c r="A2" t="str"><f>B2</f><v></v></c>', ""),  # came to an empty text
        ('<c r="A2" t="str"><f>B2</f><v>鑫源</v></c>', "鑫源"),
        ('<c r="A2"><f>1+1</f><v>2</v></c>', "2"),
        ('<c r="A2"><f>1-1</f><v>0</v></c>', "0"),
        ('<c r="A2" t="e"><f>1/0</f><v>#DIV/0!</v></c>', "#DIV/0!"),
        ('<c r="A2" s="0"/>', ""),
        ("", ""),
    ],
)
def test_a_formula_that_was_never_calculated_is_not_empty(cell: str, text: str) -> None:
    sheet = with_formulas(cell, '<c r="B2" t="str"><v>尾</v></c>')
    assert list(sheet.rows()) == [(2, [text, "尾"])]


def test_what_openpyxl_wrote_as_a_formula_is_told() -> None:
    sheet = excel(appended(HEADERS, ['="鑫"&"源"', "1"]))
    [(_, cells)] = sheet.rows()
    assert "在 Excel 里打开、保存一次再导入" in damage(cells[0])


def test_a_header_that_is_no_text_is_refused() -> None:
    with pytest.raises(SheetWrong) as caught:
        excel(appended(["名称", "=B9"], ROW))
    assert "第 1 行第 2 列的表头：这一格是公式" in caught.value.words


def test_rows_and_cells_that_the_file_leaves_out_are_empty() -> None:
    def spread(sheet: Any) -> None:
        appended(HEADERS, ROW)(sheet)
        sheet["B5"] = "尾"
        sheet["A900"] = "头"

    assert [*excel(spread).rows()][1:] == [(5, ["", "尾"]), (900, ["头", ""])]


def test_merged_cells_in_the_data_are_refused_and_over_the_header_not() -> None:
    def titled(sheet: Any) -> None:
        appended(["名录", None], HEADERS, ROW)(sheet)
        sheet.merge_cells("A1:B1")

    def merged(sheet: Any) -> None:
        appended(HEADERS, ROW, [None, ROW[1]])(sheet)
        sheet.merge_cells("A2:A3")

    assert list(excel(titled).rows()) == [(3, ROW)]
    with pytest.raises(SheetWrong, match="sheet-wrong") as caught:
        list(excel(merged).rows())
    assert "合并单元格（A2:A3）" in caught.value.words


def test_hidden_and_further_sheets_are_left_out_and_said() -> None:
    book = Workbook()
    appended(HEADERS, ROW)(book.active)
    book.create_sheet("说明")
    book.create_sheet("字典").sheet_state = "hidden"
    sheet = saved(book)
    assert [cells for _, cells in sheet.rows()] == [ROW]
    assert "隐藏的工作表没有读：字典" in sheet.notes
    assert any("其余 1 张没有读" in note for note in sheet.notes)


def test_empty_rows_without_end_are_not_read_to_their_end() -> None:
    def styled_to_the_end(sheet: Any) -> None:
        appended(HEADERS, ROW)(sheet)
        sheet["A1048576"] = "   "

    sheet = excel(styled_to_the_end)
    assert list(sheet.rows()) == [(2, ROW)]
    assert "后面没有再读" in sheet.notes[0]


def test_a_zip_bomb_is_not_opened() -> None:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 8_000_000)
    assert "异常地大" in refused(kept.getvalue(), "名录.xlsx")


def test_a_workbook_that_declares_entities_is_not_opened() -> None:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as archive:
        archive.writestr("xl/workbook.xml", '<!DOCTYPE x [<!ENTITY a "b">]><workbook/>')
    assert "不允许的声明" in refused(kept.getvalue(), "名录.xlsx")


@pytest.mark.parametrize(
    ("limits", "words"),
    [
        ({"file_bytes": 100}, "文件超过"),
        ({"unpacked_bytes": 100}, "解开后超过"),
        ({"columns": 1}, "超过 1 列"),
        ({"rows": 1}, "超过 1 行"),
    ],
)
def test_more_than_the_limits_is_refused(limits: dict[str, int], words: str) -> None:
    with pytest.raises(SheetWrong) as caught:
        list(excel(appended(HEADERS, ROW, ROW), **limits).rows())
    assert words in caught.value.words


@pytest.mark.parametrize(
    "said", ["=1+1", "+86", "-5", "@SUM(A1)", "\tx", "=cmd|' /C calc'!A1", "＝1"]
)
def test_no_written_cell_becomes_a_formula(said: str) -> None:
    book = load_workbook(io.BytesIO(workbook("名录", ["名称", "备注"], [["鑫源", said]])))
    cell: Any = book.active["B2"]  # type: ignore[index]
    assert (cell.data_type, cell.value, cell.quotePrefix) == ("s", said, True)
    assert delimited(["名称"], [[said]]).decode("utf-8-sig").splitlines()[1].lstrip('"')[0] == "'"


@pytest.mark.parametrize(("write", "name"), [(delimited, "a.csv"), (None, "a.xlsx")])
def test_what_was_written_is_read_back_as_it_was(write: Any, name: str) -> None:
    rows = [["=1+1", "007"], ["-", "鑫源,\n分店"]]
    content = write(["甲", "乙"], rows) if write else workbook("名录", ["甲", "乙"], rows)
    assert [cells for _, cells in text(content, name).rows()] == rows


def test_the_header_of_a_written_workbook_stays_in_sight() -> None:
    book = load_workbook(io.BytesIO(workbook("名录/2026", ["名称"], [["鑫源\x00"]])))
    assert book.active is not None
    assert (book.active.freeze_panes, book.active.title) == ("A2", "名录_2026")
