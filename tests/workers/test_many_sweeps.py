"""Several sweeps at once, and none at all."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing

from service.lifecycle import keys
from service.lifecycle.states import State
from service.sandbox.conversations import a_conversation
from workers.sweep import Sweep
from workers.tools import make_tools


def nobody_works(redis):
    """What was hinted is forgotten, and everything has been due for a long time."""
    for key in redis.scan_iter("rq:*"):
        redis.delete(key)
    for survey_id in redis.zrange(keys.DUE, 0, -1):
        redis.zadd(keys.DUE, {survey_id: 1})


def test_of_several_sweeps_at_once_each_survey_is_hinted_by_one(workshop, redis):
    surveys = [workshop.close(a_conversation()) for _ in range(30)]
    nobody_works(redis)

    with ExitStack() as stack, ThreadPoolExecutor(4) as pool:
        tools = [stack.enter_context(closing(make_tools(workshop.settings))) for _ in range(4)]
        sweeps = [Sweep(each, name=f"worker-{number}") for number, each in enumerate(tools)]
        list(pool.map(Sweep.once, sweeps))

    hinted = [survey_id for _, survey_id in workshop.hinted()]
    assert sorted(hinted) == sorted(survey.id for survey in surveys)


def test_when_no_worker_was_there_the_first_that_comes_does_everything(workshop, redis, dixa):
    conversations = [a_conversation() for _ in range(5)]
    surveys = [workshop.close(conversation) for conversation in conversations]
    nobody_works(redis)

    Sweep(workshop.tools, name="worker-1").once()
    workshop.work()

    assert {workshop.survey(survey).state for survey in surveys} == {State.INVITED}
    assert [len(dixa.offers(conversation)) for conversation in conversations] == [1] * 5
