"""Published templates: what print_templates/ holds, made known to phones and kept for ever."""

from __future__ import annotations

import json
import uuid
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from backend import organization
from backend.core import clock
from backend.documents.models import PublishedTemplate
from backend.documents.templates import read_all


def publish(session: Session) -> list[str]:
    """Publish what print_templates/ holds; a published version never changes again.

    How its paper is handled may, that is not what anybody signed. Answers the kinds that are new.
    Raises ValueError where a version was edited in place.
    """
    fresh = []
    for one in read_all():
        program = json.loads(json.dumps(one.program))
        kind, version = program["kind"], program["version"]
        known = session.get(PublishedTemplate, (kind, version))
        if known is None:
            row = PublishedTemplate(
                kind=kind,
                version=version,
                title=program["title"],
                program=program,
                handling=one.handling,
                agency_uscc=one.agency,
                published_at=clock.now(),
            )
            session.add(row)
            fresh.append(kind)
        elif known.program != program or known.agency_uscc != one.agency:
            raise ValueError(f"文书模板 {kind} 第 {version} 版已发布，改动要用新版本号")
        else:
            known.handling = one.handling
    return fresh


def templates(session: Session, agency_id: uuid.UUID | None = None) -> list[PublishedTemplate]:
    """The version of each kind that an agency uses: the latest of its own, or everybody's."""
    rows = session.scalars(_usable(session, agency_id, PublishedTemplate))
    return list({row.kind: row for row in rows}.values())


def handling(session: Session, agency_id: uuid.UUID) -> dict[str, dict[str, Any]]:
    """What is done with the papers of each kind; see templates.Template."""
    columns = (PublishedTemplate.kind, PublishedTemplate.handling)
    return {kind: one for kind, one in session.execute(_usable(session, agency_id, *columns))}


def titles(session: Session, agency_id: uuid.UUID | None = None) -> dict[str, str]:
    """What the papers of each kind are called."""
    columns = (PublishedTemplate.kind, PublishedTemplate.title)
    return {kind: title for kind, title in session.execute(_usable(session, agency_id, *columns))}


def handled(session: Session, agency_id: uuid.UUID) -> dict[str, tuple[str, dict[str, Any]]]:
    """Both at once: (title, handling) of each kind."""
    columns = (PublishedTemplate.kind, PublishedTemplate.title, PublishedTemplate.handling)
    rows = session.execute(_usable(session, agency_id, *columns))
    return {kind: (title, one) for kind, title, one in rows}


def _usable(session: Session, agency_id: uuid.UUID | None, *what: Any) -> Select[Any]:
    """`what` of everybody's versions and the agency's own, of an entrusted body those of the
    agencies that entrusted it; of one kind, the last row counts. The programs are long: whoever
    needs none does not read them."""
    own = organization.agencies.names_of(session, agency_id) if agency_id else []
    return (
        select(*what)
        .where(PublishedTemplate.agency_uscc.in_({"", *(each.uscc or "" for each in own)}))
        .order_by(PublishedTemplate.kind, PublishedTemplate.agency_uscc, PublishedTemplate.version)
    )


def versions(session: Session, kind: str) -> list[PublishedTemplate]:
    """Every version of a kind, the newest first, everybody's before the agencies' own."""
    return list(
        session.scalars(
            select(PublishedTemplate)
            .where(PublishedTemplate.kind == kind)
            .order_by(PublishedTemplate.agency_uscc, PublishedTemplate.version.desc())
        )
    )
