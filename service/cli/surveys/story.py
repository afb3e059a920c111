"""What happened to a conversation, from first to last, readable aloud."""

from collections.abc import Iterator

from service.cli.surveys.came_about import came_about
from service.cli.surveys.sentences import sentence
from service.cli.surveys.standing import standing
from service.cli.surveys.waiting import waiting
from service.cli.times import utc
from service.lifecycle.history import History
from service.lifecycle.record import Closing

_Moment = tuple[int, str]

_OPTED_OUT = "The customer said that they don't want to be asked any more."
_OPENED = "The conversation was opened again."
_OPENED_BY_US = "Our own message opened the conversation again, which does not count."


def story(history: History) -> Iterator[str]:
    """The lines that tell it: how it stands, then everything in order, times in UTC.

    Args:
        history: of a conversation that has at least one survey.
    """
    names = _names(history)
    yield f"{_conversation(history.closings[0])}. Times are UTC."
    for (survey, ledger), name in zip(history.surveys, names, strict=True):
        yield f"{name}{standing(survey)}{waiting(survey, ledger)}"
        if told := came_about(survey):
            yield f"{name}{told}"
    if history.opted_out_at:
        yield f"{_OPTED_OUT} They are not asked again."
    yield ""
    for at, told in sorted(_moments(history, names), key=lambda moment: moment[0]):
        yield f"{utc(at)}  {told}"


def _conversation(closing: Closing) -> str:
    customer = f", with {closing.customer.name}" if closing.customer.name else ""
    return f"Conversation {closing.conversation}: {closing.channel}, {closing.direction}{customer}"


def _names(history: History) -> list[str]:
    """Surveys are told apart only where there is more than one."""
    count = len(history.surveys)
    return [f"Survey {number}: " for number in range(1, count + 1)] if count > 1 else [""]


def _moments(history: History, names: list[str]) -> Iterator[_Moment]:
    for closing in history.closings:
        yield closing.closed_at, _closed(closing)
    if history.opted_out_at:
        yield history.opted_out_at, _OPTED_OUT
    for opening in history.openings:
        yield opening.at, _OPENED_BY_US if opening.is_echo else _OPENED
    for (survey, ledger), name in zip(history.surveys, names, strict=True):
        for entry in ledger:
            if told := sentence(entry, survey):
                yield entry.at, f"{name}{told}"


def _closed(closing: Closing) -> str:
    queue = closing.queue_name or closing.queue_id
    if closing.is_abandoned:
        return f"The conversation was abandoned{f' in queue {queue}' if queue else ''}."
    agent = closing.agent.name or closing.agent.id if closing.agent else "nobody"
    return f"The conversation closed{f' in queue {queue}' if queue else ''}; {agent} was assigned."
