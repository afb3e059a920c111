import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.sandbox.events import sign
from service.web.webhook.signature import Refused, verify

SECRET = bytes.fromhex("00ff10a0b0c0d0e0f00102030405060708090a0b0c0d0e0f1011121314151617")
NOW = 1_790_000_000_000
BODY = b'{"a" : 1}'
# Made with: openssl dgst -sha256 -mac HMAC -macopt hexkey:00ff...
DIGEST = "2dce260280ca9488242c3125a8b60b7b815239d2b85e382b2aad262f06639d78"
SEVEN_DAYS = 7 * 24 * 60 * 60 * 1000
FIVE_MINUTES = 5 * 60 * 1000


def test_a_signature_made_by_another_program_is_accepted():
    verify(f"t={NOW},v1={DIGEST}", BODY, secrets=[SECRET], now_ms=NOW)


def test_any_one_of_several_secrets_is_enough():
    verify(f"t={NOW},v1={DIGEST}", BODY, secrets=[b"new", SECRET, b"old"], now_ms=NOW)


def test_parts_of_later_versions_are_passed_over():
    verify(f"v2=00,v1={DIGEST},t={NOW}", BODY, secrets=[SECRET], now_ms=NOW)


@given(body=st.binary(max_size=2000), secret=st.binary(min_size=1), at_ms=st.integers(0, 10**15))
def test_what_was_signed_is_accepted(body, secret, at_ms):
    verify(sign(body, secret=secret, at_ms=at_ms), body, secrets=[secret], now_ms=at_ms)


@given(body=st.binary(max_size=200), place=st.integers(0), change=st.integers(1, 255))
def test_one_changed_byte_is_refused(body, place, change):
    signed = bytearray(body + b".")
    header = sign(bytes(signed), secret=SECRET, at_ms=NOW)
    signed[place % len(signed)] ^= change
    with pytest.raises(Refused, match="no secret fits"):
        verify(header, bytes(signed), secrets=[SECRET], now_ms=NOW)


@given(header=st.text())
def test_no_other_header_is_accepted(header):
    with pytest.raises(Refused):
        verify(header, BODY, secrets=[SECRET], now_ms=NOW)


def test_a_body_written_again_does_not_match():
    again = json.dumps(json.loads(BODY)).encode()
    with pytest.raises(Refused, match="no secret fits"):
        verify(f"t={NOW},v1={DIGEST}", again, secrets=[SECRET], now_ms=NOW)


def test_the_time_is_part_of_what_is_signed():
    with pytest.raises(Refused, match="no secret fits"):
        verify(f"t={NOW + 1},v1={DIGEST}", BODY, secrets=[SECRET], now_ms=NOW)


def test_the_key_is_not_taken_as_text():
    with pytest.raises(Refused, match="no secret fits"):
        verify(f"t={NOW},v1={DIGEST}", BODY, secrets=[SECRET.hex().encode()], now_ms=NOW)


def test_without_a_secret_nothing_is_accepted():
    with pytest.raises(Refused, match="no secret fits"):
        verify(f"t={NOW},v1={DIGEST}", BODY, secrets=[], now_ms=NOW)


@pytest.mark.parametrize(
    "header",
    [
        f"t={NOW}",
        f"v1={DIGEST}",
        f"t={NOW};v1={DIGEST}",
        f"t={NOW}, v1={DIGEST}",
        f"t={NOW},v1={DIGEST},t={NOW}",
        f"t={NOW},v1={DIGEST},v1={DIGEST}",
        f"t={NOW},v1={DIGEST.upper()}",
        f"t={NOW},v1={DIGEST[:-1]}",
        f"t={NOW},v1={DIGEST}0",
        f"t={NOW},v1={DIGEST}\n",
        f"t=+{NOW},v1={DIGEST}",
        f"t=-{NOW},v1={DIGEST}",
        f"t={NOW}.0,v1={DIGEST}",
        f"t=1_790_000_000_000,v1={DIGEST}",
        f"t=١٧٩٠٠٠٠٠٠٠٠٠٠,v1={DIGEST}",
        f"t=,v1={DIGEST}",
        f"t={'9' * 17},v1={DIGEST}",
        f"T={NOW},V1={DIGEST}",
        f"t={NOW},v1={DIGEST}" + ",v2=0" * 100,
    ],
)
def test_a_malformed_header_is_refused(header):
    with pytest.raises(Refused, match="malformed signature"):
        verify(header, BODY, secrets=[SECRET], now_ms=NOW)


@pytest.mark.parametrize("header", [None, ""])
def test_a_missing_header_is_refused(header):
    with pytest.raises(Refused, match="no signature"):
        verify(header, BODY, secrets=[SECRET], now_ms=NOW)


@pytest.mark.parametrize("at_ms", [NOW - SEVEN_DAYS, NOW, NOW + FIVE_MINUTES])
def test_from_seven_days_old_to_five_minutes_ahead_is_fresh(at_ms):
    verify(sign(BODY, secret=SECRET, at_ms=at_ms), BODY, secrets=[SECRET], now_ms=NOW)


def test_over_seven_days_old_is_refused():
    header = sign(BODY, secret=SECRET, at_ms=NOW - SEVEN_DAYS - 1)
    with pytest.raises(Refused, match="too old"):
        verify(header, BODY, secrets=[SECRET], now_ms=NOW)


def test_over_five_minutes_ahead_is_refused():
    header = sign(BODY, secret=SECRET, at_ms=NOW + FIVE_MINUTES + 1)
    with pytest.raises(Refused, match="in the future"):
        verify(header, BODY, secrets=[SECRET], now_ms=NOW)
