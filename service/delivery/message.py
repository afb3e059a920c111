"""The link as a message in the conversation itself, sent through Dixa.

Source: Dixa's API reference, "Create message".
"""

from service.delivery.errors import Undeliverable
from service.delivery.invitation import Invitation
from service.delivery.markdown import as_written, link
from service.dixa.client import DixaClient
from service.dixa.errors import Rejected
from service.lifecycle.record import Closing

_MARKDOWN_ONLY = frozenset({"WHATSAPP", "WHATS_APP"})
REACHABLE_CHANNELS = _MARKDOWN_ONLY | {
    "CHAT",
    "CONTACT_FORM",
    "EMAIL",
    "MESSENGER",
    "SMS",
    "WIDGET_CHAT",
}
"""Where Dixa posts messages of ours. A channel we have not heard of is taken for one where it does
not: an offer that can't be delivered would count against the response rate."""


class MessageDelivery:
    """Brings links by Dixa message.

    Args:
        dixa: posts the message.
    """

    name = "message"

    def __init__(self, dixa: DixaClient) -> None:
        self._dixa = dixa

    @staticmethod
    def can_reach(closing: Closing) -> bool:
        """Whether this customer can be reached; a message needs an agent to come from."""
        return closing.agent is not None and closing.channel in REACHABLE_CHANNELS

    def deliver(self, invitation: Invitation) -> None:
        """Post the message. Repeating is harmless: Dixa refuses a second one with the same id.

        Raises:
            Undeliverable: Dixa does not post into this conversation.
            DixaError: `NotSent` or `OutcomeUnknown`: do it again later.
        """
        survey = invitation.survey
        if survey.closing.agent is None:
            raise Undeliverable("no agent to write in the name of")
        kind, text = _content(invitation)
        try:
            self._dixa.post_message(
                survey.closing.conversation,
                agent_id=survey.closing.agent.id,
                kind=kind,
                text=text,
                external_id=f"rating-survey-{invitation.delivery_id}",
            )
        except Rejected as error:
            # It was posted before, and the answer was lost.
            if "duplicate externalid" not in error.message.lower():
                raise Undeliverable(str(error)) from error

    def close(self) -> None:
        """Leave the connections to whoever gave the client: others use it too."""


def _content(invitation: Invitation) -> tuple[str, str]:
    """The kind of text that the channel takes, and the text."""
    if invitation.survey.closing.channel in _MARKDOWN_ONLY:
        return "Markdown", f"{as_written(invitation.question)}\n\n{link(invitation.url)}"
    return "Text", f"{invitation.question}\n{invitation.url}"
