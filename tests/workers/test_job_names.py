"""What enqueues a job knows it by its path only, so the paths are checked here."""

import inspect

import pytest
from rq.utils import import_attribute

from service.hints import JOBS
from service.lifecycle.states import ENDED, State


@pytest.mark.parametrize("name", sorted(set(JOBS.values())))
def test_every_job_is_a_function_of_a_survey_id(name):
    job = import_attribute(name)

    [parameter] = inspect.signature(job).parameters.values()
    assert (parameter.name, parameter.annotation) == ("survey_id", str)


@pytest.mark.parametrize("state", sorted(set(State) - ENDED))
def test_every_state_in_which_something_is_left_to_do_has_a_job_that_takes_it(state):
    job = inspect.getmodule(import_attribute(JOBS[state]))

    assert state in job.STATES


@pytest.mark.parametrize("state", sorted(ENDED))
def test_what_has_ended_has_no_job(state):
    assert state not in JOBS
