"""A worker that dies at any moment of a survey's life: each survey still ends exactly once.

The moments are before each command to Redis and each call to Dixa goes out, and after its answer
has come in. The next worker finds a lease that has run out, and hints that are lost.
"""

from dataclasses import dataclass
from datetime import timedelta
from itertools import count

from service.lifecycle import keys
from service.lifecycle.states import ENDED, State
from service.sandbox.conversations import a_conversation


class Killed(BaseException):
    """Nothing catches it, as nothing catches SIGKILL."""


@dataclass
class Fate:
    """Ends a worker's life at its `moment`-th moment; `is_alive` tells whether it came to that."""

    moment: int
    is_alive: bool = True

    def pass_moment(self) -> None:
        self.moment -= 1
        if self.moment == 0:
            self.is_alive = False
            raise Killed

    def rule(self, tools) -> None:
        """From now on these tools may fail their worker."""
        pool, exchange = tools.redis.connection_pool, tools.dixa._wire.exchange
        pool.connection_class = mortal(pool.connection_class, self)
        tools.dixa._wire.exchange = lambda *request: self.around(lambda: exchange(*request))

    def around(self, step):
        self.pass_moment()
        result = step()
        self.pass_moment()
        return result


def mortal(connection_class, fate):
    class Connection(connection_class):
        def send_packed_command(self, *command, **options):
            fate.pass_moment()
            super().send_packed_command(*command, **options)

        def read_response(self, *how, **options):
            response = super().read_response(*how, **options)
            fate.pass_moment()
            return response

    return Connection


def test_a_worker_killed_at_any_moment_leaves_every_survey_to_end_exactly_once(open_workshop, dixa):
    workshop = open_workshop(deliver=("message",))

    for moment in count(1):
        conversation, fate = a_conversation(), Fate(moment)
        survey = workshop.close(conversation)
        workshop.restart()
        fate.rule(workshop.tools)
        live_on(workshop, survey, State.INVITED)
        workshop.answers.record(survey.id, nonce="n", rating=3, comment=None)
        live_on(workshop, survey, State.SUBMITTED)
        assert [len(dixa.offers(conversation)), len(dixa.messages(conversation))] == [1, 1], moment
        assert len(dixa.submissions(conversation)) == 1, moment
        if fate.is_alive:
            break

    assert moment > 50


def test_a_worker_killed_at_any_moment_of_the_reminder_reminds_once(open_workshop, dixa):
    workshop = open_workshop(deliver=("message",), reminder=timedelta(days=3))

    for moment in count(1):
        survey, fate = workshop.ask(conversation := a_conversation()), Fate(moment)
        workshop.redis.hset(keys.survey(survey.id), "remind_at", 1)
        workshop.redis.hdel(keys.survey(survey.id), "not_before")
        workshop.tools.hints.send([(survey.id, State.INVITED)])
        workshop.restart()
        fate.rule(workshop.tools)
        live_on(workshop, survey, State.INVITED)
        workshop.restart()
        while workshop.survey(survey).remind_at is not None:
            workshop.later(survey)
        assert len(dixa.messages(conversation)) == 2, moment
        if fate.is_alive:
            break

    assert moment > 10


def live_on(workshop, survey, state):
    """Work until the survey is in the state, with another worker after the first one's death."""
    try:
        workshop.work()
    except Killed:
        workshop.restart()
        while workshop.later(survey).state is not state:
            assert workshop.survey(survey).state not in ENDED | {State.PARKED}
