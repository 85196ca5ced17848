from __future__ import annotations

import base64
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.core import crypto
from backend.core.crypto import CannotOpen, Keys
from backend.core.receipts import canonical, digest, sign
from backend.core.settings import Settings
from backend.core.text import clean, parse_json


@pytest.fixture(scope="module")
def keys() -> Keys:
    return Keys.of(Settings(database_url="sqlite:///x", storage_folder=None))  # type: ignore[arg-type]


@settings(deadline=None, max_examples=50, derandomize=True)
@given(st.text(max_size=40).filter(clean))
def test_what_is_sealed_opens_again_and_never_looks_the_same(keys: Keys, plain: str) -> None:
    one, other = keys.seal(plain), keys.seal(plain)
    assert keys.unseal(one) == keys.unseal(other) == plain
    assert one != other
    assert len(plain) < 3 or plain not in one


def test_what_was_changed_does_not_open(keys: Keys) -> None:
    sealed = keys.seal("33060219900307123X")
    key_id, _, text = sealed.partition(":")
    raw = bytearray(base64.b64decode(text))
    for place in (0, 12, len(raw) - 1):
        changed = raw.copy()
        changed[place] ^= 1
        with pytest.raises(CannotOpen):
            keys.unseal(f"{key_id}:{base64.b64encode(changed).decode()}")
    for strange in ("", "demo", "demo:", "demo:!", "demo:AAAA", f"k2:{text}", "demo:汉字"):
        with pytest.raises(CannotOpen):
            keys.unseal(strange)


def test_the_hash_to_find_by_needs_the_key(keys: Keys) -> None:
    found = keys.lookup_hash("13812345678")
    assert (len(found), found) == (64, keys.lookup_hash("13812345678"))
    assert found != keys.lookup_hash("13812345679")
    assert found != replace(keys, lookup=b"x" * 32).lookup_hash("13812345678")


@pytest.mark.parametrize(
    ("mask", "plain", "masked"),
    [
        (crypto.mask_phone, "13812345678", "138****5678"),
        (crypto.mask_phone, "1381234", "****"),
        (crypto.mask_phone, "", "****"),
        (crypto.mask_id_number, "33060219900307123X", "330602********123X"),
        (crypto.mask_id_number, "3306", "****"),
    ],
)
def test_masks(mask: object, plain: str, masked: str) -> None:
    assert callable(mask)
    assert mask(plain) == masked


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=12,
).filter(clean)


@settings(deadline=None, max_examples=100, derandomize=True)
@given(JSON)
def test_a_digest_survives_the_way_over_the_network(value: object) -> None:
    """The server hashes what it parsed; the phone, what it had before it wrote it out."""
    written = canonical(value)
    assert canonical(parse_json(written)) == written
    assert digest(parse_json(written)) == digest(value)


@settings(deadline=None, max_examples=50, derandomize=True)
@given(st.dictionaries(st.text(min_size=1, max_size=4).filter(clean), st.integers(0, 9)))
def test_a_digest_does_not_depend_on_the_order_of_keys(value: dict[str, int]) -> None:
    assert digest(dict(reversed(value.items()))) == digest(value)


@pytest.mark.parametrize("value", [2**53, -(2**53), 10**40, float("nan"), float("inf"), "\ud800"])
def test_what_two_languages_read_differently_has_no_digest(value: object) -> None:
    with pytest.raises(ValueError, match="canonical"):
        digest({"a": [value]})


def test_a_receipt_verifies_with_the_public_key_and_with_nothing_changed(app: Flask) -> None:
    keys: Keys = app.extensions["keys"]
    with app.app_context():
        receipt = sign({"command": "一", "size": 7})
    public = Ed25519PublicKey.from_public_bytes(keys.public_key)
    public.verify(base64.b64decode(receipt["signature"]), canonical(receipt["payload"]))
    assert receipt["key_id"] == keys.signing_id
