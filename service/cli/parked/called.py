"""From what a person calls a parked survey to its id."""

from service.lifecycle.parking import Parked


class SeveralParked(Exception):  # noqa: N818 - says what is the case, as callers put it
    """A conversation has more than one parked survey.

    Args:
        conversation: Dixa's number of it.
        survey_ids: which they are.
    """

    def __init__(self, conversation: str, survey_ids: list[str]) -> None:
        super().__init__(
            f"conversation {conversation} has {len(survey_ids)} parked surveys,"
            f" name one by its id: {', '.join(survey_ids)}"
        )


def survey_called(name: str, parked: list[Parked]) -> str:
    """The id of a survey that is called by it, or by the number of its conversation.

    Args:
        name: an id or a number; what is neither is given back, to be refused as any unknown id.
        parked: every parked survey.

    Raises:
        SeveralParked: the number means more than one of them.
    """
    if any(each.survey_id == name for each in parked):
        return name
    of_conversation = [each.survey_id for each in parked if each.conversation == name]
    if len(of_conversation) > 1:
        raise SeveralParked(name, of_conversation)
    return of_conversation[0] if of_conversation else name
