"""Read print_templates/*.yaml, check them, and compile them to block programs (see `blocks`).

    python -m backend.documents.templates check            every file, one line per mistake
    python -m backend.documents.templates print [kind]     the programs as canonical JSON

The files are edited by people who do not program: every mistake is told in Chinese with file,
line and key. A placeholder {名} or {名|写法} names a field that the file itself declares, so a
template reads nothing but its data. A field comes from the record (取自, one of `facts.KNOWN`)
or is asked of the officer (填写); an agency's own version of a template lies in
agencies/<credit code>/ and has a version number of its own.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import rfc8785

from backend.documents import handling, sources
from backend.documents.facts import KNOWN
from backend.documents.sources import TemplateError

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator

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
STYLES = {
    "一行": "line",
    "长文": "long",
    "日期": "date",
    "日期时间": "moment",
    "金额": "amount",
    "电话": "phone",
    "证件号": "identity",
    "清单": "list",
    "照片": "photos",
}
INDEX = "序号"  # inside an each, which entry this is, from 1

_PLACE = re.compile(r"\{([^{}|]+)(?:\|([^{}|]+))?\}")

Names = Mapping[str, dict[str, Any]]


@cache
def _check() -> Draft202012Validator:
    from jsonschema import Draft202012Validator  # 0.1 s, and no request reads a template file

    text = Path(__file__).with_name("template_schema.json").read_text("utf-8")
    return Draft202012Validator(json.loads(text))


@dataclass(frozen=True)
class Template:
    """A file as the program that is signed, and how its documents are handled.

    `handling` is {word, number, site, office, seals, slip, party, each_page, repeats}: it says what
    is done with the paper, not what stands on it, and may change without a new version; `office`
    names the roles that make it at the desk, `repeats` what tells several of an inspection apart
    (see several.about), "" where there is one at most. `agency` is the credit code of whose own
    version it is, "" for everybody's.
    """

    program: dict[str, Any]
    handling: dict[str, Any]
    agency: str = ""


def load(folder: Path = FOLDER) -> dict[str, dict[str, Any]]:
    """Every program of the folder by its kind, without the agencies' own. Raises TemplateError."""
    return {one.program["kind"]: one.program for one in read_folder(folder)}


def read_all(folder: Path = FOLDER) -> list[Template]:
    """Everybody's templates and then the agencies' own. Raises TemplateError.

    A version number stands for one text: nobody's own version takes one that is in use.
    """
    made = read_folder(folder)
    for inner in sorted(each for each in folder.glob("agencies/*") if each.is_dir()):
        made += read_folder(inner, agency=inner.name)
    taken: dict[tuple[str, int], Template] = {}
    for one in made:
        key = (one.program["kind"], one.program["version"])
        if key in taken:
            raise TemplateError(
                f"agencies/{one.agency}/{key[0]}.yaml",
                1,
                "版本",
                f"第{key[1]}版已经有了，请用别的号",
            )
        taken[key] = one
    return made


def read_folder(folder: Path, agency: str = "") -> list[Template]:
    made = []
    for file in sorted(folder.glob("*.yaml")):
        one = read(file.read_text("utf-8"), file.name, agency)
        if one.program["kind"] != file.stem:
            raise TemplateError(file.name, 1, "文书", f"应与文件名相同：{file.stem}")
        made.append(one)
    return made


def compile_text(text: str, file: str) -> dict[str, Any]:
    """One template file as a block program. Raises TemplateError."""
    return read(text, file).program


def read(text: str, file: str, agency: str = "") -> Template:
    """One template file. Raises TemplateError."""
    tree, source = sources.read(text, file)
    for mistake in sorted(_check().iter_errors(tree), key=lambda each: str(each.absolute_path)):
        raise sources.in_words(mistake, source)
    names: dict[str, dict[str, Any]] = {}
    paths: dict[str, str] = {}
    for name, rule in tree["字段"].items():
        _check_field(name, rule, source)
        path = _path(rule)
        if path in paths.values():
            key = "填写" if "填写" in rule else "取自"
            raise source.error(("字段", name, key), f"{rule[key]} 已经有名字了")
        paths[name] = path
        names[name] = {"path": path, **({"empty": rule["空时"]} if "空时" in rule else {})}
    compiler = _Compiler(source, tree["字段"])
    program = {
        "kind": tree["文书"],
        "version": tree["版本"],
        "title": tree["名称"],
        "basis": tree["依据"],
        "fields": {paths[name]: _field(name, rule) for name, rule in tree["字段"].items()},
        "blocks": compiler.blocks(tree["正文"], ("正文",), names),
    }
    done = handling.read(tree["办理"]) | {"repeats": _repeats(tree, source)}
    return Template(program, done, agency)


def _repeats(tree: Mapping[str, Any], source: sources.Source) -> str:
    """Only what officers add on site; told apart by something that they fill in."""
    name = tree["办理"].get("重复")
    if name is None:
        return ""
    where = ("办理", "重复")
    rule = tree["字段"].get(name)
    if rule is None or "填写" not in rule:
        raise source.error(where, f"“{name}”不是“填写”的字段，写能分清是哪一份的那个")
    if tree["办理"]["现场"] != "可以加":
        raise source.error(where, "现场可以加的文书才能做几份")
    first = next(iter(_members(rule["各项"]).values()), "") if "各项" in rule else ""
    return f"{_path(rule)}.{first}" if first else _path(rule)


def _path(rule: Mapping[str, Any]) -> str:
    return f"filled.{rule['填写']}" if "填写" in rule else str(rule["取自"])


def _check_field(name: str, rule: Mapping[str, Any], source: sources.Source) -> None:
    """A field comes from one place; what the record does not know cannot be taken from it."""
    where = ("字段", name)
    if ("取自" in rule) == ("填写" in rule):
        raise source.error(where, "“取自”和“填写”要写一个，也只写一个")
    if "取自" in rule:
        for key in ("式样", "选项", "提示", "预填"):
            if key in rule:
                raise source.error((*where, key), "只有“填写”的字段才用得上")
    for key in ("取自", "预填"):
        if key in rule and rule[key] not in KNOWN:
            raise source.error((*where, key), f"检查记录里没有 {rule[key]}，可用的见模板说明")
    for label in rule.get("可空", []):
        if label not in _members(rule.get("各项", {})):
            raise source.error((*where, "可空"), f"各项里没有“{label}”")
    listed = rule.get("式样") in ("清单", "照片")
    if "填写" in rule and listed != ("各项" in rule):
        raise source.error(where, "清单和照片要写“各项”，别的式样不写")


def _field(name: str, rule: Mapping[str, Any]) -> dict[str, Any]:
    made: dict[str, Any] = {"label": name, "required": rule["必填"] == "是"}
    if "至少" in rule:
        made["at_least"] = rule["至少"]
    if "各项" in rule and rule["必填"] == "是":
        empty = rule.get("可空", [])
        members = _members(rule["各项"]).items()
        made["each"] = {path: label for label, path in members if label not in empty}
    if "填写" in rule:
        made["ask"] = _ask(rule)
    return made


def _ask(rule: Mapping[str, Any]) -> dict[str, Any]:
    """How the officer is asked: {as, hint?, options?, prefill?, members?: [[key, label]]}."""
    style = "choice" if "选项" in rule else STYLES[rule.get("式样", "一行")]
    made: dict[str, Any] = {"as": style}
    for key, name in (("提示", "hint"), ("选项", "options"), ("预填", "prefill")):
        if key in rule:
            made[name] = rule[key]
    if "各项" in rule:
        made["members"] = [[path, label] for label, path in _members(rule["各项"]).items()]
    return made


def _members(each: str | Mapping[str, str]) -> Mapping[str, str]:
    return {each: ""} if isinstance(each, str) else each


@dataclass(frozen=True)
class _Compiler:
    """Goes down the file with the path to where it is, and the names that may be used there."""

    source: sources.Source
    fields: Mapping[str, Mapping[str, Any]]

    def blocks(self, nodes: list[Any], path: sources.Path, names: Names) -> list[dict[str, Any]]:
        return [self.block(node, (*path, number), names) for number, node in enumerate(nodes)]

    def block(self, node: Any, path: sources.Path, names: Names) -> dict[str, Any]:
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
        make: dict[str, Callable[[Any, sources.Path, Names], dict[str, Any]]] = {
            "键值表": self.pairs,
            "表格": self.table,
            "签名": self.signatures,
            "印章": self.seal,
            "二维码": self.qr,
            "照片": self.photo,
        }
        if key not in make:
            raise self.source.error(path, "不能单独出现")
        return make[key](value, path, names)

    def branch(self, node: Mapping[str, Any], path: sources.Path, names: Names) -> dict[str, Any]:
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

    def each(self, name: str, path: sources.Path, names: Names) -> tuple[str, Names]:
        if name not in self.fields or "各项" not in self.fields[name]:
            raise self.source.error(path, f"“{name}”不是写明了“各项”的字段")
        members = _members(self.fields[name]["各项"])
        inner = {label: {"item": member} for label, member in members.items()}
        return _path(self.fields[name]), {**names, INDEX: {"index": True}, **inner}

    def pairs(self, value: Mapping[str, str], path: sources.Path, names: Names) -> dict[str, Any]:
        rows = [[key, self.text(text, (*path, key), names)] for key, text in value.items()]
        return {"type": "pairs", "rows": rows}

    def photo(self, value: Mapping[str, Any], path: sources.Path, names: Names) -> dict[str, Any]:
        """Pairs that a picture stands beside; where there is no room for one they stand alone."""
        photo = self.text(value["指纹"], (*path, "指纹"), names)
        pairs = self.pairs(value["说明"], (*path, "说明"), names)
        return {**pairs, "photo": photo, "per_page": value["每页"]}

    def table(self, value: Mapping[str, Any], path: sources.Path, names: Names) -> dict[str, Any]:
        each, inner = self.each(value["每项"], (*path, "每项"), names)
        columns = [{"title": one["标题"], "width": one["宽"]} for one in value["列"]]
        row = [
            self.text(one["内容"], (*path, "列", number, "内容"), inner)
            for number, one in enumerate(value["列"])
        ]
        return {"type": "table", "columns": columns, "each": each, "row": row}

    def signatures(self, value: list[Any], path: sources.Path, names: Names) -> dict[str, Any]:
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

    def seal(self, value: Mapping[str, str], path: sources.Path, names: Names) -> dict[str, Any]:
        text = self.text(value["文字"], (*path, "文字"), names)
        date = self.text(value["日期"], (*path, "日期"), names)
        return {"type": "seal", "text": text, "date": date}

    def qr(self, value: Mapping[str, str], path: sources.Path, names: Names) -> dict[str, Any]:
        text = self.text(value["内容"], (*path, "内容"), names)
        caption = self.text(value["说明"], (*path, "说明"), names)
        return {"type": "qr", "text": text, "caption": caption}

    def text(self, text: str, path: sources.Path, names: Names) -> list[Any]:
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

    def plain(self, text: str, path: sources.Path) -> list[str]:
        if "{" in text or "}" in text:
            raise self.source.error(path, "花括号里应为 {字段} 或 {字段|写法}")
        return [text] if text else []

    def name(self, name: str, path: sources.Path, names: Names) -> dict[str, Any]:
        if name not in names:
            raise self.source.error(path, f"没有“{name}”这个字段，可用：{'、'.join(names)}")
        return names[name]


def main(arguments: list[str]) -> int:
    """The command line; 0 when every template is sound."""
    try:
        found = read_all()
    except TemplateError as error:
        print(error, file=sys.stderr)
        return 1
    if arguments[:1] == ["print"]:
        programs = {one.program["kind"]: one.program for one in found if not one.agency}
        wanted = {kind: programs[kind] for kind in arguments[1:] or programs}
        print(rfc8785.dumps(wanted).decode())
    else:
        for one in found:
            whose = f"（{one.agency} 自用）" if one.agency else ""
            print("{kind} {title} 第{version}版".format_map(one.program) + whose)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
