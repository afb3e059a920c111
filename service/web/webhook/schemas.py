"""Events as Dixa sends them, reduced to what is used.

Unknown keys are passed over, since Dixa adds some from time to time. Only what is needed must be
there, and nothing is taken for something else: a number in quotes is not a number.

Source: Dixa's webhook reference, "Conversation closed", "abandoned" and "open".
"""

from marshmallow import EXCLUDE, Schema, ValidationError, fields, validate

from service.web.webhook.text import address, identifier, one_line
from service.web.webhook.timestamp import milliseconds

INT64_MAX = 2**63 - 1


def _milliseconds(text: str) -> int:
    try:
        return milliseconds(text)
    except ValueError as error:
        raise ValidationError(f"This is {error}.") from error


class _Reduced(Schema):
    class Meta:
        unknown = EXCLUDE


class _Organization(_Reduced):
    id = fields.String(required=True, validate=identifier)


class EnvelopeSchema(_Reduced):
    """What every event says about itself."""

    event_id = fields.String(required=True, validate=identifier)
    event_fqn = fields.String(required=True, validate=identifier)
    organization = fields.Nested(_Organization, required=True)


class _Agent(_Reduced):
    id = fields.String(required=True, validate=identifier)
    name = fields.String(load_default=None, post_load=one_line(200))


class _Customer(_Agent):
    email = fields.String(load_default=None, post_load=address)
    phone = fields.String(load_default=None, post_load=one_line(40))
    user_type = fields.String(load_default=None)


class _Queue(_Reduced):
    id = fields.String(load_default=None, validate=identifier)
    name = fields.String(load_default=None, post_load=one_line(200))


class _Tag(_Reduced):
    id = fields.String(required=True, validate=identifier)
    name = fields.String(required=True, post_load=one_line(200))


class _AnyConversation(_Reduced):
    csid = fields.Integer(strict=True, required=True, validate=validate.Range(min=1, max=INT64_MAX))


class _ClosedConversation(_AnyConversation):
    channel = fields.String(required=True, validate=identifier, post_load=str.upper)
    direction = fields.String(required=True, validate=identifier, post_load=str.upper)
    requester = fields.Nested(_Customer, required=True)
    assignee = fields.Nested(_Agent, load_default=None)
    queue = fields.Nested(_Queue, load_default=None)
    contact_point = fields.String(load_default=None, post_load=one_line(320))
    subject = fields.String(load_default=None, post_load=one_line(300))
    tags = fields.List(fields.Nested(_Tag), load_default=None)


class _OpenedData(_Reduced):
    conversation = fields.Nested(_AnyConversation, required=True)


class _ClosedData(_Reduced):
    conversation = fields.Nested(_ClosedConversation, required=True)
    queue = fields.Nested(_Queue, load_default=None)


class OpenedSchema(_Reduced):
    """The rest of a `CONVERSATION_OPEN` event: which conversation, and when."""

    event_timestamp = fields.String(required=True, post_load=_milliseconds)
    data = fields.Nested(_OpenedData, required=True)


class ClosedSchema(_Reduced):
    """The rest of a `CONVERSATION_CLOSED` event: the conversation as it was, and when.

    `CONVERSATION_ABANDONED` is alike, and names the queue once more beside the conversation.
    """

    event_timestamp = fields.String(required=True, post_load=_milliseconds)
    data = fields.Nested(_ClosedData, required=True)
