from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.sandbox.events import timestamp
from service.web.webhook.timestamp import milliseconds

YEAR_9999 = int(datetime(9999, 12, 31, tzinfo=UTC).timestamp() * 1000)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1970-01-01T00:00:00.000Z", 0),
        ("2026-03-11T16:39:30.125Z", 1_773_247_170_125),
        ("2026-03-11T16:39:30Z", 1_773_247_170_000),
        ("2026-03-11T16:39:30.1Z", 1_773_247_170_100),
        ("2026-03-11T16:39:30.125999999Z", 1_773_247_170_125),
        ("2026-03-11T16:39:30.125+00:00", 1_773_247_170_125),
        ("2026-03-11T16:39Z", 1_773_247_140_000),
        ("2024-02-29T23:59:59.999Z", 1_709_251_199_999),
    ],
)
def test_a_timestamp_is_read_to_the_millisecond(text, expected):
    assert milliseconds(text) == expected


@given(at_ms=st.integers(0, YEAR_9999))
def test_every_millisecond_survives(at_ms):
    assert milliseconds(timestamp(at_ms)) == at_ms


@pytest.mark.parametrize(
    "text",
    [
        "",
        "now",
        "1773247170125",
        "2026-03-11",
        "2026-03-11 16:39:30Z",
        "2026-03-11T16:39:30",
        "2026-03-11T16:39",
        "2026-03-11T16Z",
        "2026-03-11T16:39.125Z",
        "2026-03-11T16:39:30.Z",
        "2026-03-11T16:39:30.125+01:00",
        "2026-03-11T16:39:30.125z",
        "2026-02-30T16:39:30Z",
        "2026-03-11T24:00:00Z",
        "2026-03-11T16:39:30.125Z\n",
        "２０２６-03-11T16:39:30Z",
        "0000-01-01T00:00:00Z",
        "1969-12-31T23:59:59.999Z",
    ],
)
def test_anything_else_is_refused(text):
    with pytest.raises(ValueError, match=r".+"):
        milliseconds(text)
