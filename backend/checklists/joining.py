"""综合查一次: one form from those of several matters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from backend.checklists import logic
from backend.checklists.standing import items_of

SAME = ("text", "answer", "show_if", "fails")


def join(forms: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """{title, parts, sections, item_count, key_count}, of forms whose own rules hold.

    Codes get the number of their form ("1-DT01"), conditions follow them, and each section says
    which form it is of. What two forms ask in the same words under the same code is asked once,
    where it stands first, as strictly as the stricter of both. Raises ValueError for no form.
    """
    parts = list(forms)
    if not parts:
        raise ValueError("至少要有一张表单")
    asked: dict[str, list[dict[str, Any]]] = {}
    sections: list[dict[str, Any]] = []
    for number, form in enumerate(parts, 1):
        paths: dict[str, str] = {}
        for section in form["sections"]:
            items = [
                item
                for given in section["items"]
                if (item := _taken(given, f"{number}-{given['code']}", paths, asked))
            ]
            if items:
                titles = {"title": section["title"], "matter": form["title"]}
                sections.append(titles | {"items": items})
    joined: dict[str, Any] = {
        "title": "、".join(form["title"] for form in parts),
        "parts": [{key: form[key] for key in ("code", "version", "title")} for form in parts],
        "sections": sections,
    }
    every = list(items_of(joined))
    return joined | {"item_count": len(every), "key_count": sum(item["key"] for item in every)}


def _taken(
    given: Mapping[str, Any],
    code: str,
    paths: dict[str, str],
    asked: dict[str, list[dict[str, Any]]],
) -> dict[str, Any] | None:
    """The item under its new code; None where the same has been asked already."""
    item = _carried(given, code, paths)
    known = _known(asked.setdefault(given["code"], []), item)
    paths[f"answers.{given['code']}"] = f"answers.{(known or item)['code']}"
    if known:
        _tighten(known, item)
        return None
    asked[given["code"]].append(item)
    return item


def _carried(item: Mapping[str, Any], code: str, paths: Mapping[str, str]) -> dict[str, Any]:
    rules = {
        key: logic.renamed(item[key], paths)
        for key in ("show_if", "fails")
        if isinstance(item.get(key), dict)
    }
    return dict(item) | rules | {"code": code}


def _known(asked: list[dict[str, Any]], item: Mapping[str, Any]) -> dict[str, Any] | None:
    """Two conditions are the same when they read the same items of the joined form."""
    for each in asked:
        if all(each.get(key) == item.get(key) for key in SAME):
            return each
    return None


def _tighten(known: dict[str, Any], other: Mapping[str, Any]) -> None:
    known["key"] = known["key"] or other["key"]
    if known.get("required", True) is False and other.get("required", True):
        known["required"] = True
    known["basis"] = known["basis"] + [
        each for each in other["basis"] if each not in known["basis"]
    ]
    wanted = max((known, other), key=lambda one: one["evidence"]["photos_on_fail"])
    known["evidence"] = wanted["evidence"]
