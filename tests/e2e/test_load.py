from __future__ import annotations

from urllib.parse import urlsplit

from tests.bench.people import crews


def test_everybody_of_the_load_run_has_a_head_with_work_to_give(address: str) -> None:
    port = urlsplit(address).port
    assert port
    found = crews(port, 12)
    assert len(found) == 12
    assert all(head.facts["checklist"] for _, _, head in found)
    for each in (user for crew in found for user in crew):
        each.connection.close()
