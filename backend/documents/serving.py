"""送达: how a document reached the party, and what proves it.

On site a signed 送达回证 says it; every other way is recorded on the console and, unless it is
done at once, finished when it is known to have arrived. What each way has to show is L17
(民事诉讼法 第八十七条至第九十五条); online only after a signed 送达地址确认书 (L16, 行政处罚法
第六十一条第二款).
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from backend.core import clock
from backend.core.auth import Caller
from backend.core.records import audit
from backend.documents.models import Document, Manner, Service, ServiceState
from backend.documents.problems import ConsentMissing, ServiceSettled, ServiceUnproven

RECEIPT, CONSENT = "service_receipt", "service_address"
AGREED = "同意电子送达"  # as the template of CONSENT offers it
ANNOUNCED = timedelta(days=30)  # 民事诉讼法 第九十五条
WORDS = {
    Manner.DIRECT: "直接送达",
    Manner.LEFT: "留置送达",
    Manner.POST: "邮寄送达",
    Manner.ENTRUSTED: "委托送达",
    Manner.ANNOUNCED: "公告送达",
    Manner.ELECTRONIC: "电子送达",
}
STATES = {
    ServiceState.UNDERWAY: "送达中",
    ServiceState.SERVED: "已送达",
    ServiceState.FAILED: "没有送到",
}
AT_ONCE = (Manner.DIRECT, Manner.LEFT)
# What has to be written down, by field, and how to ask for it.
NEEDED: dict[Manner, dict[str, str]] = {
    Manner.DIRECT: {"receiver": "写明签收人", "reference": "写明送达回证在卷内的位置"},
    Manner.LEFT: {"reason": "写明拒收事由", "place": "写明留置的地点"},
    Manner.POST: {"reference": "写明邮件号", "place": "写明寄往的地址"},
    Manner.ENTRUSTED: {"receiver": "写明受托送达的机关", "reference": "写明委托函的文号"},
    Manner.ANNOUNCED: {"place": "写明在哪里公告", "reason": "写明公告送达的原因和经过"},
    Manner.ELECTRONIC: {},
}


def from_receipt(session: Session, by: Caller, receipt: Document) -> list[tuple[str, str]]:
    """What a 送达回证 signed on site says of the papers it lists; answers also the flaws found.

    A corrected one says it anew, of the versions that the one before was about. A paper that is
    not kept here under its number is left to the receipt's own words.
    """
    told = receipt.data["filled"]
    manner = Manner.LEFT if told["manner"] == WORDS[Manner.LEFT] else Manner.DIRECT
    witnesses = [s["name"] for s in receipt.signatures if s["role"] == "witness"]
    served_on = date.fromisoformat(told["at"][:10])
    for document_id in _listed(session, receipt, [paper["number"] for paper in told["papers"]]):
        session.add(
            Service(
                document_id=document_id,
                receipt_id=receipt.id,
                manner=manner,
                state=ServiceState.SERVED,
                begun_on=served_on,
                served_on=served_on,
                receiver=receipt.data["party"]["name"],
                place=told["place"],
                reference=receipt.number,
                reason=told["refusal"],
                witness="、".join(witnesses),
                proof=list(receipt.paper_photos),
                recorded_by=by.account_id,
                recorded_by_name=by.name,
            )
        )
    unproven = manner is Manner.LEFT and not witnesses and not told["left"]
    return [("L7", "留置送达没有见证人，也没有拍照或者录像")] if unproven else []


def _listed(session: Session, receipt: Document, numbers: list[str]) -> list[uuid.UUID]:
    """The documents under these numbers: those that the receipt before this version had served,
    else their last versions. What the one before said no longer counts."""
    own = Document.inspection_id == receipt.inspection_id
    rows = session.scalars(select(Document).where(own).order_by(Document.version)).all()
    by_number = {row.number: row.id for row in rows}  # the last one stays
    if receipt.supersedes:
        before = session.scalars(
            delete(Service)
            .where(Service.receipt_id == receipt.supersedes)
            .returning(Service.document_id)
        ).all()
        by_number |= {row.number: row.id for row in rows if row.id in before}
    by_number.pop(receipt.number, None)
    return [by_number[number] for number in dict.fromkeys(numbers) if number in by_number]


def begin(
    session: Session,
    /,
    *,
    by: Caller,
    document: Document,
    manner: Manner,
    begun_on: date,
    **told: str,
) -> Service:
    """Record an attempt. `told` is receiver, place, reference, reason, witness.

    Raises ServiceUnproven, ConsentMissing.
    """
    for name, words in NEEDED[manner].items():
        if not told[name]:
            raise ServiceUnproven(why=f"{WORDS[manner]}要{words}", rule="L17", field=name)
    if manner is Manner.LEFT and not (told["witness"] or told["reference"]):
        why = "留置送达要写明见证人，或者写明照片、录像存放在哪里"
        raise ServiceUnproven(why=why, rule="L17", field="witness")
    if not _made_on(document) <= begun_on <= clock.today():
        why = "送达日期应在文书作出之后、今天之前"
        raise ServiceUnproven(why=why, rule="L17", field="begun_on")
    if manner is Manner.ELECTRONIC:
        told["reference"] = consent(session, document, begun_on)
    row = Service(
        document_id=document.id,
        manner=manner,
        state=ServiceState.SERVED if manner in AT_ONCE else ServiceState.UNDERWAY,
        begun_on=begun_on,
        served_on=_served_on(manner, begun_on),
        proof=[],
        recorded_by=by.account_id,
        recorded_by_name=by.name,
        **told,
    )
    session.add(row)
    session.flush()
    audit(session, by, "document.serve", "document", document.id, manner=manner)
    return row


def _made_on(document: Document) -> date:
    return document.signed_at.astimezone(clock.CHINA).date()


def _served_on(manner: Manner, begun_on: date) -> date | None:
    if manner is Manner.ANNOUNCED:
        return begun_on + ANNOUNCED
    return begun_on if manner in AT_ONCE else None


def consent(session: Session, document: Document, on: date) -> str:
    """Where the party agreed, in this inspection, to be reached online, by what was not corrected
    since. Raises ConsentMissing."""
    rows = session.scalars(
        select(Document).where(
            Document.inspection_id == document.inspection_id,
            Document.inspection_id.is_not(None),
            Document.kind == CONSENT,
        )
    ).all()
    superseded = {row.supersedes for row in rows}
    for row in (each for each in rows if each.id not in superseded):
        told = row.data["filled"]
        agreed = told["electronic"] == AGREED and told["account"]
        if agreed and _signed_by_party(row) and _made_on(row) <= on:
            return f"{told['channel']} {told['account']}"
    raise ConsentMissing(rule="L16")


def _signed_by_party(document: Document) -> bool:
    signed: Iterable[Mapping[str, Any]] = document.signatures
    return any(one["role"] == "party" and one["state"] == "signed" for one in signed)


def finish(
    session: Session, *, by: Caller, service_id: uuid.UUID, served_on: date | None, reason: str
) -> Service:
    """It arrived on a day, or it did not, for a reason. Raises ServiceUnproven, ServiceSettled."""
    row = session.get_one(Service, service_id)
    if served_on and not row.begun_on <= served_on <= clock.today():
        why = "送达日期应在开始送达之后、今天之前"
        raise ServiceUnproven(why=why, rule="L17", field="served_on")
    if not served_on and not reason:
        raise ServiceUnproven(why="没有送到的，写明原因", rule="L17", field="reason")
    state = ServiceState.SERVED if served_on else ServiceState.FAILED
    if not _settle(session, service_id, state, served_on=served_on, reason=reason or row.reason):
        raise ServiceSettled(id=str(service_id))
    audit(session, by, "document.served", "document", row.document_id, state=state)
    session.refresh(row)
    return row


def _settle(session: Session, service_id: uuid.UUID, state: ServiceState, **values: Any) -> bool:
    return bool(
        session.scalar(
            update(Service)
            .where(Service.id == service_id, Service.state == ServiceState.UNDERWAY)
            .values(state=state, **values)
            .returning(Service.id)
        )
    )


def take_as_served(session: Session) -> int:
    """Announcements whose thirty days have passed; answers how many."""
    rows = session.execute(
        update(Service)
        .where(
            Service.state == ServiceState.UNDERWAY,
            Service.manner == Manner.ANNOUNCED,
            Service.served_on <= clock.today(),
        )
        .values(state=ServiceState.SERVED)
        .returning(Service.id)
    )
    return len(rows.all())


def of_documents(session: Session, ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, list[Service]]:
    """The attempts by document, the earliest first."""
    found: dict[uuid.UUID, list[Service]] = {}
    rows = session.scalars(
        select(Service).where(Service.document_id.in_([*ids])).order_by(Service.created_at)
    )
    for row in rows:
        found.setdefault(row.document_id, []).append(row)
    return found
