"""The block program of a document and its interpreter.

A program is what `templates` makes of a file in print_templates/: plain JSON, published to the
phone, where miniapp/src/documents/blocks.ts interprets it alike (tests/cases/blocks.json).
Program and data give the block list from which the screen, the PDF and the slip are made.

Program: {kind, version, title, fields: {path: Field}, blocks: [Node]}
Field: {label, required: bool, at_least?: int, each?: {member: label}, ask?: Ask}; the member ""
is the entry itself, where a list holds plain texts. Ask is how an officer fills it in: {as, hint?,
options?, prefill?: path, members?: [[key, label]]}.
Text: [part], part = plain text, or {path} or {item} or {index: true}, with format?, empty?
Node: {type, …} as in the block list but with Text for text; {if, then, else}; {each, blocks}
Condition: {path} or {item}, with is?: text. Without `is` it asks whether there is anything.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from backend.documents import formats

Block = dict[str, Any]
Program = Mapping[str, Any]
Signatures = Sequence[Mapping[str, Any]]

STATES = {
    "signed": "已签名",
    "refused": "拒绝签名",
    "unable": "不能签名",
    "absent": "不在现场",
    "read_out": "已向其宣读",
}


class RenderError(ValueError):
    """A program and its data do not fit together. Names the template and the path."""

    def __init__(self, template: str, path: str, what: str) -> None:
        super().__init__(f"文书模板 {template}：{path} {what}")
        self.template, self.path = template, path


@dataclass(frozen=True)
class _Scope:
    """All that a template can read: the document's data, and the entry that an each is at."""

    template: str
    data: Mapping[str, Any]
    signatures: list[Mapping[str, Any]] = field(default_factory=list)
    item: Any = None
    at: str = ""
    index: int = 0

    def error(self, path: str, what: str) -> RenderError:
        return RenderError(self.template, path, what)


def render(program: Program, data: Mapping[str, Any], signatures: Signatures = ()) -> list[Block]:
    """The block list, plain strings only. Raises RenderError."""
    scope = _Scope(str(program["kind"]), data, list(signatures))
    blocks = _joined(_blocks(program["blocks"], scope))
    for left in scope.signatures:
        raise scope.error(f"signatures.{left['role']}", f"没有给“{left['name']}”留签名处")
    return blocks


def missing(program: Program, data: Mapping[str, Any]) -> list[str]:
    """Labels of the mandatory fields that are empty; they must be there before anyone signs."""
    scope, labels = _Scope(str(program["kind"]), data), []
    for path, rule in program["fields"].items():
        try:
            value = _find(scope, data, path, "")
        except RenderError:
            value = ""
        if rule["required"] and _empty(value):
            labels.append(rule["label"])
        elif isinstance(value, list):
            labels += _missing_entries(rule, value)
    return labels


def _missing_entries(rule: Mapping[str, Any], entries: list[Any]) -> Iterator[str]:
    if len(entries) < rule.get("at_least", 0):
        yield f"{rule['label']}（至少{rule['at_least']}项）"
    for number, entry in enumerate(entries, 1):
        for member, label in rule.get("each", {}).items():
            if _empty(entry.get(member) if member and isinstance(entry, Mapping) else entry):
                yield f"{rule['label']}第{number}项的{label}"


def _empty(value: Any) -> bool:
    return not (formats.clean(value) if isinstance(value, str) else value)


def _blocks(nodes: Sequence[Mapping[str, Any]], scope: _Scope) -> Iterator[Block]:
    for node in nodes:
        if "if" in node:
            yield from _blocks(node["then"] if _holds(node["if"], scope) else node["else"], scope)
        elif "each" in node and "type" not in node:
            for inner in _entries(node["each"], scope):
                yield from _blocks(node["blocks"], inner)
        else:
            yield _block(node, scope)


def _block(node: Mapping[str, Any], scope: _Scope) -> Block:
    kind = node["type"]
    if kind in ("divider", "end", "cut"):
        return {"type": kind}
    if kind == "pairs":
        rows = [[label, _text(value, scope)] for label, value in node["rows"]]
        return {"type": kind, "rows": rows, **_photo(node, scope)}
    if kind == "table":
        scopes = _entries(node["each"], scope)
        rows = [[_text(cell, inner) for cell in node["row"]] for inner in scopes]
        return {"type": kind, "columns": node["columns"], "rows": rows}
    if kind == "signatures":
        slots = [slot for each in node["slots"] for slot in _slots(each, scope)]
        return {"type": kind, "slots": slots}
    if kind == "paragraph":
        return {"type": kind, "text": _text(node["text"], scope), "indent": node["indent"]}
    texts = {name: _text(value, scope) for name, value in node.items() if name != "type"}
    return {"type": kind, **texts}


def _photo(node: Mapping[str, Any], scope: _Scope) -> Block:
    """The picture that pairs describe, by its hash, and how many such stand on a page."""
    if "photo" not in node:
        return {}
    return {"photo": _text(node["photo"], scope), "per_page": node["per_page"]}


def roles(program: Program) -> set[str]:
    """Who has a place to sign: party, officer, witness."""
    nodes, found = list(program["blocks"]), set()
    while nodes:
        node = nodes.pop()
        nodes += [*node.get("then", []), *node.get("else", []), *node.get("blocks", [])]
        found |= {slot["role"] for slot in node.get("slots", [])}
    return found


def _joined(blocks: Iterator[Block]) -> list[Block]:
    """Pairs that follow each other become one, so that an each can add rows; a photo's stay."""
    made: list[Block] = []
    for block in blocks:
        plain = "photo" not in block and made and "photo" not in made[-1]
        if plain and block["type"] == made[-1]["type"] == "pairs":
            made[-1]["rows"] += block["rows"]
        else:
            made.append(block)
    return made


def _entries(path: str, scope: _Scope) -> Iterator[_Scope]:
    found = _find(scope, scope.data, path, "")
    if not isinstance(found, list):
        raise scope.error(path, "应为清单")
    for number, entry in enumerate(found):
        yield replace(scope, item=entry, at=f"{path}[{number}]", index=number + 1)


def _holds(condition: Mapping[str, Any], scope: _Scope) -> bool:
    value = _value(condition, scope)
    return bool(value == condition["is"]) if "is" in condition else bool(value)


def _text(parts: Sequence[Any], scope: _Scope) -> str:
    pieces = (part if isinstance(part, str) else _written(part, scope) for part in parts)
    return formats.clean("".join(pieces))


def _written(part: Mapping[str, Any], scope: _Scope) -> str:
    value, name = _value(part, scope), part.get("format", "")
    where = part["path"] if "path" in part else f"{scope.at}.{part.get('item', '')}".rstrip(".")
    try:
        if isinstance(value, list) and all(isinstance(one, str) for one in value):
            value = formats.LIST_FORMATS[name](value)
        elif isinstance(value, str) and value and name:
            value = formats.FORMATS[name](value)
    except KeyError as error:
        raise scope.error(where, "缺少适合它的写法") from error
    except ValueError as error:
        raise scope.error(where, str(error)) from error
    if not isinstance(value, str):
        raise scope.error(where, "应为文字")
    return value or str(part.get("empty", ""))


def _value(part: Mapping[str, Any], scope: _Scope) -> Any:
    if "index" in part:
        return str(scope.index)
    if "path" in part:
        return _find(scope, scope.data, part["path"], "")
    return _find(scope, scope.item, part["item"], scope.at)


def _find(scope: _Scope, start: Any, path: str, at: str) -> Any:
    value, where = start, at
    for name in path.split(".") if path else []:
        where = f"{where}.{name}" if where else name
        value = value.get(name) if isinstance(value, Mapping) else None
        if value is None:
            raise scope.error(where, "没有值")
    return value


def _slots(node: Mapping[str, Any], scope: _Scope) -> Iterator[Block]:
    """The places for signatures of one role: one, one for each entry, or as many as signed."""
    if "each" in node:
        for inner in _entries(node["each"], scope):
            yield _slot(node, _text(node["name"], inner), inner)
    elif "name" in node:
        yield _slot(node, _text(node["name"], scope), scope)
    else:
        while any(one["role"] == node["role"] for one in scope.signatures):
            yield _slot(node, "", scope)


def _slot(node: Mapping[str, Any], name: str, scope: _Scope) -> Block:
    one = _taken(node["role"], name, scope.signatures)
    state, reason = one.get("state", ""), formats.clean(one.get("reason") or "")
    if state and state not in STATES:
        raise scope.error(f"signatures.{node['role']}.state", f"不能是“{state}”")
    label = _text(node["label"], scope)
    if "statement" in node and state in ("", "signed", "read_out"):
        label = _text(node["statement"], scope) + label  # who would not sign did not say it either
    return {
        "role": node["role"],
        "label": label,
        "name": formats.clean(one["name"]) if one else name,
        "state": state,
        "reason": reason,
        "words": STATES.get(state, "") + (f"（{reason}）" if state and reason else ""),
        "at": _signed_at(node["role"], one, scope) if one.get("at") else "",
        "image_sha256": one.get("image_sha256") or "",
    }


def _signed_at(role: str, one: Mapping[str, Any], scope: _Scope) -> str:
    try:
        return formats.moment(formats.shanghai(one["at"]))
    except ValueError as error:
        raise scope.error(f"signatures.{role}.at", str(error)) from error


def _taken(role: str, name: str, signatures: list[Mapping[str, Any]]) -> Mapping[str, Any]:
    """The signature that belongs there, taken out, so that two of one name have one each."""
    for place, one in enumerate(signatures):
        if one["role"] == role and name in ("", formats.clean(one["name"])):
            return signatures.pop(place)
    return {}
