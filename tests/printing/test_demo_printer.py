"""The demo's printer over HTTP, as two workers serve it."""

from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image

from backend.core import problems
from backend.printing import profiles
from backend.printing.demo_printer import blueprint
from backend.printing.simulator.printer import Fault, Printer, Written
from tests.printing import golden

PROFILE = profiles.load()["escpos-80"]
NOTICE = golden.load(golden.FOLDER / "notice.json")
PAYLOAD = b"".join(golden.commands(NOTICE, PROFILE))
WRITES = [PAYLOAD[at : at + 20] for at in range(0, len(PAYLOAD), 20)]
URL = "/demo/printer/chen"


def worker(folder: Path) -> FlaskClient:
    app = Flask(__name__)
    app.config["DEMO_PRINTER_FOLDER"] = str(folder)
    app.register_blueprint(blueprint)
    problems.init_app(app)
    return app.test_client()


@pytest.fixture
def workers(tmp_path: Path) -> list[FlaskClient]:
    return [worker(tmp_path), worker(tmp_path)]


def test_a_notice_comes_out_whichever_worker_is_asked(workers: list[FlaskClient]) -> None:
    assert workers[0].get(f"{URL}/status").get_json()["state"] == "idle"
    for number, data in enumerate(WRITES):
        answer = workers[number % 2].post(f"{URL}/write", json={"hex": data.hex()})
        assert answer.get_json() == {"state": "printing", "bytes": len(data), "heard": ""}
    assert workers[0].get(f"{URL}/status").get_json()["state"] == "printing"
    shown = workers[1].post(f"{URL}/finish").get_json()
    expected = "\n".join(NOTICE["payloads"]["escpos-80"]["text"])
    assert (shown["state"], shown["bytes"], shown["text"]) == ("finished", len(PAYLOAD), expected)
    assert shown["qr"] == [each["text"] for each in NOTICE["blocks"] if each["type"] == "qr"]
    picture = Image.open(io.BytesIO(workers[0].get(shown["png_url"]).data))
    assert picture.width == 640
    assert picture.height == pytest.approx(8 * shown["height_mm"] + 80, abs=1)


def test_the_next_write_starts_a_new_paper_and_each_name_has_its_own(
    workers: list[FlaskClient],
) -> None:
    client = workers[0]
    client.post(f"{URL}/write", json={"hex": WRITES[0].hex()})
    client.post(f"{URL}/finish")
    client.post(f"{URL}/write", json={"hex": WRITES[0].hex()})
    assert client.get(f"{URL}/status").get_json()["bytes"] == len(WRITES[0])
    assert client.get("/demo/printer/沈雨薇/status").get_json()["bytes"] == 0


def test_faults_come_when_told(workers: list[FlaskClient]) -> None:
    client = workers[0]
    client.post(f"{URL}/open", json={"refused": [2], "lost": [3], "disconnected": [5]})
    statuses = [
        client.post(f"{URL}/write", json={"hex": data.hex()}).status_code
        for data in (WRITES[0], WRITES[1], WRITES[1], WRITES[2], WRITES[3], WRITES[4])
    ]
    assert statuses == [200, 429, 504, 200, 410, 410]
    assert client.get(f"{URL}/status").get_json()["state"] == "disconnected"
    client.post(f"{URL}/open", json={})
    assert client.post(f"{URL}/write", json={"hex": WRITES[3].hex()}).status_code == 200
    assert client.get(f"{URL}/status").get_json()["bytes"] == sum(map(len, WRITES[:4]))


def test_rubbish_is_shown_up_to_where_it_starts(workers: list[FlaskClient]) -> None:
    client = workers[0]
    for data in (b"\x1b\x40\x1c\x26" + "好".encode("gbk") + b"\n", "责令改正\n".encode()):
        client.post(f"{URL}/write", json={"hex": data.hex()})
    shown = client.post(f"{URL}/finish").get_json()
    assert (shown["state"], shown["text"]) == ("garbled", "好")
    assert "第 7 字节" in shown["garbled"]
    assert client.get(f"{URL}/paper.png").status_code == 200


def printed(client: FlaskClient, profile: str) -> list[int]:
    """The notice on that profile, each write offered until it is taken or will not be."""
    made = b"".join(golden.commands(NOTICE, profiles.load()[profile]))
    statuses = list[int]()
    for start in range(0, len(made), 20):
        body = {"hex": made[start : start + 20].hex()}
        for _ in range(3):
            statuses.append(client.post(f"{URL}/write", json=body).status_code)
            if statuses[-1] != 429:
                break
        if statuses[-1] != 200:
            break
    return statuses


@pytest.mark.parametrize("profile", sorted(golden.TEXT))
def test_it_is_whatever_printer_is_asked_for(workers: list[FlaskClient], profile: str) -> None:
    client = workers[0]
    shown = client.post(f"{URL}/set", json={"profile": profile}).get_json()
    assert (shown["profile"], shown["bytes"], shown["device"]) == (
        *(profile, 0),
        f"演示打印机 {profile}",
    )
    assert set(printed(client, profile)) == {200}
    shown = client.post(f"{URL}/finish").get_json()
    assert shown["text"] == "\n".join(NOTICE["payloads"][profile]["text"])


@pytest.mark.parametrize(
    ("fault", "last", "after"),
    [("refused", 200, "refused"), ("lost", 504, ""), ("disconnected", 410, "")],
)
def test_what_is_ordered_goes_wrong(
    workers: list[FlaskClient], fault: str, last: int, after: str
) -> None:
    """What happens once is over afterwards: the second copy comes out."""
    client = workers[0]
    client.post(f"{URL}/set", json={"fault": fault})
    statuses = printed(client, "escpos-80")
    assert statuses[-1] == last
    assert (429 in statuses) == (fault == "refused")
    assert client.get(f"{URL}/status").get_json()["fault"] == after
    client.post(f"{URL}/open", json={})
    assert printed(client, "escpos-80")[-1] == 200


@pytest.mark.parametrize(
    ("fault", "profile", "answers"),
    [
        ("paper_out", "escpos-80", ["20", "60"]),
        ("lid_open", "escpos-58", ["04", "00"]),
        ("", "escpos-80", ["00", "00"]),
        ("paper_out", "cpcl-hprt-80", ["02"]),
        ("lid_open", "cpcl-hprt-58", ["04"]),
    ],
)
def test_it_says_what_hinders_it_and_prints_no_more(
    workers: list[FlaskClient], fault: str, profile: str, answers: list[str]
) -> None:
    client = workers[0]
    client.post(f"{URL}/set", json={"profile": profile, "fault": fault})
    heard = [
        client.post(f"{URL}/write", json={"hex": each["ask"]}).get_json()["heard"]
        for each in profiles.load()[profile].status
    ]
    assert heard == answers
    assert client.get(f"{URL}/status").get_json()["bytes"] == 0
    assert printed(client, profile)[-1] == (429 if fault else 200)


def test_a_slow_printer_takes_more_once_it_has_printed(tmp_path: Path) -> None:
    now = [0.0]
    printer = Printer(tmp_path, "p", now=lambda: now[0])
    printer.set(profile="escpos-80", fault=Fault.SLOW)
    taken = [printer.write(bytes(20)) for _ in range(31)]
    assert taken == [Written.TAKEN] * 30 + [Written.REFUSED]
    now[0] = 0.5  # 200 bytes later
    assert [printer.write(bytes(20)) for _ in range(11)][-2:] == [Written.TAKEN, Written.REFUSED]


@pytest.mark.parametrize("body", [{"profile": "telepathy"}, {"fault": "fire"}])
def test_only_what_there_is_can_be_ordered(
    workers: list[FlaskClient], body: dict[str, str]
) -> None:
    assert workers[0].post(f"{URL}/set", json=body).status_code == 422


@pytest.mark.parametrize("body", [{}, {"hex": ""}, {"hex": "0"}, {"hex": "zz"}, {"hex": "00" * 21}])
def test_more_than_bluetooth_carries_is_refused(
    workers: list[FlaskClient], body: dict[str, str]
) -> None:
    answer = workers[0].post(f"{URL}/write", json=body)
    assert (answer.status_code, answer.get_json()["code"]) == (422, "invalid-input")


def test_a_name_is_never_a_path(workers: list[FlaskClient], tmp_path: Path) -> None:
    workers[0].post("/demo/printer/..%5C..%5Cetc/write", json={"hex": "1b40"})
    assert all(path.parent == tmp_path for path in tmp_path.rglob("*"))
    assert workers[0].get(f"/demo/printer/{'x' * 65}/status").status_code == 422


def test_the_page_loads_its_files_from_here_alone(workers: list[FlaskClient]) -> None:
    page = workers[0].get("/demo/printer/<b>x").get_data(as_text=True)
    assert "<b>x" not in page
    assert "//" not in page.replace("<!doctype", "")
    for file in ("paper.js", "paper.css"):
        assert file in page
        with workers[0].get(f"/demo/printer/files/{file}") as answer:
            assert answer.status_code == 200


def test_two_processes_lose_no_write(tmp_path: Path) -> None:
    def write(number: int) -> Written:
        return Printer(tmp_path, "p").write(bytes([number]) * 20)

    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(write, range(100))) == {Written.TAKEN}
    received = Printer(tmp_path, "p").received()
    assert sorted(received[::20]) == list(range(100))
    assert len(received) == 2000


def test_a_paper_has_an_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("backend.printing.simulator.printer.MOST_ON_A_PAPER", 30)
    printer = Printer(tmp_path, "p")
    printer.write(bytes(20))
    with pytest.raises(ValueError, match="纸用完了"):
        printer.write(bytes(20))
    printer.finish()
    assert printer.write(bytes(20)) == Written.TAKEN
