"""A sealed document opens only whole, only as itself, only with its key; erased, it never opens again."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.documents.encryption import MasterKey, UnreadableDocument, erase, open_sealed, rewrap, seal

OLD = MasterKey("2026-1", bytes(range(32)))
NEW = MasterKey("2027-1", bytes(range(32, 64)))
CONTENT = "发票 invoice".encode()


def reason_of(document_id: str, sealed: object, *masters: MasterKey) -> str:
    with pytest.raises(UnreadableDocument) as caught:
        open_sealed(document_id, sealed, {each.id: each for each in masters})  # type: ignore[arg-type]
    return caught.value.reason


def test_refuses_a_master_key_of_another_length_or_without_an_id() -> None:
    for name, key in (("a", b"short"), ("", bytes(32))):
        with pytest.raises(ValueError, match="master key"):
            MasterKey(name, key)


def test_any_flipped_bit_is_seen() -> None:
    sealed = seal("d1", CONTENT, OLD)
    for name in ("ciphertext", "wrapped_key", "nonce", "wrap_nonce"):
        stored = getattr(sealed, name)
        for place in (0, len(stored) // 2, len(stored) - 1):
            flipped = stored[:place] + bytes([stored[place] ^ 1]) + stored[place + 1 :]
            assert reason_of("d1", replace(sealed, **{name: flipped}), OLD) == "damaged"


def test_neither_content_nor_key_can_be_moved_to_another_document() -> None:
    one, two = seal("d1", CONTENT, OLD), seal("d2", CONTENT, OLD)
    assert reason_of("d2", one, OLD) == "damaged"
    with pytest.raises(UnreadableDocument, match="damaged"):
        rewrap("d2", one, {OLD.id: OLD}, NEW)
    mixed = replace(two, wrapped_key=one.wrapped_key, wrap_nonce=one.wrap_nonce)
    assert reason_of("d2", mixed, OLD) == "damaged"


def test_another_master_key_under_the_same_id_does_not_open_it() -> None:
    assert reason_of("d1", seal("d1", CONTENT, OLD), MasterKey(OLD.id, NEW.key)) == "damaged"
    assert reason_of("d1", seal("d1", CONTENT, OLD), NEW) == "unknown-master-key"


def test_erasing_is_for_good_even_for_rewrapping() -> None:
    gone = erase(seal("d1", CONTENT, OLD))
    assert reason_of("d1", gone, OLD, NEW) == "erased"
    assert rewrap("d1", gone, {OLD.id: OLD}, NEW) == gone


def test_rotating_the_master_key_rewraps_and_leaves_the_content_alone() -> None:
    sealed = seal("d1", CONTENT, OLD)
    rotated = rewrap("d1", sealed, {OLD.id: OLD}, NEW)
    assert (rotated.ciphertext, rotated.nonce) == (sealed.ciphertext, sealed.nonce)
    assert rotated.master_key_id == NEW.id
    assert open_sealed("d1", rotated, {NEW.id: NEW}) == CONTENT
    assert reason_of("d1", rotated, OLD) == "unknown-master-key"


def test_sealing_twice_gives_other_keys_and_other_bytes() -> None:
    one, two = seal("d1", CONTENT, OLD), seal("d1", CONTENT, OLD)
    assert one.ciphertext != two.ciphertext and one.wrapped_key != two.wrapped_key and one.nonce != two.nonce


def test_keys_are_not_shown() -> None:
    assert OLD.key.hex() not in repr(OLD) and repr(OLD.key) not in repr(OLD)


@given(st.text(max_size=20), st.binary(max_size=200))
def test_what_was_sealed_opens_as_it_was(document_id: str, content: bytes) -> None:
    assert open_sealed(document_id, seal(document_id, content, OLD), {OLD.id: OLD}) == content
