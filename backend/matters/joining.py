"""综合查一次: one form for a visit that several matters ask for."""

from __future__ import annotations

import uuid

from sqlalchemy.orm import Session

from backend import checklists, organization
from backend.core.auth import Caller
from backend.matters import checking, drafts, editing, service
from backend.matters.models import Checklist
from backend.matters.problems import EditRefused


def join(session: Session, *, by: Caller, title: str, parts: list[uuid.UUID]) -> Checklist:
    """综合查一次: a draft joined from published forms. Raises NotFound, EditRefused."""
    found = [service.usable(session, each) for each in parts]
    own = organization.agency(session, by.agency_id)
    joined = checklists.join(
        {"code": each.code, "version": each.version, "title": each.title}
        | {"sections": checking.written(each.content["sections"])}
        for each in found
    )
    tree = {
        "title": title,
        "field": found[0].field if len({each.field for each in found}) == 1 else own.field,
        "object": "、".join(dict.fromkeys(each.object for each in found if each.object))[:100],
        "source": "由" + "、".join(f"{each.title}第 {each.version} 版" for each in found) + "合并",
        "matters": list(dict.fromkeys(code for each in found for code in each.matters)),
        "sections": joined["sections"],
    }
    tree["source"] = tree["source"][:200]
    if len(editing.items(tree)) > editing.MOST_ITEMS:
        raise EditRefused(why=f"合并后超过 {editing.MOST_ITEMS} 项，请少选几张")
    return drafts.begin(
        session,
        by=by,
        tree=tree,
        joined_from=[str(each.id) for each in found],
        how="合并",
    )
