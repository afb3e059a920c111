import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.web.webhook.strict_json import MAX_DEPTH, Unreadable, read_json

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(codec="utf-8")),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(codec="utf-8")), inner),
    max_leaves=30,
)


@given(value=VALUES)
def test_plain_json_is_read_as_it_is(value):
    body = json.dumps(value, indent=2, separators=(",", " : "), ensure_ascii=False).encode()
    assert read_json(body) == value


@given(body=st.binary())
def test_any_other_bytes_are_unreadable_and_nothing_worse(body):
    with suppress(Unreadable):
        read_json(body)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "not JSON"),
        (b"hello", "not JSON"),
        (b'{"a": 1', "not JSON"),
        (b'{"a": 1}}', "not JSON"),
        (b'{"a": 1} {"a": 1}', "not JSON"),
        (b"{'a': 1}", "not JSON"),
        (b'{"a": "line\nbreak"}', "not JSON"),
        (b"\xef\xbb\xbf{}", "not JSON"),
        (b'{"a": "\xff"}', "not UTF-8"),
        (b'{"a": "\xed\xa0\x80"}', "not UTF-8"),
        ('{"a": 1}'.encode("utf-16"), "not UTF-8"),
        (b'{"a": 1, "a": 2}', "a key stands twice in one object"),
        (b'{"a": 1, "\\u0061": 1}', "a key stands twice in one object"),
        (b'[{"a": {"b": 1, "b": 1}}]', "a key stands twice in one object"),
        (b'{"a": NaN}', "a number that JSON does not know"),
        (b'{"a": Infinity}', "a number that JSON does not know"),
        (b'{"a": -Infinity}', "a number that JSON does not know"),
        (b'{"a": ' + b"9" * 21 + b"}", "an integer too long"),
        (b'{"a": ' + b"9" * 200_000 + b"}", "an integer too long"),
    ],
)
def test_what_a_careful_reader_does_not_take_is_unreadable(body, reason):
    with pytest.raises(Unreadable, match=reason):
        read_json(body)


@pytest.mark.parametrize("opening", [b"[", b'{"a":', b'[{"\\"":['])
def test_a_body_nested_without_end_is_unreadable(opening):
    with pytest.raises(Unreadable, match="nested deeper than 32 levels"):
        read_json(opening * 50_000)


def test_the_deepest_nesting_taken_is_read():
    body = b"[" * MAX_DEPTH + b"]" * MAX_DEPTH
    assert json.dumps(read_json(body)).encode() == body


def test_brackets_inside_text_are_not_nesting():
    body = b'["' + b'[{\\"' * 1000 + b'"]'
    assert read_json(body) == ['[{"' * 1000]


@pytest.mark.parametrize("ending", [b"", b"\\"])
def test_text_that_never_ends_is_scanned_once(ending):
    # Scanned again from each quote, this would take minutes.
    with pytest.raises(Unreadable, match="not JSON"):
        read_json(b'["' + b'\\"' * 100_000 + ending)
