"""A day or three without Dixa: nothing is lost, nothing is doubled, and answers go first."""

from contextlib import contextmanager

import pytest

from service.lifecycle.states import State
from service.sandbox.conversations import a_conversation
from service.sandbox.played_dixa.faults import server_error
from tests.crashpoints.passing_time import let_pass
from workers.sweep import Sweep

MINUTE = 60
HOUR = 60 * MINUTE
COUNT = 3


@contextmanager
def refusing(dixa):
    with dixa.refusing():
        yield


@contextmanager
def failing(dixa):
    dixa.faults.on(None, server_error(503, committed=False))
    yield
    dixa.faults.clear()


@contextmanager
def revoked(dixa):
    dixa.revoke_token()
    yield
    dixa.restore_token()


@pytest.fixture(params=[refusing, failing, revoked], ids=lambda away: away.__name__)
def without(request, dixa):
    """A context in which Dixa is not there."""
    return lambda: request.param(dixa)


@pytest.fixture
def pass_time(workshop, redis):
    """A function that lets time pass, with a sweep and all that it hints after each step."""
    sweep = Sweep(workshop.tools, name="worker-1")

    def pass_time(seconds, *, step):
        for _ in range(seconds // step):
            let_pass(redis, step)
            sweep.once()
            workshop.work()

    return pass_time


@pytest.mark.parametrize("hours", [24, 72])
def test_whatever_waits_for_dixa_is_done_once_when_it_is_back_and_answers_first(
    workshop, dixa, without, pass_time, hours
):
    asked = [workshop.ask(a_conversation()) for _ in range(COUNT)]
    with without():
        closed = [workshop.close(a_conversation()) for _ in range(COUNT)]
        workshop.work()
        for survey in asked:
            workshop.answer(survey, 4)
        pass_time(HOUR, step=MINUTE)
        attempts = [workshop.survey(survey).attempts for survey in asked + closed]
        pass_time((hours - 1) * HOUR, step=20 * MINUTE)
        attempts_later = [workshop.survey(survey).attempts for survey in asked + closed]
    known = len(dixa.calls())
    pass_time(10 * MINUTE, step=MINUTE)

    assert attempts_later == attempts
    assert [workshop.survey(survey).state for survey in asked] == [State.SUBMITTED] * COUNT
    assert [workshop.survey(survey).state for survey in closed] == [State.INVITED] * COUNT
    everybody = [int(survey.closing.conversation) for survey in asked + closed]
    assert [len(dixa.offers(each)) for each in everybody] == [1] * 2 * COUNT
    assert [len(dixa.submissions(each)) for each in everybody] == [1] * COUNT + [0] * COUNT
    since = [call.endpoint for call in dixa.calls()[known:]]
    assert since.index("offer") > max(
        number for number, endpoint in enumerate(since) if endpoint == "submit"
    )


def test_no_key_of_the_record_is_forgotten_within_three_days(workshop, redis):
    survey = workshop.ask(a_conversation())
    workshop.answer(survey, 4)

    seconds = {name: redis.ttl(name) for name in redis.scan_iter("rs:*")}

    forgets = {name for name, left in seconds.items() if -1 < left < 72 * HOUR}
    assert {name for name in forgets if not name.startswith("rs:turn:")} == set()
