"""A basis as people write it, and with the article's words beside it. Pure.

Written: {law, version, article, quoted}, or {law, checked: False} for what nobody has read (待核).
"""

from __future__ import annotations

from typing import Any

from backend.matters import laws

UNREAD = {"version": "", "article": "", "quoted": "", "text": "", "title": "", "sha256": ""}
WRITTEN = ("law", "version", "article", "quoted")


def proved(basis: dict[str, Any]) -> dict[str, Any]:
    """{law, title, version, article, quoted, text, sha256, checked}.

    Raises NotInCopy, ValueError where the copy does not say what is quoted.
    """
    if basis.get("checked") is False:
        return UNREAD | {"law": basis["law"], "checked": False}
    cited = laws.article(basis["law"], basis["article"], version=basis.get("version") or None)
    if basis["quoted"] not in cited.text:
        raise ValueError(f"{cited.citation} 没有“{basis['quoted']}”")
    return {
        "law": cited.law,
        "title": cited.title,
        "version": cited.version,
        "article": cited.article,
        "quoted": basis["quoted"],
        "text": cited.text,
        "sha256": cited.sha256,
        "checked": True,
    }


def written(basis: dict[str, Any]) -> dict[str, Any]:
    """Back to what people write."""
    if not basis.get("checked", True):
        return {"law": basis["law"], "checked": False}
    return {key: basis.get(key, "") for key in WRITTEN}


def wrong(basis: dict[str, Any]) -> str:
    """Why the copy does not bear it out, in plain words, or nothing."""
    law = basis.get("law", "")
    if basis.get("checked") is False:
        return "" if law else "请写依据的名称"
    try:
        copy = laws.law(law, basis.get("version") or None)
    except laws.NotInCopy:
        return f"没有留存《{law}》的文本，先标待核，或请管理员放入文本" if law else "请选依据"
    article = basis.get("article", "")
    try:
        text = laws.article(law, article, version=copy.version).text
    except (laws.NotInCopy, ValueError):
        return f"《{law}》里没有“{article}”，请核对条号" if article else "请写第几条"
    quoted = basis.get("quoted", "")
    return "" if quoted in text else f"《{law}》{article}没有“{quoted}”这句话"
