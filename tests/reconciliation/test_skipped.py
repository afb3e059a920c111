"""Going on past conversations that Dixa can't tell about, and coming back to them once."""

import pytest

from service.dixa.errors import OutcomeUnknown, Rejected, Unreadable
from service.reconciliation.skipped import MOST_IN_A_ROW, NotLookedAt, Skipped


class Dixa:
    """Tells about conversations, except those that it can't, so many times each."""

    def __init__(self, **failures):
        self.asked = []
        self._failures = failures

    def tell(self, conversation):
        self.asked.append(conversation)
        if self._failures.get(conversation, 0) > 0:
            self._failures[conversation] -= 1
            raise OutcomeUnknown("503 no message")
        return f"about {conversation}"


def look_through(dixa, conversations):
    skipped = Skipped()
    for each in skipped.each(conversations, str):
        skipped.ask(each, lambda each=each: dixa.tell(each))
    return skipped


def test_what_got_no_answer_by_chance_is_asked_for_again_at_the_end():
    dixa = Dixa(b=1)

    skipped = look_through(dixa, "abc")

    assert dixa.asked == ["a", "b", "c", "b"]
    assert skipped.all == []


def test_what_gets_no_answer_twice_is_passed_over_and_named_once():
    skipped = look_through(Dixa(b=2), "abc")

    assert skipped.all == [NotLookedAt("b", "503 no message")]


@pytest.mark.parametrize("said", [Rejected(404, "gone"), Unreadable("no JSON")])
def test_what_dixa_would_say_again_is_not_asked_for_again_and_is_no_failure_of_dixa(said):
    skipped, asked = Skipped(), []

    def refuse():
        asked.append(said)
        raise said

    for each in skipped.each("abcdef", str):
        skipped.ask(each, refuse)

    assert len(asked) == len("abcdef")
    assert [each.conversation for each in skipped.all] == list("abcdef")


def test_however_many_never_get_an_answer_everything_else_was_looked_at():
    failing = dict.fromkeys("bdfhj", 9)
    dixa = Dixa(**failing)

    skipped = look_through(dixa, "abcdefghijk")

    assert [each.conversation for each in skipped.all] == list(failing)
    assert dixa.asked[11:] == list("bdf")  # no use in asking on, and no reason to begin anew


def test_where_several_in_a_row_get_no_answer_dixa_itself_is_failing():
    dixa = Dixa(**dict.fromkeys("bcdef", 9))

    with pytest.raises(OutcomeUnknown):
        look_through(dixa, "abcdefg")

    assert dixa.asked == ["a", *"bcdef"[:MOST_IN_A_ROW]]
