"""Events as Dixa sends them, reduced to what is used.

Unknown keys are passed over, since Dixa adds some from time to time. Only what is needed must be
there, and nothing is taken for something else: a number in quotes is not a number.

Source: Dixa's webhook reference, "Conversation closed", "abandoned" and "open".
"""

from typing import Any

from marshmallow import EXCLUDE, Schema, ValidationError, fields, validate

from service.web.webhook.text import address, identifier, one_line
from service.web.webhook.timestamp import milliseconds

INT64_MAX = 2**63 - 1
_IS_INT64 = validate.Range(min=1, max=INT64_MAX, error="must be from 1 to {max}")


def _milliseconds(text: str) -> int:
    try:
        return milliseconds(text)
    except ValueError as error:
        raise ValidationError(f"is {error}") from error


_ALWAYS: dict[str, Any] = {"required": "is missing", "null": "must not be null"}


class _Text(fields.String):
    default_error_messages = _ALWAYS | {"invalid": "must be a text"}


class _WholeNumber(fields.Integer):
    default_error_messages = _ALWAYS | {"invalid": "must be a whole number"}


class _Object(fields.Nested):
    default_error_messages = _ALWAYS


class _Listed(fields.List[Any]):
    default_error_messages = _ALWAYS | {"invalid": "must be a list"}


class _Reduced(Schema):
    error_messages = {"type": "must be an object"}  # noqa: RUF012 - marshmallow's own declaration

    class Meta:
        unknown = EXCLUDE


class _Organization(_Reduced):
    id = _Text(required=True, validate=identifier)


class EnvelopeSchema(_Reduced):
    """What every event says about itself."""

    event_id = _Text(required=True, validate=identifier)
    event_fqn = _Text(required=True, validate=identifier)
    organization = _Object(_Organization, required=True)


class _Agent(_Reduced):
    id = _Text(required=True, validate=identifier)
    name = _Text(load_default=None, post_load=one_line(200))


class _Customer(_Agent):
    email = _Text(load_default=None, post_load=address)
    phone = _Text(load_default=None, post_load=one_line(40))
    user_type = _Text(load_default=None)


class _Queue(_Reduced):
    id = _Text(load_default=None, validate=identifier)
    name = _Text(load_default=None, post_load=one_line(200))


class _Tag(_Reduced):
    id = _Text(required=True, validate=identifier)
    name = _Text(required=True, post_load=one_line(200))


class _AnyConversation(_Reduced):
    csid = _WholeNumber(strict=True, required=True, validate=_IS_INT64)


class _ClosedConversation(_AnyConversation):
    channel = _Text(required=True, validate=identifier, post_load=str.upper)
    direction = _Text(required=True, validate=identifier, post_load=str.upper)
    requester = _Object(_Customer, required=True)
    assignee = _Object(_Agent, load_default=None)
    queue = _Object(_Queue, load_default=None)
    contact_point = _Text(load_default=None, post_load=one_line(320))
    subject = _Text(load_default=None, post_load=one_line(300))
    tags = _Listed(_Object(_Tag), load_default=None)


class _OpenedData(_Reduced):
    conversation = _Object(_AnyConversation, required=True)


class _ClosedData(_Reduced):
    conversation = _Object(_ClosedConversation, required=True)
    queue = _Object(_Queue, load_default=None)


class OpenedSchema(_Reduced):
    """The rest of a `CONVERSATION_OPEN` event: which conversation, and when."""

    event_timestamp = _Text(required=True, post_load=_milliseconds)
    data = _Object(_OpenedData, required=True)


class ClosedSchema(_Reduced):
    """The rest of a `CONVERSATION_CLOSED` event: the conversation as it was, and when.

    `CONVERSATION_ABANDONED` is alike, and names the queue once more beside the conversation.
    """

    event_timestamp = _Text(required=True, post_load=_milliseconds)
    data = _Object(_ClosedData, required=True)
