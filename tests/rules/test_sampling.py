from dataclasses import replace
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.lifecycle.record import Closing, Person
from service.rules.sampling import is_sampled

CLOSING = Closing(
    organization="org-1",
    conversation="1",
    event_id="event-1",
    closed_at=0,
    channel="EMAIL",
    direction="INBOUND",
    customer=Person(id="customer-1"),
)
CONVERSATIONS = [replace(CLOSING, conversation=str(number)) for number in range(2000)]


@pytest.mark.parametrize(("share", "asked"), [(0.0, 0), (1.0, 2000)])
def test_nobody_and_everybody_are_exact(share, asked):
    sampled = [is_sampled(closing, share=share) for closing in CONVERSATIONS]

    assert sum(sampled) == asked


def test_a_quarter_is_about_a_quarter():
    sampled = [is_sampled(closing, share=0.25) for closing in CONVERSATIONS]

    assert 450 < sum(sampled) < 550


@given(st.text(), st.floats(0, 1), st.floats(0, 1))
def test_whoever_is_asked_stays_asked_when_the_share_grows(conversation, one, other):
    closing = replace(CLOSING, conversation=conversation)
    smaller, larger = sorted((one, other))

    assert is_sampled(closing, share=smaller) <= is_sampled(closing, share=larger)


def test_the_same_conversation_closed_again_is_sampled_alike():
    again = [replace(closing, event_id="event-2", closed_at=99) for closing in CONVERSATIONS]

    sampled = [is_sampled(closing, share=0.5) for closing in again]

    assert sampled == [is_sampled(closing, share=0.5) for closing in CONVERSATIONS]


def test_the_place_of_a_conversation_never_changes_between_versions():
    asked = [closing for closing in CONVERSATIONS[:30] if is_sampled(closing, share=0.1)]

    assert [closing.conversation for closing in asked] == ["9", "11", "24"]


def test_a_tenth_of_a_hundred_thousand_is_a_tenth_and_the_same_ones_on_every_run_and_host():
    numbers = map(str, range(100_000))

    asked = [each for each in numbers if is_sampled(replace(CLOSING, conversation=each), share=0.1)]

    assert len(asked) == 9_972  # within 0.3 points of 10,000
    assert sha256(" ".join(asked).encode()).hexdigest() == (
        "4210f0a8a52a9a4934beffe6018f2f2926e808e795b2666a1d6b64db2c273ac7"
    )
