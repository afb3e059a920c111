"""What is in the record, read at once, and what must hold of it at any time."""

import json
from collections import Counter
from dataclasses import dataclass

from redis import Redis

from service.lifecycle import keys
from service.lifecycle.reading import survey_from_hash
from service.lifecycle.record import Survey
from service.lifecycle.states import ANSWERABLE, ENDED, HOLDS_AN_ANSWER, RANKS, State

CUSTOMER = "ada"


@dataclass(frozen=True, kw_only=True)
class Truth:
    """The record as it is now.

    Args:
        surveys: by conversation, oldest first.
        tokens: by survey, the token of the latest lease or change.
        ledgers: by survey, the states before and after each entry.
        is_opted_out: whether the one customer of them all does not want to be asked.
        asked_at: when they were last offered a rating; 0 for never.
    """

    surveys: dict[str, list[Survey]]
    tokens: dict[str, int]
    ledgers: dict[str, list[tuple[str, str]]]
    due: frozenset[str]
    due_answers: frozenset[str]
    ended: frozenset[str]
    lately_ended: frozenset[str]
    parked: frozenset[str]
    counted: dict[str, int]
    is_opted_out: bool
    asked_at: int

    @property
    def all(self) -> list[Survey]:
        return [survey for each in self.surveys.values() for survey in each]

    def check(self) -> None:
        self._what_is_due_has_not_ended()
        self._what_is_parked_is_listed()
        self._states_are_counted()
        self._ledgers_lead_to_the_states()
        self._customers_have_one_link_that_can_be_answered()
        self._the_latest_offer_is_what_cool_downs_count_from()

    def check_since(self, before: "Truth") -> None:
        """Check what a step may do to the surveys that were there before it."""
        now = {survey.id: survey for survey in self.all}
        for survey in before.all:
            _check_step(survey, now[survey.id])
            token, old = self.tokens[survey.id], before.tokens[survey.id]
            assert token > old or (token == old and not _is_moved(survey, now[survey.id]))

    def _what_is_due_has_not_ended(self) -> None:
        over = {survey.id for survey in self.all if survey.state in ENDED}
        assert self.due == {survey.id for survey in self.all} - over
        assert self.ended <= self.lately_ended == over
        answered = {survey.id for survey in self.all if survey.state in HOLDS_AN_ANSWER - ENDED}
        assert self.due_answers == answered

    def _what_is_parked_is_listed(self) -> None:
        waiting = {survey for survey in self.all if survey.state is State.PARKED}
        assert self.parked == {survey.id for survey in waiting}
        open_ = {survey for survey in self.all if survey.state not in ENDED}
        assert waiting == {survey for survey in open_ if survey.parked_from}

    def _states_are_counted(self) -> None:
        assert self.counted == Counter(survey.state for survey in self.all)

    def _ledgers_lead_to_the_states(self) -> None:
        for survey in self.all:
            entries = self.ledgers[survey.id]
            sources = [before for before, _ in entries]
            assert sources == ["", *(after for _, after in entries[:-1])]
            assert entries[-1][1] == survey.state

    def _customers_have_one_link_that_can_be_answered(self) -> None:
        for each in self.surveys.values():
            assert sum(is_waiting(survey) for survey in each) <= 1

    def _the_latest_offer_is_what_cool_downs_count_from(self) -> None:
        assert self.asked_at == max((survey.offered_at or 0 for survey in self.all), default=0)


def _check_step(before: Survey, now: Survey) -> None:
    goes_on = before.state is State.PARKED and now.state in {before.parked_from, State.ANSWERED}
    is_withdrawn = before.is_answer_untouched and now.state is State.INVITED
    is_sent_again = (before.state, now.state) == (State.SUBMITTED, State.SUBMITTING)
    is_back = goes_on or is_withdrawn or is_sent_again
    assert RANKS[now.state] >= RANKS[before.state] or is_back
    assert before.state not in ENDED or now.state is before.state or is_sent_again
    # Attribution is frozen once it is decided by it.
    if State.RECEIVED not in {before.state, before.parked_from}:
        assert now.closing.event_id == before.closing.event_id


def _is_moved(before: Survey, now: Survey) -> bool:
    return (before.state, before.closing.event_id) != (now.state, now.closing.event_id)


def is_waiting(survey: Survey) -> bool:
    """Whether the customer's answer would be taken."""
    state = survey.parked_from if survey.state is State.PARKED else survey.state
    return state in ANSWERABLE and survey.answered_at is None


def read_truth(redis: Redis, organization: str, conversations: tuple[str, ...]) -> Truth:
    """Read the record in two round trips."""
    names = [keys.conversation(organization, each) for each in conversations]
    with redis.pipeline() as pipe:
        for name in names:
            pipe.lrange(f"{keys.conversation_hash(name)}:surveys", 0, -1)
        pipe.zrange(keys.DUE, 0, -1)
        pipe.zrange(keys.DUE_ANSWERS, 0, -1)
        pipe.zrange(keys.ENDED, 0, -1)
        pipe.zrange(keys.LATELY_ENDED, 0, -1)
        pipe.zrange(keys.PARKED, 0, -1)
        pipe.hgetall(keys.STATES)
        pipe.hgetall(keys.customer(organization, CUSTOMER))
        *ids, due, due_answers, ended, lately_ended, parked, states, customer = pipe.execute()
    hashes, ledgers = _read_surveys(redis, [each for some in ids for each in some])
    return Truth(
        surveys={
            conversation: [survey_from_hash(each, hashes[each]) for each in some]
            for conversation, some in zip(conversations, ids, strict=True)
        },
        tokens={survey_id: int(data["token"]) for survey_id, data in hashes.items()},
        ledgers=ledgers,
        due=frozenset(due),
        due_answers=frozenset(due_answers),
        ended=frozenset(ended),
        lately_ended=frozenset(lately_ended),
        parked=frozenset(parked),
        counted={state: int(count) for state, count in states.items() if int(count)},
        is_opted_out="opted_out" in customer,
        asked_at=int(customer.get("asked:Csat", 0)),
    )


def _read_surveys(
    redis: Redis, ids: list[str]
) -> tuple[dict[str, dict[str, str]], dict[str, list[tuple[str, str]]]]:
    with redis.pipeline() as pipe:
        for survey_id in ids:
            pipe.hgetall(keys.survey(survey_id))
            pipe.lrange(keys.ledger(survey_id), 0, -1)
        found = pipe.execute()
    entries = [[json.loads(line) for line in lines] for lines in found[1::2]]
    steps = [[(entry["from"], entry["to"]) for entry in each] for each in entries]
    return dict(zip(ids, found[::2], strict=True)), dict(zip(ids, steps, strict=True))
