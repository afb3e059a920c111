"""A rolling deploy: workers of two versions over the same records."""

import json

from service.lifecycle import keys
from service.lifecycle.states import State
from service.sandbox.conversations import a_conversation


def add_to(workshop, survey, **fields):
    workshop.redis.hset(keys.survey(survey.id), mapping=fields)


def test_fields_that_a_newer_version_has_written_are_passed_over_and_survive(workshop):
    survey = workshop.close(a_conversation())
    add_to(workshop, survey, mood="bright", closing_weather="rain")

    workshop.work()
    workshop.answer(survey, 4)

    assert workshop.survey(survey).state is State.SUBMITTED
    kept = workshop.redis.hmget(keys.survey(survey.id), "mood", "closing_weather")
    assert kept == ["bright", "rain"]


def test_what_a_newer_version_has_noted_of_the_closing_is_passed_over_and_survives(workshop):
    survey = workshop.close(a_conversation())
    closing = json.loads(workshop.redis.hget(keys.survey(survey.id), "closing"))
    closing |= {"mood": "bright"}
    closing["customer"] |= {"pronoun": "she"}
    closing["agent"] |= {"team": "Returns"}
    add_to(workshop, survey, closing=json.dumps(closing))

    workshop.work()

    assert workshop.survey(survey).state is State.INVITED
    assert json.loads(workshop.redis.hget(keys.survey(survey.id), "closing")) == closing


def test_fields_that_an_older_version_has_not_written_are_not_missed(workshop):
    survey = workshop.ask(a_conversation())
    new = ("hold_ms", "remind_at", "released_at", "answer_version", "solved")
    workshop.redis.hdel(keys.survey(survey.id), *new)

    workshop.answer(survey, 4)

    assert workshop.survey(survey).state is State.SUBMITTED
