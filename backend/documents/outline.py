"""A block program in words, a line for each thing in it: what is compared between versions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any, Literal, NamedTuple

from backend.documents.templates import FORMATS, LINES, ROLES, STYLES, TEXTS

_FORMATS = {code: word for word, code in FORMATS.items()}
_LINES = {code: word for word, code in LINES.items()}
_ROLES = {code: word for word, code in ROLES.items()}
_STYLES = {code: word for word, code in STYLES.items()} | {"choice": "选项"}
_TEXTS = {code: word for word, code in TEXTS.items()} | {"paragraph": "段落"}

Program = Mapping[str, Any]


class Line(NamedTuple):
    kind: Literal["same", "added", "removed"]
    text: str


def compared(old: Program | None, new: Program) -> list[Line]:
    """Every line of both, those that only one of them has marked."""
    before, after = lines(old) if old else [], lines(new)
    found: list[Line] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            found += [Line("same", text) for text in before[i1:i2]]
            continue
        found += [Line("removed", text) for text in before[i1:i2]]
        found += [Line("added", text) for text in after[j1:j2]]
    return found


def lines(program: Program) -> list[str]:
    labels = {path: field["label"] for path, field in program["fields"].items()}
    head = [f"名称：{program['title']}", f"依据：{program['basis']}"]
    fields = [_field(path, field) for path, field in program["fields"].items()]
    return [*head, *fields, *_blocks(program["blocks"], labels, "")]


def _field(path: str, field: Mapping[str, Any]) -> str:
    ask = field.get("ask")
    origin = f"取自 {path}"
    if ask:
        origin = f"填写，{_STYLES[ask['as']]}"
        if "options" in ask:
            origin += "：" + "、".join(ask["options"])
        if "members" in ask:
            origin += "：" + "、".join(label or "一条" for _, label in ask["members"])
        if "prefill" in ask:
            origin += f"，预填 {ask['prefill']}"
    least = f"，至少 {field['at_least']} 项" if "at_least" in field else ""
    return f"字段 {field['label']}：{origin}，{'必填' if field['required'] else '可以不填'}{least}"


def _blocks(
    nodes: Sequence[Mapping[str, Any]], labels: Mapping[str, str], indent: str
) -> Iterator[str]:
    inner = indent + "　"
    for node in nodes:
        if "if" in node:
            equal = f" 等于 {node['if']['is']}" if "is" in node["if"] else ""
            yield f"{indent}如果 {_part(node['if'], labels)}{equal}"
            yield from _blocks(node["then"], labels, inner)
            if node["else"]:
                yield f"{indent}否则"
                yield from _blocks(node["else"], labels, inner)
        elif "type" not in node:
            yield f"{indent}每项 {labels[node['each']]}"
            yield from _blocks(node["blocks"], labels, inner)
        else:
            yield from (indent + line for line in _block(node, labels))


def _block(node: Mapping[str, Any], labels: Mapping[str, str]) -> Iterator[str]:
    kind = node["type"]
    if kind in _LINES:
        yield _LINES[kind]
    elif kind == "pairs":
        if "photo" in node:
            yield f"照片：{_text(node['photo'], labels)}，每页 {node['per_page']} 张"
        for label, value in node["rows"]:
            yield f"键值表 {label}：{_text(value, labels)}"
    elif kind == "table":
        yield f"表格，每项 {labels[node['each']]}"
        for column, cell in zip(node["columns"], node["row"], strict=True):
            yield f"　列 {column['title']}（宽 {column['width']}）：{_text(cell, labels)}"
    elif kind == "signatures":
        for slot in node["slots"]:
            said = _text(slot.get("statement", []), labels)
            yield f"签名 {_ROLES[slot['role']]}：{said}{_text(slot['label'], labels)}"
    elif kind == "seal":
        yield f"印章：{_text(node['text'], labels)}，{_text(node['date'], labels)}"
    elif kind == "qr":
        yield f"二维码：{_text(node['text'], labels)}，{_text(node['caption'], labels)}"
    else:
        flush = kind == "paragraph" and not node["indent"]
        yield f"{'顶格' if flush else _TEXTS[kind]}：{_text(node['text'], labels)}"


def _text(parts: Sequence[Any], labels: Mapping[str, str]) -> str:
    return "".join(
        part if isinstance(part, str) else "{" + _part(part, labels) + "}" for part in parts
    )


def _part(part: Mapping[str, Any], labels: Mapping[str, str]) -> str:
    name = "序号" if "index" in part else labels.get(part.get("path", ""), part.get("item", ""))
    written = f"|{_FORMATS[part['format']]}" if "format" in part else ""
    return f"{name}{written}"
