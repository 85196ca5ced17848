"""Nothing is lost at any width, and no line starts with what closes."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.printing import charset, profiles, slips, tables
from backend.printing.layout import Block, no_glyph
from backend.printing.simulator import print_out
from backend.printing.wrapping import CLOSING, OPENING, Cell, balanced, cells, width, wrap
from tests.printing import golden

ANY = st.text(max_size=200)
OURS = st.text("一二三甲乙丙abcXYZ0189 ，。、）（“”《》……——:;/.-%【】!？", max_size=200)
BODY = st.text("一二三甲乙丙丁戊己庚，。、）（《》", max_size=200)


def written(text: str) -> str:
    return "".join(cell.char for cell in cells(text, no_glyph))


def bare(text: str) -> str:
    return text.replace(" ", "")


def as_text(lines: list[list[Cell]]) -> str:
    return "".join(cell.char for line in lines for cell in line)


@given(ANY | OURS, st.integers(2, 48), st.integers(2, 48))
def test_wrapping_loses_nothing_and_fits(text: str, first: int, rest: int) -> None:
    lines = wrap(cells(text, no_glyph), first, rest)
    assert bare(as_text(lines)) == bare(written(text))
    for number, line in enumerate(lines):
        assert width(line) <= (rest if number else first)


@given(OURS, st.integers(2, 48))
def test_balancing_loses_nothing_and_adds_no_line(text: str, columns: int) -> None:
    lines = balanced(cells(text, no_glyph), columns)
    assert bare(as_text(lines)) == bare(text)
    assert len(lines) == len(wrap(cells(text, no_glyph), columns, columns))
    assert all(width(line) <= columns for line in lines)


@given(BODY, st.sampled_from([16, 24, 28, 32, 44, 48]))
def test_no_line_starts_with_what_closes_or_ends_with_what_opens(text: str, columns: int) -> None:
    lines = wrap(cells(text, no_glyph), columns, columns)
    for before, after in pairwise(lines):
        crowded = all(c.char in CLOSING | OPENING for c in before[columns // 4 :])
        assert crowded or after[0].char not in CLOSING
        assert crowded or before[-1].char not in OPENING


@pytest.mark.parametrize(
    ("title", "columns", "lines"),
    [
        ("当场行政处罚决定书", 16, ["当场行政", "处罚决定书"]),
        ("行政检查结果告知书", 16, ["行政检查", "结果告知书"]),
        ("先行登记保存证据通知书", 16, ["先行登记保存", "证据通知书"]),
        ("涉嫌犯罪案件移送书一", 16, ["涉嫌犯罪案", "件移送书一"]),
        ("责令改正通知书", 16, ["责令改正通知书"]),
        ("甲乙丙。丁戊己庚辛", 16, ["甲乙丙。", "丁戊己庚辛"]),
        ("甲乙丙 丁戊己", 8, ["甲乙丙", "丁戊己"]),
        ("当场行政处罚决定书A", 16, ["当场行政处", "罚决定书A"]),
    ],
)
def test_an_odd_title_parts_no_word_of_two(title: str, columns: int, lines: list[str]) -> None:
    made = balanced(cells(title, no_glyph), columns)
    assert ["".join(cell.char for cell in line) for line in made] == lines


def test_a_dash_of_two_stays_together() -> None:
    lines = wrap(cells("甲乙丙——丁……", no_glyph), 8, 8)
    assert [as_text([line]) for line in lines] == ["甲乙", "丙——", "丁……"]


def test_words_and_numbers_stay_whole_unless_they_would_empty_a_line() -> None:
    lines = wrap(cells("信用代码92330602MA2D7K3Q7W。", no_glyph), 20, 20)
    assert [as_text([line]) for line in lines] == ["信用代码92330602MA2D", "7K3Q7W。"]
    lines = wrap(cells("限于 2026-11-30 12:00 前改正", no_glyph), 20, 20)
    assert [as_text([line]) for line in lines] == ["限于 2026-11-30", "12:00 前改正"]


@given(st.lists(st.integers(1, 100), min_size=1, max_size=14), st.sampled_from([32, 48]))
def test_columns_of_a_table_fill_the_paper_or_there_are_none(shares: list[int], room: int) -> None:
    made = tables.widths(shares, room)
    fits = 4 * len(shares) + len(shares) - 1 <= room
    assert bool(made) == fits
    if made:
        assert sum(made) + len(made) - 1 == room
        assert min(made) >= 4


@given(st.data(), st.sampled_from(list(golden.TEXT.values())))
def test_any_document_comes_out_of_the_printer_whole(
    data: st.DataObject, profile: profiles.Profile
) -> None:
    text = data.draw(ANY | OURS)
    blocks: list[Block] = [
        {"type": "title", "text": text},
        {"type": "title", "text": text},
        {"type": "number", "text": text},
        {"type": "heading", "text": text},
        {"type": "paragraph", "text": text, "indent": True},
        {"type": "pairs", "rows": [[text, text]]},
        {"type": "seal", "text": text, "date": text},
    ]
    payload = slips.emit(blocks, profile, {}, demo=True, reprint=3)
    printed = print_out(payload, profile).text.replace("\n", "")
    expected = written(text)
    once = bare(expected)
    body = once * 5 + once + "：" + once + once * 2
    marks = "重打第3次", "演示无效", "演示无效"
    assert bare(printed.removesuffix("[切纸]")) == bare("".join(marks[:2]) + body + marks[2])


@given(
    st.lists(st.lists(OURS, min_size=3, max_size=3), max_size=4),
    st.sampled_from(list(golden.TEXT.values())),
)
def test_a_table_keeps_every_character(rows: list[list[str]], profile: profiles.Profile) -> None:
    columns = [
        {"title": title, "width": share} for title, share in zip("甲乙丙", (1, 4, 2), strict=True)
    ]
    payload = slips.emit([{"type": "table", "columns": columns, "rows": rows}], profile, {})
    printed = print_out(payload, profile).text
    for char in set("".join(map("".join, rows))) - set(" -甲乙丙切纸[]"):
        assert printed.count(char) == sum(value.count(char) for row in rows for value in row)


@given(ANY)
def test_what_is_cleaned_holds_no_control_character(text: str) -> None:
    made = charset.clean(text)
    assert not any(char < " " or "\x7f" <= char <= "\x9f" for char in made)
    kept = [char for char in text if "!" <= char <= "~" or "一" <= char <= "龥"]
    assert [
        char for char in made if "!" <= char <= "~" or "一" <= char <= "龥"
    ] == kept or "\u2011" in text
