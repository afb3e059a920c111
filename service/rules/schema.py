"""The keys of `surveys.toml`."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

from marshmallow import (
    Schema,
    ValidationError,
    fields,
    post_load,
    validate,
    validates_schema,
)

from service.languages.spoken import LANGUAGES
from service.ratings import RatingType
from service.rules.faults import UNKNOWN_KEY
from service.rules.notation import (
    Duration,
    Share,
    color,
    https_address,
    line,
    lines,
    one_of,
    some_of,
)
from service.rules.survey_rule import (
    AGENT_NAMES,
    DEFAULT_SURVEY,
    DELIVERY_METHODS,
    Brand,
    SurveyRule,
)

_MISSING: dict[str, Any] = {"required": "is missing"}
_LONGER_THAN_0 = validate.Range(
    min=timedelta(0), min_inclusive=False, error="must be longer than 0"
)


class Table(Schema):
    """A table of the file; a key it does not know is a fault."""

    error_messages = {"unknown": UNKNOWN_KEY, "type": "must be a table"}  # noqa: RUF012 - marshmallow's own declaration


class BrandTable(Table):
    """`brand` of a survey."""

    name = line()
    color = color()
    logo = https_address()
    privacy_url = https_address()

    @post_load
    def _make(self, data: dict[str, Any], **_: object) -> Brand:
        return Brand(**data)


class SurveyTable(Table):
    """One `[[survey]]`."""

    name = line(required=True)
    rating = fields.Enum(
        RatingType,
        by_value=True,
        required=True,
        error_messages=_MISSING | {"unknown": "must be one of: {choices}"},
    )
    channels = lines()
    queues = lines()
    directions = some_of(("INBOUND", "OUTBOUND"), at_least=0)
    tags = lines()
    without_tags = lines()
    contact_points = lines()
    delay = Duration()
    expires = Duration(validate=_LONGER_THAN_0)
    reminder = Duration(validate=_LONGER_THAN_0)
    cooldown = Duration()
    hold = Duration()
    sample = Share()
    deliver = some_of(DELIVERY_METHODS, at_least=1)
    languages = some_of(LANGUAGES, at_least=1)
    question = fields.Dict(
        keys=one_of(LANGUAGES), values=line(), error_messages={"invalid": "must be a table"}
    )
    agent_name = one_of(AGENT_NAMES)
    brand = fields.Nested(BrandTable)

    @validates_schema
    def _remind_in_time(self, data: dict[str, Any], **_: object) -> None:
        expires = data.get("expires", DEFAULT_SURVEY.expires)
        if data.get("reminder", timedelta(0)) >= expires:
            raise ValidationError("must be shorter than `expires`", "reminder")

    @post_load(pass_original=True)
    def _make(self, data: dict[str, Any], original: dict[str, Any], **_: object) -> SurveyRule:
        lists = {key: tuple(value) for key, value in data.items() if isinstance(value, list)}
        return SurveyRule(**data | lists, given=frozenset(_paths(original)))


class SurveysFile(Table):
    """The whole file."""

    survey = fields.List(
        fields.Nested(SurveyTable),
        required=True,
        validate=validate.Length(min=1, error="must be there at least once"),
        error_messages=_MISSING | {"invalid": "must be written as [[survey]]"},
    )


def _paths(table: Mapping[str, Any]) -> Iterator[str]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from (f"{key}.{inner}" for inner in _paths(value))
        else:
            yield key
