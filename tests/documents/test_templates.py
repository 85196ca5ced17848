from __future__ import annotations

from pathlib import Path

import pytest
import rfc8785

from backend.documents.blocks import RenderError, render, roles
from backend.documents.facts import KNOWN, facts, value_at
from backend.documents.samples import source
from backend.documents.sources import TemplateError
from backend.documents.templates import FOLDER, compile_text, load, main, read_all

HEAD = """\
文书: probe
名称: 试样
版本: 1
依据: 试样
办理: {文种: 样, 文号: 需要时, 现场: 可以加, 盖章: [], 小票: 副本, 给当事人: 是}
字段:
  机关名称: {取自: agency_name, 必填: 是}
  问题: {取自: problems, 必填: 是, 各项: {事实: facts}}
  记载: {取自: checks, 必填: 否, 各项: 一条}
正文:
"""


def test_the_published_templates_are_sound() -> None:
    programs = load()
    assert len(programs) == 22
    for program in programs.values():
        assert rfc8785.dumps(program)
        kinds = str(program["blocks"])
        for needed in ("'title'", "'number'", "'end'", "'qr'"):
            assert needed in kinds, (program["kind"], needed)


def test_what_is_signed_on_site_has_room_for_party_and_witness() -> None:
    for one in read_all():
        signed = {"party", "witness"} <= roles(one.program)
        assert signed == (one.handling["site"] != "office"), one.program["kind"]


def test_a_document_without_a_seal_on_it_names_no_way_to_seal() -> None:
    for one in read_all():
        sealed = "'seal'" in str(one.program["blocks"])
        assert bool(one.handling["seals"]) == sealed, one.program["kind"]


def test_an_interview_is_signed_on_every_page() -> None:
    assert [one.program["kind"] for one in read_all() if one.handling["each_page"]] == [
        "interview_record"
    ]


def test_every_path_that_templates_may_take_is_there_and_explained() -> None:
    known = facts("on_spot_penalty", source())
    explained = (FOLDER / "README.md").read_text("utf-8")
    for path in KNOWN:
        value_at(known, path)
        assert f"`{path}`" in explained, path


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
        (
            "approval_form",
            "检查事项 检查依据 任务来源 检查类型 检查频次 开始日期 结束日期 检查方式 检查人员 "
            "协助人员数 承办意见 审批意见 负责人",
        ),
        (
            "inspection_notice",
            "文号 当事人名称 检查依据 检查事项 开始日期 检查方式 检查人员 联系人 联系电话 日期",
        ),
        ("random_notice", "文号 当事人名称 检查依据 检查事项 抽取任务 检查人员 联系电话"),
        (
            "scene_record",
            "天气 勘验地点 开始时间 结束时间 勘验人 记录人 勘验情况 现场人员姓名 出示证件情况 "
            "回避告知与答复",
        ),
        (
            "interview_record",
            "开始时间 结束时间 第几次 地点 被询问人 性别 年龄 身份证号 单位和职务 住址 询问人 "
            "记录人 告知答复 问答",
        ),
        ("recheck_opinion", "原文书文号 原文书日期 原决定内容 复查意见 复查人员 签收人 日期"),
        (
            "on_spot_penalty",
            "当事人名称 违法事实和证据 违反条款 处罚依据 处罚种类 处罚时间 处罚地点 陈述申辩 "
            "复议期限 行政复议机关 管辖法院 机关名称 执法人员",
        ),
        (
            "preservation_notice",
            "涉嫌行为 批准人 批准时间 保存地点 开始日期 届满日期 物品 执法人员 签收人",
        ),
        ("sampling_receipt", "抽样时间 抽样地点 样品 执法人员 现场人员姓名"),
        ("photo_sheet", "案由 照片 当事人确认意见 执法人员 现场人员姓名"),
        ("service_address", "当事人名称 送达地址 联系电话 电子送达 现场人员姓名"),
        ("service_receipt", "案由 受送达人 文书 送达地点 送达时间 送达方式 送达人 收件人"),
        ("case_transfer", "受移送机关 案名 移送理由 移送依据 材料"),
        ("crime_transfer", "公安机关 批准人 批准时间 调查报告 物品清单 检验鉴定 承办人"),
        ("result_notice", "检查结果 公示告知 执法人员 签收人"),
        ("file_index", "目录"),
        ("file_cover", "案由 处理结果 办结日期 承办人 归档号 保管期限"),
        ("authorisation", "委托人 受委托人 职务 身份证号 委托权限"),
    ],
)
def test_what_the_law_asks_for_is_mandatory(kind: str, labels: str) -> None:
    fields = load()[kind]["fields"].values()
    assert set(labels.split()) <= {one["label"] for one in fields if one["required"]}


MISTAKES = [
    ("  - 标体: x", 11, "标体", "不认识这个键"),
    ("  - 标题: '{机关名}'", 11, "标题", "没有“机关名”这个字段，可用：机关名称、问题、记载"),
    ("  - 标题: '{机关名称|大写}'", 11, "标题", "没有“大写”这种写法，可用：日期、"),
    ("  - 标题: '{机关名称'", 11, "标题", "花括号里应为"),
    ("  - 标题: '{机关名称.__class__}'", 11, "标题", "没有“机关名称.__class__”这个字段"),
    ("  - 标题: '{{ 7*7 }}'", 11, "标题", "花括号里应为"),
    ("  - 段落: '{事实}'", 11, "段落", "没有“事实”这个字段"),
    ("  - 标题: x\n    段落: y", 11, "正文", "一块只能写一样，这里写了标题、段落"),
    ("  - 分割线", 11, "正文", "只能是分隔线、以下空白、裁切"),
    ("  - 标题: ''", 11, "标题", "不能为空"),
    ("  - 标题: [x]", 11, "标题", "应为文字"),
    ("  - 如果: 机关名称", 11, "如果", "缺少“那么”"),
    ("  - 那么: [分隔线]", 11, "那么", "不能单独出现"),
    ("  - 如果: 机关名称\n    那么: [分隔线]\n    标题: x", 13, "标题", "不能和“如果”写在一起"),
    ("  - 每项: 机关名称\n    内容: [分隔线]", 11, "每项", "不是写明了“各项”的字段"),
    ("  - 每项: 问题\n    内容:\n      - 段落: '{一条}'", 13, "段落", "没有“一条”这个字段"),
    ("  - 签名: [{角色: 店长, 标签: x}]", 11, "角色", "只能是当事人、执法人员、见证人"),
    ("  - 签名: [{角色: 当事人, 标签: x, 每项: 问题}]", 11, "签名", "就要写“姓名”"),
    ("  - 表格: {每项: 问题, 列: [{标题: a, 宽: 0, 内容: b}]}", 11, "宽", "不能小于 1"),
    ("  - 印章: {文字: x}", 11, "印章", "缺少“日期”"),
    ("  - 照片: {指纹: x, 每页: 3, 说明: {a: b}}", 11, "每页", "只能是2、4"),
    ("  - 二维码: {内容: x, 说明: y, 大小: 3}", 11, "大小", "不认识这个键，可用：内容、说明"),
    ("  - 标题: x\n    标题: y", 12, "标题", "与第11行重复"),
    ("  - 标题: &a x\n  - 标题: *a", 12, "*a", "不能用别名"),
    ("  - 标题: !!python/object/apply:os.system [id]", 11, "标题", "应为文字"),
    ("  - 标题: {", 12, "全文", "不是合格的 YAML"),
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
        ("取自: checks", "取自: secret.key", "检查记录里没有 secret.key"),
        ("取自: agency_name", "填写: agency_name, 取自: agency_name", "只写一个"),
        ("取自: agency_name", "取自: agency_name, 式样: 长文", "只有“填写”的字段才用得上"),
        ("取自: agency_name", "填写: a, 式样: 清单", "清单和照片要写“各项”"),
        ("取自: agency_name", "填写: a, 预填: nowhere", "检查记录里没有 nowhere"),
        ("各项: {事实: facts}", "各项: {事实: facts}, 可空: [原因]", "各项里没有“原因”"),
        ("文号: 需要时", "文号: 随意", "只能是接收任务时、需要时、随检查笔录"),
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
    text = HEAD.replace("agency_name", "party.name") + "  - 标题: '{机关名称}'\n"
    program = compile_text(text, "probe.yaml")
    with pytest.raises(RenderError, match=r"probe：party 没有值"):
        render(program, {"agency_name": "某局"})


def test_an_agency_has_a_version_of_its_own_under_a_number_of_its_own(tmp_path: Path) -> None:
    probe = HEAD + "  - 分隔线\n"
    own = tmp_path / "agencies" / "11330602002577106B"
    own.mkdir(parents=True)
    (tmp_path / "probe.yaml").write_text(probe, "utf-8")
    (own / "probe.yaml").write_text(probe.replace("版本: 1", "版本: 101"), "utf-8")
    found = [(one.agency, one.program["version"]) for one in read_all(tmp_path)]
    assert found == [("", 1), ("11330602002577106B", 101)]
    (own / "probe.yaml").write_text(probe, "utf-8")
    with pytest.raises(
        TemplateError, match=r"agencies/11330602002577106B/probe.yaml.*第1版已经有了"
    ):
        read_all(tmp_path)


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
