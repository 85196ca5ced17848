"""What is still to be mended in a draft, place by place, in words for whoever writes it. Pure."""

from __future__ import annotations

import copy
from collections import Counter
from functools import cache
from typing import TYPE_CHECKING, Any

from backend import checklists
from backend.matters import basis
from backend.matters.forms import WHY, schema

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator, ValidationError

LABELS = {
    "title": "名称",
    "field": "领域",
    "object": "适用对象",
    "source": "编制说明",
    "sections": "章节",
    "items": "检查项",
    "code": "编号",
    "text": "检查内容",
    "how": "检查方法",
    "basis": "依据",
    "law": "依据名称",
    "version": "依据版本",
    "article": "条款",
    "quoted": "条文原句",
    "answer": "答案类型",
    "options": "选项",
    "columns": "表格的列",
    "typical": "常见问题",
    "measure": "整改要求",
    "evidence": "取证要求",
    "what": "拍什么",
    "photos_on_fail": "照片数",
    "dispositions": "处置",
    "deadline": "整改期限",
    "score": "分值",
    "points": "各选项得分",
    "show_if": "显示条件",
    "fails": "算问题的答案",
}
NOTHING: tuple[Any, ...] = ("", [], None)
Place = tuple[str | int, ...]


def flaws(tree: dict[str, Any]) -> list[dict[str, Any]]:
    """{section, code, field, words} in the order of the form; the head has no section."""
    if checklists.too_deep(tree):
        return [_at(tree, (), "内容套得太深，请拆开写")]
    found = [
        _at(tree, tuple(each.absolute_path) + _missing(each), _said(each, tree))
        for each in _validator().iter_errors(tree)
    ]
    codes = Counter(item["code"] for section in tree["sections"] for item in section["items"])
    shaped = not found
    for s, section in enumerate(tree["sections"]):
        for i, item in enumerate(section["items"]):
            place: Place = ("sections", s, "items", i)
            if codes[item["code"]] > 1:
                found.append(_at(tree, (*place, "code"), f"编号 {item['code']} 用了不止一次"))
            for each in item.get("basis", []):
                if why := basis.wrong(each):
                    found.append(_at(tree, (*place, "basis"), why))
    if shaped:
        found += [_at(tree, place, _labelled(place, why)) for place, why in checklists.flaws(tree)]
    unique = {(each["section"], each["code"], each["words"]): each for each in found}
    return sorted(unique.values(), key=lambda each: each["order"])


def proved(tree: dict[str, Any]) -> dict[str, Any]:
    """{sections} as they are published: each cited article's words stand beside it."""
    return {
        "sections": [
            section
            | {
                "items": [
                    checklists.filled(item) | {"basis": list(map(basis.proved, item["basis"]))}
                    for item in section["items"]
                ]
            }
            for section in tree["sections"]
        ]
    }


def written(sections: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Published sections as people write them."""
    found = copy.deepcopy(sections)
    for section in found:
        section["items"] = [
            checklists.filled(item) | {"basis": list(map(basis.written, item["basis"]))}
            for item in section["items"]
        ]
    return found


def _at(tree: dict[str, Any], place: Place, words: str) -> dict[str, Any]:
    section = item = code = None
    if len(place) > 1 and place[0] == "sections":
        section = int(place[1])
    if section is not None and len(place) > 3:
        item = int(place[3])
        code = tree["sections"][section]["items"][item]["code"]
    field = next((each for each in place[4 if code else 0 :] if isinstance(each, str)), "")
    order = (-1 if section is None else section, -1 if item is None else item)
    return {"section": section, "code": code, "field": field, "words": words, "order": order}


def _missing(error: ValidationError) -> Place:
    """A key that is not there is a flaw of that key."""
    if error.validator != "required" or not isinstance(error.instance, dict):
        return ()
    demanded: Any = error.validator_value
    wanted = [key for key in demanded if key not in error.instance]
    return tuple(wanted[:1])


def _said(error: ValidationError, tree: dict[str, Any]) -> str:
    place = tuple(error.absolute_path) + _missing(error)
    if error.validator == "minItems" and place in (("sections",),):
        return "至少要有一节"
    if error.validator == "minItems" and place[-1] == "items":
        return f"“{tree['sections'][place[1]]['title']}”这一节还没有检查项"
    if error.validator == "required" or error.instance in NOTHING:
        return _labelled(place, "还没有填")
    why = WHY.get(str(error.validator), "不对")
    limit = error.validator_value
    if error.validator == "maxLength":
        why = f"太长，最多 {limit} 字"
    elif error.validator == "minLength":
        why = f"太短，至少 {limit} 字"
    return _labelled(place, why)


def _labelled(place: Place, words: str) -> str:
    label = next((LABELS[each] for each in reversed(place) if each in LABELS), "")
    return f"{label}：{words}" if label else words


@cache
def _validator() -> Draft202012Validator:
    from jsonschema import Draft202012Validator  # 0.1 s, and only editors need it

    whole = schema()
    keys = ("title", "field", "object", "source", "sections")
    return Draft202012Validator(
        {
            "type": "object",
            "required": list(keys),
            "properties": {key: whole["properties"][key] for key in keys},
            "$defs": whole["$defs"],
        }
    )
