"""The index beside the database: what is changed reaches it, and nothing that happens to it matters
for long."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
import uuid
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update
from sqlalchemy.orm import Session

from backend.core import clock
from backend.core.database import perform
from backend.core.settings import Settings
from backend.subjects import Subject, feed
from backend.subjects.search import generations, keeper
from backend.subjects.search.document import FORMAT
from backend.subjects.search.keeper import Held
from tests.cast import Cast
from tests.conftest import POSTGRESQL, Phone
from tests.subjects.searching import add, keep, keeping, put

PROJECT = Path(__file__).parents[2]


def ask(phone: Phone, q: str) -> dict[str, Any]:
    answer = phone.get("/subjects", q=q)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    found: dict[str, Any] = answer.get_json()
    return found


def names(phone: Phone, q: str) -> list[str]:
    return [each["name"] for each in ask(phone, q)["items"]]


def readiness(app: Flask) -> str:
    return str(app.test_client().get("/readyz").get_json()["search"])


def folder(app: Flask) -> Path:
    settings: Settings = app.extensions["settings"]
    return settings.index_folder


def files(app: Flask) -> list[Path]:
    generation = generations.current(folder(app))
    assert generation
    return generations.written(generation)


def test_without_an_index_codes_and_starts_of_names_are_found_and_it_is_said(
    app: Flask, chen: Phone
) -> None:
    put(app, "鑫源水果店", uscc="92330602MA2H9C1R5K", phone="13800001234")
    for q in ("鑫源", "92330602MA2H", "MA2H9C1R5", "13800001234", "鑫源水果店"):
        found = ask(chen, q)
        assert [each["name"] for each in found["items"]] == ["鑫源水果店"]
        assert found["degraded"]
        assert "重建" in found["notice"]
    assert names(chen, "水果") == []
    assert readiness(app) == "missing"


def test_what_is_added_changed_and_removed_reaches_the_index(app: Flask, chen: Phone) -> None:
    keep(app)
    assert readiness(app) == "fresh"
    subject_id = put(app, "青藤书屋")
    keep(app)
    assert names(chen, "藤书") == ["青藤书屋"]
    with app.app_context():
        perform(rename, subject_id, name="白藤画室")
    keep(app)
    assert (names(chen, "藤书"), names(chen, "藤画")) == ([], ["白藤画室"])
    with app.app_context():
        perform(rename, subject_id, removed_at=clock.now())
    assert names(chen, "藤画") == [], "gone at once: each hit is read from the register"
    keep(app)
    with keeping(app) as one:
        one.step()
        assert one._index
        assert one._index.searcher().num_docs == 1


def rename(session: Session, subject_id: object, /, **values: Any) -> None:
    session.execute(update(Subject).where(Subject.id == subject_id).values(**values))
    feed.announce(session, [subject_id])  # type: ignore[list-item]


def test_what_is_taken_in_twice_is_there_once(app: Flask, chen: Phone) -> None:
    """As after a crash between the commit and the note of how far it went."""
    keep(app)
    put(app, "青藤书屋")
    keep(app)
    generation = generations.current(folder(app))
    assert generation
    generation.keep_state(position=0, behind=False)
    keep(app)
    assert names(chen, "藤书") == ["青藤书屋"]


@pytest.mark.skipif(not POSTGRESQL, reason="SQLite writes one transaction after the other")
def test_what_was_begun_earlier_and_committed_later_is_found(app: Flask, chen: Phone) -> None:
    keep(app)
    with Session(app.extensions["engine"]) as slow, app.app_context():
        add(slow, "慢慢来茶馆")
        slow.flush()
        put(app, "快快来茶馆")
        keep(app)
        assert names(chen, "来茶") == ["快快来茶馆"]
        slow.commit()
    keep(app)
    assert sorted(names(chen, "来茶")) == ["快快来茶馆", "慢慢来茶馆"]


def test_a_keeper_killed_in_the_middle_loses_nothing(app: Flask, chen: Phone) -> None:
    keep(app)
    with app.app_context():
        for part in range(6):
            perform(add_many, range(part * 50, part * 50 + 50))
    process = start(app)
    try:
        wait_for(lambda: names(chen, "号铺") != [])
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()
    keep(app)
    for number in (0, 49, 50, 149, 299):
        assert names(chen, f"第{number}号铺") == [f"第{number}号铺"]
    with keeping(app) as one:
        one.step()
        assert one._index
        assert one._index.searcher().num_docs == 301


def add_many(session: Session, numbers: range) -> None:
    for number in numbers:
        add(session, f"第{number}号铺")


def start(app: Flask) -> subprocess.Popen[bytes]:
    settings: Settings = app.extensions["settings"]
    given = {
        "ENVIRONMENT": "test",
        "DATABASE_URL": settings.database_url,
        "STORAGE_FOLDER": str(settings.storage_folder),
        "INDEX_FOLDER": str(settings.index_folder),
        "DINGTALK_API_BASE": settings.dingtalk_api_base,
    }
    kept = {name: text for name, text in os.environ.items() if not name.startswith("ZSZF_")}
    variables = kept | {f"ZSZF_{name}": text for name, text in given.items()}
    command = [sys.executable, "-m", "backend.subjects.search"]
    return subprocess.Popen(command, cwd=PROJECT, env=variables, stderr=subprocess.DEVNULL)


def wait_for(true: Any, seconds: float = 60.0) -> float:
    began = time.monotonic()
    while not true():
        assert time.monotonic() - began < seconds
        time.sleep(0.02)
    return time.monotonic() - began


def test_the_process_takes_a_change_in_within_two_seconds_and_for_its_account_alone(
    app: Flask, chen: Phone
) -> None:
    process = start(app)
    try:
        wait_for(lambda: readiness(app) == "fresh")
        put(app, "青藤书屋")
        assert wait_for(lambda: names(chen, "藤书") == ["青藤书屋"]) < 2
    finally:
        process.terminate()
        assert process.wait(10) == 0
    for each in folder(app).rglob("*"):
        assert each.stat().st_mode & 0o077 == 0, each


def test_one_keeper_a_folder(app: Flask) -> None:
    with keeping(app) as one:
        one.step()
        with keeping(app) as other, pytest.raises(Held):
            other.step()


def test_deleted_while_serving_it_is_done_without_and_built_anew(app: Flask, chen: Phone) -> None:
    with keeping(app) as one:
        while one.step():
            continue
        assert names(chen, "源餐") == ["绍兴市越城区鑫源餐饮店"]
        shutil.rmtree(folder(app))
        assert ask(chen, "92330602MA2D7K3Q7W")["degraded"]
        assert names(chen, "92330602MA2D7K3Q7W") == ["绍兴市越城区鑫源餐饮店"]
        while one.step():
            continue
    assert names(chen, "源餐") == ["绍兴市越城区鑫源餐饮店"]
    assert not ask(chen, "源餐")["degraded"]


@pytest.mark.parametrize("kind", [".idx", ".term", ".fast"])
def test_a_damaged_file_is_noticed_and_the_index_built_anew(
    app: Flask, chen: Phone, kind: str
) -> None:
    keep(app)
    [file] = [each for each in files(app) if each.name.endswith(kind)]
    content = bytearray(file.read_bytes())
    content[len(content) // 3] ^= 0xFF
    file.write_bytes(content)
    before = generations.current(folder(app))
    keep(app)
    assert generations.current(folder(app)) != before
    assert names(chen, "源餐") == ["绍兴市越城区鑫源餐饮店"]


@pytest.mark.parametrize("content", [b"", b"{}", b"\0" * 100])
def test_what_cannot_be_opened_is_done_without_and_reported(
    app: Flask, chen: Phone, content: bytes
) -> None:
    keep(app)
    generation = generations.current(folder(app))
    assert generation
    (generation.files / "meta.json").write_bytes(content)
    assert names(chen, "92330602MA2D7K3Q7W") == ["绍兴市越城区鑫源餐饮店"]
    assert ask(chen, "鑫源")["degraded"]
    assert readiness(app) == "missing"
    assert b"search_index_usable 0.0" in app.test_client().get("/metrics").data
    keep(app)
    assert names(chen, "源餐") == ["绍兴市越城区鑫源餐饮店"]
    assert b"search_index_usable 1.0" in app.test_client().get("/metrics").data


def test_without_its_keeper_it_counts_as_stale(app: Flask, chen: Phone) -> None:
    keep(app)
    generation = generations.current(folder(app))
    assert generation
    os.utime(generation.path / "seen", (0, 0))
    found = ask(chen, "源餐")
    assert [each["name"] for each in found["items"]] == ["绍兴市越城区鑫源餐饮店"]
    assert found["degraded"]
    assert "没有更新" in found["notice"]
    assert readiness(app) == "stale"


def test_of_ids_that_are_nearly_the_same_only_one_is_taken_out(app: Flask, chen: Phone) -> None:
    """All that differs is one bit, in each of the parts by which the index knows them."""
    with app.app_context():
        twins = perform(_nearly_the_same)
    keep(app)
    assert len(names(chen, "孪生")) == len(twins)
    with app.app_context():
        perform(rename, twins[0], name="改了名")
    keep(app)
    assert len(names(chen, "孪生")) == len(twins) - 1


def _nearly_the_same(session: Session) -> list[uuid.UUID]:
    first = session.get_one(Subject, Cast.subject)
    columns = {c.key: getattr(first, c.key) for c in Subject.__mapper__.columns}
    found = []
    for bit in (None, 0, 12, 24, 36, 59):
        number = 2**100 if bit is None else 2**100 + 2**bit
        new = {"id": uuid.UUID(int=number), "uscc": None, "name": f"孪生{bit}"}
        session.add(Subject(**columns | new))
        found.append(uuid.UUID(int=number))
    session.flush()
    feed.announce(session, found)
    return found


@pytest.mark.parametrize("position", [-5, 10**6])
def test_an_index_that_the_feed_does_not_lead_to_is_built_anew(app: Flask, position: int) -> None:
    put(app, "青藤书屋")
    keep(app)
    before = generations.current(folder(app))
    assert before
    before.keep_state(position=position, behind=False)
    keep(app)
    assert generations.current(folder(app)) != before


def test_another_format_is_built_anew(
    app: Flask, chen: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(app)
    before = generations.current(folder(app))
    monkeypatch.setattr(generations, "FORMAT", FORMAT + 1)
    assert ask(chen, "源餐")["degraded"]
    keep(app)
    assert generations.current(folder(app)) != before
    assert not ask(chen, "源餐")["degraded"]


def test_when_asked_it_is_built_anew_and_changes_meanwhile_are_found(
    app: Flask, chen: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(app)
    whole = keeper._everything

    def slowly(regions: Any) -> Any:
        yield from whole(regions)
        put(app, "青藤书屋")
        assert not ask(chen, "源餐")["degraded"]

    monkeypatch.setattr(keeper, "_everything", slowly)
    (folder(app) / "rebuild").touch()
    keep(app)
    assert names(chen, "藤书") == ["青藤书屋"]
    assert len(list(folder(app).glob("g-*"))) == 1


def terms_of(app: Flask) -> set[str]:
    """All words that can be looked for."""
    with keeping(app) as one:
        one.step()
        assert one._index
        searcher = one._index.searcher()
    return {term for name in ("name", "rest") for term, _ in searcher.terms_with_prefix(name, "")}


def test_personal_data_is_not_in_the_index(app: Flask) -> None:
    put(
        app,
        "王小明",
        phone="13912345678",
        liaison_phone="13787654321",
        id_number="330602199001011231",
        liaison="李联络",
    )
    keep(app)
    everything = b"".join(each.read_bytes() for each in folder(app).rglob("*") if each.is_file())
    for secret in ("13912345678", "13787654321", "330602199001011231"):
        assert secret.encode() not in everything
    terms = terms_of(app)
    assert {"王小", "小明"} <= terms
    assert not {"李联", "联络"} & terms
    assert {term for term in terms if term.isdecimal()} == {"27"}, "of an address"
    with app.app_context(), Session(app.extensions["engine"]) as session:
        subject = session.query(Subject).filter_by(name="王小明").one()
        for sealed in (subject.phone_hash, subject.phone_sealed, subject.id_number_hash):
            assert sealed
            assert sealed.encode() not in everything
