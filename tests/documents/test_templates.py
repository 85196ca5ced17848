from __future__ import annotations

from pathlib import Path

import pytest
import rfc8785

from backend.documents.blocks import RenderError, render
from backend.documents.templates import FOLDER, TemplateError, compile_text, load, main

HEAD = """\
文书: probe
名称: 试样
版本: 1
依据: 试样
字段:
  机关名称: {取自: agency_name, 必填: 是}
  问题: {取自: problems, 必填: 是, 各项: {事实: facts}}
  记载: {取自: checks, 必填: 否, 各项: 一条}
正文:
"""


def test_the_published_templates_are_sound() -> None:
    programs = load()
    assert set(programs) == {"record", "rectification_order"}
    for program in programs.values():
        assert rfc8785.dumps(program)
        kinds = str(program["blocks"])
        for needed in ("'title'", "'number'", "'end'", "'signatures'", "'seal'", "'qr'"):
            assert needed in kinds, (program["kind"], needed)


@pytest.mark.parametrize(
    ("kind", "labels"),
    [
        (
            "record",
            "机关名称 文号 检查日期 当事人名称 检查事由 检查事项 检查地点 检查类别 开始时间 "
            "结束时间 检查人员 记录人 现场人员姓名 现场人员身份 出示证件情况 回避告知与答复 "
            "检查情况 检查结果",
        ),
        (
            "rectification_order",
            "机关名称 文号 日期 当事人名称 存在问题 改正期限 期限届满日 复议期限 行政复议机关 "
            "起诉期限 管辖法院 执法人员 签收人",
        ),
    ],
)
def test_what_the_law_asks_for_is_mandatory(kind: str, labels: str) -> None:
    fields = load()[kind]["fields"].values()
    assert set(labels.split()) <= {one["label"] for one in fields if one["required"]}


MISTAKES = [
    ("  - 标体: x", 10, "标体", "不认识这个键"),
    ("  - 标题: '{机关名}'", 10, "标题", "没有“机关名”这个字段，可用：机关名称、问题、记载"),
    ("  - 标题: '{机关名称|大写}'", 10, "标题", "没有“大写”这种写法，可用：日期、"),
    ("  - 标题: '{机关名称'", 10, "标题", "花括号里应为"),
    ("  - 标题: '{机关名称.__class__}'", 10, "标题", "没有“机关名称.__class__”这个字段"),
    ("  - 标题: '{{ 7*7 }}'", 10, "标题", "花括号里应为"),
    ("  - 段落: '{事实}'", 10, "段落", "没有“事实”这个字段"),
    ("  - 标题: x\n    段落: y", 10, "正文", "一块只能写一样，这里写了标题、段落"),
    ("  - 分割线", 10, "正文", "只能是分隔线、以下空白、裁切"),
    ("  - 标题: ''", 10, "标题", "不能为空"),
    ("  - 标题: [x]", 10, "标题", "应为文字"),
    ("  - 如果: 机关名称", 10, "如果", "缺少“那么”"),
    ("  - 那么: [分隔线]", 10, "那么", "不能单独出现"),
    ("  - 如果: 机关名称\n    那么: [分隔线]\n    标题: x", 12, "标题", "不能和“如果”写在一起"),
    ("  - 每项: 机关名称\n    内容: [分隔线]", 10, "每项", "不是写明了“各项”的字段"),
    ("  - 每项: 问题\n    内容:\n      - 段落: '{一条}'", 12, "段落", "没有“一条”这个字段"),
    ("  - 签名: [{角色: 店长, 标签: x}]", 10, "角色", "只能是当事人、执法人员、见证人"),
    ("  - 签名: [{角色: 当事人, 标签: x, 每项: 问题}]", 10, "签名", "就要写“姓名”"),
    ("  - 表格: {每项: 问题, 列: [{标题: a, 宽: 0, 内容: b}]}", 10, "宽", "不能小于 1"),
    ("  - 印章: {文字: x}", 10, "印章", "缺少“日期”"),
    ("  - 二维码: {内容: x, 说明: y, 大小: 3}", 10, "大小", "不认识这个键，可用：内容、说明"),
    ("  - 标题: x\n    标题: y", 11, "标题", "与第10行重复"),
    ("  - 标题: &a x\n  - 标题: *a", 11, "*a", "不能用别名"),
    ("  - 标题: !!python/object/apply:os.system [id]", 10, "标题", "应为文字"),
    ("  - 标题: {", 11, "全文", "不是合格的 YAML"),
]


@pytest.mark.parametrize(("body", "line", "key", "what"), MISTAKES, ids=[m[0] for m in MISTAKES])
def test_a_mistake_is_told_with_file_line_and_key(
    body: str, line: int, key: str, what: str
) -> None:
    with pytest.raises(TemplateError) as caught:
        compile_text(HEAD + body + "\n", "probe.yaml")
    error = caught.value
    assert (error.file, error.key) == ("probe.yaml", key), str(error)
    assert error.line == line, str(error)
    assert what in str(error)
    assert str(error).startswith(f"probe.yaml 第{line}行 “{key}”：")


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("版本: 1", "版本: 一", "应为整数"),
        ("版本: 1", "版本: 0", "不能小于 1"),
        ("依据: 试样\n", "", "缺少“依据”"),
        ("必填: 否", "必填: 不", "只能是是、否"),
        ("取自: checks", "取自: problems", "problems 已经有名字了"),
        ("取自: checks", "取自: __class__", "写法不对"),
        ("文书: probe", "文书: probe\n作者: x", "不认识这个键"),
    ],
)
def test_a_mistake_in_the_head(old: str, new: str, what: str) -> None:
    with pytest.raises(TemplateError, match=what):
        compile_text(HEAD.replace(old, new) + "  - 分隔线\n", "probe.yaml")


def test_an_empty_file_and_a_wrong_name_are_told(tmp_path: Path) -> None:
    with pytest.raises(TemplateError, match=r"文件是空的"):
        compile_text("", "probe.yaml")
    (tmp_path / "other.yaml").write_text(HEAD + "  - 分隔线\n", "utf-8")
    with pytest.raises(TemplateError, match=r"应与文件名相同：other"):
        load(tmp_path)


def test_a_template_reads_nothing_but_its_data() -> None:
    text = HEAD.replace("agency_name", "secret.key") + "  - 标题: '{机关名称}'\n"
    program = compile_text(text, "probe.yaml")
    with pytest.raises(RenderError, match=r"probe：secret 没有值"):
        render(program, {"agency_name": "某局"})


def test_what_a_company_calls_itself_is_never_read_as_a_template() -> None:
    program = compile_text(HEAD + "  - 标题: '{机关名称}'\n", "probe.yaml")
    name = '{问题} {{7*7}} {% x %} #read("/etc/passwd") ${a}'
    assert render(program, {"agency_name": name}) == [{"type": "title", "text": name}]


def test_the_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check"]) == 0
    assert "record 现场检查笔录 第" in capsys.readouterr().out
    assert main(["print", "record"]) == 0
    assert capsys.readouterr().out.startswith('{"record":{"basis"')


def test_the_files_say_what_they_rest_on() -> None:
    for file in FOLDER.glob("*.yaml"):
        assert "依据: " in file.read_text("utf-8")
