from datetime import timedelta

import pytest

from service.rules.duration import parse_duration, write_duration


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("0", timedelta(0)),
        ("0s", timedelta(0)),
        ("90s", timedelta(seconds=90)),
        ("30m", timedelta(minutes=30)),
        ("12h", timedelta(hours=12)),
        ("14d", timedelta(days=14)),
        ("2w", timedelta(weeks=2)),
        ("3650d", timedelta(days=3650)),
        ("315360000s", timedelta(days=3650)),
    ],
)
def test_a_number_and_a_unit_make_a_duration(text, length):
    assert parse_duration(text) == length


@pytest.mark.parametrize(
    "text",
    ["", "30", "m", "30 m", " 30m", "30m\n", "1h30m", "-1d", "+1d", "1.5h", "30M", "٣m", "1_0s"],
)
def test_anything_else_is_refused(text):
    with pytest.raises(ValueError, match="must be a whole number with a unit"):
        parse_duration(text)


@pytest.mark.parametrize("text", ["3651d", "999999999999w"])
def test_more_than_ten_years_is_refused(text):
    with pytest.raises(ValueError, match="must be at most 3650d"):
        parse_duration(text)


@pytest.mark.parametrize("text", ["0", "1s", "90s", "30m", "90m", "12h", "25h", "14d", "3650d"])
def test_a_duration_is_written_as_it_is_read(text):
    assert write_duration(parse_duration(text)) == text


@pytest.mark.parametrize(
    ("text", "shorter"), [("60s", "1m"), ("48h", "2d"), ("2w", "14d"), ("0h", "0")]
)
def test_a_duration_is_written_in_the_largest_unit_up_to_days(text, shorter):
    assert write_duration(parse_duration(text)) == shorter
