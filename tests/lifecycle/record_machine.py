"""The record, driven at random: what web, workers and time do to it, in any order and often twice.

The machine knows by itself who may write: the worker whose claim or change of a survey was the
last thing that happened to it. Whatever anybody else does to a survey must make its token grow, and
with that takes it from the worker that holds it.
"""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta

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
from record_truth import Truth, is_waiting, read_truth
from redis import Redis
from repeated_scripts import RepeatedScripts

from service.lifecycle import keys
from service.lifecycle.answers import AnswerOutcome, Answers
from service.lifecycle.intake import Intake, Receipt, Reopening
from service.lifecycle.leases import Lease, LeaseLost, Leases, NotClaimed
from service.lifecycle.links import Links, lookup_key
from service.lifecycle.record import Closing, Person, Survey
from service.lifecycle.schedule import Schedule
from service.lifecycle.states import ENDED, RANKS, State

ORGANIZATION = "org"
CONVERSATIONS = ("77", "78")
AGENTS = (None, Person(id="agnes"), Person(id="bo"))
FAR_MS = 4_000_000_000_000
OPEN = frozenset(RANKS) - ENDED
OFFERING = (State.OFFERING, State.OFFER_UNKNOWN)
POISON_AFTER = 2

LEADS_TO: dict[State, tuple[State, ...]] = {
    State.RECEIVED: (State.SCHEDULED, State.SUPPRESSED, State.EXPIRED, State.RECEIVED),
    State.SCHEDULED: (State.OFFERING, State.SCHEDULED, State.SUPPRESSED, State.EXPIRED),
    State.OFFERING: (State.OFFER_UNKNOWN, State.OFFERING, State.PARKED, State.CANCELLED),
    State.OFFER_UNKNOWN: (State.OFFERING, State.OFFER_UNKNOWN, State.PARKED, State.EXPIRED),
    State.OFFERED: (State.INVITED, State.OFFERED, State.PARKED, State.EXPIRED),
    State.INVITED: (State.INVITED, State.PARKED, State.EXPIRED),
    State.ANSWERED: (State.SUBMITTING, State.ANSWERED, State.PARKED),
    State.SUBMITTING: (State.SUBMITTED, State.SUBMIT_UNKNOWN, State.SUBMITTING, State.PARKED),
    State.SUBMIT_UNKNOWN: (State.SUBMITTED, State.SUBMITTING, State.SUBMIT_UNKNOWN, State.PARKED),
    State.PARKED: (State.PARKED, State.EXPIRED),
}
"""Where a worker may put a survey, the usual way first; an offer is recorded by itself."""

picks = st.integers(0, 30)
laters = st.sampled_from([1, 1, 0, -1, -2])
"""When something happened, compared with the latest that Dixa has told of the conversation."""


class RecordMachine(RuleBasedStateMachine):
    claimed = Bundle("claimed")
    events = Bundle("events")

    def __init__(self, redis: Redis) -> None:
        super().__init__()
        redis.flushall()
        self.redis = redis
        self.intake = Intake(redis, hint=lambda *_: None)
        self.answers = Answers(redis, hint=lambda *_: None)
        self.leases = Leases(redis, lease_seconds=600, poison_after=POISON_AFTER)
        self.schedule = Schedule(redis, ahead_seconds=600)
        self.links = Links(("k" * 32,))
        self.scripts = RepeatedScripts(at_once=False)
        self.scripts.begin()
        self.truth = self.look()
        self.closings: dict[str, list[Closing]] = {each: [] for each in CONVERSATIONS}
        self.opened_at = dict.fromkeys(CONVERSATIONS, 0)
        self.latest_at = dict.fromkeys(CONVERSATIONS, 10)
        self.told = 0
        self.holders: dict[str, Lease] = {}
        self.offering: list[Lease] = []
        self.lapsed: set[str] = set()
        self.put_off: dict[str, None] = {}
        self.deaths: Counter[str] = Counter()
        self.tokens: Counter[str] = Counter()
        self.given: dict[str, tuple[str, int]] = {}

    @initialize(loses_replies=st.booleans(), steps=st.tuples(*[st.integers(0, 6)] * 2))
    def something_is_going_on(self, loses_replies, steps):
        self.scripts.at_once = loses_replies
        for conversation, how_far in zip(CONVERSATIONS, steps, strict=True):
            self.closes(conversation, 0, AGENTS[1])
            self.the_record_keeps_its_promises()
            self.go_on(self.truth.surveys[conversation][0], how_far)

    def teardown(self) -> None:
        self.scripts.end()

    # What Dixa tells

    @rule(
        target=events,
        conversation=st.sampled_from(CONVERSATIONS),
        later=laters,
        agent=st.sampled_from(AGENTS),
    )
    def closes_it(self, conversation, later, agent):
        return self.closes(conversation, later, agent)

    def closes(self, conversation: str, later: int, agent: Person | None) -> Closing:
        closing = Closing(
            organization=ORGANIZATION,
            conversation=conversation,
            event_id=self.new_event_id(),
            closed_at=self.at(conversation, later),
            channel="EMAIL",
            direction="INBOUND",
            customer=Person(id="ada", name="Ada", email="ada@example.com"),
            agent=agent,
        )
        self.closings[conversation].append(closing)
        assert self.receive(closing) is Receipt.ACCEPTED
        return closing

    @rule(target=events, conversation=st.sampled_from(CONVERSATIONS), later=laters)
    def opens_it(self, conversation, later):
        return self.opens(conversation, later)

    def opens(self, conversation: str, later: int) -> Reopening:
        at = self.at(conversation, later)
        reopening = Reopening(
            organization=ORGANIZATION,
            conversation=conversation,
            event_id=self.new_event_id(),
            opened_at=at,
        )
        self.opened_at[conversation] = max(at, self.opened_at[conversation])
        assert self.receive(reopening) is Receipt.ACCEPTED
        return reopening

    @precondition(lambda self: self.asked_about())
    @rule(target=events, pick=picks)
    def opens_and_closes_one_that_was_asked_about(self, pick):
        conversation = self.pick(self.asked_about(), pick)
        return multiple(self.opens(conversation, 1), self.closes(conversation, 1, AGENTS[1]))

    @rule(event=events)
    def tells_it_again(self, event):
        assert self.receive(event) is Receipt.DUPLICATE

    # What workers do

    @precondition(lambda self: self.truth.all)
    @rule(target=claimed, pick=picks)
    def claims(self, pick):
        lease = self.claim(self.pick(self.truth.all, pick))
        return lease if lease else multiple()

    @rule(target=claimed, lease=claimed, goes_on=st.booleans(), attempts=st.integers(0, 9))
    def keeps(self, lease, goes_on, attempts):
        to = LEADS_TO[lease.survey.state][0] if goes_on else lease.survey.state
        kept = self.keep(lease, State.OFFERING if to is State.OFFERING else None, attempts)
        return kept if kept else multiple()

    @rule(lease=claimed, pick=picks, due_in=st.sampled_from([0, 0, 1000]))
    def gives_back(self, lease, pick, due_in):
        self.release(lease, self.pick(LEADS_TO[lease.survey.state], pick), due_in)

    @rule(lease=claimed, pick=picks)
    def wants_to_go_back(self, lease, pick):
        rank = RANKS[lease.survey.state]
        lower = [state for state in RANKS if RANKS[state] < rank] or [State.RECEIVED]
        to = self.pick(lower, pick)
        if RANKS[to] < rank:
            assert not self.writes(lambda: self.leases.release(lease, to))

    @precondition(lambda self: self.offering)
    @rule(pick=picks, predecessor=st.none() | picks)
    def has_offered(self, pick, predecessor):
        lease = self.pick(self.offering, pick)
        others = [
            each
            for each in self.truth.surveys[lease.survey.closing.conversation]
            if each.id != lease.survey.id
        ]
        is_named = predecessor is not None and bool(others)
        self.offer(lease, self.pick(others, predecessor) if is_named else None)

    @precondition(lambda self: self.free())
    @rule(target=claimed, pick=picks, steps=st.integers(0, 5))
    def goes_well_and_then_stops_halfway(self, pick, steps):
        survey = self.go_on(self.pick(self.free(), pick), steps)
        lease = self.begin(survey) if survey in self.free() else None
        return lease if lease else multiple()

    def go_on(self, survey: Survey, steps: int) -> Survey:
        for _ in range(steps):
            lease = self.begin(survey) if survey in self.free() else None
            if lease:
                self.complete(lease)
                self.the_record_keeps_its_promises()
                survey = self.again(survey)
        return survey

    def begin(self, survey: Survey) -> Lease | None:
        lease = self.claim(survey)
        is_next_noted = survey.state in {State.SCHEDULED, State.ANSWERED}
        return self.keep(lease, LEADS_TO[survey.state][0], 0) if lease and is_next_noted else lease

    def complete(self, lease: Lease) -> None:
        if lease.survey.state in OFFERING:
            self.offer(lease, None)
        else:
            self.release(lease, LEADS_TO[lease.survey.state][0], 0)

    @precondition(lambda self: self.truth.all)
    @rule(pick=picks)
    def sweeps(self, pick):
        survey = self.pick(self.truth.all, pick)
        is_open = survey.state in OPEN
        if is_open:
            self.redis.zadd(keys.DUE, {survey.id: 1})
        expected = [(survey.id, survey.state)] if is_open else []
        assert self.schedule.take_due(10) == expected
        assert self.schedule.take_due(10) == []

    @rule()
    def forgets_whom_it_was_about(self):
        self.schedule.redact_ended(timedelta(0), 100)
        for conversation, surveys in self.truth.surveys.items():
            if surveys and surveys[-1].state in ENDED:
                self.closings[conversation].clear()

    # What customers do

    @precondition(lambda self: self.linked())
    @rule(pick=picks, nonce=st.sampled_from("ab"), rating=st.integers(1, 5))
    def answers_it(self, pick, nonce, rating):
        survey = self.pick(self.linked(), pick)
        expected = self.outcome(survey, nonce)
        if expected is AnswerOutcome.RECORDED:
            self.given.setdefault(survey.id, (nonce, rating))
        assert self.answer(survey, nonce, rating) is expected

    # What time does

    @precondition(lambda self: self.holders)
    @rule(pick=picks)
    def freezes_until_its_lease_has_run_out(self, pick):
        self.lapse(self.pick(list(self.holders), pick))

    @precondition(lambda self: self.free())
    @rule(pick=picks, times=st.integers(1, 2))
    def workers_die_over_it(self, pick, times):
        survey = self.pick(self.free(), pick)
        for _ in range(times):
            if self.claim(survey):
                self.lapse(survey.id)
            self.the_record_keeps_its_promises()
            survey = self.again(survey)

    @precondition(lambda self: self.put_off)
    @rule(pick=picks)
    def waits(self, pick):
        survey_id = self.pick(list(self.put_off), pick)
        self.redis.hdel(keys.survey(survey_id), "not_before")
        del self.put_off[survey_id]

    @precondition(lambda self: self.scripts.count)
    @rule(pick=st.integers(0, 200))
    def a_copy_of_a_command_comes_late(self, pick):
        self.scripts.come_late(pick % self.scripts.count, self.redis)

    # What must hold

    @invariant()
    def the_record_keeps_its_promises(self):
        self.the_record_is_sound()
        self.it_is_about_what_dixa_told()
        self.the_first_confirmed_answer_stays()

    def the_record_is_sound(self):
        before, self.truth = self.truth, self.look()
        self.truth.check()
        now = {survey.id: survey for survey in self.truth.all}
        for survey in before.all:
            self.check_step(survey, now[survey.id])
            self.check_token(survey, now[survey.id], before.tokens[survey.id])
            self.note_who_lost_it(survey.id)

    def it_is_about_what_dixa_told(self):
        for conversation, surveys in self.truth.surveys.items():
            opened_at = self.opened_at[conversation]
            known = [each for each in self.closings[conversation] if each.closed_at > opened_at]
            if known:
                self.check_latest(surveys[-1], known)
            for survey in surveys:
                is_undecided = survey.state in {State.RECEIVED, State.SCHEDULED}
                assert not (is_undecided and survey.closing.closed_at <= opened_at)

    def the_first_confirmed_answer_stays(self):
        for survey in self.truth.all:
            _, rating = self.given.get(survey.id, (None, None))
            assert survey.rating == rating

    # How that is told

    def look(self) -> Truth:
        return read_truth(self.redis, ORGANIZATION, CONVERSATIONS)

    def at(self, conversation: str, later: int) -> int:
        at = self.latest_at[conversation] + later
        self.latest_at[conversation] = max(at, self.latest_at[conversation])
        return at

    def new_event_id(self) -> str:
        self.told += 1
        return f"event-{self.told}"

    def receive(self, event: Closing | Reopening) -> Receipt:
        is_closing = isinstance(event, Closing)
        return self.intake.closed(event) if is_closing else self.intake.reopened(event)

    def pick(self, among, pick: int):
        return among[pick % len(among)]

    def asked_about(self) -> list[str]:
        undecided = {State.RECEIVED, State.SCHEDULED}
        surveys = self.truth.surveys.items()
        return [name for name, each in surveys if each and each[-1].state not in undecided]

    def again(self, survey: Survey) -> Survey:
        return next(each for each in self.truth.all if each.id == survey.id)

    def free(self) -> list[Survey]:
        taken = {*self.holders, *self.put_off}
        usual = set(OPEN) - {State.INVITED, State.PARKED}
        return [each for each in self.truth.all if each.state in usual and each.id not in taken]

    def linked(self) -> list[Survey]:
        return [each for each in self.truth.all if each.offer_id]

    def claim(self, survey: Survey) -> Lease | None:
        expected = self.expected_claim(survey)
        found = self.leases.claim(survey.id, frozenset({survey.state}) & OPEN)
        self.lapsed.discard(survey.id)
        if isinstance(found, NotClaimed):
            is_told_late = expected is NotClaimed.PARKED and self.scripts.at_once
            assert found is (NotClaimed.PASSED if is_told_late else expected)
            return None
        assert expected is None
        assert int(found.token) > self.truth.tokens[survey.id]
        assert found.survey == survey
        self.tokens[survey.id] = int(found.token)
        return self.hold(found)

    def hold(self, lease: Lease) -> Lease:
        self.holders[lease.survey.id] = lease
        if lease.survey.state in OFFERING:
            self.offering.append(lease)
        return lease

    def expected_claim(self, survey: Survey) -> NotClaimed | None:
        if survey.state in ENDED:
            return NotClaimed.PASSED
        if survey.id in self.holders and survey.id not in self.lapsed:
            return NotClaimed.BUSY
        if survey.id in self.put_off:
            return NotClaimed.EARLY
        self.deaths[survey.id] += survey.id in self.holders
        is_poison = survey.id in self.holders and self.deaths[survey.id] >= POISON_AFTER
        can_be_parked = survey.state is not State.PARKED
        return NotClaimed.PARKED if is_poison and can_be_parked else None

    def keep(self, lease: Lease, to: State | None, attempts: int) -> Lease | None:
        kept: list[Lease] = []
        fields = {"attempts": attempts}
        if self.writes(lambda: kept.append(self.leases.keep(lease, fields, to=to))):
            assert self.holders.get(lease.survey.id) is lease
            self.tokens[lease.survey.id] += 1
            return self.hold(kept[0])
        assert self.holders.get(lease.survey.id) is not lease
        return None

    def release(self, lease: Lease, to: State, due_in: float) -> None:
        survey_id = lease.survey.id
        is_holder = self.holders.get(survey_id) is lease
        fields = {"expires_at": FAR_MS} if to is State.SCHEDULED else {}
        is_done = self.writes(
            lambda: self.leases.release(lease, to, reason="why", due_in=due_in, fields=fields)
        )
        assert is_done == is_holder
        if is_done:
            self.lose(survey_id)
            self.tokens[survey_id] += 1
            if due_in:
                self.put_off[survey_id] = None

    def offer(self, lease: Lease, predecessor: Survey | None) -> None:
        survey_id = lease.survey.id
        is_right = self.holders.get(survey_id) is lease and lease.survey.state in OFFERING
        if predecessor:
            is_right = is_right and is_waiting(predecessor)
        link = lookup_key(self.links.token(survey_id))
        is_done = self.writes(
            lambda: self.leases.offered(
                lease, "offer", link=link, predecessor=predecessor.id if predecessor else ""
            )
        )
        assert is_done == is_right
        if is_done:
            self.lose(survey_id)
            self.tokens[survey_id] += 1

    def writes(self, write: Callable[[], object]) -> bool:
        try:
            write()
        except LeaseLost:
            return False
        return True

    def answer(self, survey: Survey, nonce: str, rating: int) -> AnswerOutcome:
        found = self.answers.find(self.links.token(survey.id))
        assert found == survey
        return self.answers.record(survey.id, nonce=nonce, rating=rating, comment=None)

    def outcome(self, survey: Survey, nonce: str) -> AnswerOutcome:
        if survey.id in self.given:
            is_same = self.given[survey.id][0] == nonce
            return AnswerOutcome.RECORDED if is_same else AnswerOutcome.ALREADY_ANSWERED
        if is_waiting(survey):
            return AnswerOutcome.RECORDED
        return AnswerOutcome(survey.state)

    def lapse(self, survey_id: str) -> None:
        self.redis.hset(keys.survey(survey_id), "lease_until", 1)
        self.lapsed.add(survey_id)

    def lose(self, survey_id: str) -> None:
        self.holders.pop(survey_id, None)
        self.lapsed.discard(survey_id)
        self.put_off.pop(survey_id, None)

    def note_who_lost_it(self, survey_id: str) -> None:
        token = self.truth.tokens[survey_id]
        assert token >= self.tokens[survey_id]
        if token > self.tokens[survey_id]:
            self.tokens[survey_id] = token
            self.lose(survey_id)

    def check_step(self, before: Survey, now: Survey) -> None:
        is_answered_after_all = (before.state, now.state) == (State.PARKED, State.ANSWERED)
        assert RANKS[now.state] >= RANKS[before.state] or is_answered_after_all
        assert before.state not in ENDED or now.state is before.state
        if before.state is not State.RECEIVED:
            assert now.closing.event_id == before.closing.event_id

    def check_token(self, before: Survey, now: Survey, old: int) -> None:
        token = self.truth.tokens[now.id]
        is_same = (before.state, before.closing.event_id) == (now.state, now.closing.event_id)
        assert token > old or (token == old and is_same)

    def check_latest(self, survey: Survey, known: list[Closing]) -> None:
        """The latest survey is of the current cycle, and an undecided one about its best closing."""
        assert survey.closing.closed_at > self.opened_at[survey.closing.conversation]
        if survey.state is State.RECEIVED:
            best = max((each.agent is not None, each.closed_at) for each in known)
            assert (survey.closing.agent is not None, survey.closing.closed_at) == best
