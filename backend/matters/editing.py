"""What can be done to a draft in the editor, one act at a time. Pure.

A tree is {title, field, object, source, matters: [code], sections: [{title, items: [item]}]} as
people write it; `matters` are 监管事项 by their 目录编码.
Every act answers a new tree and what it did, in words for 撤销; the one given is left as it was.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable
from typing import Any

Tree = dict[str, Any]

HEAD = ("title", "field", "object", "source")
MOST_ITEMS = 300
MOST_SECTIONS = 40
MOST_MATTERS = 20
CODE = re.compile(r"([A-Z]{2,4})([0-9]{2,3})")


class CannotEdit(ValueError):
    """Why, in words for whoever edits."""


def apply(tree: Tree, act: str, **given: Any) -> tuple[Tree, str]:
    """Raises CannotEdit."""
    new = copy.deepcopy(tree)
    try:
        return new, ACTS[act](new, **given)
    except (KeyError, TypeError) as error:  # an act that is none, or lacks what it needs
        raise CannotEdit("不认识这个操作，请刷新页面") from error


def new_item(code: str) -> dict[str, Any]:
    return {
        "code": code,
        "text": "",
        "how": "",
        "key": False,
        "basis": [],
        "answer": "pass_fail_na",
        "typical": [],
        "measure": "",
        "evidence": {"photos_on_fail": 1, "what": []},
        "dispositions": ["D2"],
        "deadline": {"mode": "days", "days": 15},
    }


def items(tree: Tree) -> list[dict[str, Any]]:
    return [item for section in tree["sections"] for item in section["items"]]


def place_of(tree: Tree, code: str) -> tuple[int, int]:
    """(section, item). Raises CannotEdit."""
    for s, section in enumerate(tree["sections"]):
        for i, item in enumerate(section["items"]):
            if item["code"] == code:
                return s, i
    raise CannotEdit(f"已经没有 {code} 这一项，别处可能刚删掉，请刷新")


def free_code(tree: Tree) -> str:
    """The next number after the prefix that most of the form's items have."""
    found = [match for item in items(tree) if (match := CODE.fullmatch(item["code"]))]
    prefixes = [match[1] for match in found] or ["BD"]
    for prefix in [max(set(prefixes), key=prefixes.count), *_spare_prefixes()]:
        taken = {int(match[2]) for match in found if match[1] == prefix}
        number = max(taken, default=0) + 1
        if number < 100:
            return f"{prefix}{number:02d}"
    raise CannotEdit(f"一张表最多 {MOST_ITEMS} 项")


def _spare_prefixes() -> list[str]:
    return [f"X{chr(letter)}" for letter in range(ord("A"), ord("Z") + 1)]


def referring(tree: Tree, code: str) -> list[str]:
    """The items whose condition asks for this one's answer."""
    return [
        item["code"]
        for item in items(tree)
        if code in asked_by([item.get("show_if"), item.get("fails")]) and item["code"] != code
    ]


def asked_by(logic: Any) -> set[str]:
    """The codes that a condition reads, as in {"var": "answers.CODE"}."""
    if isinstance(logic, str):
        return {logic.removeprefix("answers.")} if logic.startswith("answers.") else set()
    inner = logic.values() if isinstance(logic, dict) else logic if isinstance(logic, list) else ()
    return {code for each in inner for code in asked_by(each)}


def _section(tree: Tree, section: int) -> dict[str, Any]:
    if not 0 <= section < len(tree["sections"]):
        raise CannotEdit("已经没有这一节，别处可能刚删掉，请刷新")
    found: dict[str, Any] = tree["sections"][section]
    return found


def _head(tree: Tree, **values: str) -> str:
    tree.update({key: values[key] for key in HEAD if key in values})
    return "改表头"


def _add_matter(tree: Tree, matter: str) -> str:
    chosen = tree.setdefault("matters", [])
    if matter in chosen:
        raise CannotEdit(f"{matter} 已经选过")
    if len(chosen) >= MOST_MATTERS:
        raise CannotEdit(f"一张表最多对应 {MOST_MATTERS} 个监管事项")
    chosen.append(matter)
    return f"对应监管事项 {matter}"


def _remove_matter(tree: Tree, matter: str) -> str:
    if matter not in tree.get("matters", []):
        raise CannotEdit(f"已经没有 {matter}，别处可能刚移去，请刷新")
    tree["matters"].remove(matter)
    return f"移去监管事项 {matter}"


def _add_section(tree: Tree, title: str) -> str:
    if len(tree["sections"]) >= MOST_SECTIONS:
        raise CannotEdit(f"一张表最多 {MOST_SECTIONS} 节")
    tree["sections"].append({"title": title, "items": []})
    return f"加一节“{title}”"


def _title_section(tree: Tree, section: int, title: str) -> str:
    _section(tree, section)["title"] = title
    return f"改节名为“{title}”"


def _move_section(tree: Tree, section: int, to: int) -> str:
    moved = _section(tree, section)
    tree["sections"].pop(section)
    tree["sections"].insert(max(0, to), moved)
    return f"移动“{moved['title']}”"


def _remove_section(tree: Tree, section: int) -> str:
    gone = _section(tree, section)
    if gone["items"]:
        raise CannotEdit(f"“{gone['title']}”里还有 {len(gone['items'])} 项，先移走或者删掉")
    tree["sections"].pop(section)
    return f"删除“{gone['title']}”这一节"


def _add_item(tree: Tree, section: int) -> str:
    _room(tree)
    code = free_code(tree)
    _section(tree, section)["items"].append(new_item(code))
    return f"加一项 {code}"


def _copy_item(tree: Tree, code: str) -> str:
    _room(tree)
    s, i = place_of(tree, code)
    twin = copy.deepcopy(tree["sections"][s]["items"][i]) | {"code": free_code(tree)}
    tree["sections"][s]["items"].insert(i + 1, twin)
    return f"照 {code} 加一项 {twin['code']}"


def _change_item(tree: Tree, code: str, values: dict[str, Any]) -> str:
    """`values` replace the item's; one that is None takes the entry away."""
    s, i = place_of(tree, code)
    item = tree["sections"][s]["items"][i]
    for key, value in values.items():
        if value is None and key != "deadline":
            item.pop(key, None)
        else:
            item[key] = value
    return f"改 {code}"


def _move_item(tree: Tree, code: str, section: int, place: int) -> str:
    s, i = place_of(tree, code)
    target = _section(tree, section)
    moved = tree["sections"][s]["items"].pop(i)
    target["items"].insert(max(0, place), moved)
    return f"移动 {code}"


def _step_item(tree: Tree, code: str, step: int) -> str:
    """One up or down; past the end of its section into the next one."""
    s, i = place_of(tree, code)
    own = tree["sections"][s]["items"]
    if 0 <= i + step < len(own):
        return _move_item(tree, code, s, i + step)
    if not 0 <= s + step < len(tree["sections"]):
        raise CannotEdit(f"{code} 已经在{'最前' if step < 0 else '最后'}")
    return _move_item(
        tree, code, s + step, len(tree["sections"][s + step]["items"]) if step < 0 else 0
    )


def _remove_item(tree: Tree, code: str) -> str:
    s, i = place_of(tree, code)
    if others := referring(tree, code):
        raise CannotEdit(f"{'、'.join(others)} 的显示条件用到 {code}，先改那里再删")
    tree["sections"][s]["items"].pop(i)
    return f"删除 {code}"


def _room(tree: Tree) -> None:
    if len(items(tree)) >= MOST_ITEMS:
        raise CannotEdit(f"一张表最多 {MOST_ITEMS} 项")


ACTS: dict[str, Callable[..., str]] = {
    "head": _head,
    "add_matter": _add_matter,
    "remove_matter": _remove_matter,
    "add_section": _add_section,
    "title_section": _title_section,
    "move_section": _move_section,
    "remove_section": _remove_section,
    "add_item": _add_item,
    "copy_item": _copy_item,
    "change_item": _change_item,
    "move_item": _move_item,
    "step_item": _step_item,
    "remove_item": _remove_item,
}
