"""A small run that the judge is tried on."""

from dataclasses import replace
from itertools import count

from service.sandbox.conversations import a_conversation, agent
from service.sandbox.played_dixa import Ledger

from .evidence import Evidence
from .judge import judge
from .notes import AnswerNote, AttemptNote, End, EventNote, Notes, TaleNote
from .plan import Customer, Tale, Telling
from .record import Asking, Record, Remembered, token_of

CSID = 5001
AGNES, BO = agent("Agnes"), agent("Bo")
COMMENT = "answer 1"
FIRST_CALL = 1000
"""When it came, in seconds; each other call came a second after the one before."""


class Case:
    """A run with one conversation, closed by Agnes; what else happened is told to it."""

    def __init__(self, kind="mail"):
        self.dixa, self.notes, self.invited = Ledger(), Notes(), {}
        self._now = count(FIRST_CALL)
        telling = Telling(is_closing=True, at=0, agent="Agnes", copies=(0, 0))
        customer = Customer(rating=4, thinks=3, twice="no", scans=1)
        tale = Tale(number=1, begins=0, kind=kind, events=(telling,), customer=customer)
        self.closing = EventNote(closed_by=AGNES.id, at_ms=0, statuses=[None, 202])
        conversation = a_conversation(csid=CSID)
        self._tale = TaleNote(tale=tale, conversation=conversation, events=[self.closing])
        self.notes.tale(self._tale)
        self.rest = {}

    def close_again(self, by=BO):
        closing = replace(self.closing, closed_by=by.id, at_ms=self.closing.at_ms + 4000)
        self._tale.events.append(closing)
        return closing

    def carry_out(self, endpoint, body, *, path="/", seconds=0.1, **what):
        at = next(self._now)
        call = self.dixa.open(
            at=at, method="POST", path=path, body=body, endpoint=endpoint, conversation=CSID
        )
        done = {"committed": True, "committed_at": at + seconds, "status": 201}
        self.dixa.complete(call, **done | what)

    def ask(self, endpoint="ratings", **what):
        self.carry_out(endpoint, None, **{"committed": False, "status": 200} | what)

    def offer(self, by=AGNES, **what):
        self.carry_out("offer", {"agentId": by.id}, **what)

    def invite(self, link="a link"):
        self.invited.setdefault(CSID, set()).add(link)

    def attempt(self, end=End.THANKED, link="a link"):
        self.notes.attempt(AttemptNote(conversation=CSID, link=link, end=end))

    def answer(self, comment=COMMENT, *, thanked=True):
        note = AnswerNote(conversation=CSID, comment=comment, rating=4, is_acknowledged=thanked)
        self.notes.answer(note)

    def submit(self, rating=4, comment=COMMENT, **what):
        result = {"ratingResult": {"value": rating}, "comment": comment}
        self.carry_out("submit", result, **what)

    def remember(self, *surveys, leads_to=None, **what):
        """Keep a record, in which every closing is known and every offer of ours."""
        closings = frozenset(event.at_ms for event in self._tale.events)
        offers = len(self.dixa.offers(CSID))
        known = {"closings": closings, "offers": offers, "surveys": surveys} | what
        tokens = {token_of(link): survey for link, survey in (leads_to or {}).items()}
        record = Record(conversations={CSID: Remembered(**known)}, leads_to=tokens)
        self.rest |= {"record": record, "audit": ["1 conversation compared, 0 differences found."]}

    def say(self, *lines):
        """What the audit says."""
        self.rest["audit"] = [*lines, f"1 conversation compared, {len(lines)} differences found."]

    @property
    def evidence(self):
        ledgers = {"dixa": self.dixa, "notes": self.notes, "invited": self.invited}
        return Evidence(**ledgers, **self.rest)

    @property
    def broken(self):
        return [finding.promise for finding in judge(self.evidence) if finding.is_broken]

    @property
    def told(self):
        found = judge(self.evidence)
        return [each.promise for each in found if each.cases and not each.is_broken]


def asked_survey(name="first", **what):
    """The survey about the closing by Agnes; offer and answer were noted just before."""
    noted = {"offering": (FIRST_CALL - 0.1,), "answering": (FIRST_CALL + 0.9,)}
    usual = {"closed_at": 0, "agent": AGNES.id, **noted}
    return Asking(id=name, **usual | what)


def well_run():
    """All went well: offered, invited, answered, submitted."""
    case = Case()
    case.offer()
    case.invite()
    case.attempt()
    case.answer()
    case.submit()
    return case
