"""What was uploaded can be read by the import alone, and by nobody once the import is over."""

from __future__ import annotations

import io
import os
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from backend.core import clock
from backend.core.storage import BLOCK, LocalStorage
from backend.imports import State, WrongRow, vault
from backend.imports.ending import forget_old
from tests.conftest import NOON
from tests.imports.conftest import Keeper, lines, shop

PHONE = "13800001234"
HEADERS = ("uscc", "name", "address", "region_code", "phone")


def stored(keeper: Keeper) -> list[Path]:
    storage: LocalStorage = keeper.app.extensions["storage"]
    return [path for path in storage.folder.rglob("*") if path.is_file()]


def later(keeper: Keeper, days: int) -> None:
    """The hourly job, so many days on, with whatever it asks for."""
    with clock.stopped(NOON + timedelta(days=days)):
        with keeper.app.app_context():
            forget_old()
        keeper.work()


def test_neither_the_upload_nor_its_rows_lie_in_clear(keeper: Keeper) -> None:
    keeper.upload(lines((*shop(1), PHONE), headers=HEADERS))
    keeper.work()
    files = [path.read_bytes() for path in stored(keeper)]
    assert len(files) == 2
    assert not any(PHONE.encode() in content or "面馆".encode() in content for content in files)


def test_when_it_is_done_key_and_files_are_gone(keeper: Keeper) -> None:
    found = keeper.imported(lines(shop(1), shop(2)))
    assert (found.key_sealed, found.stored, found.staged) == (None, None, None)
    assert stored(keeper) == []


def test_a_file_that_cannot_be_imported_goes_at_once(keeper: Keeper) -> None:
    address = keeper.upload(lines(*[]))
    keeper.work()
    assert keeper.found(address).state == State.FAILED
    assert stored(keeper) == []


@pytest.mark.parametrize("stopped", [True, False])
def test_what_nobody_goes_on_with_goes_after_a_week(keeper: Keeper, stopped: bool) -> None:
    address = keeper.upload(lines(shop(1), shop(2)))
    keeper.work()
    if stopped:
        keeper.desk.send(f"{address}/cancel")
    later(keeper, days=6)
    assert len(stored(keeper)) == 2
    later(keeper, days=8)
    found = keeper.found(address)
    assert (found.state, found.key_sealed) == (State.FAILED, None)
    assert "重新上传" in keeper.desk.page(address).html
    assert stored(keeper) == []


def test_rows_to_be_mended_stay_for_a_month(keeper: Keeper) -> None:
    keeper.imported(lines(shop(1), ("1", "错的", "x", "y")))
    later(keeper, days=29)
    assert keeper.count(WrongRow) == 1
    later(keeper, days=31)
    assert keeper.count(WrongRow) == 0


def test_a_worker_killed_before_the_files_were_gone_finds_them_again(
    keeper: Keeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = keeper.upload(lines(shop(1)))
    keeper.work()
    keeper.confirm(address)
    with monkeypatch.context() as patch:
        patch.setattr(vault, "forget", lambda name: 1 / 0)
        keeper.work()
    assert keeper.found(address).key_sealed is None
    assert len(stored(keeper)) == 2
    with clock.stopped(NOON + timedelta(minutes=30)):
        keeper.work()
    assert stored(keeper) == []
    assert keeper.found(address).stored is None


def test_it_is_read_from_any_place(app: Flask) -> None:
    content = os.urandom(3 * BLOCK + 5)
    with app.app_context():
        key = vault.new_key()
        name, _ = vault.keep(io.BytesIO(content), key, vault.STAGED)
        with vault.look_into(name, key, vault.STAGED) as plain:
            assert plain.read() == content
            for place in (0, 1, 15, 16, 17, BLOCK - 1, 2 * BLOCK + 7, len(content)):
                plain.seek(place)
                assert plain.tell() == place
                assert plain.read(100) == content[place : place + 100]
        with vault.look_into(name, vault.new_key(), vault.STAGED) as other:
            assert other.read() != content
