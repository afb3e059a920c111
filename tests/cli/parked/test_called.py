"""What people call a parked survey."""

import pytest

from service.cli.parked.called import SeveralParked, survey_called
from service.lifecycle.parking import Parked


def parked(survey_id, conversation):
    return Parked(
        survey_id=survey_id,
        conversation=conversation,
        since=0,
        came_from="offering",
        reason="why",
        is_answered=False,
    )


PARKED = [parked("1f8b", "4711"), parked("2e9c", "4712"), parked("3d0a", "4712")]


@pytest.mark.parametrize(
    ("name", "survey_id"),
    [("1f8b", "1f8b"), ("4711", "1f8b"), ("2e9c", "2e9c"), ("4713", "4713"), ("", "")],
)
def test_it_is_called_by_its_id_or_its_conversation(name, survey_id):
    assert survey_called(name, PARKED) == survey_id


def test_an_id_goes_before_a_conversation_of_that_number():
    assert survey_called("4711", [*PARKED, parked("4711", "4714")]) == "4711"


def test_a_conversation_with_several_is_answered_with_which():
    with pytest.raises(
        SeveralParked,
        match="conversation 4712 has 2 parked surveys, name one by its id: 2e9c, 3d0a",
    ):
        survey_called("4712", PARKED)
