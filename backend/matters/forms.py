"""Reads the checklist files. Pure: no database, no web.

A file is taken only when its shape is right, every code is used once, its conditions hold
together, and each cited article stands in docs/laws with the quoted words in it. What is wrong is
told with file and line, for the people who write checklists and do not program.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml
from yaml.constructor import SafeConstructor

from backend.checklists import definitions, filled, flaws, too_deep
from backend.matters import laws
from backend.matters.basis import proved

if TYPE_CHECKING:
    from jsonschema import ValidationError

FOLDER = Path(__file__).with_name("checklists")
SCHEMA = Path(__file__).with_name("checklist_schema.json")
WHY = {
    "additionalProperties": "有不认识的栏目",
    "const": "待核的依据写 checked: false",
    "enum": "不在可选的范围内",
    "maxItems": "太多",
    "maxLength": "太长",
    "maxProperties": "只能有一个",
    "maximum": "太大",
    "minItems": "至少要有一个",
    "minLength": "太短",
    "minProperties": "至少要有一个",
    "minimum": "太小",
    "multipleOf": "只能到 0.5",
    "not": "待核的依据不写条文和原文",
    "oneOf": "期限写 {mode: days 或 workdays, days: 天数}，没有的写 null",
    "pattern": "格式不对",
    "required": "缺少栏目",
    "type": "类型不对",
    "uniqueItems": "有重复",
}

Place = tuple[str | int, ...]


class ChecklistWrong(ValueError):
    """Something to mend in a checklist file; the message begins with file:line."""


def checklists(folder: Path = FOLDER) -> list[dict[str, Any]]:
    """Every checklist of the folder, ordered by file name.

    {code, version, title, field, object, source, state, item_count, key_count,
    sections: [{title, items: [Item]}]}; each basis of an Item carries {law, title, version,
    article, quoted, text, sha256, checked}, where an unread one (待核) has only `law`.
    Raises ChecklistWrong.
    """
    found = [read(path) for path in sorted(folder.glob("*.yaml"))]
    twice = [code for code, times in Counter(each["code"] for each in found).items() if times > 1]
    if twice:
        raise ChecklistWrong(f"{folder.name}: 表单编号重复 {'、'.join(twice)}")
    return found


def read(path: Path) -> dict[str, Any]:
    """One checklist. Raises ChecklistWrong."""
    from jsonschema import Draft202012Validator  # 0.1 s, and no request reads a file

    try:
        node = yaml.compose(path.read_text("utf-8"), Loader=yaml.CSafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise ChecklistWrong(f"{path.name}:{mark.line + 1 if mark else 1}: 不是 YAML") from error
    lines = dict(_lines(node, ()))
    tree: Any = SafeConstructor().construct_document(node) if node else None
    if too_deep(tree):
        raise _wrong(path, lines, (), "套得太深")
    for flaw in Draft202012Validator(schema()).iter_errors(tree):
        raise _wrong(path, lines, tuple(flaw.absolute_path), _said(flaw))
    seen: set[str] = set()
    for s, section in enumerate(tree["sections"]):
        for i, item in enumerate(section["items"]):
            place: Place = ("sections", s, "items", i)
            if item["code"] in seen:
                raise _wrong(path, lines, (*place, "code"), f"项目编号重复 {item['code']}")
            seen.add(item["code"])
            basis = _read_basis(path, lines, (*place, "basis"), item["basis"])
            section["items"][i] = filled(item) | {"basis": basis}
    for where, why in flaws(tree):
        raise _wrong(path, lines, where, why)
    key_count = sum(item["key"] for section in tree["sections"] for item in section["items"])
    return dict(tree) | {"item_count": len(seen), "key_count": key_count}


def _read_basis(
    path: Path, lines: dict[Place, int], place: Place, basis: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    found = []
    for b, each in enumerate(basis):
        try:
            found.append(proved(each))
        except (laws.NotInCopy, ValueError) as error:
            raise _wrong(path, lines, (*place, b), str(error)) from error
    return found


def _lines(node: yaml.Node | None, place: Place) -> Iterator[tuple[Place, int]]:
    """The line of every place in the file, and of every key."""
    if node is None:
        return
    yield place, node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield from _lines(value, (*place, key.value))
            yield (*place, key.value), key.start_mark.line + 1
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            yield from _lines(value, (*place, index))


def _said(error: ValidationError) -> str:
    where = ".".join(map(str, error.absolute_path)) or "整张表"
    why = WHY.get(str(error.validator), "不对")
    detail = error.message if error.validator in ("required", "additionalProperties") else ""
    return f"{where} {why} {detail}".strip()


def _wrong(path: Path, lines: dict[Place, int], place: Place, why: str) -> ChecklistWrong:
    while place and place not in lines:
        place = place[:-1]
    return ChecklistWrong(f"{path.name}:{lines.get(place, 1)}: {why}")


@cache
def schema() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(SCHEMA.read_text("utf-8"))
    found["$defs"] |= definitions()
    return found
