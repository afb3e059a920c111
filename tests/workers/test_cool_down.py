"""One customer, several conversations: nobody is asked again too soon."""

from datetime import timedelta

import pytest

from service.lifecycle import keys
from service.lifecycle.states import State
from service.ratings import RatingType
from service.sandbox.conversations import ORGANIZATION, a_conversation, agent
from service.sandbox.played_dixa import faults
from workers.tools import installed

ADA = a_conversation(csid=1).requester
DAYS_30 = {"cooldown": timedelta(days=30)}


@pytest.fixture
def workshop(open_workshop):
    return open_workshop(**DAYS_30)


def hers(**traits):
    return a_conversation(requester=ADA, **traits)


def ended(survey):
    return (survey.state, survey.reason)


def test_another_conversation_of_the_customer_is_not_asked_about_within_the_cool_down(
    workshop, dixa
):
    workshop.ask(hers())
    calls = len(dixa.calls())

    second = workshop.ask(hers(agent=agent("Bo")))

    assert ended(second) == (State.SUPPRESSED, "cool-down")
    assert len(dixa.calls()) == calls  # deciding costs no call


def test_an_answer_ends_no_cool_down(workshop):
    workshop.answer(workshop.ask(hers()), 5)

    assert ended(workshop.ask(hers())) == (State.SUPPRESSED, "cool-down")


def test_another_customer_is_asked(workshop):
    workshop.ask(hers())

    assert workshop.ask(a_conversation()).state is State.INVITED


def test_after_the_cool_down_the_customer_is_asked_about_the_next_conversation(workshop, redis):
    workshop.ask(hers())
    thirty_days = round(timedelta(days=30).total_seconds() * 1000)
    redis.hincrby(keys.customer(ORGANIZATION.id, ADA.id), "asked:Csat", -thirty_days)

    assert workshop.ask(hers()).state is State.INVITED


def test_csat_and_nps_have_clocks_of_their_own(open_workshop):
    open_workshop(rating=RatingType.CSAT, **DAYS_30).ask(hers())
    nps = open_workshop(rating=RatingType.NPS, **DAYS_30)

    assert nps.ask(hers()).state is State.INVITED
    assert ended(nps.ask(hers())) == (State.SUPPRESSED, "cool-down")


def test_the_cool_down_is_that_of_the_survey_that_would_ask(open_workshop):
    open_workshop(cooldown=timedelta(days=90)).ask(hers())

    assert open_workshop(cooldown=timedelta(0)).ask(hers()).state is State.INVITED


def test_of_two_conversations_that_wait_for_their_delay_only_the_first_is_asked_about(
    open_workshop, dixa
):
    workshop = open_workshop(delay=timedelta(hours=2), **DAYS_30)
    first, second = workshop.ask(hers()), workshop.ask(hers())
    assert (first.state, second.state) == (State.SCHEDULED, State.SCHEDULED)

    first, second = workshop.look(first), workshop.look(second)

    assert first.state is State.INVITED
    assert ended(second) == (State.SUPPRESSED, "cool-down")
    assert len(dixa.calls("offer")) == 1


def test_two_conversations_that_come_up_at_the_same_moment_give_one_asking(workshop, dixa):
    dixa.faults.on("offer", faults.reply_lost(committed=True), times=1)
    first = workshop.ask(hers())  # whether Dixa has this offer is not known yet

    second = workshop.ask(hers())
    waiting = workshop.look(second)
    first = workshop.later(first)
    second = workshop.look(second)

    assert (waiting.state, waiting.reason) == (State.SCHEDULED, "an earlier asking is not settled")
    assert first.state is State.INVITED
    assert ended(second) == (State.SUPPRESSED, "cool-down")
    assert len(dixa.calls("offer")) == 1


def test_an_offer_that_turns_out_not_to_have_been_made_starts_no_cool_down(workshop, dixa):
    dixa.faults.on("offer", faults.refusal(400, "Not like this"), times=1)
    first = workshop.ask(hers())

    second = workshop.ask(hers())

    assert (first.state, second.state) == (State.PARKED, State.INVITED)


def test_who_opted_out_is_not_asked_and_dixa_is_not_called(workshop, dixa):
    workshop.tools.customers.opt_out(ORGANIZATION.id, ADA.id)

    assert ended(workshop.ask(hers())) == (State.SUPPRESSED, "opted out")
    assert dixa.calls() == []


def test_who_opts_out_while_the_survey_waits_is_not_asked(open_workshop, dixa):
    workshop = open_workshop(delay=timedelta(hours=2))
    survey = workshop.ask(hers())
    workshop.tools.customers.opt_out(ORGANIZATION.id, ADA.id)

    assert ended(workshop.look(survey)) == (State.SUPPRESSED, "opted out")
    assert dixa.calls() == []


def test_who_opts_out_while_dixa_is_being_asked_is_not_asked(workshop, dixa, monkeypatch):
    conversation = hers()
    list_ratings = installed().dixa.list_ratings

    def opts_out_meanwhile(csid, **options):
        workshop.tools.customers.opt_out(ORGANIZATION.id, ADA.id)
        return list_ratings(csid, **options)

    monkeypatch.setattr(installed().dixa, "list_ratings", opts_out_meanwhile)

    assert ended(workshop.ask(conversation)) == (State.SUPPRESSED, "opted out")
    assert dixa.calls("offer") == []
