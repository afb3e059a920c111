"""The keys of `surveys.toml`."""

from dataclasses import replace
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
    YesOrNo,
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
    without_queues = lines()
    without_agents = lines()
    delay = Duration()
    max_age = Duration(validate=_LONGER_THAN_0)
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
    ask_solved = YesOrNo()
    brand = fields.Nested(BrandTable)

    @validates_schema
    def _remind_in_time(self, data: dict[str, Any], **_: object) -> None:
        expires = data.get("expires", DEFAULT_SURVEY.expires)
        if data.get("reminder", timedelta(0)) >= expires:
            raise ValidationError("must be shorter than `expires`", "reminder")

    @validates_schema
    def _ask_in_offered_languages(self, data: dict[str, Any], **_: object) -> None:
        unseen = sorted(set(data.get("question", ())) - set(data.get("languages", LANGUAGES)))
        if unseen:
            raise ValidationError(f"{unseen[0]} must be one of `languages`", "question")

    @post_load
    def _make(self, data: dict[str, Any], **_: object) -> SurveyRule:
        lists = {key: tuple(value) for key, value in data.items() if isinstance(value, list)}
        return SurveyRule(**data | lists)


class SurveysFile(Table):
    """The whole file. What it leaves out by itself, every survey leaves out."""

    without_queues = lines()
    without_agents = lines()
    survey = fields.List(
        fields.Nested(SurveyTable),
        required=True,
        validate=validate.Length(min=1, error="must be there at least once"),
        error_messages=_MISSING | {"invalid": "must be written as [[survey]]"},
    )

    @post_load
    def _make(self, data: dict[str, Any], **_: object) -> tuple[SurveyRule, ...]:
        queues, agents = (tuple(data.get(key, ())) for key in ("without_queues", "without_agents"))
        return tuple(
            replace(
                rule,
                without_queues=rule.without_queues + queues,
                without_agents=rule.without_agents + agents,
            )
            for rule in data["survey"]
        )
