"""python -m backend.demo.load: fill an empty database with the demo; a full one is left alone.

Everything comes seeded from backend/demo/data, so that two machines get the same rows. Dates of
certificates and tasks count from today. The directory of the fake 钉钉 is written anew each time.
"""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path
from typing import Any

from flask import Flask, current_app
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from backend import documents, matters, subjects
from backend.app import create_app
from backend.core import clock
from backend.core.auth import Caller, Role
from backend.core.crypto import Keys
from backend.core.database import Base, perform
from backend.core.settings import Settings
from backend.demo import (
    data,
    delivered,
    ground,
    handed,
    imported,
    papers,
    ratings,
    record,
    rectifications,
    register,
    seals,
)
from backend.demo.data.ids import uid
from backend.demo.stories import play
from backend.matters import Checklist, Implementation, Matter
from backend.organization import (
    Account,
    Agency,
    AgencyKind,
    Certificate,
    Officer,
    PlatformIdentity,
    Region,
    regions,
)
from backend.subjects import PastInspection, Subject

WRITES = {"市场监管": "market-yc", "消防救援": "fire-yc"}  # whose form it is, by its field
EVERY_KIND = Path(__file__).with_name("checklists")  # a form that shows what a form can ask
KINDS = {
    "人民政府": AgencyKind.GOVERNMENT,
    "行政机关": AgencyKind.ORGAN,
    "派出机构": AgencyKind.BRANCH,
}
LOADED = "loaded"  # beside the directory, once everything is in


def load(app: Flask) -> bool:
    """True when the demo was loaded, False when there was data already."""
    settings: Settings = app.extensions["settings"]
    if not settings.practice:
        raise SystemExit("停：演示数据不能装进生产环境的数据库")
    with app.app_context():
        if settings.demo:
            _write_directory(settings)
        perform(documents.publish)
        names = {each["id"]: each["name"] for each in data.agencies()}
        seals.make(settings.seals_folder, names, settings.seals_password)
        loaded = settings.demo_folder / LOADED
        if not perform(_fill, clock.today()):
            if settings.demo and not loaded.exists():
                raise SystemExit("停：演示数据上次没有装完，用 make demo RESET=1 重来")
            return False
        play(clock.today())
        rectifications.play(clock.today())
        record.play(clock.today())
        papers.serve(clock.today())
        register.keep(clock.today())
        ground.keep(clock.today())
        handed.play(clock.today())
        ratings.play()
        imported.upload()
        delivered.deliver(clock.today())
        if settings.demo:
            loaded.touch()
        return True


def _write_directory(settings: Settings) -> None:
    settings.demo_folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps(data.directory(clock.today()), ensure_ascii=False, indent=1)
    (settings.demo_folder / "directory.json").write_text(text, encoding="utf-8")


def _fill(session: Session, today: date) -> bool:
    if session.scalar(select(Agency.id).limit(1)) is not None:
        return False
    _insert(session, Region, regions())
    _insert(
        session,
        Agency,
        [
            each | {"kind": KINDS[each["kind"]], "standing": each["kind"] != "人民政府"}
            for each in data.agencies()
        ],
    )
    _people(session, today)
    _subjects(session, today)
    _checklists(session)
    _matters(session, today)
    ground.lay(session, today)
    return True


def _insert(session: Session, model: type[Base], rows: Any) -> None:
    """Only the columns of the table; what the data says besides is for people."""
    columns = {column.key for column in model.__mapper__.columns}
    session.execute(
        insert(model),
        [{key: value for key, value in row.items() if key in columns} for row in rows],
    )


def _people(session: Session, today: date) -> None:
    keys: Keys = current_app.extensions["keys"]
    people = data.people(today)
    corp = current_app.extensions["dingtalk"].dingtalk_corp_id
    officers = [each for each in people if each["officer_id"]]
    _insert(
        session,
        Officer,
        [
            each
            | {
                "id": each["officer_id"],
                "matters": [],  # the data names checklists; the certificates say the field
                "phone_sealed": keys.seal(each["phone"]),
                "phone_hash": keys.lookup_hash(each["phone"]),
                "id_number_sealed": keys.seal(each["id_number"]),
                "id_number_hash": keys.lookup_hash(each["id_number"]),
            }
            for each in officers
        ],
    )
    _insert(
        session,
        Certificate,
        [
            one | {"officer_id": each["officer_id"]}
            for each in officers
            for one in each["certificates"]
        ],
    )
    holders = [each for each in people if each["roles"]]
    _insert(
        session,
        Account,
        [each | {"id": each["account_id"], "roles": list(each["roles"])} for each in holders],
    )
    if not current_app.extensions["settings"].demo:
        return  # in training nobody signs in as one of them: see organization.training
    _insert(
        session,
        PlatformIdentity,
        [
            {
                "platform": "dingtalk",
                "tenant": corp,
                "user_id": each["dingtalk_user_id"],
                "account_id": each["account_id"],
            }
            for each in holders
        ],
    )


def _subjects(session: Session, today: date) -> None:
    coded = data.subjects()
    rows = coded + data.uncoded(coded)
    register = subjects.register
    addresses = data.operating_addresses(rows)
    for row, operating in zip(rows, addresses, strict=True):
        values = {name: row.get(name) for name in ("uscc", "phone", "id_number")}
        row |= register.columns(values) | {"operating_address": operating}
        row |= {"source": "演示数据", "legacy_number": row.get("legacy_number")}
        needs = subjects.rules.needs_number(values)
        row["internal_number"] = (
            subjects.entry.number(session, row["region_code"]) if needs else None
        )
    _insert(session, Subject, rows)
    subjects.feed.announce(session, [row["id"] for row in rows])
    _insert(
        session,
        PastInspection,
        [past | {"subject_id": row["id"]} for row in rows for past in row["past"]],
    )
    _insert(session, subjects.Licence, data.licences(coded, today))
    _insert(session, subjects.Credit, data.credits(coded, today))


def _checklists(session: Session) -> None:
    for form in [*matters.forms(), *matters.forms(EVERY_KIND)]:
        items = [item for section in form["sections"] for item in section["items"]]
        session.add(
            Checklist(
                id=uid("checklist", f"{form['code']}:{form['version']}"),
                code=form["code"],
                version=form["version"],
                title=form["title"],
                field=form["field"],
                content={"sections": form["sections"]},
                item_count=len(items),
                key_count=sum(item["key"] for item in items),
                published_at=clock.now(),
                object=form["object"],
                source=form["source"],
                agency_id=uid("agency", WRITES[form["field"]]),
                matters=data.served_by(form["code"]),
            )
        )


def _matters(session: Session, today: date) -> None:
    """The catalogue, a form that waits for its review, and one joined for 综合查一次."""
    _insert(session, Matter, data.matters(today))
    _insert(session, Implementation, data.implementations(today))
    writer = session.scalars(select(Account).where(Account.name == "何春燕")).one()
    home = session.get_one(Agency, writer.agency_id)
    by = Caller(
        account_id=writer.id,
        officer_id=writer.officer_id,
        agency_id=home.id,
        agency_path=home.path,
        name=writer.name,
        roles=frozenset(map(Role, writer.roles)),
        session_id=uid("session", writer.name),
    )
    published = matters.published(session)
    food = next(each for each in published if each.code == "food-catering")
    tree = matters.drafts.tree_of(food)
    tree |= {"title": "小餐饮店检查表", "object": "小餐饮店、小吃店"}
    tree |= {"source": "从餐饮服务食品安全检查表选出的演示表单", "sections": tree["sections"][:3]}
    draft = matters.drafts.begin(session, by=by, tree=tree, how="照餐饮服务食品安全检查表")
    matters.drafts.submit(session, by=by, checklist_id=draft.id, revision=draft.revision)
    parts = [each.id for each in published if each.code in ("food-catering", "fire-crowded")]
    matters.joining.join(session, by=by, title="餐饮场所综合查一次", parts=parts)


def main() -> None:
    loaded = load(create_app(Settings.from_environ()))
    print("演示数据已载入" if loaded else "演示数据已有，原样保留", file=sys.stderr)


if __name__ == "__main__":
    main()
