"""Closings, reopenings and shortcuts through a survey's life, for the tests of the record."""

from dataclasses import dataclass

from redis import Redis

from service.hints import Hints
from service.lifecycle.answers import Answers
from service.lifecycle.intake import Intake, Reopening
from service.lifecycle.leases import Lease, Leases
from service.lifecycle.links import Links, lookup_key
from service.lifecycle.reading import read_survey, surveys_of
from service.lifecycle.record import Closing, Person, Survey
from service.lifecycle.states import State

AGNES = Person(id="agent-agnes", name="Agnes", is_member=True)


def a_closing(
    event_id: str = "event-1", *, at: int = 1000, agent: Person | None = AGNES
) -> Closing:
    return Closing(
        organization="org",
        conversation="77",
        event_id=event_id,
        closed_at=at,
        channel="EMAIL",
        direction="INBOUND",
        customer=Person(id="customer-1", name="Ada", email="ada@example.com", phone="+4512345678"),
        agent=agent,
        subject="Where is my parcel",
    )


def a_reopening(event_id: str, *, at: int) -> Reopening:
    return Reopening(organization="org", conversation="77", event_id=event_id, opened_at=at)


def everything_stored(redis: Redis) -> str:
    """The service's keys with all they hold, as one text to search or to compare."""
    read = {
        "hash": lambda key: sorted(redis.hgetall(key).items()),
        "list": lambda key: redis.lrange(key, 0, -1),
        "set": lambda key: sorted(redis.smembers(key)),
        "string": redis.get,
        "zset": lambda key: redis.zrange(key, 0, -1, withscores=True),
    }
    keys = sorted(redis.scan_iter("rs:*"))
    return "\n".join(f"{key}: {read[redis.type(key)](key)}" for key in keys)


@dataclass
class Record:
    """The record as web and workers use it, with shortcuts through a survey's life."""

    redis: Redis
    intake: Intake
    answers: Answers
    leases: Leases
    links: Links
    hints: Hints

    def surveys(self) -> list[Survey]:
        return surveys_of(self.redis, "org", "77")

    def only(self) -> Survey:
        [survey] = self.surveys()
        return survey

    def state(self, survey_id: str) -> State:
        survey = read_survey(self.redis, survey_id)
        assert survey is not None
        return survey.state

    def claim(self, survey_id: str, state: State) -> Lease:
        lease = self.leases.claim(survey_id, frozenset({state}))
        assert isinstance(lease, Lease), lease
        return lease

    def suppress(self, survey_id: str, reason: str) -> None:
        self.leases.release(self.claim(survey_id, State.RECEIVED), State.SUPPRESSED, reason=reason)

    def schedule(self, survey_id: str, **fields: str | int) -> None:
        lease = self.claim(survey_id, State.RECEIVED)
        defaults = {"rating_type": "Csat", "expires_at": lease.now + 1_000_000}
        self.leases.release(lease, State.SCHEDULED, fields=defaults | fields)

    def offer(self, survey_id: str, offer_id: str = "offer-1", **fields: str | int) -> None:
        self.schedule(survey_id, **fields)
        lease = self.leases.keep(self.claim(survey_id, State.SCHEDULED), {}, to=State.OFFERING)
        self.leases.offered(lease, offer_id, link=lookup_key(self.links.token(survey_id)))

    def invite(self, survey_id: str, **fields: str | int) -> None:
        self.offer(survey_id, **fields)
        self.leases.release(self.claim(survey_id, State.OFFERED), State.INVITED, due_in=1000)
