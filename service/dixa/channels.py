"""The channels of Dixa: what each is called where, and what it can do.

Source: the published API description (`conversationChannel`, the variants of `Conversation`, "Add
message"). The webhook's spellings of EMAIL, WIDGET_CHAT, CONTACT_FORM, MESSENGER and
FACEBOOK_MESSENGER were seen; the others follow the same pattern and are a guess.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """One channel.

    Args:
        api_name: how the API spells it, where webhooks say e.g. `WIDGET_CHAT`.
        variant: the `_type` of its conversations in the API.
        has_subject: whether conversations have a subject.
        has_email: whether the customer's e-mail address is usually known.
        has_language: whether the API tells the conversation's language.
        takes_messages: whether messages can be added through the API.
        contact_point: our own address that customers write to.
    """

    api_name: str
    variant: str
    has_subject: bool = False
    has_email: bool = False
    has_language: bool = False
    takes_messages: bool = False
    contact_point: str | None = None


def channel(name: str) -> Channel:
    """The channel that a webhook calls `name`; an unknown one can do nothing special."""
    api_name = "".join(word.capitalize() for word in name.split("_"))
    return CHANNELS.get(name) or Channel(api_name=api_name, variant="GenericConversation")


CHANNELS: dict[str, Channel] = {
    "EMAIL": Channel(
        api_name="Email",
        variant="EmailConversation",
        has_subject=True,
        has_email=True,
        has_language=True,
        takes_messages=True,
        contact_point="help@email.example.com",
    ),
    "CONTACT_FORM": Channel(
        api_name="ContactForm",
        variant="ContactFormConversation",
        has_subject=True,
        has_email=True,
        has_language=True,
        takes_messages=True,
        contact_point="form@email.example.com",
    ),
    "WIDGET_CHAT": Channel(
        api_name="WidgetChat",
        variant="ChatConversation",
        has_email=True,
        has_language=True,
        takes_messages=True,
        contact_point="Website",
    ),
    "MESSENGER": Channel(
        api_name="Messenger",
        variant="MessengerConversation",
        has_email=True,
        has_language=True,
        takes_messages=True,
        contact_point="Website messenger",
    ),
    "SMS": Channel(
        api_name="Sms",
        variant="SmsConversation",
        takes_messages=True,
        contact_point="+4500000000",
    ),
    "WHATS_APP": Channel(
        api_name="WhatsApp",
        variant="WhatsAppConversation",
        takes_messages=True,
        contact_point="+4500000000",
    ),
    "FACEBOOK_MESSENGER": Channel(
        api_name="FacebookMessenger",
        variant="FacebookMessengerConversation",
        contact_point="Example page",
    ),
    "TWITTER": Channel(api_name="Twitter", variant="TwitterConversation", contact_point="@example"),
    "PSTN_PHONE": Channel(
        api_name="PstnPhone", variant="PstnPhoneConversation", contact_point="+4500000000"
    ),
    "CALLBACK": Channel(
        api_name="Callback", variant="PstnPhoneConversation", contact_point="+4500000000"
    ),
    "VOICEMAIL": Channel(
        api_name="Voicemail", variant="PstnPhoneConversation", contact_point="+4500000000"
    ),
}
