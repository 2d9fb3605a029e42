import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from groundswell.kernel import secrets


@given(st.text(), st.text(max_size=20))
def test_what_is_encrypted_is_read_back_and_hidden(value: str, purpose: str) -> None:
    token = secrets.encrypt(purpose, value)
    assert secrets.decrypt(purpose, token) == value
    assert token != secrets.encrypt(purpose, value)  # a fresh nonce each time
    if len(value) > 8:
        assert value not in token


def test_another_purpose_cannot_read() -> None:
    token = secrets.encrypt("totp", "JBSWY3DP")
    with pytest.raises(secrets.Unreadable):
        secrets.decrypt("webhook", token)


def test_a_changed_token_cannot_be_read() -> None:
    token = secrets.encrypt("totp", "JBSWY3DP")
    with pytest.raises(secrets.Unreadable):
        secrets.decrypt("totp", token[:20] + ("A" if token[20] != "A" else "B") + token[21:])


def test_a_former_secret_still_reads(settings: Settings) -> None:
    token = secrets.encrypt("totp", "JBSWY3DP")
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-secret-for-tests-0123456789-abcdefgh"
    assert secrets.decrypt("totp", token) == "JBSWY3DP"
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(secrets.Unreadable):
        secrets.decrypt("totp", token)


def test_keyed_hashes_match_only_their_value_and_purpose() -> None:
    stored = secrets.keyed_hash("api-key", "gsk_secret")
    assert len(stored) == 64
    assert secrets.matches("api-key", "gsk_secret", stored)
    assert not secrets.matches("api-key", "gsk_secreT", stored)
    assert not secrets.matches("invitation", "gsk_secret", stored)


def test_keys_depend_on_the_instance_and_the_purpose(settings: Settings) -> None:
    key = secrets.identifier_key()
    assert len(key) == 16
    assert key == secrets.identifier_key()
    assert secrets.derive("identifiers", 32) != secrets.derive("other", 32)
    settings.SECRET_KEY = "another-secret-for-tests-0123456789-abcdefgh"
    assert secrets.identifier_key() != key
