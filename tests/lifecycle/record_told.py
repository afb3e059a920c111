"""What Dixa has told the record of conversations, and what must follow from it in any order."""

from record_truth import CUSTOMER, Truth

from service.lifecycle.intake import Intake, Receipt, Reopening
from service.lifecycle.record import Closing, Person, Survey
from service.lifecycle.states import State

ORGANIZATION = "org"
CONVERSATIONS = ("77", "78")
AGENTS = (None, Person(id="agnes"), Person(id="bo"))


class Told:
    """Dixa, and a memory of what it said. Its clock is of its own: 1 is one tick.

    Args:
        intake: is told.
    """

    def __init__(self, intake: Intake) -> None:
        self._intake = intake
        self._events = 0
        self._closings: dict[str, list[Closing]] = {each: [] for each in CONVERSATIONS}
        self._opened_at = dict.fromkeys(CONVERSATIONS, 0)
        self._latest_at = dict.fromkeys(CONVERSATIONS, 10)

    def closes(
        self, conversation: str, *, later: int, agent: Person | None, is_abandoned: bool = False
    ) -> Closing:
        """Close a conversation so much later than the latest event of it, or earlier."""
        closing = Closing(
            organization=ORGANIZATION,
            conversation=conversation,
            event_id=self._new_event_id(),
            closed_at=self._at(conversation, later),
            channel="EMAIL",
            direction="INBOUND",
            customer=Person(id=CUSTOMER, name="Ada", email="ada@example.com"),
            agent=agent,
            is_abandoned=is_abandoned,
        )
        self._closings[conversation].append(closing)
        assert self.again(closing) is Receipt.ACCEPTED
        return closing

    def opens(self, conversation: str, *, later: int) -> Reopening:
        reopening = Reopening(
            organization=ORGANIZATION,
            conversation=conversation,
            event_id=self._new_event_id(),
            opened_at=self._at(conversation, later),
        )
        self._opened_at[conversation] = max(reopening.opened_at, self._opened_at[conversation])
        assert self.again(reopening) is Receipt.ACCEPTED
        return reopening

    def again(self, event: Closing | Reopening) -> Receipt:
        if isinstance(event, Closing):
            return self._intake.closed(event)
        return self._intake.reopened(event)

    def is_forgotten(self, conversation: str) -> None:
        """The names in its closings were removed, since all its surveys have ended."""
        self._closings[conversation].clear()

    def check(self, truth: Truth) -> None:
        for conversation, surveys in truth.surveys.items():
            opened_at = self._opened_at[conversation]
            known = [each for each in self._closings[conversation] if each.closed_at > opened_at]
            if known:
                _check_latest(surveys[-1], known, opened_at)
            for survey in surveys:
                is_undecided = survey.state in {State.RECEIVED, State.SCHEDULED}
                assert not (is_undecided and survey.closing.closed_at <= opened_at)

    def _at(self, conversation: str, later: int) -> int:
        at = self._latest_at[conversation] + later
        self._latest_at[conversation] = max(at, self._latest_at[conversation])
        return at

    def _new_event_id(self) -> str:
        self._events += 1
        return f"event-{self._events}"


def _check_latest(survey: Survey, known: list[Closing], opened_at: int) -> None:
    """The latest survey is of the current cycle; an undecided one is about its best closing."""
    assert survey.closing.closed_at > opened_at
    if survey.state is State.RECEIVED:
        assert _weight(survey.closing) == max(_weight(each) for each in known)


def _weight(closing: Closing) -> tuple[bool, bool, int]:
    return closing.agent is not None, closing.is_abandoned, closing.closed_at
