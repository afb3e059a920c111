"""What the bodies of the calls must look like.

Source: the published API description. Stricter than it in one point: a key that it does not know
is refused, because here that can only be a mistake of ours.
"""

from typing import Any

from marshmallow import Schema, ValidationError, fields, validate

from service.ratings import RatingType
from service.sandbox.played_dixa.answers import undecodable

_uuid = validate.Regexp(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\Z")
_moment = validate.Regexp(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z\Z")
_rating_type = validate.OneOf([str(kind) for kind in RatingType])
_event = validate.Regexp(r"[A-Z][A-Za-z]+\Z")


def read(schema: Schema, body: object) -> dict[str, Any]:
    """The body, if it has the schema's shape.

    Args:
        schema: one of the below.
        body: the JSON that came.

    Raises:
        Refusal: it has another shape.
    """
    try:
        loaded: dict[str, Any] = schema.load(body)  # type: ignore[arg-type]
    except ValidationError as error:
        raise undecodable() from error
    return loaded


class Offer(Schema):
    """Create conversation rating offer."""

    userId = fields.Str(required=True, validate=_uuid)  # noqa: N815
    agentId = fields.Str(required=True, validate=_uuid)  # noqa: N815
    ratingType = fields.Str(required=True, validate=_rating_type)  # noqa: N815
    offeredAt = fields.Str(allow_none=True, validate=_moment)  # noqa: N815


class RatingResult(Schema):
    """The score, tagged with the rating type."""

    kind = fields.Str(required=True, data_key="_type", validate=_rating_type)
    value = fields.Int(required=True, strict=True)


class Submission(Schema):
    """Create conversation rating result."""

    ratingResult = fields.Nested(RatingResult, required=True)  # noqa: N815
    comment = fields.Str(allow_none=True)
    submittedAt = fields.Str(allow_none=True, validate=_moment)  # noqa: N815
    userId = fields.Str(allow_none=True)  # noqa: N815


class Content(Schema):
    """What a message says."""

    kind = fields.Str(
        required=True, data_key="_type", validate=validate.OneOf(["Text", "Html", "Markdown"])
    )
    value = fields.Str(required=True)


class Message(Schema):
    """Add message, outbound. Dixa would also take an inbound one, which only a customer writes."""

    kind = fields.Str(required=True, data_key="_type", validate=validate.Equal("Outbound"))
    agentId = fields.Str(required=True, validate=_uuid)  # noqa: N815
    content = fields.Nested(Content, required=True)
    externalId = fields.Str(allow_none=True)  # noqa: N815
    integrationEmail = fields.Str(allow_none=True)  # noqa: N815
    attachments = fields.List(fields.Dict())
    cc = fields.List(fields.Str(validate=_uuid))
    bcc = fields.List(fields.Str(validate=_uuid))


class Authorization(Schema):
    """How a subscription's receiver recognises Dixa."""

    kind = fields.Str(
        required=True,
        data_key="_type",
        validate=validate.OneOf(["NoAuth", "BasicAuth", "TokenAuth"]),
    )
    username = fields.Str()
    password = fields.Str()
    value = fields.Str()


class Webhook(Schema):
    """Create or patch a webhook subscription."""

    name = fields.Str(required=True)
    url = fields.Url(required=True, require_tld=False)
    events = fields.List(fields.Str(validate=_event))
    authorization = fields.Nested(Authorization, required=True)
    customHeaders = fields.Dict(  # noqa: N815
        keys=fields.Str(), values=fields.Str(), required=True
    )
    enabled = fields.Bool(truthy={True}, falsy={False})
    filters = fields.Dict()
