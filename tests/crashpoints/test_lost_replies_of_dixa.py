"""What Dixa loses, fails at or does late is found again; also by a worker that dies meanwhile."""

from functools import partial

import pytest

from service.sandbox.played_dixa import FaultPlan, faults

from .tap import Ending
from .trial import Passage, Plot, try_once

FAULTS = {
    "lost after it was done": faults.reply_lost(committed=True),
    "lost before it was done": faults.reply_lost(committed=False),
    "failed after it was done": faults.server_error(500, committed=True),
    "failed before it was done": faults.server_error(503, committed=False),
    "done late": faults.late_commit(0.05),
    "done late, after a 504": faults.late_commit(0.05, status=504),
    "answered with broken JSON": faults.malformed(),
    "one too many": faults.too_many_requests("1"),
    "unauthorized": faults.refusal(401, "Unauthorized"),
}
JOBS = {"offer": "create_rating_offer", "submit": "submit_rating"}


def spoilt(endpoint: str, fault: faults.Fault) -> Plot:
    spoil = partial(FaultPlan.on, endpoint=endpoint, fault=fault, times=1)
    return Plot(channel="WIDGET_CHAT", spoil=spoil)


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
@pytest.mark.parametrize("endpoint", ["conversation", "ratings", "offer", "message", "submit"])
def test_whatever_becomes_of_a_call_the_rating_arrives_once(surroundings, endpoint, fault):
    trial = try_once(surroundings, spoilt(endpoint, fault))

    assert trial.faults == []


@pytest.mark.timeout(300)
@pytest.mark.parametrize("ending", Ending)
@pytest.mark.parametrize("is_done", [True, False], ids=["done", "not done"])
@pytest.mark.parametrize("endpoint", JOBS)
def test_cut_off_while_a_lost_reply_is_settled_the_rating_arrives_once(
    cut_off, endpoint, is_done, ending
):
    plot, job = spoilt(endpoint, faults.reply_lost(committed=is_done)), JOBS[endpoint]
    lost = f"{job}: receive POST {endpoint}"
    settling = Passage(plot=plot, first=lost, only=(job, "sweep"))

    done = "that was done" if is_done else "that was not done"
    assert cut_off(f"settling a lost {endpoint} {done}", settling, ending) == []
