"""The judge sees each broken promise, and none in a run that kept them all."""

from dataclasses import replace
from itertools import count

import pytest

from service.sandbox.conversations import a_conversation, agent
from service.sandbox.played_dixa import Ledger

from .clockwork import SETTLE_SECONDS
from .evidence import Evidence
from .judge import UNDER_WAY, cycles, judge
from .notes import AnswerNote, EventNote, Notes, TaleNote
from .plan import Customer, Tale, Telling

CSID = 5001
AGNES, BO = agent("Agnes"), agent("Bo")
COMMENT = "answer 1"


class Case:
    """A run with one conversation, closed by Agnes, in which all went well."""

    def __init__(self, kind="mail"):
        self.dixa, self.notes, self.invited = Ledger(), Notes(), {}
        self._now = count(1000)
        telling = Telling(is_closing=True, at=0, agent="Agnes", copies=(0, 0))
        customer = Customer(rating=4, thinks=3, twice="no", scans=1)
        tale = Tale(number=1, begins=0, kind=kind, events=(telling,), customer=customer)
        self.closing = EventNote(closed_by=AGNES.id, at_ms=0, statuses=[None, 202])
        conversation = a_conversation(csid=CSID)
        self.notes.tale(TaleNote(tale=tale, conversation=conversation, events=[self.closing]))
        self.rest = {}

    def carry_out(self, endpoint, body, *, seconds=0.1, **what):
        at = next(self._now)
        call = self.dixa.open(
            at=at, method="POST", path="/", body=body, endpoint=endpoint, conversation=CSID
        )
        done = {"committed": True, "committed_at": at + seconds, "status": 201}
        self.dixa.complete(call, **done | what)

    def offer(self, by=AGNES, **what):
        self.carry_out("offer", {"agentId": by.id}, **what)

    def invite(self):
        self.invited[CSID] = {"a link"}

    def answer(self, *, thanked=True):
        note = AnswerNote(conversation=CSID, comment=COMMENT, rating=4, is_acknowledged=thanked)
        self.notes.answer(note)

    def submit(self, rating=4, comment=COMMENT, **what):
        result = {"ratingResult": {"value": rating}, "comment": comment}
        self.carry_out("submit", result, **what)

    @property
    def evidence(self):
        ledgers = {"dixa": self.dixa, "notes": self.notes, "invited": self.invited}
        return Evidence(**ledgers, **self.rest)


@pytest.fixture
def well():
    case = Case()
    case.offer()
    case.invite()
    case.answer()
    case.submit()
    return case


def broken(case):
    return [finding.promise for finding in judge(case.evidence) if finding.is_broken]


def told(case):
    return [each.promise for each in judge(case.evidence) if each.cases and not each.is_broken]


def test_a_run_in_which_all_went_well_is_clean(well):
    assert broken(well) == told(well) == []
    assert cycles(well.evidence) == 1


def test_a_closing_that_was_acknowledged_must_be_offered():
    assert broken(Case()) == ["acknowledged closings without their outcome"]


def test_whose_conversation_was_offered_must_be_invited():
    case = Case()
    case.offer()

    assert broken(case) == ["acknowledged closings without their outcome"]


def test_a_closing_that_was_not_acknowledged_need_not_be_offered():
    case = Case()
    case.closing.statuses = [None, 503]

    assert broken(case) == []
    assert cycles(case.evidence) == 0


def test_the_last_closing_must_be_offered_though_an_earlier_one_was(well):
    [note] = well.notes.tales.values()
    note.events.append(replace(well.closing, closed_by=BO.id))

    assert broken(well) == ["acknowledged closings without their outcome"]


def test_an_answer_whose_customer_was_thanked_must_be_in_dixa(well):
    well.notes.answer(
        AnswerNote(conversation=CSID, comment="another", rating=1, is_acknowledged=True)
    )

    assert broken(well) == ["acknowledged answers that Dixa does not have"]


def test_an_answer_whose_customer_was_not_thanked_need_not_be_in_dixa(well):
    well.notes.answer(AnswerNote(conversation=CSID, comment="another", rating=1))

    assert broken(well) == []


def test_an_answer_must_be_in_dixa_once_only(well):
    well.submit()

    assert broken(well) == ["answers that Dixa has more than once"]


def test_a_cycle_must_be_offered_once_only(well):
    well.offer()

    assert broken(well) == ["closing cycles with more than one offer"]


def test_two_offers_for_two_cycles_are_well(well):
    [note] = well.notes.tales.values()
    note.events.append(replace(well.closing, closed_by=BO.id))
    well.offer(by=BO)

    assert broken(well) == []


def test_what_dixa_did_later_than_the_settle_time_is_counted_apart(well):
    well.offer(seconds=SETTLE_SECONDS + 0.1)

    assert broken(well) == []
    assert told(well) == ["apart: doubled by a commit later than the settle time"]


def test_whom_an_offer_that_was_made_late_keeps_from_being_asked_again_is_counted_apart():
    case = Case()
    [note] = case.notes.tales.values()
    note.events.insert(0, replace(case.closing, closed_by=BO.id))
    case.offer(by=BO, seconds=SETTLE_SECONDS + 0.1)

    assert broken(case) == []
    assert told(case) == ["apart: not asked, an earlier offer having been made too late"]


def test_every_offer_must_be_known_to_the_record_after_an_audit(well):
    well.rest |= {"known_offers": {CSID: 1}, "audit": ["No differences found."]}
    before = broken(well)
    well.rest["known_offers"] = {CSID: 0}

    assert (before, broken(well)) == (
        [],
        ["offers that the record does not know of, after an audit"],
    )


def test_the_audit_must_come_to_its_end(well):
    well.rest |= {"known_offers": {CSID: 1}, "audit": ["Dixa: away: the audit stopped"]}

    assert broken(well) == ["offers that the record does not know of, after an audit"]


def test_what_the_audit_found_is_told(well):
    well.rest["audit"] = ["conversation 5001: …", "1 difference found."]

    assert broken(well) == []
    assert told(well) == ["apart: differences found by the audit"]


def test_the_settle_time_is_measured_from_what_the_service_noted(well):
    well.offer(seconds=SETTLE_SECONDS - 0.1)
    well.rest["intents"] = {CSID: [1001.7]}  # the offer itself came at 1002

    assert told(well) == ["apart: doubled by a commit later than the settle time"]


@pytest.mark.parametrize("trace", [Case.offer, Case.invite])
@pytest.mark.parametrize(
    ("kind", "promise"),
    [
        ("forged", "forged events with an effect"),
        ("colleague", "people asked whom nobody should ask"),
    ],
)
def test_what_must_have_no_effect_must_leave_no_trace(kind, promise, trace):
    case = Case(kind)
    case.closing.statuses = [401] if kind == "forged" else [202]
    before = broken(case)
    trace(case)

    assert (before, broken(case)) == ([], [promise])


def test_a_forged_event_must_not_be_acknowledged():
    assert broken(Case("forged")) == ["forged events with an effect"]


@pytest.mark.parametrize("result", [{"rating": 1}, {"comment": None}])
def test_a_rating_that_nobody_sent_must_not_be_in_dixa(well, result):
    well.submit(**result)

    assert broken(well) == ["ratings in Dixa that nobody sent (GET, HEAD)"]


def test_a_link_that_was_delivered_must_lead_somewhere(well):
    well.notes.dead_links.add("a link")

    assert broken(well) == ["delivered links that lead nowhere"]


def test_while_the_token_is_refused_only_probes_may_go_on(well):
    well.rest["revoked"] = [1002, 1100]
    for _ in range(UNDER_WAY):
        well.carry_out("ratings", None, committed=False, status=401)
    well.carry_out("organization", None, committed=False, status=401)
    before = broken(well)
    well.carry_out("ratings", None, committed=False, status=401)

    assert (before, broken(well)) == ([], ["calls while the token was refused, but probes"])


def test_nothing_may_be_stuck(well):
    well.rest["stuck"] = {"answered": 1}

    assert broken(well) == ["surveys stuck"]


def test_surveys_may_be_parked_for_what_was_done_to_their_workers_only(well):
    well.rest["parked"] = [(CSID, "poison: workers died over it")]
    poisoned = broken(well), told(well)
    well.rest["parked"] = [(CSID, "no way reached the customer")]

    assert poisoned == ([], ["apart: parked as poison, since their workers were killed"])
    assert broken(well) == ["surveys parked without an injected cause"]


def test_calls_that_dixa_turns_away_by_its_own_limit_are_told(well):
    well.carry_out("ratings", None, committed=False, status=429)
    well.carry_out("ratings", None, committed=False, status=429, fault="too_many_requests")

    [told_of] = [finding for finding in judge(well.evidence) if finding.cases]
    assert told_of.promise == "apart: calls that Dixa turned away as too fast"
    assert told_of.cases == ["POST / at 1002.00, the others 2000, 1000 ms before"]
