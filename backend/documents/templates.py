"""Read print_templates/*.yaml, check them, and compile them to block programs (see `blocks`).

    python -m backend.documents.templates check            every file, one line per mistake
    python -m backend.documents.templates print [kind]     the programs as canonical JSON

The files are edited by people who do not program: every mistake is told in Chinese with file,
line and key. A placeholder {名} or {名|写法} names a field that the file itself declares, so a
template reads nothing but its data.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import rfc8785
import yaml
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

FOLDER = Path(__file__).parents[2] / "print_templates"
FORMATS = {
    "日期": "date",
    "日期时间": "moment",
    "金额大写": "amount",
    "遮盖": "mask",
    "中文序号": "ordinal",
    "顿号连接": "listed",
}
ROLES = {"当事人": "party", "执法人员": "officer", "见证人": "witness"}
LINES = {"分隔线": "divider", "以下空白": "end", "裁切": "cut"}
TEXTS = {
    "标题": "title",
    "居中": "center",
    "文号": "number",
    "小标题": "heading",
    "段落": "paragraph",
    "顶格": "paragraph",
}
INDEX = "序号"  # inside an each, which entry this is, from 1

_SCHEMA = json.loads(Path(__file__).with_name("template_schema.json").read_text("utf-8"))
_CHECK = Draft202012Validator(_SCHEMA)
_PLACE = re.compile(r"\{([^{}|]+)(?:\|([^{}|]+))?\}")
_TYPES = {"object": "键和值", "array": "清单", "string": "文字", "integer": "整数"}

Path_ = tuple[str | int, ...]
Names = Mapping[str, dict[str, Any]]


class TemplateError(ValueError):
    """A mistake in a template file. Names file, line and key, in Chinese."""

    def __init__(self, file: str, line: int, key: str, what: str) -> None:
        super().__init__(f"{file} 第{line}行 “{key}”：{what}")
        self.file, self.line, self.key = file, line, key


@dataclass(frozen=True)
class _Source:
    file: str
    lines: Mapping[Path_, int]

    def error(self, path: Path_, what: str) -> TemplateError:
        known = next(path[:n] for n in range(len(path), -1, -1) if path[:n] in self.lines)
        keys = [step for step in path if isinstance(step, str)]
        return TemplateError(self.file, self.lines[known], keys[-1] if keys else "全文", what)


def load(folder: Path = FOLDER) -> dict[str, dict[str, Any]]:
    """Every program in the folder by its kind. Raises TemplateError."""
    programs: dict[str, dict[str, Any]] = {}
    for file in sorted(folder.glob("*.yaml")):
        program = compile_text(file.read_text("utf-8"), file.name)
        if program["kind"] != file.stem:
            raise TemplateError(file.name, 1, "文书", f"应与文件名相同：{file.stem}")
        programs[file.stem] = program
    return programs


def compile_text(text: str, file: str) -> dict[str, Any]:
    """One template file as a block program. Raises TemplateError."""
    tree, source = _read(text, file)
    for mistake in sorted(_CHECK.iter_errors(tree), key=lambda each: str(each.absolute_path)):
        raise _in_words(mistake, source)
    names: dict[str, dict[str, Any]] = {}
    for name, rule in tree["字段"].items():
        if any(rule["取自"] == other["path"] for other in names.values()):
            raise source.error(("字段", name, "取自"), f"{rule['取自']} 已经有名字了")
        names[name] = {"path": rule["取自"], **({"empty": rule["空时"]} if "空时" in rule else {})}
    compiler = _Compiler(source, tree["字段"])
    return {
        "kind": tree["文书"],
        "version": tree["版本"],
        "title": tree["名称"],
        "basis": tree["依据"],
        "fields": {rule["取自"]: _field(name, rule) for name, rule in tree["字段"].items()},
        "blocks": compiler.blocks(tree["正文"], ("正文",), names),
    }


def _field(name: str, rule: Mapping[str, Any]) -> dict[str, Any]:
    made: dict[str, Any] = {"label": name, "required": rule["必填"] == "是"}
    if "至少" in rule:
        made["at_least"] = rule["至少"]
    if "各项" in rule and rule["必填"] == "是":
        made["each"] = {path: label for label, path in _members(rule["各项"]).items()}
    return made


def _members(each: str | Mapping[str, str]) -> Mapping[str, str]:
    return {each: ""} if isinstance(each, str) else each


@dataclass(frozen=True)
class _Compiler:
    """Goes down the file with the path to where it is, and the names that may be used there."""

    source: _Source
    fields: Mapping[str, Mapping[str, Any]]

    def blocks(self, nodes: list[Any], path: Path_, names: Names) -> list[dict[str, Any]]:
        return [self.block(node, (*path, number), names) for number, node in enumerate(nodes)]

    def block(self, node: Any, path: Path_, names: Names) -> dict[str, Any]:
        if isinstance(node, str):
            return {"type": LINES[node]}
        if "如果" in node or "每项" in node:
            return self.branch(node, path, names)
        if len(node) != 1:
            raise self.source.error(path, f"一块只能写一样，这里写了{'、'.join(node)}")
        ((key, value),) = node.items()
        path = (*path, key)
        if key in TEXTS:
            made = {"type": TEXTS[key], "text": self.text(value, path, names)}
            return {**made, "indent": key == "段落"} if key in ("段落", "顶格") else made
        make: dict[str, Callable[[Any, Path_, Names], dict[str, Any]]] = {
            "键值表": self.pairs,
            "表格": self.table,
            "签名": self.signatures,
            "印章": self.seal,
            "二维码": self.qr,
        }
        if key not in make:
            raise self.source.error(path, "不能单独出现")
        return make[key](value, path, names)

    def branch(self, node: Mapping[str, Any], path: Path_, names: Names) -> dict[str, Any]:
        first, allowed = ("如果", {"那么", "否则"}) if "如果" in node else ("每项", {"内容"})
        for key in node:
            if key != first and key not in allowed:
                raise self.source.error((*path, key), f"不能和“{first}”写在一起")
        needed = "那么" if first == "如果" else "内容"
        if needed not in node:
            raise self.source.error((*path, first), f"缺少“{needed}”")
        if first == "每项":
            each, inner = self.each(node["每项"], (*path, first), names)
            return {"each": each, "blocks": self.blocks(node["内容"], (*path, "内容"), inner)}
        asked = node["如果"]
        name = asked if isinstance(asked, str) else asked["字段"]
        condition = {**self.name(name, (*path, first), names)}
        condition.pop("empty", None)
        if not isinstance(asked, str):
            condition["is"] = asked["等于"]
        return {
            "if": condition,
            "then": self.blocks(node["那么"], (*path, "那么"), names),
            "else": self.blocks(node.get("否则", []), (*path, "否则"), names),
        }

    def each(self, name: str, path: Path_, names: Names) -> tuple[str, Names]:
        if name not in self.fields or "各项" not in self.fields[name]:
            raise self.source.error(path, f"“{name}”不是写明了“各项”的字段")
        members = _members(self.fields[name]["各项"])
        inner = {label: {"item": member} for label, member in members.items()}
        return self.fields[name]["取自"], {**names, INDEX: {"index": True}, **inner}

    def pairs(self, value: Mapping[str, str], path: Path_, names: Names) -> dict[str, Any]:
        rows = [[key, self.text(text, (*path, key), names)] for key, text in value.items()]
        return {"type": "pairs", "rows": rows}

    def table(self, value: Mapping[str, Any], path: Path_, names: Names) -> dict[str, Any]:
        each, inner = self.each(value["每项"], (*path, "每项"), names)
        columns = [{"title": one["标题"], "width": one["宽"]} for one in value["列"]]
        row = [
            self.text(one["内容"], (*path, "列", number, "内容"), inner)
            for number, one in enumerate(value["列"])
        ]
        return {"type": "table", "columns": columns, "each": each, "row": row}

    def signatures(self, value: list[Any], path: Path_, names: Names) -> dict[str, Any]:
        slots: list[dict[str, Any]] = []
        for number, one in enumerate(value):
            slot: dict[str, Any] = {"role": ROLES[one["角色"]]}
            inner = names
            if "每项" in one:
                slot["each"], inner = self.each(one["每项"], (*path, number, "每项"), names)
            for key, name in (("标签", "label"), ("声明", "statement"), ("姓名", "name")):
                if key in one:
                    slot[name] = self.text(one[key], (*path, number, key), inner)
            slots.append(slot)
        return {"type": "signatures", "slots": slots}

    def seal(self, value: Mapping[str, str], path: Path_, names: Names) -> dict[str, Any]:
        text = self.text(value["文字"], (*path, "文字"), names)
        date = self.text(value["日期"], (*path, "日期"), names)
        return {"type": "seal", "text": text, "date": date}

    def qr(self, value: Mapping[str, str], path: Path_, names: Names) -> dict[str, Any]:
        text = self.text(value["内容"], (*path, "内容"), names)
        caption = self.text(value["说明"], (*path, "说明"), names)
        return {"type": "qr", "text": text, "caption": caption}

    def text(self, text: str, path: Path_, names: Names) -> list[Any]:
        parts: list[Any] = []
        done = 0
        for place in _PLACE.finditer(text):
            parts += self.plain(text[done : place.start()], path)
            part = {**self.name(place[1].strip(), path, names)}
            if place[2] is not None:
                if place[2].strip() not in FORMATS:
                    known = "、".join(FORMATS)
                    raise self.source.error(path, f"没有“{place[2]}”这种写法，可用：{known}")
                part["format"] = FORMATS[place[2].strip()]
            parts.append(part)
            done = place.end()
        return parts + self.plain(text[done:], path)

    def plain(self, text: str, path: Path_) -> list[str]:
        if "{" in text or "}" in text:
            raise self.source.error(path, "花括号里应为 {字段} 或 {字段|写法}")
        return [text] if text else []

    def name(self, name: str, path: Path_, names: Names) -> dict[str, Any]:
        if name not in names:
            raise self.source.error(path, f"没有“{name}”这个字段，可用：{'、'.join(names)}")
        return names[name]


def _read(text: str, file: str) -> tuple[Any, _Source]:
    """The file as plain data, and the line of each place in it."""
    try:
        for event in yaml.parse(text, Loader=yaml.SafeLoader):
            if isinstance(event, yaml.AliasEvent):
                line = event.start_mark.line + 1  # type: ignore[union-attr]
                raise TemplateError(file, line, f"*{event.anchor}", "不能用别名，请写全")
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise TemplateError(file, line, "全文", f"不是合格的 YAML：{error.problem}") from error
    lines: dict[Path_, int] = {}
    if root is None:
        raise TemplateError(file, 1, "全文", "文件是空的")
    source = _Source(file, lines)
    return _plain(root, (), source, lines), source


def _plain(node: yaml.Node, path: Path_, source: _Source, lines: dict[Path_, int]) -> Any:
    lines.setdefault(path, node.start_mark.line + 1)
    if isinstance(node, yaml.SequenceNode):
        return [_plain(one, (*path, n), source, lines) for n, one in enumerate(node.value)]
    if isinstance(node, yaml.MappingNode):
        made: dict[str, Any] = {}
        for key, value in node.value:
            step = (*path, str(key.value))
            if step in lines:
                line = key.start_mark.line + 1
                raise TemplateError(source.file, line, key.value, f"与第{lines[step]}行重复")
            lines[step] = key.start_mark.line + 1
            made[str(key.value)] = _plain(value, step, source, lines)
        return made
    if node.tag == "tag:yaml.org,2002:int":
        return int(node.value)
    return str(node.value)


def _in_words(mistake: ValidationError, source: _Source) -> TemplateError:
    while mistake.context:
        mistake = max(mistake.context, key=lambda each: len(each.absolute_path))
    path, rule = tuple(mistake.absolute_path), mistake.validator
    wanted: Any = mistake.validator_value
    schema: Any = mistake.schema
    instance: Any = mistake.instance
    if rule == "additionalProperties":
        extra = [key for key in instance if key not in schema["properties"]]
        known = "、".join(schema["properties"])
        return source.error((*path, extra[0]), f"不认识这个键，可用：{known}")
    if rule == "required":
        lacking = [key for key in wanted if key not in instance]
        return source.error(path, f"缺少“{'”“'.join(lacking)}”")
    if rule == "dependentRequired":
        return source.error(path, "写了“每项”就要写“姓名”")
    said = {
        "type": f"应为{_TYPES.get(str(wanted), str(wanted))}",
        "enum": f"只能是{'、'.join(map(str, wanted)) if isinstance(wanted, list) else wanted}",
        "pattern": f"“{mistake.instance}”的写法不对",
        "minimum": f"不能小于 {wanted}",
        "maximum": f"不能大于 {wanted}",
    }
    return source.error(path, said.get(str(rule), "不能为空"))


def main(arguments: list[str]) -> int:
    """The command line; 0 when every template is sound."""
    try:
        programs = load()
    except TemplateError as error:
        print(error, file=sys.stderr)
        return 1
    if arguments[:1] == ["print"]:
        wanted = {kind: programs[kind] for kind in arguments[1:] or programs}
        print(rfc8785.dumps(wanted).decode())
    else:
        for kind, program in programs.items():
            print(f"{kind} {program['title']} 第{program['version']}版")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
