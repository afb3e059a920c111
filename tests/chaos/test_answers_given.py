"""Customers go on until they are thanked; why an attempt ended is noted."""

from collections import defaultdict, deque
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread

import pytest

from .answers_given import SCANNED, Reader
from .notes import End, Notes
from .plan import Customer, Tale

FORM = (200, '<input type="radio" name="rating" value="4">')
RECORDED, CLOSED, NOWHERE, REFUSED = (200, ""), (410, ""), (404, ""), (422, "")


def to(path):
    return 303, path


THANKS = to("/s/first/thanks")


class Web(ThreadingHTTPServer):
    """Answers what it is told to, in this order, and the last of it again and again."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Page)
        self.answers = defaultdict(deque)
        self.asked = []

    def link(self, path):
        return f"http://127.0.0.1:{self.server_port}{path}"

    def say(self, method, path, *answers):
        self.answers[method, path].extend(answers)


class Page(BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.asked.append((self.command, self.path))
        self.rfile.read(int(self.headers.get("Content-Length", "0")))
        answers = self.server.answers[self.command, self.path] or deque([NOWHERE])
        status, text = answers.popleft() if len(answers) > 1 else answers[0]
        self.send_response(status)
        self.send_header("Location" if status == 303 else "X-Other", text if status == 303 else "")
        self.send_header("Content-Length", "0" if status == 303 else str(len(text)))
        self.end_headers()
        if status != 303 and self.command != "HEAD":
            self.wfile.write(text.encode())

    do_HEAD = do_POST = do_GET  # noqa: N815 - the library calls them so

    def log_message(self, *_):
        pass


@pytest.fixture
def web():
    with Web() as server:
        Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield server
        server.shutdown()


def opened(web, *, twice="no", rating=4, scans=0, conversation=5001):
    """What is noted when a customer has opened the first link."""
    notes = Notes()
    customer = Customer(rating=rating, thinks=0, twice=twice, scans=scans)
    tale = Tale(number=1, begins=0, kind="mail", events=(), customer=customer)
    Reader(notes=notes, ended=Event()).open(web.link("/s/first"), tale, conversation)
    return notes


def test_a_customer_who_is_thanked_has_answered(web):
    web.say("GET", "/s/first", FORM)
    web.say("POST", "/s/first", THANKS)
    notes = opened(web)

    assert [attempt.end for attempt in notes.attempts] == [End.THANKED]
    assert [answer.is_acknowledged for answer in notes.answers] == [True]


def test_whoever_does_not_want_to_answer_makes_no_attempt(web):
    assert opened(web, rating=None).attempts == []


@pytest.mark.parametrize(
    ("page", "end"),
    [(RECORDED, End.ANSWERED_ALREADY), (CLOSED, End.CLOSED), (NOWHERE, End.NOWHERE)],
)
def test_a_page_without_a_form_ends_an_attempt(web, page, end):
    web.say("GET", "/s/first", page)

    assert [attempt.end for attempt in opened(web).attempts] == [end]


@pytest.mark.parametrize("answer", [REFUSED, to("/s/newer")])
def test_whose_survey_was_superseded_meanwhile_answers_the_newer_one(web, answer):
    web.say("GET", "/s/first", FORM, to("/s/newer"))
    web.say("POST", "/s/first", answer)
    web.say("GET", "/s/newer", FORM)
    web.say("POST", "/s/newer", to("/s/newer/thanks"))
    notes = opened(web)

    [attempt] = notes.attempts
    assert (attempt.end, attempt.link) == (End.THANKED, web.link("/s/newer"))
    assert [answer.is_acknowledged for answer in notes.answers] == [False, True]


def test_a_form_that_is_refused_again_and_again_ends_an_attempt(web):
    web.say("GET", "/s/first", FORM)
    web.say("POST", "/s/first", REFUSED)

    assert [attempt.end for attempt in opened(web).attempts] == [End.REFUSED]


def test_a_second_answer_changes_nothing_about_the_thanks_for_the_first(web):
    web.say("GET", "/s/first", FORM)
    web.say("POST", "/s/first", THANKS, to("/s/first"))
    notes = opened(web, twice="otherwise")

    assert [attempt.end for attempt in notes.attempts] == [End.THANKED]
    assert [answer.is_acknowledged for answer in notes.answers] == [True, False]


def test_scanners_open_everything_that_hangs_on_a_link_by_get_and_head(web):
    for number in range(len(SCANNED)):
        opened(web, rating=None, scans=2, conversation=5000 + number)

    assert {("GET", "/s/first?rating=1"), ("HEAD", "/s/first")} <= set(web.asked)
    every = {(method, f"/s/first{path}") for method in ("GET", "HEAD") for path in SCANNED}
    assert every <= set(web.asked)
