"""Who keeps the register adds a subject or changes one: what is wrong is told beside each field."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import current_app
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from backend.core import clock
from backend.core.auth import Caller
from backend.core.coordinates import Point, to_wgs84
from backend.core.crypto import Keys
from backend.core.problems import InvalidInput
from backend.core.series import following
from backend.organization import Agency, Region
from backend.subjects import register, rules
from backend.subjects.models import ChangeKind, Subject
from backend.subjects.problems import OutsideArea, SubjectKnown, SubjectMerged
from backend.subjects.service import find

# What may be entered by hand. The rest follows from it, or comes with an import.
FIELDS = (
    *("name", "kind", "state", "uscc", "org_code", "legacy_number", "id_number", "region_code"),
    *("address", "operating_address", "industry_code", "industry_name", "risk", "legal_rep"),
    *("phone", "liaison", "liaison_phone", "established", "raw_latitude", "raw_longitude", "crs"),
    *("position_source", "tags"),
)
POSITION = ("raw_latitude", "raw_longitude", "crs")
EMPTY: dict[str, Any] = {
    **dict.fromkeys(FIELDS, ""),
    **dict.fromkeys(("uscc", "org_code", "legacy_number", "established"), None),
    **{"raw_latitude": None, "raw_longitude": None, "crs": "WGS84", "tags": []},
    **{"state": "存续", "credit": ""},
}


def enter(
    session: Session,
    *,
    by: Caller,
    values: Mapping[str, Any],
    source: str,
    valid_from: date,
    reason: str = "",
    code_reason: str = "",
) -> Subject:
    """A new one. Known by neither code nor ID number it gets a number of our own.

    Raises InvalidInput, SubjectKnown, OutsideArea.
    """
    checked = rules.check({**EMPTY, **values}, today=clock.today())
    found = _settled(session, checked, valid_from, code_reason)
    within(session, by, found["region_code"])
    _refuse_known(session, found, None)
    if rules.needs_number(found):
        found["internal_number"] = number(session, found["region_code"])
    subject = register.add(
        session, by=by, source=source, valid_from=valid_from, values=found, reason=reason
    )
    if checked.legacy:
        _accept_code(session, by, subject, valid_from, code_reason)
    return subject


def faults(values: Mapping[str, Any]) -> dict[str, str]:
    """{field: words} of a new one, before the register is asked."""
    return rules.check({**EMPTY, **values}, today=clock.today()).wrong


def amend(
    session: Session,
    *,
    by: Caller,
    subject_id: uuid.UUID,
    version: int,
    values: Mapping[str, Any],
    source: str,
    valid_from: date,
    reason: str = "",
    code_reason: str = "",
) -> Subject:
    """Only what differs is written. An old code that was accepted before is not asked about again.

    Raises NotFound, InvalidInput, SubjectKnown, SubjectMerged, SubjectChanged, OutsideArea.
    """
    subject = changeable(session, by, subject_id)
    before = _before(subject)
    checked = rules.check(values, today=clock.today(), before=before)
    checked.legacy &= checked.values.get("uscc") != subject.uscc
    if _same_position(subject, checked.values):  # a form rounds what it shows
        checked.values = {k: v for k, v in checked.values.items() if k not in POSITION}
    found = _settled(session, checked, valid_from, code_reason)
    _refuse_known(session, found, subject.id)
    if rules.needs_number(before | found) and not subject.internal_number:
        found["internal_number"] = number(session, subject.region_code)
    subject = register.change(
        session,
        by=by,
        subject=subject,
        version=version,
        source=source,
        valid_from=valid_from,
        values=found,
        reason=reason,
    )
    if checked.legacy:
        _accept_code(session, by, subject, valid_from, code_reason)
    return subject


def faults_of_change(subject: Subject, values: Mapping[str, Any]) -> dict[str, str]:
    """{field: words} of what is to be changed, before the register is asked."""
    return rules.check(values, today=clock.today(), before=_before(subject)).wrong


def _before(subject: Subject) -> dict[str, Any]:
    """As the rules look at what was."""
    before = {name: getattr(subject, name) for name in FIELDS if name not in register.SEALED}
    before["id_number"] = subject.id_number_sealed  # only whether there is one
    if subject.uscc:
        before["org_code"] = None  # a part of the code, gone with it
    return before


def changeable(session: Session, by: Caller, subject_id: uuid.UUID) -> Subject:
    """Raises NotFound, SubjectMerged, OutsideArea."""
    subject = find(session, subject_id)
    if subject.merged_into:
        into = session.get_one(Subject, subject.merged_into)
        raise SubjectMerged(name=into.name, id=str(into.id))
    within(session, by, subject.region_code)
    return subject


def within(session: Session, by: Caller, region_code: str) -> None:
    """Raises OutsideArea."""
    own = area(session, by)
    if not own or not region_code.startswith(own):
        raise OutsideArea(region=region_code)


def area(session: Session, by: Caller) -> str:
    """The start of the region codes that the caller's agency looks after.

    An agency without a region of its own (滨海新区) has that of the nearest one above it.
    """
    ids = [uuid.UUID(each) for each in by.agency_path.strip("/").split("/")]
    rows = session.execute(select(Agency.id, Agency.region_code).where(Agency.id.in_(ids)))
    codes = {agency_id: code for agency_id, code in rows}
    code = next((codes[each] for each in reversed(ids) if codes.get(each)), None) or ""
    while code.endswith("00"):
        code = code[:-2]
    return code


def number(session: Session, region_code: str) -> str:
    """N330602-000123: for what has no code of its own, counted by county."""
    county = region_code[:6]
    return f"N{county}-{following(session, f'subject:{county}'):06d}"


def _settled(
    session: Session, checked: rules.Checked, valid_from: date, code_reason: str
) -> dict[str, Any]:
    """Raises InvalidInput with everything that is wrong at once."""
    wrong, found = dict(checked.wrong), dict(checked.values)
    if checked.legacy and not code_reason:
        wrong["code_reason"] = "历史赋码，校验位与现行规则不符。核对原件后写明接受的理由"
    region = found.get("region_code")
    if region and "region_code" not in wrong and session.get(Region, region) is None:
        wrong["region_code"] = "没有这个行政区划代码"
    if valid_from > clock.today():
        wrong["valid_from"] = "生效日期不能晚于今天"
    if wrong:
        raise InvalidInput(fields={name: [words] for name, words in wrong.items()})
    if found.get("uscc"):
        found.pop("org_code", None)
    if "raw_latitude" in found:
        found |= _stored_position(found)
    return found


def _same_position(subject: Subject, found: Mapping[str, Any]) -> bool:
    return all(
        _rounded(found.get(name)) == _rounded(getattr(subject, name))
        for name in POSITION
        if name in found
    )


def _rounded(value: Any) -> Any:
    return round(value, 6) if isinstance(value, float) else value


def _stored_position(found: Mapping[str, Any]) -> dict[str, Any]:
    """WGS-84 beside what the source said."""
    latitude, longitude = found["raw_latitude"], found["raw_longitude"]
    if latitude is None:
        return {"latitude": None, "longitude": None}
    point = to_wgs84(Point(longitude, latitude), found.get("crs") or "WGS84")
    return {"latitude": round(point.latitude, 6), "longitude": round(point.longitude, 6)}


def _refuse_known(session: Session, found: Mapping[str, Any], own: uuid.UUID | None) -> None:
    keys: Keys = current_app.extensions["keys"]
    same = []
    if found.get("uscc"):
        same.append(Subject.uscc == found["uscc"])
    if found.get("id_number"):
        same.append(Subject.id_number_hash == keys.lookup_hash(found["id_number"]))
    if not same:
        return
    known = session.scalars(select(Subject).where(or_(*same), Subject.id != own)).first()
    if known:
        raise SubjectKnown(name=known.name, id=str(known.merged_into or known.id))


def _accept_code(
    session: Session, by: Caller, subject: Subject, valid_from: date, reason: str
) -> None:
    register.note(
        session,
        by=by,
        subject=subject,
        version=subject.version,
        kind=ChangeKind.CODE_ACCEPTED,
        source="名录库管理员核对",
        valid_from=valid_from,
        facts={"uscc": (None, subject.uscc)},
        reason=reason,
    )
