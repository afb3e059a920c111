"""The record, driven at random: what Dixa, workers, customers and time do to it, often twice."""

from collections.abc import Sequence
from datetime import timedelta
from typing import TypeVar

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    multiple,
    precondition,
    rule,
)
from record_customers import Customers
from record_told import AGENTS, CONVERSATIONS, ORGANIZATION, Told
from record_truth import CUSTOMER, read_truth
from record_workers import LEADS_TO, OPEN, Workers
from redis import Redis
from repeated_scripts import RepeatedScripts

from service.lifecycle import keys
from service.lifecycle.answers import Answers
from service.lifecycle.customers import Customers as Known
from service.lifecycle.intake import Intake, Receipt
from service.lifecycle.links import Links
from service.lifecycle.parking import NotParked, Parking
from service.lifecycle.provenance import Signal
from service.lifecycle.record import Survey
from service.lifecycle.repairs import Repairs
from service.lifecycle.schedule import Schedule
from service.lifecycle.states import ENDED, RANKS, State

_T = TypeVar("_T")

conversations = st.sampled_from(CONVERSATIONS)
agents = st.sampled_from(AGENTS)
laters = st.sampled_from([1, 1, 0, -1, -2])
ratings = st.integers(1, 5)
signals = st.frozensets(st.sampled_from(Signal), max_size=2)
picks = st.integers(0, 30)
"""Which of several; ids differ from run to run, places do not."""


class RecordMachine(RuleBasedStateMachine):
    leases = Bundle("leases")
    events = Bundle("events")

    def __init__(self, redis: Redis) -> None:
        super().__init__()
        redis.flushall()
        links = Links(("k" * 32,))
        self.redis = redis
        self.dixa = Told(Intake(redis, hint=lambda *_: None))
        self.customers = Customers(Answers(redis, hint=lambda *_: None), links)
        self.known = Known(redis)
        self.workers = Workers(redis, links)
        self.parking = Parking(redis, hint=lambda *_: None)
        self.repairs = Repairs(redis, hint=lambda *_: None)
        self.schedule = Schedule(redis, ahead_seconds=600)
        self.truth = read_truth(redis, ORGANIZATION, CONVERSATIONS)
        self.scripts = RepeatedScripts()
        self.scripts.begin()

    def teardown(self) -> None:
        self.scripts.end()

    @initialize(loses_replies=st.booleans(), steps=st.tuples(*[st.integers(0, 6)] * 2))
    def something_is_going_on(self, loses_replies, steps):
        self.scripts.at_once = loses_replies
        for conversation, how_far in zip(CONVERSATIONS, steps, strict=True):
            self.dixa.closes(conversation, later=0, agent=AGENTS[1])
            self.promises_are_kept()
            self.go_on(self.truth.surveys[conversation][0], how_far)

    @invariant()
    def promises_are_kept(self):
        before = self.truth
        self.truth = read_truth(self.redis, ORGANIZATION, CONVERSATIONS)
        self.truth.check()
        self.truth.check_since(before)
        self.dixa.check(self.truth)
        self.customers.check(self.truth)
        for survey in self.truth.all:
            self.workers.notice(survey, self.truth.tokens[survey.id])

    # What Dixa tells

    @rule(target=events, conversation=conversations, later=laters, agent=agents)
    def closes(self, conversation, later, agent):
        return self.dixa.closes(conversation, later=later, agent=agent)

    @rule(target=events, conversation=conversations, later=laters)
    def is_abandoned(self, conversation, later):
        return self.dixa.closes(conversation, later=later, agent=None, is_abandoned=True)

    @rule(target=events, conversation=conversations, later=laters)
    def opens(self, conversation, later):
        return self.dixa.opens(conversation, later=later)

    @precondition(lambda self: self.decided())
    @rule(target=events, pick=picks)
    def opens_and_closes_what_was_decided(self, pick):
        conversation = _pick(self.decided(), pick)
        opened = self.dixa.opens(conversation, later=1)
        return multiple(opened, self.dixa.closes(conversation, later=1, agent=AGENTS[1]))

    @rule(event=events)
    def says_it_again(self, event):
        assert self.dixa.again(event) is Receipt.DUPLICATE

    # What workers do

    @rule(target=leases, pick=picks)
    def claims(self, pick):
        return self.workers.claim(_pick(self.truth.all, pick)) or multiple()

    @precondition(lambda self: self.takeable())
    @rule(target=leases, pick=picks, steps=st.integers(0, 5))
    def goes_on_and_stops_halfway(self, pick, steps):
        survey = self.go_on(_pick(self.takeable(), pick), steps)
        return (self.workers.can_take(survey) and self.workers.begin(survey)) or multiple()

    @rule(target=leases, lease=leases, goes_on=st.booleans(), attempts=st.integers(0, 9))
    def keeps(self, lease, goes_on, attempts):
        to = LEADS_TO[lease.survey.state][0]
        is_noted = goes_on and to in {State.OFFERING, State.SUBMITTING}
        fields = {"attempts": attempts}
        return self.workers.keep(lease, to if is_noted else None, fields) or multiple()

    @rule(lease=leases, pick=picks, due_in=st.sampled_from([0, 0, 1000]))
    def gives_back(self, lease, pick, due_in):
        self.workers.release(lease, _pick(LEADS_TO[lease.survey.state], pick), due_in=due_in)

    @rule(lease=leases, pick=picks)
    def wants_to_go_back(self, lease, pick):
        lower = [state for state in RANKS if RANKS[state] < RANKS[lease.survey.state]]
        if lower:
            self.workers.release_backwards(lease, _pick(lower, pick))

    @rule(target=leases, lease=leases)
    def begins_to_offer(self, lease):
        is_opted_out = self.truth.is_opted_out
        return self.workers.begin_offer(lease, is_opted_out=is_opted_out) or multiple()

    @precondition(lambda self: self.workers.offering)
    @rule(pick=picks, predecessor=st.none() | picks)
    def has_offered(self, pick, predecessor):
        lease = _pick(self.workers.offering, pick)
        every = self.truth.surveys[lease.survey.closing.conversation]
        others = [each for each in every if each.id != lease.survey.id]
        is_named = others and predecessor is not None
        self.workers.offer(lease, _pick(others, predecessor) if is_named else None)

    @rule(pick=picks)
    def sweeps(self, pick):
        survey = _pick(self.truth.all, pick)
        is_open = survey.state in OPEN
        if is_open:
            self.redis.zadd(keys.DUE, {survey.id: 1})
        assert self.schedule.take_due(10) == [(survey.id, survey.state)] * is_open
        assert self.schedule.take_due(10) == []

    @precondition(lambda self: any(each.state in ENDED for each in self.truth.all))
    @rule()
    def forgets_names(self):
        self.schedule.redact_ended(timedelta(0), 100)
        for conversation, surveys in self.truth.surveys.items():
            if surveys[-1].state in ENDED:
                self.dixa.is_forgotten(conversation)

    # What a person does by hand

    @precondition(lambda self: self.parked())
    @rule(pick=picks, drops=st.booleans())
    def lets_go_of_what_is_parked(self, pick, drops):
        survey = _pick(self.parked(), pick)
        if drops:
            self.parking.drop(survey.id)
        else:
            self.parking.retry(survey.id)
            self.workers.forgive(survey.id)

    @rule(pick=picks, drops=st.booleans())
    def wants_to_let_go_of_anything(self, pick, drops):
        survey = _pick(self.truth.all, pick)
        if survey.state is not State.PARKED:
            with pytest.raises(NotParked):
                (self.parking.drop if drops else self.parking.retry)(survey.id)

    # What the audit puts right

    @rule(pick=picks)
    def finds_an_answer_missing(self, pick):
        survey = _pick(self.truth.all, pick)
        assert self.repairs.resubmit(survey.id) is (survey.state is State.SUBMITTED)

    @precondition(lambda self: self.linked())
    @rule(pick=picks, number=st.integers(0, 1))
    def finds_a_late_offer(self, pick, number):
        self.repairs.know_stray(_pick(self.linked(), pick).id, f"late-{number}")

    # What customers do

    @precondition(lambda self: self.linked())
    @rule(pick=picks, nonce=st.sampled_from("abc"), rating=ratings, signals=signals)
    def answers(self, pick, nonce, rating, signals):
        survey = _pick(self.linked(), pick)
        self.customers.answer(survey, nonce=nonce, rating=rating, signals=signals)

    @precondition(lambda self: self.linked())
    @rule(pick=picks, rating=ratings, is_old=st.booleans())
    def changes_an_answer(self, pick, rating, is_old):
        self.customers.change(_pick(self.linked(), pick), rating=rating, is_old=is_old)

    @precondition(lambda self: self.linked())
    @rule(pick=picks, is_old=st.booleans())
    def disowns_an_answer(self, pick, is_old):
        self.customers.disown(_pick(self.linked(), pick), is_old=is_old)

    @rule()
    def does_not_want_to_be_asked(self):
        self.known.opt_out(ORGANIZATION, CUSTOMER)

    # What time does

    @precondition(lambda self: self.workers.holders)
    @rule(pick=picks)
    def freezes_until_the_lease_has_run_out(self, pick):
        self.workers.freeze(_pick(list(self.workers.holders), pick))

    @precondition(lambda self: self.takeable())
    @rule(pick=picks, times=st.integers(1, 3))
    def workers_die_over_it(self, pick, times):
        survey = _pick(self.takeable(), pick)
        for _ in range(times):
            if self.workers.claim(survey):
                self.workers.freeze(survey.id)
            survey = self.again(survey)

    @precondition(lambda self: self.workers.put_off)
    @rule(pick=picks)
    def waits(self, pick):
        self.workers.wait(_pick(list(self.workers.put_off), pick))

    @precondition(lambda self: self.scripts.count)
    @rule(pick=st.integers(0, 200))
    def a_copy_of_a_command_comes_late(self, pick):
        self.scripts.come_late(pick % self.scripts.count, self.redis)

    # What there is to choose from

    def go_on(self, survey: Survey, steps: int) -> Survey:
        """Let workers take a survey so many steps on, if it is free and all goes well."""
        for _ in range(steps):
            lease = self.workers.begin(survey) if self.workers.can_take(survey) else None
            if lease:
                self.workers.complete(lease)
                survey = self.again(survey)
        return survey

    def again(self, survey: Survey) -> Survey:
        self.promises_are_kept()
        return next(each for each in self.truth.all if each.id == survey.id)

    def takeable(self) -> list[Survey]:
        return [each for each in self.truth.all if self.workers.can_take(each)]

    def linked(self) -> list[Survey]:
        return [each for each in self.truth.all if each.offer_id]

    def parked(self) -> list[Survey]:
        return [each for each in self.truth.all if each.state is State.PARKED]

    def decided(self) -> list[str]:
        undecided = {State.RECEIVED, State.SCHEDULED}
        surveys = self.truth.surveys.items()
        return [name for name, each in surveys if each[-1].state not in undecided]


def _pick(among: Sequence[_T], pick: int) -> _T:
    return among[pick % len(among)]
