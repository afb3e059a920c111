"""Messages added to conversations.

Source: "Add message" in the published API description. WhatsApp takes nothing but Markdown.
"""

from time import time
from uuid import uuid4

from service.dixa.channels import channel
from service.sandbox.conversations import Conversation
from service.sandbox.played_dixa import bodies
from service.sandbox.played_dixa.answers import Answer, Refusal
from service.sandbox.played_dixa.behaviour import Behaviour
from service.sandbox.played_dixa.timestamps import timestamp


class Messages:
    """Adds messages, each `externalId` once. Not safe for threads by itself."""

    def __init__(self) -> None:
        self._external_ids: set[str] = set()

    def add(self, conversation: Conversation, body: object, *, behaviour: Behaviour) -> Answer:
        """Add message.

        Raises:
            Refusal: Dixa would not.
        """
        data = bodies.read(bodies.Message(), body)
        content, external_id = data["content"], data.get("externalId")
        if not channel(conversation.channel).takes_messages:
            raise Refusal(400, "Unsupported ConversationChannel")
        if conversation.channel == "WHATS_APP" and content["kind"] != "Markdown":
            raise Refusal(400, "Invalid input for Message")
        if external_id in self._external_ids:
            raise Refusal(400, "Duplicate externalId")
        named = {} if external_id is None else {"externalId": external_id}
        self._external_ids.update(named.values())
        message = {
            "content": {"value": content["value"], "_type": content["kind"]},
            "direction": "Outbound",
            "authorId": data["agentId"],
            **named,
            "messageId": str(uuid4()),
            "createdAt": timestamp(time(), behaviour),
        }
        return Answer(status=200, body={"data": message}, committed=True)
