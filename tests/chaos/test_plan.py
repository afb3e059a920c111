"""The same seed means the same plan; whatever the length, everything is in it."""

import pytest

from .havoc import Havoc
from .plan import tales
from .strikes import strikes


def test_the_same_seed_means_the_same_plan():
    assert tales(7, 60) == tales(7, 60)
    assert strikes(7, 60) == strikes(7, 60)


def test_another_seed_means_another_plan():
    assert tales(7, 60) != tales(8, 60)
    assert strikes(7, 60) != strikes(8, 60)


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("seconds", [18, 300])
def test_everything_breaks_in_a_short_run_as_in_a_long_one(seed, seconds):
    planned = {strike.what for strike in strikes(seed, seconds)}

    kinds = {name for name in vars(Havoc) if not name.startswith("_")} - {"wreak", "calm", "revive"}
    assert planned == kinds


@pytest.mark.parametrize("seed", range(5))
def test_strikes_come_in_the_order_of_time(seed):
    times = [strike.at for strike in strikes(seed, 300)]

    assert times == sorted(times)


def test_events_overtake_each_other_and_come_up_to_twenty_times():
    told = tales(1, 600)
    overtaken = [
        tale
        for tale in told
        if [min(event.copies) for event in tale.events]
        != sorted(min(event.copies) for event in tale.events)
    ]

    assert overtaken
    assert {len(event.copies) for tale in told for event in tale.events} >= {2, 20}
    assert {tale.cycles for tale in told} == {1, 2, 3, 4}
